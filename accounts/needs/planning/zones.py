"""The clocks people can go by: every place in the world that computers know, by part of the world. Plain Python."""

from collections.abc import Iterable
from functools import cache
from zoneinfo import available_timezones

PARTS = {
    "Europe": "Europe",
    "Africa": "Africa",
    "America": "The Americas",
    "Asia": "Asia",
    "Atlantic": "Atlantic islands",
    "Australia": "Australia",
    "Indian": "Indian Ocean",
    "Pacific": "Pacific",
    "Antarctica": "Antarctica",
}

Clock = tuple[str, str]


@cache
def everywhere() -> tuple[tuple[str, tuple[Clock, ...]], ...]:
    """Every part of the world with its clocks: the name computers know, and the place in words, in their order."""
    found: dict[str, list[Clock]] = {part: [] for part in PARTS}
    for name in sorted(available_timezones()):
        part, _, place = name.partition("/")
        if part in found and place:
            found[part].append((name, in_words(name)))
    return tuple((PARTS[part], tuple(clocks)) for part, clocks in found.items() if clocks)


def in_words(name: str) -> str:
    """Kolkata; Argentina, Buenos Aires."""
    return ", ".join(name.split("/")[1:]).replace("_", " ") or name


def to_choose_from(near: Iterable[str]) -> list[tuple[str, tuple[Clock, ...]]]:
    """Those that are near at hand first, then all the world."""
    here = tuple((name, in_words(name)) for name in dict.fromkeys(near))
    return [*([("Often used here", here)] if here else []), *everywhere()]


def is_known(name: str) -> bool:
    """Is there a clock of this name?"""
    return name in available_timezones()
