"""Who wants the money that is offered, and who does not. Nobody is asked why."""

from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed
from meetings.payments import access, queries, states
from meetings.payments.models import FeeChoice
from meetings.schedule.models import Meeting


@transaction.atomic
def choose(*, meeting_id: UUID, wants_fee: bool, by: Person) -> FeeChoice:
    """The person is paid for this meeting, or is not, as they choose; a new choice takes its place until it starts.

    Raises NotAllowed for anyone who is not offered money for this meeting, NotNow once it has started or is called off.
    """
    meeting = _lock(meeting_id)
    if not access.can_choose_fee(by, meeting):
        raise NotAllowed
    states.check_can_choose(meeting.state, meeting.starts_at, clock.now())
    return _keep(meeting, by, wants_fee, by)


@transaction.atomic
def record_choice(*, meeting_id: UUID, person_id: UUID, wants_fee: bool, by: Person) -> FeeChoice:
    """Write down what somebody said about their payment by phone, by letter or in person; it says who wrote it down.

    Raises NotAllowed for anyone who does not run the panel and for somebody who is not offered money for this meeting
    or does not come to it, NotNow once it has started or is called off.
    """
    meeting = _lock(meeting_id)
    offer = queries.offers_for(by, meeting).filter(person=person_id).first()
    if offer is None or not access.can_record_choices(by, meeting):
        raise NotAllowed
    states.check_can_choose(meeting.state, meeting.starts_at, clock.now(), own=False)
    return _keep(meeting, offer.person, wants_fee, by)


def _lock(meeting_id: UUID) -> Meeting:
    # The lock that a register takes: a choice is either kept before the money is worked out, or it comes too late.
    locked = Meeting.objects.select_for_update(of=("self",)).select_related("panel")
    meeting = locked.filter(pk=meeting_id).first()
    if meeting is None:
        raise NotAllowed
    return meeting


def _keep(meeting: Meeting, person: Person, wants_fee: bool, by: Person) -> FeeChoice:
    choice = FeeChoice.objects.filter(meeting=meeting, person=person).first() or FeeChoice(
        meeting=meeting, person=person
    )
    if choice.wants_fee == wants_fee:
        return choice
    choice.wants_fee, choice.chosen_at, choice.recorded_by = wants_fee, clock.now(), by
    choice.save()
    facts = {"wants_fee": wants_fee, "meeting": meeting.pk}
    audit.record(by=by, verb="fee_choice.made", about=choice, whose=person, **facts)
    return choice
