"""The only road to a reflective account. The viewer comes first; what they may not read is not in the answer.

Two doors and no third: the draft, for the authors of today; a version, for the readers named on it, while every author
of today agrees to it. Running a panel, leading a programme or looking after LEAP itself opens neither.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.identity.circles import Circle
from accounts.people.models import Panel, Person, Role
from accounts.people.queries import belonging, panels_for
from accounts.people.registration import BeforeLeaving
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.inquiries.queries import inquiries_for, people_to_write_with
from accounts_reflective.writing import labels, states, wordings
from accounts_reflective.writing.models import (
    Agreement,
    Authorship,
    ByLine,
    Comment,
    Draft,
    KeptCopy,
    Reader,
    ReflectiveAccount,
    Use,
    UseAnswer,
    UseAsked,
    Version,
    blocks_of,
)
from accounts_reflective.writing.planning import recognising
from accounts_reflective.writing.registration import NamesInPrint, names_in_print
from leap.core import audit, clock
from leap.core.markdown import Block


def _writing() -> QuerySet[Authorship]:
    return Authorship.objects.unscoped("who is an author today").filter(state=states.WRITING)


def _live_agreements() -> QuerySet[Agreement]:
    return Agreement.objects.unscoped("agreements not taken back").filter(taken_back_at__isnull=True)


def _agreed_by_all() -> QuerySet[Version]:
    """The versions that are not closed, and that every author of today agrees to. Silence is no."""
    authors = _writing().filter(account=OuterRef("account"))
    agrees = _live_agreements().filter(version=OuterRef(OuterRef("pk")), person=OuterRef("person"))
    versions = Version.objects.unscoped("versions that their authors agree to")
    return versions.filter(Exists(authors), ~Exists(authors.filter(~Exists(agrees))), closed_at__isnull=True)


def is_agreed_by_all(version: Version) -> bool:
    """Can the readers named on this version read it now?"""
    return _agreed_by_all().filter(pk=version.pk).exists()


def accounts_of(viewer: Person) -> QuerySet[ReflectiveAccount]:
    """The reflective accounts the viewer is an author of today."""
    accounts = ReflectiveAccount.objects.unscoped("narrowed to the viewer's own")
    return accounts.filter(pk__in=_writing().filter(person=viewer).values("account")).select_related("inquiry")


def drafts_of(viewer: Person) -> QuerySet[Draft]:
    """The drafts the viewer is an author of today, the one saved last first. No role of any kind opens another."""
    drafts = Draft.objects.unscoped("narrowed to the viewer's own")
    mine = drafts.filter(account__in=_writing().filter(person=viewer).values("account"))
    return mine.select_related("account__inquiry").order_by("-saved_at", "pk")


def device_key(viewer: Person, draft: Draft) -> str:
    """The key (base64) that the viewer's own devices seal unsaved words of this draft with. It is stored nowhere: the
    same person gets the same key whenever they open the writing page, and nobody else does.
    """
    key = salted_hmac("writing.device-copy", f"{viewer.pk}/{draft.account_id}", algorithm="sha256").digest()
    return b64encode(key).decode("ascii")


def versions_open_to(viewer: Person) -> QuerySet[Version]:
    """The versions the viewer is named on as a reader and can read today; none for one who left the programme."""
    named = Reader.objects.unscoped("narrowed to the viewer").filter(person=viewer, version=OuterRef("pk"))
    still_here = _agreed_by_all().filter(Exists(named), account__inquiry__in=inquiries_for(viewer))
    return still_here.select_related("account__inquiry").order_by("-proposed_at", "pk")


def readable_by(viewer: Person) -> QuerySet[ReflectiveAccount]:
    """Every reflective account the viewer can read today: their own, and those opened to them.

    The account holds no words. `reading_of` gives those the viewer may read.
    """
    accounts = ReflectiveAccount.objects.unscoped("narrowed to what the viewer may read")
    own = _writing().filter(person=viewer)
    opened = versions_open_to(viewer).order_by()
    return accounts.filter(Q(pk__in=own.values("account")) | Q(pk__in=opened.values("account"))).select_related(
        "inquiry"
    )


def versions_for_reading(viewer: Person) -> QuerySet[Version]:
    """What others wrote and let the viewer read; the viewer's own is not repeated here."""
    return versions_open_to(viewer).exclude(account__in=_writing().filter(person=viewer).values("account"))


@dataclass(frozen=True)
class Reading:
    """The words of a reflective account that one viewer may read: the draft for an author, a version for a reader."""

    account: ReflectiveAccount
    title: str
    body: str
    written_as: str
    label: str
    draft: Draft | None = None
    version: Version | None = None

    @property
    def content_note(self) -> str:
        """What the authors want a reader to know before the words begin; nothing for a draft."""
        return (self.version.content_note or "") if self.version else ""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The body in the pieces that a reader sees: paragraphs, and what the authors made with signs."""
        return blocks_of(self.body, self.written_as)


def reading_of(viewer: Person, account: ReflectiveAccount) -> Reading | None:
    """The words the viewer may read of this account, or None."""
    draft = drafts_of(viewer).filter(account=account).first()
    version = None if draft else versions_open_to(viewer).filter(account=account).first()
    words = draft or version
    if words is None:
        return None
    return Reading(account, words.title, words.body, words.written_as, label_of(account), draft, version)


def label_of(account: ReflectiveAccount) -> str:
    """How the account is named for its readers: "Account L, two LEAP members and a research assistant"."""
    return _labels_of([account])[account.pk]


def labels_for_reading(viewer: Person, versions: list[Version]) -> dict[UUID, str]:
    """The labels of the accounts of these versions, by account; only those the viewer can read."""
    accounts = readable_by(viewer).filter(pk__in=[version.account_id for version in versions])
    return _labels_of(list(accounts))


def _labels_of(accounts: list[ReflectiveAccount]) -> dict[UUID, str]:
    roles: dict[UUID, list[list[str]]] = {account.pk: [] for account in accounts}
    for author in _writing().filter(account__in=accounts).order_by("since", "pk"):
        roles[author.account_id].append([author.role_shown])
    return {each.pk: labels.label(each.letter, roles[each.pk], each.label_style) for each in accounts}


@dataclass(frozen=True)
class LetteredAccount:
    """A reflective account as it stands in a list or a table: its letter, and "Account K" for a label; never its words.

    `with_roles` is the label with its authors' roles, as far as they let roles be shown: only for who leads the
    programme. Beside words that are used, how they are shown is theirs to choose for each use.
    """

    id: UUID
    letter: str
    label: str
    with_roles: str


def lettered_accounts(viewer: Person, inquiry: Inquiry) -> list[LetteredAccount]:
    """The accounts of an inquiry that have a letter and are counted today, in the order of the letters, if the viewer
    can see the inquiry. One that has no letter, or whose authors do not all let it be counted, leaves no trace.
    """
    accounts = ReflectiveAccount.objects.unscoped("letters and labels only")
    here = inquiries_for(viewer).filter(pk=inquiry.pk)
    counted = uses_that_count(inquiry).values("version__account")
    lettered = list(accounts.filter(inquiry__in=here, letter__isnull=False, pk__in=counted).order_by("letter", "pk"))
    with_roles = _labels_of(lettered)
    return [
        LetteredAccount(each.pk, each.letter, labels.label(each.letter, []), with_roles[each.pk]) for each in lettered
    ]


def authors_of(viewer: Person, account: ReflectiveAccount) -> list[Authorship]:
    """For an author: everyone who writes this account or is asked to, writers first. For anyone else: nobody."""
    authorships = Authorship.objects.unscoped("for its authors").filter(
        account__in=accounts_of(viewer).filter(pk=account.pk), state__in=[states.ASKED, states.WRITING]
    )
    return list(authorships.select_related("person").order_by("-state", "since", "pk"))


def circles_of(viewer: Person) -> list[Circle]:
    """The reflective accounts the viewer writes together with somebody today, as groups one can tell something."""
    drafts = list(drafts_of(viewer).select_related("account__inquiry__programme"))
    authorships = _writing().filter(account__in=[draft.account_id for draft in drafts], person__is_active=True)
    together: dict[UUID, list[Authorship]] = {}
    for each in authorships.select_related("person").order_by("person__shown_name", "person_id"):
        together.setdefault(each.account_id, []).append(each)
    return [
        Circle(
            draft.account_id,
            draft.title,
            draft.account.inquiry.programme,
            tuple(each.person for each in together[draft.account_id]),
            {each.person_id: each.role_shown for each in together[draft.account_id]},
        )
        for draft in drafts
        if len(together.get(draft.account_id, [])) > 1
    ]


@dataclass(frozen=True)
class OwnWriting:
    """One of the viewer's own accounts as the list shows it: how many write it, how many others can read it today."""

    draft: Draft
    co_authors: int
    readers: int
    looked_at: int | None = None  # the number of the version that people who look for themes can read


def own_writing_of(viewer: Person) -> list[OwnWriting]:
    """The viewer's own reflective accounts, the one saved last first, each with how many people share it."""
    drafts = list(drafts_of(viewer))
    accounts = [draft.account_id for draft in drafts]
    authors = Counter(_writing().filter(account__in=accounts).values_list("account", flat=True))
    opened = _agreed_by_all().filter(account__in=accounts).values("pk")
    named = Reader.objects.unscoped("counted for the authors").filter(version__in=opened)
    readers = Counter(named.values_list("version__account", flat=True))
    looked = versions_looked_at(viewer)
    return [
        OwnWriting(each, authors[each.account_id] - 1, readers[each.account_id], looked.get(each.account_id))
        for each in drafts
    ]


def versions_looked_at(viewer: Person) -> dict[UUID, int]:
    """For an author: the number of the version that people who look for themes can read today, by account; nothing for
    an account whose authors did not all say yes to that.
    """
    own = accounts_of(viewer).order_by().values("pk")
    holding = uses_that_hold().filter(use=Use.ANALYSE, version__account__in=own)
    return dict(holding.values_list("version__account", "version__number"))


def asks_for(viewer: Person) -> QuerySet[Authorship]:
    """Where somebody asked the viewer to write with them and waits for an answer. It shows nothing of the account."""
    asks = Authorship.objects.unscoped("narrowed to the viewer").filter(person=viewer, state=states.ASKED)
    here = asks.filter(account__inquiry__in=inquiries_for(viewer))
    return here.select_related("account__inquiry", "asked_by").order_by("since", "pk")


def people_to_choose_from(viewer: Person, account: ReflectiveAccount) -> list[tuple[str, str]]:
    """Who the viewer can ask to write or name as a reader, as (id, "Wren, panel member").

    People on the panels they share; the authors of today are left out.
    """
    people = people_to_write_with(viewer, account.inquiry_id).exclude(
        pk__in=_writing().filter(account=account).values("person")
    )
    said: dict[UUID, list[str]] = {}
    roles = Role.objects.filter(belonging(), person__in=people.order_by(), panel__in=panels_for(viewer))
    for role in roles.order_by("kind", "pk"):
        said.setdefault(role.person_id, []).append(role.wording or role.get_kind_display())
    return [
        (str(person.pk), ", ".join([person.shown_name, *dict.fromkeys(said.get(person.pk, []))])) for person in people
    ]


@dataclass(frozen=True)
class Group:
    """People who can be named as readers in one go: everyone on a panel today. What is agreed to are their names."""

    id: str
    name: str
    people: set[str]


@dataclass(frozen=True)
class VersionInPlay:
    """One version as its authors see it: the exact readers, who has agreed, who has not."""

    version: Version
    readers: list[Person] = field(default_factory=list)
    agreed: list[Person] = field(default_factory=list)
    not_yet: list[Person] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Can its readers read it now?"""
        return not self.not_yet

    def agreed_by(self, person: Person) -> bool:
        """Does this author agree to it today?"""
        return person in self.agreed


def groups_to_choose_from(viewer: Person, account: ReflectiveAccount, people: list[tuple[str, str]]) -> list[Group]:
    """The viewer's panels with those of `people` who are on them today: groups that can be named as readers."""
    known = {key for key, _ in people}
    panels = panels_for(viewer).filter(programme=account.inquiry.programme_id).order_by("name", "pk")
    on_it: dict[UUID, set[str]] = {}
    roles = Role.objects.filter(belonging(), panel__in=panels.order_by()).values_list("panel", "person")
    for panel, person in roles:
        if str(person) in known:
            on_it.setdefault(panel, set()).add(str(person))
    return [Group(str(panel.pk), panel.name, on_it[panel.pk]) for panel in panels if panel.pk in on_it]


def versions_of(viewer: Person, account: ReflectiveAccount) -> QuerySet[Version]:
    """For an author: every version of the account, closed ones too."""
    versions = Version.objects.unscoped("for its authors").filter(account__in=accounts_of(viewer).filter(pk=account.pk))
    return versions.select_related("account", "proposed_by").order_by("-number")


def version_of(viewer: Person, account: ReflectiveAccount, version_id: UUID) -> Version | None:
    """For an author: one version of this account, closed or not; None when it has none with that key."""
    return versions_of(viewer, account).filter(pk=version_id).first()


def last_version_number(viewer: Person, account: ReflectiveAccount) -> int:
    """The number of the newest version, 0 when there is none."""
    return versions_of(viewer, account).values_list("number", flat=True).first() or 0


def versions_in_play(viewer: Person, account: ReflectiveAccount) -> list[VersionInPlay]:
    """For an author: the versions that can be read or agreed to, newest first: one open, one put forward at most."""
    authors = [each.person for each in authors_of(viewer, account) if each.state == states.WRITING]
    versions = versions_of(viewer, account).filter(closed_at__isnull=True)
    return [_in_play(version, authors) for version in versions]


def _in_play(version: Version, authors: list[Person]) -> VersionInPlay:
    named = Reader.objects.unscoped("for the authors of the version").filter(version=version)
    agreeing = set(_live_agreements().filter(version=version).values_list("person", flat=True))
    return VersionInPlay(
        version=version,
        readers=[each.person for each in named.select_related("person").order_by("person__shown_name", "person")],
        agreed=[author for author in authors if author.pk in agreeing],
        not_yet=[author for author in authors if author.pk not in agreeing],
    )


def versions_waiting_for(viewer: Person) -> QuerySet[Version]:
    """The versions that can be read only once the viewer, one of their authors, agrees."""
    agreed = _live_agreements().filter(version=OuterRef("pk"), person=viewer)
    versions = Version.objects.unscoped("narrowed to the viewer's own").filter(closed_at__isnull=True)
    mine = versions.filter(account__in=_writing().filter(person=viewer).values("account"))
    return mine.filter(~Exists(agreed)).select_related("account__inquiry").order_by("proposed_at", "pk")


def what_waits_for(viewer: Person) -> QuerySet[Authorship]:
    """For the first page, in one question: where the viewer is asked to write, then where their yes is waited for.

    Each says by its state which of the two it is. Like an ask, it shows nothing of the account.
    """
    asked = Q(pk__in=asks_for(viewer).order_by().values("pk"))
    to_agree = Q(state=states.WRITING, account__in=versions_waiting_for(viewer).order_by().values("account"))
    mine = Authorship.objects.unscoped("narrowed to the viewer").filter(asked | to_agree, person=viewer)
    return mine.select_related("asked_by").order_by("state", "since", "pk")


def comments_to(viewer: Person, account: ReflectiveAccount) -> QuerySet[Comment]:
    """For an author: everything readers wrote about any version of the account, what waits first, then the newest."""
    comments = Comment.objects.unscoped("for the authors they were written to")
    mine = comments.filter(version__account__in=accounts_of(viewer).filter(pk=account.pk))
    waits = Q(settled_at__isnull=True)
    related = ("version__account", "written_by", "answered_by")
    return mine.select_related(*related).annotate(waits=waits).order_by("-waits", "-written_at", "pk")


def own_comments(viewer: Person, account: ReflectiveAccount) -> QuerySet[Comment]:
    """For a reader: what they themself wrote to the authors while they could read, and the answers to it."""
    comments = Comment.objects.unscoped("narrowed to the viewer's own").filter(written_by=viewer)
    readable = comments.filter(version__account=account, version__account__in=readable_by(viewer).values("pk"))
    return readable.select_related("version").order_by("written_at", "pk")


def accounts_with_comments(viewer: Person) -> set[UUID]:
    """The accounts of the viewer's own that somebody wrote about and that no author has dealt with yet."""
    waiting = Comment.objects.unscoped("for the authors they were written to").filter(settled_at__isnull=True)
    mine = waiting.filter(version__account__in=accounts_of(viewer).values("pk"))
    return set(mine.values_list("version__account", flat=True))


@dataclass(frozen=True)
class Happening:
    """One line of an account's history: who did what, and when. Never the words."""

    at: datetime
    who: str
    what: str


# What authors read of each other; what somebody said no to is between them and whoever asked.
TOLD = {
    "account.started": "started it",
    "coauthor.joined": "joined as an author",
    "coauthor.left": "stopped being an author",
    "coauthor.role_shown": "changed how their role is shown",
    "draft.saved": "wrote",
    "copy.kept": "wrote while somebody else did: both were kept",
    "copy.chosen": "chose between words that were kept twice",
    "version.kept": "kept a version",
    "version.renamed": "gave a version a name",
    "version.proposed": "put a version forward to readers",
    "version.agreed": "agreed to a version",
    "agreement.taken_back": "took their agreement back",
    "use.asked": "asked what may be done with the words",
    "use.agreed": "said yes to a use of the words",
    "use.refused": "said no to a use of the words",
    "use.taken_back": "took back every yes to a use of the words",
}


def history_of(viewer: Person, account: ReflectiveAccount) -> list[Happening]:
    """For an author: who did what on which day, the newest first; what one did several times on a day is one line."""
    mine = accounts_of(viewer).filter(pk=account.pk).order_by().values("pk")
    versions = Version.objects.unscoped("their keys").filter(account__in=mine).values("pk")
    lines = list(audit.days_about(mine, versions, verbs=TOLD))
    people = Person.objects.in_bulk(sorted({line["actor_id"] for line in lines if line["actor_id"]}))
    return [Happening(line["at"], _said_of(people.get(line["actor_id"]), viewer), TOLD[line["verb"]]) for line in lines]


def _said_of(actor: Person | None, viewer: Person) -> str:
    if actor is None:
        return "Somebody"
    return "You" if actor == viewer else actor.shown_name


def _live_yes() -> QuerySet[UseAnswer]:
    return UseAnswer.objects.unscoped("yes said and not ended").filter(said=UseAnswer.Said.YES, ended_at__isnull=True)


def uses_that_hold() -> QuerySet[UseAsked]:
    """For the rooms that analyse and publish: the uses to which every author of today has said yes, in this wording, to
    these exact words, and whose time to think is over. Silence is no. What somebody may see of them is those rooms' to
    say; none of this is shown to anybody here but the authors.
    """
    authors = _writing().filter(account=OuterRef("version__account"))
    agrees = _live_yes().filter(asked=OuterRef(OuterRef("pk")), person=OuterRef("person"))
    asked = UseAsked.objects.unscoped("agreed to by all").filter(closed_at__isnull=True, holds_from__lte=clock.now())
    return asked.filter(Exists(authors), ~Exists(authors.filter(~Exists(agrees)))).select_related("version__account")


def uses_that_count(inquiry: Inquiry) -> QuerySet[UseAsked]:
    """For the rooms that count: the uses "Count them in numbers" that hold in this inquiry, of versions that may be
    looked at for themes too. Counting alone is in no number (docs/adr/0054). In no order.
    """
    holds = uses_that_hold().order_by().filter(version__account__inquiry=inquiry)
    return holds.filter(use=Use.COUNT, version__in=holds.filter(use=Use.ANALYSE).values("version"))


def words_counted(inquiry: Inquiry) -> dict[UUID, str]:
    """For the rooms that count: the exact words that are counted today, by account, to see whether a quotation still
    stands in them. They are shown to nobody by this.
    """
    return {each.version.account_id: each.version.body for each in uses_that_count(inquiry)}


@dataclass(frozen=True)
class AgreedUse:
    """One use of exact words to which every author of today says yes, with how each agreed to be shown beside it: the
    by-line chosen, words of their own, their role and their name, in no order that says who came first. The role or
    name is the one that the yes was said to: with another one today it is no yes.
    """

    asked: UseAsked
    shown: tuple[labels.Shown, ...]

    @property
    def account(self) -> ReflectiveAccount:
        """Whose words they are."""
        return self.asked.version.account


def agreed_uses(inquiry: Inquiry, *uses: str) -> list[AgreedUse]:
    """For the room that publishes: these uses of words of one inquiry, where they hold today. What it shows of them,
    and to whom, is that room's to say. The same number of questions to the database however many there are.
    """
    held = uses_that_hold().order_by().filter(version__account__inquiry=inquiry, use__in=uses)
    asked = list(held.order_by("pk"))
    writers = _writing().filter(account__in=held.values("version__account"))
    roles = {(each.account_id, each.person_id): each.role_shown for each in writers}
    shown: dict[UUID, list[labels.Shown]] = {each.pk: [] for each in asked}
    other_words: set[UUID] = set()
    answers = _live_yes().filter(asked__in=held.values("pk")).select_related("asked__version", "person")
    for answer in answers.order_by("pk"):
        role = roles.get((answer.asked.version.account_id, answer.person_id))
        if role is not None and answer.asked_id in shown:
            words = answer.by_line_words or ""
            shown[answer.asked_id].append(labels.Shown(answer.by_line, words, role, answer.person.shown_name))
            other_words |= set() if is_shown_as_then(answer, role) else {answer.asked_id}
    return [AgreedUse(each, tuple(sorted(shown[each.pk]))) for each in asked if each.pk not in other_words]


def is_shown_as_then(answer: UseAnswer, role: str) -> bool:
    """Is the author still called what this yes was said to? Another name or role today (`role`) is another label."""
    today = labels.words_shown(answer.by_line, answer.by_line_words or "", role, answer.person.shown_name)
    return (answer.shown_words or "") == today


def asked_with_a_yes_of(viewer: Person) -> QuerySet[UseAsked]:
    """The questions to which the viewer has ever said yes, whatever became of them."""
    own = UseAnswer.objects.unscoped("one's own").filter(person=viewer, said=UseAnswer.Said.YES)
    asked = UseAsked.objects.unscoped("those the viewer said yes to").filter(pk__in=own.order_by().values("asked"))
    return asked.select_related("version__account__inquiry").order_by("pk")


PrintedUse = tuple[UUID, datetime]  # the question that words in a frozen copy rest on, and when that was frozen


def taken_back(printed: Collection[PrintedUse], by: Person | None = None) -> set[PrintedUse]:
    """Of these, those to which somebody (or `by`) who had said yes took it back, or said no, after it was frozen. It
    stays so: a later yes brings nothing back into a copy that it was out of. A label that changed, or words that are
    asked about no more, are not among them.
    """
    answers = UseAnswer.objects.unscoped("what was said since").filter(asked__in={asked for asked, _ in printed})
    if by is not None:
        answers = answers.filter(person=by)
    agreed: set[tuple[UUID, UUID]] = set()
    out: dict[UUID, list[datetime]] = {}
    for answer in answers.order_by("given_at", "pk"):
        key = (answer.asked_id, answer.person_id)
        agreed |= {key} if answer.said == UseAnswer.Said.YES else set()
        when = answer.taken_back_at if answer.said == UseAnswer.Said.YES else answer.given_at
        if when is not None and key in agreed:
            out.setdefault(answer.asked_id, []).append(when)
    return {each for each in printed if any(when >= each[1] for when in out.get(each[0], []))}


def authors_today(accounts: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """For the rooms that analyse and count: who writes each of these accounts today, as keys of people."""
    found: dict[UUID, set[UUID]] = {}
    for account, person in _writing().filter(account__in=accounts).values_list("account", "person"):
        found.setdefault(account, set()).add(person)
    return found


def uses_asked(viewer: Person, account: ReflectiveAccount) -> QuerySet[UseAsked]:
    """For an author: what is asked about the words today, the uses in their order, then the quotations as asked."""
    asked = UseAsked.objects.unscoped("for the authors asked").filter(
        version__account__in=accounts_of(viewer).filter(pk=account.pk), closed_at__isnull=True
    )
    return asked.select_related("version__account", "asked_by").order_by("asked_at", "pk")


def quotes_asked_by(viewer: Person, versions: Collection[UUID]) -> list[tuple[UseAsked, bool, list[str]]]:
    """The quotations that the viewer asked other people about, of these versions; whether each may be quoted now; and
    then how its authors agreed to be shown beside it, by the alphabet.

    Who said what is the authors' to know: it is yes when all say so and the time to think is over, and else not yet.
    """
    asked = UseAsked.objects.unscoped("narrowed to what the viewer asked").filter(
        use=Use.QUOTE, asked_by=viewer, version__in=versions, closed_at__isnull=True
    )
    holds = Exists(uses_that_hold().filter(pk=OuterRef("pk")))
    found = list(asked.select_related("version__account").annotate(may_be=holds).order_by("asked_at", "pk"))
    of_these = Version.objects.unscoped("whose they are").filter(pk__in=versions).values("account")
    authors = {(each.account_id, each.person_id): each for each in _writing().filter(account__in=of_these)}
    shown: dict[UUID, list[str]] = {each.pk: [] for each in found}
    answers = _live_yes().filter(asked__in=asked.values("pk")).select_related("asked__version", "person")
    other_words: set[UUID] = set()
    for answer in answers.order_by("given_at", "pk"):
        author = authors.get((answer.asked.version.account_id, answer.person_id))
        if author is not None:
            other_words |= set() if is_shown_as_then(answer, author.role_shown) else {answer.asked_id}
            shown[answer.asked_id].append(
                labels.shown_as(answer.by_line, answer.by_line_words or "", author.role_shown, answer.person.shown_name)
            )
    may_be = {each.pk for each in found if each.may_be} - other_words
    return [(each, each.pk in may_be, sorted(shown[each.pk]) if each.pk in may_be else []) for each in found]


def version_asked_about(viewer: Person, account: ReflectiveAccount) -> Version | None:
    """For an author: the version whose uses are asked about today."""
    asked = uses_asked(viewer, account).order_by().values("version")
    return versions_of(viewer, account).filter(pk__in=asked).first()


def are_the_same(version: Version, draft: Draft) -> bool:
    """Has the version the words of the draft, letter for letter, and shows it them in the same way?"""
    now = (draft.title, draft.body, draft.written_as)
    return (version.title, version.body, version.written_as) == now


def is_asked_in_todays_words(viewer: Person, draft: Draft, version: Version) -> bool:
    """For an author: are these the words of the draft, and is each question about them put as it is put today?"""
    whole = uses_asked(viewer, draft.account).filter(version=version).exclude(use=Use.QUOTE)
    as_today = [each.wording == wordings.use_in_words(each.use) for each in whole]
    return are_the_same(version, draft) and all(as_today)


@dataclass(frozen=True)
class UseInPlay:
    """One question as the authors see it: who said what, and whether it holds."""

    asked: UseAsked
    yes: list[UseAnswer]
    no: list[UseAnswer]
    silent: list[Person]
    mine: UseAnswer | None
    holds: bool

    @property
    def is_agreed(self) -> bool:
        """Has every author of today said yes? (It holds once the time to think is over.)"""
        return not self.no and not self.silent


def uses_in_play(viewer: Person, account: ReflectiveAccount) -> list[UseInPlay]:
    """For an author: every question about the words of today with everybody's answer. The same number of questions to
    the database however many there are.
    """
    asked = list(uses_asked(viewer, account))
    writers = [each for each in authors_of(viewer, account) if each.state == states.WRITING]
    authors = [each.person for each in writers]
    roles = {each.person_id: each.role_shown for each in writers}
    live = UseAnswer.objects.unscoped("for the authors asked").filter(asked__in=asked, ended_at__isnull=True)
    answers: dict[UUID, dict[UUID, UseAnswer]] = {}
    holding = set(uses_that_hold().filter(pk__in=[each.pk for each in asked]).values_list("pk", flat=True))
    for answer in live.select_related("person").order_by("given_at", "pk"):
        if is_shown_as_then(answer, roles.get(answer.person_id, "")):
            answers.setdefault(answer.asked_id, {})[answer.person_id] = answer
        else:  # said to another name or role: it waits for an answer again
            holding.discard(answer.asked_id)
    return [_use_in_play(each, authors, answers.get(each.pk, {}), viewer, each.pk in holding) for each in asked]


def _use_in_play(
    asked: UseAsked, authors: list[Person], said: dict[UUID, UseAnswer], viewer: Person, holds: bool
) -> UseInPlay:
    of_today = [said[author.pk] for author in authors if author.pk in said]
    return UseInPlay(
        asked=asked,
        yes=[each for each in of_today if each.said == UseAnswer.Said.YES],
        no=[each for each in of_today if each.said == UseAnswer.Said.NO],
        silent=[author for author in authors if author.pk not in said],
        mine=said.get(viewer.pk),
        holds=holds,
    )


@dataclass(frozen=True)
class Recognising:
    """For an author, before they choose how they are shown: what would be printed, and what could point to them."""

    previews: list[recognising.Preview]
    together: str
    names: str
    pair: list[str]  # what the roles of those who write together give away side by side
    left_over: list[str]  # what was printed gives away: lists of authors, and names that stand together
    few: frozenset[str]  # the ways of being shown to which a yes is asked for twice


def who_could_be_recognised(viewer: Person, asked: UseAsked) -> Recognising:
    """For an author asked about words that others would read. Roles and names are counted among people the viewer can
    see anyway, on panels they share, and among the co-authors; of any other account nothing is in it. Lists of authors
    are those of what was frozen, which everybody in the inquiry reads.
    """
    account = asked.version.account
    panels = list(panels_for(viewer).filter(programme=account.inquiry.programme_id).order_by("name", "pk"))
    held = Role.objects.filter(belonging(), panel__in=[panel.pk for panel in panels], person__is_active=True)
    roles = list(held.select_related("person").order_by("pk"))
    authors = [each for each in authors_of(viewer, account) if each.state == states.WRITING]
    authors.sort(key=lambda author: author.person_id != viewer.pk)  # the viewer first
    role_shown = authors[0].role_shown
    called: dict[str, set[Person]] = {recognising.same_role(author.role_shown): set() for author in authors}
    for said, person in [
        *((role.wording or role.get_kind_display(), role.person) for role in roles),
        *((author.role_shown, author.person) for author in authors),
    ]:
        called.get(recognising.same_role(said), set()).add(person)
    sharing = {role: len(people) for role, people in called.items()}
    mine = sharing[recognising.same_role(role_shown)]
    in_print = names_in_print(viewer, account.inquiry)
    lists = [(each.output, each.words) for each in in_print]
    pair = recognising.pair([author.role_shown for author in authors], sharing)
    shown = [labels.Shown("", "", author.role_shown, author.person.shown_name) for author in authors]
    letter = account.letter or labels.LETTER_TO_COME
    words = asked.excerpt or f"{asked.version.title}\n{asked.version.body}"
    known = {role.person.shown_name for role in roles} | {name for panel in panels for name in (panel.name, panel.site)}
    return Recognising(
        recognising.previews(ByLine.choices, shown, letter, account.label_style, mine),
        recognising.TOGETHER if len(authors) > 1 else "",
        recognising.names_in_words(recognising.names_in(words, known)),
        pair,
        [
            *recognising.left_over(role_shown, _but(viewer, called, role_shown), lists),
            *_together(authors, called, in_print),
        ],
        recognising.few_share(role_shown, mine, as_a_pair=bool(pair)),
    )


def _but(person: Person, called: dict[str, set[Person]], role: str) -> list[str]:
    """Everybody else who is called that, by name."""
    return [each.shown_name for each in called[recognising.same_role(role)] if each != person]


def _together(
    authors: list[Authorship], called: dict[str, set[Person]], in_print: Collection[NamesInPrint]
) -> list[str]:
    """What was printed gives away about who the first of these authors writes with."""
    lists = [(there.output, there.words) for there in in_print]
    found = []
    for each in authors[1:]:
        found += recognising.left_over_beside(each.role_shown, _but(each.person, called, each.role_shown), lists)
    people = [author.person.shown_name for author in authors]
    labels_there = [(there.output, label) for there in in_print for label in there.labels]
    return [*dict.fromkeys(found), *recognising.by_name_elsewhere(people, labels_there)]


def accounts_with_questions(viewer: Person) -> set[UUID]:
    """The accounts of the viewer's own about whose words something is asked that they have not answered."""
    answered = UseAnswer.objects.unscoped("one's own").filter(
        asked=OuterRef("pk"), person=viewer, ended_at__isnull=True
    )
    asked = UseAsked.objects.unscoped("narrowed to the viewer's own").filter(closed_at__isnull=True)
    mine = asked.filter(~Exists(answered), version__account__in=accounts_of(viewer).values("pk"))
    return set(mine.values_list("version__account", flat=True))


def kept_copies_of(viewer: Person, account: ReflectiveAccount) -> QuerySet[KeptCopy]:
    """For an author: words that were kept when two devices saved at once, and words put away; the newest first."""
    copies = KeptCopy.objects.unscoped("for the authors").filter(account__in=accounts_of(viewer).filter(pk=account.pk))
    return copies.select_related("typed_by").order_by("-kept_at", "pk")


def copies_to_choose_from(viewer: Person, account: ReflectiveAccount) -> QuerySet[KeptCopy]:
    """Those kept copies about which nobody has chosen yet."""
    return kept_copies_of(viewer, account).filter(put_away_at__isnull=True)


def before_leaving(viewer: Person, panel: Panel) -> list[BeforeLeaving]:
    """Whoever writes reads, before they leave a panel, that their writing stays theirs and who may read it."""
    if not _writing().filter(person=viewer).exists():
        return []
    text = "What you are writing stays yours. You can finish it, leave it, or say who may no longer read it."
    return [BeforeLeaving(text, "See your writing", reverse("writing:account-list"))]


def open_asks() -> QuerySet[Authorship]:
    """For a message about to be sent: every ask that still waits for an answer. None of the words are in it."""
    asks = Authorship.objects.unscoped("is this message still true?").filter(state=states.ASKED)
    return asks.select_related("person", "asked_by")
