"""Word and OpenDocument files: zip files whose parts are known, that run nothing and fetch nothing by themselves."""

import io
import re
import zipfile
import zlib

from leap.core.uploads.kinds import DOCX, ODT, Checked, Kind, Refused

MOST_PARTS = 2000
MOST_UNPACKED = 100 * 1024 * 1024
AT_ONCE = 64 * 1024
MOST_READ = 2 * 1024 * 1024
BROKEN = "This file does not open. It may be broken, or locked with a password. Please choose another one."
TOO_MUCH = "This file unpacks to far more than a paper. Please save it as a PDF, and choose that."
NOT_OURS = "This is a packed file, but no Word or OpenDocument text. Please unpack it and choose the paper itself."
RUNS = (
    "There is a small program in this file (a macro, or something set in from another program). It could do harm on "
    "the computers of those who open it. Please save it without that, or as a PDF."
)
# Parts that run, or that carry another file inside.
HARMFUL = re.compile(
    r"vbaproject|vbadata|activex|oleobject|(^|/)embeddings/|attachedtoolbars|\.(exe|dll|js|vbs|html?|swf)$"
    r"|^(basic|scripts|dialogs)/|(^|/)object[^/]*replacements/|(^|/)object \d+",
    re.IGNORECASE,
)
HARMFUL_INSIDE = (b"macroenabled", b"vbaproject", b"office:scripts><office:script ", b"script:event-listener ")
LINKED_TEMPLATE = re.compile(rb"<relationship\b[^>]*(attachedtemplate|oleobject|/frame\"|subdocument)[^>]*>")
READ_INSIDE = re.compile(r"(^\[content_types\]\.xml|\.rels|^content\.xml|^styles\.xml|manifest\.xml)$", re.IGNORECASE)


def look_at(content: bytes) -> Checked:
    """The file as it is, when it is one of the two and harmless."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            kind = _kind(packed)
            _check_parts(packed)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError, OSError, KeyError):
        raise Refused(BROKEN) from None
    return Checked(kind, content)


def _kind(packed: zipfile.ZipFile) -> Kind:
    names = packed.namelist()
    if len(names) > MOST_PARTS:
        raise Refused(TOO_MUCH)
    if names[:1] == ["mimetype"] and _some(packed, "mimetype") == ODT.content_type.encode():
        return ODT
    if "word/document.xml" in names and "[Content_Types].xml" in names:
        return DOCX
    raise Refused(NOT_OURS)


def _check_parts(packed: zipfile.ZipFile) -> None:
    """Each part is unpacked and counted, whatever the file says of its own size."""
    unpacked = 0
    for part in packed.infolist():
        if HARMFUL.search(part.filename):
            raise Refused(RUNS)
        inside = bytearray()
        with packed.open(part) as stream:
            while piece := stream.read(AT_ONCE):
                unpacked += len(piece)
                if unpacked > MOST_UNPACKED:
                    raise Refused(TOO_MUCH)
                if READ_INSIDE.search(part.filename) and len(inside) < MOST_READ:
                    inside += piece
        _check_inside(bytes(inside).lower())


def _check_inside(words: bytes) -> None:
    if any(harmful in words for harmful in HARMFUL_INSIDE):
        raise Refused(RUNS)
    if any(b'targetmode="external"' in found[0] for found in LINKED_TEMPLATE.finditer(words)):
        raise Refused(RUNS)


def _some(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as stream:
        return stream.read(AT_ONCE).strip()
