"""What this room tells people, and until when it is true. A message is about one invitation, so one person."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from accounts.people import access as people
from accounts.people.models import Pause, Person
from accounts.reaching import wordings
from accounts.reaching.registration import Errand
from leap.core import clock, outbox
from leap.core.outbox import OutboxMessage
from leap.design.times import say_day
from meetings.invitations import states
from meetings.invitations.models import Invitation, ReplyLink
from meetings.invitations.planning.reminders import (
    Reminder,
    Start,
    is_useful,
    is_worth_asking,
    morning_after,
    went_by_post_before,
)
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting, MeetingChange

INVITATION = "meeting_invitation"
REMINDER = "meeting_reminder"
REPLY_OPEN = "meeting_reply_open"
PLACE_OFFERED = "meeting_place_offered"
REPLY_TAKEN = "meeting_reply_taken"
CHOICE_TAKEN = "meeting_choice_taken"
THANKS = "meeting_thanks"
CANCELLED = "meeting_cancelled"
CHANGED = "meeting_changed"
KINDS = (INVITATION, REMINDER, REPLY_OPEN, PLACE_OFFERED, REPLY_TAKEN, CHOICE_TAKEN, THANKS, CANCELLED, CHANGED)
ABOUT_AN_ANSWER = (INVITATION, REMINDER, REPLY_OPEN, PLACE_OFFERED, CHANGED)
ANSWERED_ON_PAPER = (INVITATION, REPLY_OPEN)
ANSWERED = (*ANSWERED_ON_PAPER, PLACE_OFFERED, CHANGED)
OF_CHANGE = "changed-"
# How much contact somebody on a break must have asked for to hear of new dates, and of dates that are off.
HEAR_OF_DATES = (Pause.Contact.LIGHT_TOUCH,)
EVERYBODY = tuple(Pause.Contact.values)
IN_A_PAUSE = {
    INVITATION: HEAR_OF_DATES,
    CANCELLED: HEAR_OF_DATES,
    CHANGED: HEAR_OF_DATES,
    REPLY_TAKEN: EVERYBODY,
    CHOICE_TAKEN: EVERYBODY,
}
THANKED_WITHIN = timedelta(days=14)
# A receipt is for who asked for it in their email: on paper it would be days late, and nobody is rung to hear that they
# have answered. Thanks are welcome on paper to who chose paper; a call, or a word through somebody else, would be a
# good deal of noise, and would tell whoever passes it on who was there.
BY_HAND = {REPLY_TAKEN: {"never_by_hand": True}, THANKS: {"by_hand_on_paper": True}}

IN_WORDS = {
    INVITATION: "Invitation to a meeting",
    REMINDER: "Reminder of a meeting",
    REPLY_OPEN: "A meeting you can still answer",
    PLACE_OFFERED: "A place that came free",
    REPLY_TAKEN: "An answer that has arrived",
    CHOICE_TAKEN: "A choice that has arrived",
    THANKS: "Thanks for being there",
    CANCELLED: "A meeting is off",
    CHANGED: "A meeting has changed",
}
# What can be ticked on paper, as far as the meeting offers it.
ON_PAPER = {
    states.COMING: "I come in person",
    states.ONLINE: "I join online",
    states.PHONE: "I join by phone",
    states.COMMENTS: "I send comments instead",
    states.NOT_COMING: "I cannot come this time",
}
A_PLACE = "I come in person, if there is a place for me"

Came = Callable[[Iterable[Invitation]], set[UUID]]
Newcomers = Callable[[Meeting, list[Invitation], Person], None]
MoneyKept = Callable[..., bool]
OwnLines = Callable[[Sequence[Invitation]], Mapping[UUID, tuple[str, tuple[outbox.Rows, ...]]]]
_came: list[Came] = []
_money_kept: list[MoneyKept] = []
_when_invited: dict[Newcomers, None] = {}
_own_lines: list[OwnLines] = []


def register_came(came: Came) -> None:
    """`came(invitations)`: the keys of those whose person was at the meeting, as the register says now. The last one
    registered."""
    _came[:] = [came]


def on_invited(told: Newcomers) -> None:
    """`told(meeting, invitations, by)`: called inside the transaction that invites these people, all of them new."""
    _when_invited[told] = None


def on_money_chosen(kept: MoneyKept) -> None:
    """`kept(invitation=, answer=, amount_pence=)`: keeps what was chosen about money by a link, inside the transaction
    of the answer. The last one registered."""
    _money_kept[:] = [kept]


def register_own_lines(lines: OwnLines) -> None:
    """`lines(invitations)`: by invitation, a line for the person's own reminder by email, and the rows it rests on. The
    last one registered."""
    _own_lines[:] = [lines]


def keep_money(invitation: Invitation, money: Mapping[str, Any]) -> None:
    """Let the room above keep what was chosen about money by the link. Whether it then holds is not said here."""
    for kept in _money_kept:
        kept(invitation=invitation, **money)


def tell_rooms_above(meeting: Meeting, invitations: list[Invitation], by: Person) -> None:
    """Let every room above tell newcomers what it told the others before."""
    for told in _when_invited:
        told(meeting, invitations, by)


def tell_invited(invitation: Invitation) -> None:
    """The person hears that there is a date for them."""
    _queue(INVITATION, invitation, "invited")


def tell_reminder(invitation: Invitation, occasion: str) -> bool:
    """The person is reminded; False when they have been already."""
    return _queue(REMINDER, invitation, occasion) is not None


def tell_reply_open(invitation: Invitation, occasion: str) -> bool:
    """The person hears that they can still answer; False when they have heard already."""
    return _queue(REPLY_OPEN, invitation, occasion) is not None


def note_missed(kind: str, invitation: Invitation, reminder: Reminder) -> bool:
    """It is written down that the person was not reminded, or asked again, because LEAP was not running while it was of
    use; False when that is known already."""
    facts = {"kind": kind, "to": invitation.person, "about": invitation}
    return outbox.note_that_all_was_off(**facts, occasion=reminder.occasion, due_at=reminder.due_at)


def tell_place_offered(invitation: Invitation) -> None:
    """The next in line hears that a place is free, and until when it is kept for them. Once for each time in line."""
    _queue(PLACE_OFFERED, invitation, _of_offer(invitation))


def way_of_offer(invitation: Invitation) -> str:
    """The way by which the person would hear now of a place that is free; nothing when there is none."""
    way = outbox.way_to(outbox.kind_called(PLACE_OFFERED), invitation.person_id)
    return way.channel if way else ""


def heard_of_offer(invitation: Invitation) -> bool:
    """Has the person heard of the place that is kept for them, or may they have?"""
    return outbox.heard().filter(kind=PLACE_OFFERED, about_id=invitation.pk, occasion=_of_offer(invitation)).exists()


def _of_offer(invitation: Invitation) -> str:
    return f"place-{invitation.offered_at:%Y%m%dT%H%M%S}"


def tell_reply_taken(invitation: Invitation) -> None:
    """The person hears that an answer has arrived by the link in their message; once a day at most."""
    day = clock.today(invitation.meeting.panel.time_zone)
    _queue(REPLY_TAKEN, invitation, f"taken-{day}")


def tell_choice_taken(invitation: Invitation) -> None:
    """The person hears that a choice about what is offered came in by the link in their message, by whatever way they
    are reached: each time, and once a minute at most. Whether anything changed by it makes no difference: whoever sees
    their messages cannot count out of them that they had said something before."""
    _queue(CHOICE_TAKEN, invitation, f"choice-{clock.now():%Y%m%dT%H%M}")


def tell_thanks(invitation: Invitation) -> None:
    """Whoever came is thanked the morning after; nobody is, when the register is taken long after."""
    meeting = invitation.meeting
    due = morning_after(meeting.ends_at, meeting.panel.time_zone)
    if clock.now() < meeting.ends_at + THANKED_WITHIN:
        _queue(THANKS, invitation, "thanks", due_at=max(due, clock.now()))


def tell_cancelled(invitation: Invitation) -> None:
    """The person hears that the date is off."""
    _queue(CANCELLED, invitation, "cancelled")


def tell_changed(invitation: Invitation, change: MeetingChange) -> None:
    """The person hears what the date was and what it is now."""
    _queue(CHANGED, invitation, f"{OF_CHANGE}{change.revision}", change=change)


def _queue(
    kind: str, invitation: Invitation, occasion: str, *, due_at: datetime | None = None, change: Any = None
) -> OutboxMessage | None:
    use = use_of(kind, occasion, invitation, change)
    facts = {"kind": kind, "to": invitation.person, "about": invitation, "occasion": occasion}
    return outbox.queue(**facts, due_at=due_at, use=use)


def use_of(kind: str, occasion: str, invitation: Invitation, change: MeetingChange | None) -> outbox.Use:
    """Until when it is of use to hear this: before the meeting starts, of a place that is kept, before it goes to the
    next. Who hears of another date only after the old one may have gone there for nothing.

    Who was reminded by a letter that is there in time does without the reminder of the day before, and who was asked
    twice without being asked once more: nobody has to think of another way for those.
    """
    if kind in (REPLY_TAKEN, CHOICE_TAKEN, THANKS):
        return outbox.ALWAYS
    if kind == PLACE_OFFERED:
        return outbox.Use(invitation.offer_until)
    meeting = invitation.meeting
    if kind == CHANGED and change is not None and change.was_starts_at > clock.now():
        return outbox.Use(meeting.starts_at, better_by=change.was_starts_at)
    spared = kind == REPLY_OPEN or (kind == REMINDER and went_by_post_before(occasion, start_of(meeting)))
    return outbox.Use(meeting.starts_at, is_needed=not spared)


def settle(invitation: Invitation, how: str, by: Person) -> None:
    """The person has answered, themselves or told to `by`: nobody rings or writes to ask them what they have said.

    An answer by letter was perhaps on its way when the date was moved or a place came free, so of that they still hear.
    An answer by the link settles nothing: who pressed the button is not known.
    """
    kinds = ANSWERED_ON_PAPER if how == Invitation.How.LETTER else ANSWERED
    asking = outbox.waiting_for_a_person().filter(about_id=invitation.pk, kind__in=kinds, state="to_do")
    outbox.settle_waiting(asking, by=by, how=wordings.ANSWERED)


def is_another_date(change: MeetingChange, meeting: Meeting) -> bool:
    """Is the meeting at another time, for another while, in another place or way than before this change?"""
    was = (change.was_starts_at, change.was_minutes, change.was_meets, change.was_where)
    return was != (meeting.starts_at, meeting.minutes, meeting.meets, meeting.where)


def change_told(message: OutboxMessage) -> int:
    """Which change of a meeting this message is about."""
    return int(message.occasion.removeprefix(OF_CHANGE))


def start_of(meeting: Meeting) -> Start:
    """When it starts, and on which days before then its panel is reminded."""
    panel = meeting.panel
    return Start(meeting.starts_at, panel.time_zone, panel.reminder_days, meeting.moved_in)


def is_true(message: OutboxMessage, invitation: Invitation) -> bool:
    """Whether the message still says what is so. Asked just before it is sent, or passed on by hand."""
    return bool(true_ones([(message, invitation)]))


def true_ones(pairs: Iterable[tuple[OutboxMessage, Invitation]]) -> list[tuple[OutboxMessage, Invitation]]:
    """Those messages that still say what is so. The register is asked once for all who would be thanked."""
    now = clock.now()
    said = [
        (message, each)
        for message, each in pairs
        if each.person.is_active and STILL[message.kind](message, each, each.meeting, now)
    ]
    thanked = [each for message, each in said if message.kind == THANKS]
    came = set().union(*(came(thanked) for came in _came)) if thanked else set()
    return [(message, each) for message, each in said if message.kind != THANKS or each.pk in came]


def _is_open(meeting: Meeting, now: datetime) -> bool:
    return states.takes_replies(meeting.state, meeting.starts_at, now)


def _is_invited(message: OutboxMessage, invitation: Invitation, meeting: Meeting, now: datetime) -> bool:
    return _is_open(meeting, now)


def _is_to_remind(message: OutboxMessage, invitation: Invitation, meeting: Meeting, now: datetime) -> bool:
    useful = is_useful(message.occasion, start_of(meeting), now)
    return _is_open(meeting, now) and invitation.reply in states.TO_REMIND and useful


def _is_undecided(message: OutboxMessage, invitation: Invitation, meeting: Meeting, now: datetime) -> bool:
    useful = is_worth_asking(message.occasion, start_of(meeting), now)
    return _is_open(meeting, now) and invitation.reply == states.WAITING and useful


def _is_offered(message: OutboxMessage, invitation: Invitation, meeting: Meeting, now: datetime) -> bool:
    is_kept = invitation.reply == states.IN_LINE and invitation.place is not None and invitation.offer_until > now
    return _is_open(meeting, now) and is_kept


def _is_taken(message: OutboxMessage, invitation: Invitation, meeting: Meeting, now: datetime) -> bool:
    return states.hears(meeting.state, meeting.starts_at, now)


def _is_thanked(message: OutboxMessage, invitation: Invitation, meeting: Meeting, now: datetime) -> bool:
    in_time = message.due_at <= now < meeting.ends_at + THANKED_WITHIN
    return in_time and meeting.state == meeting_states.HELD


def _is_off(message: OutboxMessage, invitation: Invitation, meeting: Meeting, now: datetime) -> bool:
    return meeting.state == meeting_states.CANCELLED and now < meeting.starts_at


STILL = {
    INVITATION: _is_invited,
    REMINDER: _is_to_remind,
    REPLY_OPEN: _is_undecided,
    PLACE_OFFERED: _is_offered,
    REPLY_TAKEN: _is_taken,
    CHOICE_TAKEN: _is_invited,
    THANKS: _is_thanked,
    CANCELLED: _is_off,
    CHANGED: _is_invited,
}


def errand(
    message: OutboxMessage,
    invitation: Invitation,
    *,
    offered: Sequence[str],
    change: MeetingChange | None,
    paid: str | Callable[[], str] = "",
) -> Errand:
    """The message as something to pass on. `offered`: the answers the meeting offers. `change`: what it tells.
    `paid`: what is offered for the person's time, in words, or how to find it when the words are read."""
    meeting = invitation.meeting
    asks = message.kind == PLACE_OFFERED or (message.kind in ABOUT_AN_ANSWER and invitation.reply == states.WAITING)
    answers = tuple(_on_paper(message, meeting, reply) for reply in offered) if asks else ()
    return Errand(
        message,
        invitation.person,
        meeting.panel,
        about=f"{IN_WORDS[message.kind]}, {say_day(meeting.starts_at, meeting.panel)}",
        page=reverse("invitations:reached-list", kwargs={"meeting_id": meeting.pk}),
        facts={**facts_for(message, invitation, change), "offers": "; ".join(answers), "paid": paid},
        answers=answers,
    )


def _on_paper(message: OutboxMessage, meeting: Meeting, reply: str) -> str:
    """A letter is days on its way: until it is answered the room may be full, unless a place is kept."""
    if reply == states.COMING and meeting.places is not None and message.kind != PLACE_OFFERED:
        return A_PLACE
    return ON_PAPER[reply]


def register() -> None:
    """Called once when the project starts."""
    outbox.register_reader(_read_ahead, "invitations")
    for name in KINDS:
        outbox.register_kind(
            outbox.Kind(
                name=name,
                room="invitations",
                still_true=_still_true,
                context=_context,
                panel_of=_panel_of,
                in_a_pause=IN_A_PAUSE.get(name, ()),
                plain_name=_panel_name,
                in_words=IN_WORDS[name],
                use=_use,
                **BY_HAND.get(name, {}),
            )
        )


def is_wanted(message: OutboxMessage, in_a_break: str | None) -> bool:
    """Does the person want this message now? `in_a_break` is how much contact they asked for, None when on no break."""
    return in_a_break is None or in_a_break in IN_A_PAUSE.get(message.kind, ())


def _panel_of(message: OutboxMessage) -> UUID | None:
    return Invitation.objects.values_list("meeting__panel", flat=True).filter(pk=message.about_id).first()


def _still_true(message: OutboxMessage) -> bool:
    invitation = _invitation(message)
    if invitation is None or not people.is_on_panel(invitation.person, invitation.meeting.panel_id):
        return False
    return is_true(message, invitation)


def _use(message: OutboxMessage) -> outbox.Use:
    invitation = _invitation(message)
    return use_of(message.kind, message.occasion, invitation, _change(message, invitation))


def _context(message: OutboxMessage) -> dict[str, Any]:
    invitation = _invitation(message)
    link = _link(invitation) if message.kind in ABOUT_AN_ANSWER else ""
    take_out = _link(invitation, "date-by-link") if message.kind == CANCELLED else ""
    own_line = outbox.once(_own_line, invitation.pk) if message.kind == REMINDER else ""
    more = {"link": link, "take_out": take_out, "own_line": own_line}
    return {**facts_for(message, invitation, _change(message, invitation)), **more}


def _own_line(invitation_id: UUID) -> str:
    invitation = outbox.once(_find, invitation_id)
    return next((lines([invitation])[invitation_id][0] for lines in _own_lines), "")


def facts_for(message: OutboxMessage, invitation: Invitation, change: MeetingChange | None) -> dict[str, Any]:
    """What the templates need, but for the link that answers: nobody but the person gets that, by email."""
    asks = message.kind in (*ABOUT_AN_ANSWER, REPLY_TAKEN)
    page = "invitations:reply-edit" if asks else "schedule:meeting-detail"
    return {
        "meeting": invitation.meeting,
        "path": _address(page, invitation.meeting_id),
        "is_waiting": invitation.reply == states.WAITING,
        "until": invitation.offer_until,
        **_what_changed(change, invitation.meeting),
    }


@lru_cache(maxsize=200)  # a meeting writes to many people
def _address(page: str, meeting_id: UUID) -> str:
    return reverse(page, kwargs={"meeting_id": meeting_id})


def _link(invitation: Invitation, page: str = "reply-by-link") -> str:
    """Where whoever gets this letter can answer without signing in, or get the neutral calendar file; nothing when they
    stopped it."""
    link = getattr(invitation, "link", None)
    is_open = link is not None and link.stopped_at is None
    return reverse(f"invitations:{page}", kwargs={"secret": link.token}) if is_open else ""


def _change(message: OutboxMessage, invitation: Invitation) -> MeetingChange | None:
    if message.kind != CHANGED:
        return None
    return MeetingChange.objects.get(meeting=invitation.meeting_id, revision=change_told(message))


def _what_changed(change: MeetingChange | None, meeting: Meeting) -> dict[str, Any]:
    if change is None:
        return {}
    other_time = (change.was_starts_at, change.was_minutes) != (meeting.starts_at, meeting.minutes)
    return {"change": change, "other_time": other_time, "other_date": is_another_date(change, meeting)}


def _panel_name(message: OutboxMessage) -> str:
    return _invitation(message).meeting.panel.name


def _invitation(message: OutboxMessage) -> Invitation | None:
    return outbox.once(_find, message.about_id)


def _find(invitation_id: UUID) -> Invitation | None:
    return _whole().filter(pk=invitation_id).first()


def _whole() -> QuerySet[Invitation]:
    return Invitation.objects.select_related("meeting__panel", "meeting__venue", "person", "link")


def _read_ahead(messages: list[OutboxMessage], know: outbox.Know) -> None:
    """The invitations of all these messages, with whatever a message about one is written from, in two queries: many
    are to the same meeting."""
    asked = {message.about_id for message in messages if message.kind in KINDS}
    invitations = list(Invitation.objects.select_related("person", "link").filter(pk__in=asked))
    dates = Meeting.objects.select_related("panel", "venue").filter(pk__in={each.meeting_id for each in invitations})
    meetings = {meeting.pk: meeting for meeting in dates}
    behind = {pk: _behind(meeting) for pk, meeting in meetings.items()}
    for each in invitations:
        each.meeting, link = meetings[each.meeting_id], getattr(each, "link", None)
        links = outbox.rows(ReplyLink, "invitation", each.pk, int(link is not None))
        know(_find, each.pk, each, outbox.row(each), outbox.row(each.person), links, *behind[each.meeting_id])
    reminded = {message.about_id for message in messages if message.kind == REMINDER}
    for lines in _own_lines:
        for key, (words, rests_on) in lines([each for each in invitations if each.pk in reminded]).items():
            know(_own_line, key, words, *rests_on)


def _behind(meeting: Meeting) -> list[outbox.Rows]:
    return [outbox.row(each) for each in (meeting, meeting.panel, meeting.venue) if each is not None]
