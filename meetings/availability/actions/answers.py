"""What people say to the dates, by themselves or written down for them, and the reminder of those who have not."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.assisted import How
from leap.core.errors import NotAllowed, NotNow
from meetings.availability import access, notices, queries, states
from meetings.availability.models import DateAnswer, DatePoll, DateReply

HOW = "Please say how the answers reached you."


@transaction.atomic
def answer(*, poll_id: UUID, answers: Mapping[UUID, str], by: Person) -> DateReply:
    """The person says which dates suit; a date they leave out stays as it was. No reason is asked.

    Raises NotAllowed for anyone who is not asked or has left the panel, NotNow when the poll is closed.
    """
    reply = _lock(poll_id, by.pk)
    if not access.can_answer(by, reply):
        raise NotAllowed
    _check(reply.poll, answers)
    reply.by_themself()
    return _keep(reply, answers, by, "date_poll.answered")


@transaction.atomic
def record_answers(
    *, poll_id: UUID, person_id: UUID, answers: Mapping[UUID, str], how: str, read_back: bool, by: Person
) -> DateReply:
    """Write down what somebody answered by phone, by letter or in person. They can change it until the poll closes.
    `read_back`: it was read back to them, and they said that it is right; a letter cannot be.

    Raises NotAllowed for anyone who does not run the panel, for their own answers, and for somebody who is not asked
    or has left; NotNow when the poll is closed.
    """
    reply = _lock(poll_id, person_id)
    own = reply.person_id == by.pk
    if own or not access.can_run_poll(by, reply.poll) or not access.can_answer(reply.person, reply):
        raise NotAllowed
    if how not in How.values:
        raise NotNow(HOW)
    _check(reply.poll, answers)
    reply.by_somebody(by=by, how=how, read_back=read_back and how != How.LETTER)
    return _keep(reply, answers, by, "date_poll.answers_recorded")


def queue_due_reminders() -> int:
    """Write down the reminders that are due, one for each person who has not answered. Says how many."""
    queued = 0
    for poll in queries.polls_to_remind():
        for reply in queries.replies_to_remind(poll):
            with transaction.atomic():
                queued += notices.remind(reply)
    return queued


def _lock(poll_id: UUID, person_id: UUID) -> DateReply:
    """What one person is asked, with the poll held still: it does not close while an answer is written."""
    poll = DatePoll.objects.select_for_update(of=("self",)).select_related("panel").filter(pk=poll_id).first()
    asked = DateReply.objects.unscoped("the person's own, or written down by those who run the panel")
    reply = asked.filter(poll=poll, person=person_id).select_related("person").first() if poll else None
    if poll is None or reply is None:
        raise NotAllowed
    reply.poll = poll
    return reply


def _check(poll: DatePoll, answers: Mapping[UUID, str]) -> None:
    states.check_takes_answers(poll.state, poll.answer_by, clock.today(poll.panel.time_zone))
    states.check_answers(dict(answers), poll.dates.values_list("pk", flat=True))


def _keep(reply: DateReply, answers: Mapping[UUID, str], by: Person, verb: str) -> DateReply:
    DateAnswer.objects.unscoped("what one person answers").bulk_create(
        [DateAnswer(reply=reply, date_id=date, answer=said) for date, said in answers.items()],
        update_conflicts=True,
        unique_fields=["reply", "date"],
        update_fields=["answer"],
    )
    reply.answered_at = clock.now()
    reply.save()
    audit.record(by=by, verb=verb, about=reply, whose=reply.person, poll=reply.poll_id)
    notices.settle(reply, by)
    return reply
