"""How chairing goes round on one panel, in words: for everybody on it, and for its lead how it is shared."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.people import access as people_access
from accounts.people import queries as people
from accounts.people.models import Panel, Person, Role
from leap.core import clock
from meetings.attendance.models import RegisterCounts
from meetings.chairing import states
from meetings.chairing.models import ChairedBefore, ChairTurn
from meetings.chairing.queries.rota import day_of
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting

LATEST = 12  # meetings a page looks back on


@dataclass(frozen=True, slots=True)
class Chaired:
    """One person on the panel and how often they chaired it: since LEAP keeps a register, and before."""

    name: str
    times: int


@dataclass(frozen=True, slots=True)
class Date:
    """One date and who chairs or chaired it, as everybody on the panel may know: a name, "" for nobody."""

    meeting: Meeting
    name: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Share:
    """Of the meetings whose chair was noted: how many were chaired by members, by staff, and by guests."""

    members: int
    staff: int
    guests: int


def dates_ahead(viewer: Person, panel: Panel) -> list[Date]:
    """The dates still to come that the viewer can see, the soonest first."""
    ahead = schedule.meetings_for(viewer).filter(panel=panel, state__in=states.AHEAD, starts_at__gt=clock.now())
    meetings = list(ahead.select_related("panel").order_by("starts_at", "pk"))
    return _dates(viewer, meetings, (states.ACCEPTED,))


def dates_behind(viewer: Person, panel: Panel) -> list[Date]:
    """The latest dates that were held and that the viewer can see, the latest first."""
    held = schedule.meetings_for(viewer).filter(panel=panel, state=Meeting.State.HELD)
    meetings = list(held.select_related("panel").order_by("-starts_at", "pk")[:LATEST])
    return _dates(viewer, meetings, (states.CHAIRED,))


def how_often(viewer: Person, panel: Panel) -> list[Chaired]:
    """Who of the people on the panel has chaired, and how often, by name. Everybody could see it at the meetings."""
    turns = ChairTurn.objects.filter(meeting__panel=panel, state=states.CHAIRED)
    times = Counter(turns.values_list("person", flat=True))
    for person, before in ChairedBefore.objects.filter(panel=panel).values_list("person", "times"):
        times[person] += before
    on_panel = people.people_on_panel(viewer, panel.pk).order_by("shown_name", "pk")
    return [Chaired(person.shown_name, times[person.pk]) for person in on_panel if times[person.pk]]


def share_of_chairing(viewer: Person, panel: Panel) -> Share | None:
    """For the PPI lead of the panel's programme (for anyone else None): members' and staff's share of chairing."""
    if not people_access.leads_programme(viewer, panel.programme):
        return None
    turns = ChairTurn.objects.filter(meeting__panel=panel, state=states.CHAIRED).select_related("meeting__panel")
    roles = list(Role.objects.filter(panel=panel, kind=Role.Kind.MEMBER).order_by("person", "starts_on"))
    by_members = sum(_was_member(turn, roles) for turn in turns)
    guests = RegisterCounts.objects.filter(meeting__panel=panel, guest_chaired=True).count()
    return Share(by_members, len(turns) - by_members, guests)


def members_of(viewer: Person, panel: Panel) -> QuerySet[Person]:
    """The members of a panel today, by name, as the viewer sees them."""
    held = Role.objects.filter(people.in_force(), panel=panel, kind=Role.Kind.MEMBER)
    return people.people_on_panel(viewer, panel.pk).filter(pk__in=held.values("person")).order_by("shown_name", "pk")


def noted_before(viewer: Person, panel: Panel) -> dict[UUID, int]:
    """How often today's members chaired before LEAP, for those who arrange the panel's meetings; else nothing."""
    if not people_access.can_run_panel(viewer, panel):
        return {}
    rows = ChairedBefore.objects.filter(panel=panel, person__in=members_of(viewer, panel).values("pk"))
    return dict(rows.order_by("pk").values_list("person", "times"))


def _was_member(turn: ChairTurn, roles: list[Role]) -> bool:
    day = day_of(turn.meeting)
    held = (role for role in roles if role.person_id == turn.person_id)
    return any(role.starts_on <= day <= (role.ends_on or day) for role in held)


def _dates(viewer: Person, meetings: list[Meeting], agreed: tuple[str, ...]) -> list[Date]:
    told = ChairTurn.objects.filter(Q(meeting__in=meetings), part=states.CHAIR, state__in=agreed)
    chairs = {turn.meeting_id: turn.person for turn in told.select_related("person").order_by("pk")}
    return [
        Date(meeting, chairs[meeting.pk].shown_name, chairs[meeting.pk].pk == viewer.pk)
        if meeting.pk in chairs
        else Date(meeting, "", is_mine=False)
        for meeting in meetings
    ]
