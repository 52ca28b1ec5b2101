"""Every change to willingness and to turns in the chair."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from accounts.people import access as people
from accounts.people.models import Panel, Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from meetings.attendance import queries as register
from meetings.attendance.actions import note_chair
from meetings.attendance.models import Attendance
from meetings.attendance.states import NO_NAME
from meetings.chairing import access, notices, queries, states
from meetings.chairing.actions.agreed import let_go, note
from meetings.chairing.actions.pack import forget_old_wishes
from meetings.chairing.models import ChairedBefore, ChairTurn, ChairWillingness
from meetings.schedule.actions import lock_to_run
from meetings.schedule.models import Meeting

CHANGED = "This changed while you had the page open. Please look at it again before you write down an answer."
NOBODY = "There is nobody to ask right now. You can try again later, or agree at the meeting who chairs it."
NOBODY_THIS_YEAR = "There is nobody to ask right now for a date without a chair. You can try again when more is known."
NOBODY_BESIDE = (
    "There is nobody to ask right now. You can try again later. Whoever arranges the meeting can sit there, too."
)


@transaction.atomic
def set_willingness(*, panel: Panel, answer: str, by: Person) -> ChairWillingness:
    """The person says for themself whether they may be asked to chair. Nobody is told, and no answer costs anything.

    The audit trail keeps that there was an answer, not which. The same answer again changes nothing. Raises NotAllowed
    for anyone who is not a member of the panel, ValueError for an answer there is not.
    """
    word = ChairWillingness.Answer(answer)
    if not people.is_member_of(by, panel.pk):
        raise NotAllowed
    # Two browser windows of one person: one answer after the other.
    Person.objects.select_for_update().get(pk=by.pk)
    said = ChairWillingness.objects.filter(person=by, panel=panel, replaced_at__isnull=True).first()
    if said is not None and said.answer == word:
        return said
    if said is not None:
        said.replaced_at = clock.now()
        said.save(update_fields=["replaced_at"])
    willingness = ChairWillingness.objects.create(person=by, panel=panel, answer=word)
    audit.record(by=by, verb="chair_willingness.said", about=willingness, whose=by)
    return willingness


@transaction.atomic
def propose_chair(
    *, meeting_id: UUID, by: Person, part: str = states.CHAIR, or_nobody: bool = False
) -> ChairTurn | None:
    """Offer the turn to the person whose turn it fairly is, and send them the question. One person is asked at a time.

    `part` may be a place beside whoever chairs: then somebody is asked to help them, or to watch. Raises NotAllowed for
    anyone who does not arrange the meeting; NotNow when it has started or was called off, when somebody has the turn
    already, when a place is beside nobody yet, or when there is nobody to ask (which says nothing about anybody's
    answers). With `or_nobody` the last of these is no error: the answer is None.
    """
    meeting = lock_to_run(
        meeting_id, by
    )  # two people pressing at once: one asks, the other reads that somebody is asked
    states.check_is_ahead(meeting.state, meeting.starts_at, clock.now())
    live = queries.live_turn(meeting, part)
    states.check_nobody_is_asked(live.state if live else None, part)
    chosen = _whom_to_ask(by, meeting, part)
    if chosen is None:
        if or_nobody:
            return None
        raise NotNow(NOBODY if part == states.CHAIR else NOBODY_BESIDE)
    return _offer(meeting, part, chosen, by)


@transaction.atomic
def plan_year(*, panel: Panel, by: Person) -> int:
    """Ask for the chair of every date ahead of the panel that has none and where replies are known; says how many are
    asked. Pressed again later, it plans what is still open anew; settled and open questions stay.

    Each person hears of their own date. Raises NotAllowed for anyone who does not arrange the panel's meetings, NotNow
    when there is nobody to ask for any date (which says nothing about anybody's answers).
    """
    if not people.can_run_panel(by, panel):
        raise NotAllowed
    ahead = Meeting.objects.filter(panel=panel, state__in=states.AHEAD, starts_at__gt=clock.now())
    locked = ahead.select_for_update(of=("self",)).select_related("panel").order_by("pk")  # the order of a swap, too
    meetings = sorted(locked, key=lambda meeting: (meeting.starts_at, str(meeting.pk)))
    chosen = queries.year_of_chairs(by, meetings)
    if not chosen:
        raise NotNow(NOBODY_THIS_YEAR)
    for meeting in meetings:
        if meeting.pk in chosen:
            _offer(meeting, states.CHAIR, chosen[meeting.pk], by)
    return len(chosen)


@transaction.atomic
def accept(
    *, meeting_id: UUID, by: Person, turn_id: UUID | None = None, how: str = "", read_back: bool = False
) -> ChairTurn:
    """The person who is asked will chair, and from now on everyone on the panel can see it. Saying so twice is fine.

    Somebody who arranges the meeting may write down an answer given by phone, letter or in person. `turn_id` is the
    turn the page showed (None: no page): an answer is never written down for somebody who was asked since.
    `how` says how an answer that is written down came in, `read_back` that it was read back to them and they said that
    it is right; a letter cannot be. Raises NotAllowed for anyone else, NotNow when the turn is not open any more.
    """
    return _answer(meeting_id, states.ACCEPTED, by, turn_id, states.told(how, read_back=read_back))


@transaction.atomic
def pass_turn(*, meeting_id: UUID, by: Person, turn_id: UUID | None = None) -> ChairTurn:
    """Not this time: no reason is asked, the person keeps their place, and the panel's contact hears the turn is free.

    An accepted turn can be handed back in the same way, and a place beside the chair (of that nobody is told).
    `turn_id`, NotAllowed and NotNow are as in `accept`.
    """
    turn = _answer(meeting_id, states.PASSED, by, turn_id)
    if turn.part == states.CHAIR:
        notices.tell_free(turn, by)
    return turn


@transaction.atomic
def note_who_chaired(*, meeting: Meeting, by: Person) -> None:
    """Called by the register in its own transaction: who it says has chaired has; else whoever agreed and was there.
    When it says that nobody has, or nobody can say, nobody has.

    If the register is put right later, this is too. Only then does the turn count in whose turn is next. Somebody who
    agreed while another chaired keeps their place, as after a pass.
    """
    turns = ChairTurn.objects.select_for_update(of=("self",)).filter(meeting=meeting).select_related("person")
    beside = {turn.person_id: turn for turn in turns if turn.part != states.CHAIR and turn.state != states.PASSED}
    by_person = {turn.person_id: turn for turn in turns if turn.part == states.CHAIR}
    live = next((turn for turn in by_person.values() if turn.state != states.PASSED), None)
    said = register.who_chaired(meeting)
    if said is not None:
        if live is not None and live.person_id != said:
            _settle_afterwards(live, states.PASSED, by)
        if said in beside:  # who sat beside took over: nobody has two parts in one meeting
            _settle_afterwards(beside[said], states.PASSED, by)
        if said not in NO_NAME:
            _settle_afterwards(by_person.get(said) or _new_turn(meeting, said, by), states.CHAIRED, by)
    elif live is not None and live.state != states.OFFERED:
        here = Attendance.objects.filter(meeting=meeting, person=live.person_id, came__in=Attendance.HERE).exists()
        _settle_afterwards(live, states.CHAIRED if here else states.ACCEPTED, by)
        note_chair(meeting=meeting, person=live.person if here else None, by=by)


@transaction.atomic
def note_chaired_before(*, panel: Panel, times: Mapping[UUID, int], by: Person, seen: str | None = None) -> None:
    """Keep how often people chaired before LEAP: from now on turns go on from there.

    `times` has a number (0 to 99) for everybody whose turns are known; of today's members, who is not in it starts
    afresh. A number that stays the same stays as old as it is, and what is known of people who have left stays, too.
    `seen` is what the page showed (`states.numbers_shown`; None: no page). Raises NotAllowed for anyone who does not
    arrange the panel's meetings, and for somebody who is no member of it; ChangedMeanwhile when a number
    changed since.
    """
    if not people.can_run_panel(by, panel):
        raise NotAllowed
    Panel.objects.select_for_update().get(pk=panel.pk)  # two browser windows: one after the other
    members = {person.pk: person for person in queries.members_of(by, panel)}
    if not set(times) <= set(members):
        raise NotAllowed
    noted = queries.noted_before(by, panel)
    states.check_numbers_are_the_same(seen, noted)
    changed = [person for person in noted if times.get(person) != noted[person]]
    ChairedBefore.objects.filter(panel=panel, person__in=changed).delete()
    for person_id, number in sorted(times.items()):
        if noted.get(person_id) != number:
            facts = {"times": number, "until": clock.today(), "noted_by": by}
            ChairedBefore.objects.create(panel=panel, person=members[person_id], **facts)
    audit.record(by=by, verb="chair_turn.noted_before", about=panel, people=len(times))


@transaction.atomic
def free_turns(*, person: Person, panel: Panel, by: Person) -> None:
    """Called when somebody takes a break, moves or leaves, in its transaction: the turns they have go on to others."""
    keys = queries.open_turns_of(person, panel).values_list("meeting", flat=True)
    for meeting_id in keys.order_by("meeting_id"):  # by key, as a swap and a year lock them
        Meeting.objects.select_for_update().get(pk=meeting_id)
        turn = queries.open_turns_of(person, panel).filter(meeting=meeting_id).select_related("meeting__panel").first()
        if turn is not None:
            turn.answered_at, turn.recorded_by = clock.now(), by
            _move(turn, states.PASSED, by)
            notices.settle(turn, by)
            if turn.part == states.CHAIR:
                notices.tell_free(turn, by)


@transaction.atomic
def ask_again(*, meeting: Meeting, by: Person) -> None:
    """Called when a meeting is moved, in its transaction: whoever agreed to chair, or to sit beside, is asked again.

    A question that is still open stays open, and a no stays a no.
    """
    turns = ChairTurn.objects.select_for_update(of=("self",)).select_related("person", "meeting__panel")
    for agreed in turns.filter(meeting=meeting, state=states.ACCEPTED).order_by("pk"):
        agreed.answered_at = agreed.recorded_by = None
        agreed.answer_by = states.answer_by(queries.today_at(meeting), queries.day_of(meeting))
        agreed.save(update_fields=["answer_by"])
        _move(agreed, states.OFFERED, by)
        notices.ask(agreed, occasion=f"offered.{meeting.revision}")


@transaction.atomic
def called_off(*, meeting: Meeting, by: Person) -> None:
    """Called when a meeting is called off, in its transaction: whoever has the turn or a place beside it, or is
    asked, has it no more. It counts as no turn and as no answer of theirs; they hear that the meeting is off, and
    nobody is asked instead."""
    turns = ChairTurn.objects.select_for_update(of=("self",)).select_related("person", "meeting__panel")
    for turn in turns.filter(meeting=meeting, state__in=[states.OFFERED, states.ACCEPTED]).order_by("pk"):
        turn.answered_at, turn.recorded_by = clock.now(), by
        _move(turn, states.PASSED, by)
        notices.settle(turn, by)


def queue_due_briefings(*, by: None = None) -> int:
    """Write down what helps to chair for everybody who chairs soon, once however often this runs. Says how many.

    It also forgets who wanted to be brought in at meetings that are over.
    """
    forget_old_wishes()
    now = clock.now()
    due = [turn for turn in queries.chairs_to_brief() if notices.briefing_due(turn.meeting) <= now]
    told = 0
    for turn in due:
        with transaction.atomic():
            told += notices.tell_briefing(turn)
    return told


def _answer(
    meeting_id: UUID, to: str, by: Person, turn_id: UUID | None, told: states.Told = states.SAID_HERE
) -> ChairTurn:
    # The meeting is locked and not the turn: while one person answers, nobody else is asked and nobody else answers.
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("panel__contact").get(pk=meeting_id)
    turn = queries.turn_to_answer(by, meeting, turn_id)
    if turn is None or not access.can_answer_turn(by, turn):
        raise NotAllowed
    if turn_id not in (None, turn.pk):
        raise NotNow(CHANGED)
    states.check_is_ahead(meeting.state, meeting.starts_at, clock.now())
    if turn.state == to == states.ACCEPTED:
        return turn
    turn.answered_at, turn.recorded_by = clock.now(), by
    turn.how, turn.read_back = states.SAID_HERE if turn.person_id == by.pk else told
    _move(turn, to, by)
    notices.settle(turn, by)
    return turn


def _offer(meeting: Meeting, part: str, person: Person, by: Person) -> ChairTurn:
    until = states.answer_by(queries.today_at(meeting), queries.day_of(meeting))
    turn = ChairTurn.objects.create(meeting=meeting, part=part, person=person, offered_by=by, answer_by=until)
    _write_down("offered", turn, by)
    notices.ask(turn)
    return turn


def _whom_to_ask(by: Person, meeting: Meeting, part: str) -> Person | None:
    if part == states.CHAIR:
        return queries.whose_turn(by, meeting)
    chair = queries.live_turn(meeting)
    states.check_has_chair(chair.state if chair else None)
    return queries.whose_place(by, meeting, part, first_time=queries.is_first_time(chair))


def _new_turn(meeting: Meeting, person_id: UUID, by: Person) -> ChairTurn:
    """The turn of somebody who stepped in on the day."""
    return ChairTurn.objects.create(meeting=meeting, person_id=person_id, offered_by=by, came_by=ChairTurn.CameBy.HAND)


def _settle_afterwards(turn: ChairTurn, to: str, by: Person) -> None:
    if turn.state != to:
        turn.answered_at, turn.recorded_by = turn.answered_at or clock.now(), turn.recorded_by or by
        _move(turn, to, by)


def _move(turn: ChairTurn, to: str, by: Person | None) -> None:
    was = turn.state
    states.check(was, to)
    turn.state = to
    if to not in (states.ACCEPTED, states.CHAIRED):
        turn.how, turn.read_back = states.SAID_HERE
    turn.save(update_fields=["state", "answered_at", "recorded_by", "how", "read_back"])
    _write_down(to, turn, by)
    let_go(turn=turn, was=was, by=by)


def _write_down(what: str, turn: ChairTurn, by: Person | None) -> None:
    note(verb=f"chair_turn.{what}", turn=turn, by=by)
