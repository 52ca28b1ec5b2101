"""The code book, words and words by theme as documents to read. Plain Python."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts_reflective.coding.planning.code_book import Branch, Entry
from leap.core.documents import Heading, LaidOut, Part, Point, Quoted, Said
from leap.core.markdown import Block


@dataclass(frozen=True)
class Text:
    """One account: how it is called, its title and its words; in `blocks` if its authors laid them out."""

    label: str
    title: str
    body: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Found:
    """Words in a theme, and how the account is called that they are from."""

    theme: UUID
    words: str
    label: str


def code_book(title: str, branches: Iterable[Branch], history: Iterable[str]) -> list[Part]:
    """The code book: themes, what belongs in each, and how it came to be."""
    parts: list[Part] = [Heading(f"The code book of {title}")]
    for branch in branches:
        parts.append(Heading(_named(branch.entry), 2))
        parts += [Said(branch.entry.meaning)] if branch.entry.meaning else []
        parts += [Point(f"{_named(each)}: {each.meaning}" if each.meaning else _named(each)) for each in branch.under]
    return [*parts, Heading("How it came to be", 2), *(Point(each) for each in history)]


def words(title: str, about: str, texts: Iterable[Text]) -> list[Part]:
    """Every account with its title and its words. `about` says what this file is."""
    parts: list[Part] = [Heading(title), Said(about)]
    for each in texts:
        parts += [Heading(each.label, 2), Heading(each.title, 3)]
        parts.append(LaidOut(each.blocks, 3) if each.blocks else Quoted(each.body))
    return parts


def passages(title: str, about: str, branches: Iterable[Branch], found: Sequence[Found]) -> list[Part]:
    """The words under their themes, each with the account they are from."""
    parts: list[Part] = [Heading(f"The words by theme: {title}"), Said(about)]
    for branch in branches:
        for level, entry in [(2, branch.entry), *((3, each) for each in branch.under)]:
            parts.append(Heading(_named(entry), level))
            for each in found:
                parts += [Quoted(each.words), Said(each.label)] if each.theme == entry.id else []
    return parts


def _named(entry: Entry) -> str:
    return f"{entry.code} {entry.name}"
