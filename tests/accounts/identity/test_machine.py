"""Any history of writing, sharing, stopping, breaks, leaving and coming back: after each step, pages show what the
model says, and no letter that would leave now carries anything, or goes to somebody who may not have it.

The model below knows nothing of LEAP's rule: it says in its own few lines who reads what and who gets a letter.
`LEAP_STEPS` makes the runs longer, for the night.
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
from accounts.identity.models import Share
from accounts.identity.planning.rule import How
from accounts.identity.queries import Surface, tasks
from accounts.people import queries as people
from accounts.people.actions import places
from accounts.people.models import Role
from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.outbox.writing import write
from tests import factories as make
from tests.accounts.identity import post
from tests.accounts.identity.post import TOLD_BEFORE, Post

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
    asked_on: set = field(default_factory=set)  # panels whose tasks its owner would like to hear of


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
        self.breaks: set[tuple[int, int]] = set()  # of whom, from which panel
        self.tasks: dict = {}  # the key of each task: (panel, who asked, until)
        self.said: list[Said] = []
        self.count, self.turn = 0, 0
        self.post = Post(self)
        for owner in (0, 1, 2, 0):
            self.write(owner, True)
        for number, yes in enumerate(FIRST):
            days = {2: 5, 3: 9}.get(number)  # two of them end soon
            assert self._say(actions.share_statement, number, yes, days, wording_version=wordings.current().version)
        self.like_to_be_asked(1)
        self.look_for_people(0, 3)
        self.write_letters()

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
            said = {"own_words": own, "broad_words": wider if broad else "", "topics": ["caring"]}
            kept = self.do(actions.write_statement, owner, **said)
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
            given = self.do(action, said.owner, statement_id=said.key, to=self.key(yes), how=how, **facts)
        except NotAllowed:
            assert said.owner in self.off
            return False
        except NotNow:
            self.told["refused"] += 1
            return False
        self.told["given"] += 1
        said.yeses[yes.slot] = yes
        self.post.share_of[given.pk] = (said, yes.slot, yes)
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
                said.asked_on.clear()

    @precondition(lambda self: len(self.said) > 2)
    @rule(which=st.integers(0, 50))
    def delete(self, which) -> None:
        said = self.statement(which)
        if said.owner not in self.off and len(self.said) > 3:
            self.do(actions.delete_statement, said.owner, statement_id=said.key)
            self.said.remove(said)

    @rule(who=st.integers(0, 5), panel=st.sampled_from([0, 1]), by_themself=st.booleans())
    def leave(self, who, panel, by_themself) -> None:
        """They leave, or the time of their roles runs out."""
        if by_themself and who not in self.off and panel in self.panels_of(who):
            self.do(places.leave, who, person=self.people[who], panel=self.panels[panel])
            self.breaks.discard((who, panel))
        gone = self.today - timedelta(days=1)
        held = Role.objects.filter(person=self.people[who], panel=self.panels[panel], ends_on=None)
        for each in held:
            each.starts_on, each.ends_on = min(each.starts_on, gone), gone
            each.save()
        self.roles[who] = {role for role in self.roles[who] if role[1] != panel}

    @rule(who=st.integers(0, 5), panel=st.sampled_from([0, 1]), contact=st.sampled_from(["none", "light_touch"]))
    def take_a_break(self, who, panel, contact) -> None:
        facts = {"person": self.people[who], "panel": self.panels[panel], "contact": contact}
        if self.can_change_place(who, panel) and (who, panel) not in self.breaks:
            self.do(places.pause, who, **facts)
            self.breaks.add((who, panel))
            self.told["breaks"] += 1

    @rule(who=st.integers(0, 5), panel=st.sampled_from([0, 1]))
    def come_back(self, who, panel) -> None:
        if self.can_change_place(who, panel) and (who, panel) in self.breaks:
            self.do(places.come_back, who, person=self.people[who], panel=self.panels[panel])
            self.breaks.discard((who, panel))

    def can_change_place(self, who: int, panel: int) -> bool:
        return who not in self.off and panel in self.panels_of(who)

    def panels_of(self, who: int) -> set[int]:
        return {panel for _, panel in self.roles[who] if panel is not None}

    @precondition(lambda self: self.said)
    @rule(which=st.integers(0, 50))
    def like_to_be_asked(self, which) -> None:
        said = self.statement(which)
        for panel in sorted(self.panels_of(said.owner)):
            if said.owner not in self.off:
                to = f"matched.{self.panels[panel].pk}"
                version = wordings.current().version
                self.do(actions.share_statement, said.owner, statement_id=said.key, to=to, wording_version=version)
                said.asked_on.add(panel)

    @rule(which=st.integers(0, 50))
    def not_like_to_be_asked(self, which) -> None:
        said = self.statement(which)
        if said and said.asked_on and said.owner not in self.off:
            panel = said.asked_on.pop()
            slot = f"matched.{self.panels[panel].pk}"
            self.do(actions.stop_sharing, said.owner, statement_id=said.key, slot=slot)

    @rule(panel=st.sampled_from([0, 1]), days=st.sampled_from([0, 3]))
    def look_for_people(self, panel, days) -> None:
        """The lead looks for people for a task; its words are for the page alone."""
        if 4 not in self.off:
            words = {"title": self.token(92, "own"), "words": self.token(92, "own")}
            until = self.today + timedelta(days=days)
            facts = {"panel": self.panels[panel], "topics": ["caring"], "answer_by": until, **words}
            self.tasks[self.do(actions.make_task, 4, **facts).pk] = (panel, until)

    @rule(who=st.integers(0, 5))
    def open_in_emergency(self, who) -> None:
        if any(True for _ in self.roles[who]):
            with clock.held_at(self.now):
                self.post.open_in_emergency(self.people[who])

    @rule()
    def write_letters(self) -> None:
        with clock.held_at(self.now):
            actions.queue_share_endings()
            actions.tell_people_asked()

    @rule()
    def send_letters(self) -> None:
        self.post.send()

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
    def no_letter_says_anything_or_goes_where_it_may_not(self) -> None:
        with clock.held_at(self.now):
            self.told["letters"] += self.post.look()

    def may_get(self, message) -> bool:
        """May this letter leave for this person now?"""
        who = next(number for number, person in enumerate(self.people) if person.pk == message.to_person_id)
        resting = {panel for panel in self.panels_of(who) if (who, panel) in self.breaks}
        rests_everywhere = bool(resting) and resting == self.panels_of(who)
        self.told[message.kind] += 1
        if who in self.off:
            return False
        if message.kind == "share_ends_soon":
            said, slot, yes = self.post.share_of[message.about_id]
            stands = said in self.said and said.yeses.get(slot) is yes and self.today <= yes.until
            stops = rests_everywhere if yes.audience == "study_team" else yes.panel in resting
            return said.owner == who and stands and yes.until <= self.today + TOLD_BEFORE and not stops
        if message.kind == "task_question":
            panel, until = self.tasks[message.about_id]
            asked = any(said.owner == who and panel in said.asked_on for said in self.said)
            return asked and panel in self.panels_of(who) - resting and self.today <= until
        if message.kind == "pause_noted":
            return bool(resting)
        return message.kind == "opened_in_emergency" or not rests_everywhere

    @staticmethod
    def words_in(text: str) -> list[str]:
        return TOKEN.findall(text)

    @invariant()
    def one_viewers_pages_show_what_the_model_says(self) -> None:
        """All the pages of one person after each step, in turn."""
        self.told["steps"] += 1
        self.turn += 1
        viewer = self.turn % 6
        if viewer in self.off:
            return
        with clock.held_at(self.now):
            browser = self.browser(viewer)
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
    for kind in ("share_ends_soon", "task_question", "pause_noted", "opened_in_emergency", "coauthor_asked",
                 "version_to_agree"):  # fmt: skip
        assert told[kind], kind
    record_property(
        "told",
        f"Histories of sharing: {told['steps']} steps, {told['pages']:,} pages and {told['reads']:,} reads as the "
        f"model says, {told['given']} yeses given and {told['refused']} refused, {told['breaks']} breaks, "
        f"{told['letters']} looks at letters about to leave.",
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


def a_yes_that_ends(machine):
    said = machine.said[3]
    machine._say(actions.share_statement, 3, FIRST[0], 3, wording_version=wordings.current().version)
    machine.write_letters()
    return said


def stopped(machine):
    a_yes_that_ends(machine)
    machine.stop_all(0)


def on_a_break(machine):
    a_yes_that_ends(machine)
    machine.take_a_break(0, 0, "none")


def asked_no_more(machine):
    machine.like_to_be_asked(1)
    machine.look_for_people(0, 3)
    machine.write_letters()
    machine.not_like_to_be_asked(1)


def with_words(kind, message, address, at):
    share = Share.objects.unscoped("a seeded mistake").filter(pk=message.about_id).first()
    return write(kind, message, address, at) + (share.statement.own_words.encode() if share else b"")


@pytest.mark.parametrize(
    ("steps", "where", "name", "mistake"),
    [
        (stopped, queries, "share_ending", lambda pk: Share.objects.unscoped("a seeded mistake").get(pk=pk)),
        (on_a_break, people, "open_pauses_of", lambda person: []),
        (asked_no_more, tasks, "stands_for", lambda person, task: True),
        (a_yes_that_ends, post, "write", with_words),
    ],
)
def test_a_seeded_mistake_in_what_is_sent_is_seen(monkeypatch, steps, where, name, mistake):
    """A letter about a yes that was stopped, one on a break, one to who is asked no more, one with the words in it."""
    machine = Histories()
    try:
        steps(machine)
        machine.no_letter_says_anything_or_goes_where_it_may_not()
        monkeypatch.setattr(where, name, mistake)
        with pytest.raises(AssertionError):
            machine.no_letter_says_anything_or_goes_where_it_may_not()
    finally:
        machine.teardown()
