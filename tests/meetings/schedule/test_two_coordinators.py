"""R17: two coordinators have the same meeting open and both save. Three things hold, and each is taken away in turn."""

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from accounts.people.models import Person
from meetings.schedule.actions import moving
from meetings.schedule.models import Meeting, MeetingChange
from tests import factories
from tests.meetings import rooms
from tests.meetings.schedule.test_moving import typed

pytestmark = pytest.mark.django_db(transaction=True)

ONCE = "meeting_changes_once_in_a_revision"
PLACES = ("The library", "The café")


@pytest.fixture
def world():
    return factories.small_panel()


@pytest.fixture
def meeting(world):
    return rooms.meeting(world.panel, state="planned", place="The hall")


def both_save(meeting: Meeting, *people: Person) -> None:
    """Both open the page, then both save, in this order. The first one's words stand; the second sees both versions,
    and nothing they typed is lost.
    """
    url = reverse("schedule:meeting-move", args=[meeting.pk])
    browsers = [Client() for _ in people]
    for browser, person in zip(browsers, people, strict=True):
        browser.force_login(person)
        assert browser.get(url).status_code == 200
    first, second = (
        browser.post(url, typed(meeting, place=place)) for browser, place in zip(browsers, PLACES, strict=True)
    )
    assert first.status_code == 302
    kept = Meeting.objects.get(pk=meeting.pk)
    assert kept.place == PLACES[0], "overwritten"
    assert second.status_code == 422
    page = second.content.decode()
    assert PLACES[0] in page
    assert people[0].shown_name in page
    assert page.count(PLACES[1]) == 2, "in the box and beside the other"


@pytest.mark.parametrize("order", [("coordinator", "lead"), ("lead", "coordinator")], ids=" then ".join)
def test_r17_the_second_of_two_who_save_sees_both_versions_in_either_order(world, meeting, order):
    both_save(meeting, *(getattr(world, who) for who in order))


def test_r17_with_all_three_taken_away_the_second_overwrites_the_first(world, meeting, monkeypatch):
    """The control. Without the question the number in WHERE holds; without that, one change for each number; without
    that, what the first one wrote is gone.
    """
    by = (world.coordinator, world.lead)
    as_it_was = Meeting.objects.filter(pk=meeting.pk).values().get()
    _nobody_asks(monkeypatch)
    both_save(meeting, *by)
    _start_again(as_it_was)
    _where_has_no_number(monkeypatch)
    with pytest.raises(IntegrityError, match=ONCE):
        both_save(meeting, *by)
    _start_again(as_it_was)
    with connection.cursor() as cursor:
        cursor.execute(f"alter table {MeetingChange._meta.db_table} drop constraint {ONCE}")
        try:
            with pytest.raises(AssertionError, match="overwritten"):
                both_save(meeting, *by)
            meeting.refresh_from_db()
            assert meeting.place == PLACES[1]
        finally:
            cursor.execute(f"delete from {MeetingChange._meta.db_table}")
            cursor.execute(
                f"alter table {MeetingChange._meta.db_table} add constraint {ONCE} unique (meeting_id, revision)"
            )


def _nobody_asks(monkeypatch) -> None:
    held = moving.lock_to_run

    def as_both_saw_it(meeting_id, by):
        meeting = held(meeting_id, by)
        meeting.revision = 0
        return meeting

    monkeypatch.setattr(moving, "lock_to_run", as_both_saw_it)


def _where_has_no_number(monkeypatch) -> None:
    asked = Meeting.objects.filter

    def without(*conditions, revision=None, **facts):
        return asked(*conditions, **facts)

    monkeypatch.setattr(Meeting.objects, "filter", without)


def _start_again(as_it_was: dict) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"delete from {MeetingChange._meta.db_table}")
    Meeting.objects.filter(pk=as_it_was["id"]).update(**as_it_was)
