"""What stands in files that people who look for themes take: never a name, never words without every author's yes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.people.models import Panel, Person
from accounts.people.registration import BeforeLeaving
from accounts_reflective.coding.models import FileTaken
from accounts_reflective.coding.planning import written
from accounts_reflective.coding.planning.refi import Coded, Selection, Source, project_file
from accounts_reflective.coding.queries import code_book as book
from accounts_reflective.coding.queries.passages import Looked, Placed, placed_in_themes, to_look_at
from accounts_reflective.inquiries.models import Inquiry
from leap.core import clock
from leap.core.documents import Part, as_markdown, as_word
from leap.core.tables import Row, csv_bytes, xlsx_bytes

Kind = FileTaken.Kind
ABOUT = "Taken on {day}. Each author said yes to looking for themes. Delete this file when LEAP asks you to."


@dataclass(frozen=True)
class Holdings:
    """Everything of an inquiry that the viewer may take today."""

    inquiry: Inquiry
    looked: list[Looked]
    placed: list[Placed]
    themes: list

    @property
    def versions(self) -> list[str]:
        """The keys of the versions whose words, or marks of them, are in it."""
        return sorted(str(each.version.pk) for each in self.looked)


def holdings_of(viewer: Person, inquiry: Inquiry) -> Holdings:
    """What the viewer may look at today with the marks they may see; only where the authors were told, when they were
    asked, that a file may be taken.
    """
    themes = book.every_theme(viewer, inquiry)
    looked = [each for each in to_look_at(viewer, inquiry) if each.may_be_in_files]
    return Holdings(inquiry, looked, placed_in_themes(viewer, looked, themes), themes)


def content_of(kind: str, held: Holdings) -> bytes:
    """One kind of file."""
    makers = {
        Kind.WORDS: lambda each: as_markdown(_words(each)).encode(),
        Kind.WORDS_WORD: lambda each: as_word(_words(each)),
        Kind.PASSAGES: lambda each: as_markdown(_passages(each)).encode(),
        Kind.PASSAGES_WORD: lambda each: as_word(_passages(each)),
        Kind.MATRIX_CSV: lambda each: csv_bytes(matrix(each)),
        Kind.MATRIX_XLSX: lambda each: xlsx_bytes(matrix(each), "Themes"),
        Kind.PROJECT: _project,
    }
    return makers[Kind(kind)](held)


def matrix(held: Holdings) -> list[Row]:
    """A row for each account and a column for each theme in use: how many passages are in it. The last row adds up."""
    themes = [each.entry for branch in _branches(held) for each in [branch, *_alone(branch.under)]]
    counts = Counter((each.looked.version.pk, each.theme) for each in held.placed)
    rows: list[Row] = [["Reflective account", *(f"{each.code} {each.name}" for each in themes)]]
    for looked in held.looked:
        rows.append([looked.label, *(counts[(looked.version.pk, each.id)] for each in themes)])
    totals = [sum(counts[(looked.version.pk, each.id)] for looked in held.looked) for each in themes]
    return [*rows, ["All together", *totals]]


def _alone(entries):
    return [book.Branch(each) for each in entries]


def _branches(held: Holdings) -> list[book.Branch]:
    in_use = [book.entry(each) for each in held.themes if each.ended_at is None]
    return book.as_a_tree(book.in_order(in_use))


def _about() -> str:
    return ABOUT.format(day=clock.today().isoformat())


def _words(held: Holdings) -> list[Part]:
    texts = [_text(each) for each in held.looked]
    return written.words(held.inquiry.title, _about(), texts)


def _text(looked: Looked) -> written.Text:
    version = looked.version
    return written.Text(looked.label, version.title, version.body, version.blocks if version.has_signs else ())


def _passages(held: Holdings) -> list[Part]:
    found = [written.Found(each.theme, each.words, each.looked.label) for each in held.placed]
    return written.passages(held.inquiry.title, _about(), _branches(held), found)


def _project(held: Holdings) -> bytes:
    """Coders are numbers there: the first, the second. Their keys lead to no page."""
    people = sorted({person.pk for each in held.placed for person in each.people})
    coders = [(_key(held, person), f"Coder {number}") for number, person in enumerate(people, start=1)]
    in_use = {each.pk for each in held.themes if each.ended_at is None}
    sources = [
        Source(
            _key(held, looked.version.pk),
            looked.label,
            looked.version.body,
            [_selection(held, each) for each in _in(held, looked) if each.theme in in_use],
        )
        for looked in held.looked
    ]
    return project_file(held.inquiry.title, clock.now(), coders, _branches(held), sources)


def _in(held: Holdings, looked: Looked) -> list[Placed]:
    return [each for each in held.placed if each.looked.version.pk == looked.version.pk]


def _selection(held: Holdings, each: Placed) -> Selection:
    place = uuid5(_key(held, each.looked.version.pk), f"{each.theme}/{each.start}/{each.end}")
    marks = [
        Coded(uuid5(place, _key(held, person.pk).hex), each.theme, _key(held, person.pk), each.marked_at)
        for person in each.people
    ]
    return Selection(place, each.start, each.end, marks, "\n".join(memo for _, memo in each.memos))


def _key(held: Holdings, key: UUID) -> UUID:
    """Another key in its place. Only this installation can work it out: nobody finds out whose it is by trying."""
    sealed = salted_hmac("coding.files", f"{held.inquiry.pk}/{key}", algorithm="sha256").digest()
    return UUID(bytes=sealed[:16], version=4)


@dataclass(frozen=True)
class Taken:
    """A file somebody took. `is_stale`: something in it may not be looked at any more, so it is to be deleted."""

    file: FileTaken
    is_stale: bool


def _own_files(viewer: Person):
    return FileTaken.objects.unscoped("one's own").filter(taken_by=viewer, deleted_at__isnull=True)


def asked_back_from(viewer: Person) -> QuerySet[Inquiry]:
    """The inquiries of which the viewer has files and looks for themes no more, also in programmes they left."""
    held = Inquiry.objects.filter(pk__in=_own_files(viewer).order_by().values("inquiry"))
    return held.exclude(pk__in=book.looked_at_by(viewer).order_by().values("pk")).order_by("title", "pk")


def inquiries_with_files(viewer: Person) -> QuerySet[Inquiry]:
    """Where the viewer can open the page of files: they look for themes there, or have files of it still."""
    looked_at, asked_back = (
        each.order_by().values("pk") for each in (book.looked_at_by(viewer), asked_back_from(viewer))
    )
    return Inquiry.objects.filter(Q(pk__in=looked_at) | Q(pk__in=asked_back))


def files_taken(viewer: Person, inquiry: Inquiry, looked: Sequence[Looked]) -> list[Taken]:
    """The files the viewer took of this inquiry and did not say to have deleted, the newest first. When they look for
    themes no more, every one of them is to be deleted.
    """
    looks = book.looked_at_by(viewer).filter(pk=inquiry.pk).exists()
    now = {str(each.version.pk) for each in looked}
    mine = _own_files(viewer).filter(inquiry=inquiry).order_by("-taken_at", "pk")
    return [Taken(each, not looks or not now.issuperset(each.versions)) for each in mine]


def before_leaving(viewer: Person, panel: Panel) -> list[BeforeLeaving]:
    """Whoever took files of words reads, before they leave a panel, that they are asked to delete them."""
    held = _own_files(viewer).filter(inquiry__programme=panel.programme_id).order_by().values("inquiry")
    inquiries = Inquiry.objects.filter(pk__in=held).order_by("title", "pk")
    text = "You took files with other people’s words. Please delete them, and tell us when you have."
    return [BeforeLeaving(text, "See your files", reverse("coding:file-list", args=[each.pk])) for each in inquiries]
