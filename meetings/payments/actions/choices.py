"""What people choose about the money that is offered, for one meeting or for all. Nobody is asked why."""

from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed
from meetings.invitations.models import Invitation
from meetings.payments import access, queries, states
from meetings.payments.actions.lines import locked
from meetings.payments.models import Ceiling, FeeChoice, FeeWish
from meetings.schedule.models import Meeting


@transaction.atomic
def choose(*, meeting_id: UUID, answer: str, amount_pence: int | None = None, by: Person) -> FeeChoice:
    """The person is paid for this meeting as they choose; a new choice takes the place of the old until it starts.

    `answer` is a word of models.Answer; `amount_pence` the amount they name with a lower one. Raises NotAllowed for
    anyone who is not offered money for this meeting, NotNow once it has started or is called off, for an answer that
    is not offered, and for an amount below 1p or above the offer.
    """
    meeting = locked(meeting_id)
    if not access.can_choose_fee(by, meeting):
        raise NotAllowed
    states.check_can_choose(meeting.state, meeting.starts_at, clock.now())
    return _keep(meeting, by, answer, amount_pence, by)


@transaction.atomic
def record_choice(
    *, meeting_id: UUID, person_id: UUID, answer: str, amount_pence: int | None = None, by: Person
) -> FeeChoice:
    """Write down what somebody said about their payment by phone, by letter or in person; it says who wrote it down.

    Raises NotAllowed for anyone who does not run the panel and for somebody who is not offered money for this meeting
    or does not come to it, NotNow as above.
    """
    meeting = locked(meeting_id)
    offer = queries.offers_for(by, meeting).filter(person=person_id).first()
    if offer is None or not access.can_record_choices(by, meeting):
        raise NotAllowed
    states.check_can_choose(meeting.state, meeting.starts_at, clock.now(), own=False)
    return _keep(meeting, offer.person, answer, amount_pence, by)


@transaction.atomic
def choose_by_link(*, invitation: Invitation, answer: str, amount_pence: int | None = None, by: None = None) -> bool:
    """What whoever held the link in somebody's message chose about their money, for the action that answers by it.

    It holds only where nothing else was said: what the person chose signed in, told to those who run their panel, or
    chose for all their meetings (before or after this) stays as it is, without a word to whoever pressed the button.
    True when something is kept that was not so before. Raises NotAllowed when no money is offered to them for this
    meeting, NotNow as above.
    """
    meeting, person = locked(invitation.meeting_id), invitation.person
    if not access.can_choose_fee(person, meeting):
        raise NotAllowed
    states.check_can_choose(meeting.state, meeting.starts_at, clock.now())
    # What the person is just now choosing for all their meetings waits for us, or is seen here.
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    before = FeeChoice.objects.filter(meeting=meeting, person=person).first()
    said_otherwise = before is not None and before.recorded_by_id is not None
    if said_otherwise or queries.my_wish(person) is not None:
        return False
    was = (before.answer, before.amount_pence) if before else None
    kept = _keep(meeting, person, answer, amount_pence, None)
    return (kept.answer, kept.amount_pence) != was


@transaction.atomic
def wish(*, answer: str, amount_pence: int | None = None, by: Person) -> FeeWish:
    """What the person wants for every meeting to come for which they choose nothing. What was chosen stays as it is.

    Raises NotNow for an answer that none of their programmes offers and for a lower amount below 1p.
    """
    by = Person.objects.select_for_update(of=("self",)).get(pk=by.pk)
    states.check_answer(answer, amount_pence, offered=queries.answers_in_any(by), offer_pence=None)
    amount_pence = amount_pence if answer == states.LESS else None
    latest = queries.my_wish(by)
    if latest is not None and (latest.answer, latest.amount_pence) == (answer, amount_pence):
        return latest
    made = FeeWish.objects.create(person=by, answer=answer, amount_pence=amount_pence, chosen_at=clock.now())
    audit.record(by=by, verb="fee_wish.made", about=made, whose=by, answer=answer)
    return made


@transaction.atomic
def keep_ceiling(*, week_pence: int | None, month_pence: int | None, by: Person) -> None:
    """Tell the person, and only them, when their money goes past this much in a week or a calendar month.

    Without either nothing is kept. There is no word of it in the trail: others read the trail.
    """
    by = Person.objects.select_for_update(of=("self",)).get(pk=by.pk)
    mine = Ceiling.objects.unscoped("the person's own").filter(person=by).first() or Ceiling(person=by)
    mine.week, mine.month = (str(pence) if pence else "" for pence in (week_pence, month_pence))
    if mine.week or mine.month:
        mine.save()
    elif not mine._state.adding:
        mine.delete()


def _keep(meeting: Meeting, person: Person, answer: str, amount_pence: int | None, by: Person | None) -> FeeChoice:
    choice = FeeChoice.objects.filter(meeting=meeting, person=person).first() or FeeChoice(
        meeting=meeting, person=person
    )
    rate, offered = queries.rate_of_meeting(meeting), queries.answers_for(queries.rate_set_of(meeting))
    # What was chosen while it was offered can be kept as it is.
    states.check_answer(
        answer, amount_pence, offered={*offered, choice.answer}, offer_pence=rate.amount_pence if rate else None
    )
    amount_pence = amount_pence if answer == states.LESS else None
    # Said again by somebody who is known, what came by a link is theirs from then on.
    by_link = choice.recorded_by_id is None and by is not None
    if (choice.answer, choice.amount_pence) == (answer, amount_pence) and not by_link:
        return choice
    choice.answer, choice.amount_pence, choice.chosen_at, choice.recorded_by = answer, amount_pence, clock.now(), by
    choice.save()
    audit.record(by=by, verb="fee_choice.made", about=choice, whose=person, answer=answer, meeting=meeting.pk)
    return choice
