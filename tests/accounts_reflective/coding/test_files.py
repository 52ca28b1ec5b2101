"""Files: nobody's name, no words without every author's yes, and REFI-QDA as its published rules have it."""

import csv
import io
import re
import zipfile
from datetime import timedelta
from uuid import UUID, uuid5
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from accounts.people.models import Role
from accounts_reflective.coding.actions import analysts, files, passages, themes
from accounts_reflective.coding.models import FileTaken
from accounts_reflective.coding.planning import refi
from accounts_reflective.coding.queries import code_book
from accounts_reflective.coding.queries.files import before_leaving, holdings_of, matrix
from accounts_reflective.writing.actions import uses
from accounts_reflective.writing.models import ReflectiveAccount, Use, UseAsked
from accounts_reflective.writing.wordings import speaks_of_files, use_in_words
from leap.core import clock
from leap.core.audit.models import AuditEvent
from leap.core.documents import plain, quoted
from leap.core.errors import NotAllowed
from tests.accounts_reflective.coding.factories import ask, says_yes
from tests.accounts_reflective.writing.factories import account

BODY = "We began with *tea* & 🫖.\n\nNobody <spoke>.\n1. The kettle did."
SECRET = "Words that were never let in."
GUID = re.compile(r"[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}")
WORDS_KINDS = [each for each in FileTaken.Kind if each != FileTaken.Kind.MATRIX_XLSX]
PACKED = ("qdpx", "docx")

# Project.xsd and Codebook.xsd of 2019: which elements stand in which, in this order; which attributes there must be.
ORDER = {
    "Project": ["Users", "CodeBook", "Sources"],
    "CodeBook": ["Codes"],
    "Users": ["User"],
    "User": [],
    "Codes": ["Code"],
    "Code": ["Description", "Code"],
    "Description": [],
    "Sources": ["TextSource"],
    "TextSource": ["PlainTextSelection"],
    "PlainTextSelection": ["Description", "Coding"],
    "Coding": ["CodeRef"],
    "CodeRef": [],
}
NEEDED = {
    "Project": {"name"},
    "User": {"guid"},
    "Code": {"guid", "name", "isCodable"},
    "TextSource": {"guid", "plainTextPath"},
    "PlainTextSelection": {"guid", "startPosition", "endPosition"},
    "Coding": {"guid"},
    "CodeRef": {"targetGUID"},
}
NEVER_EMPTY = {"Users", "Codes", "Sources"}


def check_refi(content: bytes, root: str, space: str) -> ElementTree.Element:
    """Hold a file to the rules of the schema."""
    tree = ElementTree.fromstring(content)
    assert tree.tag == f"{{{space}}}{root}"
    for element in tree.iter():
        name = element.tag.removeprefix(f"{{{space}}}")
        inside = [child.tag.removeprefix(f"{{{space}}}") for child in element]
        assert set(inside) <= set(ORDER[name]), (name, inside)
        assert inside == sorted(inside, key=ORDER[name].index), (name, inside)
        assert inside or name not in NEVER_EMPTY
        assert NEEDED.get(name, set()) <= set(element.keys()), name
        for key, value in element.attrib.items():
            if key in ("guid", "targetGUID", "creatingUser"):
                assert GUID.fullmatch(value)
    guids = [element.get("guid") for element in tree.iter() if element.get("guid")]
    assert len(guids) == len(set(guids))
    refs = [e.get(key) for e in tree.iter() for key in ("targetGUID", "creatingUser") if e.get(key)]
    assert set(refs) <= set(guids)
    return tree


@pytest.fixture
def tea(world):
    for person in (world.lead, world.researcher):
        analysts.choose_analyst(inquiry=world.inquiry, person=person, by=world.lead)
    top = themes.create_theme(inquiry=world.inquiry, name="Tea & <milk>", meaning="Hot drinks.", by=world.lead)
    return themes.create_theme(inquiry=world.inquiry, name="=Biscuits", under=top, by=world.lead)


@pytest.fixture
def version(world, tea):
    """Words that may be looked at, marked by two who are done; and words that may not."""
    hidden = account(world.inquiry, world.friend, body=SECRET)
    ask(hidden, world.friend)
    made = account(world.inquiry, world.author, body=BODY)
    version = ask(made, world.author)
    says_yes(made, world.author, Use.ANALYSE)
    ReflectiveAccount.objects.unscoped("a test").filter(pk=made.pk).update(letter="L")
    for person in (world.lead, world.researcher):
        about = {"version_id": version.pk, "by": person}
        passages.place_words(theme=tea, first=1, last=1, memo="An invented memo.", **about)
        passages.finish(**about)
    passages.place_words(version_id=version.pk, theme=tea, first=2, last=2, by=world.lead)
    return version


def take(world, kind: str, by=None) -> bytes:
    return files.take_file(inquiry=world.inquiry, kind=kind, by=by or world.lead)


def address(world, name: str, *keys) -> str:
    return reverse(f"coding:{name}", args=[world.inquiry.pk, *keys])


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def inside_of(kind: str, content: bytes) -> bytes:
    """Every byte that somebody who opens the file can find."""
    return b"".join(unpacked(content).values()) if kind.endswith(PACKED) else content


def read_word(content: bytes) -> list[tuple[str, str]]:
    """Each paragraph of a Word file: its style and its words."""
    return [(each.style.name, each.text) for each in Document(io.BytesIO(content)).paragraphs]


def test_a_project_is_as_the_schema_has_it_and_its_places_give_the_words_back(world, version):
    inside = unpacked(take(world, "project.qdpx"))
    tree = check_refi(inside.pop("project.qde"), "Project", refi.PROJECT)
    space = {"q": refi.PROJECT}
    source = tree.find("q:Sources/q:TextSource", space)
    path = source.get("plainTextPath").replace("internal://", "sources/")
    assert list(inside) == [path]
    text = inside[path].decode()
    assert text == BODY
    selections = source.findall("q:PlainTextSelection", space)
    places = [(int(each.get("startPosition")), int(each.get("endPosition"))) for each in selections]
    assert [text[start:end] for start, end in places] == ["We began with *tea* & 🫖.", "Nobody <spoke>."]
    assert [len(each.findall("q:Coding", space)) for each in selections] == [2, 1]
    assert [user.get("name") for user in tree.findall("q:Users/q:User", space)] == ["Coder 1", "Coder 2"]
    assert [code.get("name") for code in tree.findall(".//q:Code", space)] == ["Tea & <milk>", "=Biscuits"]
    assert source.get("name") == "Account L"


def test_a_project_of_nothing_is_one_too(world):
    analysts.choose_analyst(inquiry=world.inquiry, person=world.lead, by=world.lead)
    tree = check_refi(unpacked(take(world, "project.qdpx"))["project.qde"], "Project", refi.PROJECT)
    assert list(tree) == []


@pytest.mark.parametrize("kind", WORDS_KINDS)
def test_nobody_is_named_in_a_file_and_nothing_that_was_not_let_in(world, version, kind):
    content = take(world, kind)
    every = inside_of(kind, content)
    for person in [world.author, world.friend, world.lead, world.researcher]:
        for name in {person.called_name, person.shown_name, person.legal_name, person.email} - {"", None}:
            assert name.encode() not in every
        assert str(person.pk).encode() not in every.lower()
    assert SECRET.encode() not in every
    assert b"An invented memo." in every or kind != "project.qdpx"


@pytest.mark.parametrize("kind", WORDS_KINDS)
def test_after_a_no_a_file_is_as_if_the_words_had_never_been(world, version, kind):
    full = inside_of(kind, take(world, kind))
    uses.take_back_uses(account=version.account, by=world.author)
    empty = inside_of(kind, take(world, kind))
    assert full != empty
    assert b"began with" not in empty
    assert b"Account L" not in empty
    assert holdings_of(world.lead, world.inquiry).versions == []


def test_the_matrix_counts_passages_for_each_account_and_theme(world, version):
    held = holdings_of(world.lead, world.inquiry)
    assert matrix(held) == [
        ["Reflective account", "T1 Tea & <milk>", "T1.1 =Biscuits"],
        ["Account L", 0, 2],
        ["All together", 0, 2],
    ]
    rows = list(csv.reader(io.StringIO(take(world, "matrix.csv").decode("utf-8-sig"))))
    assert rows[1] == ["Account L", "0", "2"]
    assert take(world, "matrix.xlsx").startswith(b"PK")


def test_the_words_are_a_word_file_with_headings_by_which_a_screen_reader_finds_them(world, version):
    read = read_word(take(world, "words.docx"))
    assert read[0] == ("Heading 1", world.inquiry.title)
    assert read[1][1].endswith("Delete this file when LEAP asks you to.")
    assert read[2:] == [
        ("Heading 2", "Account L"),
        ("Heading 3", version.title),
        ("Quote", "We began with *tea* & 🫖."),
        ("Quote", "Nobody <spoke>.\n1. The kettle did."),
    ]
    by_theme = read_word(take(world, "passages.docx"))
    assert by_theme[2:6] == [
        ("Heading 2", "T1 Tea & <milk>"),
        ("Heading 3", "T1.1 =Biscuits"),
        ("Quote", "We began with *tea* & 🫖."),
        ("Normal", "Account L"),
    ]


def test_a_file_says_in_itself_neither_who_took_it_nor_when(world, version):
    taken = [take(world, "words.docx", by=each) for each in (world.lead, world.researcher)]
    assert taken[0] == taken[1]
    about = Document(io.BytesIO(taken[0])).core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert about.created.year == 1980
    assert FileTaken.objects.unscoped("a test").filter(kind="words.docx").count() == 2, "LEAP keeps who took it"


def test_words_in_markdown_are_words_and_no_marks():
    said = plain("# *Loud*\n1. <b>one</b> [x](y)\n- dash & `code`")
    assert said == "\\# \\*Loud\\*\n1\\. \\<b\\>one\\</b\\> \\[x\\](y)\n\\- dash \\& \\`code\\`"
    assert quoted("One\n\nTwo") == "> One\n>\n> Two"


def test_who_looks_no_more_takes_no_file_and_every_file_is_written_down(client, world, version):
    for who in [world.author, *world.everyone_else]:
        if who in (world.lead, world.researcher):
            continue
        with pytest.raises(NotAllowed):
            take(world, "words.md", by=who)
        client.force_login(who)
        assert client.get(address(world, "file-list")).status_code == 404
        assert client.post(address(world, "file-take", "words.md")).status_code == 404
    take(world, "words.md")
    assert AuditEvent.objects.filter(verb="words.exported", actor_id=world.lead.pk).count() == 1
    client.force_login(world.lead)
    assert client.post(address(world, "file-take", "people.csv")).status_code == 404
    answer = client.post(address(world, "file-take", "words.md"))
    assert answer["Content-Disposition"] == 'attachment; filename="words.md"'
    assert "> Nobody \\<spoke\\>." in answer.content.decode()
    assert client.get(address(world, "file-take", "words.md")).status_code == 405


def test_whoever_has_a_file_is_asked_to_delete_it_after_a_no(client, world, version):
    client.force_login(world.lead)
    client.post(address(world, "file-take", "passages.md"))
    assert "Please delete it" not in client.get(address(world, "file-list")).content.decode()
    uses.take_back_uses(account=version.account, by=world.author)
    assert "Please delete it" in client.get(address(world, "file-list")).content.decode()
    taken = FileTaken.objects.unscoped("a test").get()
    client.force_login(world.researcher)
    assert "Please delete it" not in client.get(address(world, "file-list")).content.decode()
    assert client.post(address(world, "file-deleted", taken.pk)).status_code == 404
    client.force_login(world.lead)
    assert client.post(address(world, "file-deleted", taken.pk)).status_code == 302
    assert client.post(address(world, "file-deleted", taken.pk)).status_code == 404


def test_the_code_book_is_a_file_for_everybody_in_the_inquiry(client, world, tea):
    themes.rename_theme(theme=tea, name="Cake", meaning="Sweet\nthings.", why="It says more.", by=world.lead)
    client.force_login(world.author)
    text = client.get(address(world, "code-book-md")).content.decode()
    assert "- T1.1 Cake: Sweet things." in text
    assert "“=Biscuits” is now “Cake”. It says more." in text
    assert world.lead.shown_name not in text
    answer = client.get(address(world, "code-book-docx"))
    assert answer["Content-Disposition"] == 'attachment; filename="code-book.docx"'
    read = read_word(answer.content)
    assert ("Heading 2", "T1 Tea & <milk>") in read
    assert ("List Bullet", "T1.1 Cake: Sweet things.") in read
    assert any(words.endswith("“=Biscuits” is now “Cake”. It says more.") for _, words in read)
    assert world.lead.shown_name.encode() not in inside_of("code-book.docx", answer.content)
    content = client.get(address(world, "code-book-qdc")).content
    tree = check_refi(content, "CodeBook", refi.CODE_BOOK)
    assert [code.get("name") for code in tree.iter(f"{{{refi.CODE_BOOK}}}Code")] == ["Tea & <milk>", "Cake"]
    client.force_login(world.finance)
    for name in ("code-book-qdc", "code-book-docx"):
        assert client.get(address(world, name)).status_code == 404


def test_a_code_book_without_themes_is_no_file_of_other_programs(client, world):
    client.force_login(world.author)
    assert client.get(address(world, "code-book-qdc")).status_code == 302


def test_what_goes_out_comes_in_again(client, world, tea):
    client.force_login(world.lead)
    content = client.get(address(world, "code-book-qdc")).content
    assert refi.codes_from(content) == [refi.Code("Tea & <milk>", "Hot drinks.", [refi.Code("=Biscuits", "")])]
    before = code_book.code_book(world.lead, world.inquiry)
    answer = client.post(
        address(world, "code-book-import"), {"file": SimpleUploadedFile("x.qdc", content)}, follow=True
    )
    assert "0 themes are new. 2 were left out" in answer.content.decode()
    assert code_book.code_book(world.lead, world.inquiry) == before
    for branch in before:
        for entry in [*branch.under, branch.entry]:
            theme = code_book.themes_in_use(world.lead, world.inquiry).get(pk=entry.id)
            themes.retire_theme(theme=theme, why="A test.", by=world.lead)
    client.post(address(world, "code-book-import"), {"file": SimpleUploadedFile("x.qdc", content)})
    made = code_book.code_book(world.lead, world.inquiry)
    assert [(b.entry.name, b.entry.meaning, [e.name for e in b.under]) for b in made] == [
        ("Tea & <milk>", "Hot drinks.", ["=Biscuits"])
    ]


def test_a_code_book_of_another_program_is_read(world):
    content = f"""<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="{refi.CODE_BOOK}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" origin="Another 2.0"
  xsi:schemaLocation="{refi.CODE_BOOK} Codebook.xsd"><Codes>
  <Code guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294" name="Tea" color="#46AA00" isCodable="true">
    <Description>Hot.</Description>
    <Code guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55295" name="Green  tea" isCodable="true">
      <Code guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55296" name="Sencha" isCodable="true"/></Code>
  </Code></Codes>
  <Sets><Set guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55297" name="A set"/></Sets></CodeBook>"""
    for encoded in (content.encode(), content.encode("utf-8-sig")):
        read = refi.codes_from(encoded)
        assert read == [refi.Code("Tea", "Hot.", [refi.Code("Green tea", ""), refi.Code("Sencha", "")])]
    assert files.bring_in(inquiry=world.inquiry, codes=read, by=world.lead) == (3, 0)
    with pytest.raises(NotAllowed):
        files.bring_in(inquiry=world.inquiry, codes=[refi.Code("More", "")], by=world.author)


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><CodeBook xmlns="urn:QDA-XML:codebook:1.0">&b;</CodeBook>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><CodeBook>&a;</CodeBook>'


def one(name: str, times: int = 1) -> bytes:
    codes = f'<Code guid="x" name="{name}" isCodable="true"/>' * times
    return f'<CodeBook xmlns="{refi.CODE_BOOK}"><Codes>{codes}</Codes></CodeBook>'.encode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"not xml", refi.NOT_ONE),
        (b"\xff\xfe\x00", refi.NOT_ONE),
        (b"<html/>", refi.NOT_ONE),
        (b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>', refi.NOT_ONE),
        (BOMB, refi.NOT_ONE),
        (OUTSIDE, refi.NOT_ONE),
        (one(""), refi.NAMELESS),
        (one("x" * 161), refi.NAMELESS),
        (one("Tea\u202e"), refi.NAMELESS),
        (one("Tea", 301), refi.TOO_MUCH),
        (b" " * (refi.MOST_BYTES + 1), refi.TOO_BIG),
    ],
)
def test_any_other_file_is_refused_in_a_sentence(client, world, content, sentence):
    client.force_login(world.lead)
    answer = client.post(address(world, "code-book-import"), {"file": SimpleUploadedFile("x.qdc", content)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert code_book.code_book(world.lead, world.inquiry) == []


def test_bringing_in_is_for_who_keeps_the_code_book(client, world):
    client.force_login(world.author)
    assert client.get(address(world, "code-book-import")).status_code == 403
    client.force_login(world.lead)
    assert client.get(address(world, "code-book-import")).status_code == 200
    assert client.post(address(world, "code-book-import")).status_code == 422


def test_whoever_looks_no_more_is_still_asked_for_the_files_they_have(client, world, version):
    take(world, "matrix.csv")
    taken = FileTaken.objects.unscoped("a test").get()
    client.force_login(world.lead)
    assert "Please delete" not in client.get(address(world, "code-book")).content.decode()
    analysts.end_analyst(inquiry=world.inquiry, person=world.lead, by=world.lead)
    assert "Please delete" in client.get(address(world, "code-book")).content.decode()
    text = client.get(address(world, "file-list")).content.decode()
    assert "Please delete it" in text
    assert "Take this file" not in text
    assert client.post(address(world, "file-take", "words.md")).status_code == 404
    Role.objects.filter(person=world.lead).update(ends_on=clock.today() - timedelta(days=1))
    assert client.get(address(world, "file-list")).status_code == 200, "also after they left the programme"
    assert client.post(address(world, "file-deleted", taken.pk)).status_code == 302
    assert client.get(address(world, "file-list")).status_code == 404


def test_before_leaving_one_reads_that_files_are_to_be_deleted(world, version):
    assert before_leaving(world.lead, world.panel) == []
    take(world, "words.md")
    (note,) = before_leaving(world.lead, world.panel)
    assert note.url == address(world, "file-list")
    assert before_leaving(world.researcher, world.panel) == []


@pytest.mark.parametrize("kind", WORDS_KINDS)
def test_words_whose_authors_were_not_told_about_files_are_in_none(client, world, version, kind):
    earlier = UseAsked.objects.unscoped("a test").get(version=version, use=Use.ANALYSE)
    earlier.wording = "May a few people read these words? You can say no later."
    earlier.save(update_fields=["wording"])
    assert len(holdings_of(world.lead, world.inquiry).versions) == 0
    content = take(world, kind)
    every = inside_of(kind, content)
    assert b"began with" not in every
    assert b"Account L" not in every
    client.force_login(world.lead)
    assert "is in no file" in client.get(address(world, "file-list")).content.decode()
    client.force_login(world.author)
    assert "a file may be taken" in client.get(reverse("writing:use-list", args=[version.account_id])).content.decode()
    newer = ask(version.account, world.author)
    assert newer != version, "the question is put in other words now, so it is a new one"
    assert ask(version.account, world.author) == newer
    says_yes(version.account, world.author, Use.ANALYSE)
    assert holdings_of(world.lead, world.inquiry).versions == [str(newer.pk)]


def test_the_question_says_that_a_file_may_be_taken_and_that_we_cannot_make_sure(world):
    said = use_in_words("analyse")
    assert "They may take a file" in said
    assert "We cannot make sure" in said
    assert speaks_of_files(said)


def test_nobody_works_out_whose_a_key_in_a_file_is_from_the_keys_they_know(world, version):
    inside = unpacked(take(world, "project.qdpx"))["project.qde"].decode()
    keys = {UUID(each) for each in GUID.findall(inside)}
    known = [world.inquiry.pk, version.pk, version.account_id, world.lead.pk, world.researcher.pk]
    tried = {uuid5(one, other.hex) for one in [*known, *keys] for other in known}
    assert not keys & tried
