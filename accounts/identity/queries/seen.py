"""How others see me: the same resolver, asked for somebody else, and for nothing but what is mine."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from accounts.identity.circles import Circle, circles_of
from accounts.identity.planning import rule, words
from accounts.identity.planning.rule import Standing
from accounts.identity.queries import resolver
from accounts.identity.queries.destinations import known_as, standing_of
from accounts.identity.queries.resolver import FromPerson, PersonOnPanel, SharedWithMe, Words
from accounts.people import queries as people
from accounts.people.models import Panel, Person, Role


@dataclass(frozen=True)
class Eyes:
    """One way to look at me: through the eyes of one person, or of anyone who holds a role."""

    key: str
    name: str
    standing: Standing
    visible: frozenset[UUID]  # the panels whose page they can open
    known_as: str = ""  # the name with what tells two people of one name apart
    circles: tuple[Circle, ...] = ()  # what they write together with me

    @property
    def label(self) -> str:
        """How they stand in the list to choose from."""
        return self.known_as or self.name


NOBODY = Eyes("nobody", "Anybody else who signs in here", Standing(None), frozenset())


@dataclass(frozen=True)
class OnMyPanel:
    """My entry on the page of one panel, and what of mine stands there without a name."""

    panel: Panel
    entry: PersonOnPanel
    without_name: list[Words]


@dataclass(frozen=True)
class InCircle:
    """My entry on the page of those who write one reflective account with me."""

    circle: Circle
    role: str
    statements: list[Words]


@dataclass(frozen=True)
class SeenAs:
    """Everything of mine that these eyes find, page by page."""

    panels: list[OnMyPanel]
    person_page: list[Words]
    opens_person_page: bool
    told: SharedWithMe
    in_circles: list[InCircle]

    @property
    def is_empty(self) -> bool:
        """Do they find nothing at all, not even that I am on a panel?"""
        return not (self.panels or self.told.people or self.told.without_name or self.in_circles)


@dataclass(frozen=True)
class _Hypothetical:
    kind: str
    panel_id: UUID | None
    programme_id: UUID


def eyes_for(viewer: Person) -> dict[str, Eyes]:
    """Through whose eyes the viewer can look at themself: everyone on their panels and everyone they write with, by
    name, and every kind of role."""
    mine = list(people.panels_for(viewer).filter(pk__in=sorted(people.panel_ids_of(viewer))))
    circles = circles_of(viewer)
    found = [*_roles(mine), *_circles(circles), *_people(viewer, mine, circles), NOBODY]
    return {each.key: each for each in found}


def seen_as(viewer: Person, eyes: Eyes) -> SeenAs:
    """The viewer exactly as these eyes see them, page by page. Nothing is recorded as read: nobody else looked."""
    open_now = resolver.open_to(eyes.standing).filter(statement__person=viewer.pk)
    shares = resolver.in_order(open_now)
    on_panels = people.panels_for(viewer).filter(pk__in=sorted(people.panel_ids_of(viewer) & eyes.visible))
    panels = [
        _on_panel(viewer, panel, [share for share in shares if share.panel_id == panel.pk]) for panel in on_panels
    ]
    told = [share for share in shares if share.audience in resolver.NOT_ON_PANEL_PAGES]
    said = resolver.with_name(told)
    person = [FromPerson(viewer.pk, viewer.shown_name, said)] if said else []
    return SeenAs(
        panels=panels,
        person_page=resolver.with_name(shares),
        opens_person_page=bool(panels),
        told=SharedWithMe(person, resolver.without_name(told)),
        in_circles=_in_circles(viewer, eyes.circles),
    )


def _in_circles(viewer: Person, circles: tuple[Circle, ...]) -> list[InCircle]:
    told = resolver.told_to_circles(circle.id for circle in circles).filter(statement__person=viewer.pk)
    shares = resolver.in_order(told)
    return [
        InCircle(
            circle,
            circle.roles.get(viewer.pk, ""),
            resolver.with_name([share for share in shares if share.circle_id == circle.id]),
        )
        for circle in circles
    ]


def _on_panel(viewer: Person, panel: Panel, shares: list) -> OnMyPanel:
    roles = people.roles_shown_on_panel(viewer, panel.pk).get(viewer.pk, [])
    entry = resolver.entry(viewer, roles, resolver.with_name(shares), is_viewer=False)
    return OnMyPanel(panel, entry, resolver.without_name(shares))


def _roles(panels: list[Panel]) -> Iterator[Eyes]:
    kinds = (
        (rule.MEMBER, "One of the {people} of {panel}"),
        (Role.Kind.RESEARCHER, "A researcher on {panel}"),
        (rule.COORDINATES, "The coordinator of {panel}"),
    )
    for panel in panels:
        for kind, name in kinds:
            held = (_Hypothetical(str(kind), panel.pk, panel.programme_id),)
            called = name.format(people=panel.people_word, panel=panel.name)
            yield Eyes(f"{kind}.{panel.pk}", called, Standing(None, held), frozenset({panel.pk}))
    for programme_id, name in {panel.programme_id: panel.programme.name for panel in panels}.items():
        led = frozenset(panel.pk for panel in panels if panel.programme_id == programme_id)
        lead = (_Hypothetical(rule.LEADS, None, programme_id),)
        yield Eyes(f"{rule.LEADS}.{programme_id}", f"The PPI lead of {name}", Standing(None, lead), led)
        staff = (_Hypothetical(str(Role.Kind.RESEARCHER), None, programme_id),)
        yield Eyes(
            f"{words.STUDY_TEAM}.{programme_id}",
            f"Somebody of the study team on another panel of {name}",
            Standing(None, staff),
            frozenset(),
        )


def _circles(circles: list[Circle]) -> Iterator[Eyes]:
    for circle in circles:
        name = f"Somebody who writes “{circle.name}” with you"
        yield Eyes(f"{words.CO_AUTHORS}.{circle.id}", name, Standing(None), frozenset(), circles=(circle,))


def _people(viewer: Person, panels: list[Panel], circles: list[Circle]) -> Iterator[Eyes]:
    """Everyone who shares a panel with the viewer or writes with them, with the roles the viewer knows of: those on
    these panels, and staff roles of every programme with whose study team the viewer can share, because the list of who
    that is names them."""
    mine = {panel.pk for panel in panels}
    programmes = sorted({panel.programme_id for panel in panels} | standing_of(viewer).programmes())
    roles = Role.objects.filter(people.in_force(), programme__in=programmes, person__is_active=True)
    together = {person for circle in circles for person in circle.members if person.is_active}
    held: dict[Person, list[Role]] = {person: [] for person in together - {viewer}}
    by_name = roles.exclude(person=viewer.pk).select_related("person", "panel").order_by("person__shown_name", "pk")
    for role in by_name:
        if role.panel_id in mine or role.kind == rule.LEADS or rule.is_staff(role.kind):
            held.setdefault(role.person, []).append(role)
    for person, theirs in sorted(held.items(), key=lambda each: (each[0].shown_name, each[0].pk)):
        standing = Standing(person.pk, tuple(theirs))
        led = {panel.pk for panel in panels if panel.programme_id in standing.programmes_led()}
        visible = frozenset((standing.panels() & mine) | led)
        shared = tuple(circle for circle in circles if person in circle.members)
        if visible or shared:
            known = known_as(person, theirs, mine)
            yield Eyes(f"person.{person.pk}", person.shown_name, standing, visible, known, shared)
