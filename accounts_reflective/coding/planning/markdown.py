"""People's words in Markdown files: they stand there as they were typed and format nothing. Plain Python."""

import re
from collections.abc import Iterable

from accounts_reflective.coding.planning.code_book import Branch, Entry

_INSIDE = re.compile(r"([\\`*_\[\]<>&|~])")
_BEGINS = re.compile(r"^(\s*)([#+=-]|\d+[.)])", re.MULTILINE)


def plain(words: str) -> str:
    """The words, so that nothing in them is taken for a mark of Markdown, nor for HTML."""
    return _BEGINS.sub(lambda found: f"{found[1]}{_marked(found[2])}", _INSIDE.sub(r"\\\1", words))


def _marked(mark: str) -> str:
    return f"{mark[:-1]}\\{mark[-1]}"


def quoted(words: str) -> str:
    """The words as a quotation, line by line."""
    return "\n".join(f"> {line}".rstrip() for line in plain(words).split("\n"))


def code_book(title: str, branches: Iterable[Branch], history: Iterable[str]) -> str:
    """The code book: themes, what belongs in each, and how it came to be."""
    lines = [f"# The code book of {plain(title)}", ""]
    for branch in branches:
        lines += [f"## {branch.entry.code} {plain(branch.entry.name)}", ""]
        lines += [plain(branch.entry.meaning), ""] if branch.entry.meaning else []
        lines += [_sub_theme(each) for each in branch.under]
        lines += [""] if branch.under else []
    lines += ["## How it came to be", "", *(f"- {plain(each)}" for each in history), ""]
    return "\n".join(lines)


def _sub_theme(entry: Entry) -> str:
    meaning = " ".join(plain(entry.meaning).split())
    return f"- {entry.code} {plain(entry.name)}" + (f": {meaning}" if meaning else "")
