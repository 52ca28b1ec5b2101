"""The kinds of file we take, how large one may be, and how we say no. Plain Python."""

from dataclasses import dataclass

MOST_BYTES = 10 * 1024 * 1024
TOO_LARGE = "This file is larger than 10 MB, the most we can keep. Please make it smaller, or send it in two parts."


@dataclass(frozen=True)
class Kind:
    """One kind of file: what browsers call it, how its name ends, and what people call it."""

    code: str
    content_type: str
    ending: str
    words: str


PDF = Kind("pdf", "application/pdf", "pdf", "PDF")
DOCX = Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "Word file")
ODT = Kind("odt", "application/vnd.oasis.opendocument.text", "odt", "OpenDocument file")
TEXT = Kind("text", "text/plain; charset=utf-8", "txt", "plain text")
MP3 = Kind("mp3", "audio/mpeg", "mp3", "sound recording (MP3)")
PNG = Kind("png", "image/png", "png", "picture")
JPEG = Kind("jpeg", "image/jpeg", "jpg", "picture")

KINDS = {kind.code: kind for kind in (PDF, DOCX, ODT, TEXT, MP3, PNG, JPEG)}


@dataclass(frozen=True)
class Checked:
    """A file we looked at: what it really is, and the bytes to keep. Those of pictures and sound are made anew."""

    kind: Kind
    content: bytes


class Refused(Exception):
    """We cannot keep this file. `sentence` says why, and what helps."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
