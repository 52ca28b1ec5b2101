"""Printed pages as a PDF file: plain words in a large, clear letter. Needs nothing from the system it runs on.

The file is tagged: whoever has it read aloud hears headings as headings and paragraphs in their order, in English, and
no lines or boxes. (It does not claim to be PDF/UA: nobody has checked that with a tool for it.)
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from fpdf import FPDF, ViewerPreferences
from fpdf.enums import MethodReturnValue, XPos, YPos

from leap.core import clock

FONTS = Path(__file__).parent / "fonts"
MARGIN = 25  # millimetres
POINT = 0.3528  # millimetres
WRITE_BY_HAND = "_"  # stands for a sign that our letters do not have

logging.getLogger("fontTools").setLevel(logging.WARNING)
logging.getLogger("fpdf").setLevel(logging.ERROR)


class Paper:
    """A4 pages, filled from the top; a page that is full goes on to the next."""

    def __init__(self, title: str) -> None:
        self._pdf = _Pages(format="A4")
        self._pdf.set_title(title)
        self._pdf.set_lang("en-GB")
        self._pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self._pdf.set_creation_date(clock.now())
        self._pdf.c_margin = 0  # words, boxes and lines begin at the same edge
        self._pdf.set_margins(MARGIN, MARGIN, MARGIN)
        self._pdf.set_auto_page_break(True, margin=MARGIN)
        for part in ("latin", "latin-ext"):
            for style, weight in (("", "400"), ("B", "700")):
                self._pdf.add_font(part, style, FONTS / f"{part}-{weight}.ttf")
        self._pdf.set_fallback_fonts(["latin-ext"])
        self._size = 15
        self.has_gaps = False

    def new_page(self, size: int, foot: str = "") -> None:
        """Begin a page, in letters of this many points; `foot` stands small below."""
        self._size = size
        self._pdf.set_font("latin", "", size)
        self._pdf.add_page()
        self._pdf.foot = foot  # drawn when this page ends; adding it drew the foot of the one before

    def words(self, text: str) -> None:
        """One paragraph."""
        self._write(text)
        self._pdf.ln(self._high * 0.6)

    def heading(self, text: str) -> None:
        """What the page is called: heard as a heading."""
        self._bold(text, "H1")
        self._pdf.ln(self._high * 0.6)

    def strong(self, text: str) -> None:
        """One line that stands out."""
        self._bold(text)
        self._pdf.ln(self._high * 0.6)

    def gap(self) -> None:
        """An empty line."""
        self._pdf.ln(self._high)

    def line(self) -> None:
        """A line from edge to edge."""
        self._pdf.ln(self._high * 0.4)
        self._pdf.set_line_width(0.4)
        with self._pdf.not_read():
            self._pdf.line(MARGIN, self._pdf.get_y(), self._pdf.w - MARGIN, self._pdf.get_y())
        self._pdf.ln(self._high * 0.6)

    def box(self, text: str) -> None:
        """A box to tick, with what ticking it says."""
        side = self._high * 0.8
        if self._pdf.will_page_break(self._high * 2):
            self._pdf.add_page()
        x, y = self._pdf.get_x(), self._pdf.get_y()
        with self._pdf.not_read():
            self._pdf.rect(x, y + self._high * 0.1, side, side)
        self._pdf.set_left_margin(MARGIN + side * 1.6)
        self._write(text)
        self._pdf.set_left_margin(MARGIN)
        self._pdf.set_x(MARGIN)
        self._pdf.ln(self._high * 0.5)

    def boxes(self, strong: str, labels: Sequence[str]) -> None:
        """A line that stands out, with a row of boxes to tick below it. They stay on one page."""
        if self._pdf.will_page_break(self._high * 3):
            self._pdf.add_page()
        self._bold(strong)
        side = self._high * 0.75
        for label in labels:
            width = side * 1.4 + self._pdf.get_string_width(label)
            if self._pdf.get_x() + width > self._pdf.w - MARGIN:
                self._pdf.ln(self._high * 1.1)
            if self._pdf.will_page_break(self._high):
                self._pdf.add_page()
            x, y = self._pdf.get_x(), self._pdf.get_y()
            with self._pdf.not_read():
                self._pdf.rect(x, y + self._high * 0.12, side, side)
            self._pdf.set_xy(x + side * 1.4, y)
            with self._pdf.read_as("P"):
                self._pdf.cell(self._pdf.get_string_width(label) + side, self._high, label)
        self._pdf.ln(self._high * 1.5)

    def together(self, strong: str, lines: Sequence[str], after: Sequence[str]) -> None:
        """A few lines that stay on one page."""
        if self._pdf.will_page_break(self._high * (len(lines) + len(after) + 2)):
            self._pdf.add_page()
        self._bold(strong)
        for line in (*lines, *after):
            self._write(line)
        self.gap()

    def finished(self) -> bytes:
        """The file. Nothing can be written after it."""
        try:
            return bytes(self._pdf.output())
        finally:
            for font in self._pdf.fonts.values():
                font.ttfont.close()

    @property
    def _high(self) -> float:
        return self._size * POINT * 1.4

    def _bold(self, text: str, tag: str = "P") -> None:
        self._pdf.set_font(style="B")
        self._write(text, tag)
        self._pdf.set_font(style="")

    def _write(self, text: str, tag: str = "P") -> None:
        shown = "".join(sign if self._can_draw(sign) else WRITE_BY_HAND for sign in text)
        self.has_gaps = self.has_gaps or shown != text
        lines = self._pdf.multi_cell(
            0, self._high, shown, align="L", dry_run=True, output=MethodReturnValue.LINES
        )  # as they will stand
        while lines:
            # What is read as one is on one page: a paragraph that goes over its end is read as two.
            if self._pdf.will_page_break(self._high):
                self._pdf.add_page()
            fits = max(1, int((self._pdf.page_break_trigger - self._pdf.get_y() + 0.001) // self._high))
            here, lines = lines[:fits], lines[fits:]
            with self._pdf.read_as(tag):
                for line in here:
                    self._pdf.cell(0, self._high, line, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _can_draw(self, sign: str) -> bool:
        return any(ord(sign) in font.cmap for font in self._pdf.fonts.values())


class _Pages(FPDF):
    """Pages with a foot of their own."""

    foot = ""

    def footer(self) -> None:
        """Drawn by fpdf2 when a page ends."""
        if self.foot:
            self.set_y(-15)
            self.set_font("latin", "", 10)
            with self.not_read():
                self.cell(0, 5, self.foot, align="R")

    @contextmanager
    def read_as(self, tag: str) -> Iterator[None]:
        """What is written inside is read aloud as this: a paragraph (P) or a heading (H1). It stays on one page."""
        mark = self.struct_builder.next_mcid_for_page(self.page)
        self._add_marked_content(struct_type=f"/{tag}", mcid=mark)
        self._out(f"/{tag} <</MCID {mark}>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def not_read(self) -> Iterator[None]:
        """What is drawn inside is only for the eye."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")
