"""Several people fill in one register at the same moment: real transactions, real threads."""

import pytest

from leap.core import audit
from meetings.attendance import actions
from meetings.attendance.models import Attendance, AttendanceChange, Doubt
from meetings.attendance.states import Shown
from tests import factories
from tests.meetings import rooms
from tests.meetings.together import THREADS, at_once

pytestmark = pytest.mark.django_db(transaction=True)
NOTHING_YET = Shown(revisions={})


@pytest.fixture
def world():
    return factories.small_panel(members=THREADS)


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(world.panel, days=0)
    rooms.reply(meeting, *world.on_panel)
    return meeting


def test_eight_editors_with_rows_of_their_own_lose_nothing(world, meeting):
    """Each also answers one row that all of them answer: the first is kept, the others hear of it."""
    shared = world.coordinator

    def press(number):
        own = world.members[number]
        marks = {own.pk: "online", shared.pk: "in_person" if number % 2 else "away"}
        by = (world.coordinator, world.lead)[number % 2]
        return number, actions.take_register(meeting_id=meeting.pk, marks=marks, by=by, shown=NOTHING_YET).clashes

    done = at_once(press)
    rows = {each.person_id: each for each in Attendance.objects.filter(meeting=meeting)}
    assert [rows[each.pk].came for each in world.members] == ["online"] * THREADS
    kept = rows[shared.pk]
    assert kept.revision == 1
    clashed = {number % 2 for number, clashes in done if clashes == (shared.pk,)}
    assert clashed == {0 if kept.came == "in_person" else 1}
    assert AttendanceChange.objects.count() == THREADS + 1 == sum(len(audit.events_about(row)) for row in rows.values())


def test_eight_presses_of_one_button_are_one_register_and_one_doubt(world, meeting):
    marks = {person.pk: "in_person" for person in world.on_panel}
    at_once(
        lambda number: actions.take_register(
            meeting_id=meeting.pk, marks=marks, facts={"chair": world.members[0].pk}, by=world.lead, shown=NOTHING_YET
        )
    )
    assert AttendanceChange.objects.count() == Attendance.objects.count() == len(world.on_panel)
    assert Attendance.objects.get(chaired=True).person == world.members[0]
    at_once(lambda number: actions.doubt_register(meeting_id=meeting.pk, by=world.members[1]))
    assert Doubt.objects.count() == 1
