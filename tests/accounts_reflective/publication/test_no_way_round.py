"""Whatever happens in whatever order, nothing is published without each live author's yes to exactly these words."""

import contextlib
from collections import Counter
from itertools import count
from unittest import mock

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts_reflective.publication import actions
from accounts_reflective.publication.models import Frozen
from accounts_reflective.publication.planning.content import WITHDRAWN
from accounts_reflective.publication.queries import outputs as queries
from accounts_reflective.writing import queries as writing
from accounts_reflective.writing.actions import authors, uses
from accounts_reflective.writing.models import Use
from leap.core.errors import NotAllowed, NotNow
from tests.accounts_reflective.publication.factories import asked_long_ago, now_in, output
from tests.accounts_reflective.writing.conftest import make_world
from tests.accounts_reflective.writing.factories import account, save

pytestmark = pytest.mark.django_db
WHICH = st.integers(0, 1)
WHO = st.integers(0, 2)
USES = st.sampled_from([Use.QUOTE, Use.PUBLISH])
BY_LINES = st.sampled_from(["letter_and_role", "letter", "name", "nothing"])


class Publishing(RuleBasedStateMachine):
    """Two accounts, three people who may write them, one output after the other. `yes` is what the test itself knows:
    who said yes to which use of which account since its words, or the label beside them, last changed.
    """

    done = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.world = make_world()
        self.people = [self.world.author, self.world.friend, self.world.reader]
        self.numbers = count(1)
        self.accounts, self.writers, self.words = [], [], []
        self.yes: dict = {}  # (account, use): {person: by-line}
        self.said_last: dict = {}  # (account, use): {person: the by-line of their last yes}
        self.frozen: list = []  # (the copy, its text, {(account, use): who agreed})

        for which, person in enumerate(self.people[:2]):
            self.accounts.append(account(self.world.inquiry, person, role_shown="member"))
            self.writers.append([person])
            self.words.append("")
            self.ask_anew(which, 0)
        self.new_output()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def new_output(self) -> None:
        self.name = f"Output {next(self.numbers)}"
        parts = {"with_quotes": True, "with_whole": True}
        self.paper = output(self.world.inquiry, self.world.lead, self.name, parts)
        for which in range(2):
            self.forget(which)

    def forget(self, which: int) -> None:
        for use in (Use.QUOTE, Use.PUBLISH):
            if use == Use.QUOTE or not self.words[which]:
                self.yes[which, use], self.said_last[which, use] = {}, {}

    def others_must_say_again(self, which: int, person) -> None:
        for use in (Use.QUOTE, Use.PUBLISH):
            kept = self.yes[which, use].get(person)
            self.yes[which, use] = {person: kept} if kept else {}

    def question(self, which: int, use: str, person):
        for asked in writing.uses_asked(person, self.accounts[which]):
            if asked.use == use and (use != Use.QUOTE or asked.output == self.name):
                return asked
        return None

    # What people do.

    @rule(which=WHICH, who=WHO)
    def ask_anew(self, which, who):
        """One changed letter, and every question is a new one."""
        person = self.writers[which][who % len(self.writers[which])]
        self.words[which] = f"Tea number {next(self.numbers)}."
        save(self.accounts[which], self.words[which], by=person)
        asked_long_ago(self.accounts[which], person)
        for use in (Use.QUOTE, Use.PUBLISH):
            self.yes[which, use], self.said_last[which, use] = {}, {}

    @rule(which=WHICH, who=WHO)
    def ask_to_quote(self, which, who):
        person = self.writers[which][who % len(self.writers[which])]
        version = writing.version_asked_about(person, self.accounts[which])
        if version is not None:
            asked_long_ago(self.accounts[which], person, (self.words[which], self.name))

    @rule(which=WHICH, who=WHO, use=USES, said=st.sampled_from(["yes", "yes", "yes", "no"]), by_line=BY_LINES)
    def answer(self, which, who, use, said, by_line):
        person = self.writers[which][who % len(self.writers[which])]
        asked = self.question(which, use, person)
        if asked is None:
            return
        uses.answer_use(asked=asked, said=said, by_line=by_line, by=person, few_ok=True)
        if said == "no":
            self.yes[which, use].pop(person, None)

            return
        last = self.said_last[which, use].get(person)
        if last and last != by_line:
            self.yes[which, use] = {}
        self.yes[which, use][person] = self.said_last[which, use][person] = by_line
        self.done["yes"] += 1

    @rule(which=WHICH, who=WHO)
    def everybody_agrees(self, which, who):
        """So that much is published in a short history."""
        self.ask_to_quote(which, who)
        for number, _ in enumerate(self.writers[which]):
            for use in (Use.QUOTE, Use.PUBLISH):
                self.answer(which, number, use, "yes", "letter_and_role")

    @rule(which=WHICH, who=WHO)
    def take_back(self, which, who):
        person = self.writers[which][who % len(self.writers[which])]
        uses.take_back_uses(account=self.accounts[which], by=person)
        for use in (Use.QUOTE, Use.PUBLISH):
            self.yes[which, use].pop(person, None)

    @rule(which=WHICH, who=WHO)
    def join(self, which, who):
        person = self.people[who]
        if person in self.writers[which]:
            return
        authors.ask(account=self.accounts[which], person=person, by=self.writers[which][0])
        authors.join(account=self.accounts[which], role_shown="member", by=person)
        self.writers[which].append(person)
        self.others_must_say_again(which, person)

    @rule(which=WHICH, who=WHO)
    def leave(self, which, who):
        if len(self.writers[which]) < 2:
            return
        person = self.writers[which].pop(who % len(self.writers[which]))
        authors.leave(account=self.accounts[which], by=person)
        for use in (Use.QUOTE, Use.PUBLISH):
            self.yes[which, use], self.said_last[which, use] = {}, {}

    @rule(which=WHICH, who=WHO, role=st.sampled_from(["member", "poet"]))
    def show_another_role(self, which, who, role):
        person = self.writers[which][who % len(self.writers[which])]
        mine = next(e for e in writing.authors_of(person, self.accounts[which]) if e.person == person)
        authors.show_role(account=self.accounts[which], role_shown=role, by=person)
        if mine.role_shown != role:
            for use in (Use.QUOTE, Use.PUBLISH):
                self.yes[which, use] = {}

    @rule()
    def look(self):
        """The lead looks, and freezes what they saw some other time."""
        self.seen = now_in(self.paper, self.world.lead).content.digest

    @rule(which=WHICH)
    def everybody_agrees_and_it_is_frozen(self, which):
        self.everybody_agrees(which, 0)
        self.freeze(stale=False)

    @rule(stale=st.booleans())
    def freeze(self, stale):
        seen = now_in(self.paper, self.world.lead)
        digest = getattr(self, "seen", "") if stale else seen.content.digest
        with contextlib.suppress(NotNow):
            frozen = actions.freeze(output=self.paper, seen=digest, by=self.world.lead)
            assert digest == seen.content.digest, "frozen as nobody had seen it"
            self.check(frozen)
            self.frozen.append((frozen, frozen.text))
            self.done["frozen"] += 1
            self.new_output()

    def check(self, frozen) -> None:
        """What is in it is what everybody agreed to, and no more."""
        content = queries.frozen_copy(self.world.other, self.paper).content
        assert content is not None
        printed = {Use.QUOTE: content.quotes, Use.PUBLISH: content.whole}
        for use, pieces in printed.items():
            for piece in pieces:
                which = self.words.index(piece.words)
                assert set(self.yes[which, use]) >= set(self.writers[which]), "printed without everybody's yes"
                self.done["printed"] += 1

    @rule(who=st.sampled_from(["author", "friend", "coordinator", "researcher", "finance"]))
    def somebody_else_tries(self, who):
        person = getattr(self.world, who)
        seen = now_in(self.paper, self.world.lead).content.digest
        with pytest.raises(NotAllowed):
            actions.freeze(output=self.paper, seen=seen, by=person)

    # What is always so.

    @invariant()
    def words_are_in_the_draft_exactly_when_everybody_agrees(self):
        found = now_in(self.paper, self.world.lead).content
        for which, writers in enumerate(self.writers):
            agreed = bool(writers) and set(self.yes[which, Use.QUOTE]) >= set(writers)
            assert (self.words[which] in [each.words for each in found.quotes]) == agreed
            if not (set(self.yes[which, Use.PUBLISH]) >= set(writers)):
                assert self.words[which] not in [each.words for each in found.whole]

    @invariant()
    def what_is_frozen_stays_what_it_was(self):
        for frozen, text in self.frozen:
            now = Frozen.objects.unscoped("a test").get(pk=frozen.pk)
            assert (now.text, now.sha256) == (text, frozen.sha256)


def test_nothing_is_published_without_each_live_authors_yes():
    Publishing.done.clear()
    run_state_machine_as_test(
        Publishing,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
    assert Publishing.done["frozen"] >= 4, Publishing.done
    assert Publishing.done["printed"] >= 8, Publishing.done


def shown_by_letter_and_another_role(machine):
    """No role is printed beside these words, so nothing but the ended yes holds them back."""
    for who in (0, 1, 0):
        machine.answer(0, who, Use.QUOTE, "yes", "letter")
    machine.words_are_in_the_draft_exactly_when_everybody_agrees()
    machine.show_another_role(0, 0, "poet")


@pytest.mark.parametrize(
    ("where", "what", "then"),
    [
        (
            "accounts_reflective.writing.actions.authors.end_yes_to_label",
            lambda **_: None,
            shown_by_letter_and_another_role,
        ),
        (
            "accounts_reflective.writing.actions.authors.close_uses",
            lambda **_: None,
            lambda machine: machine.leave(0, 1),
        ),
        (
            "accounts_reflective.publication.queries.outputs._is_for",
            lambda output, use: True,
            lambda machine: machine.freeze(stale=False),
        ),
    ],
)
def test_a_seeded_mistake_is_seen(where, what, then):
    machine = Publishing()
    try:
        machine.join(0, 1)
        machine.everybody_agrees(0, 0)
        machine.words_are_in_the_draft_exactly_when_everybody_agrees()
        with mock.patch(where, what):
            then(machine)
            with pytest.raises(AssertionError):
                machine.words_are_in_the_draft_exactly_when_everybody_agrees()
    finally:
        machine.teardown()


def test_after_a_yes_is_taken_back_nothing_shows_the_words():
    machine = Publishing()
    try:
        machine.everybody_agrees(0, 0)
        machine.everybody_agrees(1, 0)
        paper = machine.paper
        machine.freeze(stale=False)
        machine.take_back(0, 0)
        content = queries.frozen_copy(machine.world.other, paper).content
        assert content is not None
        assert sorted(each.words for each in content.quotes) == sorted([WITHDRAWN, machine.words[1]])
    finally:
        machine.teardown()
