"""The demo's inquiry has the shape of the PARTNERS2 paper: what can be counted there can be counted here."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from accounts_reflective.coding.planning.frameworks import CO_PRODUCING, STANDARDS_2019
from accounts_reflective.coding.queries.code_book import changes_of, code_book, code_book_then
from accounts_reflective.coding.queries.numbers import numbers_of
from accounts_reflective.coding.queries.passages import to_look_at
from accounts_reflective.coding.queries.themes import theme_table
from leap.core import clock
from leap.demo import files, loader, writing_loader

FACTS = files.read("partners2_shape")


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The people of the demo and what they wrote, without its meetings."""
    with django_db_blocker.unblock():
        with clock.held_at(clock.now() - timedelta(days=365)):
            programme, _, people = loader._people(files.read("people"))
            inquiry = writing_loader.open_inquiry(programme, people["hazel"])
        writing_loader.write_all(inquiry, people, people["hazel"])
        yield inquiry, people
        call_command("flush", interactive=False, verbosity=0)


@pytest.mark.django_db
def test_thirty_excerpts_of_fifteen_accounts_stand_where_the_paper_has_them(demo):
    inquiry, people = demo
    found = theme_table(people["hazel"], inquiry)
    assert found.total == 30
    assert {each.letter: count for each, count in found.counts} == FACTS["accounts"]["excerpts_printed"]
    placed = {sub.code: [each.letter for each in sub.quoted] for theme in found.themes for sub in theme.subthemes}
    assert placed == {sub["code"]: sub["quoted"] for theme in FACTS["themes"] for sub in theme["subthemes"]}


@pytest.mark.django_db
def test_five_messages_became_four_themes(demo):
    inquiry, people = demo
    changes = changes_of(people["rowan"], inquiry)
    assert len(code_book_then(people["rowan"], inquiry, changes, 5)) == FACTS["key_messages_at_stage_7"] == 5
    assert [each.entry.name for each in code_book(people["rowan"], inquiry)] == [one["name"] for one in FACTS["themes"]]


@pytest.mark.django_db
def test_who_looks_for_themes_has_fifteen_accounts_to_look_at(demo):
    inquiry, people = demo
    assert [each.label for each in to_look_at(people["hazel"], inquiry)] == [
        f"Account {each}" for each in "ABCDEFGHIJKLMNO"
    ]


@pytest.mark.django_db
def test_numbers_are_out_of_fifteen_and_follow_what_the_paper_says_in_words(demo):
    inquiry, people = demo
    yes = {}
    for framework in (STANDARDS_2019, CO_PRODUCING):
        found = numbers_of(people["hazel"], inquiry, framework)
        assert (found.counted, found.not_marked) == (15, 0)
        yes |= {line.code: line.yes for line in found.lines}
    most, several, little = ("US2", "US1", "CP2", "CP3", "CF2", "CP5", "CF4"), ("CP1",), ("US5", "US4", "US6", "CF1")
    assert min(yes[code] for code in most) > max(yes[code] for code in several)
    assert min(yes[code] for code in several) > max(yes[code] for code in little)
    assert yes["US6"] == 0, "a row of nothing is a row"
