"""People's words laid out from signs they typed (Markdown): as blocks and runs, never as HTML.

Whoever shows them draws each block itself, so nothing that somebody typed can become a tag, a picture or a link that
can be followed. And no letter that was typed is ever left out: where the signs would hide one, the words stand as they
were typed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

MOST_BLOCKS = 3000  # more pieces than anybody writes; drawing them would keep everybody else waiting
MOST_LINES, MOST_SIGNS = 6000, 8000  # the same, before anything is looked at
DEEPEST = 3  # headings below this are drawn like it
MOST_NESTED = 40


@dataclass(frozen=True)
class Run:
    """Letters that look alike."""

    words: str
    strong: bool = False
    stressed: bool = False
    typed: bool = False


@dataclass(frozen=True)
class Block:
    """A piece that stands by itself. `kind`: heading, said (a paragraph), points, numbered, item, quoted, typed (letter
    for letter), or rule. A heading has a `level` from 1, without gaps; an item of a numbered list its `number`.
    """

    kind: str
    runs: tuple[Run, ...] = ()
    inside: tuple["Block", ...] = ()
    level: int = 0
    number: str = ""


def as_typed(words: str) -> tuple[Block, ...]:
    """Paragraphs, cut where a line was left empty, with every sign as it was typed."""
    return tuple(Block("said", (Run(piece),)) for piece in re.split(r"\n\s*\n", words.strip()) if piece)


def laid_out(words: str) -> tuple[Block, ...]:
    """Headings, lists, bold words and quotations from the signs of Markdown. A link is its words and then its address,
    a picture its description and its address, HTML is what was typed. Where a letter would be hidden, or with too many
    pieces, everything stands as it was typed.
    """
    if words.count("\n") > MOST_LINES or sum(words.count(sign) for sign in "*_[]!`<>\\") > MOST_SIGNS:
        return as_typed(words)
    tokens = _parser().parse(words)
    if sum(token.nesting >= 0 for token in tokens) > MOST_BLOCKS:
        return as_typed(words)
    found = _levelled(_blocks(tokens))
    return found if _letters(words) == _letters("".join(_seen(found))) else as_typed(words)


class _AsTyped(MarkdownIt):
    """Addresses stay as they were typed: nobody follows them."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the parser's own name
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the same
        return link


@cache
def _parser() -> MarkdownIt:
    """Markdown as in CommonMark, without what would surprise somebody who types a letter: lines that turn into headings
    or code by what stands under or before them, and definitions and names of signs, which would be hidden.
    """
    parser = _AsTyped("commonmark", {"html": False, "maxNesting": MOST_NESTED})
    parser.disable(["lheading", "code", "reference", "html_block", "html_inline", "entity"])
    return parser


@dataclass
class _Open:
    kind: str
    level: int = 0
    number: str = ""
    runs: tuple[Run, ...] = ()
    inside: list[Block] = field(default_factory=list)

    def closed(self) -> Block:
        return Block(self.kind, self.runs, tuple(self.inside), self.level, self.number)


KINDS = {
    "heading_open": "heading",
    "paragraph_open": "said",
    "bullet_list_open": "points",
    "ordered_list_open": "numbered",
    "list_item_open": "item",
    "blockquote_open": "quoted",
}


def _blocks(tokens: Iterable[Token]) -> list[Block]:
    open_ones = [_Open("")]
    for token in tokens:
        if token.type == "inline":
            open_ones[-1].runs = tuple(_runs(token.children or ()))
        elif token.nesting == 1:
            level = int(token.tag[1]) if token.type == "heading_open" else 0
            open_ones.append(_Open(KINDS[token.type], level, token.info if token.type == "list_item_open" else ""))
        elif token.nesting == -1:
            block = open_ones.pop().closed()
            open_ones[-1].inside.append(block)
        elif token.type == "hr":
            open_ones[-1].inside.append(Block("rule"))
        else:  # between three back-ticks; what stands beside the first of them is shown too
            typed = f"{token.info}\n{token.content}" if token.info else token.content
            open_ones[-1].inside.append(Block("typed", (Run(typed.removesuffix("\n"), typed=True),)))
    return open_ones[0].inside


def _runs(tokens: Iterable[Token]) -> Iterator[Run]:
    strong = stressed = 0
    addresses: list[str] = []
    for token in tokens:
        strong += token.nesting * (token.type in ("strong_open", "strong_close"))
        stressed += token.nesting * (token.type in ("em_open", "em_close"))
        words = _words(token, addresses)
        if words:
            yield Run(words, strong > 0, stressed > 0, token.type == "code_inline")


def _words(token: Token, addresses: list[str]) -> str:
    match token.type:
        case "softbreak" | "hardbreak":
            return "\n"
        case "image":
            return f"{token.content} ({_address(token, 'src')})"
        case "link_open":
            addresses.append("" if token.markup == "autolink" else f" ({_address(token, 'href')})")
            return ""
        case "link_close":
            return addresses.pop()
        case _:
            return token.content


def _address(token: Token, name: str) -> str:
    return " ".join(str(token.attrs[each]) for each in (name, "title") if token.attrs.get(each))


def _levelled(blocks: list[Block]) -> tuple[Block, ...]:
    """Headings without gaps, whatever signs were typed: who listens hears where they are."""
    over: list[int] = []

    def levelled(block: Block) -> Block:
        if block.kind == "heading":
            while over and over[-1] >= block.level:
                over.pop()
            over.append(block.level)
            return Block("heading", block.runs, level=min(len(over), DEEPEST))
        inside = tuple(levelled(each) for each in block.inside)
        return Block(block.kind, block.runs, inside, number=block.number)

    return tuple(levelled(each) for each in blocks)


def _seen(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        yield block.number
        yield from (run.words for run in block.runs)
        yield from _seen(block.inside)


def _letters(words: str) -> str:
    return "".join(letter for letter in words if letter.isalnum())
