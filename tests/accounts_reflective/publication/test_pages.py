"""What people see of findings and outputs, and what they do there."""

import io
import re

import pytest
from django.urls import reverse
from docx import Document

from accounts_reflective.coding.actions import themes
from accounts_reflective.publication import actions
from accounts_reflective.publication.models import Frozen, Output
from accounts_reflective.publication.planning import picture
from accounts_reflective.publication.planning.content import NAME_OUT, WITHDRAWN, Theme
from accounts_reflective.writing.actions import uses
from accounts_reflective.writing.models import Use
from tests.accounts_reflective.coding.factories import all_said, mark
from tests.accounts_reflective.publication.factories import (
    EXCERPT,
    NAME,
    asked_long_ago,
    freeze,
    others_counted,
    output,
    say,
)
from tests.accounts_reflective.writing.factories import WORDS, account

LABEL = re.compile(r"Account [A-Z?]{1,2}, two LEAP members")


@pytest.fixture
def paper(world):
    return output(world.inquiry, world.lead)


@pytest.fixture
def agreed(world, mine):
    others_counted(world.inquiry, world.other)
    asked_long_ago(mine, world.author, (EXCERPT, NAME))
    for who in (world.author, world.friend):
        mark(mine, who, all_said(US6="no"))
        say(mine, who, *Use.values)
    return mine


def address(name: str, *keys) -> str:
    return reverse(f"publication:{name}", args=keys)


def page(client, who, name: str, *keys) -> str:
    client.force_login(who)
    answer = client.get(address(name, *keys))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_scheme_is_a_list_and_a_picture_and_its_words_are_whole(client, world):
    long = "Understanding the challenges of using personal identities in research work"
    top = themes.create_theme(inquiry=world.inquiry, name=long, by=world.lead)
    themes.create_theme(inquiry=world.inquiry, name="Them & us", under=top, by=world.lead)
    text = page(client, world.other, "findings", world.inquiry.pk)
    assert "1 theme with 1 sub-theme." in text
    assert f"<li>{long}" in text
    assert text.count("Them &amp; us") == 2
    assert '<svg role="img" aria-labelledby="scheme-words"' in text
    drawn = picture.draw([Theme(long, ["Them & us"])])
    assert " ".join(line for _, line in drawn.themes[0].theme.lines) == long
    assert picture.draw([]).themes == []


def test_boxes_never_lie_over_each_other():
    drawn = picture.draw([Theme("word " * n, ["other words " * m for m in range(n)]) for n in range(1, 6)])
    boxes = [box for each in drawn.themes for box in (each.theme, *each.under)]
    for one in boxes:
        for two in boxes:
            apart = one.y + one.high <= two.y or two.y + two.high <= one.y
            assert one is two or one.x != two.x or apart
    assert max(box.y + box.high for box in boxes) <= drawn.high


def test_each_number_opens_to_what_is_behind_it_for_who_leads_the_programme_only(client, world, agreed):
    text = page(client, world.lead, "findings", world.inquiry.pk)
    behind = address("behind", world.inquiry.pk, "uk-standards-2019", "US1")
    assert behind in text
    assert "Out of 5 reflective accounts counted" in text
    assert address("behind", world.inquiry.pk, "uk-standards-2019", "US6") not in text, "behind nothing is nothing"
    assert "<th" in text
    assert "Governance" in text, "a row of nothing is a row"
    found = client.get(behind).content.decode()
    assert re.search(r"<li>Writing [A-Z2-7]{4}</li>", found)
    assert world.author.shown_name not in found
    for who in (world.author, world.coordinator, world.researcher):
        assert "Numbers" not in page(client, who, "findings", world.inquiry.pk)
        assert client.get(behind).status_code == 404


@pytest.mark.parametrize("keys", [("uk-standards-2019", "XX"), ("no-such-list", "US1")])
def test_what_is_no_item_is_not_there(client, world, keys):
    client.force_login(world.lead)
    assert client.get(address("behind", world.inquiry.pk, *keys)).status_code == 404


def test_the_draft_is_for_who_leads_and_the_frozen_copy_for_all(client, world, agreed, paper):
    for who in (world.author, world.other):
        assert EXCERPT not in page(client, who, "output-detail", paper.pk)
    text = page(client, world.lead, "output-detail", paper.pk)
    assert EXCERPT in text
    assert "Account ?, two LEAP members" in text
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', text)[1]
    assert client.post(address("output-freeze", paper.pk), {"seen": "0" * 64}).status_code == 302
    assert not Frozen.objects.unscoped("a test").exists(), "not as it was seen"
    client.post(address("output-freeze", paper.pk), {"seen": seen})
    frozen = Frozen.objects.unscoped("a test").get()
    text = page(client, world.other, "output-detail", paper.pk)
    assert EXCERPT in text
    assert frozen.sha256 in text
    assert "Account ?" not in text
    file = client.get(address("copy-md", paper.pk))
    assert file.content == frozen.text.encode()
    word = client.get(address("copy-docx", paper.pk))
    assert word["Content-Disposition"] == 'attachment; filename="frozen-copy.docx"'
    document = Document(io.BytesIO(word.content))
    read = [(each.style.name, each.text) for each in document.paragraphs]
    assert read[0] == ("Heading 1", paper.name)
    assert ("Quote", EXCERPT) in read
    assert frozen.sha256 in read[-1][1]
    assert len(document.tables) == 2, "one of each framework"
    assert document.tables[0].rows[0].cells[1].text == "Reflective accounts"


def test_after_a_withdrawal_readers_read_that_an_account_was_withdrawn(client, world, agreed, paper):
    actions.name_me(output=paper, words="W. Author", by=world.author)
    freeze(paper, world.lead)
    client.force_login(world.friend)
    text = client.get(address("printed-list")).content.decode()
    assert "cannot be called back" in text
    assert NAME in text
    assert LABEL.search(text)
    for take_back in set(re.findall(r'action="(/reflections/writing/printed/[^"]+)"', text)):
        assert client.post(take_back).status_code == 302
    assert "You took it back" in client.get(address("printed-list")).content.decode()
    actions.name_me(output=Output.objects.get(pk=paper.pk), words="", by=world.author)
    text = page(client, world.other, "output-detail", paper.pk)
    for gone in (EXCERPT, WORDS, "W. Author"):
        assert gone not in text
    assert WITHDRAWN in text
    assert NAME_OUT in text
    assert not LABEL.search(text)
    assert world.friend.shown_name not in text, "not by whom"
    file = client.get(address("copy-md", paper.pk)).content.decode()
    assert EXCERPT not in file
    assert "This is not all that was published" in file
    document = Document(io.BytesIO(client.get(address("copy-docx", paper.pk)).content))
    word = "\n".join(each.text for each in document.paragraphs)
    for gone in (EXCERPT, WORDS, "W. Author", world.friend.shown_name):
        assert gone not in word
    assert WITHDRAWN in word
    assert "This is not all that was published" in word
    assert not LABEL.search(word)


def test_the_draft_is_the_same_whether_an_account_was_withdrawn_or_never_written(client, world, agreed, paper):
    uses.take_back_uses(account=agreed, by=world.friend)

    def seen(name, *keys):
        return [line for line in page(client, world.lead, name, *keys).splitlines() if "csrf" not in line]

    withdrawn = [seen("output-detail", paper.pk), seen("findings", world.inquiry.pk)]
    account(world.inquiry, world.other)
    assert withdrawn == [seen("output-detail", paper.pk), seen("findings", world.inquiry.pk)]
    assert EXCERPT not in "".join(withdrawn[0])


def test_a_name_that_is_taken_is_said_and_what_was_typed_stays(client, world, paper):
    client.force_login(world.lead)
    answer = client.post(address("output-new", world.inquiry.pk), {"name": "our first YEAR"})
    assert answer.status_code == 422
    assert "our first YEAR" in answer.content.decode()
    answer = client.post(address("output-new", world.inquiry.pk), {"name": "A poster"})
    made = Output.objects.get(name="A poster")
    assert answer.headers["Location"] == address("output-parts", made.pk)
    assert "checked" not in client.get(answer.headers["Location"]).content.decode(), "nothing is ticked beforehand"


def test_two_pages_of_parts_do_not_undo_each_other(client, world, paper):
    client.force_login(world.lead)
    answer = client.post(address("output-parts", paper.pk), {"revision": 0, "with_quotes": "on"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "changed on another page" in text
    assert 'name="revision" value="1"' in text, "so that it can be saved once it was looked at"
    assert "checked" in text, "what was ticked stays"
    assert client.post(address("output-parts", paper.pk), {"revision": 1, "with_quotes": "on"}).status_code == 302


def test_somebody_says_how_they_are_named(client, world, agreed, paper):
    client.force_login(world.author)
    assert client.post(address("named-edit", paper.pk), {"words": " W.  Author "}).status_code == 302
    assert "W. Author" in page(client, world.lead, "output-detail", paper.pk)
    client.force_login(world.reader)
    assert client.get(address("named-edit", paper.pk)).status_code == 404


def test_set_aside_and_taken_up_again(client, world, paper):
    client.force_login(world.lead)
    client.post(address("output-aside", paper.pk), {"aside": "yes"})
    assert "Set aside" in page(client, world.other, "output-list", world.inquiry.pk)
    client.force_login(world.lead)
    client.post(address("output-aside", paper.pk), {"aside": "no"})
    assert "Being put together" in page(client, world.other, "output-list", world.inquiry.pk)


def test_strangers_get_the_page_of_nothing_there(client, world, agreed, paper):
    freeze(paper, world.lead)
    client.force_login(world.finance)
    for name, key in (
        ("output-detail", paper.pk),
        ("copy-md", paper.pk),
        ("copy-docx", paper.pk),
        ("findings", world.inquiry.pk),
        ("output-list", world.inquiry.pk),
    ):
        assert client.get(address(name, key)).status_code == 404
    assert NAME not in page(client, world.finance, "printed-list")
