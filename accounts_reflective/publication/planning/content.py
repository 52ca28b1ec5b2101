"""What stands in an output, in parts and as one text. Plain Python.

The parts are plain values that can be kept as JSON. The text is Markdown, in which people's words format nothing.
"""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from accounts_reflective.coding.planning.markdown import plain, quoted

WITHDRAWN = "An account was withdrawn."
NAME_OUT = "A name was taken out."
NO_LABEL = "Its authors are not shown."


@dataclass(frozen=True)
class Theme:
    """A theme with the names of what lies under it."""

    name: str
    under: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Chart:
    """How many accounts speak about each item of one framework, out of `counted`."""

    framework: str
    counted: int
    rows: list[list[Any]] = field(default_factory=list)  # [name, number]


@dataclass(frozen=True)
class Piece:
    """Words of one account. `key` is that of the question its authors said yes to."""

    key: str
    label: str
    words: str
    title: str = ""


@dataclass(frozen=True)
class Author:
    """Somebody named as an author, in their own words for it."""

    key: str
    words: str


@dataclass(frozen=True)
class Content:
    """All of an output. What is None or empty does not stand in it."""

    name: str
    inquiry: str
    authors: list[Author] = field(default_factory=list)
    scheme: list[Theme] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    quotes: list[Piece] = field(default_factory=list)
    whole: list[Piece] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Is there nothing in it but a name?"""
        return not (self.scheme or self.charts or self.quotes or self.whole)

    @property
    def pieces(self) -> list[Piece]:
        """Everything in it that is somebody's words."""
        return [*self.quotes, *self.whole]

    @property
    def digest(self) -> str:
        """The same for the same content, to the letter."""
        return sha256(as_json(self).encode()).hexdigest()


def as_json(content: Content) -> str:
    """To be kept."""
    return json.dumps(asdict(content), ensure_ascii=False, sort_keys=True)


def from_json(kept: str) -> Content:
    """What was kept."""
    found = json.loads(kept)
    return Content(
        name=found["name"],
        inquiry=found["inquiry"],
        authors=[Author(**each) for each in found["authors"]],
        scheme=[Theme(**each) for each in found["scheme"]],
        charts=[Chart(**each) for each in found["charts"]],
        quotes=[Piece(**each) for each in found["quotes"]],
        whole=[Piece(**each) for each in found["whole"]],
    )


def without(content: Content, gone: Collection[str], names_left: Collection[str]) -> Content:
    """The same as LEAP's own page shows it: words whose authors took their yes back are left out, and it says so, last:
    where they stood by their label would say which account it was. A name stands only while the person wants it there.
    """

    def left(pieces: list[Piece]) -> list[Piece]:
        out = [Piece(each.key, "", WITHDRAWN) for each in pieces if each.key in gone]
        return [*(each for each in pieces if each.key not in gone), *out]

    return Content(
        name=content.name,
        inquiry=content.inquiry,
        authors=[each if each.key in names_left else Author(each.key, NAME_OUT) for each in content.authors],
        scheme=content.scheme,
        charts=content.charts,
        quotes=left(content.quotes),
        whole=left(content.whole),
    )


def as_text(content: Content, day: str) -> str:
    """The whole of it as Markdown. `day`: when it was frozen, as 2026-11-30."""
    lines = [f"# {plain(content.name)}", "", f"From “{plain(content.inquiry)}”. Frozen on {day}.", ""]
    if content.authors:
        lines += ["## Authors", "", *(f"- {_line(each.words)}" for each in content.authors), ""]
    if content.scheme:
        lines += ["## Themes", ""]
        for theme in content.scheme:
            lines += [f"- {_line(theme.name)}", *(f"    - {_line(name)}" for name in theme.under)]
        lines += [""]
    for chart in content.charts:
        out_of = f"How many of {chart.counted} reflective accounts speak about it"
        lines += [f"## {plain(chart.framework)}", "", out_of, ""]
        lines += [f"- {_line(name)}: {number}" for name, number in chart.rows] + [""]
    if content.quotes:
        lines += ["## Quotations", ""]
        for piece in content.quotes:
            lines += [quoted(piece.words), "", _label(piece), ""]
    if content.whole:
        lines += ["## Reflective accounts", ""]
        for piece in content.whole:
            lines += [f"### {_line(piece.title or piece.label or 'Without a title')}", "", _label(piece), ""]
            lines += [quoted(piece.words), ""]
    return "\n".join(lines)


def _label(piece: Piece) -> str:
    return "" if piece.words == WITHDRAWN else plain(piece.label or NO_LABEL)


def _line(words: str) -> str:
    return " ".join(plain(words).split())


def hash_of(text: str) -> str:
    """The hash of a text as it leaves, in hexadecimal."""
    return sha256(text.encode()).hexdigest()
