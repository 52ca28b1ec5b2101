"""Documents: the same words as Markdown and as Word, read back by others' readers; nothing in them says who or when."""

import io
import re
import zipfile

import pytest
from docx import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from leap.core.documents import Heading, LaidOut, Numbers, Point, Quoted, Said, as_markdown, as_word
from leap.core.markdown import laid_out
from tests.leap.core.hostile_words import ATTACKS

ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=80)
NAMED = Heading("The <b>code</b> book")
PARTS = [
    NAMED,
    Said("Kept in an invented town."),
    Heading("Tea", 2),
    Point("Green"),
    Point("In a pot", inner=True),
    Quoted("We began.\nSlowly.\n\n*Then* we <i>stopped</i>."),
    Numbers(("Item", "Reflective accounts"), [("Kettles", 5), ("=Cups", 0)]),
]


def read(parts):
    return Document(io.BytesIO(as_word(parts)))


def said(words: str) -> str:
    """Letters and signs alone: spaces and line ends are laid out by each format in its own way."""
    return "".join(each for each in words if each.isprintable() and not each.isspace())


def test_a_word_file_has_real_headings_lists_and_a_table_with_a_heading_row():
    document = read(PARTS)
    assert [(each.style.name, each.text) for each in document.paragraphs] == [
        ("Heading 1", "The <b>code</b> book"),
        ("Normal", "Kept in an invented town."),
        ("Heading 2", "Tea"),
        ("List Bullet", "Green"),
        ("List Bullet 2", "In a pot"),
        ("Quote", "We began.\nSlowly."),
        ("Quote", "*Then* we <i>stopped</i>."),
    ]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Item", "Reflective accounts"],
        ["Kettles", "5"],
        ["=Cups", "0"],
    ]
    assert "<w:tblHeader/>" in table.rows[0]._tr.xml
    assert "<w:tblHeader/>" not in table.rows[1]._tr.xml


def test_a_screen_reader_is_told_the_language_and_the_name():
    document = read(PARTS)
    assert document.core_properties.title == NAMED.words
    assert document.core_properties.language == "en-GB"
    assert set(re.findall(r'<w:lang [^>]*w:val="([^"]+)"', document.styles.element.xml)) == {"en-GB"}


def test_a_file_says_neither_who_made_it_nor_when_and_is_the_same_every_time(time_machine):
    time_machine.move_to("2026-03-01T10:00:00Z")
    one = as_word(PARTS)
    time_machine.move_to("2027-08-09T11:12:13Z")
    assert as_word(PARTS) == one
    with zipfile.ZipFile(io.BytesIO(one)) as packed:
        assert {each.date_time for each in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        inside = b"".join(packed.read(each) for each in packed.namelist())
    for word in (b"2026", b"2027", b"python-docx"):
        assert word not in inside, word
    about = Document(io.BytesIO(one)).core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")


@settings(max_examples=60, deadline=None)
@given(ANY, ANY)
@example("a\x0bb\ufffe\uffff\x1b", "\u202eevil\r\n\r\nx")
@example("# *x* [y](javascript:alert(1)) <script>", "1. ![](//example.org/x)\n---")
def test_any_words_stand_in_both_and_format_nothing(title, words):
    title = f"T{title}"
    document = read([Heading(title), Said(words), Quoted(words), Point(words)])
    seen = said("".join(each.text for each in document.paragraphs))
    for part in (title, words):
        assert said("".join(each for each in part if each not in "\ufffe\uffff")) in seen
    html = MarkdownIt("commonmark").render(as_markdown([Heading(title), Quoted(words)]))
    tags = set(re.findall(r"<(/?[a-zA-Z][^ >]*)", html))
    assert tags <= {"h1", "/h1", "blockquote", "/blockquote", "p", "/p", "br", "pre", "/pre", "code", "/code"}


@pytest.mark.parametrize("parts", [[], [Heading("")], [Quoted("")], [Numbers(("a", "b"), [])]])
def test_nothing_is_a_document_too(parts):
    assert read(parts).core_properties.title == ""
    assert as_markdown(parts).endswith("\n")


def test_markdown_is_laid_out_so_that_lists_stay_lists():
    text = as_markdown([NAMED, Point("One"), Point("Two", inner=True), Said("End."), Numbers(("a", "b"), [("x", 1)])])
    assert text == "# The \\<b\\>code\\</b\\> book\n\n- One\n    - Two\n\nEnd.\n\n- x: 1\n"


LAID = (
    "# Tea\n\nWe **sat** down.\n\n- a cup\n  - blue\n\n4. four\n\n> so *they* said\n\n---\n\n[x](https://a.example) <b>"
)


def test_words_that_their_authors_laid_out_are_laid_out_in_both():
    parts = [NAMED, Heading("Account K", 2), LaidOut(laid_out(LAID), 2)]
    paragraphs = [(each.style.name, each.text) for each in read(parts).paragraphs][2:]
    assert paragraphs == [
        ("Heading 3", "Tea"),
        ("Quote", "We sat down."),
        ("List Bullet", "a cup"),
        ("List Bullet 2", "blue"),
        ("Quote", "4. four"),
        ("Quote", "so they said"),
        ("Quote", "x (https://a.example) <b>"),
    ]
    assert [run.text for each in read(parts).paragraphs for run in each.runs if run.bold] == ["sat"]
    assert as_markdown([LaidOut(laid_out(LAID), 2)]) == (
        "> ### Tea\n>\n> We **sat** down.\n>\n> - a cup\n>\n>   - blue\n>\n> 4. four\n>\n> > so *they* said\n>\n"
        "> ---\n>\n> x (https://a.example) \\<b\\>\n"
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_nor_do_laid_out_words_become_anything_else(attack):
    html = MarkdownIt("commonmark").render(as_markdown([LaidOut(laid_out(ATTACKS[attack]))]))
    assert not re.search(r"<(script|img|a|svg|iframe|base|form|style|table)\b", html)
    assert read([NAMED, LaidOut(laid_out(ATTACKS[attack]))]).paragraphs
