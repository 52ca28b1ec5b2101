"""PARTNERS2's arc in small, page by page, as the people press: from the first question to a frozen copy.

No browser and no worker: each page is asked for and each form is sent as it was shown. Weeks pass by holding the clock.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from accounts.people.models import Person
from accounts_reflective.coding.models import Theme
from accounts_reflective.coding.planning.frameworks import STANDARDS_2019
from accounts_reflective.coding.queries import code_book
from accounts_reflective.coding.queries import numbers as counted
from accounts_reflective.coding.queries import passages as looking
from accounts_reflective.inquiries import queries as inquiries
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.publication.models import Frozen, Output
from accounts_reflective.writing import queries as writing
from accounts_reflective.writing.models import ReflectiveAccount, Use
from leap.core import clock
from tests import factories

pytestmark = pytest.mark.django_db

ALONE = "The kettle spoke first. I only listened to it."
TOGETHER = "We passed the spoon round. Whoever held it talked. Nobody dropped it."
REFUSED, CHANGED, KEPT = "I only listened to it.", "Whoever held it talked.", "The kettle spoke first."
BETTER = "Whoever held it was heard."
MESSAGES = ("Being heard", "Taking time", "Sharing the tea", "Words we share", "Who holds the spoon")
OUTPUT = "The paper about our first year"


class Desk:
    """One person after the other sits down, reads pages and sends the forms on them."""

    def __init__(self, client) -> None:
        self.client = client

    def read(self, who: Person, name: str, /, *keys: UUID) -> str:
        """A page that somebody can open."""
        self.client.force_login(who)
        answer = self.client.get(reverse(name, args=keys))
        assert answer.status_code == 200, (who.called_name, name)
        return answer.content.decode()

    def fill(self, who: Person, name: str, /, *keys: UUID, **typed) -> None:
        """The form as it is shown, with what somebody types over it, sent; it is taken."""
        self.client.force_login(who)
        address = reverse(name, args=keys)
        form = self.client.get(address).context["form"]
        shown = {box.html_name: box.value() for box in form}
        shown = {name: value for name, value in shown.items() if value is not None and value is not False}
        answer = self.client.post(address, {**shown, **typed})
        assert answer.status_code == 302, (name, getattr(answer.context and answer.context.get("form"), "errors", ""))

    def press(self, who: Person, name: str, /, *keys: UUID, **hidden) -> None:
        """A button that is taken."""
        self.client.force_login(who)
        answer = self.client.post(reverse(name, args=keys), hidden)
        assert answer.status_code == 302, (who.called_name, name)


@pytest.fixture
def desk(client) -> Desk:
    return Desk(client)


@pytest.fixture
def world():
    return factories.small_panel(members=8, researchers=1)


@contextmanager
def days_later(days: int) -> Iterator[None]:
    with clock.held_at(clock.now() + timedelta(days=days)):
        yield


def test_from_the_first_question_to_the_frozen_copy(world, desk):
    wren, rowan, finch, jay, *others = world.members
    inquiry = begin(desk, world)
    find_company(desk, inquiry, rowan, finch)
    single = write_alone(desk, inquiry, wren)
    team = write_together(desk, inquiry, rowan, finch, world.researchers[0])
    comment_and_answer(desk, team, rowan, jay)
    rest = [
        write_alone(desk, inquiry, each, f"An evening with tea, number {number}.") for number, each in enumerate(others)
    ]
    everybody = {single: [wren], team: [rowan, finch, world.researchers[0]]} | {
        account: [who] for account, who in zip(rest, others, strict=True)
    }
    ask_all(desk, everybody)
    mark_own_words(desk, everybody)
    find_themes(desk, world, inquiry, single, team)
    with days_later(15):
        quotes_one_by_one(desk, world, inquiry, single, team)
    with days_later(31):
        before = figures(world, inquiry)
        assert before == (6, 6)
        desk.press(others[0], "writing:uses-take-back", rest[0].pk)  # one account is withdrawn before the freeze
        assert figures(world, inquiry) == (5, 5)
        freeze_and_take_out(desk, world, inquiry, others[0])


def begin(desk: Desk, world) -> Inquiry:
    """The lead starts from the twelve steps and asks for what helps to begin; everybody can read it."""
    typed = {"title": "Our first year", "question": "What was it like?", "steps": "partners2"}
    desk.fill(world.lead, "inquiries:inquiry-new", programme=str(world.programme.pk), **typed)
    inquiry = Inquiry.objects.get()
    desk.fill(world.lead, "inquiries:inquiry-edit", inquiry.pk, prompts="What do you remember first?")
    assert "Choosing topics and who to write with" in desk.read(
        world.members[0], "inquiries:inquiry-detail", inquiry.pk
    )
    return inquiry


def find_company(desk: Desk, inquiry: Inquiry, one: Person, other: Person) -> None:
    """A topic is proposed; two who look for company find each other, and nobody else is told."""
    desk.fill(one, "inquiries:topic-new", inquiry.pk, words="The spoon")
    (shown,) = inquiries.topics_for(one, inquiry)
    for who in (one, other):
        desk.fill(who, "inquiries:topic-choose", inquiry.pk, shown.topic.pk, seeks_company="on")
    assert other.shown_name in desk.read(one, "inquiries:topic-list", inquiry.pk)


def write_alone(desk: Desk, inquiry: Inquiry, who: Person, words: str = ALONE) -> ReflectiveAccount:
    """Somebody starts an account and saves their words."""
    desk.fill(who, "writing:account-new", title="Tea", role_shown="LEAP member", inquiry=str(inquiry.pk))
    account = writing.drafts_of(who).get().account
    assert "What do you remember first?" in desk.read(who, "writing:account-write", account.pk)
    save(desk, who, account, words)
    return account


def save(desk: Desk, who: Person, account: ReflectiveAccount, words: str) -> None:
    draft = writing.drafts_of(who).get(account=account)
    desk.press(who, "writing:account-save", account.pk, title=draft.title, body=words, revision=draft.revision)


def write_together(desk: Desk, inquiry: Inquiry, first: Person, *others: Person) -> ReflectiveAccount:
    """A team of three: asked, joined, one draft."""
    account = write_alone(desk, inquiry, first, TOGETHER)
    for each in others:
        desk.fill(first, "writing:account-authors", account.pk, person=str(each.pk))
        desk.press(each, "writing:account-join", account.pk, role_shown="LEAP member")
    return account


def comment_and_answer(desk: Desk, team: ReflectiveAccount, author: Person, reader: Person) -> None:
    """All three agree that one person reads it; their comment is answered and settled."""
    facts = {"readers": str(reader.pk), "revision": writing.drafts_of(author).get().revision, "after": 0}
    desk.press(author, "writing:readers-check", team.pk, **facts)
    version = writing.versions_of(author, team).get()
    assert desk.client.get(reverse("writing:account-detail", args=[team.pk])).status_code == 200
    for each in writing.authors_of(author, team):
        if each.person != author:
            desk.press(each.person, "writing:account-agree", team.pk, version=version.pk)
    assert TOGETHER in desk.read(reader, "writing:account-detail", team.pk)
    desk.fill(reader, "writing:comment-new", team.pk, words="I can hear the spoon.")
    comment = writing.comments_to(author, team).get()
    desk.fill(author, "writing:comment-answer", team.pk, comment.pk, words="So can we.")
    desk.press(author, "writing:comment-settle", team.pk, comment.pk, settled="yes")


def ask_all(desk: Desk, everybody: dict[ReflectiveAccount, list[Person]]) -> None:
    """Each author is asked about each use of the words as they are, and says yes to looking for themes and counting."""
    for account, authors in everybody.items():
        ask_anew(desk, account, authors)


def ask_anew(desk: Desk, account: ReflectiveAccount, authors: list[Person]) -> None:
    draft = writing.drafts_of(authors[0]).get(account=account)
    desk.press(authors[0], "writing:use-list", account.pk, revision=draft.revision)
    for who in authors:
        for asked in writing.uses_asked(who, account):
            if asked.use in (Use.ANALYSE, Use.COUNT):
                desk.fill(who, "writing:use-detail", account.pk, asked.pk, said="yes")


def mark_own_words(desk: Desk, everybody: dict[ReflectiveAccount, list[Person]]) -> None:
    """Each author says for each standard whether their own words speak about it."""
    said = {f"said_{code}": "yes" if code == "US1" else "no" for code in STANDARDS_2019.codes}
    for account, authors in everybody.items():
        for who in authors:
            desk.client.force_login(who)
            address = reverse("coding:mark-edit", args=[account.pk, STANDARDS_2019.key])
            form = desk.client.get(address).context["form"]
            hidden = {name: form[name].value() for name in ("version", "revision")}
            assert desk.client.post(address, {**hidden, **said, "done": "on"}).status_code == 302


def find_themes(desk: Desk, world, inquiry: Inquiry, single: ReflectiveAccount, team: ReflectiveAccount) -> None:
    """Two look for themes by themselves; five messages become four themes, and can still be seen as five."""
    lead, analyst = world.lead, world.researchers[0]
    for who in (lead, analyst):
        desk.fill(lead, "coding:analyst-list", inquiry.pk, person=str(who.pk))
    for name in MESSAGES:
        desk.fill(lead, "coding:theme-new", inquiry.pk, name=name)
    themes = {each.name: each for each in code_book.themes_in_use(lead, inquiry)}
    last, into = themes["Who holds the spoon"], themes["Being heard"]
    desk.fill(lead, "coding:theme-merge", inquiry.pk, last.pk, into=str(into.pk), why="They say the same.")
    assert code_book.themes_in_use(lead, inquiry).count() == 4
    then = desk.read(lead, "coding:code-book-then", inquiry.pk, 5)
    assert all(name in then for name in MESSAGES)
    for account in (single, team):
        place_words(desk, inquiry, account, into, lead)
        place_words(desk, inquiry, account, themes["Taking time"], analyst)


def place_words(desk: Desk, inquiry: Inquiry, account: ReflectiveAccount, theme: Theme, who: Person) -> None:
    version = version_of(inquiry, account, who)
    for sentence in (1, 2):
        desk.fill(who, "coding:look-edit", version.pk, first=sentence, theme=str(theme.pk))
    desk.press(who, "coding:look-done", version.pk)


def version_of(inquiry: Inquiry, account: ReflectiveAccount, who: Person):
    """The words of this account that somebody who looks for themes may look at now."""
    return next(each.version for each in looking.to_look_at(who, inquiry) if each.version.account_id == account.pk)


def quotes_one_by_one(desk: Desk, world, inquiry: Inquiry, single: ReflectiveAccount, team: ReflectiveAccount) -> None:
    """Quotations are asked about: one is agreed, one refused, and of one the words change, so it is asked anew."""
    lead = world.lead
    wren, authors = world.members[0], [*world.members[1:3], world.researchers[0]]
    for account in (single, team):
        version = version_of(inquiry, account, lead)
        found = looking.looked_at(lead, version.pk)
        for passage in looking.own_passages(lead, found):
            desk.fill(lead, "coding:quote-ask", version.pk, passage.pk, output=OUTPUT)
    for asked in writing.uses_asked(wren, single):
        if asked.use == Use.QUOTE:
            said = "no" if asked.excerpt == REFUSED else "yes"
            answer(desk, wren, single, asked, said)
    assert [each.excerpt for each in writing.uses_asked(wren, single) if each.use == Use.QUOTE].count(KEPT) == 1
    # The team would rather be quoted in other words: one changed sentence, and everything is asked again.
    save(desk, authors[0], team, TOGETHER.replace(CHANGED, BETTER))
    ask_anew(desk, team, authors)
    mark_own_words(desk, {team: authors})
    desk.fill(authors[0], "writing:quote-new", team.pk, excerpt=BETTER, output=OUTPUT)
    for who in authors:
        (asked,) = [each for each in writing.uses_asked(who, team) if each.use == Use.QUOTE]
        assert asked.excerpt == BETTER, "nothing that was said to the earlier words holds"
        answer(desk, who, team, asked, "yes")


def answer(desk: Desk, who: Person, account: ReflectiveAccount, asked, said: str) -> None:
    shown = {"by_line": "letter", "few_ok": "on"} if said == "yes" else {}
    desk.fill(who, "writing:use-detail", account.pk, asked.pk, said=said, **shown)


def figures(world, inquiry: Inquiry) -> tuple[int, int]:
    """How many accounts speak about the first standard, of how many."""
    tally = counted.numbers_of(world.lead, inquiry, STANDARDS_2019)
    return next(each.yes for each in tally.lines if each.code == "US1"), tally.counted


def freeze_and_take_out(desk: Desk, world, inquiry: Inquiry, withdrew: Person) -> None:
    """What is frozen holds the agreed words, the themes and the numbers, and nothing that was refused or withdrawn."""
    desk.fill(world.lead, "publication:output-new", inquiry.pk, name=OUTPUT)
    output = Output.objects.get()
    every = dict.fromkeys(("with_scheme", "with_numbers", "with_quotes", "with_whole"), "on")
    desk.fill(world.lead, "publication:output-parts", output.pk, **every)
    page = desk.read(world.lead, "publication:output-detail", output.pk)
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)[1]
    desk.press(world.lead, "publication:output-freeze", output.pk, seen=seen)
    frozen = Frozen.objects.unscoped("a test").get()
    for who in (world.lead, withdrew, *world.members[:3]):
        text = desk.read(who, "publication:output-detail", output.pk)
        assert KEPT in text
        assert BETTER in text
        for gone in (REFUSED, CHANGED, "An evening, number 0."):
            assert gone not in text
    file = desk.client.get(reverse("publication:copy-md", args=[output.pk])).content.decode()
    assert file == frozen.text
    for name in MESSAGES[:4]:
        assert name in file
    for person in world.on_panel:
        assert person.legal_name not in file if person.legal_name else True
        assert person.called_name not in file
    assert desk.client.get(reverse("publication:copy-docx", args=[output.pk])).status_code == 200
    assert desk.client.get(reverse("coding:code-book-qdc", args=[inquiry.pk])).status_code == 200
