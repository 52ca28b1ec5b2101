"""PDF files: opened, every object in them looked at, and refused when one could run something or carries a file."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from leap.core.uploads.kinds import PDF, Checked, Refused

MOST_OBJECTS = 100_000
BROKEN = "This PDF does not open. It may be broken. Please save it again, and choose the new one."
LOCKED = "This PDF is locked with a password, so nobody could read it. Please save it without, and choose that."
RUNS = (
    "There is a small program in this PDF, or another file set into it. It could do harm on the computers of those who "
    "open it. Please print it to a new PDF, and choose that."
)
TOO_MUCH = "There is far more in this PDF than in a paper. Please print it to a new PDF, and choose that."
# Names of what runs, opens something by itself, or carries a file.
HARMFUL = frozenset(
    {"/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA", "/ImportData",
     "/SubmitForm", "/GoToE", "/Movie", "/Sound", "/Rendition"}
)  # fmt: skip


def look_at(content: bytes) -> Checked:
    """The file as it is, when everything in it is there to be read."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise Refused(LOCKED)
        for thing in _things(reader):
            if any(name in HARMFUL for name in _names(thing)):
                raise Refused(RUNS)
        if not len(reader.pages):
            raise Refused(BROKEN)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        raise Refused(BROKEN) from None
    return Checked(PDF, content)


def _things(reader: PdfReader) -> Iterator[Any]:
    """Every object of the file, those in streams of objects too, each once."""
    numbers = [(number, at) for at, found in reader.xref.items() for number in found]
    numbers += [(number, 0) for number in reader.xref_objStm]
    if len(numbers) > MOST_OBJECTS:
        raise Refused(TOO_MUCH)
    yield reader.trailer
    for number, at in numbers:
        yield reader.get_object(IndirectObject(number, at, reader))


def _names(thing: Any) -> Iterator[str]:
    """The keys in one object, and the names they point to, however deep; not through to other objects."""
    waiting, seen = [thing], 0
    while waiting:
        each = waiting.pop()
        seen += 1
        if seen > MOST_OBJECTS:
            raise Refused(TOO_MUCH)
        if isinstance(each, DictionaryObject):
            for name in each:
                yield str(name)
                waiting.append(each.raw_get(name))
        elif isinstance(each, ArrayObject):
            waiting.extend(list.__iter__(each))
        elif isinstance(each, str) and each.startswith("/"):
            yield str(each)
