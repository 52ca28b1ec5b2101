"""Invented people, panels and roles for tests. Plain functions, no chance.

The same calls give the same world every time:

    world = small_panel()                         # 4 members, 1 researcher, coordinator, lead, finance officer
    other = small_panel("Bracken", programme=world.programme)   # a second panel of the same programme
    wren = world.members[1]
    rowan = member(world.panel, "Rowan")          # one more person with one role
    role(rowan, other.panel, kind="researcher")   # and a second role elsewhere
    everyone(world)                               # all people of a world

Everyone's address is their name at example.org; `email=None` makes a person without one.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from accounts.people.models import Panel, Person, Programme, Role
from leap.core import clock

NAMES = (
    "Rowan", "Wren", "Sorrel", "Linnet", "Bryony", "Finch", "Hazel", "Teasel", "Martin", "Clover",
    "Heron", "Sedge", "Robin", "Yarrow", "Merle", "Fern", "Jay", "Willow", "Starling", "Marigold",
    "Plover", "Juniper", "Dunnock", "Tansy", "Curlew", "Campion", "Siskin", "Briar", "Avocet", "Poppy",
    "Petrel", "Rush", "Lark", "Betony", "Swift", "Myrtle", "Godwit", "Aster", "Fieldfare", "Olive",
)  # fmt: skip
BY_NAME = object()


def person(called_name: str | None = None, *, email: object = BY_NAME, **facts) -> Person:
    """One person without any role. Unnamed people are called by the next name of the list."""
    number = Person.objects.count()
    name = called_name if called_name is not None else NAMES[number % len(NAMES)]
    if email is BY_NAME:
        email = _free_address(name)
    return Person.objects.create_user(email=email, called_name=name, **facts)


def programme(name: str = "Moorland study") -> Programme:
    """One programme without panels."""
    return Programme.objects.create(name=name)


def panel(name: str = "Heather", *, programme: Programme | None = None, **facts) -> Panel:
    """One panel without people, in a programme of its own if none is given."""
    home = programme or Programme.objects.create(name="Moorland study")
    return Panel.objects.create(**{"programme": home, "name": name, "site": f"{name} site", **facts})


def role(
    person: Person,
    panel: Panel | None = None,
    kind: str = Role.Kind.MEMBER,
    *,
    programme: Programme | None = None,
    wording: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Role:
    """One dated role; from a year ago, without an end, if no dates are given."""
    home = programme or panel.programme
    first_day = starts_on or clock.today() - timedelta(days=365)
    return Role.objects.create(
        person=person, programme=home, panel=panel, kind=kind, wording=wording, starts_on=first_day, ends_on=ends_on
    )


def member(panel: Panel, called_name: str | None = None, **facts) -> Person:
    """A new person who is a member of the panel."""
    return _with_role(panel, Role.Kind.MEMBER, called_name, facts)


def researcher(panel: Panel, called_name: str | None = None, **facts) -> Person:
    """A new person who is a researcher on the panel."""
    return _with_role(panel, Role.Kind.RESEARCHER, called_name, facts)


def coordinator(panel: Panel, called_name: str | None = None, **facts) -> Person:
    """A new person who is the panel's PPI coordinator."""
    return _with_role(panel, Role.Kind.PPI_COORDINATOR, called_name, facts)


def lead(programme: Programme, called_name: str | None = None, **facts) -> Person:
    """A new person who is the programme's PPI lead, with no role on any panel."""
    new = person(called_name, **facts)
    role(new, kind=Role.Kind.PPI_LEAD, programme=programme)
    return new


def finance_officer(programme: Programme, called_name: str | None = None, **facts) -> Person:
    """A new person who is the programme's finance officer, with no role on any panel."""
    new = person(called_name, **facts)
    role(new, kind=Role.Kind.FINANCE_OFFICER, programme=programme)
    return new


def end_roles(person: Person, panel: Panel | None = None) -> None:
    """The person's roles (on one panel, or all) ended yesterday."""
    held = Role.objects.filter(person=person, **({"panel": panel} if panel else {}))
    held.update(ends_on=clock.today() - timedelta(days=1))


@dataclass(frozen=True)
class World:
    """One panel and the people around it."""

    programme: Programme
    panel: Panel
    coordinator: Person
    lead: Person
    finance: Person
    members: list[Person] = field(default_factory=list)
    researchers: list[Person] = field(default_factory=list)

    @property
    def on_panel(self) -> list[Person]:
        """Everyone with a role on the panel itself: members, researchers, coordinator."""
        return [*self.members, *self.researchers, self.coordinator]


def small_panel(
    name: str = "Heather", *, programme: Programme | None = None, members: int = 4, researchers: int = 1
) -> World:
    """A panel with members, researchers and a coordinator (its named contact), a lead and a finance officer.

    In a programme that already has a lead and a finance officer, these are the same people.
    """
    home = programme or Programme.objects.create(name="Moorland study")
    here = panel(name, programme=home, contact_phone="01632 960000", contact_email="help@example.org")
    who_joins = [member(here) for _ in range(members)]
    who_studies = [researcher(here) for _ in range(researchers)]
    arranges = coordinator(here)
    here.contact = arranges
    here.save(update_fields=["contact"])
    return World(
        programme=home,
        panel=here,
        coordinator=arranges,
        lead=_holder(home, Role.Kind.PPI_LEAD) or lead(home),
        finance=_holder(home, Role.Kind.FINANCE_OFFICER) or finance_officer(home),
        members=who_joins,
        researchers=who_studies,
    )


def two_panels() -> tuple[World, World]:
    """Two panels of one programme, with the same lead and finance officer."""
    heather = small_panel("Heather")
    return heather, small_panel("Bracken", programme=heather.programme)


def everyone(*worlds: World) -> list[Person]:
    """All people of these worlds, each once."""
    found = {each.pk: each for world in worlds for each in [*world.on_panel, world.lead, world.finance]}
    return list(found.values())


def _with_role(panel: Panel, kind: str, called_name: str | None, facts: dict) -> Person:
    new = person(called_name, **facts)
    role(new, panel, kind)
    return new


def _holder(programme: Programme, kind: str) -> Person | None:
    return Person.objects.filter(roles__programme=programme, roles__kind=kind).first()


def _free_address(name: str) -> str:
    stem = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum()) or "someone"
    taken = set(Person.objects.filter(email__startswith=stem).values_list("email", flat=True))
    return next(
        address
        for number in range(1, len(taken) + 2)
        if (address := f"{stem}{number if number > 1 else ''}@example.org") not in taken
    )
