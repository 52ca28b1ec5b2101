"""A text in numbered sentences, each with where it begins and ends. Plain Python.

Places are counted in letters of the text (code points), from 0; the end is the place after the last letter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LINE = re.compile(r"[^\n]+")
# Nothing is ever tried twice (++, *+): a line of many thousand dots is read as fast as any other.
_SENTENCE = re.compile(
    r"""(?: [^.!?…]++ | [.!?…]++ ["'”’)\]]*+ (?!\s|$) )*+ [.!?…]++ ["'”’)\]]*+ | .+""", re.DOTALL | re.VERBOSE
)


@dataclass(frozen=True)
class Sentence:
    """One sentence: its number from 1, its place, its words, and whether a paragraph begins with it."""

    number: int
    start: int
    end: int
    words: str
    begins: bool


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text. A new line begins a new one, an empty line a new paragraph."""
    found: list[Sentence] = []
    last_end = 0
    for line in _LINE.finditer(text):
        for piece in _SENTENCE.finditer(line.group()):
            words = piece.group().strip()
            if not words:
                continue
            start = line.start() + piece.start() + len(piece.group()) - len(piece.group().lstrip())
            begins = not found or bool(re.search(r"\n\s*\n", text[last_end:start]))
            found.append(Sentence(len(found) + 1, start, start + len(words), words, begins))
            last_end = start + len(words)
    return found


def place_of(text: str, first: int, last: int, exact: str = "") -> tuple[int, int] | None:
    """Where sentences `first` to `last` stand, or with `exact` these words in them; None when they are not there."""
    numbered = sentences(text)
    if not 1 <= first <= last <= len(numbered):
        return None
    start, end = numbered[first - 1].start, numbered[last - 1].end
    if exact:
        start = text.find(exact, start, end)
        return (start, start + len(exact)) if start >= 0 else None
    return start, end


def is_there_twice(text: str, first: int, last: int, exact: str) -> bool:
    """Do these exact words stand in sentences `first` to `last` more than once?"""
    whole, found = place_of(text, first, last), place_of(text, first, last, exact)
    return whole is not None and found is not None and text.find(exact, found[0] + 1, whole[1]) >= 0


def touched(numbered: Sequence[Sentence], start: int, end: int) -> set[int]:
    """The numbers of the sentences that a place has a part of."""
    return {each.number for each in numbered if each.start < end and start < each.end}


def carried(old: str, new: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the words from `start` to `end` of the old text stand in the new one; None when that is not certain.

    It is certain when the same words, to the letter, are as often in both: then the third stays the third.
    """
    words = old[start:end]
    before, after = _every(words, old), _every(words, new)
    if not words or len(before) != len(after) or start not in before:
        return None
    place = after[before.index(start)]
    return place, place + len(words)


def _every(words: str, text: str) -> list[int]:
    return [each.start() for each in re.finditer(f"(?={re.escape(words)})", text)] if words else []
