"""Chairs that people settle between themselves: a swap of two meetings, and who takes one over by word of mouth."""

from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed
from leap.core.states import check_move
from meetings.attendance.registration import tell_more_time
from meetings.chairing import access, notices, queries, states
from meetings.chairing.actions.pack import forget_talks
from meetings.chairing.models import ChairSwap, ChairTurn
from meetings.schedule.actions import lock_to_run
from meetings.schedule.models import Meeting

CameBy = ChairTurn.CameBy


@transaction.atomic
def choose_chair(*, meeting_id: UUID, person_id: UUID, by: Person, how: str = "", read_back: bool = False) -> ChairTurn:
    """Write down who has agreed by word of mouth to chair, whoever was asked before. LEAP asks nobody: they said yes.
    `how` and `read_back` as in `accept`.

    Whoever had the turn, or was asked, keeps their place in the rota, as after a pass, and hears so, once and alone;
    the new turn counts like any other once they have chaired. Raises NotAllowed for anyone who does not arrange the
    meeting, for somebody who cannot chair it (only who is coming and has been to a meeting of the panel before can),
    and for oneself: whoever chairs reads more than those who arrange the meeting may, so nobody puts themself there.
    NotNow once the meeting has started.
    """
    meeting = lock_to_run(meeting_id, by)
    states.check_is_ahead(meeting.state, meeting.starts_at, clock.now())
    person = next((each for each in queries.who_could_chair(by, meeting) if each.pk == person_id), None)
    if person is None:
        raise NotAllowed
    live = queries.live_turn(meeting)
    if live is not None and live.person_id == person.pk:
        return _say_yes_for(live, by, states.told(how, read_back=read_back))
    if live is not None:
        _end(live, by)
        notices.settle(live, by)
        notices.tell_instead(live, by)
    return _give(meeting, person, CameBy.HAND, by, states.told(how, read_back=read_back))


@transaction.atomic
def ask_to_swap(*, meeting_id: UUID, with_meeting_id: UUID, by: Person) -> ChairSwap:
    """Whoever chairs one meeting asks whoever chairs another one of the panel to swap, and that person hears of it.

    Somebody who arranges the meeting may ask for them. Raises NotAllowed for anyone else and for meetings of two
    panels; NotNow when one of the two has no chair (any more) or has started, or when the own turn waits for another
    answer. What the other person is asked by somebody else stays between those two.
    """
    meeting, with_meeting = _hold(meeting_id, with_meeting_id)
    turn, other = queries.live_turn(meeting), queries.live_turn(with_meeting)
    if meeting.panel_id != with_meeting.panel_id or turn is None or not access.can_answer_turn(by, turn):
        raise NotAllowed
    states.check_can_swap(turn.state, other.state if other else states.PASSED)
    for each in (meeting, with_meeting):
        states.check_is_ahead(each.state, each.starts_at, clock.now())
    _close_what_is_over(turn, by)
    states.check_no_swap_is_asked(queries.open_swaps_of([turn]).exists())
    swap = ChairSwap.objects.create(turn=turn, other=other, asked_by=by)
    audit.record(by=by, verb="chair_swap.asked", about=swap, whose=other.person, meeting=meeting.pk)
    notices.ask_swap(swap)
    return swap


@transaction.atomic
def answer_swap(*, swap_id: UUID, yes: bool, by: Person) -> ChairSwap:
    """Yes: the two chair each other's meeting from now on, and what else was asked about the two dates is closed.
    No, or taken back: everything stays.

    The answer is given by whoever was asked, or written down by somebody who arranges the meeting; whoever asked may
    take the question back. A swap belongs to the meetings: when one of them moves, its new chair is asked if the date
    suits. Raises NotAllowed for anyone else, NotNow when the question is not open any more or a meeting has started.
    """
    swap = queries.swap_by_key(swap_id)
    meeting, with_meeting = _hold(swap.turn.meeting_id, swap.other.meeting_id)
    swap = queries.swap_by_key(swap_id)  # read again behind the lock: somebody may have answered in between
    takes_back = not yes and access.can_answer_turn(by, swap.turn)
    if not takes_back and not access.can_answer_turn(by, swap.other):
        raise NotAllowed
    states.check_swap_is_asked(swap.state)
    if yes:
        states.check_can_swap(swap.turn.state, swap.other.state)
        for each in (meeting, with_meeting):
            states.check_is_ahead(each.state, each.starts_at, clock.now())
    _close(swap, ChairSwap.State.AGREED if yes else ChairSwap.State.CLOSED, by)
    if yes:
        for turn in (swap.turn, swap.other):
            _end(turn, by)
        _give(meeting, swap.other.person, CameBy.SWAP, by)
        _give(with_meeting, swap.turn.person, CameBy.SWAP, by)
    if by != swap.turn.person:
        notices.tell_swap(swap)
    return swap


def _hold(*meeting_ids: UUID) -> list[Meeting]:
    """The two meetings, locked in one order whoever asks, so that two swaps at once do not wait for each other."""
    meetings = Meeting.objects.select_for_update(of=("self",)).select_related("panel__contact")
    found = {meeting.pk: meeting for meeting in meetings.filter(pk__in=meeting_ids).order_by("pk")}
    return [found[each] for each in meeting_ids]


def _close(swap: ChairSwap, state: str, by: Person | None) -> None:
    swap.state, swap.answered_at, swap.recorded_by = state, clock.now(), by
    swap.save(update_fields=["state", "answered_at", "recorded_by"])
    audit.record(by=by, verb=f"chair_swap.{state}", about=swap, whose=swap.other.person)
    notices.settle_swap(swap, by)


def let_go(*, turn: ChairTurn, was: str, by: Person | None) -> None:
    """Called when a turn has gone from one state to another, in its transaction. Unless it is agreed now, there is
    nothing to swap any more; and when whoever had agreed to chair does not, talks to come are agreed anew. What is
    offered for talks follows who agreed."""
    if turn.state == states.ACCEPTED:
        tell_more_time(turn.meeting, by)
        return
    for swap in queries.open_swaps_of([turn]):
        _close(swap, ChairSwap.State.CLOSED, by)
    if (turn.part, was, turn.state) == (states.CHAIR, states.ACCEPTED, states.PASSED):
        forget_talks(meeting=turn.meeting, by=by)
    else:
        tell_more_time(turn.meeting, by)


def note(*, verb: str, turn: ChairTurn, by: Person | None) -> None:
    """Add to the trail what became of a turn; of a yes that was written down also how it came in."""
    told = {"how": turn.how, "read_back": turn.read_back} if turn.how else {}
    audit.record(by=by, verb=verb, about=turn, whose=turn.person, meeting=turn.meeting_id, **told)


def _close_what_is_over(turn: ChairTurn, by: Person) -> None:
    """A question about a meeting that has begun or was called off waits for nobody any more."""
    now = clock.now()
    for swap in queries.open_swaps_of([turn]):
        meetings = (swap.turn.meeting, swap.other.meeting)
        if not all(states.is_ahead(each.state, each.starts_at, now) for each in meetings):
            _close(swap, ChairSwap.State.CLOSED, by)


def _say_yes_for(turn: ChairTurn, by: Person, told: states.Told) -> ChairTurn:
    """Whoever was asked has said yes by word of mouth: that is the answer to their question."""
    if turn.state != states.ACCEPTED:
        _set(turn, states.ACCEPTED, by, told)
        notices.settle(turn, by)
    return turn


def _end(turn: ChairTurn, by: Person) -> None:
    _set(turn, states.PASSED, by)


def _give(
    meeting: Meeting, person: Person, came_by: str, by: Person, told: states.Told = states.SAID_HERE
) -> ChairTurn:
    """The chair of the meeting for this person, who has agreed. A place they had beside it is free again."""
    turns = ChairTurn.objects.filter(meeting=meeting, person=person).select_related("person", "meeting__panel")
    for beside in turns.exclude(part=states.CHAIR).exclude(state=states.PASSED).order_by("pk"):
        _end(beside, by)
        notices.settle(beside, by)
    turn = turns.filter(part=states.CHAIR).first()
    if turn is not None:
        turn.came_by = came_by
        _set(turn, states.ACCEPTED, by, told)
        return turn
    answered = {"state": states.ACCEPTED, "answered_at": clock.now(), "recorded_by": by}
    answered |= {"how": told[0], "read_back": told[1]}
    turn = ChairTurn.objects.create(meeting=meeting, person=person, came_by=came_by, offered_by=by, **answered)
    note(verb="chair_turn.accepted", turn=turn, by=by)
    tell_more_time(meeting, by)
    return turn


def _set(turn: ChairTurn, to: str, by: Person, told: states.Told = states.SAID_HERE) -> None:
    was = turn.state
    check_move(states.AGREED_ANEW, was, to, states.SENTENCES[to])
    turn.state, turn.answered_at, turn.recorded_by = to, clock.now(), by
    turn.how, turn.read_back = told
    turn.save(update_fields=["state", "came_by", "answered_at", "recorded_by", "how", "read_back"])
    note(verb=f"chair_turn.{to}", turn=turn, by=by)
    let_go(turn=turn, was=was, by=by)
