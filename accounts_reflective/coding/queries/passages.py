"""Reads for people who look for themes: the words they may look at today, what they marked, and what others marked.

The one condition everywhere: the viewer looks for themes in this inquiry today, and every author of today says yes to
"Look for themes in them" for exactly these words. Take a yes away, and all of it is gone from the next request on.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Exists, OuterRef, QuerySet

from accounts.people.models import Person
from accounts_reflective.coding.models import LookedThrough, Passage, Remark, Theme
from accounts_reflective.coding.planning.code_book import home_of
from accounts_reflective.coding.queries.code_book import every_theme, looked_at_by
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.writing import queries as writing
from accounts_reflective.writing.models import ReflectiveAccount, Use
from accounts_reflective.writing.wordings import speaks_of_files


@dataclass(frozen=True)
class Looked:
    """Words that somebody may look for themes in, and how far they are with them."""

    version: Any  # its words; the table is the writing room's
    account: ReflectiveAccount
    is_begun: bool = False
    is_done: bool = False
    may_be_in_files: bool = False  # the question its authors said yes to says that a file may be taken

    @property
    def label(self) -> str:
        """How it is called among those who look: by its letter, or by a sign that says nothing. Never by who wrote."""
        return reference(self.account)


def reference(account: ReflectiveAccount) -> str:
    """Account L; without a letter: Writing K7QX, from its random key."""
    if account.letter:
        return f"Account {account.letter}"
    return f"Writing {base64.b32encode(hashlib.sha256(b'account-ref:' + account.pk.bytes).digest()).decode()[:4]}"


def own_key(person: Person, key: UUID) -> UUID:
    """The key of what one form of one person makes."""
    return uuid5(person.pk, key.hex)


def to_look_at(viewer: Person, inquiry: Inquiry) -> list[Looked]:
    """What the viewer may look for themes in today, by how it is called, each with how far they are."""
    here = looked_at_by(viewer).filter(pk=inquiry.pk).order_by().values("pk")
    return sorted(_looked(viewer, _holding().filter(version__account__inquiry__in=here)), key=lambda each: each.label)


def looked_at(viewer: Person, version_id: UUID) -> Looked | None:
    """One of those, or None."""
    here = looked_at_by(viewer).order_by().values("pk")
    asked = _holding().filter(version=version_id, version__account__inquiry__in=here)
    return next(iter(_looked(viewer, asked)), None)


def _holding():
    return writing.uses_that_hold().filter(use=Use.ANALYSE).select_related("version__account__inquiry")


def _looked(viewer: Person, asked) -> list[Looked]:
    mine = {"version": OuterRef("version")}
    begun = Passage.objects.unscoped("one's own").filter(marked_by=viewer, removed_at__isnull=True, **mine)
    done = LookedThrough.objects.unscoped("one's own").filter(person=viewer, **mine)
    found = asked.annotate(is_begun=Exists(begun), is_done=Exists(done)).order_by("pk")
    return [
        Looked(each.version, each.version.account, each.is_begun, each.is_done, speaks_of_files(each.wording))
        for each in found
    ]


def own_passages(viewer: Person, looked: Looked) -> list[Passage]:
    """What the viewer marked in these words, in the order of the text, what has no place first. A theme that was
    brought into another is that other one here.
    """
    mine = _live().filter(version=looked.version, marked_by=viewer).order_by("start", "end", "theme__code", "pk")
    return _at_home(viewer, looked, mine)


def earlier_marks(viewer: Person, looked: Looked) -> list[Passage]:
    """The viewer's own marks of the version before, that did not come over to these words yet, in themes in use. The
    version before is the newest one they marked: what they took out there does not come back from an older one.
    """
    came = Passage.objects.unscoped("one's own, those taken out too")
    here = came.filter(version=looked.version, marked_by=viewer, carried_from=OuterRef("pk"))
    before = {"marked_by": viewer, "version__account": looked.account, "version__number__lt": looked.version.number}
    newest = came.filter(**before).order_by("-version__number", "pk").values_list("version", flat=True).first()
    mine = _live().filter(~Exists(here), marked_by=viewer, version=newest, start__isnull=False)
    found = _at_home(viewer, looked, mine.select_related("version").order_by("start", "end", "pk"))
    return [each for each in found if each.theme.ended_at is None]


def _at_home(viewer: Person, looked: Looked, passages: Iterable[Passage]) -> list[Passage]:
    """These, to be read only, each in the theme that its own was brought into."""
    themes = {each.pk: each for each in every_theme(viewer, looked.account.inquiry)}
    merged = {key: theme.merged_into_id for key, theme in themes.items()}
    found = list(passages)
    for each in found:
        each.theme = themes.get(home_of(each.theme_id, merged), each.theme)
    return found


def people_done(viewer: Person, looked: Looked) -> list[Person]:
    """Who is done with these words, the viewer first, for a viewer who is done themself; nobody before that."""
    if not looked.is_done:
        return []
    done = LookedThrough.objects.unscoped("of those who are done").filter(version=looked.version)
    people = [each.person for each in done.select_related("person").order_by("person__shown_name", "person")]
    return sorted(people, key=lambda each: each != viewer)


@dataclass(frozen=True)
class MarkedBy:
    """What one person who is done marked: now; by themself, before they said that they are done; and what came over
    then from earlier words, after they had seen there what others marked.
    """

    person: Person
    now: list[Passage]
    blind: list[Passage]
    had_seen: list[Passage] = field(default_factory=list)


def side_by_side(viewer: Person, looked: Looked) -> list[MarkedBy]:
    """What each person who is done marked, the viewer first; empty for a viewer who is not done.

    Of somebody who is not done nothing is in it, not even that they have begun.
    """
    people = people_done(viewer, looked)
    done = LookedThrough.objects.unscoped("when each was done").filter(version=looked.version, person__in=people)
    when = dict(done.values_list("person", "done_at"))
    every = _with_theme(Passage.objects.unscoped("of those who are done, for one who is"))
    marked: dict[UUID, list[Passage]] = {each.pk: [] for each in people}
    found = every.filter(version=looked.version, marked_by__in=people, start__isnull=False)
    for passage in _at_home(viewer, looked, found.order_by("start", "end", "theme__code", "pk")):
        marked[passage.marked_by_id].append(passage)
    earlier = {"version__account": looked.account, "version__number__lt": looked.version.number}
    saw = LookedThrough.objects.unscoped("who saw marks of earlier words").filter(person__in=people, **earlier)
    have_seen = set(saw.values_list("person", flat=True))
    return [_marked_by(each, marked[each.pk], when[each.pk], each.pk in have_seen) for each in people]


def _marked_by(person: Person, every: Sequence[Passage], done_at: datetime, have_seen: bool) -> MarkedBy:
    """What came over from earlier words is not blind for somebody who had seen what others marked there."""
    then = [p for p in every if p.marked_at <= done_at and (p.removed_at is None or p.removed_at > done_at)]
    saw = [p for p in then if have_seen and p.carried_from_id]
    blind = [p for p in then if p not in saw]
    return MarkedBy(person, [p for p in every if p.removed_at is None], blind, saw)


def remarks_on(viewer: Person, looked: Looked) -> list[Remark]:
    """What those who are done said to each other about these words, in the order of the text and then as it was said;
    nothing for a viewer who is not done.
    """
    if not looked.is_done:
        return []
    said = Remark.objects.unscoped("for those who are done").filter(version=looked.version)
    return list(said.select_related("said_by").order_by("sentence", "said_at", "pk"))


@dataclass(frozen=True)
class Placed:
    """Words in a theme: of which account, the words, whose marks, and memos of those who left one."""

    looked: Looked
    theme: UUID
    start: int
    end: int
    people: tuple[Person, ...]
    marked_at: datetime
    memos: tuple[tuple[Person, str], ...]

    @property
    def words(self) -> str:
        """The words, of the version that may be looked at today."""
        return self.looked.version.body[self.start : self.end]


def placed_in_themes(viewer: Person, held: Sequence[Looked], themes: Sequence[Theme]) -> list[Placed]:
    """Every passage the viewer may see in what they may look at today (`held`), by account and place: their own,
    and of versions they are done with those of the others who are done. Each stands in the theme that its own was
    brought into. The same number of questions to the database however many there are.
    """
    looked = {each.version.pk: each for each in held}
    done = LookedThrough.objects.unscoped("of those who are done").filter(version__in=list(looked))
    together = {pair for pair in done.values_list("version", "person") if looked[pair[0]].is_done}
    merged = {each.pk: each.merged_into_id for each in themes}
    groups: dict[tuple, list[Passage]] = {}
    every = _live().filter(version__in=list(looked), start__isnull=False).select_related("marked_by")
    for each in every.order_by("start", "end", "marked_by__shown_name", "marked_by", "pk"):
        if each.marked_by_id == viewer.pk or (each.version_id, each.marked_by_id) in together:
            place = (each.version_id, home_of(each.theme_id, merged), each.start, each.end)
            groups.setdefault(place, []).append(each)
    found = [_placed(looked[version], theme, start, end, who) for (version, theme, start, end), who in groups.items()]
    return sorted(found, key=lambda each: (each.looked.label, each.start, each.end))


def _placed(looked: Looked, theme: UUID, start: int, end: int, marks: Sequence[Passage]) -> Placed:
    people = tuple(dict.fromkeys(each.marked_by for each in marks))
    memos = tuple((each.marked_by, each.memo) for each in marks if each.memo)
    return Placed(looked, theme, start, end, people, max(each.marked_at for each in marks), memos)


def _live() -> QuerySet[Passage]:
    return _with_theme(Passage.objects.unscoped("marks not taken out").filter(removed_at__isnull=True))


def _with_theme(passages: QuerySet[Passage]) -> QuerySet[Passage]:
    return passages.select_related("theme")


@dataclass(frozen=True)
class Quote:
    """A quotation somebody who looks for themes asked about: what, where, and whether it may be quoted now."""

    looked: Looked
    words: str
    output: str
    may_be_quoted: bool
    shown_as: tuple[str, ...] = ()  # how each author agreed to be shown beside it, once it may be quoted


def quotes_asked(viewer: Person, looked: Sequence[Looked]) -> list[Quote]:
    """The quotations the viewer asked about in words they may look at today, in the order asked."""
    by_version = {each.version.pk: each for each in looked}
    asked = writing.quotes_asked_by(viewer, list(by_version))
    return [
        Quote(by_version[each.version_id], each.excerpt, each.output, may_be, tuple(shown))
        for each, may_be, shown in asked
    ]
