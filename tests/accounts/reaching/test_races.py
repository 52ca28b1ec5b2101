"""Several people at once, or one person pressing twice."""

import pytest

from accounts.identity import actions as identity
from accounts.identity import notices
from accounts.reaching import actions
from leap.core import audit
from leap.core.outbox import OutboxMessage
from meetings.invitations import actions as invitations
from tests import factories as make
from tests.accounts.needs.factories import reached
from tests.meetings import rooms
from tests.meetings.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def pressed(act) -> list[str]:
    """Eight people press the same button; what each was told."""
    told = at_once(lambda number: act())
    return [type(each).__name__ if isinstance(each, Exception) else "done" for each in told]


def test_a_call_a_letter_and_a_doubt_are_settled_once_however_many_press(monkeypatch):
    monkeypatch.setattr("leap.core.outbox.nudge._publish", lambda *asked, use_by: None)
    world = make.small_panel()
    phoned, written_to, unsure = world.members[:3]
    reached(phoned, channel="phone", phone_number="01632 960 003")
    reached(written_to, channel="letter", postal_address="1 Beck Lane")
    meeting = rooms.meeting(world.panel, state="planned")
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    call, letter, doubt = (OutboxMessage.objects.get(to_person_id=each.pk) for each in (phoned, written_to, unsure))
    OutboxMessage.objects.filter(pk=doubt.pk).update(state="uncertain")

    told = pressed(lambda: actions.record_call(message_id=call.pk, result="reached", by=world.coordinator))
    assert (len(told), told.count("done")) == (8, 1)
    pressed(lambda: actions.record_posted(message_ids=[letter.pk], by=world.lead))
    told = pressed(lambda: actions.settle(message_id=doubt.pk, what="again", by=world.coordinator))
    assert told.count("done") == 1

    for message, verb in ((call, "done_by_hand"), (letter, "done_by_hand"), (doubt, "sent_again")):
        assert audit.events_about(message, f"message.{verb}").count() == 1
    assert {each.state for each in OutboxMessage.objects.filter(pk__in=[call.pk, letter.pk])} == {"done"}


def test_a_note_is_left_once_and_told_once_however_many_do_it_at_once():
    """Two administrators open at the same moment; the one who did not and whoever runs the panel both tell."""
    world = make.small_panel()
    quill, opener, other = make.member(world.panel, "Quill", email=None), make.person("Merle"), make.person("Martin")
    for administrator in (opener, other):
        make.role(administrator, kind="administrator", programme=world.panel.programme)
    at_once(lambda number: notices.leave_note(quill))
    opening = identity.open_in_emergency(person=quill, reason="Somebody may come to harm today.", by=opener)
    note = OutboxMessage.objects.get(to_person_id=quill.pk)
    told = pressed(lambda: identity.record_told(opening_id=opening.pk, by=other))
    assert told == ["done"] * 8
    assert audit.events_about(opening, "opening.told").count() == 1
    assert audit.events_about(note, "message.done_by_hand").count() == 1
