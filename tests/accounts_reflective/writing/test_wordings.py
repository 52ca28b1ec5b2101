"""The sentences about who can read what."""

import pytest

from accounts_reflective.writing.wordings import names, when_readers_can_read, who_reads_the_draft


def test_names_are_listed_as_people_say_them():
    assert names(["Wren"]) == "Wren"
    assert names(["Wren", "Finch", "Hazel"]) == "Wren, Finch and Hazel"


def test_who_reads_the_draft_names_every_co_author():
    assert who_reads_the_draft([]) == "Only you"
    assert who_reads_the_draft(["Wren"]) == "Only you and your co-author, Wren"
    assert who_reads_the_draft(["Wren", "Finch"]) == "Only you and your co-authors, Wren and Finch"


@pytest.mark.parametrize(
    ("readers", "co_authors", "sentence"),
    [
        (1, 0, "This person will be able to read it as soon as you agree:"),
        (4, 1, "These 4 people will be able to read it once both of you agree:"),
        (4, 2, "These 4 people will be able to read it once all of you agree:"),
    ],
)
def test_the_check_page_says_when_they_can_read(readers, co_authors, sentence):
    assert when_readers_can_read(readers, co_authors) == sentence
