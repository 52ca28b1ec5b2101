"""Reads for authors: where their words were printed, and where they are named."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from accounts.people.models import Person
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.inquiries.queries import inquiries_for
from accounts_reflective.publication.models import NamedAuthor, Output, Printed
from accounts_reflective.writing import queries as writing
from accounts_reflective.writing.models import Use
from accounts_reflective.writing.registration import NamesInPrint


@dataclass(frozen=True)
class WherePrinted:
    """One use of the viewer's words in a frozen copy. `taken_back`: the viewer took their yes to it back."""

    printed: Printed
    taken_back: bool

    @property
    def what(self) -> str:
        """Which use it is, in words."""
        return Use(self.printed.asked.use).label

    @property
    def words(self) -> str:
        """The words quoted, or the title of what was printed whole; nothing for a number."""
        if self.printed.asked.use == Use.COUNT:
            return ""
        return self.printed.asked.excerpt or self.printed.asked.version.title

    @property
    def shows_words(self) -> bool:
        """Did words leave with it? A number shows none."""
        return self.printed.asked.use != Use.COUNT


def where_printed(viewer: Person) -> list[WherePrinted]:
    """Every use in a frozen copy to which the viewer said yes, the newest copy first; also where they left since."""
    own = writing.asked_with_a_yes_of(viewer).order_by().values("pk")
    found = Printed.objects.unscoped("where the viewer's own words are").filter(asked__in=own)
    related = ("frozen__output__inquiry", "asked__version")
    rows = list(found.select_related(*related).order_by("-frozen__frozen_at", "asked__use", "pk"))
    gone = writing.taken_back([(each.asked_id, each.frozen.frozen_at) for each in rows], by=viewer)
    return [WherePrinted(each, (each.asked_id, each.frozen.frozen_at) in gone) for each in rows]


@dataclass(frozen=True)
class WhereNamed:
    """One output of an inquiry the viewer writes in, and in which words they are named there; none: they are not."""

    output: Output
    words: str


def where_named(viewer: Person) -> list[WhereNamed]:
    """Every output in which the viewer is named, or could be: of inquiries they write in, not set aside."""
    mine = NamedAuthor.objects.unscoped("one's own").filter(person=viewer).select_related("output__inquiry")
    named = {each.output_id: each for each in mine}
    writes_in = writing.accounts_of(viewer).order_by().values("inquiry")
    outputs = Output.objects.filter(inquiry__in=inquiries_for(viewer).filter(pk__in=writes_in).order_by().values("pk"))
    drafted = {each.pk: each for each in outputs.filter(state=Output.State.DRAFTING).select_related("inquiry")}
    every = {**drafted, **{key: each.output for key, each in named.items()}}
    words = {key: each.words for key, each in named.items()}
    found = [WhereNamed(each, words.get(key, "")) for key, each in every.items()]
    return sorted(found, key=lambda each: (each.output.name, each.output.pk))


def own_words_for(viewer: Person, output: Output) -> str:
    """In which words the viewer is named in this output; empty: they are not."""
    mine = NamedAuthor.objects.unscoped("one's own").filter(person=viewer, output=output).first()
    return mine.words if mine else ""


def can_be_named(viewer: Person, output: Output) -> bool:
    """Does the viewer write in this inquiry, or are they named in the output already?"""
    return to_be_named_in(viewer, output.pk) is not None


def to_be_named_in(viewer: Person, output_id: UUID) -> Output | None:
    """An output in which the viewer could be named, or is, also when they have left since; else None."""
    named = NamedAuthor.objects.unscoped("one's own").filter(person=viewer).order_by().values("output")
    writes_in = writing.accounts_of(viewer).order_by().values("inquiry")
    here = inquiries_for(viewer).filter(pk__in=writes_in).order_by().values("pk")
    found = Output.objects.filter(Q(pk__in=named) | Q(inquiry__in=here), pk=output_id)
    return found.select_related("inquiry").first()


def question_to_take_back(viewer: Person, use_id: UUID):
    """A question whose words were printed and to which the viewer once said yes, or None."""
    printed = Printed.objects.unscoped("was it printed?").order_by().values("asked")
    return writing.asked_with_a_yes_of(viewer).filter(pk=use_id, pk__in=printed).first()


def lists_of_authors(viewer: Person, inquiry: Inquiry) -> list[NamesInPrint]:
    """For the writing room: who is still named in what was frozen of this inquiry, and what stands beside words there
    that nobody took back since. Everybody in the inquiry reads it.
    """
    here = inquiries_for(viewer).filter(pk=inquiry.pk).order_by().values("pk")
    named = NamedAuthor.objects.unscoped("names that were printed").filter(
        output__inquiry__in=here, output__state=Output.State.FROZEN
    )
    found: dict[Output, tuple[list[str], list[str]]] = {}
    for each in named.select_related("output").order_by("output__name", "output", "pk"):
        found.setdefault(each.output, ([], []))[0].append(each.words)
    printed = Printed.objects.unscoped("what was printed beside words").filter(frozen__output__inquiry__in=here)
    rows = list(printed.select_related("frozen__output").order_by("frozen__output__name", "frozen__output", "pk"))
    gone = writing.taken_back([(row.asked_id, row.frozen.frozen_at) for row in rows])
    for row in rows:
        if row.label and (row.asked_id, row.frozen.frozen_at) not in gone:
            found.setdefault(row.frozen.output, ([], []))[1].append(row.label)
    return [NamesInPrint(output.name, tuple(words), tuple(labels)) for output, (words, labels) in found.items()]
