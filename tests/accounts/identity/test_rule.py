"""The rule in Python and the same rule in SQL, over drawn worlds: they agree about every reader and every yes."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.identity import circles, queries, wordings
from accounts.identity.circles import Circle
from accounts.identity.models import Share, Statement
from accounts.identity.planning import rule, words
from accounts.identity.planning.rule import Standing, Yes
from accounts.identity.queries import Surface, resolver
from accounts.people.models import Person, Role
from leap.core import clock
from leap.core.ids import new_id
from tests import factories as make

pytestmark = pytest.mark.django_db

PEOPLE, PANELS, PROGRAMMES, CIRCLES = range(5), range(3), range(2), range(2)
OF_PROGRAMME = {panel: panel // 2 for panel in PANELS}  # two panels in the first programme, one in the second
OUT_OF_FORCE = 0
DAYS = (None, None, None, 0, 1, -1)  # until: no end, today, tomorrow, yesterday


@dataclass(frozen=True)
class ARole:
    """A role somebody holds, or held until yesterday."""

    person: int
    kind: str
    place: int
    over: bool = False

    @property
    def is_wide(self) -> bool:
        return self.kind in Role.PROGRAMME_WIDE

    @property
    def programme(self) -> int:
        return self.place % len(PROGRAMMES) if self.is_wide else OF_PROGRAMME[self.place]


@dataclass(frozen=True)
class AYes:
    """One yes, by numbers."""

    owner: int
    purpose: str
    audience: str
    panel: int
    reader: int
    circle: int
    until: int | None
    version: int
    over: bool
    form: str
    named: bool

    @property
    def programme(self) -> int:
        return OF_PROGRAMME[self.panel]


@dataclass(frozen=True)
class AWorld:
    """Who is what, who was switched off, who writes with whom, and who said yes to what."""

    roles: list[ARole]
    yeses: list[AYes]
    off: frozenset[int] = frozenset()
    circles: list[frozenset[int]] = field(default_factory=list)


a_role = st.builds(
    ARole,
    st.sampled_from(PEOPLE),
    st.sampled_from([*[Role.Kind.MEMBER] * 7, *[Role.Kind.PPI_COORDINATOR] * 2, *Role.Kind]).map(str),
    st.sampled_from(PANELS),
    st.integers(0, 9).map(lambda chance: chance == 5),
)
FITS = [(words.BE_KNOWN, audience) for audience in words.READING] * 3 + [
    (words.LABEL, words.PUBLIC), (words.MATCHED, words.NOBODY), (words.COUNTED, words.NOBODY),
]  # fmt: skip


@st.composite
def a_yes(draw) -> AYes:
    purpose, audience = draw(st.sampled_from(FITS))
    form = draw(st.sampled_from(words.FORMS))
    unnamed = audience in words.GROUPS and form != words.LIVED and draw(st.booleans())
    seldom = st.integers(0, 9).map(lambda chance: chance == 5)
    return AYes(
        draw(st.sampled_from(PEOPLE)), purpose, audience, draw(st.sampled_from(PANELS)),
        draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(CIRCLES)), draw(st.sampled_from(DAYS)),
        OUT_OF_FORCE if draw(seldom) else wordings.current().version, draw(seldom), form, not unnamed,
    )  # fmt: skip


worlds = st.builds(
    AWorld,
    st.lists(a_role, min_size=10, max_size=16, unique_by=lambda role: (role.person, role.kind, role.place)),
    st.lists(a_yes(), min_size=12, max_size=16),
    st.sampled_from([frozenset(), frozenset(), frozenset({0}), frozenset({1})]),
    st.lists(st.frozensets(st.sampled_from(PEOPLE)), min_size=2, max_size=2),
)


class Built:
    """A drawn world in the database."""

    def __init__(self, stage: "Stage", drawn: AWorld) -> None:
        self.stage, self.drawn, self.roles, self.standings = stage, drawn, set(), {}
        Person.objects.filter(pk__in=[stage.people[each].pk for each in drawn.off]).update(is_active=False)
        for role in drawn.roles:
            self.add(role)
        now = {each.pk: each for each in Person.objects.all()}
        self.people = [now[each.pk] for each in stage.people]
        self.shares = {self._share(number, each).pk: each for number, each in enumerate(drawn.yeses)}
        circles._providers[:] = [self.circles_of]

    def add(self, role: ARole) -> None:
        stage, today = self.stage, clock.today()
        key = (role.person, role.kind, role.programme if role.is_wide else role.place)
        if key in self.roles:
            return
        self.roles.add(key)
        self.standings.clear()
        make.role(
            stage.people[role.person],
            None if role.is_wide else stage.panels[role.place],
            role.kind,
            programme=stage.programmes[role.programme],
            ends_on=today - timedelta(days=1) if role.over else None,
        )

    def circles_of(self, person: Person) -> list[Circle]:
        found = []
        for number, members in enumerate(self.drawn.circles):
            inside = tuple(self.people[each] for each in sorted(members))
            if person in inside:
                found.append(Circle(self.stage.circles[number], "Ours", self.stage.programmes[0], inside))
        return found

    def _share(self, number: int, drawn: AYes) -> Share:
        stage, owner = self.stage, self.people[drawn.owner]
        said = Statement(person=owner, own_words=f"own {number}", broad_words=f"broad {number}")
        said.save(force_insert=True)
        has_panel = drawn.audience in words.OF_A_PANEL or drawn.purpose == words.MATCHED
        share = Share(
            statement=said,
            purpose=drawn.purpose,
            audience=drawn.audience,
            programme=stage.programmes[drawn.programme],
            panel=stage.panels[drawn.panel] if has_panel else None,
            reader=self.people[drawn.reader] if drawn.audience == words.NAMED else None,
            circle_id=stage.circles[drawn.circle] if drawn.audience == words.CO_AUTHORS else None,
            form=drawn.form,
            other_words=f"other {number}" if drawn.form == words.OTHER else None,
            named=drawn.named,
            until=clock.today() + timedelta(days=drawn.until) if drawn.until is not None else None,
            slot=f"drawn.{number}",
            wording_version=drawn.version,
            ended_at=clock.now() if drawn.over else None,
        )
        share.save(force_insert=True)
        return share

    def standing(self, number: int) -> Standing:
        """Who somebody is, for the rule: with the circles that a higher room knows of."""
        if number not in self.standings:
            self.standings[number] = self._standing(number)
        return self.standings[number]

    def _standing(self, number: int) -> Standing:
        person = self.people[number]
        plain = queries.standing_of(person)
        inside = {self.stage.circles[place] for place, members in enumerate(self.drawn.circles) if number in members}
        return replace(plain, circles=frozenset(inside)) if person.is_active else plain

    def may(self, reader: int, share: AYes, standing: Standing | None = None) -> bool:
        """What the rule in Python says."""
        if reader == share.owner or share.over or share.version not in wordings.in_force():
            return False
        stage, until = self.stage, share.until
        asked = Yes(
            share.purpose,
            share.audience,
            self.standing(share.owner),
            stage.programmes[share.programme].pk,
            stage.panels[share.panel].pk if share.audience in words.OF_A_PANEL else None,
            stage.circles[share.circle] if share.audience == words.CO_AUTHORS else None,
            stage.people[share.reader].pk if share.audience == words.NAMED else None,
            clock.today() + timedelta(days=until) if until is not None else None,
        )
        return rule.may_read(standing or self.standing(reader), asked, clock.today())

    def opened(self, reader: int) -> set:
        """The keys of the yeses that SQL opens to somebody, co-authors' yeses by what they really get."""
        person = self.people[reader]
        found = set(resolver.open_to(queries.standing_of(person)).values_list("pk", flat=True))
        statements = set()
        for circle in self.stage.circles:
            said = queries.what_co_authors_may_read(person, circle, Surface.CO_AUTHORS_PAGE)
            statements |= {each.statement_id for owner, told in said.items() if owner != person.pk for each in told}
        together = Share.objects.unscoped("test").filter(statement__in=statements, audience=words.CO_AUTHORS)
        return found | set(together.values_list("pk", flat=True))


@dataclass(frozen=True)
class Stage:
    people: list
    programmes: list
    panels: list
    circles: list


@pytest.fixture
def stage(monkeypatch):
    monkeypatch.setattr(circles, "_providers", [])
    programmes = [make.programme(f"Study {number}") for number in PROGRAMMES]
    panels = [make.panel(f"Panel {number}", programme=programmes[OF_PROGRAMME[number]]) for number in PANELS]
    return Stage([make.person() for _ in PEOPLE], programmes, panels, [new_id() for _ in CIRCLES])


def drawn_worlds(count: int):
    """A test over so many drawn worlds, each taken back afterwards."""

    def decorate(test):
        return settings(
            max_examples=count,
            deadline=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        )(test)

    return decorate


class Taken(Exception):
    """The example is over."""


def in_world(stage, drawn, look):
    """Look at a drawn world, and take it back."""
    try:
        with clock.held_at(clock.now()), transaction.atomic():
            look(Built(stage, drawn))
            raise Taken
    except Taken:
        pass


def test_python_and_sql_agree_about_every_reader_and_every_yes(stage, record_property):
    told = {"pairs": 0, "open": 0, "worlds": 0}

    def look(world):
        told["worlds"] += 1
        for reader in PEOPLE:
            opened = world.opened(reader)
            for key, share in world.shares.items():
                may = world.may(reader, share)
                assert (key in opened) is may, (reader, share)
                told["pairs"] += 1
                told["open"] += may

    @drawn_worlds(60)
    @given(worlds)
    def over_worlds(drawn):
        in_world(stage, drawn, look)

    over_worlds()
    assert told["pairs"] > 3000
    assert told["open"] > 100
    record_property(
        "told",
        f"Rule and resolver: {told['pairs']:,} pairs of a reader and a yes in {told['worlds']} drawn worlds, "
        f"{told['open']:,} of them open; Python and SQL agree about each.",
    )


def test_the_list_of_readers_is_who_can_read_and_pages_give_the_fullest_form(stage):
    seen = {"lists": 0, "words": 0}

    def look(world):
        for owner in PEOPLE:
            destinations = {} if not world.people[owner].is_active else queries.destinations_for(world.people[owner])
            for share in world.drawn.yeses:
                to = destinations.get(key_of(world, share))
                if share.owner != owner or to is None or share.audience in (words.PUBLIC, words.NOBODY):
                    continue
                fresh = replace(share, until=None, over=False, version=wordings.current().version)
                can = {world.people[each].pk for each in PEOPLE if world.may(each, fresh)}
                assert {person.pk for person in to.readers if person.is_active} == can
                assert len(to.readers) == len(set(to.readers))
                seen["lists"] += 1
        for reader in PEOPLE:
            for owner in PEOPLE:
                if reader == owner:
                    continue
                read = queries.what_viewer_may_read(world.people[reader], world.people[owner], Surface.PERSON_PAGE)
                wanted = sorted(
                    said(number, share)
                    for number, share in enumerate(world.drawn.yeses)
                    if share.owner == owner
                    and share.named
                    and share.audience != words.CO_AUTHORS
                    and world.may(reader, share)
                )
                assert sorted(each.text for each in read) == wanted
                seen["words"] += len(wanted)

    @drawn_worlds(25)
    @given(worlds)
    def over_worlds(drawn):
        in_world(stage, drawn, look)

    over_worlds()
    assert seen["lists"] > 50
    assert seen["words"] > 30


def key_of(world, share):
    """The key of the destination, by the places a yes names."""
    stage = world.stage
    panel = stage.panels[share.panel].pk
    if share.audience == words.NAMED:
        return f"{words.NAMED}.{panel}.{stage.people[share.reader].pk}"
    if share.audience == words.CO_AUTHORS:
        return f"{words.CO_AUTHORS}.{stage.circles[share.circle]}"
    where = panel if share.audience in words.OF_A_PANEL else stage.programmes[share.programme].pk
    return f"{share.audience}.{where}"


def said(number, share):
    """The words one drawn yes shows."""
    if share.form == words.LIVED:
        return resolver.LIVED_EXPERIENCE
    return f"{share.form} {number}"


def names_the_role(share: AYes, role: ARole) -> bool:
    """Does this audience name this role? Written down apart from the rule, as the pages say it in words."""
    here, ours = share.panel == role.place and not role.is_wide, share.programme == role.programme
    staff = not role.is_wide and role.kind != Role.Kind.MEMBER
    return {
        words.MEMBERS: here and role.kind == Role.Kind.MEMBER,
        words.EVERYONE: here,
        words.COORDINATOR: here and role.kind == Role.Kind.PPI_COORDINATOR,
        words.STUDY_TEAM: ours and (staff or role.kind == Role.Kind.PPI_LEAD),
        words.NAMED: share.reader == role.person and (here or (ours and role.kind == Role.Kind.PPI_LEAD)),
    }.get(share.audience, False)


def test_one_more_role_opens_only_what_names_it_and_closes_nothing(stage):
    seen = {"opened": 0, "roles": 0}

    def look_with(more):
        def look(world):
            before = world.opened(more.person)
            owned_before = {each: world.opened(each) for each in PEOPLE if each != more.person}
            world.add(more)
            after = world.opened(more.person)
            assert before <= after
            for key in after - before:
                assert names_the_role(world.shares[key], more), (world.shares[key], more)
            for other, had in owned_before.items():  # nobody else reads anything of anybody but the newcomer themself
                assert {world.shares[key].owner for key in world.opened(other) - had} <= {more.person}
            seen["opened"] += len(after - before)
            seen["roles"] += 1

        return look

    @drawn_worlds(40)
    @given(worlds, st.lists(a_role, min_size=4, max_size=4))
    def over_worlds(drawn, more):
        in_world(stage, drawn, lambda world: [look_with(replace(each, over=False))(world) for each in more])

    over_worlds()
    assert seen["opened"] > 20
