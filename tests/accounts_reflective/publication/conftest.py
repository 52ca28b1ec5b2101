"""The people of the writing tests."""

import pytest

from tests.accounts_reflective.writing.conftest import make_world
from tests.accounts_reflective.writing.factories import account, joined


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def mine(world):
    """An account with two authors."""
    made = account(world.inquiry, world.author, role_shown="LEAP member")
    joined(made, world.friend, by=world.author, role_shown="LEAP member")
    return made
