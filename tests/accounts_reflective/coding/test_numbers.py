"""How many accounts speak about each item: only those whose authors all say yes, and nothing of any other."""

import random
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts_reflective.coding.actions import marks
from accounts_reflective.coding.planning.marks import Said
from accounts_reflective.coding.planning.tally import Line, tally
from accounts_reflective.coding.queries.numbers import inquiries_with_numbers, numbers_of
from accounts_reflective.coding.wordings import bars, numbers_in_words
from accounts_reflective.writing.actions import authors, uses
from accounts_reflective.writing.models import Use
from tests.accounts_reflective.coding.factories import SIX, all_said, ask, mark, says_yes
from tests.accounts_reflective.writing.factories import WORDS, account, joined, save

BOTH = (Use.ANALYSE, Use.COUNT)
NOTE = "We drew lots for the biscuits."


def counted(world, by, said=None, *, which=BOTH, body=WORDS):
    """Somebody's own account, marked, with a yes to these uses."""
    made = account(world.inquiry, by, body=body)
    ask(made, by)
    mark(made, by, said or all_said())
    says_yes(made, by, *which)
    return made


def yes(world) -> list[int]:
    return [line.yes for line in numbers_of(world.lead, world.inquiry, SIX).lines]


def out_of(world) -> int:
    return numbers_of(world.lead, world.inquiry, SIX).counted


def seen(client, world) -> tuple:
    """What the lead gets, and what the database is asked; without what differs from one request to the next."""
    client.force_login(world.lead)
    with CaptureQueriesContext(connection) as asked:
        body = client.get(address(world)).content.decode()
    sql = [re.sub(r"'\d{4}-\d\d-\d\dT[^']*'", "then", each["sql"]) for each in asked if "session" not in each["sql"]]
    return [line for line in body.splitlines() if "csrf" not in line], sql


def address(world) -> str:
    return reverse("coding:framework-numbers", args=[world.inquiry.pk, SIX.key])


def test_accounts_are_counted_not_people_and_an_account_says_what_all_its_authors_say():
    one, two = {"A": "yes", "B": "no"}, {"A": "yes", "B": "yes"}
    found = tally(["A", "B", "C"], [[one], [one, two], [two, None], []])
    assert (found.counted, found.not_marked) == (4, 2)
    assert list(found.lines) == [Line("A", 2, 0, 2), Line("B", 0, 1, 3), Line("C", 0, 0, 4)]


def test_every_row_adds_up_to_what_is_counted():
    dice = random.Random(7)
    for _ in range(300):
        accounts = [
            [
                {code: dice.choice(["yes", "no", "not_sure", ""]) for code in "ABC"} if dice.random() < 0.8 else None
                for _ in range(dice.randint(1, 3))
            ]
            for _ in range(dice.randint(0, 8))
        ]
        found = tally("ABC", accounts)
        assert all(line.yes + line.no + line.undecided == found.counted == len(accounts) for line in found.lines)


def test_only_a_yes_to_both_uses_is_counted(world):
    counted(world, world.author)
    for which in [(), (Use.ANALYSE,), (Use.COUNT,), (Use.PUBLISH,)]:
        counted(world, world.friend, which=which)
    assert (out_of(world), yes(world)) == (1, [1] * 6)


def test_zero_is_a_row_like_any_other(world):
    counted(world, world.author, all_said(US5="no", US6="not_sure"))
    assert yes(world) == [1, 1, 1, 1, 0, 0]
    found = numbers_of(world.lead, world.inquiry, SIX)
    assert "None speaks about Impact and Governance." in numbers_in_words(SIX, found)
    assert [bar.width for bar in bars(SIX, found)] == [560] * 4 + [0, 0]


def test_an_account_of_two_is_one_and_waits_for_both(world, mine):
    ask(mine, world.author)
    mark(mine, world.author, all_said())
    for who in [world.author, world.friend]:
        says_yes(mine, who, *BOTH)
    found = numbers_of(world.lead, world.inquiry, SIX)
    assert (found.counted, found.not_marked, yes(world)) == (1, 1, [0] * 6)
    mark(mine, world.friend, all_said(US2="no"))
    assert yes(world) == [1, 0, 1, 1, 1, 1]


@pytest.mark.parametrize("how", ["takes back", "says no", "changes the words", "asks somebody in", "takes marks back"])
def test_it_is_out_of_the_numbers_on_the_next_request(world, how):
    counted(world, world.friend)
    made = counted(world, world.author)
    assert (out_of(world), yes(world)) == (2, [2] * 6)
    if how == "takes back":
        uses.take_back_uses(account=made, by=world.author)
    elif how == "says no":
        says_yes(made, world.author, Use.COUNT, said="no")
    elif how == "changes the words":
        save(made, WORDS + " And then?", by=world.author)
        ask(made, world.author)
        says_yes(made, world.author, *BOTH)
        assert (out_of(world), yes(world)) == (2, [1] * 6), "marks of other words count for nothing"
        return
    elif how == "asks somebody in":
        joined(made, world.reader, by=world.author)
    else:
        marks.take_back_marks(account=made, framework=SIX, by=world.author)
        assert (out_of(world), yes(world)) == (2, [1] * 6)
        return
    assert (out_of(world), yes(world)) == (1, [1] * 6)


def test_an_account_that_is_withdrawn_or_never_let_in_is_like_one_never_written(client, world):
    counted(world, world.friend)
    never = seen(client, world)
    hidden = counted(world, world.author, {**all_said("no"), "US1": Said("yes", "", NOTE)}, which=())
    assert seen(client, world) == never
    says_yes(hidden, world.author, Use.COUNT)
    assert seen(client, world) == never, "counting alone: its marks could be worked out by whoever may not look"
    says_yes(hidden, world.author, Use.ANALYSE)
    assert seen(client, world) != never
    uses.take_back_uses(account=hidden, by=world.author)
    assert seen(client, world) == never


def test_only_who_leads_the_programme_sees_numbers_that_can_still_change(client, world):
    counted(world, world.author)
    for who in [world.author, *world.everyone_else, world.far_away]:
        if who == world.lead:
            continue
        assert not inquiries_with_numbers(who).exists()
        assert numbers_of(who, world.inquiry, SIX).counted == 0
    client.force_login(world.author)
    assert client.get(address(world)).status_code == 404
    assert "/numbers/" not in client.get(reverse("coding:framework-list", args=[world.inquiry.pk])).content.decode()
    client.force_login(world.lead)
    assert "/numbers/" in client.get(reverse("coding:framework-list", args=[world.inquiry.pk])).content.decode()


def test_the_page_has_a_sentence_a_picture_and_a_table_and_no_note(client, world):
    counted(world, world.author, {**all_said(), "US1": Said("yes", "a_lot", NOTE)})
    client.force_login(world.lead)
    text = client.get(address(world)).content.decode()
    assert '<svg role="img" aria-labelledby="in-words"' in text
    assert "Out of 1 reflective account counted" in text
    assert "How many of 1 reflective accounts" in text
    assert NOTE not in text
    assert WORDS not in text


def test_numbers_take_the_same_questions_for_one_account_as_for_ten(world):
    counted(world, world.author)
    few = _questions(world)
    for _ in range(9):
        counted(world, world.friend)
    assert _questions(world) == few


def _questions(world) -> int:
    with CaptureQueriesContext(connection) as asked:
        numbers_of(world.lead, world.inquiry, SIX)
    return len(asked)


def test_who_leaves_ends_it_for_the_joint_text(world, mine):
    ask(mine, world.author)
    for who in [world.author, world.friend]:
        mark(mine, who, all_said())
        says_yes(mine, who, *BOTH)
    assert out_of(world) == 1
    authors.leave(account=mine, by=world.friend)
    assert out_of(world) == 0
