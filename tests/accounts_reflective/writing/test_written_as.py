"""Plain, or laid out with signs: a look before saving, what readers see, and that the words stay what was typed."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts_reflective.writing import queries
from accounts_reflective.writing.actions import drafts, uses, versions
from accounts_reflective.writing.models import Draft, KeptCopy
from tests.accounts_reflective.writing.factories import TITLE, account, draft_of, put_forward, save

SIGNS = "# Tea\n\nWe **sat** down.\n\n- a cup"
DRAWN = '<p class="govuk-body leap-words">We <strong>sat</strong> down.</p>'


def url(name: str, account, *more) -> str:
    return reverse(f"writing:{name}", args=[account.pk, *more])


@pytest.fixture
def mine(world):
    return account(world.inquiry, world.author, body=SIGNS)


@pytest.fixture
def as_author(client, world):
    client.force_login(world.author)
    return client


def text_of(response) -> str:
    return response.content.decode()


def typed(mine, **changed) -> dict:
    return {"title": TITLE, "body": SIGNS, "written_as": "markdown", "revision": draft_of(mine).revision, **changed}


def laid_out(mine, world) -> None:
    save(mine, SIGNS, by=world.author, written_as="markdown")


def test_words_are_shown_as_they_are_typed_until_an_author_chooses_signs(as_author, mine):
    page = text_of(as_author.get(url("account-detail", mine)))
    assert "We **sat** down." in page
    assert DRAWN not in page
    answer = as_author.post(url("account-save", mine), typed(mine))
    assert answer.status_code == 302
    page = text_of(as_author.get(url("account-detail", mine)))
    assert DRAWN in page
    assert '<h2 class="govuk-heading-m">Tea</h2>' in page
    assert "**" not in page
    assert draft_of(mine).body == SIGNS, "the words stay what was typed"
    as_author.post(url("account-save", mine), typed(mine, written_as="plain"))
    assert "We **sat** down." in text_of(as_author.get(url("account-detail", mine)))


def test_looking_saves_nothing_and_loses_nothing(as_author, mine):
    before = draft_of(mine)
    answer = as_author.post(
        url("account-save", mine),
        typed(mine, title="Another name", body=f"{SIGNS}\n\nNew **words**.\r\n", preview="yes", device="d1", turn="7"),
    )
    page = text_of(answer)
    assert answer.status_code == 200
    as_seen = ("New <strong>words</strong>.", "<strong>Another name</strong>")
    in_the_boxes = (f"{SIGNS}\n\nNew **words**.\n", 'value="Another name"')
    same_open_page = ('name="device" value="d1"', 'name="turn" value="7"')
    for part in (*as_seen, *in_the_boxes, *same_open_page):
        assert part in page
    assert "Looking saves nothing." in page
    assert "data-unsaved" in page
    now = draft_of(mine)
    assert (now.title, now.body, now.written_as, now.revision) == (before.title, SIGNS, "plain", before.revision)
    assert not KeptCopy.objects.unscoped("a test looks").exists()


def test_looking_at_what_is_saved_says_nothing_of_saving(as_author, mine, world):
    laid_out(mine, world)
    page = text_of(as_author.post(url("account-save", mine), typed(mine, preview="yes")))
    assert DRAWN in page
    assert "Looking saves nothing" not in page
    assert "data-unsaved" not in page


def test_what_was_looked_at_can_be_saved_from_that_page(as_author, mine):
    as_author.post(url("account-save", mine), typed(mine, body="So.", preview="yes", device="d1"))
    assert as_author.post(url("account-save", mine), typed(mine, body="So.", device="d1")).status_code == 302
    assert draft_of(mine).body == "So."


def test_a_look_without_a_session_gives_the_words_back(client, mine):
    answer = client.post(url("account-save", mine), typed(mine, body="Not yet saved.", preview="yes"))
    assert answer.status_code == 401
    page = text_of(answer)
    assert "Not yet saved." in page
    assert 'value="markdown" checked' in " ".join(page.split()) or "checked" in page


def test_a_look_at_what_cannot_be_kept_gives_the_words_back_too(as_author, mine):
    answer = as_author.post(url("account-save", mine), typed(mine, body="a\x07b", preview="yes"))
    assert answer.status_code == 422
    assert "a\x07b" in text_of(answer)


@pytest.mark.parametrize("who", ["friend", "reader", "lead", "coordinator"])
def test_nobody_else_can_look(client, world, mine, who):
    client.force_login(getattr(world, who))
    assert client.post(url("account-save", mine), typed(mine, preview="yes")).status_code == 404


def test_a_version_keeps_how_it_is_shown(client, world, mine):
    laid_out(mine, world)
    version = put_forward(mine, [world.reader], by=world.author)
    save(mine, SIGNS, by=world.author, written_as="plain")
    client.force_login(world.reader)
    assert DRAWN in text_of(client.get(url("account-detail", mine)))
    assert (version.body, version.written_as) == (SIGNS, "markdown")


def test_who_agrees_sees_the_words_as_readers_do_and_as_they_are_typed(as_author, mine, world):
    laid_out(mine, world)
    put_forward(mine, [world.reader], by=world.author)
    asked = uses.ask_about_uses(account=mine, revision=draft_of(mine).revision, by=world.author)
    use = queries.uses_asked(world.author, mine).filter(use="publish").get()
    for page in (as_author.get(url("account-agree", mine)), as_author.get(url("use-detail", mine, use.pk))):
        assert DRAWN in text_of(page)
        assert SIGNS in text_of(page)
    assert asked.written_as == "markdown"


def test_the_same_words_shown_in_another_way_are_agreed_to_anew(mine, world):
    first = put_forward(mine, [world.reader], by=world.author)
    asked = uses.ask_about_uses(account=mine, revision=draft_of(mine).revision, by=world.author)
    laid_out(mine, world)
    assert uses.ask_about_uses(account=mine, revision=draft_of(mine).revision, by=world.author).pk != asked.pk
    after = queries.last_version_number(world.author, mine)
    facts = {"readers": [world.reader], "revision": draft_of(mine).revision, "after": after}
    assert versions.propose(account=mine, by=world.author, **facts).pk != first.pk


def test_a_quotation_is_found_in_the_words_as_they_are_typed(as_author, mine, world):
    laid_out(mine, world)
    uses.ask_about_uses(account=mine, revision=draft_of(mine).revision, by=world.author)
    assert SIGNS in text_of(as_author.get(url("quote-new", mine)))
    answer = as_author.post(url("quote-new", mine), {"excerpt": "We **sat** down.", "output": "The paper"})
    assert answer.status_code == 302
    answer = as_author.post(url("quote-new", mine), {"excerpt": "We sat down.", "output": "The paper"})
    assert answer.status_code == 422
    assert "letter for letter" in text_of(answer)


def test_another_way_of_showing_overwrites_nobodys_words(mine, world):
    stale = draft_of(mine).revision
    save(mine, "Newer words.", by=world.author, device="a")
    saved = save(mine, SIGNS, by=world.author, revision=stale, device="b", written_as="markdown")
    assert saved.kept_copy is not None
    assert (draft_of(mine).body, draft_of(mine).written_as) == ("Newer words.", "plain")
    save(mine, "Newer words.", by=world.author, revision=stale, device="b", turn=1, written_as="markdown")
    assert draft_of(mine).written_as == "plain", "an old page does not change how the newest words are shown"


def test_a_save_that_does_not_say_how_leaves_it(mine, world):
    laid_out(mine, world)
    save(mine, "More.", by=world.author)
    assert draft_of(mine).written_as == "markdown"
    drafts.save_draft(account=mine, title=TITLE, body="More.", revision=0, by=world.author)
    assert draft_of(mine).written_as == "markdown"


def test_the_database_knows_no_third_way(mine):
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.unscoped("a test tries").filter(account=mine).update(written_as="html")
