"""Moving a meeting: another time, another place, another way to meet. Everything that hangs on it is told in one go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.needs import queries as needs
from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from meetings.schedule import access, registration, states
from meetings.schedule.actions.meetings import check_time, check_venue, lock_to_run
from meetings.schedule.models import Meeting, MeetingChange, Venue, YesNo

LESS_PAY = "People were told what their time is paid as when they were invited. It can be made more now, not less."
NO_LIMIT = "Somebody may be in line for a place. Write how many places there are now: then they are asked in turn."
CHANGED = "Somebody else changed this meeting while you had it open. Both versions are below. Nothing of yours is lost."


class PlaceNeedsReason(NotNow):
    """Somebody who is asked, and lets those who run the panel see it, needs no steps; this place may have some."""


@dataclass(frozen=True)
class Facts:
    """What can be changed about a meeting once it is made: when it is, how and where people meet."""

    starts_at: datetime
    minutes: int
    meets: str
    venue: Venue | None = None
    place: str = ""
    joining: str = ""
    phone_in: str = ""
    place_reason: str = ""

    def columns(self) -> dict[str, Any]:
        """As the table keeps them."""
        words = ("place", "joining", "phone_in", "place_reason")
        plain = {"starts_at": self.starts_at, "minutes": self.minutes, "meets": self.meets, "venue": self.venue}
        return {**plain, **{name: getattr(self, name).strip() for name in words}}


@dataclass(frozen=True)
class Words:
    """What can be put right about a meeting without asking anybody again. `places`: None is no limit."""

    title: str
    about: str = ""
    places: int | None = None
    fee_band: str = Meeting.FeeBand.HALF_DAY

    def columns(self) -> dict[str, Any]:
        """As the table keeps them."""
        return {**vars(self), "title": self.title.strip()}


def words_of(meeting: Meeting) -> Words:
    """What a meeting is called, what it is about, its places and its fee band as they are."""
    return Words(**{name: getattr(meeting, name) for name in Words.__dataclass_fields__})


def facts_of(meeting: Meeting) -> Facts:
    """The facts of a meeting as it is."""
    return Facts(**{name: getattr(meeting, name) for name in Facts.__dataclass_fields__})


def move_meeting(*, meeting_id: UUID, revision: int, facts: Facts, by: Person) -> Meeting:
    """The meeting is at another time, in another place, or people meet in another way. `revision` is what `by` saw.

    Everyone who was invited is told once, and asked again whether it suits them; what they said before is kept and is
    not taken for an answer. Nothing changed is nothing done. Raises NotAllowed for anyone who does not run the panel,
    ChangedMeanwhile when somebody else changed it since, PlaceNeedsReason, and NotNow when it has started or is called
    off, or for a time that has gone or is taken.
    """
    meeting = Meeting.objects.select_related("panel", "venue").get(pk=meeting_id)
    if not access.can_run_meeting(by, meeting):
        raise NotAllowed
    look_at_places(meetings=[meeting], facts=facts, by=by)
    with transaction.atomic():
        meeting = lock_to_run(meeting_id, by)
        if meeting.revision != revision:
            raise ChangedMeanwhile(CHANGED)
        return change(meeting, facts, by)


def correct_meeting(*, meeting_id: UUID, revision: int, words: Words, by: Person) -> Meeting:
    """What the meeting is called, what it is about, its places and what time is paid as are put right.

    Nobody is sent a message or asked again; calendars that show the title show the new one. Fewer places than people
    who said yes send nobody away. Nothing changed is nothing done. Raises NotAllowed for anyone who does not run the
    panel, ChangedMeanwhile when somebody else changed it since `revision`, NotNow when it has started or is called off;
    once people are invited also for less pay than they were told, and for taking the limit of places away.
    """
    with transaction.atomic():
        meeting = lock_to_run(meeting_id, by)
        states.check_ahead(meeting.state, meeting.starts_at, clock.now())
        if meeting.revision != revision:
            raise ChangedMeanwhile(CHANGED)
        new = words.columns()
        if words_of(meeting).columns() == new:
            return meeting
        if meeting.state == states.OPEN:
            _check_promises(meeting, words)
        _write(meeting, new, by)
        audit.record(
            by=by, verb="meeting.corrected", about=meeting, panel=meeting.panel_id, revision=meeting.revision
        )  # fmt: skip
        return meeting


def _check_promises(meeting: Meeting, words: Words) -> None:
    bands = Meeting.FeeBand.values
    is_less = bands.index(words.fee_band) < bands.index(meeting.fee_band)
    # A longer band may be worth less, or nothing that is known, by the rates of the programme: what was told is money.
    if words.fee_band != meeting.fee_band and (is_less or registration.pays_less(meeting, words.fee_band)):
        raise NotNow(LESS_PAY)
    if meeting.places is not None and words.places is None:
        raise NotNow(NO_LIMIT)


def change(meeting: Meeting, facts: Facts, by: Person) -> Meeting:
    """For the actions of this room: put new facts on a meeting that is held still, and tell everyone."""
    states.check_ahead(meeting.state, meeting.starts_at, clock.now())
    was, new = facts_of(meeting), facts.columns()
    if was.columns() == new:
        return meeting
    check_time(meeting.panel, facts.starts_at, facts.minutes, but=meeting)
    check_venue(meeting.panel, facts.venue)
    changed = _write(meeting, new, by)
    audit.record(
        by=by, verb="meeting.moved", about=meeting, panel=meeting.panel_id, revision=meeting.revision,
        was=was.starts_at, starts_at=facts.starts_at, asked_again=changed.asked_again,
    )  # fmt: skip
    if meeting.state == states.OPEN:
        registration.tell_moved(meeting, changed, by)
    return meeting


def give_place_reason(*, meeting_id: UUID, reason: str, by: Person) -> Meeting:
    """Those who run the panel keep why the place is all right although somebody who is asked needs no steps.

    Raises NotAllowed for anyone who does not run the panel, NotNow once it has started or is called off.
    """
    with transaction.atomic():
        meeting = lock_to_run(meeting_id, by)
        states.check_ahead(meeting.state, meeting.starts_at, clock.now())
        meeting.place_reason = reason.strip()
        meeting.save(update_fields=["place_reason"])
        audit.record(by=by, verb="meeting.place_reason_given", about=meeting, panel=meeting.panel_id)
        return meeting


def check_place(meeting: Meeting, asked: list[UUID], by: Person) -> None:
    """Raise PlaceNeedsReason when a place may have steps, somebody asked needs none, and nobody said why it will do.

    A place that is only written in words may have steps: we do not know. Called outside the transaction of what is
    being done: that this was looked at stays on record for whoever needs it, also when the answer is no. Only needs
    count that their owners let those who run the panel see.
    """
    if meeting.step_free == YesNo.YES or meeting.place_reason.strip():
        return
    if needs.is_step_free_needed(by, meeting.panel_id, asked):
        raise PlaceNeedsReason(states.steps_matter(meeting.step_free))


def look_at_places(*, meetings: Iterable[Meeting], facts: Facts, by: Person) -> None:
    """`check_place` for each meeting that people are asked to, as it would be with these facts.

    For those who run the panel: whoever calls has made sure. Raises PlaceNeedsReason.
    """
    for meeting in meetings:
        if meeting.state == states.OPEN:
            meeting.meets, meeting.venue, meeting.place_reason = facts.meets, facts.venue, facts.place_reason
            check_place(meeting, registration.people_asked(by, meeting), by)


def _record(meeting: Meeting, new: dict[str, Any], by: Person) -> MeetingChange:
    asks = ("starts_at", "minutes", "meets", "venue", "place")
    return MeetingChange(
        meeting=meeting,
        revision=meeting.revision + 1,
        asked_again=any(name in new and getattr(meeting, name) != new[name] for name in asks),
        was_starts_at=meeting.starts_at,
        was_minutes=meeting.minutes,
        was_meets=meeting.meets,
        was_where=meeting.where,
        changed_by=by,
        changed_at=clock.now(),
    )


def _write(meeting: Meeting, new: dict[str, Any], by: Person) -> MeetingChange:
    now, revision = clock.now(), meeting.revision
    changed = _record(meeting, new, by)
    new = {**new, "revision": revision + 1, "changed_at": now}
    if new.get("starts_at", meeting.starts_at) != meeting.starts_at:
        new["moved_in"] = revision + 1
    if changed.asked_again:
        new["asked_at"] = now
    for name, value in new.items():
        setattr(meeting, name, value)
    meeting.full_clean(exclude={"made_by", "panel", "series"}, validate_unique=False)
    # The row is locked already; the number in the question is what holds if it ever is not.
    if not Meeting.objects.filter(pk=meeting.pk, revision=revision).update(**new):
        raise ChangedMeanwhile(CHANGED)
    changed.save(force_insert=True)
    return changed
