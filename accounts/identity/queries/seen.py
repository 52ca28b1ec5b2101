"""How others see me: the same resolver, asked for somebody else, and for nothing but what is mine."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from accounts.identity.planning import rule, words
from accounts.identity.planning.rule import Standing
from accounts.identity.queries import resolver
from accounts.identity.queries.destinations import standing_of
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


@dataclass(frozen=True)
class OnMyPanel:
    """My entry on the page of one panel, and what of mine stands there without a name."""

    panel: Panel
    entry: PersonOnPanel
    without_name: list[Words]


@dataclass(frozen=True)
class SeenAs:
    """Everything of mine that these eyes find, page by page."""

    panels: list[OnMyPanel]
    person_page: list[Words]
    opens_person_page: bool
    told: SharedWithMe

    @property
    def is_empty(self) -> bool:
        """Do they find nothing at all, not even that I am on a panel?"""
        return not (self.panels or self.told.people or self.told.without_name)


@dataclass(frozen=True)
class _Hypothetical:
    kind: str
    panel_id: UUID | None
    programme_id: UUID


def eyes_for(viewer: Person) -> dict[str, Eyes]:
    """Through whose eyes the viewer can look at themself: everyone on their panels, by name, and every kind of role."""
    mine = list(people.panels_for(viewer).filter(pk__in=sorted(people.panel_ids_of(viewer))))
    found = [*_roles(mine), *_people(viewer, mine)]
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
    )


def _on_panel(viewer: Person, panel: Panel, shares: list) -> OnMyPanel:
    entry = PersonOnPanel(
        id=viewer.pk,
        shown_name=viewer.shown_name,
        pronouns=viewer.pronouns,
        roles=people.roles_shown_on_panel(viewer, panel.pk).get(viewer.pk, []),
        is_viewer=False,
        statements=resolver.with_name(shares),
    )
    return OnMyPanel(panel, entry, resolver.without_name(shares))


def _roles(panels: list[Panel]) -> Iterator[Eyes]:
    kinds = (
        (rule.MEMBER, "A member of {}"),
        (Role.Kind.RESEARCHER, "A researcher on {}"),
        (rule.COORDINATES, "The coordinator of {}"),
    )
    for panel in panels:
        for kind, name in kinds:
            held = (_Hypothetical(str(kind), panel.pk, panel.programme_id),)
            yield Eyes(f"{kind}.{panel.pk}", name.format(panel.name), Standing(None, held), frozenset({panel.pk}))
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
    yield Eyes("nobody", "Anybody else who signs in here", Standing(None), frozenset())


def _people(viewer: Person, panels: list[Panel]) -> Iterator[Eyes]:
    """Everyone who shares a panel with the viewer, with the roles the viewer knows of: those on these panels, and staff
    roles of every programme with whose study team the viewer can share, because the list of who that is names them."""
    mine = {panel.pk for panel in panels}
    programmes = sorted({panel.programme_id for panel in panels} | standing_of(viewer).programmes())
    roles = Role.objects.filter(people.in_force(), programme__in=programmes, person__is_active=True)
    held: dict[Person, list[Role]] = {}
    for role in roles.exclude(person=viewer.pk).select_related("person").order_by("person__shown_name", "pk"):
        if role.panel_id in mine or role.kind == rule.LEADS or rule.is_staff(role.kind):
            held.setdefault(role.person, []).append(role)
    for person, theirs in sorted(held.items(), key=lambda each: (each[0].shown_name, each[0].pk)):
        standing = Standing(person.pk, tuple(theirs))
        led = {panel.pk for panel in panels if panel.programme_id in standing.programmes_led()}
        visible = frozenset((standing.panels_in_any_way() & mine) | led)
        if visible:
            yield Eyes(f"person.{person.pk}", person.shown_name, standing, visible)
