"""Reads of outputs: what stands in one today, and what a frozen copy holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet

from accounts.people.models import Person
from accounts_reflective.coding.planning.frameworks import CO_PRODUCING, STANDARDS_2019, FrameworkVersion
from accounts_reflective.coding.planning.tally import Tally
from accounts_reflective.coding.queries.code_book import code_book
from accounts_reflective.coding.queries.numbers import inquiries_with_numbers, numbers_of_each
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.inquiries.queries import inquiries_for
from accounts_reflective.publication import states
from accounts_reflective.publication.models import Frozen, LetterGiven, NamedAuthor, Output, Printed
from accounts_reflective.publication.planning import content as plan
from accounts_reflective.publication.planning.content import Content
from accounts_reflective.writing import labels
from accounts_reflective.writing import queries as writing
from accounts_reflective.writing.models import Use
from leap.core.documents import Said, as_word

CHARTED = (STANDARDS_2019, CO_PRODUCING)


def outputs_of(viewer: Person, inquiry: Inquiry) -> QuerySet[Output]:
    """For everybody in the inquiry: its outputs by name, those set aside too. Authors say yes to a name."""
    here = inquiries_for(viewer).filter(pk=inquiry.pk).order_by().values("pk")
    return Output.objects.filter(inquiry__in=here).select_related("inquiry").order_by("name", "pk")


def output_for(viewer: Person, output_id: UUID) -> Output | None:
    """One output of an inquiry the viewer can see, or None."""
    here = inquiries_for(viewer).order_by().values("pk")
    found = Output.objects.filter(pk=output_id, inquiry__in=here)
    return found.select_related("inquiry__programme").first()


def put_together_by(viewer: Person) -> QuerySet[Output]:
    """The outputs the viewer may put together: of programmes they lead today."""
    led = inquiries_with_numbers(viewer).order_by().values("pk")
    return Output.objects.filter(inquiry__in=led).select_related("inquiry").order_by("name", "pk")


def same_name(name: str) -> str:
    """Two names that differ only in capitals and spaces are the same place."""
    return " ".join(name.split()).casefold()


@dataclass(frozen=True)
class Together:
    """What stands in an output today, with the uses its words come from and the accounts counted in its numbers."""

    content: Content
    quotes: list[writing.AgreedUse]
    whole: list[writing.AgreedUse]
    counted: list[writing.AgreedUse]

    @property
    def uses(self) -> list[writing.AgreedUse]:
        """The uses its words come from."""
        return [*self.quotes, *self.whole]

    @property
    def accounts(self) -> set[UUID]:
        """Every account something of which is in it."""
        return {each.account.pk for each in [*self.uses, *self.counted]}


def together(viewer: Person, output: Output) -> Together | None:
    """For whoever leads the programme: the output as it would be frozen now; None for anyone else.

    In it is only what every author of today agrees to: words quoted in exactly this output or published whole, where
    the time to think is over, and accounts that are counted. The rest leaves no trace. Letters not given yet are "?".
    """
    if not inquiries_with_numbers(viewer).filter(pk=output.inquiry_id).exists():
        return None
    held = writing.agreed_uses(output.inquiry, *Use.values)
    quotes = [each for each in held if each.asked.use == Use.QUOTE and _is_for(output, each)]
    whole = _whole(output, held)
    quotes, whole = (quotes if output.with_quotes else []), (whole if output.with_whole else [])
    counted = _both(held) if output.with_numbers else []
    content = Content(
        name=output.name,
        inquiry=output.inquiry.title,
        authors=_authors(output),
        scheme=scheme(viewer, output.inquiry) if output.with_scheme else [],
        charts=[each for each in charts(viewer, output.inquiry) if each.counted] if output.with_numbers else [],
        quotes=_pieces(quotes, {}),
        whole=_pieces(whole, {}),
    )
    return Together(content, quotes, whole, counted)


def with_letters(found: Together, letters: Mapping[UUID, str]) -> Together:
    """For the freezing: the same to the letter, with the letters that were just given (by account) in its labels.
    Nothing is read a second time, so nothing that nobody saw can come in.
    """
    pieces = {"quotes": _pieces(found.quotes, letters), "whole": _pieces(found.whole, letters)}
    return replace(found, content=replace(found.content, **pieces))


def _is_for(output: Output, use: writing.AgreedUse) -> bool:
    return same_name(use.asked.output or "") == same_name(output.name)


def _whole(output: Output, held: list[writing.AgreedUse]) -> list[writing.AgreedUse]:
    """Accounts to be printed whole. One that was printed whole elsewhere needs the yes to use it again too, and rests
    on that one: its label is what was agreed to there, and it is what can be taken back.
    """
    elsewhere = Printed.objects.unscoped("printed whole before").filter(asked__use__in=(Use.PUBLISH, Use.REUSE))
    before = set(elsewhere.exclude(frozen__output=output).values_list("account", flat=True))
    again = {each.account.pk: each for each in held if each.asked.use == Use.REUSE}
    publish = {each.account.pk: each for each in held if each.asked.use == Use.PUBLISH}
    rests_on = (again.get(account) if account in before else first for account, first in publish.items())
    return [each for each in rests_on if each is not None]


def _both(held: list[writing.AgreedUse]) -> list[writing.AgreedUse]:
    """The yes to counting, of versions that may be looked at for themes too (docs/adr/0054)."""
    looked = {each.asked.version_id for each in held if each.asked.use == Use.ANALYSE}
    return [each for each in held if each.asked.use == Use.COUNT and each.asked.version_id in looked]


def _pieces(several: list[writing.AgreedUse], letters: Mapping[UUID, str]) -> list[plan.Piece]:
    return _in_order(_piece(each, letters) for each in several)


def _piece(use: writing.AgreedUse, letters: Mapping[UUID, str]) -> plan.Piece:
    letter = letters.get(use.account.pk) or use.account.letter or labels.LETTER_TO_COME
    label = labels.printed(letter, use.shown, use.account.label_style)
    if use.asked.use == Use.QUOTE:
        return plan.Piece(str(use.asked.pk), label, use.asked.excerpt or "")
    version = use.asked.version
    return plan.Piece(str(use.asked.pk), label, version.body, version.title, version.has_signs)


def _in_order(pieces: Iterable[plan.Piece]) -> list[plan.Piece]:
    """By label and words: the order says nothing of when anything was written or agreed to."""
    return sorted(pieces, key=lambda each: (each.label, each.words, each.key))


def _authors(output: Output) -> list[plan.Author]:
    named = NamedAuthor.objects.unscoped("who wants to be named").filter(output=output)
    return sorted((plan.Author(str(each.pk), each.words) for each in named), key=lambda each: (each.words, each.key))


def scheme(viewer: Person, inquiry: Inquiry) -> list[plan.Theme]:
    """For everybody in the inquiry: the themes with their sub-themes, by their numbers. No account is in it."""
    return [plan.Theme(each.entry.name, [sub.name for sub in each.under]) for each in code_book(viewer, inquiry)]


def charts(viewer: Person, inquiry: Inquiry) -> list[plan.Chart]:
    """For whoever leads the programme: how many accounts speak about each item, standards and co-production. Items
    nobody speaks about are rows too. For anyone else nothing is counted.
    """
    found = numbers_of_each(viewer, inquiry, CHARTED)
    return [_chart(framework, found[framework.key]) for framework in CHARTED]


def _chart(framework: FrameworkVersion, found: Tally) -> plan.Chart:
    rows = [[item.name, line.yes] for item, line in zip(framework.items, found.lines, strict=True)]
    return plan.Chart(framework.name, found.counted, rows)


@dataclass(frozen=True)
class FrozenCopy:
    """A frozen copy as LEAP shows it today. `content` is None when it does not open as it was frozen."""

    frozen: Frozen
    content: Content | None
    is_whole: bool  # nothing in it was taken back

    @property
    def text(self) -> str:
        """What LEAP gives as a file: the same to the byte as was frozen, or without what was taken back."""
        day = self.frozen.frozen_at.date().isoformat()
        if self.is_whole or self.content is None:
            return self.frozen.text
        return f"{plan.as_text(self.content, day)}\n---\n\n{LEFT_OUT.format(sha256=self.frozen.sha256)}\n"

    @property
    def word(self) -> bytes:
        """The same as a Word file, to read. It ends with the mark of what was frozen, because it has another itself.
        Empty when the copy does not open as it was frozen.
        """
        if self.content is None:
            return b""
        end = SAME_WORDS if self.is_whole else LEFT_OUT
        parts = plan.as_parts(self.content, self.frozen.frozen_at.date().isoformat())
        return as_word([*parts, Said(end.format(sha256=self.frozen.sha256))])


LEFT_OUT = (
    "This is not all that was published. An account was withdrawn or a name was taken out since. "
    "Please do not pass on older copies. The copy as it was published has the SHA-256 {sha256}."
)
SAME_WORDS = "These are the words of the copy as it was published, which has the SHA-256 {sha256}."


def frozen_copy(viewer: Person, output: Output) -> FrozenCopy | None:
    """For everybody in the inquiry: the frozen copy, without what its authors took back since; or None."""
    here = inquiries_for(viewer).filter(pk=output.inquiry_id).order_by().values("pk")
    found = Frozen.objects.unscoped("for everybody in the inquiry").filter(output=output, output__inquiry__in=here)
    frozen = found.select_related("output__inquiry").first()
    if frozen is None:
        return None
    if plan.hash_of(frozen.text) != frozen.sha256:
        return FrozenCopy(frozen, None, False)
    printed = Printed.objects.unscoped("of this copy").filter(frozen=frozen)
    rests_on = [(asked, frozen.frozen_at) for asked in printed.values_list("asked", flat=True)]
    gone = {str(asked) for asked, _ in writing.taken_back(rests_on)}
    named = NamedAuthor.objects.unscoped("still named").filter(output=output)
    names = {str(key) for key in named.values_list("pk", flat=True)}
    content = plan.from_json(frozen.pieces)
    shown = plan.without(content, gone, names)
    return FrozenCopy(frozen, shown, shown == content)


def letters_given(inquiry: Inquiry) -> set[str]:
    """For the freezing: every letter that was ever given in this inquiry."""
    return set(LetterGiven.objects.filter(inquiry=inquiry).values_list("letter", flat=True))


def counted_before(output: Output) -> list[tuple[set[UUID], list[plan.Chart]]]:
    """For the freezing: of each frozen copy of the inquiry with numbers, which accounts were counted, and what was
    printed of them.
    """
    printed = Printed.objects.unscoped("which accounts were counted").filter(
        asked__use=Use.COUNT, frozen__output__inquiry=output.inquiry_id
    )
    found: dict[UUID, set[UUID]] = {}
    for frozen, account in printed.values_list("frozen", "account"):
        found.setdefault(frozen, set()).add(account)
    copies = Frozen.objects.unscoped("the numbers printed").filter(pk__in=list(found)).order_by("frozen_at", "pk")
    return [(found[copy.pk], plan.from_json(copy.pieces).charts) for copy in copies]


def is_drafting(output: Output) -> bool:
    """Is it still being put together?"""
    return output.state == states.DRAFTING
