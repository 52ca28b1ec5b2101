"""The one resolver. Nobody reads what somebody else says about themself by any other road.

Who may read is decided inside one SQL statement, by the rule of `planning/rule.py`, so a statement that is hidden and
one that was never written leave the same queries, the same counts and the same page behind.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.identity import wordings
from accounts.identity.circles import circles_of
from accounts.identity.models import Share, Statement
from accounts.identity.planning import words
from accounts.identity.planning.rule import NO_AUDIENCE, Standing
from accounts.identity.queries.destinations import standing_of
from accounts.people import queries as people
from accounts.people.models import Panel, Person, Role
from leap.core import audit, clock

LIVED_EXPERIENCE = "Has lived experience"
NOT_ON_PANEL_PAGES = (words.NAMED, words.STUDY_TEAM)


class Surface(StrEnum):
    """The places where statements are shown. Each read is recorded with its surface; a new page adds its own."""

    PANEL_PAGE = "panel_page"
    PERSON_PAGE = "person_page"
    SHARED_WITH_ME = "shared_with_me"
    CO_AUTHORS_PAGE = "co_authors_page"
    PAPER = "paper"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class Words:
    """One statement as a reader gets it: no dates and no list of other readers, which would say more than the words.

    What is said without a name carries no key either, so nothing leads from it to its person.
    """

    text: str
    statement_id: UUID | None = None
    person_id: UUID | None = None


@dataclass(frozen=True)
class PersonOnPanel:
    """One person on the who-is-who page, as one viewer may see them."""

    id: UUID
    shown_name: str
    pronouns: str
    roles: list[str]
    is_viewer: bool
    statements: list[Words]


@dataclass(frozen=True)
class OnPanel:
    """The who-is-who page of one panel: its people, and what is said there without a name."""

    people: list[PersonOnPanel] = field(default_factory=list)
    without_name: list[Words] = field(default_factory=list)


@dataclass(frozen=True)
class FromPerson:
    """What one person shares with the viewer, beside what stands on a page of a panel."""

    id: UUID
    shown_name: str
    statements: list[Words]


@dataclass(frozen=True)
class SharedWithMe:
    """What others chose to tell the viewer: by name, or as one of the study team."""

    people: list[FromPerson]
    without_name: list[Words]


def what_viewer_may_read(viewer: Person, person: Person, surface: str) -> list[Words]:
    """What one person says about themself, as far as the viewer may read it today with their name to it; oldest first.

    Their owner reads all of their own. Each read by somebody else is recorded for the owner. Inactive people read
    nothing. An unknown surface raises ValueError.
    """
    where = Surface(surface)
    if viewer.pk == person.pk:
        own = _statements("a person reads their own").filter(person=viewer.pk, person__is_active=True)
        return [Words(each.own_words, each.pk, each.person_id) for each in own.order_by("written_at", "pk")]
    shares = open_to(standing_of(viewer)).filter(statement__person=person.pk, named=True)
    return with_name(_read(viewer, shares, where))


def panel_people(viewer: Person, panel_id: UUID, surface: str) -> OnPanel:
    """Everyone on the panel today with what they share there, as the viewer may see them; nobody on a panel that the
    viewer may not see. The number of queries is the same for any number of people.

    The viewer's own entry shows what they tell this panel, as others see it; never what they keep to themself.
    """
    where = Surface(surface)
    on_panel = list(people.people_on_panel(viewer, panel_id))
    roles = people.roles_shown_on_panel(viewer, panel_id)
    here = open_to(standing_of(viewer), or_own=viewer.pk).filter(
        panel=panel_id, statement__person__in=[person.pk for person in on_panel]
    )
    shares = _read(viewer, here, where)
    said = by_person(with_name(shares))
    return OnPanel(
        people=[
            entry(person, roles.get(person.pk, []), said.get(person.pk, []), is_viewer=person.pk == viewer.pk)
            for person in on_panel
        ],
        without_name=without_name(shares),
    )


def entry(person: Person, roles: list[str], statements: list[Words], *, is_viewer: bool) -> PersonOnPanel:
    """One person as they stand on a page of who is who."""
    return PersonOnPanel(person.pk, person.shown_name, person.pronouns, roles, is_viewer, statements)


def shared_with_me(viewer: Person, surface: str) -> SharedWithMe:
    """What people chose to tell the viewer by name or as one of the study team, on whichever panel they are."""
    told = open_to(standing_of(viewer)).filter(audience__in=NOT_ON_PANEL_PAGES)
    shares = _read(viewer, told, Surface(surface))
    names = {share.statement.person_id: share.statement.person.shown_name for share in shares if share.named}
    said = by_person(with_name(shares))
    by_name = sorted(said, key=lambda person: (names[person], person))
    return SharedWithMe(
        people=[FromPerson(person, names[person], said[person]) for person in by_name],
        without_name=without_name(shares),
    )


def what_co_authors_may_read(viewer: Person, circle_id: UUID, surface: str) -> dict[UUID, list[Words]]:
    """What the people who write one reflective account with the viewer tell the others who write it, by person.

    Nothing when the viewer is not one of them today, and nothing of somebody who no longer is.
    """
    where = Surface(surface)
    circle = next((each for each in circles_of(viewer) if each.id == circle_id), None)
    members = [each.pk for each in circle.members] if circle is not None else []
    told = told_to_circles([circle_id]).filter(statement__person__in=members)
    return by_person(with_name(_read(viewer, told, where)))


def _statements(reason: str) -> QuerySet[Statement]:
    return Statement.objects.unscoped(reason)


def _live() -> QuerySet[Share]:
    """Each yes to be known that stands today: not taken back, not over, and given to words that still hold."""
    every = Share.objects.unscoped("the resolver: each yes that stands today")
    return every.filter(
        Q(until__isnull=True) | Q(until__gte=clock.today()),
        purpose=words.BE_KNOWN,
        ended_at__isnull=True,
        wording_version__in=wordings.in_force(),
    )


def open_to(standing: Standing, *, or_own: UUID | None = None) -> QuerySet[Share]:
    """Each yes through which somebody of this standing may read; with `or_own`, also what that person tells groups."""
    return _live().filter(_includes(standing, or_own), _owner_is_there(), statement__person__is_active=True)


def open_to_everyone_on(panel: Panel) -> QuerySet[Share]:
    """Each yes on a panel whose owner is still there, whoever it is for: for a sheet that is handed to everyone."""
    return _live().filter(_owner_is_there(), panel=panel, statement__person__is_active=True)


def told_to_circles(circle_ids: Iterable[UUID]) -> QuerySet[Share]:
    """Each yes to those one writes with, in these circles. Whoever asks says which of their people are still in it."""
    return _live().filter(audience=words.CO_AUTHORS, circle_id__in=list(circle_ids), statement__person__is_active=True)


def _includes(standing: Standing, or_own: UUID | None) -> Q:
    if standing.person_id is None and not standing.held:
        return Q(pk__in=[])
    there = Q(panel__in=sorted(standing.panels())) | Q(programme__in=sorted(standing.programmes_led()))
    included = (
        Q(audience=words.MEMBERS, panel__in=sorted(standing.panels_as_member()))
        | Q(audience=words.EVERYONE, panel__in=sorted(standing.panels()))
        | Q(audience=words.COORDINATOR, panel__in=sorted(standing.panels_as_coordinator()))
        | Q(audience=words.STUDY_TEAM, programme__in=sorted(standing.programmes_of_the_team()))
        | (Q(audience=words.NAMED, reader=standing.person_id) & there)
    ) & ~Q(statement__person=standing.person_id)
    if or_own is None:
        return included
    return included | Q(statement__person=or_own, audience__in=[words.MEMBERS, words.EVERYONE])


def _owner_is_there() -> Q:
    """The one who said yes still belongs to the panel, or the programme, that they said it for."""
    theirs = Role.objects.filter(people.in_force(), person=OuterRef("statement__person"))
    belongs = ~Q(kind__in=sorted(NO_AUDIENCE))
    counts = belongs | Q(kind=Role.Kind.PPI_LEAD)
    return (Q(audience__in=words.OF_A_PANEL) & Exists(theirs.filter(belongs, panel=OuterRef("panel")))) | (
        Q(audience=words.STUDY_TEAM) & Exists(theirs.filter(counts, programme=OuterRef("programme")))
    )


def _read(viewer: Person, shares: QuerySet[Share], surface: Surface) -> list[Share]:
    """The yeses with their statements, oldest statement first, once it is on record that these were read."""
    found = in_order(shares)
    things = {share.statement_id: share.statement for share in found if share.statement.person_id != viewer.pk}
    record_read(viewer, things.values(), surface)
    return found


def in_order(shares: QuerySet[Share]) -> list[Share]:
    """The yeses with their statements, oldest statement first."""
    by_age = shares.select_related("statement__person").order_by("statement__written_at", "statement_id", "slot", "pk")
    return list(by_age)


def record_read(viewer: Person, statements: Iterable[Statement], surface: Surface) -> None:
    """It is on record, for their owners, that the viewer read these."""
    things = [(statement, statement.person) for statement in statements]
    audit.record_each(by=viewer, verb="statement.read", things=things, surface=surface.value)


def with_name(shares: list[Share]) -> list[Words]:
    """Each statement once, in the fullest form there is for this reader."""
    best = _fullest(shares, True)
    return [Words(text, each.statement_id, each.statement.person_id) for each in best if (text := said_in(each))]


def without_name(shares: list[Share]) -> list[Words]:
    """What is said without a name: in an order that is nobody's, and not again where it stands with the name."""
    said_with_it = {_whose_words(share) for share in shares if share.named}
    unnamed = sorted(_fullest(shares, False), key=lambda share: share.pk)
    return [Words(said_in(share)) for share in unnamed if _whose_words(share) not in said_with_it]


def _whose_words(share: Share) -> tuple[UUID, str]:
    # What somebody else happens to say in the same words hides nothing.
    return share.statement.person_id, said_in(share)


def _fullest(shares: list[Share], named: bool) -> list[Share]:
    best: dict[UUID, Share] = {}
    for share in shares:
        if share.named != named:
            continue
        other = best.setdefault(share.statement_id, share)
        if _fullness(share) < _fullness(other):
            best[share.statement_id] = share
    return list(best.values())


def _fullness(share: Share) -> tuple[int, int]:
    """The fullest form first; of two that are alike, the words that were meant for fewer people."""
    return words.FULLEST_FIRST[share.form], words.READING.index(share.audience)


def said_in(share: Share) -> str:
    """The words that one yes shows."""
    if share.form == words.LIVED:
        return LIVED_EXPERIENCE
    if share.form == words.OTHER:
        return share.other_words or ""
    return (share.statement.broad_words if share.form == words.BROAD else share.statement.own_words) or ""


def by_person(found: list[Words]) -> dict[UUID, list[Words]]:
    said: dict[UUID, list[Words]] = {}
    for each in found:
        if each.person_id is not None:
            said.setdefault(each.person_id, []).append(each)
    return said
