"""The outbox keeps to how each person wants to be reached, at the last moment before anything leaves."""

from datetime import timedelta

import pytest

from leap.core import clock, outbox
from leap.core.outbox import OutboxMessage, Wishes, registry
from leap.core.outbox.writing import write
from tests.leap.core import kinds
from tests.leap.core.shelf import Shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note_kind")]


def queue(**changes) -> OutboxMessage:
    return outbox.queue(**{"kind": "note", "to": Shelf(), "about": Shelf(), "occasion": "5-days", **changes})


def wish(**facts) -> None:
    outbox.register_wishes(lambda person_id: Wishes(**facts))


def state_of(message):
    message.refresh_from_db()
    return message.state, message.reason


def test_when_no_room_knows_everything_is_as_usual():
    assert outbox.wishes_of(Shelf().pk) == Wishes()
    assert queue().channel == "email"


def test_by_hand_is_a_task_from_the_start():
    wish(ways=("phone",))
    assert (queue().channel, queue().state) == ("phone", "to_do")


def test_what_protects_the_person_goes_by_email_at_once_whatever_they_wish(post_office):
    plain = kinds.note_kind()
    registry._kinds["note"] = outbox.Kind("note", plain.room, plain.still_true, plain.context, urgent=True)
    wish(ways=("phone",), not_before=lambda moment: moment + timedelta(hours=8))
    message = queue()
    assert message.channel == "email"
    outbox.deliver_due()
    assert state_of(message) == ("sent", "")


def test_a_wish_that_comes_later_is_kept_before_anything_leaves(post_office):
    message = queue()
    wish(ways=("letter", "email"))
    assert outbox.deliver_due() == 1
    assert state_of(message) == ("to_do", "another-way")
    assert message.channel == "letter"
    assert post_office.asked == []


def test_quiet_hours_hold_a_message_and_let_the_others_go(post_office):
    now = clock.now()
    until = now + timedelta(hours=8)
    loud, quiet = queue(), queue()
    outbox.register_wishes(
        lambda person: Wishes(not_before=lambda moment: until) if person == quiet.to_person_id else Wishes()
    )
    assert outbox.deliver_due() == 2
    assert state_of(loud) == ("sent", "")
    assert state_of(quiet) == ("retry", "quiet-hours")
    assert (quiet.due_at, quiet.lease_until) == (until, None)
    assert outbox.deliver_due() == 0


def test_a_moment_that_has_come_holds_nothing(post_office):
    message = queue()
    wish(not_before=lambda moment: moment)
    outbox.deliver_due()
    assert state_of(message) == ("sent", "")


def test_a_nudge_in_quiet_hours_is_dealt_with_and_sends_nothing(post_office):
    message = queue()
    wish(not_before=lambda moment: moment + timedelta(minutes=5))
    assert outbox.deliver_one(message.pk) is True
    assert post_office.asked == []
    assert outbox.deliver_one(message.pk) is False


def test_wishes_that_cannot_be_read_stop_that_message_only(post_office):
    broken, fine = queue(), queue()

    def book(person_id):
        if person_id == broken.to_person_id:
            raise ZeroDivisionError("somebody's private words")
        return Wishes()

    outbox.register_wishes(book)
    assert outbox.deliver_due() == 2
    assert state_of(broken) == ("failed", "error-ZeroDivisionError")
    assert state_of(fine) == ("sent", "")


def subject(kind, message):
    content = write(kind, message, kinds.address(message.to_person_id), clock.now()).decode()
    return next(line for line in content.split("\r\n") if line.startswith("Subject:"))


def test_only_who_is_not_discreet_has_a_name_in_the_subject_and_only_where_the_kind_has_one(monkeypatch):
    plain = kinds.note_kind()
    named = outbox.Kind(
        "named", plain.room, plain.still_true, plain.context, plain_name=lambda message: "Heather\n panel"
    )
    named_as_note = outbox.Kind("note", plain.room, plain.still_true, plain.context, plain_name=named.plain_name)
    message = queue()
    neutral = "Subject: You've got a message"
    assert subject(named_as_note, message) == neutral
    wish(is_discreet=False)
    assert subject(plain, message) == neutral
    assert subject(named_as_note, message) == f"{neutral}: Heather panel"
    registry._wishes.clear()
    assert subject(named_as_note, message) == neutral
