"""Signs in a text that nobody can see, and words one after the other."""

import unicodedata
from collections.abc import Sequence

DIRECTION_CODES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_hidden(letter: str) -> bool:
    """Is this a character that does not show: a control code, half a character, or a turn of the writing direction?"""
    return unicodedata.category(letter) in ("Cc", "Cs") or letter in DIRECTION_CODES


def without_hidden(text: str) -> str:
    """The text as it is seen: a line break or tab becomes a space, other signs that do not show are left out."""
    if text.isprintable() and DIRECTION_CODES.isdisjoint(text):
        return text
    return "".join(
        " " if letter in "\n\r\t" else letter for letter in text if letter in "\n\r\t" or not is_hidden(letter)
    )


def and_words(words: Sequence[str], joined: str = "and") -> str:
    """Words one after the other, with “and” (or “or”) before the last."""
    return f" {joined} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
