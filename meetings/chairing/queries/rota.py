"""Whose turn it is: worked out from who came, who was willing and who chaired. Shown to nobody but as one name.

Who is willing, and how far, is read by that person alone, and by LEAP here.
"""

from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.people import queries as people
from accounts.people.models import Panel, Person, Role
from leap.core import clock
from leap.design.times import there
from meetings.attendance.models import Attendance
from meetings.chairing import states
from meetings.chairing.models import ChairedBefore, ChairTurn, ChairWillingness
from meetings.chairing.planning import Before, HeldMeeting, NextMeeting, ledger, propose
from meetings.chairing.planning.ledger import PersonId
from meetings.chairing.planning.season import fairest_season
from meetings.invitations import queries as invitations
from meetings.schedule.models import Meeting

Answer = ChairWillingness.Answer
TO_CHAIR = (Answer.WILLING, Answer.MENTOR)
YES = (Answer.WATCH, Answer.TOGETHER, *TO_CHAIR)
MAY_HAVE = {states.CHAIR: TO_CHAIR, states.BESIDE: (Answer.TOGETHER, Answer.MENTOR), states.WATCH: (Answer.WATCH,)}


def whose_turn(viewer: Person, meeting: Meeting) -> Person | None:
    """The person to ask next, for those who arrange the meeting; None for anyone else, or when there is nobody to ask.

    Asked are members who said that they may be asked, who are coming (from wherever), who have been to a meeting of the
    panel before, who take no break, and who have not been asked for this one.
    """
    able = _able(viewer, meeting, states.CHAIR)
    could = [who for who, answer in able.items() if answer in TO_CHAIR]
    return _first(meeting, could, held_meetings_before(meeting), chaired_before(meeting.panel))


def whose_place(viewer: Person, meeting: Meeting, part: str, *, first_time: bool) -> Person | None:
    """Whom to ask to sit beside the chair, to help or to watch; None for anyone who does not arrange the meeting, or
    when there is nobody to ask.

    Beside somebody who chairs for the first time (`first_time`) sits a member who has chaired before: who said that
    they help others first, then who said that they chair together with somebody. Else it is a place to learn for those
    who said that they would do it together. Between them, whoever has waited longest for such a place.
    """
    able = _able(viewer, meeting, part)
    rota = held_meetings_before(meeting, part)
    chaired = {held.chair for held in held_meetings_before(meeting)}
    chaired |= {person for person, known in chaired_before(meeting.panel).items() if known.turns}
    found = None
    for answer in _answers_wanted(part, first_time):
        who = [person for person, said in able.items() if said == answer]
        if first_time and part == states.BESIDE:
            who = [person for person in who if person.pk in chaired]
        found = found or _first(meeting, who, rota)
    return found


def _answers_wanted(part: str, first_time: bool) -> tuple[str, ...]:
    if part == states.WATCH:
        return (Answer.WATCH,)
    return (Answer.MENTOR, Answer.TOGETHER) if first_time else (Answer.TOGETHER,)


def _able(viewer: Person, meeting: Meeting, part: str) -> dict[Person, str]:
    """Who could be asked for this part today, each with what they said themself. For the two functions above."""
    coming = invitations.people_taking_part_for(viewer, meeting)
    asked = ChairTurn.objects.filter(Q(part=part) | ~Q(state=states.PASSED), meeting=meeting).values("person")
    said = ChairWillingness.objects.filter(panel=meeting.panel_id, answer__in=YES, replaced_at__isnull=True)
    members = Role.objects.filter(people.in_force(day_of(meeting)), panel=meeting.panel_id, kind=Role.Kind.MEMBER)
    away = people.away_from(meeting.panel_id).values("person")
    here = coming.exclude(pk__in=asked).exclude(pk__in=away).filter(pk__in=members.values("person"))
    answers = dict(said.filter(person__in=here.values("pk")).values_list("person", "answer"))
    return {person: answers[person.pk] for person in here if person.pk in answers}


def _first(
    meeting: Meeting, candidates: list[Person], rota: list[HeldMeeting], before: dict[PersonId, Before] | None = None
) -> Person | None:
    by_id: dict[PersonId, Person] = {person.pk: person for person in candidates}
    starts = fresh_starts(meeting.panel)
    proposal = propose(rota, by_id, NextMeeting(str(meeting.pk), day_of(meeting)), fresh_starts=starts, before=before)
    return by_id[proposal.person] if proposal else None


def year_of_chairs(viewer: Person, meetings: list[Meeting]) -> dict[UUID, Person]:
    """Whom to ask for each of these meetings of one panel that has no chair and nobody being asked, by meeting.

    Of all the ways to share the turns out among those who are coming and willing, one in which nobody is ever further
    from their share than need be; chairs that are settled or asked about stay. For those who arrange the meetings.
    """
    if not meetings:
        return {}
    panel, first = meetings[0].panel, meetings[0]
    held = held_meetings_before(first)
    been = {person for each in held for person in each.present}
    people_by_id: dict[PersonId, Person] = {}
    willing, may, settled = [], [], []
    for meeting in meetings:
        able = [
            who for who, said in _able(viewer, meeting, states.CHAIR).items() if said in TO_CHAIR and who.pk in been
        ]
        people_by_id |= {who.pk: who for who in able}
        has = ChairTurn.objects.filter(meeting=meeting, part=states.CHAIR).exclude(state=states.PASSED).first()
        settled.append(has is not None)
        mine = [who.pk for who in able]
        willing.append(mine if has is None or has.person_id in mine else [*mine, has.person_id])
        may.append(mine if has is None else [has.person_id])
    lines = ledger(held, fresh_starts(panel), chaired_before(panel))
    owed = {person: -line.balance for person, line in lines.items()}
    chairs = fairest_season(willing, may, owed)
    return {
        meeting.pk: people_by_id[chair]
        for meeting, chair, is_settled in zip(meetings, chairs, settled, strict=True)
        if chair is not None and not is_settled
    }


def chaired_before(panel: Panel) -> dict[PersonId, Before]:
    """For this room: how often people chaired before LEAP, as it was written down."""
    rows = ChairedBefore.objects.filter(panel=panel).order_by("pk")
    return {row.person_id: Before(row.times, row.until) for row in rows}


def is_first_time(turn: ChairTurn) -> bool:
    """Has this person not chaired a meeting of the panel before this one?"""
    before = ChairTurn.objects.filter(
        person=turn.person_id, state=states.CHAIRED, meeting__in=held_before(turn.meeting)
    )
    noted = ChairedBefore.objects.filter(person=turn.person_id, panel=turn.meeting.panel_id, times__gt=0)
    return not before.exists() and not noted.exists()


def held_meetings_before(meeting: Meeting, part: str = states.CHAIR) -> list[HeldMeeting]:
    """Earlier meetings of the panel: who was there, which members were willing then, who chaired.

    For a place beside the chair it says who sat there: who agreed to, was there, and did not chair after all.
    """
    held = list(held_before(meeting))
    here = _by_meeting(Attendance.objects.filter(meeting__in=held, came__in=Attendance.HERE))
    state = states.CHAIRED if part == states.CHAIR else states.ACCEPTED
    turns = ChairTurn.objects.filter(meeting__in=held, part=part, state=state).order_by("pk")
    sat = dict(turns.values_list("meeting", "person"))
    roles = list(_member_roles(meeting.panel))
    said = ChairWillingness.objects.filter(panel=meeting.panel_id, answer__in=MAY_HAVE[part])
    answers = list(said.order_by("pk"))
    return [
        HeldMeeting(
            on=day_of(each),
            present=here.get(each.pk, frozenset()),
            willing=_members_on(day_of(each), roles) & _willing_on(each, answers),
            chair=_there(sat.get(each.pk), here.get(each.pk, frozenset()), part),
        )
        for each in held
    ]


def _there(person: UUID | None, here: frozenset[UUID], part: str) -> UUID | None:
    return person if part == states.CHAIR or person in here else None


def held_before(meeting: Meeting) -> QuerySet[Meeting]:
    """For this room: the meetings of the panel that were held before this one, the earliest first."""
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


def _willing_on(meeting: Meeting, answers: list[ChairWillingness]) -> frozenset[UUID]:
    then = meeting.starts_at
    said = (answer for answer in answers if answer.said_at <= then < (answer.replaced_at or then + timedelta(days=1)))
    return frozenset(answer.person_id for answer in said)


def fresh_starts(panel: Panel) -> dict[PersonId, date]:
    """For this room: the day each member joined or came back. What was before counts neither for nor against them."""
    starts: dict[PersonId, date] = {}
    until: dict[UUID, date] = {}
    for role in _member_roles(panel):
        came_back = role.person_id not in until or role.starts_on > until[role.person_id] + timedelta(days=1)
        if came_back:
            starts[role.person_id] = role.starts_on
        until[role.person_id] = max(role.ends_on or date.max - timedelta(days=1), until.get(role.person_id, date.min))
    return starts


def day_of(meeting: Meeting) -> date:
    """For this room: the day of a meeting where its panel is."""
    return there(meeting.starts_at, meeting.panel).date()


def there_on(moment: datetime, meeting: Meeting) -> date:
    """For this room: the day a moment is where the meeting's panel is."""
    return there(moment, meeting.panel).date()


def today_at(meeting: Meeting) -> date:
    """For this room: what day it is where the meeting's panel is."""
    return there(clock.now(), meeting.panel).date()
