"""Documents as files: the same parts as Markdown and as Word, so that the two can never say different things.

People's words stand there as they were typed and format nothing, unless their authors lay them out (`LaidOut`). A Word
file is made for a screen reader too: real headings in order, real lists, a table with a heading row, and its language.
Nothing in it says who made it or when.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from leap.core.markdown import Block, Run
from leap.core.texts import is_hidden

MD_TYPE = "text/markdown; charset=utf-8"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_INSIDE = re.compile(r"([\\`*_\[\]<>&|~])")
_BEGINS = re.compile(r"^(\s*)([#+=-]|\d+[.)])", re.MULTILINE)
_NO_LETTERS = "\ufffe\uffff"  # XML has no place for them
DEEPER = tuple((f"Heading {level}", 12) for level in (4, 5, 6))
_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)  # the first that a ZIP file can say


@dataclass(frozen=True)
class Heading:
    """A heading; 1 is the name of the whole document, which stands first."""

    words: str
    level: int = 1


@dataclass(frozen=True)
class Said:
    """A paragraph."""

    words: str


@dataclass(frozen=True)
class Quoted:
    """Somebody's words, with all their lines."""

    words: str


@dataclass(frozen=True)
class LaidOut:
    """Somebody's words with the headings, lists and bold words they made; `under` is the level of the heading above."""

    blocks: tuple[Block, ...]
    under: int = 1


@dataclass(frozen=True)
class Point:
    """A line of a list; with `inner` one of a list inside it."""

    words: str
    inner: bool = False


@dataclass(frozen=True)
class Numbers:
    """Names, each with its number. `heads` say what the names are and what is counted."""

    heads: tuple[str, str]
    rows: Sequence[tuple[str, int]]


Part = Heading | Said | Quoted | LaidOut | Point | Numbers


def plain(words: str) -> str:
    """The words, so that nothing in them is taken for a mark of Markdown, nor for HTML."""
    return _BEGINS.sub(lambda found: f"{found[1]}{_marked(found[2])}", _INSIDE.sub(r"\\\1", words))


def _marked(mark: str) -> str:
    return f"{mark[:-1]}\\{mark[-1]}"


def quoted(words: str) -> str:
    """The words as a quotation in Markdown, line by line."""
    return "\n".join(f"> {line}".rstrip() for line in plain(words).split("\n"))


def as_markdown(parts: Iterable[Part]) -> str:
    """The parts as Markdown, with an empty line between, but not between the points of one list."""
    found = ""
    before: Part | None = None
    for part in parts:
        between = "\n" if isinstance(part, Point) and isinstance(before, Point) else "\n\n"
        found += (between if found else "") + _in_markdown(part)
        before = part
    return f"{found}\n"


def _in_markdown(part: Part) -> str:
    match part:
        case Heading(words, level):
            return f"{'#' * level} {_one_line(words)}"
        case Said(words):
            return plain(words)
        case Quoted(words):
            return quoted(words)
        case LaidOut(blocks, under):
            return _begun("> ", "> ", _blocks_in_markdown(blocks, under))
        case Point(words, inner):
            return f"{'    ' if inner else ''}- {_one_line(words)}"
        case Numbers(_, rows):
            return "\n".join(f"- {_one_line(name)}: {number}" for name, number in rows)


def _one_line(words: str) -> str:
    return " ".join(plain(words).split())


def _blocks_in_markdown(blocks: Iterable[Block], under: int) -> str:
    return "\n\n".join(_block_in_markdown(each, under) for each in blocks)


def _block_in_markdown(block: Block, under: int) -> str:
    runs = "".join(_run_in_markdown(run) for run in block.runs)
    match block.kind:
        case "heading":
            return f"{'#' * min(under + block.level, 6)} {' '.join(runs.split())}"
        case "item":
            mark = f"{block.number}. " if block.number else "- "
            return _begun(mark, " " * len(mark), _blocks_in_markdown(block.inside, under))
        case "quoted":
            return _begun("> ", "> ", _blocks_in_markdown(block.inside, under))
        case "points" | "numbered":
            return _blocks_in_markdown(block.inside, under)
        case "rule":
            return "---"
        case _:
            return runs


def _begun(first: str, others: str, words: str) -> str:
    """Each line with what stands before it."""
    return "\n".join(f"{others if number else first}{line}".rstrip() for number, line in enumerate(words.split("\n")))


def _run_in_markdown(run: Run) -> str:
    """Marks stand close to the words: spaces inside them would end them."""
    inner = run.words.strip()
    mark = "*" * (2 * run.strong + run.stressed)
    if not (inner and mark):
        return plain(run.words)
    before, after = run.words.split(inner, 1)
    return f"{before}{mark}{plain(inner)}{mark}{after}"


def as_word(parts: Sequence[Part]) -> bytes:
    """The parts as a Word file (.docx). The same parts give the same bytes at any time and for anybody."""
    from docx import Document  # a seventh of a second, which only whoever takes such a file waits for

    document = Document()
    _neutral(document, next((part.words for part in parts if isinstance(part, Heading)), ""))
    _look(document)
    for part in parts:
        _in_word(document, part)
    file = io.BytesIO()
    document.save(file)
    return _without_times(file.getvalue())


def _neutral(document, title: str) -> None:
    """What the file says about itself: its name and language; no person, no program, no time."""
    about = document.core_properties
    about.title, about.language = _seen(title)[:255], "en-GB"
    about.author = about.last_modified_by = about.comments = about.keywords = about.subject = ""
    about.created = about.modified = _NO_TIME.replace(tzinfo=None)
    about.revision = 1


def _look(document) -> None:
    """Large, plain, dark on white, upright; and the language, by which a screen reader chooses its voice."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    styles = document.styles
    for name, size in (("Normal", 12), ("Heading 1", 20), ("Heading 2", 16), ("Heading 3", 14), *DEEPER, ("Quote", 12)):
        font = styles[name].font
        font.name, font.size, font.italic, font.color.rgb = "Arial", Pt(size), False, RGBColor(0, 0, 0)
        fonts = styles[name].element.rPr.rFonts
        for which in list(fonts.attrib):
            if which.endswith("Theme"):
                del fonts.attrib[which]
        fonts.set(qn("w:hAnsi"), "Arial")
    styles["Quote"].paragraph_format.left_indent = Cm(1)
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _in_word(document, part: Part) -> None:
    match part:
        case Heading(words, level):
            document.add_heading(_seen(" ".join(words.split())), level)
        case Said(words):
            document.add_paragraph(_seen(words))
        case Quoted(words):
            for piece in _paragraphs(words):
                document.add_paragraph(piece, "Quote")
        case LaidOut(blocks, under):
            for block in blocks:
                _block_in_word(document, block, under)
        case Point(words, inner):
            document.add_paragraph(_seen(" ".join(words.split())), "List Bullet 2" if inner else "List Bullet")
        case Numbers(heads, rows):
            _table(document, heads, rows)


def _block_in_word(document, block: Block, under: int, mark: str = "", inner: bool = False) -> None:
    """One block; points are a real list, and a number stands as it was typed."""
    style = "Quote"
    if block.kind == "heading":
        style = f"Heading {min(under + block.level, 6)}"
    elif block.kind == "said" and mark == "-":
        style = "List Bullet 2" if inner else "List Bullet"
    if block.runs:
        paragraph = document.add_paragraph(f"{mark} " if mark not in ("", "-") else "", style)
        for run in block.runs:
            added = paragraph.add_run(_seen(run.words))
            added.bold, added.italic = run.strong or None, run.stressed or None
    for number, each in enumerate(block.inside):
        first = (f"{block.number}." if block.number else "-") if block.kind == "item" and number == 0 else ""
        deeper = inner or (block.kind == "item" and each.kind in ("points", "numbered"))
        _block_in_word(document, each, under, first, deeper)


def _paragraphs(words: str) -> Iterator[str]:
    """An empty line ends a paragraph; any other line break stays one inside it."""
    for piece in re.split(r"\n[^\S\n]*(?:\n[^\S\n]*)+", _seen(words)):
        if piece.strip():
            yield piece


def _table(document, heads: tuple[str, str], rows: Sequence[tuple[str, int]]) -> None:
    """A table whose first row is said to be its headings, and comes again on the next page."""
    from docx.oxml import OxmlElement

    table = document.add_table(rows=1 + len(rows), cols=2, style="Table Grid")
    for line, cells in zip(table.rows, [heads, *rows], strict=True):
        for cell, said in zip(line.cells, cells, strict=True):
            cell.text = _seen(str(said))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _seen(words: str) -> str:
    """Without signs that nobody can see: a Word file cannot hold them."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter in "\n\t" or not (is_hidden(letter) or letter in _NO_LETTERS))


def _without_times(content: bytes) -> bytes:
    """The same file, whose parts do not say when they were written."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as neutral:
        for name in made.namelist():
            neutral.writestr(zipfile.ZipInfo(name, _NO_TIME.timetuple()[:6]), made.read(name), zipfile.ZIP_DEFLATED)
    return file.getvalue()
