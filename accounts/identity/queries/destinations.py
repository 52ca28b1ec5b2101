"""With whom somebody can share, and who that is today: the lists behind "14 people will be able to read this"."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from accounts.identity.circles import Circle, circles_of
from accounts.identity.planning import rule, words
from accounts.identity.planning.rule import Standing, Yes
from accounts.people import queries as people
from accounts.people.models import Panel, Person, Programme, Role
from leap.core import clock


@dataclass(frozen=True)
class Destination:
    """One answer to "With whom, and for what?", and who can read through it today (its owner left out), by name."""

    key: str
    purpose: str
    audience: str
    programme: Programme
    panel: Panel | None = None
    circle: Circle | None = None
    reader: Person | None = None
    reader_known_as: str = ""
    readers: tuple[Person, ...] = ()

    @property
    def slot(self) -> str:
        """The question that this answers: for members or everyone of a panel it is the same one."""
        is_panel = self.audience in (words.MEMBERS, words.EVERYONE) and self.panel is not None
        return f"panel.{self.panel.pk}" if is_panel and self.panel else self.key

    @property
    def place(self) -> str:
        """What stands for the panel, programme or account in a sentence."""
        if self.circle is not None:
            return self.circle.name
        return self.panel.name if self.panel is not None else self.programme.name

    @property
    def has_readers(self) -> bool:
        """Is there anybody at all who could ever read it?"""
        return self.audience != words.NOBODY


def standing_of(person: Person) -> Standing:
    """Who somebody is and what they hold today, for the rule. Inactive people stand nowhere."""
    if not person.is_active:
        return Standing(None)
    return Standing(person.pk, people.roles_held(person))


def panel_key(audience: str, panel: Panel) -> str:
    """The key of one audience of one panel."""
    return f"{audience}.{panel.pk}"


def known_as(person: Person, roles: Iterable[Role], panels: Iterable[UUID]) -> str:
    """A name as it stands in a list to choose from, with what tells two people of one name apart: their pronouns and
    what they are on these panels, as the pages of the panels say it. Nothing about any other panel."""
    here = set(panels)
    there = sorted(
        (role.panel.name, role.shown)
        for role in roles
        if role.panel is not None and role.panel_id in here and not role.is_beside
    )
    leads = [role.get_kind_display() for role in roles if role.kind == Role.Kind.PPI_LEAD]
    name = f"{person.shown_name} ({person.pronouns})" if person.pronouns and there else person.shown_name
    return ", ".join([name, *(f"{role} on {panel}" for panel, role in there), *leads[:1]])


def destinations_for(viewer: Person) -> dict[str, Destination]:
    """Everything the viewer can say yes to today, by key; nothing for somebody on no panel and in no circle.

    The number of queries is the same for any number of people.
    """
    me = standing_of(viewer)
    everyone = _people_in(me.programmes())
    panels = people.panels_for(viewer).filter(pk__in=sorted(me.panels())) if me.held else []
    programmes: dict[UUID, Programme] = {}
    found: list[Destination] = []
    for panel in sorted(panels, key=lambda each: (each.name, each.pk)):
        programmes.setdefault(panel.programme_id, panel.programme)
        found += _of_panel(viewer, me, panel, everyone)
    for programme in _with_those_led(me, programmes).values():
        found += _of_programme(me, programme, everyone)
    for circle in circles_of(viewer):
        others = tuple(each for each in circle.members if each.pk != viewer.pk)
        key = f"{words.CO_AUTHORS}.{circle.id}"
        found.append(
            Destination(key, words.BE_KNOWN, words.CO_AUTHORS, circle.programme, circle=circle, readers=others)
        )
    return {each.key: each for each in found}


Everyone = dict[Person, Standing]


def _people_in(programmes: set[UUID]) -> Everyone:
    """Everyone who holds a role in these programmes today, in the order of their names, with what they hold there."""
    roles = Role.objects.filter(people.in_force(), programme__in=sorted(programmes), person__is_active=True)
    held: dict[Person, list[Role]] = {}
    for role in roles.select_related("person", "panel").order_by("person__shown_name", "person_id", "pk"):
        held.setdefault(role.person, []).append(role)
    return {person: Standing(person.pk, tuple(roles)) for person, roles in held.items()}


def _with_those_led(me: Standing, programmes: dict[UUID, Programme]) -> dict[UUID, Programme]:
    led = me.programmes_led() - set(programmes)
    return (
        {**programmes, **{each.pk: each for each in Programme.objects.filter(pk__in=sorted(led))}}
        if led
        else programmes
    )


def _of_panel(viewer: Person, me: Standing, panel: Panel, everyone: Everyone) -> Iterator[Destination]:
    for audience in (words.MEMBERS, words.EVERYONE, words.COORDINATOR):
        who = _readers(me, audience, everyone, panel.programme_id, panel.pk)
        yield Destination(
            panel_key(audience, panel), words.BE_KNOWN, audience, panel.programme, panel=panel, readers=who
        )
    for person, standing in everyone.items():
        there = panel.pk in standing.panels() or panel.programme_id in standing.programmes_led()
        if there and person.pk != viewer.pk:
            yield Destination(
                f"{words.NAMED}.{panel.pk}.{person.pk}",
                words.BE_KNOWN,
                words.NAMED,
                panel.programme,
                panel=panel,
                reader=person,
                reader_known_as=known_as(person, standing.held, [panel.pk]),
                readers=(person,),
            )
    key = f"{words.MATCHED}.{panel.pk}"
    yield Destination(key, words.MATCHED, words.NOBODY, panel.programme, panel=panel)


def _of_programme(me: Standing, programme: Programme, everyone: Everyone) -> Iterator[Destination]:
    team = _readers(me, words.STUDY_TEAM, everyone, programme.pk, None)
    yield Destination(f"{words.STUDY_TEAM}.{programme.pk}", words.BE_KNOWN, words.STUDY_TEAM, programme, readers=team)
    yield Destination(f"{words.LABEL}.{programme.pk}", words.LABEL, words.PUBLIC, programme)
    yield Destination(f"{words.COUNTED}.{programme.pk}", words.COUNTED, words.NOBODY, programme)


def _readers(
    me: Standing, audience: str, everyone: Everyone, programme_id: UUID, panel_id: UUID | None
) -> tuple[Person, ...]:
    yes = Yes(words.BE_KNOWN, audience, me, programme_id, panel_id)
    today = clock.today()
    return tuple(
        person
        for person, standing in everyone.items()
        if person.pk != me.person_id and rule.may_read(standing, yes, today)
    )
