"""What is written down for whoever chairs one meeting: who would like to be brought in, and talks before and after."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed
from meetings.attendance.registration import tell_more_time
from meetings.chairing import queries, states
from meetings.chairing.models import BringIn, ChairTalk, TalkTime
from meetings.schedule.actions import lock_to_run
from meetings.schedule.models import Meeting


@transaction.atomic
def bring_me_in(*, meeting_id: UUID, wanted: bool, by: Person) -> None:
    """The person would like whoever chairs to bring them in, or takes that back. The same twice changes nothing.

    Who chairs and who helps them can read it until the meeting is over; nobody is told, and it is not written in the
    trail: the trail has readers. It can be taken back at any time. Asking raises NotNow once the meeting has started,
    and for somebody who has not said that they come. (Meetings a person may not see are not found before this.)
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("panel").get(pk=meeting_id)
    mine = BringIn.objects.unscoped("the person's own").filter(meeting=meeting, person=by)
    if not wanted:
        mine.delete()
        return
    states.check_is_ahead(meeting.state, meeting.starts_at, clock.now())
    states.check_can_be_brought_in(queries.takes_part(by, meeting))
    if not mine.exists():
        BringIn.objects.unscoped("the person's own").create(meeting=meeting, person=by)


@transaction.atomic
def set_talk(*, meeting_id: UUID, kind: str, starts_at: datetime, minutes: int, way: str, by: Person) -> ChairTalk:
    """Write down when the talk before or after a meeting is; the one that was there is replaced.

    Whoever chairs, and who sits beside them, reads it with what helps to chair, and what they are offered for it.

    Raises NotAllowed for anyone who does not arrange the meeting; NotNow when the meeting was called off, when the time
    does not lie before (or after) it, or when it is noted already who was there; ValueError for a kind, a way or a
    length (5 to 180 minutes) there is not.
    """
    kind, way = ChairTalk.Kind(kind).value, ChairTalk.Way(way).value
    if not 5 <= minutes <= 180:
        raise ValueError("a talk takes 5 to 180 minutes")
    meeting = lock_to_run(meeting_id, by)
    states.check_is_not_called_off(meeting.state)
    states.check_talk(kind, starts_at, minutes, meeting.starts_at, meeting.ends_at)
    talk = ChairTalk.objects.filter(meeting=meeting, kind=kind).first()
    states.check_is_not_noted(talk is not None and talk.times.exists())
    talk = talk or ChairTalk(meeting=meeting, kind=kind)
    talk.starts_at, talk.minutes, talk.way, talk.set_by = starts_at, minutes, way, by
    talk.save()
    audit.record(by=by, verb="chair_talk.set", about=talk, meeting=meeting.pk)
    tell_more_time(meeting, by)
    return talk


@transaction.atomic
def note_talk(*, meeting_id: UUID, kind: str, person_ids: Iterable[UUID], by: Person) -> int:
    """Note who took part in a talk, for the record of their time; says how many were new. Once noted it stays.

    Only who chairs or chaired the meeting, and who agreed to sit beside them, can be noted. Raises NotAllowed for
    anyone who does not arrange the meeting, for a talk there is not and for anybody else's time; NotNow before the talk
    has begun.
    """
    meeting = lock_to_run(meeting_id, by)
    talk = ChairTalk.objects.filter(meeting=meeting, kind=kind).first()
    wanted = {person.pk: person for person in queries.people_of_the_chair(by, meeting)}
    chosen = set(person_ids)
    if talk is None or not chosen <= set(wanted):
        raise NotAllowed
    states.check_has_begun(talk.starts_at, clock.now())
    known = set(talk.times.values_list("person", flat=True))
    for person_id in sorted(chosen - known):
        time = TalkTime.objects.create(talk=talk, person=wanted[person_id], noted_by=by)
        audit.record(by=by, verb="chair_talk.noted", about=time, whose=wanted[person_id], meeting=meeting.pk)
    tell_more_time(meeting, by)
    return len(chosen - known)


def forget_talks(*, meeting: Meeting, by: Person | None) -> None:
    """Called when a meeting is moved, called off or has a new chair, in its transaction: talks still to come are agreed
    anew. One that has begun stays: it can still be noted who gave that time."""
    ahead = ChairTalk.objects.filter(meeting=meeting, starts_at__gt=clock.now())
    ahead.filter(times__isnull=True).delete()
    tell_more_time(meeting, by)


def forget_old_wishes() -> int:
    """A day after a meeting began, also without a register, it is forgotten who wanted to be brought in. How many."""
    over = clock.now() - timedelta(days=1)  # the longest meeting takes ten hours
    old = BringIn.objects.unscoped("gone when the meeting is over").filter(meeting__starts_at__lt=over)
    return old.delete()[0]


def forget_who_wanted_in(*, meeting: Meeting, by: Person) -> None:
    """Called when the register was taken or the meeting called off, in its transaction: who wanted to be brought in is
    forgotten."""
    BringIn.objects.unscoped("gone when the meeting is over").filter(meeting=meeting).delete()
