"""What is printed beside words: no more than the most careful author chose; letters by lot, never twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts_reflective.writing import labels
from accounts_reflective.writing.actions import authors, uses
from accounts_reflective.writing.actions.letters import give_letters
from accounts_reflective.writing.labels import Shown
from accounts_reflective.writing.models import ByLine, ReflectiveAccount, Use
from accounts_reflective.writing.queries import agreed_uses, taken_back, uses_asked, uses_in_play
from leap.core import clock
from leap.core.errors import NotAllowed
from tests.accounts_reflective.coding.factories import ask
from tests.accounts_reflective.writing.factories import account, joined

BY_LINES = st.sampled_from(ByLine.values)


def shown(by_line: str, number: int = 1) -> Shown:
    return Shown(by_line, f"words{number}", f"role{number} member", f"Name{number}")


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (["letter_and_role"], "Account L, role1 member"),
        (["letter"], "Account L"),
        (["own_words"], "Account L, words1"),
        (["name"], "Name1"),
        (["nothing"], ""),
        (["name", "name"], "Name1 and Name2"),
        (["name", "letter"], "Account L"),
        (["name", "letter_and_role"], "Account L, a role1 member and a role2 member"),
        (["letter_and_role", "nothing"], ""),
        ([], ""),
    ],
)
def test_what_is_printed(chosen, said):
    assert labels.printed("L", [shown(each, number) for number, each in enumerate(chosen, 1)]) == said


@given(st.lists(BY_LINES, min_size=1, max_size=4))
def test_nobody_is_shown_more_than_they_chose(chosen):
    people = [shown(each, number) for number, each in enumerate(chosen, 1)]
    said = labels.printed("L", people)
    for each in people:
        if each.by_line != "name":
            assert each.name not in said
        if each.by_line in ("nothing", "letter"):
            assert "role" not in said
            assert "words" not in said
        if each.by_line == "nothing":
            assert said == ""
    assert ("Account L" in said) == labels.needs_letter(people)


def test_letters_are_drawn_by_lot_and_stay_and_never_come_back(world):
    made = [account(world.inquiry, world.author) for _ in range(6)]
    keys = [each.pk for each in made]
    letters = give_letters(inquiry=world.inquiry, accounts=keys[:3], taken={"A", "B"})
    assert len(set(letters.values())) == 3
    assert not {"A", "B"} & set(letters.values())
    again = give_letters(inquiry=world.inquiry, accounts=keys, taken=set())
    assert {key: again[key] for key in keys[:3]} == letters
    assert len(set(again.values())) == 6


def test_letters_say_nothing_of_who_came_first(world):
    """Drawn again and again for the same two accounts, either is before the other about as often."""
    keys = [account(world.inquiry, who).pk for who in (world.author, world.friend)]
    first = 0
    rows = ReflectiveAccount.objects.unscoped("a test").filter(pk__in=keys)
    for _ in range(60):
        rows.update(letter=None)
        letters = give_letters(inquiry=world.inquiry, accounts=keys, taken=set())
        first += letters[keys[0]] < letters[keys[1]]
    assert 10 < first < 50


def test_when_letters_are_used_up_there_are_pairs(world):
    key = account(world.inquiry, world.author).pk
    letters = give_letters(inquiry=world.inquiry, accounts=[key], taken=set("ABCDEFGHIJKLMNOPQRSTUVW"))
    assert len(letters[key]) == 2


def agreed(made, *people):
    ask(made, people[0])
    for person in people:
        for asked in uses_asked(person, made):
            uses.answer_use(asked=asked, said="yes", by_line="letter_and_role", by=person, few_ok=True)


def publish(made, person) -> object:
    return next(each for each in uses_in_play(person, made) if each.asked.use == Use.PUBLISH)


def test_another_role_asks_every_author_again_and_the_same_role_does_not(world):
    made = account(world.inquiry, world.author, role_shown="member")
    joined(made, world.friend, by=world.author, role_shown="member")
    agreed(made, world.author, world.friend)
    authors.show_role(account=made, role_shown="member", by=world.author)
    assert publish(made, world.author).is_agreed
    authors.show_role(account=made, role_shown="poet", by=world.author)
    after = publish(made, world.author)
    assert (after.yes, after.silent) == ([], [world.author, world.friend])
    counted = next(each for each in uses_in_play(world.author, made) if each.asked.use == Use.COUNT)
    assert counted.is_agreed, "a number shows no label"


def test_a_new_author_asks_everybody_again_about_what_is_printed(world):
    made = account(world.inquiry, world.author)
    agreed(made, world.author)
    joined(made, world.friend, by=world.author)
    assert publish(made, world.author).silent == [world.author, world.friend]


def test_a_yes_can_be_taken_back_also_when_nothing_is_asked_any_more(world):
    made = account(world.inquiry, world.author)
    joined(made, world.friend, by=world.author)
    agreed(made, world.author, world.friend)
    asked = publish(made, world.friend).asked
    with pytest.raises(NotAllowed):
        uses.take_back_one(asked=asked, by=world.reader)
    authors.leave(account=made, by=world.friend)
    printed = [(asked.pk, clock.now())]
    assert taken_back(printed) == set(), "leaving closes the question; nobody took a yes back"
    uses.take_back_one(asked=asked, by=world.friend)
    uses.take_back_one(asked=asked, by=world.friend)
    assert taken_back(printed) == taken_back(printed, by=world.friend) == set(printed)
    assert taken_back(printed, by=world.author) == set()


def test_a_label_that_changed_is_no_yes_taken_back(world):
    made = account(world.inquiry, world.author)
    joined(made, world.friend, by=world.author)
    agreed(made, world.author, world.friend)
    asked = publish(made, world.author).asked
    uses.answer_use(asked=asked, said="yes", by_line="name", by=world.author, few_ok=True)
    assert publish(made, world.author).silent == [world.friend]
    printed = [(asked.pk, clock.now())]
    assert taken_back(printed) == set()
    uses.answer_use(asked=asked, said="no", by=world.friend)
    assert taken_back(printed) == set(printed)
    uses.answer_use(asked=asked, said="yes", by_line="letter", by=world.friend, few_ok=True)
    assert taken_back(printed) == set(printed), "what is out of a copy stays out"
    assert taken_back([(asked.pk, clock.now())]) == set(), "what is frozen later rests on the new yes"


def test_what_every_author_agreed_to_comes_with_how_each_is_shown(world):
    made = account(world.inquiry, world.author, role_shown="member")
    agreed(made, world.author)
    found = agreed_uses(world.inquiry, Use.COUNT)
    assert [(each.account, each.shown) for each in found] == [
        (made, (Shown("", "", "member", world.author.shown_name),))
    ]
    assert agreed_uses(world.inquiry, Use.PUBLISH) == [], "there is time to think first"
