"""The frameworks: exactly what was published, never edited once it was given out."""

import hashlib
from dataclasses import asdict

import pytest
from django.urls import reverse

from accounts_reflective.coding.planning import frameworks
from tests import factories
from tests.accounts_reflective.inquiries.factories import inquiry

SIX = ["Inclusive Opportunities", "Working Together", "Support and Learning", "Communications", "Impact", "Governance"]
# What marks may already point to. A version is never edited: put a new one beside it, and its line here.
GIVEN_OUT = {
    "uk-standards-2019": "b63bdd90569de84b",
    "uk-standards-2018-draft": "353b9767025091e6",
    "co-production-2018": "c66986dc31104ded",
    "4pi-2013": "30333e891d48d7fd",
}


def names_of(key: str) -> list[str]:
    return [each.name for each in frameworks.the_version(key).items]


def test_a_version_that_was_given_out_is_never_edited():
    """Marks hold a key and a code: with other words under them they would say what nobody said."""
    found = {each.key: hashlib.sha256(repr(asdict(each)).encode()).hexdigest()[:16] for each in frameworks.VERSIONS}
    assert found == GIVEN_OUT


def test_the_standards_are_the_six_and_the_draft_is_a_version_of_its_own():
    assert names_of("uk-standards-2019") == names_of("uk-standards-2018-draft") == SIX
    assert frameworks.STANDARDS_2018 != frameworks.STANDARDS_2019
    assert all(not each.in_short and not each.questions for each in frameworks.STANDARDS_2018.items)


def test_co_production_has_five_principles_and_eight_features():
    groups = frameworks.CO_PRODUCING.groups
    assert [(heading, len(items)) for heading, items in groups] == [("Key principles", 5), ("Key features", 8)]
    assert frameworks.CO_PRODUCING.codes[:1] + frameworks.CO_PRODUCING.codes[-1:] == ("CP1", "CF8")


def test_4pi_has_its_five():
    assert names_of("4pi-2013") == ["Principles", "Purpose", "Presence", "Process", "Impact"]


def test_keys_and_codes_are_used_once_and_an_unknown_key_is_none():
    keys = [each.key for each in frameworks.VERSIONS]
    assert len(set(keys)) == len(keys)
    assert all(len(set(each.codes)) == len(each.codes) for each in frameworks.VERSIONS)
    assert frameworks.the_version("uk-standards-2031") is None


@pytest.mark.django_db
def test_whoever_sees_the_inquiry_reads_them_and_nobody_else(client):
    here = factories.small_panel()
    address = reverse("coding:framework-list", args=[inquiry(here.programme).pk])
    client.force_login(here.members[0])
    text = client.get(address).content.decode()
    for name in [*SIX, "Sharing of power", "Continuous reflection", "NSUN 4Pi National Involvement Standards"]:
        assert name in text
    elsewhere = factories.small_panel("Bracken", programme=factories.programme("Other study"))
    client.force_login(elsewhere.members[0])
    assert client.get(address).status_code == 404
