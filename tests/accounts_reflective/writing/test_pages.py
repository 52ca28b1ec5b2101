"""The pages of writing: what they show, to whom, and what they keep when something is wrong."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts_reflective.writing import queries
from accounts_reflective.writing.actions import authors, versions
from accounts_reflective.writing.models import KeptCopy
from leap.core.ids import new_id
from leap.core.models import AuditEvent
from tests.accounts_reflective.inquiries.factories import inquiry
from tests.accounts_reflective.writing.factories import TITLE, WORDS, account, draft_of, joined, put_forward, save

LIST = "/reflections/writing/"


def url(name: str, account, *more) -> str:
    return reverse(f"writing:{name}", args=[account.pk, *more])


@pytest.fixture
def mine(world):
    return account(world.inquiry, world.author)


@pytest.fixture
def as_author(client, world):
    client.force_login(world.author)
    return client


def text_of(response) -> str:
    return response.content.decode()


PRIVATE_PAGES = [
    "account-detail", "account-write", "copy-list", "account-authors", "role-edit", "account-leave", "account-readers",
    "account-agree",
]  # fmt: skip

ONLOOKERS = ["coordinator", "lead", "other", "researcher", "finance", "far_away", "friend", "reader"]


@pytest.mark.parametrize("who", ONLOOKERS)
def test_nobody_else_can_tell_a_draft_from_nothing(client, world, mine, who):
    joined(mine, world.researcher, by=world.author)
    authors.leave(account=mine, by=world.researcher)
    put_forward(mine, [world.reader], by=world.author)
    versions.take_back(version=queries.versions_of(world.author, mine).get(), by=world.author)
    client.force_login(getattr(world, who))
    is_the_same_as_nothing(client, "account-join", mine)
    authors.ask(account=mine, person=world.friend, by=world.author)
    for name in PRIVATE_PAGES:
        is_the_same_as_nothing(client, name, mine)


def is_the_same_as_nothing(client, name, mine):
    there = client.get(url(name, mine))
    not_there = client.get(reverse(f"writing:{name}", args=[new_id()]))
    assert there.status_code == not_there.status_code == 404
    assert there.content == not_there.content
    assert TITLE not in text_of(client.get(LIST))


@pytest.mark.parametrize("name", ["account-detail", "account-write", "account-agree"])
def test_forbidden_and_unknown_ask_the_database_the_same(client, world, mine, name):
    client.force_login(world.coordinator)

    def asked(key) -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(reverse(f"writing:{name}", args=[key]))
        said = [each["sql"].replace(str(key), "").replace(key.hex, "") for each in caught.captured_queries]
        return [re.sub(r"'[0-9]{4}-[0-9T:.+-]+'", "", each) for each in said]

    assert asked(mine.pk) == asked(new_id())


def test_the_list_shows_mine_what_waits_and_what_i_may_read(client, world, mine):
    joined(mine, world.friend, by=world.author)
    version = put_forward(mine, [world.reader], by=world.author)
    authors.ask(account=mine, person=world.other, by=world.author)
    client.force_login(world.friend)
    assert "Do you agree that others may read" in text_of(client.get(LIST))
    client.force_login(world.other)
    asked = text_of(client.get(LIST))
    assert f"{world.author.called_name} asks if you would like to write" in asked
    assert TITLE not in asked
    versions.agree(version=version, by=world.friend)
    client.force_login(world.reader)
    assert TITLE in text_of(client.get(LIST))
    client.force_login(world.author)
    assert "Others can read a version" in text_of(client.get(LIST))


def test_the_list_takes_as_many_questions_for_one_as_for_many(client, world):
    def questions() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(LIST).status_code == 200
        return len(caught)

    client.force_login(world.author)
    account(world.inquiry, world.author, role_shown="LEAP member")
    put_forward(account(world.inquiry, world.friend), [world.author], by=world.friend)
    once = questions()
    for number in range(3):
        account(world.inquiry, world.author, title=f"Piece {number}")
        put_forward(account(world.inquiry, world.friend, title=f"Other {number}"), [world.author], by=world.friend)
    assert questions() == once


def test_starting_leads_to_the_writing_page(as_author, world):
    page = as_author.get(f"{LIST}new/?inquiry={world.inquiry.pk}")
    assert page.status_code == 200
    sent = {"title": "A start", "inquiry": world.inquiry.pk, "role_shown": "LEAP member", "key": new_id()}
    answer = as_author.post(f"{LIST}new/", sent)
    draft = queries.drafts_of(world.author).get()
    assert (answer.status_code, answer["Location"]) == (302, url("account-write", draft.account))
    as_author.post(f"{LIST}new/", sent)
    assert queries.drafts_of(world.author).count() == 1


def test_starting_without_a_title_says_so_and_keeps_the_rest(as_author, world):
    inquiry(world.programme, "A second one")
    answer = as_author.post(
        f"{LIST}new/", {"title": "", "inquiry": world.inquiry.pk, "role_shown": "the kettle's friend"}
    )
    assert answer.status_code == 422
    assert "Give it a name" in text_of(answer)
    assert "the kettle&#x27;s friend" in text_of(answer)


@pytest.mark.parametrize("wrong", ["nonsense", "84863492-d577-4073-948a-9406dd56c990"])
def test_an_inquiry_of_somebody_elses_cannot_be_chosen(as_author, wrong):
    assert as_author.get(f"{LIST}new/?inquiry={wrong}").status_code == 200
    assert as_author.post(f"{LIST}new/", {"title": "A", "inquiry": wrong}).status_code == 422


def test_where_there_is_no_inquiry_the_page_says_so(client, world):
    client.force_login(world.finance)
    assert "nothing to write about" in text_of(client.get(f"{LIST}new/"))


def test_the_writing_page_says_who_can_read_and_where_help_is(as_author, world, mine):
    page = text_of(as_author.get(url("account-write", mine)))
    assert "Only you</strong>" in page
    assert "It may be that nobody reads this today" in page
    joined(mine, world.friend, by=world.author)
    page = text_of(as_author.get(url("account-write", mine)))
    assert f"Only you and your co-author, {world.friend.called_name}</strong>" in page


def test_the_role_box_says_who_reads_it_in_print_too(as_author, client, world, mine):
    in_print = "if you all say yes to that, everybody who reads it in print"
    assert in_print in text_of(as_author.get(url("role-edit", mine)))
    authors.ask(account=mine, person=world.friend, by=world.author)
    client.force_login(world.friend)
    assert in_print in text_of(client.get(url("account-join", mine)))


def test_words_handed_back_never_count_as_late_ones_of_the_same_page(client, world, mine):
    """The page of words again starts anew: it has no turn, and a page's earlier turn must not swallow its words."""
    save(mine, "Saved by itself.", by=world.author, device="d1", turn=5)
    revision = draft_of(mine).revision
    sent = {"title": TITLE, "body": "The last paragraph.", "revision": revision, "device": "d1", "turn": 6}
    handed_back = client.post(url("account-save", mine), sent)
    assert handed_back.status_code == 401
    boxes = re.findall(r'<input type="(?:hidden|text)" name="(\w+)" value="([^"]*)"', text_of(handed_back))
    again = {name: value for name, value in boxes if name != "csrfmiddlewaretoken"}
    client.force_login(world.author)
    client.post(url("account-save", mine), {**again, "body": "The last paragraph."})
    kept = {draft_of(mine).body, *(each.body for each in queries.kept_copies_of(world.author, mine))}
    assert "The last paragraph." in kept


def test_no_title_of_anybodys_is_in_a_page_title(as_author, mine):
    for name in PRIVATE_PAGES:
        page = text_of(as_author.get(url(name, mine)))
        head = page[page.index("<title>") : page.index("</title>")]
        assert TITLE not in head


def test_words_are_drawn_as_words_never_as_markup(as_author, mine, world):
    nasty = "<script>alert(1)</script>\n\n<b>bold</b> & co"
    save(mine, nasty, by=world.author)
    for name in ["account-detail", "account-write"]:
        page = text_of(as_author.get(url(name, mine)))
        assert "<script>alert" not in page
        assert "&lt;b&gt;bold&lt;/b&gt; &amp; co" in page


def test_a_reader_reads_the_version_and_the_trail_says_so(client, world, mine):
    version = put_forward(mine, [world.reader], by=world.author)
    save(mine, "The draft goes on.", by=world.author)
    client.force_login(world.reader)
    page = text_of(client.get(url("account-detail", mine)))
    assert "We began with tea." in page
    assert "The draft goes on." not in page
    assert world.author.called_name not in page.replace(f"{world.coordinator.called_name}", "")
    assert AuditEvent.objects.filter(verb="account.read", actor_id=world.reader.pk, about_id=version.pk).count() == 1
    for name in [each for each in PRIVATE_PAGES if each != "account-detail"]:
        assert client.get(url(name, mine)).status_code == 404
    versions.take_back(version=version, by=world.author)
    assert client.get(url("account-detail", mine)).status_code == 404
    assert TITLE not in text_of(client.get(LIST))


def test_an_authors_own_reading_is_not_noted(as_author, mine):
    as_author.get(url("account-detail", mine))
    assert not AuditEvent.objects.filter(verb="account.read").exists()


def test_asking_joining_and_declining_through_the_pages(client, world, mine):
    client.force_login(world.author)
    page = text_of(client.get(url("account-authors", mine)))
    assert world.friend.called_name in page
    assert world.far_away.called_name not in page
    client.post(url("account-authors", mine), {"person": world.friend.pk})
    client.post(url("account-authors", mine), {"person": world.other.pk})
    client.force_login(world.other)
    assert client.post(url("account-decline", mine))["Location"] == LIST
    client.force_login(world.friend)
    page = text_of(client.get(url("account-join", mine)))
    assert TITLE not in page
    assert "How should readers see your role?" in page
    for _ in range(2):
        assert client.post(url("account-join", mine), {"role_shown": "carer"})["Location"] == url(
            "account-detail", mine
        )
    assert queries.label_of(mine) == ""
    client.post(url("role-edit", mine), {"role_shown": "LEAP member"})
    assert client.post(url("role-edit", mine), {"role_shown": "x" * 81}).status_code == 422
    assert client.post(url("account-leave", mine))["Location"] == LIST
    assert client.get(url("account-detail", mine)).status_code == 404


def test_asking_nobody_or_a_stranger_is_refused_kindly(as_author, world, mine):
    assert "Choose somebody to ask." in text_of(as_author.post(url("account-authors", mine), {}))
    assert as_author.post(url("account-authors", mine), {"person": world.far_away.pk}).status_code == 422


def test_a_question_is_taken_back_with_a_button(as_author, world, mine):
    authors.ask(account=mine, person=world.friend, by=world.author)
    assert "Take the question back" in text_of(as_author.get(url("account-authors", mine)))
    as_author.post(url("ask-take-back", mine), {"person": "nonsense"})
    assert queries.asks_for(world.friend).exists()
    as_author.post(url("ask-take-back", mine), {"person": world.friend.pk})
    assert not queries.asks_for(world.friend).exists()


def test_the_only_author_is_told_why_not(as_author, mine):
    assert "the only author" in text_of(as_author.get(url("account-leave", mine)))
    assert as_author.post(url("account-leave", mine)).status_code == 409


def test_choosing_readers_checking_agreeing_and_taking_back(client, world, mine):
    joined(mine, world.friend, by=world.author)
    client.force_login(world.author)
    assert "Choose at least one person" in text_of(client.post(url("account-readers", mine), {}))
    check = text_of(client.post(url("account-readers", mine), {"readers": [world.reader.pk, world.other.pk]}))
    assert "These 2 people will be able to read it once both of you agree:" in check
    assert "We began with tea." in check
    assert world.reader.called_name in check
    assert not queries.versions_in_play(world.author, mine)
    sent = {"readers": [world.reader.pk], "revision": draft_of(mine).revision, "after": 0}
    assert client.post(url("readers-check", mine), {**sent, "revision": "x"})["Location"] == url(
        "account-readers", mine
    )
    assert client.post(url("readers-check", mine), sent)["Location"] == url("account-agree", mine)
    client.force_login(world.friend)
    page = text_of(client.get(url("account-agree", mine)))
    assert "Waiting for you" in page
    assert "We began with tea." in page
    assert f"<li>{world.reader.called_name}</li>" in page
    (each,) = queries.versions_in_play(world.friend, mine)
    client.post(url("account-agree", mine), {"version": each.version.pk})
    assert queries.versions_open_to(world.reader).exists()
    assert "Take my agreement back" in text_of(client.get(url("account-agree", mine)))
    client.post(url("agreement-take-back", mine), {"version": each.version.pk})
    assert not queries.versions_open_to(world.reader).exists()
    for wrong in ["nonsense", new_id()]:
        assert client.post(url("account-agree", mine), {"version": wrong}).status_code == 404


def test_words_that_changed_while_checking_are_not_shown_to_anyone(as_author, world, mine):
    sent = {"readers": [world.reader.pk], "revision": draft_of(mine).revision, "after": 0}
    save(mine, "Changed meanwhile.", by=world.author)
    answer = as_author.post(url("readers-check", mine), sent)
    assert answer.status_code == 409
    assert "read them again" in text_of(answer)
    assert not queries.versions_open_to(world.reader).exists()


def test_both_texts_are_shown_and_one_is_chosen(as_author, world, mine):
    save(mine, "Laptop words.", by=world.author)
    copy = save(mine, "Phone words.", by=world.author, revision=1).kept_copy
    assert "kept twice" in text_of(as_author.get(url("account-detail", mine)))
    page = text_of(as_author.get(url("copy-list", mine)))
    assert "Laptop words." in page
    assert "Phone words." in page
    as_author.post(url("copy-choose", mine, copy.pk), {"choice": "nonsense", "revision": 2})
    assert queries.copies_to_choose_from(world.author, mine).exists()
    answer = as_author.post(url("copy-choose", mine, copy.pk), {"choice": "both", "revision": 2})
    assert answer["Location"] == url("account-detail", mine)
    assert draft_of(mine).body == "Laptop words.\n\nPhone words."
    assert "Phone words." in text_of(as_author.get(url("copy-list", mine))), "put away, not thrown away"
    assert KeptCopy.objects.unscoped("a test looks").count() == 1


def test_two_pieces_wait_one_after_the_other(as_author, world, mine):
    save(mine, "Laptop.", by=world.author)
    first = save(mine, "Phone.", by=world.author, revision=1).kept_copy
    save(mine, "Tablet.", by=world.author, revision=1)
    answer = as_author.post(url("copy-choose", mine, first.pk), {"choice": "draft", "revision": 2})
    assert answer["Location"] == url("copy-list", mine)


@pytest.mark.parametrize("name", ["account-list", "account-new"])
def test_signed_out_people_are_asked_to_sign_in(client, name):
    assert client.get(reverse(f"writing:{name}")).status_code == 302


def test_the_words_as_typed_reach_the_page_of_paragraphs(as_author, mine):
    page = text_of(as_author.get(url("account-detail", mine)))
    for paragraph in WORDS.split("\n\n"):
        assert f'<p class="govuk-body leap-words">{paragraph}</p>' in page
