"""What the pages of people who look for themes are drawn from: lines, marks, side by side, figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from uuid import UUID

from accounts.people.models import Person
from accounts_reflective.coding.models import Passage, Remark, Theme
from accounts_reflective.coding.planning.agreement import Agreement, AllTogether, Marked, agreement, all_together
from accounts_reflective.coding.planning.code_book import home_of, order_of
from accounts_reflective.coding.planning.sentences import Sentence, touched
from accounts_reflective.coding.queries.passages import Looked, MarkedBy, Placed
from accounts_reflective.writing.wordings import names
from leap.design.parts import Column, Table


def how_far(looked: Looked) -> tuple[str, str]:
    """How far somebody is with words, and its tone."""
    if looked.is_done:
        return "Done", "calm"
    return ("Begun", "waiting") if looked.is_begun else ("Not begun", "quiet")


def brought_over_in_words(found: int, lost: int) -> str:
    """3 marks came over. The words of 1 have changed: please place it anew."""
    said = f"{found} mark{'' if found == 1 else 's'} came over."
    if not lost:
        return said
    return f"{said} The words of {lost} have changed: please place {'it' if lost == 1 else 'them'} anew."


@dataclass(frozen=True)
class Line:
    """One sentence and the themes of one's own that touch it."""

    sentence: Sentence
    codes: str


def own_lines(numbered: Sequence[Sentence], mine: Sequence[Passage]) -> list[Line]:
    """Each sentence with the numbers of the themes I placed it in."""
    return [Line(each, _codes(each, mine)) for each in numbered]


def _codes(sentence: Sentence, passages: Sequence[Passage]) -> str:
    here = {each.theme.code for each in passages if _touches(each, sentence)}
    return ", ".join(sorted(here, key=order_of))


def _themes(sentence: Sentence, passages: Sequence[Passage]) -> str:
    here = {each.theme.code: str(each.theme) for each in passages if _touches(each, sentence)}
    return "; ".join(here[code] for code in sorted(here, key=order_of))


def _touches(passage: Passage, sentence: Sentence) -> bool:
    """A part of the sentence is in it. What has no place touches nothing."""
    return passage.start is not None and passage.start < sentence.end and sentence.start < passage.end


@dataclass(frozen=True)
class OwnMark:
    """One mark of one's own: where, its words, its theme. Without a place it waits to be placed anew."""

    passage: Passage
    words: str
    where: str

    @property
    def has_no_place(self) -> bool:
        """Were its words changed?"""
        return self.passage.start is None

    @property
    def theme_is_gone(self) -> bool:
        """Was its theme divided, or put away? (One that was brought into another is found there.)"""
        return self.passage.theme.ended_at is not None and self.passage.theme.merged_into_id is None


def own_marks(body: str, numbered: Sequence[Sentence], mine: Sequence[Passage]) -> list[OwnMark]:
    """My marks, each with its words and the numbers of its sentences."""
    return [
        OwnMark(each, body[each.start : each.end], _where(touched(numbered, each.start, each.end)))
        if each.start is not None
        else OwnMark(each, "", "")
        for each in mine
    ]


def _where(numbers: set[int]) -> str:
    first, last = min(numbers, default=0), max(numbers, default=0)
    return f"Sentence {first}" if first == last else f"Sentences {first} to {last}"


@dataclass(frozen=True)
class Row:
    """One sentence side by side: what each marked, and what was said about it."""

    sentence: Sentence
    marks: list[tuple[Person, str]]
    memos: list[tuple[Person, str]]
    remarks: list[Remark] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Do they see it in different themes?"""
        return len({codes for _, codes in self.marks}) > 1


def rows(numbered: Sequence[Sentence], marked: Sequence[MarkedBy], said: Sequence[Remark]) -> list[Row]:
    """The sentences that anybody marked or said something about, in the order of the text."""
    found = []
    for each in numbered:
        marks = [(by.person, _themes(each, by.now)) for by in marked]
        memos = [(by.person, p.memo) for by in marked for p in by.now if p.memo and _touches(p, each)]
        remarks = [remark for remark in said if remark.sentence == each.number]
        if remarks or any(codes for _, codes in marks):
            found.append(Row(each, marks, memos, remarks))
    return found


def agreement_tables(
    numbered: Sequence[Sentence], marked: Sequence[MarkedBy], themes: Sequence[Theme], viewer: Person
) -> list[Table]:
    """For each two people who are done: how far they agree in each theme, by what each had marked when they were done;
    and then all of them together.

    A theme that was brought into another counts there. Themes that neither used are in no row.
    """
    merged = {each.pk: each.merged_into_id for each in themes}
    in_use = [each for each in themes if each.ended_at is None]
    in_use.sort(key=lambda each: order_of(each.code))
    tables = []
    for one, other in combinations(marked, 2):
        first, second = (_by_theme(numbered, each.blind, merged) for each in (one, other))
        lines = [
            _line(theme, agreement(len(numbered), first.get(theme.pk, ()), second.get(theme.pk, ())))
            for theme in in_use
            if theme.pk in first or theme.pk in second
        ]
        both = names(["you" if each.person == viewer else each.person.shown_name for each in (one, other)])
        tables.append(_table(both, lines))
    return [*tables, _together(numbered, marked, in_use, merged)] if tables else []


def _together(
    numbered: Sequence[Sentence], marked: Sequence[MarkedBy], in_use: Sequence[Theme], merged: dict[UUID, UUID | None]
) -> Table:
    """Everybody who is done, theme by theme. A sentence that somebody saw others mark before is unknown of them."""
    blind = [_by_theme(numbered, each.blind, merged) for each in marked]
    saw = [_by_theme(numbered, each.had_seen, merged) for each in marked]
    lines = []
    for theme in (each for each in in_use if any(each.pk in one for one in [*blind, *saw])):
        pairs = [(mine.get(theme.pk, set()), seen.get(theme.pk, set())) for mine, seen in zip(blind, saw, strict=True)]
        found = all_together(len(numbered), [Marked(mine, seen - mine) for mine, seen in pairs])
        lines.append([str(theme), f"{found.compared} of {len(numbered)}", _alpha(found)])
    return Table(
        caption="How far all of you agree",
        columns=[Column("Theme"), Column("Sentences compared"), Column("Krippendorff’s alpha")],
        rows=lines,
        empty="None of you placed anything in a theme.",
    )


def _alpha(found: AllTogether) -> str:
    return f"{found.alpha:.2f}" if found.alpha is not None else found.why


def _by_theme(
    numbered: Sequence[Sentence], passages: Sequence[Passage], merged: dict[UUID, UUID | None]
) -> dict[UUID, set[int]]:
    found: dict[UUID, set[int]] = {}
    for each in passages:
        numbers = {line.number for line in numbered if _touches(each, line)}
        found.setdefault(home_of(each.theme_id, merged), set()).update(numbers)
    return found


def _line(theme: Theme, found: Agreement) -> list[str]:
    kappa = f"{found.kappa:.2f}" if found.kappa is not None else found.why
    return [str(theme), f"{found.agreed} of {found.units}", f"{found.percent}%", kappa]


def _table(who: str, lines: list[list[str]]) -> Table:
    return Table(
        caption=f"How far {who} agree",
        columns=[Column("Theme"), Column("Sentences seen alike"), Column("That is"), Column("Cohen’s kappa")],
        rows=lines,
        empty="Neither of these two placed anything in a theme.",
    )


@dataclass(frozen=True)
class Group:
    """A theme with the words in it. Without a theme: words whose theme was divided or put away."""

    name: str
    placed: list[Placed]


def by_theme(themes: Sequence[Theme], placed: Sequence[Placed]) -> list[Group]:
    """The themes in use by their numbers, those without words too; last what waits to be placed anew."""
    in_use = sorted((each for each in themes if each.ended_at is None), key=lambda each: order_of(each.code))
    groups = [Group(str(theme), [each for each in placed if each.theme == theme.pk]) for theme in in_use]
    left = [each for each in placed if each.theme not in {theme.pk for theme in in_use}]
    return [*groups, Group("Waiting to be placed anew", left)] if left else groups
