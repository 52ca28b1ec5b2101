"""Written down for somebody: the words on the page, and what is kept. (Rooms test their own rows.)"""

import pytest

from accounts.needs.models import Need
from leap.core.assisted import How
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_written_down_and_then_by_themself():
    by = make.person("Willow")
    row = Need()
    assert not row.was_written_down
    row.by_somebody(by=by, how="in_person", read_back=True)
    assert (row.was_written_down, row.how_in_words, row.read_back) == (True, "in person", True)
    assert row.written_down_at is not None
    row.by_themself()
    assert (row.was_written_down, row.how, row.read_back, row.written_down_at) == (False, "", False, None)


def test_a_way_that_is_none_is_refused():
    with pytest.raises(ValueError, match="telepathy"):
        Need().by_somebody(by=make.person("Willow"), how="telepathy", read_back=False)
    assert How.values == ["phone", "in_person", "letter"]
