"""The page around every page: navigation, contact, headers, the way out, and pages for what does not work."""

import re
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from leap.design import shell
from leap.design.shell import Contact, NavItem
from tests import factories


@pytest.fixture
def member(db):
    return factories.small_panel().members[0]


@pytest.fixture
def signed_in(client, member):
    client.force_login(member)
    return client


@pytest.fixture
def own_shell(monkeypatch):
    """A shell into which nothing has been registered yet."""
    monkeypatch.setattr(shell, "_navigation", {})
    monkeypatch.setattr(shell, "_contact_providers", [])


def request_by(viewer, path="/help/"):
    request = RequestFactory().get(path)
    request.user = viewer
    return request


class Somebody:
    is_authenticated = True


def test_navigation_is_in_order_and_only_what_the_viewer_is_shown(own_shell):
    shell.register_navigation(NavItem(30, "Help", "design:help"))
    shell.register_navigation(NavItem(10, "Privacy", "design:privacy"))
    shell.register_navigation(NavItem(20, "Hidden", "design:accessibility", shown_to=lambda viewer: False))
    shell.register_navigation(NavItem(40, "Not built", "nothing:here"))
    links = shell.navigation_for(request_by(Somebody()))
    assert [(link.label, link.current) for link in links] == [("Privacy", ""), ("Help", "page")]
    assert shell.navigation_for(request_by(AnonymousUser())) == []


def test_a_page_below_a_section_marks_the_section(own_shell):
    shell.register_navigation(NavItem(10, "Help", "design:help"))
    assert shell.navigation_for(request_by(Somebody(), "/help/more/"))[0].current == "true"


def test_contacts_are_asked_of_every_provider_and_nobody_is_named_twice(own_shell):
    north, south = (Contact("Robin Sample", f"{side} panel", "robin@example.org") for side in ("North", "South"))
    shell.register_contact_provider(lambda viewer: [north])
    shell.register_contact_provider(lambda viewer: [south, north, Contact("Ash Sample")])
    found = [(contact.name, contact.role) for contact in shell.contacts_for(Somebody())]
    assert found == [("Robin Sample", "North panel, South panel"), ("Ash Sample", "")]
    assert shell.contacts_for(AnonymousUser()) == []


def test_what_a_room_knows_of_the_viewer_is_asked_once_for_the_menu_and_once_for_the_contacts(own_shell, monkeypatch):
    opened = []

    @contextmanager
    def once():
        opened.append("open")
        yield
        opened.append("shut")

    monkeypatch.setattr(shell, "_once", [])
    shell.register_asked_once(once)
    shell.register_asked_once(once)

    def is_open(viewer) -> bool:
        return opened[-1] == "open"

    for label in ("Help", "Privacy"):
        shell.register_navigation(NavItem(10, label, f"design:{label.lower()}", shown_to=is_open))
    shell.register_contact_provider(lambda viewer: [Contact("Robin Sample")] if is_open(viewer) else [])
    assert len(shell.navigation_for(request_by(Somebody()))) == 2
    assert len(shell.contacts_for(Somebody())) == 1
    assert opened == ["open", "shut"] * 2


def test_drawing_the_menu_of_a_page_that_changed_something_asks_for_the_roles_once(member):
    request = RequestFactory().post("/help/")
    request.user = member
    with CaptureQueriesContext(connection) as asked:
        shell.navigation_for(request)
    assert sum('FROM "people_role"' in query["sql"] for query in asked.captured_queries) == 1


def test_every_page_of_a_signed_in_person_names_a_contact_and_the_way_out(signed_in, monkeypatch):
    monkeypatch.setattr(
        shell,
        "_contact_providers",
        [lambda viewer: [Contact("Robin Sample", "runs your panel", "r@example.org", "020 7946 0000")]],
    )
    html = signed_in.get("/help/").content.decode()
    assert "Robin Sample" in html
    assert 'href="tel:02079460000"' in html
    assert "Leave this page now" in html
    assert 'href="#main"' in html
    assert 'lang="en-GB"' in html


def test_a_title_is_written_once_and_is_the_heading_too(gallery, client, db):
    html = client.get("/examples/page/").content.decode()
    assert "<title>Your meetings - LEAP</title>" in html
    assert '<h1 class="govuk-heading-xl">Your meetings</h1>' in html


def test_a_form_with_something_to_fix_says_so_in_its_title(gallery, client, db):
    answer = client.post("/examples/form/", {"called": "Wren"})
    assert answer.status_code == 422
    assert "<title>Something to fix: Tell us about the day - LEAP</title>" in answer.content.decode()
    assert 'value="Wren"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/help/", "/privacy/", "/accessibility/"])
def test_open_pages_are_open(client, db, path):
    assert client.get(path).status_code == 200


def test_help_says_where_to_turn_and_that_nobody_watches(client, db):
    html = client.get("/help/").content.decode()
    for number in ("tel:999", "tel:111", "tel:116123", "sms:85258"):
        assert number in html
    assert "Nobody watches LEAP day and night" in html


def test_headers_of_every_answer(signed_in):
    for path in ("/help/", "/nothing-here/", "/leave/"):
        headers = signed_in.get(path).headers
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
        assert "camera=()" in headers["Permissions-Policy"]
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy


@pytest.mark.parametrize(
    ("site", "mode", "target", "method", "status"),
    [
        ("same-origin", "cors", "empty", "get", 200),
        ("none", "navigate", "document", "get", 200),
        ("cross-site", "navigate", "document", "get", 200),
        ("cross-site", "no-cors", "image", "get", 403),
        ("same-site", "cors", "empty", "get", 403),
        ("cross-site", "navigate", "iframe", "get", 403),
        ("cross-site", "navigate", "document", "post", 403),
    ],
)
def test_another_site_may_only_open_a_page(client, db, site, mode, target, method, status):
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": target}
    path = "/help/" if method == "get" else "/leave/"
    assert getattr(client, method)(path, headers=headers).status_code == status


def test_leaving_quickly_ends_the_session_and_forgets(signed_in, settings):
    settings.QUICK_EXIT_URL = "https://weather.example/"
    answer = signed_in.post("/leave/")
    assert answer.status_code == 303
    assert answer["Location"] == "/leave/"
    assert answer["Clear-Site-Data"] == '"cookies", "storage"'
    assert answer.cookies["sessionid"].value == ""
    assert signed_in.get("/").status_code == 302
    gone = signed_in.get("/leave/")
    assert gone["Refresh"] == "0; url=https://weather.example/"
    assert "LEAP" not in gone.content.decode()


def test_leaving_quickly_works_signed_out_on_an_old_page_and_without_a_token(db):
    assert Client(enforce_csrf_checks=True).post("/leave/").status_code == 303


def test_opening_the_way_out_by_its_address_signs_nobody_out(signed_in):
    signed_in.get("/leave/")
    assert "_auth_user_id" in signed_in.session


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("not-now", 409, "This meeting is full. You can still say that you would like to come."),
        ("not-allowed", 403, "This is not yours to open or change"),
        ("missing", 404, "We cannot find that page"),
        ("bad", 400, "We could not understand that"),
        ("broken", 500, "Something went wrong on our side"),
        ("away", 503, "LEAP is having a short rest"),
        ("mail", 503, "We could not send the message"),
    ],
)
def test_what_does_not_work_is_said_calmly_and_shows_no_detail(gallery, signed_in, kind, status, words):
    signed_in.raise_request_exception = False
    answer = signed_in.get(f"/examples/trouble/{kind}/")
    html = answer.content.decode()
    assert answer.status_code == status
    assert words in html
    assert "a detail that must not show" not in html
    assert "Leave this page now" in html
    assert len(re.findall("<h1", html)) == 1
    if status == 503:
        assert answer["Retry-After"] == "30"


@pytest.mark.parametrize("kind", ["broken", "away", "mail"])
def test_pages_for_our_own_faults_need_no_database(gallery, client, kind):
    # No database mark: a query would fail the test.
    client.raise_request_exception = False
    assert client.get(f"/examples/trouble/{kind}/").status_code in (500, 503)


def test_what_is_missing_and_what_is_not_yours_are_the_same_bytes_everywhere(gallery, signed_in):
    missing = signed_in.get("/examples/trouble/missing/")
    unknown = signed_in.get("/nothing-here/at-all/")
    assert missing.content == unknown.content
    assert missing.headers == unknown.headers


def test_a_form_that_was_open_too_long_says_what_to_do(gallery, db):
    answer = Client(enforce_csrf_checks=True).post("/examples/form/", {})
    assert answer.status_code == 403
    assert "This page has been open too long" in answer.content.decode()


def test_the_shell_carries_no_token_and_no_name_of_the_person(gallery, signed_in, member):
    html = signed_in.get("/help/").content.decode()
    assert "csrfmiddlewaretoken" not in html
    if member.email:
        assert member.email not in html


def test_messages_are_shown_as_notes(rf):
    template = engines["django"].from_string('{% include "design/parts/messages.html" %}')

    class Note:
        level_tag = "success"

        def __str__(self):
            return "Saved <now>"

    html = template.render({"messages": [Note()]})
    assert "Saved &lt;now&gt;" in html
    assert 'role="status"' in html


def test_somebody_to_ask_is_shown_to_who_is_not_signed_in_and_to_who_would_see_nobody(client, own_shell, settings, db):
    settings.HELP_NAME, settings.HELP_PHONE, settings.HELP_EMAIL = "Juniper", "01632 960 003", "ask@example.org"
    asked = [Contact("Juniper", phone="01632 960 003", email="ask@example.org")]
    assert shell.contacts_for(None) == shell.contacts_for(AnonymousUser()) == shell.contacts_for(Somebody()) == asked
    page = client.get("/sign-in/").text
    for shown in ("Would you rather talk to a person?", "Juniper", 'href="tel:01632960003"', "mailto:ask@example.org"):
        assert shown in page
    robin = Contact("Robin Sample", "North panel")
    shell.register_contact_provider(lambda viewer: [robin])
    assert shell.contacts_for(Somebody()) == [robin]
    assert shell.contacts_for(AnonymousUser()) == asked


def test_without_a_name_in_the_settings_nobody_is_made_up(client, own_shell, settings, db):
    settings.HELP_NAME, settings.HELP_PHONE = "", "01632 960 003"
    assert shell.contacts_for(AnonymousUser()) == []
    assert "talk to a person" not in client.get("/sign-in/").text


def test_the_little_picture_that_browsers_ask_for_is_our_mark(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert answer["Location"].endswith("images/mark.svg")
