"""How many accounts speak about each item of a framework: accounts, not people and not excerpts. Plain Python."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts_reflective.coding.planning.marks import NO, YES

Answers = Mapping[str, str]  # item: what one author said about it


@dataclass(frozen=True)
class Line:
    """One item. `undecided`: an author is not sure, authors differ, or not every author has marked the words yet."""

    code: str
    yes: int
    no: int
    undecided: int


@dataclass(frozen=True)
class Tally:
    """The numbers of one inquiry and one framework. `counted` is what each of them is out of."""

    counted: int
    not_marked: int
    lines: Sequence[Line]


def tally(codes: Iterable[str], accounts: Sequence[Sequence[Answers | None]]) -> Tally:
    """Count. Each account is what each of its authors of today said; None for an author who is not done.

    An account says yes, or no, where all of its authors say so. Items nobody speaks about are lines like any other.
    """
    marked = [each for each in accounts if each and all(answers is not None for answers in each)]
    lines = []
    for code in codes:
        yes, no = (sum(all_say(each, code, said) for each in marked) for said in (YES, NO))
        lines.append(Line(code, yes, no, len(accounts) - yes - no))
    return Tally(counted=len(accounts), not_marked=len(accounts) - len(marked), lines=lines)


def all_say(authors: Sequence[Answers | None], code: str, said: str) -> bool:
    """Do all authors of an account say this about the item? Nobody says anything for an account without authors."""
    return bool(authors) and all(answers is not None and answers.get(code) == said for answers in authors)
