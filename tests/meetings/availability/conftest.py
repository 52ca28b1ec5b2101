"""A small panel, and dates put to everyone on it."""

import pytest

from tests import factories
from tests.meetings.availability.polls import make_poll


@pytest.fixture
def world():
    return factories.small_panel()


@pytest.fixture
def poll(world):
    return make_poll(world.panel, world.coordinator)
