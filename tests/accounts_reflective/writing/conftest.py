"""A panel, an inquiry and its people by what they are in these stories."""

from types import SimpleNamespace

import pytest

from tests import factories
from tests.accounts_reflective.inquiries.factories import inquiry


def make_world() -> SimpleNamespace:
    """Two panels of one programme. `author` and `friend` may write together; `reader` may be named."""
    here, there = factories.two_panels()
    author, friend, reader, other = here.members
    return SimpleNamespace(
        inquiry=inquiry(here.programme),
        panel=here.panel,
        programme=here.programme,
        author=author,
        friend=friend,
        reader=reader,
        other=other,
        researcher=here.researchers[0],
        coordinator=here.coordinator,
        lead=here.lead,
        finance=here.finance,
        far_away=there.members[0],
        everyone_else=[other, here.researchers[0], here.coordinator, here.lead, here.finance, *there.on_panel],
    )


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def world_for_threads(transactional_db):
    return make_world()
