"""REFI-QDA 1.0: code books (QDC) and projects (QDPX) as other programs read and write them. Plain Python.

The rules are those of the published schemas (Codebook.xsd and Project.xsd of 2019, MIT): the order of elements, the
attributes that must be there, no empty lists. Tests hold the files to them.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from xml.sax.saxutils import XMLGenerator  # writes only  # nosec B406

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from accounts_reflective.coding.planning.code_book import Branch, Entry

CODE_BOOK, PROJECT = "urn:QDA-XML:codebook:1.0", "urn:QDA-XML:project:1.0"
ORIGIN = "LEAP"
MOST_CODES, MOST_BYTES, LONGEST_NAME, LONGEST_MEANING = 300, 1024 * 1024, 160, 1000
NOT_ONE = "This is no REFI-QDA code book (QDC). Please export the code book from your program once more."
TOO_MUCH = "This code book has more than 300 codes. Please choose a smaller one."
TOO_BIG = "This file is too big. A code book has up to 1 MB."
NAMELESS = "A code in this file has no name, or one of more than 160 letters and spaces. Please change it there first."


class NotACodeBook(Exception):
    """Says in a sentence for the person what is wrong with the file."""


@dataclass(frozen=True)
class Coded:
    """One mark: by whom and when, and the code."""

    guid: UUID
    code: UUID
    by: UUID
    at: datetime


@dataclass(frozen=True)
class Selection:
    """A place in a text, in letters from 0, the end after the last; with its marks and what was noted."""

    guid: UUID
    start: int
    end: int
    marks: Sequence[Coded]
    note: str = ""


@dataclass(frozen=True)
class Source:
    """One text with its places."""

    guid: UUID
    name: str
    text: str
    selections: Sequence[Selection] = ()


@dataclass(frozen=True)
class Code:
    """A code as read from a file, with those under it."""

    name: str
    meaning: str
    under: list["Code"] = field(default_factory=list)


class _Xml:
    """Writes elements into a text."""

    def __init__(self) -> None:
        self.file = io.StringIO()
        self.to = XMLGenerator(self.file, encoding="utf-8", short_empty_elements=True)
        self.to.startDocument()

    @contextmanager
    def element(self, tag: str, /, **attributes: str) -> Iterator[None]:
        self.to.startElement(tag, attributes)
        yield
        self.to.endElement(tag)

    def empty(self, tag: str, /, **attributes: str) -> None:
        with self.element(tag, **attributes):
            pass

    def text(self, name: str, words: str) -> None:
        if words:
            with self.element(name):
                self.to.characters(words)

    def content(self) -> bytes:
        self.to.endDocument()
        return self.file.getvalue().encode()


def guid(key: UUID) -> str:
    """A key as the format writes it."""
    return str(key).upper()


def code_book_file(branches: Sequence[Branch]) -> bytes:
    """The themes as a QDC file. There has to be one at least."""
    xml = _Xml()
    with xml.element("CodeBook", xmlns=CODE_BOOK, origin=ORIGIN):
        _codes(xml, branches)
    return xml.content()


def _codes(xml: _Xml, branches: Sequence[Branch]) -> None:
    with xml.element("Codes"):
        for branch in branches:
            _code(xml, branch.entry, branch.under)


def _code(xml: _Xml, entry: Entry, under: Sequence[Entry] = ()) -> None:
    with xml.element("Code", guid=guid(entry.id), name=entry.name, isCodable="true"):
        xml.text("Description", entry.meaning)
        for each in under:
            _code(xml, each)


def project_file(
    name: str,
    made_at: datetime,
    people: Sequence[tuple[UUID, str]],
    branches: Sequence[Branch],
    sources: Sequence[Source],
) -> bytes:
    """A QDPX file: a packed project with its texts. `people` are keys and how each is called there (a number)."""
    xml = _Xml()
    with xml.element("Project", xmlns=PROJECT, name=name, origin=ORIGIN, creationDateTime=_moment(made_at)):
        if people:
            with xml.element("Users"):
                for key, said in people:
                    xml.empty("User", guid=guid(key), name=said)
        if branches:
            with xml.element("CodeBook"):
                _codes(xml, branches)
        if sources:
            with xml.element("Sources"):
                for source in sources:
                    _source(xml, source)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("project.qde", xml.content())
        for source in sources:
            file.writestr(f"sources/{guid(source.guid)}.txt", source.text.encode())
    return packed.getvalue()


def _source(xml: _Xml, source: Source) -> None:
    key = guid(source.guid)
    with xml.element("TextSource", guid=key, name=source.name, plainTextPath=f"internal://{key}.txt"):
        for each in source.selections:
            place = {"startPosition": str(each.start), "endPosition": str(each.end)}
            name = source.text[each.start : each.end][:60].replace("\n", " ")
            with xml.element("PlainTextSelection", guid=guid(each.guid), name=name, **place):
                xml.text("Description", each.note)
                for mark in each.marks:
                    when = {"creatingUser": guid(mark.by), "creationDateTime": _moment(mark.at)}
                    with xml.element("Coding", guid=guid(mark.guid), **when):
                        xml.empty("CodeRef", targetGUID=guid(mark.code))


def _moment(at: datetime) -> str:
    return at.replace(microsecond=0).isoformat()


def codes_from(content: bytes) -> list[Code]:
    """The codes of a QDC file, with those under them. NotACodeBook, with a sentence, for any other file.

    Nothing outside of the file is ever fetched, and a file that unpacks itself endlessly is refused.
    """
    if len(content) > MOST_BYTES:
        raise NotACodeBook(TOO_BIG)
    try:
        root = ElementTree.fromstring(content, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as wrong:
        raise NotACodeBook(NOT_ONE) from wrong
    space = f"{{{CODE_BOOK}}}"
    codes = root.find(f"{space}Codes")
    if root.tag != f"{space}CodeBook" or codes is None:
        raise NotACodeBook(NOT_ONE)
    if sum(1 for _ in codes.iter(f"{space}Code")) > MOST_CODES:
        raise NotACodeBook(TOO_MUCH)
    return [_read(each, space) for each in codes.findall(f"{space}Code")]


def _read(element, space: str) -> Code:
    """One code. Deeper ones than sub-themes stand beside these: a code book here has two levels."""
    name = " ".join(element.get("name", "").split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise NotACodeBook(NAMELESS)
    below: list[Code] = []
    for each in element.findall(f"{space}Code"):
        read = _read(each, space)
        below += [Code(read.name, read.meaning), *read.under]
    meaning = (element.findtext(f"{space}Description") or "").strip()
    return Code(name, meaning[:LONGEST_MEANING], below)
