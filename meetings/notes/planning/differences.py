"""What changed between two texts, in words: what was taken out, what was put in, what stayed. Plain Python."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"
PIECE = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """Some words, and what became of them."""

    kind: str
    words: str


def between(old: str, new: str) -> list[Piece]:
    """The new text with what was taken out, in order, word by word."""
    before, now = PIECE.findall(old), PIECE.findall(new)
    found: list[Piece] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece(SAME, "".join(now[new_start:new_end])))
            continue
        if end > start:
            found.append(Piece(REMOVED, "".join(before[start:end])))
        if new_end > new_start:
            found.append(Piece(ADDED, "".join(now[new_start:new_end])))
    return found


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Which of these names stand in a text as words of their own."""
    return sorted({name for name in names if name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.I)})
