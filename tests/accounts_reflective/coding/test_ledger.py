"""Quotations: each author sees every use of their words and decides; whoever asks learns yes or not yet, no more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts_reflective.coding.actions import analysts, passages, quotes, themes
from accounts_reflective.coding.queries import passages as queries
from accounts_reflective.coding.queries.ledger import placed_of
from accounts_reflective.writing import queries as writing
from accounts_reflective.writing.actions import uses
from accounts_reflective.writing.models import Use
from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from tests.accounts_reflective.coding.factories import ask, says_yes
from tests.accounts_reflective.writing.factories import save

BODY = "We began with tea. Nobody spoke!"
WHERE = "A leaflet about tea"


@pytest.fixture
def tea(world):
    for person in (world.lead, world.researcher):
        analysts.choose_analyst(inquiry=world.inquiry, person=person, by=world.lead)
    return themes.create_theme(inquiry=world.inquiry, name="Tea", by=world.lead)


@pytest.fixture
def version(world, mine, tea):
    """Words of two authors that may be looked at, one sentence marked by the researcher."""
    save(mine, BODY, by=world.author)
    version = ask(mine, world.author)
    for who in (world.author, world.friend):
        says_yes(mine, who, Use.ANALYSE)
    return version


@pytest.fixture
def mark(world, version, tea):
    """A mark of the researcher's, who is done with these words."""
    made = passages.place_words(version_id=version.pk, theme=tea, first=2, last=2, by=world.researcher)
    passages.finish(version_id=version.pk, by=world.researcher)
    return made


def ask_to_quote(world, version, mark, output=WHERE, by=None):
    told = {"version_id": version.pk, "passage_id": mark.pk, "output": output}
    return quotes.ask_to_quote(by=by or world.researcher, **told)


def asked(world) -> list:
    looked = queries.to_look_at(world.researcher, world.inquiry)
    return [(each.words, each.output, each.may_be_quoted) for each in queries.quotes_asked(world.researcher, looked)]


def words_in_themes(who, account) -> list:
    return [(each.theme, each.words) for each in placed_of(who, account)]


def address(name: str, *keys) -> str:
    return reverse(f"coding:{name}", args=keys)


def test_a_quotation_may_be_used_when_every_author_says_yes_and_has_had_time_to_think(world, mine, version, mark):
    ask_to_quote(world, version, mark)
    assert asked(world) == [("Nobody spoke!", WHERE, False)]
    later = clock.now() + timedelta(days=15)
    says_yes(mine, world.author, Use.QUOTE)
    with clock.held_at(later):
        assert asked(world)[0][2] is False, "one has not answered"
    says_yes(mine, world.friend, Use.QUOTE)
    assert asked(world)[0][2] is False, "there is time to think"
    with clock.held_at(later):
        assert asked(world)[0][2] is True
        says_yes(mine, world.friend, Use.QUOTE, said="no")
        assert asked(world)[0][2] is False


def test_no_and_no_answer_look_the_same_to_whoever_asked(client, world, mine, version, mark):
    ask_to_quote(world, version, mark)
    client.force_login(world.researcher)

    def page() -> list[str]:
        text = client.get(address("quote-list", world.inquiry.pk)).content.decode()
        return [line for line in text.splitlines() if "csrf" not in line]

    silent = page()
    says_yes(mine, world.author, Use.QUOTE, said="no")
    assert page() == silent
    says_yes(mine, world.author, Use.QUOTE)
    assert page() == silent


def test_the_same_question_is_asked_once_and_each_place_by_itself(world, mine, version, mark):
    for _ in range(2):
        ask_to_quote(world, version, mark)
    ask_to_quote(world, version, mark, output="A poster")
    assert [each[1] for each in asked(world)] == [WHERE, "A poster"]
    for number in range(18):
        ask_to_quote(world, version, mark, output=f"Poster {number}")
    with pytest.raises(NotNow, match="20"):
        ask_to_quote(world, version, mark, output="One more")


def test_after_a_no_to_looking_the_questions_are_gone_for_whoever_asked(client, world, mine, version, mark):
    client.force_login(world.researcher)
    uses.take_back_uses(account=mine, by=world.friend)
    assert asked(world) == []
    with pytest.raises(NotAllowed):
        ask_to_quote(world, version, mark)
    assert client.get(address("quote-ask", version.pk, mark.pk)).status_code == 404


def test_only_who_looks_for_themes_asks_and_only_about_their_own_marks(client, world, version, mark):
    with pytest.raises(NotAllowed):
        ask_to_quote(world, version, mark, by=world.coordinator)
    passages.finish(version_id=version.pk, by=world.lead)
    with pytest.raises(NotNow):
        ask_to_quote(world, version, mark, by=world.lead)
    for who, status in [(world.lead, 404), (world.author, 404), (world.researcher, 200)]:
        client.force_login(who)
        assert client.get(address("quote-ask", version.pk, mark.pk)).status_code == status
    assert client.post(address("quote-ask", version.pk, mark.pk), {"output": " "}).status_code == 422
    assert client.post(address("quote-ask", version.pk, mark.pk), {"output": WHERE}).status_code == 302
    passages.take_out(version_id=version.pk, passage_id=mark.pk, by=world.researcher)
    assert client.get(address("quote-ask", version.pk, mark.pk)).status_code == 404


def test_each_author_sees_every_quotation_with_their_own_answer(client, world, mine, version, mark):
    ask_to_quote(world, version, mark)
    says_yes(mine, world.friend, Use.QUOTE)
    pages = {}
    for who in (world.author, world.friend):
        client.force_login(who)
        pages[who] = client.get(address("ledger", mine.pk)).content.decode()
        assert "“Nobody spoke!”" in pages[who]
        assert WHERE in pages[who]
        assert f"Asked by {world.researcher.shown_name}" in pages[who]
    assert "Waiting for your yes or no" in pages[world.author]
    assert "You said yes" in pages[world.friend]
    for who in world.everyone_else:
        client.force_login(who)
        assert client.get(address("ledger", mine.pk)).status_code == 404
    assert mine.pk in writing.accounts_with_questions(world.author)


def test_authors_see_words_in_themes_once_somebody_is_done(world, mine, version, mark, tea):
    passages.place_words(version_id=version.pk, theme=tea, first=1, last=1, by=world.lead)
    assert words_in_themes(world.author, mine) == [("T1 Tea", "Nobody spoke!")], "the lead is not done"
    assert words_in_themes(world.other, mine) == []
    uses.take_back_uses(account=mine, by=world.friend)
    assert words_in_themes(world.author, mine) == []


def test_an_author_who_looks_for_themes_too_stays_blind_until_done(world, mine, version, mark):
    analysts.choose_analyst(inquiry=world.inquiry, person=world.author, by=world.lead)
    assert words_in_themes(world.author, mine) == []
    assert words_in_themes(world.friend, mine) == [("T1 Tea", "Nobody spoke!")]
    passages.finish(version_id=version.pk, by=world.author)
    assert words_in_themes(world.author, mine) == [("T1 Tea", "Nobody spoke!")]


def test_the_page_of_an_author_asks_as_often_whatever_was_marked(client, world, mine, version, tea):
    client.force_login(world.author)

    def asked_of_the_database() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address("ledger", mine.pk)).status_code == 200
        return len(caught)

    few = asked_of_the_database()
    passages.finish(version_id=version.pk, by=world.researcher)
    for first in (1, 2):
        each = passages.place_words(version_id=version.pk, theme=tea, first=first, last=2, by=world.researcher)
        ask_to_quote(world, version, each)
    assert asked_of_the_database() == few


def test_what_authors_asked_each_other_does_not_show_to_whoever_asks_the_same(world, mine, version, mark):
    told = {"version": version, "excerpt": "Nobody spoke!", "output": WHERE}
    uses.ask_about_quote(**told, by=world.author)
    assert asked(world) == []
    ask_to_quote(world, version, mark)
    assert asked(world) == [("Nobody spoke!", WHERE, False)]


def test_nobody_asks_to_quote_before_they_are_done(client, world, version, tea):
    made = passages.place_words(version_id=version.pk, theme=tea, first=2, last=2, by=world.researcher)
    with pytest.raises(NotNow, match="once you are done"):
        ask_to_quote(world, version, made)
    client.force_login(world.researcher)
    assert "Ask to quote" not in client.get(address("look-edit", version.pk)).content.decode()
    assert client.get(address("quote-ask", version.pk, made.pk)).status_code == 302
    passages.finish(version_id=version.pk, by=world.researcher)
    assert "Ask to quote" in client.get(address("look-edit", version.pk)).content.decode()
    assert client.get(address("quote-ask", version.pk, made.pk)).status_code == 200


def test_an_author_who_stopped_looking_for_themes_before_they_were_done_stays_blind(world, mine, version, mark):
    analysts.choose_analyst(inquiry=world.inquiry, person=world.author, by=world.lead)
    analysts.end_analyst(inquiry=world.inquiry, person=world.author, by=world.author)
    assert words_in_themes(world.author, mine) == []
    assert words_in_themes(world.friend, mine) == [("T1 Tea", "Nobody spoke!")]


def test_whoever_asked_reads_how_to_show_the_authors_once_it_may_be_quoted(client, world, mine, version, mark):
    ask_to_quote(world, version, mark)
    client.force_login(world.researcher)

    def page() -> str:
        return client.get(address("quote-list", world.inquiry.pk)).content.decode()

    for who, shown in [(world.author, "name"), (world.friend, "nothing")]:
        question = next(each for each in writing.uses_asked(who, mine) if each.use == Use.QUOTE)
        uses.answer_use(asked=question, said="yes", by_line=shown, by=who, few_ok=True)
    assert "This name" not in page(), "there is time to think"
    with clock.held_at(clock.now() + timedelta(days=15)):
        client.force_login(world.researcher)
        assert f"This name: {world.author.shown_name}" in page()
        assert "Not at all: no letter, no role, no name" in page()
        assert world.friend.shown_name not in page()
