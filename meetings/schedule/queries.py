"""Reads about meetings. The viewer comes first; what they may not see is not in the answer."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from itertools import combinations, permutations
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    DateField,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, JSONObject

from accounts.people import queries as people
from accounts.people.models import Panel, Person, Programme, Role
from leap.core import clock
from leap.core.secret_links import hash_of
from meetings.schedule import states
from meetings.schedule.models import CalendarFeed, Meeting, MeetingChange, SchoolHoliday, Venue, VenuePicture, YesNo
from meetings.schedule.planning import days

TIME_TO_INVITE = timedelta(weeks=8)  # people are asked four weeks ahead, and what helps is booked before that
ONE_MINUTE = Value(timedelta(minutes=1), output_field=DurationField())
END = ExpressionWrapper(F("starts_at") + F("minutes") * ONE_MINUTE, output_field=DateTimeField())
ANNOUNCED = Q(state__in=states.REGISTERED) | Q(state=states.CANCELLED, opened_at__isnull=False)


def meetings_for(viewer: Person) -> QuerySet[Meeting]:
    """Every meeting of the viewer's panels, oldest first.

    A meeting to which nobody has been invited yet, or that was called off before anybody was, is seen only by those who
    run the panel. Someone with no role on a panel today sees none of its meetings.
    """
    runs = Q(panel__in=people.panels_run_by(viewer).values("pk"))
    belongs = Q(panel__in=people.panels_for(viewer).values("pk"))
    return Meeting.objects.filter(runs | (belongs & ANNOUNCED)).select_related("panel", "venue")


def meetings_run_by(viewer: Person) -> QuerySet[Meeting]:
    """The meetings the viewer arranges."""
    run = people.panels_run_by(viewer).values("pk")
    return Meeting.objects.filter(panel__in=run).select_related("panel", "venue")


def coming_meetings_for(viewer: Person) -> QuerySet[Meeting]:
    """The viewer's meetings that are not over yet, soonest first; one called off is still shown until its day."""
    return _with_end(meetings_for(viewer)).filter(end__gt=clock.now())


def past_meetings_for(viewer: Person) -> QuerySet[Meeting]:
    """The viewer's meetings that are over, latest first."""
    return _with_end(meetings_for(viewer)).filter(end__lte=clock.now()).order_by("-starts_at", "-id")


def next_meeting_for(viewer: Person) -> Meeting | None:
    """The viewer's next meeting that is still to be held (or is going on now), if there is one."""
    return coming_meetings_for(viewer).filter(state__in=states.AHEAD).first()


def panels_to_plan_for(viewer: Person) -> QuerySet[Panel]:
    """The panels the viewer runs that have no meeting ahead."""
    ahead = _with_end(Meeting.objects.filter(state__in=states.AHEAD)).filter(end__gt=clock.now())
    return people.panels_run_by(viewer).exclude(pk__in=ahead.values("panel"))


def meetings_waiting_for(viewer: Person) -> QuerySet[Meeting]:
    """The meetings the viewer arranges that wait for them, soonest first: planned, in the next eight weeks, and nobody
    has been told; or open, over, and without a register.

    The rest of a year that is planned ahead waits for nobody yet.
    """
    now = clock.now()
    untold = Q(state=states.PLANNED, starts_at__gt=now, starts_at__lt=now + TIME_TO_INVITE)
    return _with_end(meetings_run_by(viewer)).filter(untold | Q(state=states.OPEN, end__lte=now))


def meetings_whose_place_may_have_steps(viewer: Person) -> QuerySet[Meeting]:
    """The meetings ahead that the viewer arranges, that people are asked to, and of whose place we do not know that
    there are no steps, while nobody said why it will do. Whose needs that meets is another question.
    """
    ahead = meetings_run_by(viewer).filter(state=states.OPEN, starts_at__gt=clock.now(), place_reason="")
    return ahead.filter(meets__in=Meeting.IN_A_PLACE).exclude(venue__step_free=YesNo.YES)


def open_meetings_starting(*, after: datetime, before: datetime) -> QuerySet[Meeting]:
    """For LEAP's own work, not for a page: meetings people are invited to that start between two moments."""
    return Meeting.objects.filter(state=states.OPEN, starts_at__gt=after, starts_at__lt=before).select_related("panel")


def meetings_to_answer(*, until_after: timedelta) -> QuerySet[Meeting]:
    """Not for a page of its own: meetings people are invited to that are ahead, or over for less than this time."""
    return _with_end(Meeting.objects.filter(state__in=states.REGISTERED)).filter(end__gt=clock.now() - until_after)


def meetings_with_a_date(*, until_after: timedelta) -> QuerySet[Meeting]:
    """The same with those that are called off: they were in people's calendars."""
    return _with_end(Meeting.objects.filter(ANNOUNCED)).filter(end__gt=clock.now() - until_after)


def day_there(to_meeting: str = "") -> Cast:
    """The date of a meeting on the wall calendar of its panel, worked out by the database: a part of a question."""
    zone = Cast(F(f"{to_meeting}panel__time_zone"), TextField())
    return Cast(Func(zone, F(f"{to_meeting}starts_at"), function="timezone"), DateField())


def overlapping(panel: Panel, starts_at: datetime, minutes: int, *, but: Meeting | None = None) -> Meeting | None:
    """For the action: a live meeting of the panel at this time, other than `but`."""
    live = _with_end(Meeting.objects.filter(panel=panel).exclude(state=states.CANCELLED))
    ends_at = starts_at + timedelta(minutes=minutes)
    return live.filter(starts_at__lt=ends_at, end__gt=starts_at).exclude(pk=but and but.pk).first()


def last_change(meeting: Meeting) -> MeetingChange | None:
    """The latest change of a meeting somebody has already been given."""
    return MeetingChange.objects.filter(meeting=meeting, revision=meeting.revision).select_related("changed_by").first()


def rest_of_series(meeting: Meeting, *, run_by: Person | None = None) -> QuerySet[Meeting]:
    """This meeting and the later ones of its panel in its series that are still to be held; alone when in none.

    With `run_by` also what the other panels of the study that they run have in this series from that day on.
    """
    if meeting.series_id is None:
        return Meeting.objects.filter(pk=meeting.pk)
    which = Q(panel=meeting.panel_id, starts_at__gte=meeting.starts_at)
    if run_by is not None:
        others = Q(panel__in=people.panels_run_by(run_by).values("pk"), panel__programme=meeting.panel.programme_id)
        begin = _midnight(_day(meeting), meeting.panel.time_zone)
        which |= others & ~Q(panel=meeting.panel_id) & Q(starts_at__gte=begin)
    ahead = Meeting.objects.filter(series=meeting.series_id, state__in=states.AHEAD, starts_at__gt=clock.now())
    return ahead.filter(which)


# Places


def venues_for(viewer: Person) -> QuerySet[Venue]:
    """Every place of the programmes in which the viewer runs a panel, and the places of meetings they may see."""
    kept = Q(programme__in=people.panels_run_by(viewer).values("programme"))
    met_in = Q(pk__in=meetings_for(viewer).order_by().values("venue"))
    return Venue.objects.filter(kept | met_in).select_related("programme")


def pictures_of(viewer: Person, venue_id: UUID) -> QuerySet[VenuePicture]:
    """The pictures of a place the viewer may see, in their order; else nothing."""
    return pictures_for(viewer).filter(venue=venue_id)


def pictures_for(viewer: Person) -> QuerySet[VenuePicture]:
    """Every picture of the places the viewer may see. One question, whatever the answer."""
    seen = venues_for(viewer).order_by().values("pk")
    return VenuePicture.objects.filter(venue__in=seen).select_related("file", "venue__programme")


def with_pictures(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Each meeting with the pictures of its place, in the same question: whoever sees the meeting sees the place."""
    there = VenuePicture.objects.filter(venue=OuterRef("venue")).order_by("position")
    return meetings.annotate(
        pictures=ArraySubquery(there.values(one=JSONObject(pk="pk", words="words", revision="revision")))
    )


def venues_to_choose(viewer: Person) -> QuerySet[Venue]:
    """The places in which the viewer can plan a meeting."""
    return Venue.objects.filter(programme__in=people.panels_run_by(viewer).values("programme"))


def programmes_with_venues_for(viewer: Person) -> QuerySet[Programme]:
    """The programmes for which the viewer can write down a place."""
    return Programme.objects.filter(pk__in=people.panels_run_by(viewer).values("programme")).order_by("name", "pk")


# The year


def meetings_between(viewer: Person, first: date, last: date) -> QuerySet[Meeting]:
    """The viewer's meetings from one day to another on the wall of each panel, both included, oldest first; one called
    off is left out."""
    start, end = (_midnight(day) for day in (first - timedelta(days=1), last + timedelta(days=2)))  # any wall is near
    found = meetings_for(viewer).filter(starts_at__gte=start, starts_at__lt=end)
    found = found.annotate(day=day_there()).filter(day__gte=first, day__lte=last)
    return _with_end(found).exclude(state=states.CANCELLED).order_by("starts_at", "id")


def panels_sharing_people(viewer: Person) -> set[frozenset[UUID]]:
    """Pairs of panels the viewer runs that have somebody on both today; never who, nor how many."""
    run = people.panels_run_by(viewer).values("pk")
    here = Role.objects.filter(people.belonging(), panel__in=run, person__is_active=True)
    also = here.filter(person=OuterRef("person"))
    held = here.filter(Exists(also.exclude(panel=OuterRef("panel")))).values_list("person", "panel").distinct()
    by_person: dict[UUID, set[UUID]] = {}
    for person, panel in held:
        by_person.setdefault(person, set()).add(panel)
    return {frozenset(pair) for panels in by_person.values() for pair in combinations(sorted(panels), 2)}


def clashes(meetings: Sequence[Meeting], sharing: set[frozenset[UUID]]) -> dict[UUID, list[Meeting]]:
    """For each meeting those on the same day of a panel that shares people with its own."""
    found: dict[UUID, list[Meeting]] = {}
    for one, other in permutations(meetings, 2):
        if frozenset((one.panel_id, other.panel_id)) in sharing and _day(one) == _day(other):
            found.setdefault(one.pk, []).append(other)
    return found


def shared_days(viewer: Person, wanted: Collection[tuple[UUID, date]]) -> dict[tuple[UUID, date], list[Meeting]]:
    """For each pair of a panel and a day the meetings on it of panels that share people with that panel.

    Two questions to the database for all of them; only panels the viewer runs count, as in the year.
    """
    if not wanted:
        return {}
    days, sharing = [day for _, day in wanted], panels_sharing_people(viewer)
    around = timedelta(days=1)  # the day is the day on the wall of each panel
    there = list(meetings_between(viewer, min(days) - around, max(days) + around))
    return {
        (panel, day): [each for each in there if _day(each) == day and frozenset((panel, each.panel_id)) in sharing]
        for panel, day in wanted
    }


def _day(meeting: Meeting) -> date:
    return clock.day_of(meeting.starts_at, meeting.panel.time_zone)


def _midnight(day: date, zone: str = "Europe/London") -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


# What is known of a day


def school_holidays_for(viewer: Person) -> QuerySet[SchoolHoliday]:
    """The school holidays that the viewer's panels wrote down, earliest first."""
    runs = Q(panel__in=people.panels_run_by(viewer).values("pk"))
    belongs = Q(panel__in=people.panels_for(viewer).values("pk"))
    return SchoolHoliday.objects.filter(runs | belongs).select_related("panel")


def school_holidays_run_by(viewer: Person) -> QuerySet[SchoolHoliday]:
    """Those of the panels the viewer runs that are not over yet: they can be taken away."""
    run = people.panels_run_by(viewer).values("pk")
    return SchoolHoliday.objects.filter(panel__in=run, last_day__gte=clock.today()).select_related("panel")


def known_of(viewer: Person, wanted: Collection[tuple[UUID, date]]) -> dict[tuple[UUID, date], list[days.Note]]:
    """What there is to know of each day for the people of a panel: for information, never a refusal.

    `wanted` is pairs of a panel and a day. One question to the database for all of them; a day without a note is left
    out, and school holidays of a panel the viewer does not see are no notes.
    """
    if not wanted:
        return {}
    on_any = [day for _, day in wanted]
    written = school_holidays_for(viewer).filter(
        panel__in={panel for panel, _ in wanted}, first_day__lte=max(on_any), last_day__gte=min(on_any)
    )
    by_panel: dict[UUID, list[SchoolHoliday]] = {}
    for holiday in written:
        by_panel.setdefault(holiday.panel_id, []).append(holiday)
    general = days.notes_on_each(on_any)
    found = {
        (panel, day): [*general.get(day, []), *days.school_notes(day, by_panel.get(panel, []))] for panel, day in wanted
    }
    return {pair: notes for pair, notes in found.items() if notes}


# Calendar links


def calendar_link_of(viewer: Person) -> CalendarFeed | None:
    """The viewer's own link that works today, if they have one. What it is cannot be read any more."""
    return CalendarFeed.objects.filter(person=viewer, ended_at__isnull=True).first()


def holder_of_calendar_link(token: str) -> Person | None:
    """Whose calendar a secret opens: nobody's when it was never given, has ended, or they are on no panel any more.

    One question to the database, whatever the answer.
    """
    role = Role.objects.filter(people.showing_a_panel(), person=OuterRef("person"))
    live = CalendarFeed.objects.filter(Exists(role), ended_at__isnull=True, person__is_active=True)
    feed = live.filter(token_hash=hash_of(token)).select_related("person").first()
    return feed and feed.person


def meetings_in_calendar_of(holder: Person) -> QuerySet[Meeting]:
    """What the person's calendar shows: meetings people were invited to, from two months ago on."""
    announced = meetings_for(holder).filter(ANNOUNCED, opened_at__isnull=False)
    return announced.filter(starts_at__gt=clock.now() - timedelta(days=60))


def _with_end(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return meetings.annotate(end=END)
