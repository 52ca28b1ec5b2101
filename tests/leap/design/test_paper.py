"""Printed pages are tagged: what is read aloud is every word, in order, and nothing else."""

import io
import re

import pypdf

from leap.design.paper import Paper

WORDS = re.compile(rb"/(?P<tag>\w+) (?:<</MCID (?P<mark>\d+)>> )?B[DM]C")


def made():
    paper = Paper("A letter")
    paper.new_page(13, foot="Made today")
    paper.heading("A letter")
    paper.words("One.")
    paper.line()
    paper.box("Tick this")
    paper.boxes("How?", ["By phone", "Online", *["By letter"] * 12])
    paper.words("Two. " * 900)
    paper.together("Three", ["Four."], ["Five."])
    return pypdf.PdfReader(io.BytesIO(paper.finished()))


def test_it_says_its_language_its_title_and_that_it_is_tagged():
    root = made().trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_what_is_read_aloud_is_in_the_order_of_the_page_and_begins_with_its_heading():
    file = made()
    document = file.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()
    parts = [each.get_object() for each in document["/K"]]
    assert [part["/S"] for part in parts][:2] == ["/H1", "/P"]
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(file.pages)}
    order = [(pages[part.raw_get("/Pg").idnum], part["/K"][0]) for part in parts]
    assert order == sorted(order)
    assert len({page for page, _ in order}) == len(file.pages) > 1


def test_every_word_is_either_read_or_for_the_eye_alone():
    for page in made().pages:
        depth, marks = 0, []
        for line in page.get_contents().get_data().split(b"\n"):
            if found := WORDS.search(line):
                assert depth == 0
                depth = 1
                marks += [int(found["mark"])] if found["mark"] else []
            if b"EMC" in line:
                depth -= 1
            if re.search(rb"T[jJ]\b", line) or re.search(rb" re | l ", line):
                assert depth == 1, line
        assert depth == 0
        assert marks == list(range(len(marks)))


def test_no_word_is_lost_where_a_paragraph_goes_over_the_end_of_a_page():
    text = " ".join(page.extract_text() for page in made().pages)
    assert text.count("Two.") == 900
