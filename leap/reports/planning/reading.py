"""Reading what is to be planned from a file that anybody may have written. Each fault is a sentence: what to change."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

LARGEST, MOST_NUMBER = 2_000_000, 10**6  # bytes, and any number in a file
MOST_PEOPLE, MOST_MEETINGS, MOST_SEATS, MOST_SLOTS = 400, 120, 60, 400
Row = dict[str, Any]

SEATING = {"table", "adjacent"}
SHAPES = {"cabaret", "round", "line", "boardroom", "horseshoe"}
LINES = {"line"}


class Unclear(ValueError):
    """What is wrong with the file, in a sentence that says what to change."""


def instances_of(text: str) -> list[Row]:
    """The instances in this text: one, a list of them, or a file with `instances`."""
    if len(text) > LARGEST:
        raise Unclear(f"The file is too long. Keep it under {LARGEST // 1_000_000} million letters.")
    try:
        read = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_once)
    except RecursionError:
        raise Unclear("Brackets are nested too deep. An instance needs no more than seven levels.") from None
    except Unclear:
        raise
    except ValueError as wrong:
        raise Unclear(f"This is not JSON that we can read ({_short(wrong)}). Check the file from there.") from None
    found = read.get("instances", [read]) if isinstance(read, dict) else read
    if not isinstance(found, list) or not found:
        raise Unclear("Give one instance in {...}, or {“instances”: [...]} with at least one in it.")
    for place, instance in enumerate(found, start=1):
        if not isinstance(instance, dict):
            raise Unclear(f"Instance {place} has to be an object in {{...}}.")
        text_of(instance, "id", f"instance {place}")
    once([instance["id"] for instance in found], "the instances")
    return found


def _no_constant(word: str) -> None:
    raise Unclear(f"“{word}” is not a number. Write a whole number instead.")


def _once(pairs: list[tuple[str, Any]]) -> Row:
    """An object in which each key is written once."""
    row = dict(pairs)
    if len(row) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise Unclear(f"“{_short(twice)}” is written twice in one object. Keep one of them.")
    return row


def _short(value: object) -> str:
    words = str(value)
    return words if len(words) <= 80 else words[:77] + "..."


def known_keys(row: Row, keys: Iterable[str], where: str) -> None:
    """Keys we do not use are let be, unless one looks like a slip of one that we do."""
    keys = list(keys)
    for key in row.keys() - set(keys):
        meant = [m for m in get_close_matches(key, keys, n=1, cutoff=0.82) if m not in row]
        if meant:
            raise Unclear(f"In {where}, “{_short(key)}” is not a word we know. Did you mean “{meant[0]}”?")


def text_of(row: Row, key: str, where: str) -> str:
    """A name that has to be there."""
    value = row.get(key)
    if not isinstance(value, str) or not value or len(value) > 200:
        raise Unclear(f"In {where}, “{key}” has to be a name in quotes, of 1 to 200 letters.")
    return value


def number_of(
    row: Row, key: str, where: str, *, least: int = 0, most: int = MOST_NUMBER, usual: int | None = None
) -> int:
    """A whole number between two others."""
    value = row.get(key, usual)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Unclear(f"In {where}, “{key}” has to be a whole number from {least} to {most}.")
    return value


def list_of(row: Row, key: str, where: str, *, needed: bool = False, most: int = 10_000) -> list[Any]:
    """A list, empty when it is left out and may be."""
    value = row.get(key, None if needed else [])
    if not isinstance(value, list):
        raise Unclear(f"In {where}, “{key}” has to be a list in [...].")
    if len(value) > most:
        raise Unclear(f"In {where}, “{key}” has {len(value)} entries. We can plan for {most} at most.")
    return value


def rows_of(row: Row, key: str, where: str, *, needed: bool = False, most: int = 10_000) -> list[Row]:
    """A list of objects."""
    found = list_of(row, key, where, needed=needed, most=most)
    if not all(isinstance(each, dict) for each in found):
        raise Unclear(f"In {where}, each entry of “{key}” has to be an object in {{...}}.")
    return found


def names_in(values: Sequence[Any], where: str) -> list[str]:
    """A list of names, each once."""
    if not all(isinstance(value, str) and value for value in values):
        raise Unclear(f"In {where}, each entry has to be a name in quotes.")
    once(values, where)
    return list(values)


def once(values: Sequence[str], where: str) -> None:
    """Each name only once."""
    for value, times in Counter(values).items():
        if times > 1:
            raise Unclear(f"“{_short(value)}” is named {times} times in {where}. Keep it once.")


def people_known(names: Iterable[str], people: Iterable[str], where: str) -> None:
    """Only people of the list of people."""
    for name in names:
        if name not in people:
            raise Unclear(f"{where} names “{_short(name)}”, who is not among the people. Add them or take them out.")
