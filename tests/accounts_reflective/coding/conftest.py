"""The people of the writing tests, and what it takes to mark words."""

import pytest

from tests.accounts_reflective.writing.conftest import make_world
from tests.accounts_reflective.writing.factories import account, joined


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def mine(world):
    """An account with two authors."""
    made = account(world.inquiry, world.author)
    joined(made, world.friend, by=world.author)
    return made
