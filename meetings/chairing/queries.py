"""Reads about chairing.

Who is willing is read by that person alone, and by LEAP when it works out whose turn it is. Who said no is shown to
nobody: to the panel a chair is settled or it is not, to those who arrange the meeting somebody is asked or nobody is.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.needs import queries as needs
from accounts.people import queries as people
from accounts.people.models import Panel, Person, Role
from accounts.people.models.panels import MOST_REMINDER_DAYS
from accounts.reaching.registration import Errand
from leap.core import clock, outbox
from leap.design.times import say_day, there
from meetings.attendance.models import Attendance
from meetings.chairing import access, notices, states
from meetings.chairing.models import ChairTurn, ChairWillingness
from meetings.chairing.planning import HeldMeeting, NextMeeting, propose
from meetings.chairing.planning.ledger import PersonId
from meetings.invitations import queries as invitations
from meetings.invitations.models import Invitation
from meetings.invitations.states import TAKING_PART
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting


@dataclass(frozen=True, slots=True)
class ShownChair:
    """The chair of one meeting as one viewer sees it.

    `chair` is set once somebody has agreed; `mine` is the viewer's own turn; `asked` is set only for those who arrange
    the meeting, while somebody is being asked; `to_free` likewise once somebody has agreed.
    """

    chair: Person | None
    mine: ChairTurn | None
    asked: ChairTurn | None
    has_chaired: bool
    to_free: ChairTurn | None = None


def chair_of(viewer: Person, meeting_id: UUID) -> ShownChair | None:
    """Who chairs a meeting the viewer may see; None when they may not see it."""
    meeting = schedule.meetings_for(viewer).filter(pk=meeting_id).first()
    return shown_chair(viewer, meeting) if meeting is not None else None


def shown_chair(viewer: Person, meeting: Meeting) -> ShownChair:
    """The same for a meeting the viewer is known to see."""
    arranges = access.can_ask_for_chair(viewer, meeting)  # asked first, so that no query shows that somebody is asked
    turn = live_turn(meeting)
    if turn is None:
        return ShownChair(chair=None, mine=None, asked=None, has_chaired=False)
    agreed = turn.state != states.OFFERED
    return ShownChair(
        chair=turn.person if agreed else None,
        mine=turn if turn.person_id == viewer.pk else None,
        asked=turn if arranges and not agreed else None,
        has_chaired=turn.state == states.CHAIRED,
        to_free=turn if arranges and agreed else None,
    )


def live_turn(meeting: Meeting) -> ChairTurn | None:
    """The one turn of the meeting that nobody said no to. For the actions and for the two functions above."""
    turns = ChairTurn.objects.filter(meeting=meeting).exclude(state=states.PASSED)
    return turns.select_related("person", "meeting__panel").first()


def open_turns_of(person: Person, panel: Panel) -> QuerySet[ChairTurn]:
    """For LEAP's own work: turns at meetings still to come that somebody has, or is asked about."""
    ahead = ChairTurn.objects.filter(person=person, meeting__panel=panel, state__in=[states.OFFERED, states.ACCEPTED])
    return ahead.filter(meeting__state__in=states.AHEAD, meeting__starts_at__gt=clock.now()).order_by("pk")


def turn_to_answer(viewer: Person, meeting: Meeting) -> ChairTurn | None:
    """The turn the viewer can say yes or no to: their own, or for those who arrange the meeting the one being asked."""
    arranges = access.can_ask_for_chair(viewer, meeting)
    own = ChairTurn.objects.filter(meeting=meeting, person=viewer).select_related("person", "meeting__panel").first()
    live = live_turn(meeting)
    return live if live is not None and (arranges or live.person_id == viewer.pk) else own


def meetings_chaired_by(viewer: Person) -> QuerySet[Meeting]:
    """The meetings still to be held that the viewer can see and has agreed to chair."""
    agreed = ChairTurn.objects.filter(person=viewer, state=states.ACCEPTED)
    return schedule.meetings_for(viewer).filter(pk__in=agreed.values("meeting"), state__in=states.AHEAD)


def chairs_to_brief() -> QuerySet[ChairTurn]:
    """For LEAP's own work: who has agreed to chair a meeting that is to come soon."""
    soon = clock.now() + timedelta(days=MOST_REMINDER_DAYS + 1)
    ahead = ChairTurn.objects.filter(state=states.ACCEPTED, meeting__state__in=states.AHEAD)
    near = ahead.filter(meeting__starts_at__gt=clock.now(), meeting__starts_at__lt=soon)
    return near.select_related("person", "meeting__panel").order_by("pk")


def briefings_for(viewer: Person, meeting: Meeting) -> list[tuple[outbox.OutboxMessage, ChairTurn]]:
    """What whoever chairs this meeting was told about chairing, for those who arrange it; else nothing.

    Of somebody who gave the turn back nothing is shown: who said no is shown to nobody.
    """
    turn = live_turn(meeting)
    if turn is None or turn.state == states.OFFERED or not access.can_ask_for_chair(viewer, meeting):
        return []
    told = outbox.OutboxMessage.objects.filter(kind=notices.BRIEFING, about_id=turn.pk)
    return [(message, turn) for message in told.order_by("created_at", "key")]


def what_helps_for(viewer: Person, meeting: Meeting) -> list[needs.HelpsOne]:
    """For the chair of this meeting: what helps those who take part, as far as they let the chair see it."""
    if not meetings_chaired_by(viewer).filter(pk=meeting.pk).exists():
        return []
    taking_part = Invitation.objects.filter(meeting=meeting, reply__in=TAKING_PART).values("person")
    return needs.by_person(needs.what_the_chair_sees(viewer, meeting.panel_id, taking_part))


def ways_to_ask(viewer: Person, shown: ShownChair) -> list[str]:
    """For those who arrange the meeting, while somebody is to be asked by hand: how they want to be reached."""
    if shown.asked is None or not notices.is_passed_on_by_hand(shown.asked):
        return []
    person = shown.asked.person
    ways = needs.ways_to_reach(viewer, shown.asked.meeting.panel_id, [person], "to_ask")
    return list(ways[person.pk].lines) if person.pk in ways else []


def offers_for(viewer: Person) -> QuerySet[ChairTurn]:
    """The questions waiting for the viewer: turns offered to them at meetings still to come, soonest first."""
    return (
        ChairTurn.objects.filter(person=viewer, state=states.OFFERED, meeting__in=schedule.meetings_for(viewer))
        .filter(meeting__state__in=states.AHEAD, meeting__starts_at__gt=clock.now())
        .select_related("meeting__panel")
        .order_by("meeting__starts_at", "pk")
    )


def may_be_passed_on(viewer: Person) -> QuerySet[ChairTurn]:
    """The keys of turns at meetings still to come, for those who arrange them. Only ever a part of a question."""
    runs = people.panels_run_by(viewer).values("pk")
    ahead = ChairTurn.objects.filter(meeting__state__in=states.AHEAD, meeting__starts_at__gt=clock.now())
    return ahead.filter(meeting__panel__in=runs).values("pk")


def errands_for(viewer: Person, waiting: list[outbox.OutboxMessage]) -> list[Errand]:
    """These messages as something to pass on: somebody to be asked, what helps who chairs, or the contact to be told
    that nobody does.

    Whose turn a word to the contact is about is never looked up by name: that would be who said no.
    """
    held = Role.objects.filter(people.belonging(), person=OuterRef("person"), panel=OuterRef("meeting__panel"))
    settled = ChairTurn.objects.filter(meeting=OuterRef("meeting")).exclude(state=states.PASSED)
    turns = ChairTurn.objects.annotate(
        is_there=Exists(held.filter(person__is_active=True)), is_settled=Exists(settled)
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
    return turn.meeting.panel.contact_id == message.to_person_id and not turn.is_settled


def panels_to_ask_me_for(viewer: Person) -> list[Panel]:
    """The panels the viewer is a member of, each of which may ask them to chair."""
    mine = people.panel_ids_of(viewer, as_member=True)
    return [panel for panel in people.panels_for(viewer) if panel.pk in mine]


def my_answers(viewer: Person) -> dict[UUID, str]:
    """What the viewer themself said for each panel. Nobody else's answers can be asked for."""
    return dict(ChairWillingness.objects.filter(person=viewer, replaced_at__isnull=True).values_list("panel", "answer"))


def who_has_chaired(viewer: Person, meeting: Meeting) -> list[tuple[str, int]]:
    """The people on the panel who have chaired before this meeting, by name, and how often. All could see it."""
    chaired = ChairTurn.objects.filter(state=states.CHAIRED, meeting__in=_held_before(meeting))
    times = Counter(chaired.values_list("person", flat=True))
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
    last = _held_before(meeting).filter(chair_turns__person=person, chair_turns__state=states.CHAIRED).last()
    if person.pk == viewer.pk:
        before = (
            f"You last chaired on {say_day(last.starts_at, meeting.panel)}." if last else "You have not chaired yet."
        )
        return f"It is your turn, because, of the people we can ask, you have waited longest. {before}"
    name = person.shown_name
    before = (
        f"{name} last chaired on {say_day(last.starts_at, meeting.panel)}." if last else f"It is {name}’s first time."
    )
    return f"It is {name}’s turn, because, of the people we can ask, {name} has waited longest. {before}"


def whose_turn(viewer: Person, meeting: Meeting) -> Person | None:
    """The person to ask next, for those who arrange the meeting; None for anyone else, or when there is nobody to ask.

    Asked are members who said that they may be asked, who are coming (from wherever), who have been to a meeting of the
    panel before, who take no break, and who have not been asked for this one.
    """
    coming = invitations.people_taking_part_for(viewer, meeting)
    asked = ChairTurn.objects.filter(meeting=meeting).values("person")
    willing = ChairWillingness.objects.filter(_willing_at(clock.now()), panel=meeting.panel_id).values("person")
    members = Role.objects.filter(people.in_force(_day(meeting)), panel=meeting.panel_id, kind=Role.Kind.MEMBER)
    away = people.away_from(meeting.panel_id).values("person")
    here = coming.exclude(pk__in=asked).exclude(pk__in=away)
    candidates = here.filter(pk__in=willing).filter(pk__in=members.values("person"))
    by_id: dict[PersonId, Person] = {person.pk: person for person in candidates}
    proposal = propose(
        held_meetings_before(meeting),
        by_id,
        NextMeeting(str(meeting.pk), _day(meeting)),
        fresh_starts=_fresh_starts(meeting.panel),
    )
    return by_id[proposal.person] if proposal else None


def held_meetings_before(meeting: Meeting) -> list[HeldMeeting]:
    """Earlier meetings of the panel: who was there, which members were willing then, who chaired."""
    held = list(_held_before(meeting))
    here = _by_meeting(Attendance.objects.filter(meeting__in=held, came__in=Attendance.HERE))
    chairs = dict(ChairTurn.objects.filter(meeting__in=held, state=states.CHAIRED).values_list("meeting", "person"))
    roles = list(_member_roles(meeting.panel))
    answers = list(ChairWillingness.objects.filter(panel=meeting.panel_id, answer=ChairWillingness.Answer.WILLING))
    return [
        HeldMeeting(
            on=_day(each),
            present=here.get(each.pk, frozenset()),
            willing=_members_on(_day(each), roles) & _willing_on(each, answers),
            chair=chairs.get(each.pk),
        )
        for each in held
    ]


def _held_before(meeting: Meeting) -> QuerySet[Meeting]:
    return Meeting.objects.filter(
        panel=meeting.panel_id, state=Meeting.State.HELD, starts_at__lt=meeting.starts_at
    ).select_related("panel")


def _by_meeting(attendances: QuerySet[Attendance]) -> dict[UUID, frozenset[UUID]]:
    pairs = attendances.order_by("meeting").values_list("meeting", "person")
    return {
        meeting: frozenset(person for _, person in found) for meeting, found in groupby(pairs, lambda pair: pair[0])
    }


def _member_roles(panel: Panel) -> QuerySet[Role]:
    return Role.objects.filter(panel=panel, kind=Role.Kind.MEMBER).order_by("person", "starts_on")


def _members_on(day: date, roles: list[Role]) -> frozenset[UUID]:
    in_force = (role for role in roles if role.starts_on <= day <= (role.ends_on or day))
    return frozenset(role.person_id for role in in_force)


def _willing_at(moment: datetime) -> Q:
    said = Q(answer=ChairWillingness.Answer.WILLING, said_at__lte=moment)
    return said & (Q(replaced_at__isnull=True) | Q(replaced_at__gt=moment))


def _willing_on(meeting: Meeting, answers: list[ChairWillingness]) -> frozenset[UUID]:
    then = meeting.starts_at
    said = (answer for answer in answers if answer.said_at <= then < (answer.replaced_at or then + timedelta(days=1)))
    return frozenset(answer.person_id for answer in said)


def _fresh_starts(panel: Panel) -> dict[PersonId, date]:
    """The day each member joined or came back: what was before a time away counts neither for nor against them."""
    starts: dict[PersonId, date] = {}
    until: dict[UUID, date] = {}
    for role in _member_roles(panel):
        came_back = role.person_id not in until or role.starts_on > until[role.person_id] + timedelta(days=1)
        if came_back:
            starts[role.person_id] = role.starts_on
        until[role.person_id] = max(role.ends_on or date.max - timedelta(days=1), until.get(role.person_id, date.min))
    return starts


def _day(meeting: Meeting) -> date:
    return there(meeting.starts_at, meeting.panel).date()
