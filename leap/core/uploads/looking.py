"""What a file is, by what is in it. Its name and what the browser says of it are not asked."""

from leap.core.uploads import office, pdf, pictures, sound
from leap.core.uploads.kinds import MOST_BYTES, TEXT, TOO_LARGE, Checked, Refused

EMPTY = "There is nothing in this file. Please choose another one."
UNKNOWN = (
    "We cannot tell what kind of file this is. We can keep PDF, Word (.docx), OpenDocument (.odt), plain text, "
    "sound (MP3) and pictures (PNG, JPEG, WebP)."
)
NO_PICTURE = "This is not a picture we can show. Please choose a PNG, JPEG or WebP file."
ON_A_PAGE = 1600  # dots along the longer side
WEB_PAGE = "This looks like a web page or a drawing made of code. Please save it as a PDF, and choose that."
OLD_WORD = "This is an old kind of Word file (.doc). Please save it as .docx or as a PDF, and choose that."
ENDINGS = b"\t\n\r\f"
BEGINS_CODE = ("<!doctype", "<html", "<svg", "<?xml", "<script", "<?php", "#!")


def look_at(content: bytes) -> Checked:
    """What this file is, with the bytes to keep. Refused, with a sentence for the person, when we cannot keep it."""
    _check_size(content)
    if content.startswith(b"%PDF-"):
        return pdf.look_at(content)
    if content.startswith(b"PK\x03\x04"):
        return office.look_at(content)
    if content.startswith(pictures.BEGINNINGS):
        return pictures.look_at(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(OLD_WORD)
    if sound.is_likely(content):
        return sound.look_at(content)
    return Checked(TEXT, _text(content))


def look_at_picture(content: bytes) -> Checked:
    """The same for a picture that is shown on a page: nothing else will do, and it is made small enough for one."""
    _check_size(content)
    if not content.startswith(pictures.BEGINNINGS):
        raise Refused(NO_PICTURE)
    return pictures.look_at(content, longest=ON_A_PAGE)


def _check_size(content: bytes) -> None:
    if not content:
        raise Refused(EMPTY)
    if len(content) > MOST_BYTES:
        raise Refused(TOO_LARGE)


def _text(content: bytes) -> bytes:
    """Words without code: the same words in UTF-8."""
    is_wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        words = content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(UNKNOWN) from None
    if any(letter < " " and letter.encode() not in ENDINGS for letter in words):
        raise Refused(UNKNOWN)
    if words.lstrip().lower().startswith(BEGINS_CODE) or "<script" in words.lower():
        raise Refused(WEB_PAGE)
    return words.encode()
