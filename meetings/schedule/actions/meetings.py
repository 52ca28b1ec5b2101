"""Making a meeting, opening it, holding it, calling it off."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.people import access as people
from accounts.people.models import Panel, Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import new_id
from leap.design.times import say_when
from meetings.schedule import access, queries, registration, states
from meetings.schedule.models import Meeting, MeetingSeries, Venue

GONE = "That time has already gone. Please choose a day and time that are still to come."
OVERLAPS = "{panel} already has a meeting then: {title}, {when}. Please choose another day or time."
ELSEWHERE = "That place belongs to another programme. Please choose one of the places shown."


@transaction.atomic
def plan_meeting(
    *,
    panel: Panel,
    title: str,
    starts_at: datetime,
    minutes: int,
    by: Person,
    place: str = "",
    meets: str = Meeting.Meets.HYBRID,
    venue: Venue | None = None,
    joining: str = "",
    phone_in: str = "",
    about: str = "",
    fee_band: str = Meeting.FeeBand.HALF_DAY,
    places: int | None = None,
    series: MeetingSeries | None = None,
    meeting_id: UUID | None = None,
) -> Meeting:
    """Make a meeting that only those who run the panel can see; nobody is told.

    `starts_at` is an aware moment, `minutes` 10 to 600, `places` how many can come in person (None: no limit). With the
    same `meeting_id` twice (a button pressed twice) there is one meeting, and the second call gives it back as it is.
    Raises NotAllowed for anyone who does not run the panel, NotNow for a time that has passed or at which the panel
    meets already.
    """
    if not people.can_run_panel(by, panel):
        raise NotAllowed
    _one_at_a_time(panel)
    key = meeting_id or new_id()
    already = Meeting.objects.filter(pk=key, panel=panel).first()
    if already is not None:
        return already
    check_time(panel, starts_at, minutes)
    check_venue(panel, venue)
    facts = {
        "panel": panel,
        "series": series,
        "title": title.strip(),
        "starts_at": starts_at,
        "minutes": minutes,
        "meets": meets,
        "venue": venue,
        "place": place.strip(),
        "joining": joining.strip(),
        "phone_in": phone_in.strip(),
        "about": about,
        "fee_band": fee_band,
        "places": places,
        "made_by": by,
    }
    Meeting(pk=key, **facts).full_clean(validate_unique=False)
    meeting = Meeting.objects.create(pk=key, **facts)
    audit.record(by=by, verb="meeting.planned", about=meeting, panel=panel.pk, starts_at=starts_at)
    return meeting


@transaction.atomic
def open_meeting(*, meeting_id: UUID, by: Person) -> Meeting:
    """From now on everyone on the panel can see the meeting. Called when people are invited; again, it does nothing.

    Raises NotAllowed for anyone who does not run the panel, NotNow when it has been held, called off or has started.
    """
    meeting = lock_to_run(meeting_id, by)
    if meeting.state == states.OPEN:
        return meeting
    states.check(meeting.state, states.OPEN)
    states.check_not_started(meeting.starts_at, clock.now())
    meeting.opened_at = clock.now()
    return _move(meeting, states.OPEN, "meeting.opened", by)


@transaction.atomic
def mark_held(*, meeting_id: UUID, by: Person) -> Meeting:
    """The meeting took place. Called when its register is first taken; once it is held, nothing happens.

    Raises NotAllowed for anyone who does not run the panel, NotNow when nobody was invited, when it was called off and
    when it has not begun.
    """
    meeting = lock_to_run(meeting_id, by)
    if meeting.state == states.HELD:
        return meeting
    states.check(meeting.state, states.HELD)
    states.check_started(meeting.starts_at, clock.now())
    return _move(meeting, states.HELD, "meeting.held", by)


@transaction.atomic
def cancel_meeting(*, meeting_id: UUID, by: Person) -> Meeting:
    """Call the meeting off. The people who were invited and may have heard of it are told; no reason is asked or given.

    Raises NotAllowed for anyone who does not run the panel, NotNow when it has been held or called off already.
    """
    meeting = lock_to_run(meeting_id, by)
    states.check(meeting.state, states.CANCELLED)
    _move(meeting, states.CANCELLED, "meeting.cancelled", by)
    registration.tell_cancelled(meeting, by)
    return meeting


def lock_to_run(meeting_id: UUID, by: Person) -> Meeting:
    """The meeting, held still until the transaction ends, for somebody who runs its panel; else NotAllowed."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("panel").get(pk=meeting_id)
    if not access.can_run_meeting(by, meeting):
        raise NotAllowed
    return meeting


def check_time(panel: Panel, starts_at: datetime, minutes: int, *, but: Meeting | None = None) -> None:
    """Raise NotNow for a time that has gone, or at which the panel has another meeting.

    `but` is the meeting that is being moved.
    """
    if starts_at <= clock.now():
        raise NotNow(GONE)
    _one_at_a_time(panel)
    other = queries.overlapping(panel, starts_at, minutes, but=but)
    if other is not None:
        raise NotNow(OVERLAPS.format(panel=panel.name, title=other.title, when=say_when(other.starts_at, panel)))


def _one_at_a_time(panel: Panel) -> None:
    """Whoever else plans or moves a meeting of this panel waits until the transaction ends."""
    Panel.objects.select_for_update(no_key=True).get(pk=panel.pk)


def check_venue(panel: Panel, venue: Venue | None) -> None:
    """Raise NotNow for a place of another programme."""
    if venue is not None and venue.programme_id != panel.programme_id:
        raise NotNow(ELSEWHERE)


def _move(meeting: Meeting, to: str, verb: str, by: Person) -> Meeting:
    was, meeting.state = meeting.state, to
    meeting.save(update_fields=["state", "opened_at"])
    audit.record(by=by, verb=verb, about=meeting, panel=meeting.panel_id, was=was)
    return meeting
