"""Files to try us with: some as people make them, some that mean harm. All made here; none is anybody's."""

import io
import zipfile

from fpdf import FPDF
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

TEMPLATE_ELSEWHERE = b'<Relationship Type="x/attachedTemplate" Target="http://a.example" TargetMode="External"/>'
WORD_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **more) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return out.getvalue()


def photo_with_place() -> bytes:
    """A photo lying on its side, with where it was taken and what it is called."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "Rowan at home"
    exif.get_ifd(0x8825)[2] = (54.0, 30.0, 0.0)
    return picture("JPEG", exif=exif)


def pdf(words: str = "A plain paper.") -> bytes:
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica")
    made.text(20, 20, words)
    return bytes(made.output())


def pdf_that(harm: str) -> bytes:
    made = PdfWriter()
    made.append(io.BytesIO(pdf()))
    if harm == "runs":
        script = {"/S": "/JavaScript", "/JS": TextStringObject("app.alert('hello')")}
        action = DictionaryObject(
            {NameObject(k): v if isinstance(v, TextStringObject) else NameObject(v) for k, v in script.items()}
        )
        made.root_object[NameObject("/OpenAction")] = made._add_object(action)
    if harm == "carries":
        made.add_attachment("more.exe", b"MZ")
    if harm == "is locked":
        made.encrypt("a secret", algorithm="RC4-128")
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def docx(more: dict[str, bytes] | None = None, types: bytes = WORD_TYPE) -> bytes:
    return packed({"[Content_Types].xml": types, "word/document.xml": b"<w:document/>", **(more or {})})


def odt(more: dict[str, bytes] | None = None) -> bytes:
    mimetype = b"application/vnd.oasis.opendocument.text"
    return packed({"mimetype": mimetype, "content.xml": b"<office:document-content/>", **(more or {})})


def mp3(frames: int = 20) -> bytes:
    """Frames of silence at 64 kbit/s and 44.1 kHz."""
    length = 144 * 64000 // 44100
    return (b"\xff\xfb\x50\x00" + bytes(length - 4)) * frames


def labelled_mp3() -> bytes:
    """The same with a name in front, and a web page hung on behind."""
    label = b"ID3\x03\x00\x00\x00\x00\x00\x14" + b"TPE1Rowan Example".ljust(20, b"\x00")
    return label + mp3() + b"<script>alert(1)</script>"


HOSTILE = {
    "empty": b"",
    "a drawing that runs": b'<?xml version="1.0"?><svg onload="alert(1)"></svg>',
    "a web page": b"  <!DOCTYPE html><p>Hello",
    "text with a script in it": b"Dear all,\n<SCRIPT src=x></script>",
    "a program": b"MZ\x90\x00\x03\x00\x00\x00",
    "an old Word file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
    "a PDF that runs": pdf_that("runs"),
    "a PDF that carries a file": pdf_that("carries"),
    "a locked PDF": pdf_that("is locked"),
    "a broken PDF": b"%PDF-1.7\nnothing",
    "a Word file with macros": docx({"word/vbaProject.bin": b"\x00"}),
    "a Word file that says it has macros": docx(types=b"application/vnd.ms-word.document.macroEnabled.main+xml"),
    "a Word file with a file set in": docx({"word/embeddings/oleObject1.bin": b"\x00"}),
    "a Word file with a template from elsewhere": docx(
        {"word/_rels/settings.xml.rels": TEMPLATE_ELSEWHERE}
    ),
    "an OpenDocument file with macros": odt({"Basic/Standard/Module1.xml": b"<x/>"}),
    "a Word file that unpacks for ever": docx({"word/media/image1.bmp": bytes(101 * 1024 * 1024)}),
    "a Word file with too many parts": docx({f"word/part{n}.xml": b"" for n in range(2001)}),
    "a packed file": packed({"letter.txt": b"hello"}),
    "a packed file that is cut short": docx()[:60],
    "a picture of too many dots": picture("PNG", (7000, 6000)),
    "a picture that is cut short": picture("PNG", (400, 300))[:80],
    "no picture at all": b"\xff\xd8\xff\xe0" + b"<script>",
    "sound that does not play": b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x50\x00" + bytes(900),
}  # fmt: skip
FINE = {
    "pdf": pdf(),
    "docx": docx(),
    "odt": odt(),
    "text": "Grüße, everybody\n".encode(),
    "mp3": mp3(),
    "png": picture("PNG"),
    "jpeg": picture("JPEG"),
}
