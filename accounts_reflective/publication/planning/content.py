"""What stands in an output, in parts and as one text. Plain Python.

The parts are plain values that can be kept as JSON. People's words format nothing in them.
"""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from leap.core.documents import Heading, LaidOut, Numbers, Part, Point, Quoted, Said, as_markdown
from leap.core.markdown import Block, as_typed, laid_out

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
    """Words of one account. `key` is that of the question its authors said yes to. With `has_signs` its authors laid
    them out.
    """

    key: str
    label: str
    words: str
    title: str = ""
    has_signs: bool = False

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The words in the pieces that a reader sees."""
        return laid_out(self.words) if self.has_signs else as_typed(self.words)


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


def as_parts(content: Content, day: str) -> list[Part]:
    """The whole of it as a document. `day`: when it was frozen, as 2026-11-30."""
    parts: list[Part] = [Heading(content.name), Said(f"From “{content.inquiry}”. Frozen on {day}.")]
    if content.authors:
        parts += [Heading("Authors", 2), *(Point(each.words) for each in content.authors)]
    if content.scheme:
        parts.append(Heading("Themes", 2))
        for theme in content.scheme:
            parts += [Point(theme.name), *(Point(name, inner=True) for name in theme.under)]
    for chart in content.charts:
        out_of = f"How many of {chart.counted} reflective accounts speak about it"
        rows = [(name, number) for name, number in chart.rows]
        parts += [Heading(chart.framework, 2), Said(out_of), Numbers(("Item", "Reflective accounts"), rows)]
    if content.quotes:
        parts.append(Heading("Quotations", 2))
        for piece in content.quotes:
            parts += [Quoted(piece.words), *_label(piece)]
    if content.whole:
        parts.append(Heading("Reflective accounts", 2))
        for piece in content.whole:
            parts += [Heading(piece.title or piece.label or "Without a title", 3), *_label(piece)]
            parts.append(LaidOut(piece.blocks, 3) if piece.has_signs else Quoted(piece.words))
    return parts


def as_text(content: Content, day: str) -> str:
    """The same as Markdown: what is frozen."""
    return as_markdown(as_parts(content, day))


def _label(piece: Piece) -> list[Said]:
    return [] if piece.words == WITHDRAWN else [Said(piece.label or NO_LABEL)]


def hash_of(text: str) -> str:
    """The hash of a text as it leaves, in hexadecimal."""
    return sha256(text.encode()).hexdigest()
