"""Reads about invitations and replies. The viewer comes first; what they may not see is not in the answer."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from accounts.needs import queries as needs
from accounts.people import queries as people
from accounts.people.models import Panel, Pause, Person, Role
from accounts.reaching.registration import Errand
from accounts.reaching.registration import errands_for as errands_waiting_for
from leap.core import clock, outbox
from leap.core.secret_links import hash_of
from meetings.invitations import notices, states
from meetings.invitations.models import Answer, Invitation, Look, ReplyLink
from meetings.invitations.planning.places import answer_by
from meetings.invitations.planning.reminders import Reminder
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting, MeetingChange

LINK_WORKS_FOR = timedelta(days=1)  # after the end of the meeting
HOLDS_OR_WAITS = Q(place__isnull=False) | Q(reply=states.IN_LINE)  # a place in the room, or a turn in the line for one


class HasPerson(Protocol):
    """An invitation, or whatever else a message about a meeting is about."""

    meeting: Meeting
    person: Person


@dataclass(frozen=True)
class Hearer:
    """Somebody who was told something about a meeting that is not about their invitation."""

    meeting: Meeting
    person: Person


Told = Callable[[Person, Meeting], list[tuple[outbox.OutboxMessage, HasPerson]]]
_told: dict[Told, None] = {}
Spoke = Callable[[Meeting], set[UUID]]
_spoke: dict[Spoke, None] = {}
OffersSaid = Callable[[Iterable[Invitation]], dict[UUID, str]]
_offers_said: dict[OffersSaid, None] = {}


def my_invitations_for(viewer: Person) -> QuerySet[Invitation]:
    """The viewer's own invitations to meetings they can still see."""
    return Invitation.objects.filter(person=viewer, meeting__in=schedule.meetings_for(viewer)).select_related(
        "meeting__panel", "meeting__venue"
    )


def unanswered_for(viewer: Person) -> QuerySet[Invitation]:
    """The viewer's invitations that wait for an answer, or for a yes to a place that is free; soonest meeting first."""
    return (
        my_invitations_for(viewer)
        .filter(_takes_replies(), Q(reply=states.WAITING) | _is_offered())
        .order_by("meeting__starts_at", "meeting_id")
    )


def replies_for(viewer: Person, meeting: Meeting) -> QuerySet[Invitation]:
    """Everyone's invitation and answer for one meeting, by name, for those who run the panel; else nothing.

    `still_on_panel` says of each whether they hold a role on the panel today, `in_a_break` how much contact somebody on
    a break asked for (None: they are on no break).
    """
    return _with_whereabouts(_seen_by(viewer).filter(meeting=meeting))


def _with_whereabouts(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    return (
        invitations.annotate(still_on_panel=_on_panel(), in_a_break=Subquery(_breaks().values("contact")[:1]))
        .select_related("person", "recorded_by", "meeting__panel", "meeting__venue")
        .order_by("person__shown_name", "person_id")
    )


def count_replies(invitations: Iterable[Invitation]) -> dict[str, int]:
    """How many gave each answer, every answer included; people who have left the panel are not counted."""
    counted = Counter(each.reply for each in invitations if each.still_on_panel)
    return {reply: counted[reply] for reply in Invitation.Reply.values}


def people_to_invite_for(viewer: Person, meeting: Meeting) -> QuerySet[Person]:
    """Everyone on the panel today who has no invitation yet, if the viewer runs the panel; else nobody.

    Somebody taking a break is invited only if they asked to hear of new dates.
    """
    if not people.panels_run_by(viewer).filter(pk=meeting.panel_id).exists():
        return Person.objects.none()
    invited = Invitation.objects.filter(meeting=meeting)
    away = people.away_from(meeting.panel_id).exclude(contact__in=notices.HEAR_OF_DATES)
    on_panel = people.people_on_panel(viewer, meeting.panel_id)
    return on_panel.exclude(pk__in=invited.values("person")).exclude(pk__in=away.values("person"))


def people_taking_part_for(
    viewer: Person, meeting: Meeting, replies: Iterable[str] = states.TAKING_PART
) -> QuerySet[Person]:
    """Those on the panel who said they are coming (in person or from somewhere else, or only the replies named).

    For those who run the panel; for anyone else, nobody. By name. An answer from before a break does not count while
    the break lasts; one given since does.
    """
    taking_part = _seen_by(viewer).filter(_on_panel(), ~_away_since(), meeting=meeting, reply__in=list(replies))
    return Person.objects.filter(pk__in=taking_part.values("person"), is_active=True).order_by("shown_name", "pk")


def bringing_somebody_for(viewer: Person, meeting: Meeting) -> list[UUID]:
    """Those on the panel who said they are coming in person and that somebody comes along to support them.

    For those who run the panel, who see it beside each reply; for anyone else, nobody. In the order of their keys.
    """
    coming = _seen_by(viewer).filter(_on_panel(), ~_away_since(), meeting=meeting, reply=states.COMING)
    bringing = coming.filter(supporter=Invitation.YesNo.YES, person__is_active=True)
    return list(bringing.order_by("person").values_list("person", flat=True))


def what_helps_for(viewer: Person, meeting: Meeting) -> tuple[list[needs.Shown], needs.Meals]:
    """What helps the people of this meeting, as far as they let those who run the panel see it; else nothing.

    Papers are for everyone who has not said no, the room and the meals for those who come to it. Somebody on a break
    gets no papers, unless they asked for nothing but those, and comes only if they have said so since it began.
    """
    replies = _seen_by(viewer).filter(_on_panel(), _counts_now(), meeting=meeting)
    counts = dict(replies.values_list("person", "reply"))
    to_read = [person for person, reply in counts.items() if reply in states.GETS_PAPERS]
    return needs.what_helps_at(
        viewer,
        meeting.panel_id,
        papers=[*to_read, *(person.pk for person in wanting_papers_only(viewer, meeting))],
        taking_part=[person for person, reply in counts.items() if reply in states.TAKING_PART],
        in_person=[person for person, reply in counts.items() if reply == states.COMING],
    )


def wanting_papers_only(viewer: Person, meeting: Meeting) -> list[Person]:
    """Those on the panel who take a break and asked for nothing but papers to read, invited or not; by name.

    For those who run the panel, who send them; for anyone else, nobody.
    """
    runs = people.panels_run_by(viewer).filter(pk=meeting.panel_id)
    away = people.away_from(meeting.panel_id).filter(panel__in=runs, contact=Pause.Contact.PAPERS_ONLY)
    belonging = Role.objects.filter(people.belonging(), panel=meeting.panel_id, person__in=away.values("person"))
    return list(Person.objects.filter(pk__in=belonging.values("person"), is_active=True).order_by("shown_name", "pk"))


def people_getting_papers(meeting: Meeting) -> QuerySet[Person]:
    """For LEAP's own work, not for a page: those on the panel who are invited and have not said no, and are on no
    break; and those who take a break and asked for nothing but papers, invited or not. By name.
    """
    to_read = Invitation.objects.filter(_on_panel(), ~_away(), meeting=meeting, reply__in=states.GETS_PAPERS)
    away = people.away_from(meeting.panel_id).filter(contact=Pause.Contact.PAPERS_ONLY)
    belonging = Role.objects.filter(people.belonging(), panel=meeting.panel_id, person__in=away.values("person"))
    who = Q(pk__in=to_read.values("person")) | Q(pk__in=belonging.values("person"))
    return Person.objects.filter(who, is_active=True).order_by("shown_name", "pk")


def to_tell_for(viewer: Person, meeting: Meeting) -> list[tuple[outbox.OutboxMessage, Invitation]]:
    """Messages about this meeting that wait for a person, still true, with whose they are; oldest first."""
    return _to_tell(replies_for(viewer, meeting))


def messages_for(viewer: Person, meeting: Meeting) -> list[tuple[outbox.OutboxMessage, HasPerson]]:
    """Every message about this meeting with whose it is, by name, for those who run the panel; else nothing."""
    invitations = {each.pk: each for each in replies_for(viewer, meeting)}
    about = outbox.OutboxMessage.objects.filter(about_id__in=list(invitations), kind__in=notices.KINDS)
    by_invitation: dict[UUID, list[outbox.OutboxMessage]] = {}
    for message in about.order_by("created_at", "key"):
        by_invitation.setdefault(message.about_id, []).append(message)
    invited = [(message, each) for pk, each in invitations.items() for message in by_invitation.get(pk, ())]
    return invited + [pair for told in _told for pair in told(viewer, meeting)]


def told_about_for(
    viewer: Person, meeting: Meeting, kind: str, about: Iterable[UUID] | QuerySet[Any]
) -> list[tuple[outbox.OutboxMessage, HasPerson]]:
    """For a room above: its messages of one kind about these things of a meeting, each with who was told, by name, for
    those who run the panel; else nothing. Two questions, however many were told."""
    runs = people.panels_run_by(viewer).filter(pk=meeting.panel_id)
    told = list(outbox.OutboxMessage.objects.filter(Exists(runs), kind=kind, about_id__in=about))
    persons = Person.objects.in_bulk([message.to_person_id for message in told])
    pairs = [(message, Hearer(meeting, persons[message.to_person_id])) for message in told]
    return sorted(pairs, key=lambda pair: (pair[1].person.shown_name, pair[0].created_at, pair[0].key))


def others_to_tell(viewer: Person, found: Iterable[tuple[outbox.OutboxMessage, HasPerson]]) -> set[UUID]:
    """The keys of those messages from other rooms that wait for the viewer to pass on and are still true."""
    waiting = [message for message, _ in found if message.state == "to_do" and message.kind not in notices.KINDS]
    return {errand.message.pk for errand in errands_waiting_for(viewer, among=waiting)}


def register_told(told: Told) -> None:
    """Say what else people were told about a meeting."""
    _told[told] = None


def may_be_passed_on(viewer: Person) -> QuerySet[Invitation]:
    """The keys of invitations about which there may be something to say, for those who run the panel."""
    since = clock.now() - states.AFTERWARDS
    return _seen_by(viewer).filter(meeting__starts_at__gt=since).values("pk")


def errands_for(viewer: Person, messages: list[outbox.OutboxMessage]) -> list[Errand]:
    """These messages as something to pass on, as far as they are still true and wanted."""
    about = _seen_by(viewer).filter(pk__in=[message.about_id for message in messages])
    found = {each.pk: each for each in _with_whereabouts(about).select_related("meeting__panel__contact")}
    return errands_about(_still_to_tell(messages, found))


def errands_about(pairs: Iterable[tuple[outbox.OutboxMessage, Invitation]]) -> list[Errand]:
    """Messages with whose they are, all of them the viewer's to pass on, as errands: one query more if any meeting was
    changed. What is offered for people's time is looked up, for all of them, when the words of one are read.
    """
    pairs = list(pairs)
    changed = [each.meeting_id for message, each in pairs if message.kind == notices.CHANGED]
    found = MeetingChange.objects.filter(meeting__in=changed) if changed else ()
    changes = {(change.meeting_id, change.revision): change for change in found}
    paid = cache(partial(_what_is_paid, pairs))
    return [
        notices.errand(
            message,
            each,
            offered=ways_offered(each.meeting),
            paid=partial(_paid, paid, each.pk) if _is_asked_themself(message) else "",
            change=changes[each.meeting_id, notices.change_told(message)] if message.kind == notices.CHANGED else None,
        )
        for message, each in pairs
    ]


def register_offers_in_letters(said: OffersSaid) -> None:
    """What is offered for people's time, by invitation."""
    _offers_said[said] = None


def _what_is_paid(pairs: list[tuple[outbox.OutboxMessage, Invitation]]) -> dict[UUID, str]:
    asked = [each for message, each in pairs if _is_asked_themself(message)]
    return {key: words for said in _offers_said for key, words in said(asked).items()} if asked else {}


def _paid(said: Callable[[], dict[UUID, str]], key: UUID) -> str:
    return said().get(key, "")


def _is_asked_themself(message: outbox.OutboxMessage) -> bool:
    """Somebody at their side passes on that there is a date, and learns nothing of money."""
    return message.kind == notices.INVITATION and message.channel != outbox.SUPPORTER


def _to_tell(invitations: QuerySet[Invitation]) -> list[tuple[outbox.OutboxMessage, Invitation]]:
    by_key = {each.pk: each for each in invitations}
    messages = outbox.waiting_for_a_person().filter(about_id__in=list(by_key), kind__in=notices.KINDS)
    return _still_to_tell(messages, by_key)


def _still_to_tell(
    messages: Iterable[outbox.OutboxMessage], by_key: dict[UUID, Invitation]
) -> list[tuple[outbox.OutboxMessage, Invitation]]:
    pairs = [(message, by_key[message.about_id]) for message in messages if message.about_id in by_key]
    true = notices.true_ones((message, each) for message, each in pairs if each.still_on_panel)
    return [(message, each) for message, each in true if notices.is_wanted(message, each.in_a_break)]


def people_asked_for(viewer: Person, meetings: Sequence[Meeting]) -> QuerySet[Invitation]:
    """Whoever is invited to one of these meetings and still on its panel, where the viewer runs it; else nobody."""
    asked = _seen_by(viewer).filter(_on_panel(), meeting__in=[each.pk for each in meetings], person__is_active=True)
    return asked.order_by("pk")


def is_invited(viewer: Person, meeting: Meeting) -> bool:
    """Is the viewer invited to this meeting, and may still see it?"""
    return my_invitations_for(viewer).filter(meeting=meeting).exists()


def said_no_to(viewer: Person, meetings: Iterable[Meeting]) -> set[UUID]:
    """The keys of those of these meetings to which the viewer said no. One query."""
    mine = Invitation.objects.filter(person=viewer, reply=states.NOT_COMING, meeting__in=[each.pk for each in meetings])
    return set(mine.values_list("meeting_id", flat=True))


def earlier_reply(invitation: Invitation) -> Answer | None:
    """What somebody had said before everyone was asked again, of an invitation the viewer was already given."""
    asked_at = invitation.meeting.asked_at
    last = latest_answer(invitation)
    said_before = last is not None and asked_at is not None and last.said_at <= asked_at
    return last if said_before and last.reply != states.WAITING else None


def who_spoke_of(meeting: Meeting) -> set[UUID]:
    """For the action, inside its transaction: who has said anything about this meeting: an answer, or what a room above
    knows of."""
    answered = Answer.objects.filter(invitation__meeting=meeting).order_by("pk")
    known = set(answered.values_list("invitation__person", flat=True))
    return known.union(*(spoke(meeting) for spoke in _spoke))


def register_spoke(spoke: Spoke) -> None:
    """Say who has agreed to something at a meeting."""
    _spoke[spoke] = None


def is_from_before_a_break(invitation: Invitation) -> bool:
    """For the action: was this answer given before a break that still lasts? Then the same answer again means more."""
    return Invitation.objects.filter(_away_since(), pk=invitation.pk).exists()


def to_remind(meeting: Meeting, reminder: Reminder) -> QuerySet[Invitation]:
    """For LEAP's own work, not for a page: who is to be reminded of a meeting and has not been.

    Those who come; from the day before on, those who have not answered too, who were asked twice by then. Somebody
    invited after the reminder was due has only just heard, so they are not reminded of it as well. The same goes for
    everybody when they were asked again, because the meeting was moved, after it was due.
    """
    replies = states.TO_REMIND if reminder.is_last else states.TAKING_PART
    return _to_write_to(meeting, reminder, notices.REMINDER).filter(reply__in=replies)


def last_looked_at() -> datetime | None:
    """For LEAP's own work: when it last looked which reminders are due; None when it never did."""
    return Look.objects.values_list("looked_at", flat=True).first()


def to_ask_again(meeting: Meeting, nudge: Reminder) -> QuerySet[Invitation]:
    """The same for those who have not answered: who is to hear that their answer is still open."""
    return _to_write_to(meeting, nudge, notices.REPLY_OPEN).filter(reply=states.WAITING)


def _to_write_to(meeting: Meeting, reminder: Reminder, kind: str) -> QuerySet[Invitation]:
    if meeting.asked_at is not None and meeting.asked_at >= reminder.due_at:
        return Invitation.objects.none()
    already = outbox.OutboxMessage.objects.filter(about_id=OuterRef("pk"), kind=kind, occasion=reminder.occasion)
    return (
        Invitation.objects.filter(_on_panel(), ~_away(), meeting=meeting, invited_at__lt=reminder.due_at)
        .exclude(Exists(already))
        .filter(person__is_active=True)
        .select_related("person", "meeting__panel")
        .order_by("pk")
    )


# What can be answered


def ways_offered(meeting: Meeting) -> tuple[str, ...]:
    """The answers this meeting offers: in person when it is in a place, online when there is a link, by phone when
    there is a number."""
    return states.ways_offered(
        in_person=meeting.is_in_a_place, online=meeting.is_joined_online, phone=meeting.is_joined_by_phone
    )


def answers_taken(invitation: Invitation) -> set[str]:
    """Every answer that can be kept for this invitation, shown on a page or not."""
    line = {states.IN_LINE} if invitation.meeting.places is not None else set()
    return {*ways_offered(invitation.meeting), states.WAITING, *line}


def ways_written_down(meeting: Meeting) -> tuple[str, ...]:
    """The answers that can be written down for somebody: those that are offered, and by phone where letters or talks
    may have said so. That is while the number may stand beside the link, where it was before there was a box for it,
    or while somebody has already answered so."""
    offered = ways_offered(meeting)
    told = Invitation.objects.filter(meeting=meeting, reply=states.PHONE).exists()
    if states.PHONE in offered or not (told or meeting.may_have_number_in_joining):
        return offered
    return tuple(reply for reply in states.ALL if reply in {*offered, states.PHONE})


def answers_shown(invitation: Invitation, *, is_full: bool, written_down: bool = False) -> list[str]:
    """The answers to choose from: in line takes the place of coming while the room is full. `written_down`: by those
    who run the panel, for the person."""
    meeting = invitation.meeting
    shown = list(ways_written_down(meeting) if written_down else ways_offered(meeting))
    if is_full:
        shown = [states.IN_LINE if reply == states.COMING else reply for reply in shown]
    return shown if invitation.reply == states.WAITING else [*shown, states.WAITING]


def is_full_for(invitation: Invitation) -> bool:
    """Whether there is no place in the room for this person. What came free is for whoever waits.

    The same two questions whatever the answer.
    """
    meeting = invitation.meeting
    if meeting.places is None or invitation.place is not None:  # also one whose time is over, until the line moves on
        return False
    said_yes = Q(reply=states.COMING) & Q(_on_panel()) & ~_away_since()
    others = Invitation.objects.filter(meeting=meeting).exclude(pk=invitation.pk)
    held = others.filter(Q(place__isnull=False) | said_yes).count()
    waiting = set(_in_line(meeting.pk).values_list("line_number", flat=True))
    if answer_by(clock.now(), meeting.starts_at) is None:
        waiting = set()  # nobody is asked any more: a place is for whoever says so first
    if invitation.line_number in waiting:
        waiting = {number for number in waiting if number < invitation.line_number}
    return held + len(waiting) >= meeting.places


def holds_place(invitation: Invitation) -> bool:
    """Does the person hold a place: as somebody who comes, or because one is kept for them now?"""
    if invitation.place is None:
        return False
    return invitation.reply == states.COMING or invitation.offer_until > clock.now()


def is_next_in_line(invitation: Invitation) -> bool:
    """Whether nobody asked before this person who still waits. Who that is, and how many, is nobody's business."""
    return not _in_line(invitation.meeting_id).filter(line_number__lt=invitation.line_number).exists()


def answers_of(invitation: Invitation) -> QuerySet[Answer]:
    """Every answer that was given to one invitation, oldest first. Ask with an invitation the viewer may see."""
    return Answer.objects.filter(invitation=invitation).select_related("recorded_by").order_by("said_at", "pk")


def latest_answer(invitation: Invitation) -> Answer | None:
    """The answer that was given last."""
    return answers_of(invitation).last()


def said_afterwards_for(viewer: Person, meeting: Meeting) -> dict[UUID, str]:
    """What people said once the meeting had begun, the last of each, for those who run the panel; else nothing."""
    said = Answer.objects.filter(invitation__in=_seen_by(viewer).filter(meeting=meeting), afterwards=True)
    return {answer.invitation_id: answer.get_reply_display() for answer in said.order_by("said_at", "pk")}


def line_for(viewer: Person, meeting: Meeting) -> QuerySet[Invitation]:
    """The line for a place in its order, for those who run the panel; else nothing. Only those still on the panel."""
    line = _seen_by(viewer).filter(_on_panel(), meeting=meeting, reply=states.IN_LINE)
    return line.select_related("person").order_by("line_number")


# Places, for the actions, which hold the meeting still


def places_taken(meeting: Meeting) -> set[int]:
    """The numbers of the places that are held."""
    held = Invitation.objects.filter(meeting=meeting, place__isnull=False)
    return set(held.values_list("place", flat=True))


def holders_away(meeting: Meeting) -> QuerySet[Invitation]:
    """Those who hold a place and are not on the panel, or began a break since they answered."""
    held = Invitation.objects.filter(meeting=meeting, place__isnull=False)
    return (
        held.filter(~_on_panel() | _away_since() | Q(person__is_active=False)).select_related("person").order_by("pk")
    )


def place_of(person: Person, meeting: Meeting) -> QuerySet[Invitation]:
    """The invitation of this person, if they hold a place or stand in line."""
    return Invitation.objects.filter(HOLDS_OR_WAITS, meeting=meeting, person=person).select_related("person")


def meetings_held_a_place_at(person: Person, panel: Panel) -> list[UUID]:
    """The meetings of a panel at which this person holds a place or stands in line, in an order that never blocks."""
    found = Invitation.objects.filter(_takes_replies(), HOLDS_OR_WAITS, person=person, meeting__panel=panel)
    return list(found.order_by("meeting_id").values_list("meeting_id", flat=True))


def meetings_with_lines() -> QuerySet[Any]:
    """For LEAP's own work: the keys of meetings ahead with limited places and somebody who holds or wants one."""
    found = Invitation.objects.filter(_takes_replies(), meeting__places__isnull=False)
    held = found.filter(reply__in=(states.COMING, states.IN_LINE))
    return held.order_by("meeting_id").values_list("meeting_id", flat=True).distinct()


def offers_past_their_time(meeting: Meeting) -> QuerySet[Invitation]:
    """Those for whom a place was kept as long as was promised."""
    offered = Invitation.objects.filter(meeting=meeting, reply=states.IN_LINE, place__isnull=False)
    return offered.filter(offer_until__lte=clock.now()).select_related("person").order_by("line_number")


def coming_without_a_number(meeting: Meeting) -> QuerySet[Invitation]:
    """Those who said yes before the room had a number of places, the earliest first."""
    coming = Invitation.objects.filter(meeting=meeting, reply=states.COMING, place__isnull=True)
    return coming.filter(_on_panel(), ~_away_since()).order_by("replied_at", "pk")


def next_in_line(meeting: Meeting) -> Invitation | None:
    """Who has waited longest and was not asked yet."""
    return _in_line(meeting.pk).select_related("person").order_by("line_number").first()


def last_in_line(meeting: Meeting) -> int:
    """The number of whoever came to the line last; 0 when nobody did."""
    return Invitation.objects.filter(meeting=meeting).aggregate(last=Max("line_number"))["last"] or 0


def _in_line(meeting_id: UUID) -> QuerySet[Invitation]:
    waiting = Invitation.objects.filter(meeting=meeting_id, reply=states.IN_LINE, offered_at__isnull=True)
    return waiting.filter(_on_panel(), ~_away_since(), person__is_active=True)


def _is_offered() -> Q:
    return Q(reply=states.IN_LINE, place__isnull=False, offer_until__gt=clock.now())


# Links that reply


def links_of(invitation: Invitation) -> QuerySet[ReplyLink]:
    """The link of one invitation, if it has one."""
    return ReplyLink.objects.unscoped("the link of one invitation").filter(invitation=invitation)


def has_link(invitation: Invitation) -> bool:
    """Whether there is a link in this person's messages that works."""
    return links_of(invitation).filter(stopped_at__isnull=True).exists()


def invitation_behind(secret: str) -> Invitation | None:
    """The invitation that this link can answer now. One query, and one answer for all that cannot be: nothing.

    Unknown and stopped links, meetings that are called off or over, and people who left the panel or may no longer
    sign in look the same.
    """
    links = ReplyLink.objects.unscoped("narrowed by its secret").filter(token_hash=hash_of(secret))
    meetings = schedule.meetings_to_answer(until_after=LINK_WORKS_FOR)
    found = Invitation.objects.filter(_on_panel(), pk__in=links.values("invitation"), meeting__in=meetings.values("pk"))
    return found.filter(person__is_active=True).select_related("meeting__panel", "person").first()


def date_behind(secret: str) -> Invitation | None:
    """The same for a calendar file: also of a meeting that is called off, so that it can be taken out again."""
    links = ReplyLink.objects.unscoped("narrowed by its secret").filter(token_hash=hash_of(secret))
    meetings = schedule.meetings_with_a_date(until_after=LINK_WORKS_FOR)
    found = Invitation.objects.filter(_on_panel(), pk__in=links.values("invitation"), meeting__in=meetings.values("pk"))
    return found.filter(person__is_active=True).select_related("meeting__panel", "person").first()


def links_past_their_use() -> QuerySet[ReplyLink]:
    """For LEAP's own work: links whose secret is still kept though nothing is found by it any more, because the meeting
    is over, or would be. One that is off keeps its links as long: they take it out of calendars."""
    meetings = schedule.meetings_with_a_date(until_after=LINK_WORKS_FOR)
    kept = ReplyLink.objects.unscoped("LEAP forgets what is of no use").filter(stopped_at__isnull=True)
    return kept.exclude(invitation__meeting__in=meetings.values("pk")).order_by("pk")


def _seen_by(viewer: Person) -> QuerySet[Invitation]:
    return Invitation.objects.filter(meeting__panel__in=people.panels_run_by(viewer).values("pk"))


def _on_panel() -> Exists:
    held = Role.objects.filter(people.belonging(), person=OuterRef("person"), panel=OuterRef("meeting__panel"))
    return Exists(held)


def _breaks() -> QuerySet[Pause]:
    """Of invitations: the break, if any, that each person takes from the panel of the meeting."""
    return people.away_from(OuterRef("meeting__panel")).filter(person=OuterRef("person"))


def _counts_now() -> Q:
    """Of invitations: their person takes no break, or has answered since it began."""
    return ~_away() | (Q(replied_at__isnull=False) & ~_away_since())


def _away() -> Exists:
    return Exists(_breaks())


def _away_since() -> Exists:
    return Exists(_breaks().filter(started_at__gte=OuterRef("replied_at")))


def _takes_replies() -> Q:
    return Q(meeting__state=Meeting.State.OPEN, meeting__starts_at__gt=clock.now())
