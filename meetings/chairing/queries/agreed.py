"""Reads about chairs that people settle between themselves, viewer first."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.people import queries as people
from accounts.people.models import Person, Role
from accounts.reaching.registration import Errand
from leap.core import clock, outbox
from meetings.attendance.models import Attendance
from meetings.chairing import access, notices, states
from meetings.chairing.models import ChairSwap, ChairTurn
from meetings.invitations import queries as invitations
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting


@dataclass(frozen=True, slots=True)
class ShownSwap:
    """A question about a swap that waits for an answer. `mine` says that the viewer asked, or was asked."""

    swap: ChairSwap
    asks: bool
    is_asked: bool


def swaps_at(viewer: Person, meeting: Meeting) -> list[ShownSwap]:
    """The questions about swapping this meeting that the viewer may know of: the two people's own, and those of
    meetings the viewer arranges. Both meetings are still to come."""
    arranges = access.can_ask_for_chair(viewer, meeting)
    found = _swaps().filter(Q(turn__meeting=meeting) | Q(other__meeting=meeting), state=ChairSwap.State.ASKED)
    found = found.filter(_is_ahead("turn"), _is_ahead("other"))
    return [
        ShownSwap(swap, asks=viewer.pk == swap.turn.person_id, is_asked=viewer.pk == swap.other.person_id)
        for swap in found.order_by("asked_at", "pk")
        if arranges or viewer.pk in (swap.turn.person_id, swap.other.person_id)
    ]


def swap_to_answer(viewer: Person, swap_id: UUID) -> ChairSwap | None:
    """A swap the viewer may answer or take back, answered or not; None for one they may not know of."""
    swap = _swaps().filter(pk=swap_id, turn__meeting__in=schedule.meetings_for(viewer)).first()
    if swap is None or not (access.can_answer_turn(viewer, swap.turn) or access.can_answer_turn(viewer, swap.other)):
        return None
    return swap


def swap_by_key(swap_id: UUID) -> ChairSwap:
    """For the actions: one swap with its turns, people and meetings."""
    return _swaps().get(pk=swap_id)


def open_swaps_of(turns: Iterable[ChairTurn]) -> QuerySet[ChairSwap]:
    """For the actions: the questions that wait about any of these turns."""
    keys = [turn.pk for turn in turns]
    return _swaps().filter(Q(turn__in=keys) | Q(other__in=keys), state=ChairSwap.State.ASKED).order_by("pk")


def turn_to_swap(viewer: Person, meeting: Meeting) -> ChairTurn | None:
    """The agreed turn at this meeting that the viewer may offer to swap: their own, or as somebody who arranges it."""
    turns = ChairTurn.objects.filter(meeting=meeting, part=states.CHAIR, state=states.ACCEPTED)
    turn = turns.select_related("person", "meeting__panel").first()
    return turn if turn is not None and access.can_answer_turn(viewer, turn) else None


def turns_to_swap_with(viewer: Person, turn: ChairTurn) -> list[ChairTurn]:
    """The agreed turns of others at meetings of the panel still to come that the viewer can see; everyone sees them."""
    seen = schedule.meetings_for(viewer).filter(panel=turn.meeting.panel_id, state__in=states.AHEAD)
    ahead = seen.filter(starts_at__gt=clock.now()).exclude(pk=turn.meeting_id)
    turns = ChairTurn.objects.filter(meeting__in=ahead, part=states.CHAIR, state=states.ACCEPTED)
    others = turns.exclude(person=turn.person_id).select_related("person", "meeting__panel")
    return list(others.order_by("meeting__starts_at", "pk"))


def who_could_chair(viewer: Person, meeting: Meeting) -> QuerySet[Person]:
    """Who may be written down as having agreed to chair: everyone coming who has been to a meeting of the panel before,
    whatever they said about being asked. For those who arrange the meeting, not themselves; else nobody."""
    coming = invitations.people_taking_part_for(viewer, meeting)
    been = Attendance.objects.filter(
        meeting__panel=meeting.panel_id, meeting__starts_at__lt=meeting.starts_at, came__in=Attendance.HERE
    )
    return coming.filter(pk__in=been.values("person")).exclude(pk=viewer.pk).order_by("shown_name", "pk")


def swaps_to_pass_on(viewer: Person) -> QuerySet[ChairSwap]:
    """The keys of swaps between meetings still to come, for those who arrange them. Only ever a part of a question."""
    runs = people.panels_run_by(viewer).values("pk")
    ahead = ChairSwap.objects.filter(turn__meeting__state__in=states.AHEAD, turn__meeting__starts_at__gt=clock.now())
    return ahead.filter(turn__meeting__panel__in=runs).values("pk")


def swap_errands_for(viewer: Person, waiting: list[outbox.OutboxMessage]) -> list[Errand]:
    """These messages about swaps as something to pass on."""
    held = Role.objects.filter(people.belonging(), panel=OuterRef("turn__meeting__panel"))
    there = held.filter(person=OuterRef("other__person"), person__is_active=True)
    asking = held.filter(person=OuterRef("turn__person"), person__is_active=True)
    swaps = _swaps().annotate(asked_is_there=Exists(there), asker_is_there=Exists(asking))
    by_key = {swap.pk: swap for swap in swaps.filter(pk__in=[message.about_id for message in waiting])}
    pairs = [(message, by_key[message.about_id]) for message in waiting]
    return [notices.swap_errand(message, swap) for message, swap in pairs if _is_true(message, swap)]


def _is_true(message: outbox.OutboxMessage, swap: ChairSwap) -> bool:
    is_there = swap.asked_is_there if message.to_person_id == swap.other.person_id else swap.asker_is_there
    return is_there and notices.swap_news_holds(message, swap)


def _is_ahead(side: str) -> Q:
    return Q(**{f"{side}__meeting__state__in": states.AHEAD, f"{side}__meeting__starts_at__gt": clock.now()})


def _swaps() -> QuerySet[ChairSwap]:
    return ChairSwap.objects.select_related(
        "turn__person", "turn__meeting__panel", "other__person", "other__meeting__panel"
    )
