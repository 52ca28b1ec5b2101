"""Who sees which meetings."""

import pytest

from meetings.schedule import queries
from tests import factories
from tests.meetings import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def worlds():
    return factories.two_panels()


def seen_by(viewer):
    return list(queries.meetings_for(viewer))


def test_everyone_on_the_panel_sees_a_meeting_people_are_invited_to(worlds):
    heather, bracken = worlds
    meeting = rooms.meeting(heather.panel)
    assert all(seen_by(person) == [meeting] for person in [*heather.on_panel, heather.lead])
    assert all(seen_by(person) == [] for person in [*bracken.on_panel, heather.finance])


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_a_meeting_nobody_was_invited_to_is_seen_by_those_who_run_the_panel(worlds, state):
    heather, bracken = worlds
    meeting = rooms.meeting(heather.panel, state=state, opened_at=None)
    assert [person for person in factories.everyone(heather, bracken) if seen_by(person) == [meeting]] == [
        heather.coordinator,
        heather.lead,
    ]


def test_a_meeting_called_off_after_people_were_invited_is_still_seen(worlds):
    heather, _ = worlds
    meeting = rooms.meeting(heather.panel, state="cancelled")
    assert seen_by(heather.members[0]) == [meeting]
    assert list(queries.coming_meetings_for(heather.members[0])) == [meeting]
    assert queries.next_meeting_for(heather.members[0]) is None


def test_someone_whose_role_has_ended_sees_none(worlds):
    heather, _ = worlds
    rooms.meeting(heather.panel)
    for person in (heather.members[0], heather.coordinator):
        factories.end_roles(person)
        assert seen_by(person) == []
        assert not queries.meetings_run_by(person).exists()


def test_a_coordinator_of_another_panel_sees_only_their_own(worlds):
    heather, bracken = worlds
    rooms.meeting(heather.panel, state="planned")
    own = rooms.meeting(bracken.panel, state="planned")
    assert seen_by(bracken.coordinator) == [own] == list(queries.meetings_run_by(bracken.coordinator))


def test_coming_and_past_split_at_the_end_of_a_meeting(worlds):
    heather, _ = worlds
    wren = heather.members[0]
    going_on = rooms.meeting(heather.panel, days=0)
    later = rooms.meeting(heather.panel, days=5)
    long_ago = rooms.meeting(heather.panel, days=-90, state="held")
    lately = rooms.meeting(heather.panel, days=-30, state="held")
    assert list(queries.coming_meetings_for(wren)) == [going_on, later]
    assert list(queries.past_meetings_for(wren)) == [lately, long_ago]
    assert queries.next_meeting_for(wren) == going_on


def test_what_waits_for_those_who_run_a_panel(worlds):
    heather, bracken = worlds
    untold = rooms.meeting(heather.panel, state="planned")
    rooms.meeting(heather.panel, days=60, state="planned")  # planned with the year; there is time to invite people
    rooms.meeting(heather.panel, days=-5, state="planned")
    unregistered = rooms.meeting(heather.panel, days=-2)
    rooms.meeting(heather.panel, days=0)
    rooms.meeting(heather.panel, days=-9, state="held")
    for viewer in (heather.coordinator, heather.lead):
        assert list(queries.meetings_waiting_for(viewer)) == [unregistered, untold]
    for viewer in (heather.members[0], bracken.coordinator, heather.finance):
        assert not queries.meetings_waiting_for(viewer).exists()


def test_panels_without_a_meeting_ahead_are_to_plan(worlds):
    heather, bracken = worlds
    rooms.meeting(heather.panel, state="planned")
    rooms.meeting(bracken.panel, days=3, state="cancelled")
    rooms.meeting(bracken.panel, days=-3)
    assert list(queries.panels_to_plan_for(heather.lead)) == [bracken.panel]
    assert list(queries.panels_to_plan_for(heather.coordinator)) == []
    assert list(queries.panels_to_plan_for(bracken.members[0])) == []
