"""Reads about chairing.

Who is willing is read by that person alone, and by LEAP when it works out whose turn it is. Who said no is shown to
nobody: to the panel a chair is settled or it is not, to those who arrange the meeting somebody is asked or nobody is.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.needs import queries as needs
from accounts.people import queries as people
from accounts.people.models import Panel, Person, Role
from accounts.people.models.panels import MOST_REMINDER_DAYS
from accounts.reaching.registration import Errand
from leap.core import clock, outbox
from leap.design.times import say_day
from meetings.chairing import access, notices, states
from meetings.chairing.models import ChairTurn, ChairWillingness
from meetings.chairing.queries.rota import chaired_before, held_before
from meetings.invitations.models import Invitation
from meetings.invitations.states import TAKING_PART
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting

QUESTIONS = {
    states.CHAIR: "chair",
    states.BESIDE: "sit beside whoever chairs",
    states.WATCH: "watch how a meeting is chaired",
}

AGREED_OTHERWISE = {
    ChairTurn.CameBy.HAND: "This was agreed with whoever arranges the meeting. It counts as a turn like any other.",
    ChairTurn.CameBy.SWAP: "Two people swapped their dates. It counts as a turn like any other.",
}


@dataclass(frozen=True, slots=True)
class ShownChair:
    """The chair of one meeting as one viewer sees it.

    `chair` is set once somebody has agreed; `mine` is the viewer's own turn; `asked` is set only for those who arrange
    the meeting, while somebody is being asked; `to_free` likewise once somebody has agreed. `places` are those beside
    the chair: who helps, then who watches. `keeps_place`: the viewer was asked for this one, and another chairs it.
    """

    chair: Person | None
    mine: ChairTurn | None
    asked: ChairTurn | None
    has_chaired: bool
    to_free: ChairTurn | None = None
    places: tuple["ShownPlace", ...] = ()
    came_by: str = "rota"
    keeps_place: bool = False


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place beside the chair of one meeting as one viewer sees it.

    `person` is set once somebody has agreed to sit there; `mine` is the viewer's own; `asked` and `to_free` are set for
    those who arrange the meeting, while somebody is being asked and once they have agreed.
    """

    part: str
    person: Person | None = None
    mine: ChairTurn | None = None
    asked: ChairTurn | None = None
    to_free: ChairTurn | None = None


def chair_of(viewer: Person, meeting_id: UUID) -> ShownChair | None:
    """Who chairs a meeting the viewer may see; None when they may not see it."""
    meeting = schedule.meetings_for(viewer).filter(pk=meeting_id).first()
    return shown_chair(viewer, meeting) if meeting is not None else None


def shown_chair(viewer: Person, meeting: Meeting) -> ShownChair:
    """The same for a meeting the viewer is known to see."""
    arranges = access.can_ask_for_chair(viewer, meeting)  # asked first, so that no query shows that somebody is asked
    every = list(_turns(meeting))
    turns = {turn.part: turn for turn in every if turn.state != states.PASSED}
    before = [turn for turn in every if (turn.part, turn.state) == (states.CHAIR, states.PASSED)]
    places = tuple(_place(viewer, part, turns.get(part), arranges) for part in (states.BESIDE, states.WATCH))
    turn = turns.get(states.CHAIR)
    if turn is None:
        return ShownChair(chair=None, mine=None, asked=None, has_chaired=False, places=places)
    agreed = turn.state != states.OFFERED
    return ShownChair(
        chair=turn.person if agreed else None,
        mine=turn if turn.person_id == viewer.pk else None,
        asked=turn if arranges and not agreed else None,
        has_chaired=turn.state == states.CHAIRED,
        to_free=turn if arranges and agreed else None,
        places=places,
        came_by=turn.came_by,
        keeps_place=agreed and any(each.person_id == viewer.pk for each in before),
    )


def _place(viewer: Person, part: str, turn: ChairTurn | None, arranges: bool) -> ShownPlace:
    if turn is None:
        return ShownPlace(part)
    agreed = turn.state == states.ACCEPTED
    return ShownPlace(
        part,
        person=turn.person if agreed else None,
        mine=turn if turn.person_id == viewer.pk else None,
        asked=turn if arranges and not agreed else None,
        to_free=turn if arranges and agreed else None,
    )


def live_turn(meeting: Meeting, part: str = states.CHAIR) -> ChairTurn | None:
    """The one turn of the meeting that nobody said no to, or who has this place beside it. For the actions and for the
    functions above."""
    return next((turn for turn in _turns(meeting) if turn.part == part and turn.state != states.PASSED), None)


def _turns(meeting: Meeting) -> QuerySet[ChairTurn]:
    return (
        ChairTurn.objects.filter(meeting=meeting)
        .select_related("person", "recorded_by", "meeting__panel")
        .order_by("pk")
    )


def open_turns_of(person: Person, panel: Panel) -> QuerySet[ChairTurn]:
    """For LEAP's own work: turns at meetings still to come that somebody has, or is asked about."""
    ahead = ChairTurn.objects.filter(person=person, meeting__panel=panel, state__in=[states.OFFERED, states.ACCEPTED])
    return ahead.filter(meeting__state__in=states.AHEAD, meeting__starts_at__gt=clock.now()).order_by("pk")


def turn_to_answer(viewer: Person, meeting: Meeting, turn_id: UUID | None = None) -> ChairTurn | None:
    """The turn the viewer can say yes or no to: their own, or for those who arrange the meeting the one being asked.

    `turn_id` may name a place beside the chair instead: the viewer's own, or likewise one that is asked about.
    """
    arranges = access.can_ask_for_chair(viewer, meeting)
    turns = list(_turns(meeting))
    for turn in turns:
        if turn.pk == turn_id and turn.part != states.CHAIR and _may_answer(viewer, turn, arranges):
            return turn
    chairs = [turn for turn in turns if turn.part == states.CHAIR]
    own = next((turn for turn in chairs if turn.person_id == viewer.pk), None)
    live = next((turn for turn in chairs if turn.state != states.PASSED), None)
    return live if live is not None and (arranges or live.person_id == viewer.pk) else own


def _may_answer(viewer: Person, turn: ChairTurn, arranges: bool) -> bool:
    return turn.person_id == viewer.pk or (arranges and turn.state != states.PASSED)


def meetings_chaired_by(viewer: Person) -> QuerySet[Meeting]:
    """The meetings still to be held that the viewer can see and has agreed to chair."""
    agreed = ChairTurn.objects.filter(person=viewer, part=states.CHAIR, state=states.ACCEPTED)
    return schedule.meetings_for(viewer).filter(pk__in=agreed.values("meeting"), state__in=states.AHEAD)


def meetings_to_get_ready_for(viewer: Person) -> QuerySet[Meeting]:
    """The same, and those where the viewer has agreed to sit beside whoever chairs."""
    agreed = ChairTurn.objects.filter(person=viewer, state=states.ACCEPTED)
    return schedule.meetings_for(viewer).filter(pk__in=agreed.values("meeting"), state__in=states.AHEAD)


def who_took_a_part(meeting: Meeting) -> set[UUID]:
    """For LEAP's own work: who has agreed to chair this meeting or to be beside whoever does. Nobody who said no."""
    return set(_turns(meeting).filter(state=states.ACCEPTED).values_list("person", flat=True))


def chairs_to_brief() -> QuerySet[ChairTurn]:
    """For LEAP's own work: who has agreed to chair a meeting that is to come soon, or to sit beside who does."""
    soon = clock.now() + timedelta(days=MOST_REMINDER_DAYS + 1)
    ahead = ChairTurn.objects.filter(state=states.ACCEPTED, meeting__state__in=states.AHEAD)
    near = ahead.filter(meeting__starts_at__gt=clock.now(), meeting__starts_at__lt=soon)
    return near.select_related("person", "meeting__panel").order_by("pk")


def briefings_for(viewer: Person, meeting: Meeting) -> list[tuple[outbox.OutboxMessage, ChairTurn]]:
    """What whoever chairs this meeting, and who sits beside them, was told about chairing, for those who arrange it;
    else nothing.

    Of somebody who gave the turn back nothing is shown: who said no is shown to nobody.
    """
    if not access.can_ask_for_chair(viewer, meeting):
        return []
    agreed = {turn.pk: turn for turn in _turns(meeting) if turn.state not in (states.OFFERED, states.PASSED)}
    told = outbox.OutboxMessage.objects.filter(kind=notices.BRIEFING, about_id__in=agreed)
    return [(message, agreed[message.about_id]) for message in told.order_by("created_at", "key")]


def what_helps_for(viewer: Person, meeting: Meeting) -> list[needs.HelpsOne]:
    """For the chair of this meeting: what helps those who take part, as far as they let the chair see it."""
    if not meetings_chaired_by(viewer).filter(pk=meeting.pk).exists():
        return []
    taking_part = Invitation.objects.filter(meeting=meeting, reply__in=TAKING_PART).values("person")
    return needs.by_person(needs.what_the_chair_sees(viewer, meeting.panel_id, taking_part))


def ways_to_ask(viewer: Person, shown: ShownChair | ShownPlace) -> list[str]:
    """For those who arrange the meeting, while somebody is to be asked by hand: how they want to be reached."""
    if shown.asked is None or not notices.is_passed_on_by_hand(shown.asked):
        return []
    person = shown.asked.person
    ways = needs.ways_to_reach(viewer, shown.asked.meeting.panel_id, [person], "to_ask")
    return list(ways[person.pk].lines) if person.pk in ways else []


def offers_for(viewer: Person) -> QuerySet[ChairTurn]:
    """The questions waiting for the viewer: turns and places offered to them at meetings to come, soonest first."""
    return (
        ChairTurn.objects.filter(person=viewer, state=states.OFFERED, meeting__in=schedule.meetings_for(viewer))
        .filter(meeting__state__in=states.AHEAD, meeting__starts_at__gt=clock.now())
        .select_related("meeting__panel")
        .order_by("meeting__starts_at", "pk")
    )


def question_about(turn: ChairTurn) -> str:
    """What somebody is asked, in one line: to chair on a day, to sit beside who does, or to watch."""
    day = say_day(turn.meeting.starts_at, turn.meeting.panel)
    return f"Would you like to {QUESTIONS[turn.part]} on {day}?"


def may_be_passed_on(viewer: Person) -> QuerySet[ChairTurn]:
    """The keys of turns at meetings still to come, for those who arrange them. Only ever a part of a question."""
    runs = people.panels_run_by(viewer).values("pk")
    ahead = ChairTurn.objects.filter(meeting__state__in=states.AHEAD, meeting__starts_at__gt=clock.now())
    return ahead.filter(meeting__panel__in=runs).values("pk")


def errands_for(viewer: Person, waiting: list[outbox.OutboxMessage]) -> list[Errand]:
    """These messages as something to pass on: somebody to be asked, what helps who chairs, somebody to be told that
    another does, or the contact to be told that nobody does.

    Whose turn a word to the contact is about is never looked up by name: that would be who said no.
    """
    held = Role.objects.filter(people.belonging(), person=OuterRef("person"), panel=OuterRef("meeting__panel"))
    chairs = ChairTurn.objects.filter(meeting=OuterRef("meeting"), part=states.CHAIR)
    settled, agreed = chairs.exclude(state=states.PASSED), chairs.filter(state=states.ACCEPTED)
    turns = ChairTurn.objects.annotate(
        is_there=Exists(held.filter(person__is_active=True)), is_settled=Exists(settled), has_chair=Exists(agreed)
    ).filter(pk__in=[message.about_id for message in waiting])
    by_key = {turn.pk: turn for turn in turns.select_related("meeting__panel__contact", "person")}
    pairs = [(message, by_key[message.about_id]) for message in waiting]
    return [notices.errand(message, turn) for message, turn in pairs if _is_true(message, turn)]


def _is_true(message: outbox.OutboxMessage, turn: ChairTurn) -> bool:
    """What the message's kind asks one by one before it is sent, for many at once."""
    if message.kind == notices.OFFER:
        return turn.state == states.OFFERED and turn.is_there
    if message.kind == notices.BRIEFING:
        return notices.is_about_this_date(message, turn) and turn.is_there
    if message.kind == notices.INSTEAD:
        return notices.is_about_this_end(message, turn) and turn.is_there and turn.has_chair
    return turn.meeting.panel.contact_id == message.to_person_id and not turn.is_settled


def panels_to_ask_me_for(viewer: Person) -> list[Panel]:
    """The panels the viewer is a member of, each of which may ask them to chair."""
    mine = people.panel_ids_of(viewer, as_member=True)
    return [panel for panel in people.panels_for(viewer) if panel.pk in mine]


def my_answers(viewer: Person) -> dict[UUID, str]:
    """What the viewer themself said for each panel. Nobody else's answers can be asked for."""
    return dict(ChairWillingness.objects.filter(person=viewer, replaced_at__isnull=True).values_list("panel", "answer"))


def who_has_chaired(viewer: Person, meeting: Meeting) -> list[tuple[str, int]]:
    """The people on the panel who have chaired before this meeting, also before LEAP, by name, and how often. All could
    see it."""
    chaired = ChairTurn.objects.filter(state=states.CHAIRED, meeting__in=held_before(meeting))
    times = Counter(chaired.values_list("person", flat=True))
    times.update({person: known.turns for person, known in chaired_before(meeting.panel).items() if known.turns})
    on_panel = people.people_on_panel(viewer, meeting.panel_id).filter(pk__in=times)
    return [(person.shown_name, times[person.pk]) for person in on_panel]


def reason_for(viewer: Person, meeting: Meeting, shown: ShownChair) -> str:
    """Why it is this person's turn, for them while they are asked and for everyone once they have agreed; else nothing.

    It says only what follows from whose turn it is and from who chaired when. Anything said about the others, even that
    everyone willing has chaired, would show who is not.
    """
    person = shown.chair or (shown.mine.person if shown.mine else None)
    if person is None:
        return ""
    if shown.came_by != ChairTurn.CameBy.ROTA:
        return AGREED_OTHERWISE[shown.came_by]
    last = held_before(meeting).filter(chair_turns__person=person, chair_turns__state=states.CHAIRED).last()
    day = say_day(last.starts_at, meeting.panel) if last else ""
    known = None if last else chaired_before(meeting.panel).get(person.pk)
    long_ago = known is not None and known.turns > 0
    if person.pk == viewer.pk:
        before = "You have chaired before." if long_ago else "You have not chaired yet."
        before = f"You last chaired on {day}." if day else before
        return f"It is your turn, because, of the people we can ask, you have waited longest. {before}"
    name = person.shown_name
    before = f"{name} has chaired before." if long_ago else f"It is {name}’s first time."
    before = f"{name} last chaired on {day}." if day else before
    return f"It is {name}’s turn, because, of the people we can ask, {name} has waited longest. {before}"
