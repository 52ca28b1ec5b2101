"""Before an author chooses how they are shown, they see what would be printed and what could point to them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts_reflective.writing.actions import uses
from accounts_reflective.writing.labels import ROLES, Shown
from accounts_reflective.writing.models import ByLine, Use
from accounts_reflective.writing.planning.recognising import BY_NAME, TOGETHER, names_in, names_in_words, previews
from accounts_reflective.writing.queries import uses_in_play, who_could_be_recognised
from tests import factories
from tests.accounts_reflective.coding.factories import ask
from tests.accounts_reflective.writing.factories import account, joined

MINE = Shown("", "", "keeper of keys", "Wren")


def said(authors=(MINE,), sharing=1) -> dict[str, tuple[str, str]]:
    found = previews(ByLine.choices, authors, "?", ROLES, sharing)
    return {each.choice: (each.printed, each.to_know) for each in found}


def test_every_way_but_ones_own_words_is_shown_as_it_would_be_printed():
    found = said()
    assert [printed for printed, _ in found.values()] == [
        "Account ?, keeper of keys",
        "Account ?",
        "Wren",
        "Nothing stands beside it.",
    ]
    assert found[ByLine.NAME.label][1] == BY_NAME


@pytest.mark.parametrize(
    ("sharing", "words"),
    [
        (1, "Nobody else"),
        (4, "4 people on your panels are called “keeper of keys”, so"),
        (5, "called “keeper of keys”."),
    ],
)
def test_a_role_that_few_have_is_said_to_point_to_somebody(sharing, words):
    assert words in said(sharing=sharing)[ByLine.LETTER_AND_ROLE.label][1]


def test_names_in_the_words_are_found_whole_and_once():
    text = "Wren and wren met Dr Moss at Heather. Mossy stones."
    assert names_in(text, ["Wren", "Moss", "Heather", "Fin", "", "Ross"]) == ["Heather", "Moss", "Wren"]
    assert names_in_words([]) == ""
    assert "These names stand in the words: Heather and Moss." in names_in_words(["Heather", "Moss"])


def in_play(made, viewer):
    return next(each for each in uses_in_play(viewer, made) if each.asked.use == Use.PUBLISH)


def test_people_with_the_same_role_are_counted_among_those_one_can_see_anyway(world):
    made = account(world.inquiry, world.author, role_shown="Keeper of keys", body="Heather and I.")
    ask(made, world.author)
    before = who_could_be_recognised(world.author, in_play(made, world.author))
    hidden = account(world.inquiry, world.friend, role_shown="keeper of keys")
    assert who_could_be_recognised(world.author, in_play(made, world.author)) == before, "another's private writing"
    assert "Nobody else" in before.previews[0].to_know
    assert before.together == ""
    role = world.friend.roles.get(panel=world.panel)
    role.wording = "keeper of keys"
    role.save()
    after = who_could_be_recognised(world.author, in_play(made, world.author))
    assert after.previews[0].to_know.startswith("2 people")
    assert hidden.pk != made.pk


def test_who_writes_together_is_told_so(world):
    made = account(world.inquiry, world.author, role_shown="poet")
    joined(made, world.friend, by=world.author, role_shown="poet")
    ask(made, world.author)
    found = who_could_be_recognised(world.friend, in_play(made, world.friend))
    assert found.together == TOGETHER
    assert [each.printed for each in found.previews][:2] == ["Account ?, two people, each a poet", "Account ?"]
    assert found.previews[0].to_know.startswith("2 people")


def test_the_page_says_it_for_what_others_read_and_not_for_numbers(client, world):
    made = account(world.inquiry, world.author, body=f"{world.friend.shown_name} made tea.")
    version = ask(made, world.author)
    quote = uses.ask_about_quote(version=version, excerpt="made tea.", output="A poster", by=world.author)
    client.force_login(world.author)

    def page(asked) -> str:
        return client.get(reverse("writing:use-detail", args=[made.pk, asked.pk])).content.decode()

    assert f"This name stands in the words: {world.friend.shown_name}." in page(in_play(made, world.author).asked)
    assert "What would stand beside them" in page(quote)
    assert "in the words:" not in page(quote), "only the words quoted"
    counted = next(each for each in uses_in_play(world.author, made) if each.asked.use == Use.COUNT)
    assert "What would stand beside them" not in page(counted.asked)


def test_it_asks_as_often_on_a_small_panel_as_on_a_large_one(world):
    made = account(world.inquiry, world.author)
    ask(made, world.author)

    def questions() -> int:
        each = in_play(made, world.author)
        with CaptureQueriesContext(connection) as asked:
            who_could_be_recognised(world.author, each)
        return len(asked)

    few = questions()
    for number in range(5):
        factories.member(world.panel, f"Newcomer{number}")
    assert questions() == few
