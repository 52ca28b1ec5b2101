"""Two texts compared by word: what stayed, what was taken out, what was put in. Plain Python, no markup."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, TAKEN_OUT, PUT_IN = "same", "taken_out", "put_in"
WORDS = re.compile(r"\s*\S+|\s+")  # a word has the space before it, so that no letter of either text is lost
LINES = re.compile(r"[^\n]*\n|[^\n]+")
MOST_PAIRS = 1_000_000  # of words: beyond it long texts are compared line by line first, and changed lines as a whole


@dataclass(frozen=True)
class Piece:
    """Some words and what became of them."""

    kind: str
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in order. Without those put in they are `before`, without those taken out `after`."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    pieces = [Piece(SAME, "".join(old[:head]))]
    pieces += _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    pieces.append(Piece(SAME, "".join(old[len(old) - tail :])))
    return _joined(pieces)


def _alike(old: list[str], new: list[str]) -> int:
    """How many words are the same from the start."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _middle(old: list[str], new: list[str]) -> list[Piece]:
    if len(old) * len(new) <= MOST_PAIRS:
        return _matched(old, new)
    lines = _matched(LINES.findall("".join(old)), LINES.findall("".join(new)))
    pieces: list[Piece] = []
    for piece in lines:
        before = pieces[-1] if pieces else None
        if before and (before.kind, piece.kind) == (TAKEN_OUT, PUT_IN):
            pieces[-1:] = _changed(before.text, piece.text)
        else:
            pieces.append(piece)
    return pieces


def _changed(before: str, after: str) -> list[Piece]:
    """Some changed lines, by word where they are not too many."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        return [Piece(TAKEN_OUT, before), Piece(PUT_IN, after)]
    return _matched(old, new)


def _matched(old: list[str], new: list[str]) -> list[Piece]:
    pieces = []
    for what, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            pieces.append(Piece(SAME, "".join(old[a:b])))
        else:
            pieces += [Piece(TAKEN_OUT, "".join(old[a:b])), Piece(PUT_IN, "".join(new[c:d]))]
    return [piece for piece in pieces if piece.text]


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of one kind as one piece; empty ones gone."""
    joined: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined
