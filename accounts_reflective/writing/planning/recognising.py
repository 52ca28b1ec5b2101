"""Who could be recognised beside words that others read: said to each author before they choose. Plain Python."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb, prod

from accounts_reflective.writing.labels import Shown, by_line, printed
from accounts_reflective.writing.wordings import names

FEW = 5  # a label that fewer people share points to one of them
TOGETHER = (
    "You write this with somebody. Whoever knows who writes together may know whose words these are, also from the "
    "letter alone."
)
SEVERAL = "It says several things about you. Each of them leaves fewer people it could be."
BY_NAME = "Everybody who reads it knows that it is you."


Named = tuple[str, Sequence[str]]  # something printed, and in which words authors are named there
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


def few_share(role: str, sharing: int, *, as_a_pair: bool = False) -> frozenset[str]:
    """The ways of being shown that point to fewer than five people, so that a yes to them is asked for twice: also when
    it is not their own role that does, but their roles side by side (`as_a_pair`). Words of one's own are among them:
    nobody can count who else would be called that.
    """
    always = frozenset(("own_words", "name"))
    return always | {"letter_and_role"} if as_a_pair or (role.strip() and sharing < FEW) else always


def same_role(role: str) -> str:
    """Two roles that differ only in capitals, or in spaces around them, are the same."""
    return role.strip().casefold()


def pair(roles: Sequence[str], sharing: Mapping[str, int]) -> list[str]:
    """What the roles of those who write together give away, when they stand side by side. `roles`: the viewer's first;
    `sharing`: how many people have each, by `same_role`, as far as the viewer can see. Nothing for who writes alone,
    and where somebody shows no role, because then none is printed.
    """
    if len(roles) < 2 or not all(role.strip() for role in roles):
        return []
    said = by_line([[role] for role in roles])
    groups = _groups(roles, sharing)
    rare = sorted({role for role in roles[1:] if sharing[same_role(role)] < FEW})
    found = []
    if groups < FEW:
        could_be = "only you" if groups == 1 else f"only {groups} groups of people, yours among them,"
        found.append(
            f"On your panels {could_be} could be “{said}”. Whoever reads these roles side by side may know you all."
        )
    if rare:
        called = names([f"“{role}”" for role in rare])
        found.append(
            f"Few people on your panels are called {called}. Whoever recognises who you write with, and knows who "
            "writes together, may know that this is you."
        )
    return found


def _groups(roles: Sequence[str], sharing: Mapping[str, int]) -> int:
    """How many groups of people have just these roles. An author is always among those who have their role."""
    counted = Counter(same_role(role) for role in roles)
    return prod(comb(max(sharing[role], count), count) for role, count in counted.items())


def left_over_beside(role: str, others: Iterable[str], named: Iterable[Named]) -> list[str]:
    """What lists of authors give away about somebody the viewer writes with, as `left_over` does about the viewer.
    `role` is theirs, `others` everybody else who has it.
    """
    people = set(others)
    return [
        f"Everybody else on your panels who is called “{role}” is named as an author of “{output}”. Whoever reads that "
        "list may work out who you write with, and from that, you."
        for output, words in named
        if role.strip() and _all_named(people, words)
    ]


def by_name_elsewhere(people: Sequence[str], labels: Iterable[tuple[str, str]]) -> list[str]:
    """Where those who write together stand together by their names in print already: (output, what is printed)."""
    together = printed("", [Shown("name", "", "", name) for name in people])
    where = sorted({output for output, label in labels if label == together}) if len(people) > 1 else []
    return [
        f"In “{output}” you stand together by your names. Whoever reads that knows who you write with, and may see "
        "that these words are by you, too."
        for output in where
    ]


def left_over(role: str, others: Iterable[str], named: Iterable[Named]) -> list[str]:
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
        if _all_named(people, words)
    ]


def _all_named(people: Iterable[str], words: Sequence[str]) -> bool:
    """Do they all stand in this list? Nobody is no list."""
    wanted = set(people)
    return bool(wanted) and len(names_in("\n".join(words), wanted)) == len(wanted)


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
