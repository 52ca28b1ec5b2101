"""Saving through the web, by button and by itself: signed out, with an old page, from two devices, with bad input."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts_reflective.writing import queries
from accounts_reflective.writing.actions import authors
from leap.design.forms import MOST_WORDS
from tests.accounts_reflective.writing.factories import account, draft_of, joined, save

LONG_WORDS = "It rained on the day of the workshop, and nobody minded. " * 50
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def mine(world):
    return account(world.inquiry, world.author, body="First.")


@pytest.fixture
def save_url(mine):
    return reverse("writing:account-save", args=[mine.pk])


@pytest.fixture
def strict(world):
    """A browser that must bring a safety mark, as real ones must."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.author)
    return browser


def typed(body: str, revision: int = 1, **facts) -> dict:
    return {"title": "A title", "body": body, "revision": revision, "device": "d1", "turn": 0, **facts}


def mark_in(response) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.content.decode())[1]


def hidden(response) -> dict:
    found = re.findall(r'<input type="(?:hidden|text)" name="(\w+)" value="([^"]*)"', response.content.decode())
    return {name: value for name, value in found if name in ("title", "revision", "device", "csrfmiddlewaretoken")}


def test_the_button_saves_and_shows_the_words(client, world, mine, save_url):
    client.force_login(world.author)
    answer = client.post(save_url, typed("Second.\r\nThird."))
    assert answer["Location"] == reverse("writing:account-detail", args=[mine.pk])
    assert (draft_of(mine).title, draft_of(mine).body) == ("A title", "Second.\nThird.")


def test_saving_by_itself_answers_with_revision_and_time(client, world, mine, save_url):
    client.force_login(world.author)
    answer = client.post(save_url, typed("Second."), **JSON)
    assert answer.status_code == 200
    assert answer.json() == {"revision": 2, "saved_at": draft_of(mine).saved_at.isoformat()}


def test_two_devices_are_told_and_led_to_both(client, world, mine, save_url):
    client.force_login(world.author)
    client.post(save_url, typed("Laptop.", device="laptop"))
    by_itself = client.post(save_url, typed("Phone.", device="phone"), **JSON)
    copies = reverse("writing:copy-list", args=[mine.pk])
    assert by_itself.status_code == 409
    assert by_itself.json()["copies"] == copies
    by_button = client.post(save_url, typed("Phone, more.", device="phone"))
    assert by_button["Location"] == copies
    page = client.get(copies).content.decode()
    assert "Both are kept" in page
    assert "Laptop." in page
    assert "Phone, more." in page


def test_signed_out_by_button_the_words_come_back_and_are_saved_after_signing_in(strict, world, mine, save_url):
    page = strict.get(reverse("writing:account-write", args=[mine.pk]))
    sent = typed(LONG_WORDS, csrfmiddlewaretoken=mark_in(page))
    Session.objects.all().delete()
    answer = strict.post(save_url, sent)
    assert answer.status_code == 401
    assert LONG_WORDS in answer.content.decode()
    assert reverse("account_login") in answer.content.decode()
    assert draft_of(mine).body == "First."
    strict.force_login(world.author)  # in another tab: the safety mark of the first is old now
    strict.cookies["csrftoken"] = "n" * 32
    once_more = strict.post(save_url, {**hidden(answer), "body": LONG_WORDS})
    assert once_more.status_code == 403
    assert LONG_WORDS in once_more.content.decode()
    assert strict.post(save_url, {**hidden(once_more), "body": LONG_WORDS}).status_code == 302
    assert draft_of(mine).body == LONG_WORDS
    assert draft_of(mine).title == "A title"


def test_words_handed_back_are_not_put_into_a_session_or_a_log(strict, save_url, caplog):
    Session.objects.all().delete()
    strict.post(save_url, typed("Nobody may find this."))
    assert "Nobody may find this." not in caplog.text
    assert not any("Nobody" in str(each.get_decoded()) for each in Session.objects.all())


def test_handed_back_words_cannot_become_markup(client, save_url):
    page = client.post(save_url, typed("</textarea><script>alert(1)</script>", title='"><script>')).content.decode()
    assert "<script>alert" not in page
    assert 'value=""><script>' not in page


def test_the_page_of_words_again_says_nothing_about_what_is_there(client, mine, save_url):
    unknown = reverse("writing:account-save", args=["00000000-0000-4000-8000-000000000000"])
    there, not_there = client.post(save_url, typed("A")), client.post(unknown, typed("A"))
    clean = [re.sub(rb'(value|action)="[^"]*"', b"", each.content) for each in (there, not_there)]
    assert there.status_code == not_there.status_code == 401
    assert clean[0] == clean[1]


def test_signed_out_by_itself_is_told_and_gets_a_fresh_mark_after_signing_in(strict, world, mine, save_url):
    Session.objects.all().delete()
    assert strict.post(save_url, typed("More."), **JSON).status_code == 401
    assert strict.get(save_url, **JSON).status_code == 401
    strict.force_login(world.author)
    old = strict.post(save_url, typed("More."), **JSON)
    assert (old.status_code, old.json()["signed_out"]) == (403, False)
    mark = strict.get(save_url, **JSON).json()["mark"]
    assert strict.post(save_url, typed("More.", csrfmiddlewaretoken=mark), **JSON).status_code == 200
    assert draft_of(mine).body == "More."


def test_a_form_from_another_site_is_refused_and_not_handed_a_fresh_mark(strict, mine, save_url):
    answer = strict.post(save_url, typed("From elsewhere."), HTTP_ORIGIN="https://evil.example")
    assert answer.status_code == 403
    assert "From elsewhere." not in answer.content.decode()
    assert draft_of(mine).body == "First."


def test_reloading_the_address_of_a_save_leads_to_the_writing_page(client, world, mine, save_url):
    write = reverse("writing:account-write", args=[mine.pk])
    signed_out = client.get(save_url)
    assert signed_out["Location"] == f"{reverse('account_login')}?next={write}"
    client.force_login(world.author)
    assert client.get(save_url)["Location"] == write
    client.force_login(world.coordinator)
    assert client.get(save_url).status_code == 404
    assert client.get(save_url, **JSON).status_code == 404


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("a" * (MOST_WORDS + 1), "60,001 letters and spaces"),
        ("Before the hidden\x07one", "hidden character"),
        ("Turned \u202earound", "hidden character"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words_and_every_word_is_still_there(
    client, world, mine, save_url, body, sentence
):
    client.force_login(world.author)
    page = client.post(save_url, typed(body))
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert body in page.content.decode()
    by_itself = client.post(save_url, typed(body), **JSON)
    assert by_itself.status_code == 422
    assert sentence in by_itself.json()["sentence"]
    assert draft_of(mine).body == "First."


def test_exactly_as_much_as_fits_is_kept_to_the_letter(client, world, mine, save_url):
    client.force_login(world.author)
    body = ("  é \n" * (MOST_WORDS // 5 + 1))[:MOST_WORDS]
    client.post(save_url, typed(body.replace("\n", "\r\n")))
    assert draft_of(mine).body == body


def test_a_page_with_a_broken_revision_keeps_the_words(client, world, mine, save_url):
    client.force_login(world.author)
    answer = client.post(save_url, typed("Kept in the box.", revision="x"))
    assert answer.status_code == 422
    assert "Kept in the box." in answer.content.decode()


def test_words_without_a_title_are_saved(client, world, mine, save_url):
    client.force_login(world.author)
    client.post(save_url, typed("Only words.", title=""))
    assert draft_of(mine).body == "Only words."


@pytest.mark.parametrize("who", ["coordinator", "lead", "other", "friend", "far_away", "finance"])
def test_nobody_else_saves(client, world, mine, save_url, who):
    authors.ask(account=mine, person=world.friend, by=world.author)
    client.force_login(getattr(world, who))
    for accept in ({}, JSON):
        assert client.post(save_url, typed("Not mine."), **accept).status_code == 404
    assert draft_of(mine).body == "First."


def test_a_co_author_saves_over_what_they_saw_and_not_over_what_they_did_not(client, world, mine, save_url):
    joined(mine, world.friend, by=world.author)
    client.force_login(world.friend)
    assert client.post(save_url, typed("Friend's."), **JSON).status_code == 200
    save(mine, "Author's.", by=world.author, revision=1)
    assert [copy.body for copy in queries.copies_to_choose_from(world.friend, mine)] == ["Author's."]
    assert draft_of(mine).body == "Friend's."


def test_words_are_never_saved_as_somebody_elses_who_signed_in_meanwhile(client, world, mine, save_url):
    """On a shared computer a co-author signs in in another tab; the first page is still open."""
    joined(mine, world.friend, by=world.author)
    client.force_login(world.author)
    page = client.get(reverse("writing:account-write", args=[mine.pk])).content.decode()
    assert f'name="writer" value="{world.author.pk}"' in page
    client.force_login(world.friend)
    sent = typed("Mine alone.", writer=world.author.pk)
    assert client.post(save_url, sent, **JSON).status_code == 401
    handed_back = client.post(save_url, sent)
    assert handed_back.status_code == 401
    assert "Somebody else is signed in here now." in handed_back.content.decode()
    assert "Mine alone." in handed_back.content.decode()
    assert f'name="writer" value="{world.author.pk}"' in handed_back.content.decode()
    assert draft_of(mine).body == "First."
    client.force_login(world.author)
    client.post(save_url, sent)
    assert draft_of(mine).saved_by == world.author
    assert draft_of(mine).body == "Mine alone."


def test_other_methods_are_refused(client, world, save_url):
    client.force_login(world.author)
    assert client.put(save_url).status_code == 405
