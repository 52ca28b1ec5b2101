"""What people said yes to stays what it was."""

import hashlib

import pytest

from accounts.identity import wordings
from accounts.people.models import Panel
from tests.accounts.identity.factories import EVERYONE, MEMBERS

# One line for each version ever shown. A version that changes fails here: add a new one instead.
AS_SHOWN = {1: "ec82c047375f97e3a4978189159c4442"}


def fingerprint(wording: wordings.Wording) -> str:
    return hashlib.sha256(repr((wording.question, wording.consequences, wording.always)).encode()).hexdigest()[:32]


def test_no_version_was_edited_after_people_agreed_to_it():
    assert {wording.version: fingerprint(wording) for wording in wordings.VERSIONS} == AS_SHOWN


def test_versions_count_up_and_the_last_is_current():
    assert [wording.version for wording in wordings.VERSIONS] == list(range(1, len(wordings.VERSIONS) + 1))
    assert wordings.VERSIONS[-1] is wordings.CURRENT


@pytest.mark.parametrize("audience", [MEMBERS, EVERYONE])
def test_every_version_names_the_panel_in_its_question(audience):
    panel = Panel(name="Heather {0}")
    for wording in wordings.VERSIONS:
        assert "Heather {0}" in wording.ask(audience, panel)
        assert all("{panel}" not in sentence for sentence in wording.tell(audience, panel))


def test_the_consequence_says_how_many():
    assert wordings.consequence(14) == "14 people will be able to read this."
    assert wordings.consequence(1) == "1 person will be able to read this."
    assert wordings.consequence(0).startswith("Nobody else is in this group today.")
