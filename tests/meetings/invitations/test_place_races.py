"""The last place under many hands, in a short form; the long one is `tests/faults/test_last_place.py`."""

import pytest
from django.db import connection

from accounts.people.actions import places as people
from leap.core import outbox
from meetings.invitations import actions
from meetings.invitations.models import Invitation, ReplyLink
from tests import factories
from tests.meetings import rooms
from tests.meetings.invitations import last_place
from tests.meetings.together import THREADS, at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 12
UNIQUE = "place_is_held_by_one_person"


@pytest.fixture
def world():
    return factories.small_panel(members=MANY)


@pytest.mark.parametrize("places", [1, 3])
def test_never_more_people_than_places_and_nobody_meets_an_error(world, places):
    meeting = last_place.room(world.panel, world.members, places)
    last_place.check(meeting, last_place.all_at_once(meeting, world.members), places)


def test_without_the_lock_people_meet_errors_and_without_the_constraint_too_there_are_too_many(world, monkeypatch):
    """The other way round: this is how the test above fails."""
    last_place.without_the_lock(monkeypatch)

    def goes_wrong(how):
        for _ in range(20):
            meeting = last_place.room(world.panel, world.members, places=1)
            if how(meeting, last_place.all_at_once(meeting, world.members)):
                return True
        return False

    assert goes_wrong(lambda meeting, outcomes: "error" in outcomes)
    with connection.cursor() as cursor:
        cursor.execute(f"alter table invitations_invitation drop constraint {UNIQUE}")
        try:
            assert goes_wrong(lambda meeting, outcomes: last_place.coming(meeting) > 1)
        finally:
            cursor.execute("update invitations_invitation set place = null")
            cursor.execute(f"alter table invitations_invitation add constraint {UNIQUE} unique (meeting_id, place)")


def test_a_place_that_many_free_and_want_at_once_is_offered_once_to_each_next(world):
    """Four give up their places while four more look after the line: four offers, one for each place, in order."""
    meeting = last_place.room(world.panel, world.members, places=4)
    first, waiting = world.members[:4], world.members[4:8]
    for person in (*first, *waiting):
        actions.reply(meeting_id=meeting.pk, reply="coming" if person in first else "in_line", by=person)

    def step(number):
        if number < 2:
            actions.reply(meeting_id=meeting.pk, reply="not_coming", by=first[number])
        elif number < 4:
            people.pause(person=first[number], panel=world.panel, by=first[number])
        else:
            actions.keep_lines_moving()

    at_once(step)
    actions.keep_lines_moving()
    offered = outbox.OutboxMessage.objects.filter(kind="meeting_place_offered")
    assert sorted(offered.values_list("to_person_id", flat=True)) == sorted(person.pk for person in waiting)
    held = Invitation.objects.filter(meeting=meeting, place__isnull=False)
    assert sorted(held.values_list("place", flat=True)) == [1, 2, 3, 4]
    assert set(held.values_list("reply", flat=True)) == {"in_line"}


def test_one_answer_by_link_and_by_hand_at_once_leaves_one_whole_answer(world):
    meeting = rooms.meeting(world.panel, state="planned")
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    wren = world.members[0]
    secret = ReplyLink.objects.unscoped("a test").get(invitation__meeting=meeting, invitation__person=wren).token

    def step(number):
        if number % 2:
            actions.reply_by_link(secret=secret, reply="phone", tell_me=True)
        else:
            actions.reply(meeting_id=meeting.pk, reply="coming", by=wren)

    at_once(step)
    kept = Invitation.objects.get(meeting=meeting, person=wren)
    last = kept.answers.latest("said_at")
    assert (kept.reply, kept.how, kept.recorded_by_id) == (last.reply, last.how, last.recorded_by_id)
    assert 2 <= kept.answers.count() <= THREADS
    assert outbox.OutboxMessage.objects.filter(kind="meeting_reply_taken").count() == 1
