"""Who could be recognised beside words that others read: said to each author before they choose. Plain Python."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts_reflective.writing.labels import Shown, printed
from accounts_reflective.writing.wordings import names

FEW = 5  # a label that fewer people share points to one of them
TOGETHER = (
    "You write this with somebody. Whoever knows who writes together may know whose words these are, also from the "
    "letter alone."
)
SEVERAL = "It says several things about you. Each of them leaves fewer people it could be."
BY_NAME = "Everybody who reads it knows that it is you."


_JOINED = re.compile(r"[,;/&+]|\band\b", re.IGNORECASE)


@dataclass(frozen=True)
class Preview:
    """One way of being shown: what would be printed if every author chose it, and what to know before choosing it."""

    choice: str
    printed: str
    to_know: str = ""


def previews(
    choices: Iterable[tuple[str, str]], authors: Sequence[Shown], letter: str, style: str, sharing: int
) -> list[Preview]:
    """Each way of being shown (value, what it is called) but for words still to be chosen. `authors`: the viewer first;
    `sharing`: how many people have the viewer's role, as far as the viewer can see, the viewer too.
    """
    found = []
    for value, called in choices:
        if value == "own_words":
            continue
        said = printed(letter, [each._replace(by_line=value) for each in authors], style) or "Nothing stands beside it."
        to_know = {"name": BY_NAME, "letter_and_role": _of_role(authors[0].role, sharing)}.get(value, "")
        found.append(Preview(called, said, to_know))
    return found


def _of_role(role: str, sharing: int) -> str:
    """How many people share a role, and what that means."""
    if not role.strip():
        return "You show no role, so the letter stands alone."
    if sharing == 1:
        said = f"Nobody else on your panels is called “{role}” in LEAP, so people may guess that it is you."
    elif sharing < FEW:
        said = f"{sharing} people on your panels are called “{role}”, so people may guess who it is."
    else:
        said = f"{sharing} people on your panels are called “{role}”."
    return f"{said} {SEVERAL}" if says_several(role) else said


def says_several(words: str) -> bool:
    """Do these words say more than one thing about somebody: carer and nurse, LEAP member / researcher?"""
    return len([each for each in _JOINED.split(words) if each.strip()]) > 1


def few_share(role: str, sharing: int) -> frozenset[str]:
    """The ways of being shown that point to fewer than five people, so that a yes to them is asked for twice. Words of
    one's own are among them: nobody can count who else would be called that.
    """
    always = frozenset(("own_words", "name"))
    return always | {"letter_and_role"} if role.strip() and sharing < FEW else always


def left_over(role: str, others: Iterable[str], named: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    """What lists of authors give away. `others`: everybody else with this role, by name; `named`: what was printed,
    and in which words authors are named there. Where all the others are named, the role is left for one person.
    """
    people = sorted(set(others))
    if not role.strip() or not people:
        return []  # nobody else has it: that is said beside the role
    return [
        f"Everybody else on your panels who is called “{role}” is named as an author of “{output}”. Whoever reads that "
        "list may work out that this is you."
        for output, words in named
        if len(names_in("\n".join(words), people)) == len(people)
    ]


def names_in(text: str, known: Iterable[str]) -> list[str]:
    """Which of these names of people, panels and places stand in the words, each once, by the alphabet."""
    there = {name for name in known if name.strip() and re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)}
    return sorted(there)


def names_in_words(found: Sequence[str]) -> str:
    """What to say about them; nothing when there are none."""
    if not found:
        return ""
    stand = "This name stands" if len(found) == 1 else "These names stand"
    return f"{stand} in the words: {names(found)}. A name can point to you, or to somebody who was not asked."
