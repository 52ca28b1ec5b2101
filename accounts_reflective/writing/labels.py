"""How a reflective account is named in print: "Account L, two LEAP members and a research assistant". Plain Python.

Labels are made, never typed: the same authors give the same label everywhere. What a role is called is each author's
own choice, so one author who shows no role leaves the letter alone: naming the others would say who is left.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

ROLES = "roles"
ROLES_WITHOUT_NUMBERS = "roles_without_numbers"
LETTER_ONLY = "letter_only"

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# What people call a role is theirs; only words that end in one of these can safely be given an s.
# fmt: off
COUNTABLE = frozenset((
    "adviser", "advisor", "analyst", "assistant", "author", "carer", "coordinator", "co-ordinator", "fellow",
    "investigator", "lead", "lecturer", "manager", "member", "nurse", "officer", "parent", "partner", "peer",
    "professor", "psychologist", "relative", "researcher", "scientist", "student", "supporter", "survivor", "user",
    "volunteer", "worker", "writer",
))
# fmt: on
AN_BEFORE = ("heir", "honest", "honorary", "honour", "hour")
A_BEFORE = ("eu", "one", "once", "ubiq", "uni", "use", "usual", "ut")
LETTERS_SAID_WITH_A_VOWEL = "AEFHILMNORSX"


def label(letter: str | None, authors: Sequence[Sequence[str]], style: str = ROLES) -> str:
    """The label of an account: its letter, then its authors' roles as `by_line` says them.

    `authors` holds the role words of each author; one person with two roles has two words. Without a letter only the
    roles are said; without either the label is empty.
    """
    named = f"Account {letter}" if letter else ""
    return ", ".join(part for part in (named, by_line(authors, style)) if part)


def by_line(authors: Sequence[Sequence[str]], style: str = ROLES) -> str:
    """Who wrote it, by role: "two LEAP members and a research assistant"; nothing when the roles are not to be said."""
    roles = [" and ".join(word.strip() for word in words if word.strip()) for words in authors]
    if style == LETTER_ONLY or not roles or not all(roles):
        return ""
    if len(roles) == 1:
        return roles[0]
    # Most people first, then by the alphabet: the order must not say who joined when.
    counted = sorted(Counter(roles).items(), key=lambda each: (-each[1], each[0].lower()))
    return _listed([_several(role, count, style) for role, count in counted])


def _several(role: str, count: int, style: str) -> str:
    if count == 1:
        return f"{article(role)} {role}"
    said = NUMBERS[count] if count < len(NUMBERS) else str(count)
    if style == ROLES_WITHOUT_NUMBERS:
        return _plural(role) or f"people, each {article(role)} {role}"
    return f"{said} {_plural(role)}" if _plural(role) else f"{said} people, each {article(role)} {role}"


def _plural(role: str) -> str:
    """The word for more than one, or nothing where adding an s would not be English."""
    return f"{role}s" if role.split()[-1].lower() in COUNTABLE and " and " not in role else ""


def article(words: str) -> str:
    """ "a" or "an", by how the first word is said: a LEAP member, an NHS manager, a user, an honorary fellow."""
    first = words.split()[0]
    if first.isupper() and len(first) > 1:
        return "an" if _starts_with_a_vowel_said(first) else "a"
    first = first.lower()
    if first.startswith(AN_BEFORE):
        return "an"
    return "an" if first[0] in "aeiou" and not first.startswith(A_BEFORE) else "a"


def _starts_with_a_vowel_said(capitals: str) -> bool:
    """Capitals with a vowel in them are said as a word (LEAP), others letter by letter (NHS)."""
    if any(letter in "AEIOU" for letter in capitals):
        return capitals[0] in "AEIOU"
    return capitals[0] in LETTERS_SAID_WITH_A_VOWEL


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def shown_as(chosen: str, words: str, role: str, name: str) -> str:
    """How one author agreed to be shown beside a quotation, said to whoever quotes it."""
    said = {
        "letter_and_role": f"A letter, and this role: {role}" if role.strip() else "A letter only",
        "letter": "A letter only",
        "own_words": f"A letter, and these words: {words}",
        "name": f"This name: {name}",
    }
    return said.get(chosen, "Not at all: no letter, no role, no name")


class Shown(NamedTuple):
    """How one author agreed to be shown: the by-line chosen, words of their own for it, their role and their name."""

    by_line: str
    words: str
    role: str
    name: str


def words_shown(by_line: str, words: str, role: str, name: str) -> str:
    """The words that an author who chose this way of being shown agrees to have printed; none beside a letter alone."""
    return {"letter_and_role": role, "own_words": words, "name": name}.get(by_line, "")


LETTER_TO_COME = "?"  # before a letter is given
_HOW_MUCH = {"letter": 1, "letter_and_role": 2, "own_words": 2, "name": 3}  # anything else shows nothing


def needs_letter(authors: Sequence[Shown]) -> bool:
    """Is a letter in what is printed beside the words?"""
    return _least(authors) in (1, 2)


def printed(letter: str, authors: Sequence[Shown], style: str = ROLES) -> str:
    """What is printed beside words of these authors: no more than the most careful of them chose.

    One who wants nothing shown: nothing. One who wants a letter: the letter alone. Names only where all chose their
    name, and then without the letter, which would lead to what else they wrote.
    """
    least = _least(authors)
    if least == 0:
        return ""
    if least == 3:
        return _listed(sorted(each.name for each in authors))
    roles = [[each.words if each.by_line == "own_words" else each.role] for each in authors]
    return label(letter, roles, style if least == 2 else LETTER_ONLY)


def _least(authors: Sequence[Shown]) -> int:
    return min((_HOW_MUCH.get(each.by_line, 0) for each in authors), default=0)
