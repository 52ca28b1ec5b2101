"""Any history of writing, sharing, stopping, leaving and coming back: after each step, pages show what the model says.

The model below knows nothing of LEAP's rule: it says in its own few lines who reads what. `LEAP_STEPS` makes the runs
longer, for the night.
"""

import os
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.identity import actions, queries, wordings
from accounts.identity.planning.rule import How
from accounts.identity.queries import Surface
from accounts.people import queries as people
from accounts.people.models import Role
from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from tests import factories as make

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r"w\d+(?:own|broad|other)\d+")
FULLEST = ("own", "other", "broad", "lived")
FEWEST = ("named", "coordinator", "members", "everyone", "study_team")
PANEL_WIDE = ("members", "everyone")


@dataclass
class Said:
    """One statement, by its tokens."""

    number: int
    owner: int
    key: object
    own: str
    broad: str
    yeses: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Yes:
    """One yes, as the model keeps it."""

    audience: str
    panel: int
    reader: int
    form: str
    other: str = ""
    named: bool = True
    until: date | None = None

    @property
    def slot(self) -> tuple:
        if self.audience in PANEL_WIDE:
            return ("panel", self.panel)
        return (self.audience, self.panel, self.reader if self.audience == "named" else None)


FIRST = (
    Yes("members", 0, 0, "own"),
    Yes("everyone", 0, 0, "broad", named=False),
    Yes("study_team", 0, 0, "own"),
    Yes("named", 0, 3, "other"),
)


class Histories(RuleBasedStateMachine):
    told = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.told["runs"] += 1
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = clock.now().replace(hour=12)
        here, there = make.two_panels()
        self.panels, self.programme = [here.panel, there.panel], here.programme
        self.people = [*here.members[:2], here.researchers[0], here.coordinator, here.lead, there.members[0]]
        make.role(self.people[2], there.panel)  # a researcher here is a member there
        self.roles = {
            0: {("member", 0)}, 1: {("member", 0)}, 2: {("researcher", 0), ("member", 1)},
            3: {("ppi_coordinator", 0)}, 4: {("ppi_lead", None)}, 5: {("member", 1)},
        }  # fmt: skip
        self.off: set[int] = set()
        self.said: list[Said] = []
        self.count, self.turn = 0, 0
        for owner in (0, 1, 2, 0):
            self.write(owner, True)
        for number, yes in enumerate(FIRST):
            assert self._say(actions.share_statement, number, yes, None, wording_version=wordings.current().version)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # The model.

    @property
    def today(self) -> date:
        return clock.day_of(self.now)

    def token(self, said_number: int, form: str) -> str:
        self.count += 1
        return f"w{said_number}{form}{self.count}"

    def text(self, said: Said, yes: Yes) -> str:
        return {"own": said.own, "broad": said.broad, "other": yes.other, "lived": "lived"}[yes.form]

    def reads(self, viewer: int, said: Said, yes: Yes) -> bool:
        """Does this yes let this viewer read?"""
        mine, theirs = self.roles[viewer], self.roles[said.owner]
        if viewer == said.owner or {viewer, said.owner} & self.off or (yes.until and yes.until < self.today):
            return False
        if yes.audience == "study_team":
            return bool(theirs) and any(kind != "member" for kind, _ in mine)
        if not any(panel == yes.panel for _, panel in theirs):
            return False
        here = {kind for kind, panel in mine if panel == yes.panel}
        return {
            "members": "member" in here,
            "everyone": bool(here),
            "coordinator": "ppi_coordinator" in here,
            "named": viewer == yes.reader and (bool(here) or ("ppi_lead", None) in mine),
        }[yes.audience]

    def shown(self, viewer: int, wanted) -> set[str]:
        """The tokens a viewer finds through the yeses that are wanted: each statement in its fullest form."""
        found = set()
        for said in self.said:
            for named in (True, False):
                open_now = [
                    yes for yes in said.yeses.values()
                    if yes.named is named and wanted(said, yes) and self.reads(viewer, said, yes)
                ]  # fmt: skip
                if open_now:
                    best = min(open_now, key=self.fullest)
                    found.add(self.text(said, best))
        return found - {"lived"}

    def fullest(self, yes: Yes) -> tuple:
        """The fullest form; then the words meant for fewer people; then whichever panel comes first."""
        return FULLEST.index(yes.form), FEWEST.index(yes.audience), str(self.panels[yes.panel].pk)

    def own_entry(self, viewer: int, panel: int) -> set[str]:
        """What the viewer's own entry on the page of a panel shows."""
        mine = {
            self.text(said, yes)
            for said in self.said
            for yes in said.yeses.values()
            if said.owner == viewer and yes.audience in PANEL_WIDE and yes.panel == panel
            and not (yes.until and yes.until < self.today) and any(place == panel for _, place in self.roles[viewer])
        }  # fmt: skip
        return mine - {"lived"}

    def sees_panel(self, viewer: int, panel: int) -> bool:
        return any(place in (panel, None) for _, place in self.roles[viewer])

    # The steps.

    def statement(self, data_number: int) -> Said | None:
        return self.said[data_number % len(self.said)] if self.said else None

    def do(self, action, by: int, **facts):
        with clock.held_at(self.now):
            return action(by=type(self.people[by]).objects.get(pk=self.people[by].pk), **facts)

    @rule(owner=st.integers(0, 5), broad=st.booleans())
    def write(self, owner, broad) -> None:
        number = len(self.said) and self.said[-1].number + 1
        own, wider = self.token(number, "own"), self.token(number, "broad")
        try:
            kept = self.do(actions.write_statement, owner, own_words=own, broad_words=wider if broad else "")
        except NotAllowed:
            assert owner in self.off
            return
        self.said.append(Said(number, owner, kept.pk, own, wider if broad else ""))

    yeses = st.builds(
        Yes,
        st.sampled_from(["members", "everyone", "coordinator", "named", "study_team"]),
        st.sampled_from([0, 1]),
        st.integers(0, 5),
        st.sampled_from(FULLEST),
        st.just(""),
        st.booleans(),
    )

    @precondition(lambda self: self.said)
    @rule(
        which=st.lists(st.integers(0, 50), min_size=3, max_size=3),
        several=st.lists(yeses, min_size=3, max_size=3),
        days=st.sampled_from([None, None, 0, 3]),
    )
    def share(self, which, several, days) -> None:
        for number, yes in zip(which, several, strict=True):
            said = self.statement(number)
            where = sorted(panel for _, panel in self.roles[said.owner] if panel is not None)
            if where and number % 4:  # mostly where its owner is
                yes = replace(yes, panel=where[0])
            can = self.can_say(said, yes)
            given = self._say(actions.share_statement, number, yes, days, wording_version=wordings.current().version)
            assert given is can

    def can_say(self, said: Said, yes: Yes) -> bool:
        """Can the owner say this today?"""
        if said.owner in self.off or (yes.form == "broad" and not said.broad):
            return False
        if not yes.named and (yes.audience in ("named", "coordinator") or yes.form == "lived"):
            return False
        if yes.audience == "study_team":
            return bool(self.roles[said.owner])
        if not any(panel == yes.panel for _, panel in self.roles[said.owner]):
            return False
        there = any(panel in (yes.panel, None) for _, panel in self.roles[yes.reader])
        return yes.audience != "named" or (there and yes.reader != said.owner and yes.reader not in self.off)

    @precondition(lambda self: any(said.yeses for said in self.said))
    @rule(which=st.integers(0, 50), yes=yeses, days=st.sampled_from([None, 0, 3]), same=st.booleans())
    def narrow(self, which, yes, days, same) -> None:
        """Whatever narrowing does, nobody reads anything new but the broader words of what they read already."""
        shared = [said for said in self.said if said.yeses]
        said = shared[which % len(shared)]
        live = list(said.yeses.values())[which % len(said.yeses)]
        if same:
            yes = replace(live, form=yes.form if yes.form != "other" else live.form, named=live.named and yes.named)
        before = {viewer: self.shown(viewer, lambda *_: True) for viewer in range(6)}
        self._say(actions.narrow_sharing, self.said.index(said), yes, days)
        for viewer, had in before.items():
            more = self.shown(viewer, lambda *_: True) - had
            assert more <= {said.broad}
            assert not more or said.own in had

    def _say(self, action, which, yes, days, **facts) -> bool:
        said = self.statement(which)
        if yes.audience == "study_team":
            yes = replace(yes, panel=0)
        if yes.form == "other" and not yes.other:
            yes = replace(yes, other=self.token(said.number, "other"))
        if yes.form != "other":
            yes = replace(yes, other="")
        yes = replace(yes, until=None if days is None else self.today + timedelta(days=days))
        how = How(yes.form, yes.other, yes.named, yes.until)
        try:
            self.do(action, said.owner, statement_id=said.key, to=self.key(yes), how=how, **facts)
        except NotAllowed:
            assert said.owner in self.off
            return False
        except NotNow:
            self.told["refused"] += 1
            return False
        self.told["given"] += 1
        said.yeses[yes.slot] = yes
        return True

    def key(self, yes: Yes) -> str:
        panel = self.panels[yes.panel].pk
        if yes.audience == "study_team":
            return f"study_team.{self.programme.pk}"
        return f"named.{panel}.{self.people[yes.reader].pk}" if yes.audience == "named" else f"{yes.audience}.{panel}"

    @precondition(lambda self: self.said)
    @rule(which=st.integers(0, 50), broad=st.booleans())
    def change(self, which, broad) -> None:
        said = self.statement(which)
        own, wider = self.token(said.number, "own"), self.token(said.number, "broad")
        if said.owner in self.off:
            return
        with clock.held_at(self.now):
            seen = queries.my_statement_or_404(self.people[said.owner], said.key).changed_at
        broader = {"broad_words": wider} if broad else {}
        self.do(actions.change_words, said.owner, statement_id=said.key, own_words=own, seen=seen, **broader)
        said.own, said.broad = own, wider if broad else said.broad

    @precondition(lambda self: any(said.yeses for said in self.said))
    @rule(which=st.integers(0, 50))
    def stop(self, which) -> None:
        shared = [said for said in self.said if said.yeses]
        said = shared[which % len(shared)]
        slot, yes = list(said.yeses.items())[which % len(said.yeses)]
        if said.owner in self.off:
            return
        text = f"panel.{self.panels[yes.panel].pk}" if slot[0] == "panel" else self.key(yes)
        self.do(actions.stop_sharing, said.owner, statement_id=said.key, slot=text)
        del said.yeses[slot]

    @rule(owner=st.integers(0, 5))
    def stop_all(self, owner) -> None:
        self.do(actions.stop_all_sharing, owner)
        for said in self.said:
            if said.owner == owner and owner not in self.off:
                said.yeses.clear()

    @precondition(lambda self: len(self.said) > 2)
    @rule(which=st.integers(0, 50))
    def delete(self, which) -> None:
        said = self.statement(which)
        if said.owner not in self.off and len(self.said) > 3:
            self.do(actions.delete_statement, said.owner, statement_id=said.key)
            self.said.remove(said)

    @rule(who=st.integers(0, 5), panel=st.sampled_from([0, 1]))
    def leave(self, who, panel) -> None:
        gone = self.today - timedelta(days=1)
        held = Role.objects.filter(person=self.people[who], panel=self.panels[panel], ends_on=None)
        for each in held:
            each.starts_on, each.ends_on = min(each.starts_on, gone), gone
            each.save()
        self.roles[who] = {role for role in self.roles[who] if role[1] != panel}

    @rule(who=st.integers(0, 5), panel=st.sampled_from([0, 1]), kind=st.sampled_from(["member", "researcher"]))
    def come(self, who, panel, kind) -> None:
        if (kind, panel) not in self.roles[who]:
            make.role(self.people[who], self.panels[panel], kind, starts_on=self.today)
            self.roles[who] = self.roles[who] | {(kind, panel)}

    @rule(who=st.integers(0, 5))
    def switch_off_or_on(self, who) -> None:
        person = self.people[who]
        person.is_active = not person.is_active
        person.save()
        self.off ^= {who}

    @rule(days=st.integers(1, 4))
    def wait(self, days) -> None:
        self.now += timedelta(days=days)

    # What has to hold after every step.

    @invariant()
    def the_resolver_shows_what_the_model_says(self) -> None:
        with clock.held_at(self.now), people.roles_looked_up_once():
            for viewer in range(6):
                if viewer in self.off:
                    continue
                for owner in sorted({said.owner for said in self.said}):
                    if owner != viewer:
                        read = queries.what_viewer_may_read(
                            self.people[viewer], self.people[owner], Surface.PERSON_PAGE
                        )
                        assert self.tokens(read) == self.shown(viewer, self.by_name(owner)), (viewer, owner)
                        self.told["reads"] += 1

    @invariant()
    def one_viewers_pages_show_what_the_model_says(self) -> None:
        """All the pages of one person after each step, in turn."""
        self.told["steps"] += 1
        self.turn += 1
        viewer = self.turn % 6
        if viewer in self.off:
            return
        browser = self.browser(viewer)
        with clock.held_at(self.now):
            for panel in (0, 1):
                page = browser.get(reverse("identity:panel-detail", args=[self.panels[panel].pk]))
                assert page.status_code == (200 if self.sees_panel(viewer, panel) else 404)
                wanted = self.shown(viewer, self.on_page(panel)) | self.own_entry(viewer, panel)
                self.check(page, wanted if page.status_code == 200 else set(), once=True)
            page = browser.get(reverse("identity:shared-list"))
            self.check(page, self.shown(viewer, lambda said, yes: yes.audience in ("named", "study_team")), once=True)
            for owner in range(6):
                if owner != viewer:
                    page = browser.get(reverse("identity:person-detail", args=[self.people[owner].pk]))
                    fellow = owner not in self.off and any(
                        panel is not None and self.sees_panel(viewer, panel) for _, panel in self.roles[owner]
                    )
                    assert page.status_code == (200 if fellow else 404)
                    self.check(page, self.shown(viewer, self.by_name(owner)) if fellow else set(), once=True)

    def by_name(self, owner: int):
        return lambda said, yes: said.owner == owner and yes.named

    def on_page(self, panel: int):
        return lambda said, yes: yes.audience != "study_team" and yes.panel == panel

    def check(self, page, wanted: set[str], *, once: bool) -> None:
        found = Counter(TOKEN.findall(page.text))
        assert set(found) == wanted
        assert not once or all(count == 1 for count in found.values())
        self.told["pages"] += 1
        self.told["words"] += len(wanted)

    def browser(self, viewer: int) -> Client:
        """Signed in anew, because a new role may ask for a second step."""
        client = Client()
        client.force_login(self.people[viewer])
        return client

    @staticmethod
    def tokens(read) -> set[str]:
        return {each.text for each in read if TOKEN.fullmatch(each.text)}


def test_after_every_step_pages_show_what_the_model_says(record_property):
    Histories.told.clear()
    long = int(os.environ.get("LEAP_STEPS", "0"))
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=max(6, long // 50),
            stateful_step_count=50 if long else 20,
            deadline=None,
            derandomize=not long,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    told = Histories.told
    assert told["given"] > 4 * told["runs"]
    assert told["words"] > told["runs"]
    record_property(
        "told",
        f"Histories of sharing: {told['steps']} steps, {told['pages']:,} pages and {told['reads']:,} reads as the "
        f"model says, {told['given']} yeses given and {told['refused']} refused.",
    )


def test_people_is_as_the_model_has_it():
    """The model's people hold what it thinks they hold."""
    machine = Histories()
    try:
        for number, held in machine.roles.items():
            found = {(role.kind, role.panel_id) for role in people.roles_held(machine.people[number])}
            assert found == {(kind, None if place is None else machine.panels[place].pk) for kind, place in held}
    finally:
        machine.teardown()
