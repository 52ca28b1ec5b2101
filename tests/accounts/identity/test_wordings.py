"""What people said yes to stays what it was."""

import hashlib
from dataclasses import replace
from types import SimpleNamespace

import pytest

from accounts.identity import wordings
from accounts.identity.planning import words
from accounts.identity.planning.rule import How
from accounts.identity.queries import Destination
from accounts.people.models import Panel, Programme

# One line for each version ever shown. A version that changes fails here: add a new one instead.
AS_SHOWN = {
    1: "35b57f6bd8605467b8dfec7994b0aead",
    2: "5e9018b2667afd0f422c88759723d473",
    3: "7b0d6deee7ad701bf6968a0b1f5a2109",
}
PROGRAMME = Programme(name="Moorland {0}")


def fingerprint(wording: wordings.Wording) -> str:
    """Every sentence there is, in order."""
    said = [wording.text_of(each) for each in wording.question] + list(wording.unnamed)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def to(question: str) -> Destination:
    """Somewhere that this question is about."""
    purpose = question if question in words.PURPOSES else words.BE_KNOWN
    audience = question if purpose == words.BE_KNOWN else words.NOBODY
    reader = SimpleNamespace(shown_name="Wren {1}") if question == words.NAMED else None
    panel = None if question in (words.STUDY_TEAM, words.COUNTED) else Panel(name="Heather {0}")
    return Destination("key", purpose, audience, PROGRAMME, panel=panel, reader=reader)


def test_no_version_was_edited_after_people_agreed_to_it():
    assert {wording.version: fingerprint(wording) for wording in wordings.VERSIONS} == AS_SHOWN


def test_versions_count_up_and_the_last_is_current():
    assert [wording.version for wording in wordings.VERSIONS] == list(range(1, len(wordings.VERSIONS) + 1))
    assert wordings.VERSIONS[-1] is wordings.current()


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    ("wording", "question"), [(each, question) for each in wordings.VERSIONS for question in each.question]
)
def test_every_gap_in_every_version_is_filled_and_nothing_typed_is_taken_for_a_gap(wording, question, named):
    destination = to(question)
    said = [wording.ask(destination), *wording.tell(destination, How(named=named))]
    assert not any(gap in each for each in said for gap in ("{place}", "{panel}", "{person}", "{people}"))
    if question in (words.MEMBERS, words.EVERYONE):
        assert "Heather {0}" in said[0]
    assert len(" ".join(said).split()) <= 120  # the first layer of a consent, by the design notes on trust (G35)


def test_every_question_of_today_can_be_asked_and_named():
    asked = {*words.READING, words.MATCHED, words.COUNTED, words.LABEL}
    assert set(wordings.current().question) == set(wordings.current().consequences) == asked == set(wordings.GROUPS)


def test_a_panel_is_spoken_of_in_its_own_word():
    for question in (words.MEMBERS, words.EVERYONE):
        there = replace(to(question), panel=Panel(name="Heather", word="advisers"))
        said = [wordings.current().ask(there), *wordings.current().tell(there, How()), wordings.group(there)]
        assert any("advisers" in each for each in said)
        assert not any("member" in each for each in said)
    assert wordings.name_of(replace(to(words.MEMBERS), panel=there.panel)) == "the advisers of Heather"


def test_the_consequence_says_how_many():
    assert wordings.consequence(14) == "14 people will be able to read this."
    assert wordings.consequence(1) == "1 person will be able to read this."
    assert wordings.consequence(0).startswith("Nobody else is in this group today.")


def test_a_version_that_asks_again_puts_the_earlier_ones_out_of_force(monkeypatch):
    asking = wordings.Wording(4, {}, {}, (), asks_again=True)
    later = wordings.Wording(5, {}, {}, ())
    assert wordings.in_force() == [1, 2, 3]
    monkeypatch.setattr(wordings, "VERSIONS", (*wordings.VERSIONS, asking, later))
    assert wordings.in_force() == [4, 5]
