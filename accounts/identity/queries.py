"""The one resolver. Nobody reads a statement by any other road than `what_viewer_may_read` and `panel_people`.

Who may read is decided inside one SQL statement, so a statement that is hidden and one that was never written leave the
same queries, the same counts and the same page behind.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.identity import wordings
from accounts.identity.access import READING_ROLES
from accounts.identity.models import Share, Statement
from accounts.people import queries as people
from accounts.people.models import Panel, Person, Role
from leap.core import audit

ONLY_YOU = "Only you"


class Surface(StrEnum):
    """The places where statements are shown. Each read is recorded with its surface; a new page adds its own."""

    PANEL_PAGE = "panel_page"
    PERSON_PAGE = "person_page"


@dataclass(frozen=True)
class Words:
    """One statement as a reader gets it: no dates and no list of other readers, which would say more than the words."""

    statement_id: UUID
    person_id: UUID
    own_words: str


@dataclass(frozen=True)
class PersonOnPanel:
    """One person on the who-is-who page, as one viewer may see them."""

    id: UUID
    shown_name: str
    roles: list[str]
    is_viewer: bool
    statements: list[Words]


@dataclass(frozen=True)
class MyShare:
    """One audience that can read a statement of mine, and who that is today."""

    id: UUID
    panel: Panel
    audience: str
    given_at: datetime
    readers: list[Person]
    i_am_on_panel: bool

    @property
    def in_words(self) -> str:
        """Who can read it through this yes: "the members of Heather (4 people today)"."""
        return wordings.readers(self.audience, self.panel, len(self.readers))

    @property
    def stop_about(self) -> str:
        """What "Stop sharing" is read out with, so that two such buttons differ."""
        return f"with {self.panel.name}"


@dataclass(frozen=True)
class MyStatement:
    """One statement as its owner sees it."""

    id: UUID
    own_words: str
    written_at: datetime
    changed_at: datetime
    shares: list[MyShare] = field(default_factory=list)

    @property
    def is_shared(self) -> bool:
        """Has its owner said yes to anybody, on whatever panel?"""
        return bool(self.shares)

    @property
    def open_shares(self) -> list[MyShare]:
        """Each yes that lets somebody read it today: those for panels its owner is on."""
        return [share for share in self.shares if share.i_am_on_panel]

    @property
    def readers_in_words(self) -> str:
        """Who can read it today, for the line above a box."""
        return " and ".join(["You", *(share.in_words for share in self.open_shares)]) if self.open_shares else ONLY_YOU

    def audience_on(self, panel: Panel) -> str | None:
        """The audience on this panel its owner said yes to, if any."""
        return next((share.audience for share in self.shares if share.panel.pk == panel.pk), None)


def what_viewer_may_read(viewer: Person, person: Person, surface: str) -> list[Words]:
    """What one person says about themself, as far as the viewer may read it today; oldest first.

    Their owner reads all of their own. Anyone else reads what is shared with an audience they are in today, while its
    owner holds a role on that panel too; each such read is recorded for the owner. Inactive people read nothing.
    An unknown surface raises ValueError.
    """
    where = Surface(surface)
    if viewer.pk == person.pk:
        return _words(_own(viewer))
    return _read(viewer, _shared_with(viewer).filter(person=person.pk), where)


def panel_people(viewer: Person, panel_id: UUID, surface: str) -> list[PersonOnPanel]:
    """Everyone on the panel today with what they share with it, as the viewer may see them; nobody on a panel that the
    viewer may not see. The number of queries is the same for any number of people.

    The viewer's own entry shows what they share with this panel, as others see it; never what they keep to themself.
    """
    where = Surface(surface)
    on_panel = list(people.people_on_panel(viewer, panel_id))
    roles = people.roles_shown_on_panel(viewer, panel_id)
    here = _shared_with(viewer, panel_id) | _own_shared_with(viewer, panel_id)
    said: dict[UUID, list[Words]] = {}
    for words in _read(viewer, here.filter(person__in=[person.pk for person in on_panel]), where):
        said.setdefault(words.person_id, []).append(words)
    return [
        PersonOnPanel(
            id=person.pk,
            shown_name=person.shown_name,
            roles=roles.get(person.pk, []),
            is_viewer=person.pk == viewer.pk,
            statements=said.get(person.pk, []),
        )
        for person in on_panel
    ]


def my_statements(viewer: Person) -> list[MyStatement]:
    """All the viewer has written about themself, newest first, each with who can read it today."""
    mine = list(_own(viewer).order_by("-written_at", "pk"))
    shares = _live_shares().filter(statement__in=[statement.pk for statement in mine]).select_related("panel")
    readers = audiences_for(viewer)
    by_statement: dict[UUID, list[MyShare]] = {}
    for share in shares.order_by("panel__name", "pk"):
        by_statement.setdefault(share.statement_id, []).append(_my_share(share, readers))
    return [_my_statement(statement, by_statement.get(statement.pk, [])) for statement in mine]


def my_statement_or_404(viewer: Person, statement_id: UUID) -> MyStatement:
    """One statement of the viewer's own, with who can read it today. Anybody else's is not found (Http404)."""
    mine = _own(viewer).filter(pk=statement_id).first()
    if mine is None:
        raise Http404
    shares = _live_shares().filter(statement=mine.pk).select_related("panel").order_by("panel__name", "pk")
    readers = audiences_for(viewer)
    return _my_statement(mine, [_my_share(share, readers) for share in shares])


def audiences_for(viewer: Person) -> dict[UUID, dict[str, list[Person]]]:
    """For each panel the viewer holds a role on today: who is in each audience today, the viewer left out, by name."""
    panels = people.panel_ids_of(viewer)
    on_panels = Role.objects.filter(people.belonging(), panel__in=panels, person__is_active=True).exclude(person=viewer)
    roles = list(on_panels.select_related("person").order_by("person__shown_name", "person_id"))
    return {
        panel: {
            # A dict, because somebody with two roles is one reader.
            audience: list({role.person: None for role in roles if role.panel_id == panel and role.kind in kinds})
            for audience, kinds in READING_ROLES.items()
        }
        for panel in panels
    }


def panels_to_share_with(viewer: Person, audiences: dict[UUID, dict[str, list[Person]]]) -> list[Panel]:
    """The panels the viewer can share something with: those in `audiences_for(viewer)`, by name."""
    return list(people.panels_for(viewer).filter(pk__in=list(audiences)))


def _own(viewer: Person) -> QuerySet[Statement]:
    every = Statement.objects.unscoped("a person reads their own")
    return every.filter(person=viewer.pk, person__is_active=True).order_by("written_at", "pk")


def _own_shared_with(viewer: Person, panel_id: UUID) -> QuerySet[Statement]:
    return _own(viewer).filter(Exists(_live_shares().filter(statement=OuterRef("pk"), panel=panel_id)))


def _live_shares() -> QuerySet[Share]:
    return Share.objects.unscoped("each yes that has not been taken back").filter(ended_at__isnull=True)


def _shared_with(viewer: Person, panel_id: UUID | None = None) -> QuerySet[Statement]:
    """Statements of others that the viewer may read today; with a panel, only what is shared with that panel.

    Each yes is looked at by itself: the audience it names, on the panel it names. So roles elsewhere open nothing.
    """
    roles_there = Role.objects.filter(people.belonging(), panel=OuterRef("panel"), person__is_active=True)
    open_to_viewer = Q(pk__in=[])
    for audience, kinds in sorted(READING_ROLES.items()):
        open_to_viewer |= Q(Exists(roles_there.filter(person=viewer.pk, kind__in=sorted(kinds))), audience=audience)
    shares = _live_shares().filter(
        open_to_viewer,
        Exists(roles_there.filter(person=OuterRef("statement__person"))),
        statement=OuterRef("pk"),
        **({} if panel_id is None else {"panel": panel_id}),
    )
    others = Statement.objects.unscoped("the resolver: only what somebody has shared with this viewer")
    return others.filter(Exists(shares)).exclude(person=viewer.pk).order_by("written_at", "pk")


def _read(viewer: Person, shared: QuerySet[Statement], surface: Surface) -> list[Words]:
    """The words, once it is on record that they were read."""
    found = list(shared.select_related("person"))
    things = [(statement, statement.person) for statement in found if statement.person_id != viewer.pk]
    audit.record_each(by=viewer, verb="statement.read", things=things, surface=surface.value)
    return _words(found)


def _words(statements: QuerySet[Statement] | list[Statement]) -> list[Words]:
    return [Words(each.pk, each.person_id, each.own_words) for each in statements]


def _my_statement(statement: Statement, shares: list[MyShare]) -> MyStatement:
    return MyStatement(statement.pk, statement.own_words, statement.written_at, statement.changed_at, shares)


def _my_share(share: Share, audiences: dict[UUID, dict[str, list[Person]]]) -> MyShare:
    there = audiences.get(share.panel_id)
    return MyShare(
        id=share.pk,
        panel=share.panel,
        audience=share.audience,
        given_at=share.given_at,
        readers=there[share.audience] if there is not None else [],
        i_am_on_panel=there is not None,
    )
