"""Reads for whoever chairs one meeting, and for who sits beside them: running order, who wants in, talks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.people import queries as people
from accounts.people.models import Person
from leap.core import clock
from meetings.attendance.registration import MoreTime
from meetings.chairing import access, states
from meetings.chairing.models import BringIn, ChairTalk, ChairTurn, TalkTime
from meetings.chairing.planning.running_order import Part, parts
from meetings.chairing.queries.rota import there_on
from meetings.invitations.models import Invitation
from meetings.invitations.states import TAKING_PART
from meetings.papers import queries as papers
from meetings.papers.planning import timing
from meetings.schedule.models import Meeting


@dataclass(frozen=True, slots=True)
class Timed:
    """A part of the meeting and when it begins."""

    begins: datetime
    part: Part


@dataclass(frozen=True, slots=True)
class ShownTalk:
    """A talk before or after the meeting, and who was there, as far as it is noted."""

    talk: ChairTalk
    noted: tuple[UUID, ...]


def my_part(viewer: Person, meeting: Meeting) -> str | None:
    """Which part the viewer has agreed to take at a meeting: in the chair, beside it, watching; None when none."""
    mine = ChairTurn.objects.filter(meeting=meeting, person=viewer, state=states.ACCEPTED)
    return mine.values_list("part", flat=True).first()


def running_order(viewer: Person, meeting: Meeting) -> tuple[list[Timed], str]:
    """What comes when, from the agenda the viewer may see; and in a sentence whether it all fits, if there is one."""
    agenda = [
        Part(item.title, item.minutes, item.led_by or "", item.get_purpose_display(), item.content_note)
        for item in papers.items_for(viewer, meeting)
    ]
    found = parts(meeting.minutes, agenda)
    begins = timing.begins(meeting.starts_at, [part.minutes for part in found])
    too_long = sum(part.minutes for part in agenda) > meeting.minutes
    fits = timing.fit([part.minutes for part in agenda], meeting.minutes) if too_long else ""
    return [Timed(*pair) for pair in zip(begins, found, strict=True)], fits


def brought_in(viewer: Person, meeting: Meeting) -> list[str]:
    """Who would like to be brought in, by name: for who has agreed to chair this meeting and who helps them, until it
    is over. Not for somebody who arranges it, even while they chair: people were told that those do not read it."""
    if access.can_ask_for_chair(viewer, meeting) or meeting.ends_at <= clock.now():
        return []
    mine = ChairTurn.objects.filter(meeting=meeting, person=viewer, state=states.ACCEPTED)
    if not mine.filter(part__in=(states.CHAIR, states.BESIDE), meeting__state__in=states.AHEAD).exists():
        return []
    asked = BringIn.objects.unscoped("who chairs, and who helps them").filter(meeting=meeting)
    coming = Invitation.objects.filter(meeting=meeting, reply__in=TAKING_PART)
    on_panel = people.people_on_panel(viewer, meeting.panel_id)
    found = on_panel.filter(pk__in=asked.values("person")).filter(pk__in=coming.values("person")).exclude(pk=viewer.pk)
    return [person.shown_name for person in found.order_by("shown_name", "pk")]


def wants_in(viewer: Person, meeting: Meeting) -> bool:
    """Has the viewer themself asked to be brought in at this meeting?"""
    return BringIn.objects.unscoped("the person's own").filter(meeting=meeting, person=viewer).exists()


def takes_part(viewer: Person, meeting: Meeting) -> bool:
    """Has the viewer said that they come to this meeting, from wherever?"""
    return Invitation.objects.filter(meeting=meeting, person=viewer, reply__in=TAKING_PART).exists()


def talks_for(viewer: Person, meeting: Meeting) -> list[ShownTalk]:
    """The talks before and after, for those who arrange the meeting and those who have agreed to a part; else none."""
    if not access.can_ask_for_chair(viewer, meeting) and my_part(viewer, meeting) is None:
        return []
    talks = ChairTalk.objects.filter(meeting=meeting).order_by("starts_at", "pk").prefetch_related("times")
    return [ShownTalk(talk, tuple(sorted(time.person_id for time in talk.times.all()))) for talk in talks]


def people_of_the_chair(viewer: Person, meeting: Meeting) -> QuerySet[Person]:
    """Who chairs (or chaired) a meeting and who agreed to sit beside them: for those who arrange it; else nobody."""
    if not access.can_ask_for_chair(viewer, meeting):
        return Person.objects.none()
    agreed = ChairTurn.objects.filter(meeting=meeting, state__in=(states.ACCEPTED, states.CHAIRED))
    return Person.objects.filter(pk__in=agreed.values("person")).order_by("shown_name", "pk")


def time_beside(meeting: Meeting) -> list[MoreTime]:
    """For LEAP's own work: who gave time before or after the meeting to chair it, or has agreed to a part for which
    such a talk is set; on which day, how many minutes."""
    talks = ChairTalk.objects.filter(meeting=meeting).select_related("set_by", "meeting__panel").order_by("starts_at")
    noted = TalkTime.objects.filter(talk__meeting=meeting).select_related("noted_by").order_by("person")
    agreed = ChairTurn.objects.filter(meeting=meeting, state__in=(states.ACCEPTED, states.CHAIRED)).order_by("person")
    given = [(time.talk_id, time.person_id, time.noted_by) for time in noted]
    people = list(agreed.values_list("person", flat=True))
    found = []
    for talk in talks:
        here = {person: by for key, person, by in given if key == talk.pk}
        both = dict.fromkeys(people, talk.set_by) | here
        on, what = there_on(talk.starts_at, meeting), f"chair_{talk.kind}"
        found += [MoreTime(who, on, talk.minutes, what, given=who in here, by=by) for who, by in both.items()]
    return found
