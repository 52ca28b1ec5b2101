"""Whatever is sent to a form here gets a sentence that helps or the same 404, and nothing that was typed is lost."""

import html
import re

import pytest
from django.urls import reverse

from accounts.identity import queries
from accounts.identity.models import Share
from accounts.identity.planning import words
from leap.core.ids import new_id
from tests import factories as make
from tests.accounts.identity.factories import PLAIN, says, shares, told

pytestmark = pytest.mark.django_db

REFUSED = {
    "too long": ("x" * 2001, "the most we can keep is 2,000"),
    "a bell": ("I like \x07 bells", "hidden character just after “I like”"),
    "a nul": ("nul \x00 nul", "hidden character just after “nul”"),
    "a turn of direction": ("turn \u202e around", "hidden character just after “turn”"),
    "an isolate": ("\u2066turn", "hidden character at the very start"),
}
WELCOME = {
    "emoji": "👩🏽‍🦽 and 🏳️‍🌈",
    "right to left": "שלום עולם, مرحبا",
    "mark-up": "<script>alert(1)</script> & {{ user }} {% now %}",
    "a formula": '=HYPERLINK("x") +1 -1 @x',
    "two thousand letters": "é" * 2000,
    "line ends": "one\r\ntwo\r\n\r\nthree",
}


@pytest.fixture
def here():
    return make.small_panel()


@pytest.fixture
def owner(here, client):
    client.force_login(here.members[0])
    return here.members[0]


@pytest.fixture
def statement(owner):
    return says(owner, broad_words="Broader.")


def url(page, statement):
    return reverse(f"identity:statement-{page}", args=[statement.pk])


def forms_with_a_box(here, statement):
    """Every page with a box for words: where it is sent, the name of the box, what else it sends."""
    seen = statement.changed_at.isoformat()
    how = f"{url('share-how', statement)}?to=everyone.{here.panel.pk}"
    return {
        "new": (reverse("identity:statement-new"), "own_words", {}),
        "edit": (url("edit", statement), "own_words", {"seen": seen}),
        "broader": (url("broader", statement), "broad_words", {"seen": seen, "topics": ["age", "caring"]}),
        "how": (how, "other_words", {"seen": seen, "form": words.OTHER, "without_name": "on", "until_day": "31"}),
    }


def kept(text):
    return text.replace("\r\n", "\n")


@pytest.mark.parametrize("form", ["new", "edit", "broader", "how"])
@pytest.mark.parametrize("what", REFUSED)
def test_words_we_cannot_keep_get_a_sentence_and_stay(client, here, statement, form, what):
    typed, sentence = REFUSED[what]
    address, box, also = forms_with_a_box(here, statement)[form]
    answer = client.post(address, {**also, box: typed})
    assert answer.status_code == 422
    assert sentence in html.unescape(answer.text)
    shown = answer.context["form"]
    assert shown[box].value() == typed
    for name in also.keys() & {"topics", "form", "without_name"}:
        assert shown[name].value() in (also[name], True)
    assert form != "how" or shown["until"].value()[0] == "31"
    (mine,) = queries.my_statements(statement.person)
    assert (mine.own_words, mine.broad_words) == (PLAIN, "Broader.")
    assert not Share.objects.unscoped("test").exists()


@pytest.mark.parametrize("form", ["new", "edit", "broader", "how"])
@pytest.mark.parametrize("what", WELCOME)
def test_words_of_every_kind_are_welcome_and_read_as_they_were_typed(client, here, statement, form, what):
    typed = WELCOME[what]
    if form in ("edit", "broader"):
        shares(statement, here.panel, form=words.BROAD if form == "broader" else words.OWN)
        statement.refresh_from_db()
    address, box, also = forms_with_a_box(here, statement)[form]
    also = {name: value for name, value in also.items() if name not in ("until_day", "topics")}
    answer = client.post(address, {**also, box: typed})
    if form == "how":
        assert html.escape(kept(typed)) in kept(answer.text)
        answer = client.post(url("share-check", statement), answer.context["kept"])
    assert answer.status_code == 302
    if form == "new":
        said = queries.my_statements(statement.person)[0]
        shares(type("Row", (), {"pk": said.id, "person": statement.person}), here.panel)
    client.force_login(here.members[1])
    page = client.get(reverse("identity:panel-detail", args=[here.panel.pk])).text
    assert html.escape(kept(typed)) in page
    assert "<script>alert(1)" not in page


DAYS = {
    ("31", "2", "2027"): "February",
    ("1", "1", "2020"): "over already",
    ("x", "1", "2027"): "day",
    ("1", "", ""): "",
    ("0", "0", "0"): "",
    ("1", "13", "2027"): "month",
    ("1", "1", "99999"): "year",
    ("\u0661", "1", "-1"): "",
}


@pytest.mark.parametrize("typed", DAYS)
def test_a_day_that_is_none_gets_a_sentence_and_all_that_was_typed_stays(client, here, statement, typed):
    address = f"{url('share-how', statement)}?to=everyone.{here.panel.pk}"
    boxes = dict(zip(("until_day", "until_month", "until_year"), typed, strict=True))
    sent = {"form": words.OTHER, "other_words": "Only for you.", "without_name": "on", **boxes}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert DAYS[typed] in " ".join(form.errors["until"])
    assert list(form["until"].value()) == list(typed)
    assert form["other_words"].value() == "Only for you."
    assert form["without_name"].value()


BAD_HOW = [
    ({"form": ""}, "Choose in which words"),
    ({"form": "nonsense"}, ""),
    ({"form": "other", "other_words": ""}, "Write the words for these people"),
    ({"form": "other", "other_words": " \r\n "}, "Write the words for these people"),
    ({"form": "lived", "without_name": "on"}, "nothing is left to say"),
]


@pytest.mark.parametrize(("sent", "sentence"), BAD_HOW)
def test_what_cannot_be_said_gets_a_sentence(client, here, statement, sent, sentence):
    answer = client.post(f"{url('share-how', statement)}?to=everyone.{here.panel.pk}", sent)
    assert answer.status_code == 422
    assert sentence in html.unescape(answer.text)


BAD_YES = [
    {"form": "nonsense"},
    {"form": ""},
    {"form": "broad"},
    {"form": "lived", "named": "no"},
    {"until": "2020-01-01"},
    {"until": "yesterday"},
    {"until": "99999-01-01"},
    {"form": "other", "other_words": ""},
    {"form": "other", "other_words": "x" * 2001},
    {"form": "other", "other_words": "turn \u202e around"},
    {"form": "other", "other_words": "nul \x00"},
]


@pytest.mark.parametrize("changes", BAD_YES)
def test_a_yes_that_was_tampered_with_shares_nothing_and_says_what_is_wrong(client, here, owner, changes):
    statement = says(owner)
    check = client.post(f"{url('share-how', statement)}?to=everyone.{here.panel.pk}", {"form": words.OWN})
    answer = client.post(url("share-check", statement), {**check.context["kept"], **changes})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text or answer.context["form"].errors
    assert answer.context["form"]["other_words"].value() == changes.get("other_words", "")
    assert not Share.objects.unscoped("test").exists()


@pytest.mark.parametrize("sent", [["nonsense"], ["age", "x"], ["\x00"], ["א" * 200]])
def test_ticks_that_are_not_in_the_list_are_refused_in_a_sentence(client, statement, sent):
    for address, also in (
        (reverse("identity:topics-edit"), {}),
        (url("broader", statement), {"seen": statement.changed_at.isoformat(), "broad_words": "Typed."}),
    ):
        answer = client.post(address, {"topics": sent, **also})
        assert answer.status_code == 422
        assert answer.context["form"].errors["topics"]
        assert "Typed." in answer.text or not also
    assert queries.rather_not_say(statement.person) == ()


def test_every_address_with_somebody_elses_id_is_the_404_of_none(client, here, owner):
    theirs = told(here.members[1], here.panel)
    answer = queries.my_answers(here.members[1])[0]
    pages = ("detail", "edit", "broader", "share", "share-how", "share-check", "stop", "decline", "delete")
    known = [url(page, theirs) for page in pages]
    known += [
        reverse(f"identity:{n}", args=[answer.id]) for n in ("consent-detail", "consent-receipt", "consent-record")
    ]
    for address in known:
        own = str(answer.id) if "/choices/" in address else str(theirs.pk)
        for ask in (client.get, client.post):
            found, never = ask(address), ask(address.replace(own, str(new_id())))
            assert found.status_code == never.status_code
            assert found.status_code in (404, 405)
            assert strip(found.text) == strip(never.text)


def strip(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_broader_words_somebody_reads_cannot_be_emptied_and_the_ticks_stay(client, here, statement):
    shares(statement, here.panel, form=words.BROAD)
    page = client.get(url("broader", statement)).context["form"]
    sent = {"seen": page["seen"].value(), "readers": page["readers"].value(), "broad_words": "", "topics": ["age"]}
    answer = client.post(url("broader", statement), sent)
    assert answer.status_code == 422
    assert "Stop sharing those first" in answer.text
    assert answer.context["form"]["topics"].value() == ["age"]
    assert queries.my_statements(statement.person)[0].broad_words == "Broader."


def test_broader_words_changed_in_another_window_are_shown_beside_what_was_typed(client, here, statement):
    old = client.get(url("broader", statement)).context["form"]["seen"].value()
    client.post(url("broader", statement), {"seen": old, "broad_words": "From the phone."})
    answer = client.post(url("broader", statement), {"seen": old, "broad_words": "From the laptop."})
    assert answer.status_code == 422
    assert "From the phone." in answer.text
    assert answer.context["form"]["broad_words"].value() == "From the laptop."
    again = {"seen": answer.context["form"]["seen"].value(), "broad_words": "From the laptop."}
    assert client.post(url("broader", statement), again).status_code == 302
    assert queries.my_statements(statement.person)[0].broad_words == "From the laptop."
