"""Every form of the slice, filled in wrongly: refused in a sentence that helps, and everything typed still there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from accounts.identity.models import Statement
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.writing.actions import authors, drafts
from leap.core import clock
from meetings.invitations import actions as invitations
from meetings.schedule import actions as schedule
from meetings.schedule.models import Meeting
from tests.journeys.site import Site

HIDDEN = "Turned \u202e around"
LONG = "a very long name " * 12
# What is in the boxes of the form, by name: not its safety mark, nor what the page itself fills in.
TYPED = """() => [...document.querySelectorAll("main form :is(input, textarea, select)")]
    .filter((box) => !["hidden", "submit", "password"].includes(box.type))
    .filter((box) => !["radio", "checkbox"].includes(box.type) || box.checked)
    .map((box) => [box.name, box.value])"""


@dataclass(frozen=True)
class Refused:
    """One form, who fills it in, where it is, what they type, and a part of the sentence they get.

    Signing in is allauth's and answers 200; every form of ours answers 422.
    """

    name: str
    who: str | None
    where: str
    fill: Callable[[Page], None]
    button: str
    sentence: str
    status: int = 422
    keeps: bool = True


def nothing(page: Page) -> None:
    """Press the button at once."""


def put(**boxes: str) -> Callable[[Page], None]:
    """Fill boxes by their names in the form."""

    def fill(page: Page) -> None:
        for name, text in boxes.items():
            page.locator(f"main [name='{name}']").fill(text)

    return fill


def a_day_that_never_is(page: Page) -> None:
    page.get_by_label("Heronby panel").check()
    put(
        title="A date",
        day_day="30",
        day_month="2",
        day_year="2027",
        at="3pm",
        place="Here",
        joining="By phone",
        about="This\n\nand that",
    )(page)
    page.get_by_label("In person and online at once").check()
    page.get_by_label("How long is it").select_option("90")
    page.get_by_label("All day", exact=True).check()


def too_many_guests(page: Page) -> None:
    """Everyone's row of the register, and more guests than any room holds."""
    for line in page.locator("main form .register-row").all():
        line.get_by_label("Online").check()
    page.get_by_label("How many guests").fill("2000")


def an_answer_not_offered(page: Page) -> None:
    """Somebody plays with the page. What is not among the answers cannot be shown as chosen either."""
    page.locator("main form input[type=radio]").last.evaluate(
        "(box) => { box.value = 'whenever'; box.checked = true; }"
    )


def a_wrong_password(page: Page) -> None:
    page.get_by_text("Use a password instead").click()
    put(login="marsh@leap.example", password="not this one")(page)


def only_what_they_said(page: Page) -> None:
    page.get_by_label("Coming in person").check()


# fmt: off
FORMS = [
    Refused("code-address", None, "/sign-in/code/", put(email="not an address"),
            "Send me a code", "with an @ in it"),
    Refused("password", None, "/sign-in/", a_wrong_password,
            "Sign in with a password", "password"),
    Refused("name", "perry", "/people/me/name/", put(called_name=LONG),
            "Save this name", "80 letters or fewer"),
    Refused("statement-new", "perry", "/people/me/statements/new/", put(own_words=HIDDEN),
            "Save it for me", "hidden character"),
    Refused("statement-edit", "heather", "/people/me/statements/{statement}/edit/", put(own_words="x" * 2001),
            "Save the new words", "shorter"),
    Refused("share", "heather", "/people/me/statements/{statement}/share/", nothing,
            "Go on", "Choose who"),
    Refused("meeting-new", "willow", "/meetings/new/", a_day_that_never_is,
            "Look it through", "February"),
    Refused("reply", "jay", "/meetings/{open}/reply/", nothing,
            "Send my answer", "Choose one of the answers"),
    Refused("reply-record", "willow", "/meetings/{open}/replies/{marsh}/", only_what_they_said,
            "Keep this answer", "how their answer reached you"),
    Refused("payment", "teasel", "/meetings/{open}/payment/", an_answer_not_offered,
            "Keep my choice", "one of the answers shown", keeps=False),
    Refused("willing", "bracken", "/meetings/chairing/me/", an_answer_not_offered,
            "Keep my answer", "one of the answers shown", keeps=False),
    Refused("seating", "willow", "/meetings/{open}/seating/new/", put(seats_per_table="99"),
            "Make this plan", "whole number"),
    Refused("register", "willow", "/meetings/{begun}/register/", too_many_guests,
            "Keep this register", "whole number from 0 to 500"),
    Refused("account-new", "avis", "/reflections/writing/new/", put(title="", role_shown="Mine\u202e"),
            "Start writing", "Give it a name"),
    Refused("writing", "avis", "/reflections/writing/{account}/write/", put(title="A title", body=HIDDEN),
            "Save", "hidden character"),
    Refused("authors", "avis", "/reflections/writing/{account}/authors/", nothing,
            "Ask them", "Choose somebody to ask"),
    Refused("role", "avis", "/reflections/writing/{account}/role/", put(role_shown=LONG),
            "Save", "shorter"),
    Refused("join", "merle", "/reflections/writing/{account}/join/", put(role_shown=LONG),
            "Yes, I will write", "shorter"),
    Refused("readers", "avis", "/reflections/writing/{account}/readers/", nothing,
            "Go on to check", "Choose at least one person"),
]
# fmt: on


@pytest.fixture(scope="module")
def places(running_site: Site, larkmoor_meeting: UUID) -> dict[str, UUID]:
    """The keys of what the forms are about."""
    return running_site.behind(lambda: {"open": larkmoor_meeting, **_places(running_site)})


def _places(site: Site) -> dict[str, UUID]:
    people = site.people
    mine = Statement.objects.unscoped("a form of a story").filter(person=people["heather"]).earliest("written_at")
    inquiry = Inquiry.objects.get()
    account = drafts.start(title="Not finished", inquiry=inquiry, by=people["avis"], role_shown="researcher")
    drafts.save_draft(account=account, title="Not finished", body="Some words.", revision=0, by=people["avis"])
    authors.ask(account=account, person=people["merle"], by=people["avis"])
    begun = _meeting_that_has_begun(site).pk
    return {"statement": mine.pk, "account": account.pk, "begun": begun, "marsh": people["marsh"].pk}


def _meeting_that_has_begun(site: Site) -> Meeting:
    """Planned and opened as it would be; then its start is moved, because no clock can be held in the web server."""
    facts = {"title": "Small meeting", "minutes": 60, "place": "Here", "by": site.people["willow"]}
    meeting = schedule.plan_meeting(panel=site.panels["larkmoor"], starts_at=clock.now() + timedelta(days=9), **facts)
    invitations.invite_panel(meeting_id=meeting.pk, by=site.people["willow"])
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=clock.now() - timedelta(hours=1))
    return meeting


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_bad_input_is_refused_in_a_sentence_and_nothing_typed_is_lost(site: Site, places, form: Refused):
    # Without script, so that it is the server that refuses: a page may be sent by an old browser too.
    page = site.desk(form.who)
    page.route("**/autosave.js", lambda script: script.abort())  # the page of writing as its form alone
    page.goto(form.where.format(**places))
    form.fill(page)
    typed = page.evaluate(TYPED)
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.locator("main form").get_by_role("button", name=form.button).first.click()
    assert answered.value.status == form.status
    expect(page.locator(".govuk-error-summary")).to_contain_text(form.sentence)
    assert page.title().startswith("Something to fix: ")
    assert not form.keeps or page.evaluate(TYPED) == typed
    site.look(page, f"refused-{form.name}")
    page.unroute_all()
