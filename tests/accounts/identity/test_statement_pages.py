"""The pages for writing about oneself, through the browser's eyes."""

import html
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.identity import actions, queries
from tests import factories as make
from tests.accounts.identity.factories import EVERYONE, MEMBERS, PLAIN, says, shares, told

pytestmark = pytest.mark.django_db

LIST = reverse("identity:statement-list")
NEW = reverse("identity:statement-new")
MY_PAGES = ("topics-edit", "seen-list", "seen-as", "sharing-stop", "consent-list", "look-list", "sharing-review")


class TextareaReader(HTMLParser):
    """What a browser would show in the page's text box."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.inside, self.parts = False, []
        self.feed(page)
        text = "".join(self.parts)
        self.text = text.removeprefix("\n")  # browsers drop the first line break

    def handle_starttag(self, tag, attrs):
        self.inside = self.inside or tag == "textarea"

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "textarea"

    def handle_data(self, data):
        if self.inside:
            self.parts.append(data)


def url(page, statement):
    return reverse(f"identity:statement-{page}", args=[statement.pk])


@pytest.fixture
def here():
    return make.small_panel()


@pytest.fixture
def owner(here, client):
    client.force_login(here.members[0])
    return here.members[0]


def test_an_empty_list_says_nobody_has_to_write(owner, client):
    page = client.get(LIST)
    assert page.status_code == 200
    assert "you never have to" in page.text
    assert NEW in page.text


def test_the_box_says_who_can_read_it_before_anything_is_typed(owner, client):
    page = client.get(NEW).text
    for promise in ("Only you can read this until you choose to share it", "Only you, until you choose to share it"):
        assert promise in page
        assert page.index(promise) < page.index("<textarea")


def test_writing_saves_for_me_alone_and_goes_to_the_words(owner, client):
    answer = client.post(NEW, {"own_words": PLAIN}, follow=True)
    statement = queries.my_statements(owner)[0]
    assert answer.redirect_chain == [(url("detail", _as_row(statement)), 302)]
    assert PLAIN in answer.text
    assert "Only you." in answer.text


def _as_row(mine):
    return type("Row", (), {"pk": mine.id})


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "There are no words in the box yet."),
        (" \r\n ", "There are no words in the box yet."),
        ("x" * 2001, "It has 2,001 letters and spaces; the most we can keep is 2,000."),
        ("I like \x07 bells", "There is a hidden character just after “I like” that we cannot keep."),
        ("nul \x00 nul", "There is a hidden character just after “nul” that we cannot keep."),
        ("turn \u202e around", "There is a hidden character just after “turn” that we cannot keep."),
    ],
)
def test_words_we_cannot_keep_are_refused_kindly_and_stay_in_the_box(owner, client, typed, sentence):
    answer = client.post(NEW, {"own_words": typed})
    assert answer.status_code == 422
    assert sentence in html.unescape(answer.text)
    assert answer.context["form"]["own_words"].value() == typed
    assert queries.my_statements(owner) == []


def test_two_thousand_letters_with_browser_line_ends_fit(owner, client):
    typed = "\r\n".join(["x" * 99] * 20)
    assert client.post(NEW, {"own_words": typed}).status_code == 302
    assert len(queries.my_statements(owner)[0].own_words) == 1999


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\r<>&\"'{}%=+@\u05d0\u0627"), max_size=300
    )
)
def test_any_words_come_back_as_they_were_typed(owner, client, typed):
    """Through the form, the encrypted column and the page: the same characters, and nothing taken for mark-up."""
    answer = client.post(NEW, {"own_words": typed})
    wanted = typed.replace("\r\n", "\n").replace("\r", "\n")
    if answer.status_code == 422:
        assert not wanted.strip() or any(
            letter in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" for letter in typed
        )
        return
    edit = client.get(f"{answer['Location']}edit/")
    assert TextareaReader(edit.text).text == wanted
    detail = client.get(answer["Location"]).text
    assert html.escape(wanted) in detail
    again = client.post(f"{answer['Location']}edit/", {"own_words": TextareaReader(edit.text).text, "seen": ""})
    assert again.status_code == 302


def test_mark_up_and_directions_cannot_leave_their_box(owner, client, here):
    evil = "<script>alert(1)</script> {{ request }} \u0627\u0644\u0633\u0644\u0627\u0645"
    told(owner, here.panel, evil, EVERYONE)
    client.force_login(here.members[1])
    for page in (client.get(f"/people/{owner.pk}/").text, client.get(f"/people/panels/{here.panel.pk}/").text):
        assert "<script>alert" not in page
        assert f'<div class="govuk-body leap-words" dir="auto">{html.escape(evil)}</div>' in page


def test_every_page_has_a_discreet_title(owner, client, here):
    here.panel.name = "Hearing Voices North"
    here.panel.save()
    statement = told(owner, here.panel, "I hear voices", EVERYONE)
    answer = queries.my_answers(owner)[0]
    how, one_person = (f"{url('share-how', statement)}?to={each}.{here.panel.pk}" for each in (MEMBERS, "named"))
    count = f"{url('share-how', statement)}?to=counted.{here.programme.pk}"
    own = ("detail", "edit", "broader", "share", "delete")
    addresses = [LIST, NEW, how, one_person, count, *(url(page, statement) for page in own)]
    addresses += [reverse(f"identity:{name}") for name in MY_PAGES]
    addresses += [f"{reverse('identity:seen-as')}?eyes=person.{here.members[1].pk}"]
    addresses += [reverse("identity:consent-detail", args=[answer.id])]
    addresses += [
        "/people/shared-with-you/",
        "/people/panels/",
        f"/people/panels/{here.panel.pk}/",
        f"/people/{here.members[1].pk}/",
        "/people/me/",
    ]
    for address in addresses:
        page = client.get(address)
        title = page.text.split("<title>")[1].split("</title>")[0].lower()
        assert page.status_code == 200, address
        for word in ("voices", "statement", "counted", *(name.shown_name.lower() for name in here.on_panel)):
            assert word not in title.split(), (address, title)
        assert page.text.count("<h1") == 1, address


def test_the_list_shows_each_with_its_readers_and_costs_the_same_for_many(
    owner, client, here, django_assert_num_queries
):
    told(owner, here.panel, "the first one")
    with django_assert_num_queries(_queries_of(client, LIST)):
        assert "the members of Heather (3 people today)" in client.get(LIST).text
    before = _queries_of(client, LIST)
    for number in range(12):
        told(owner, here.panel, f"number {number}")
    assert _queries_of(client, LIST) == before


def _queries_of(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_editing_says_who_reads_and_warns_when_shared(owner, client, here):
    statement = says(owner)
    private = client.get(url("edit", statement)).text
    assert "Only you" in private
    assert "the people who can read it see the new words" not in private
    shares(statement, here.panel)
    shared = client.get(url("edit", statement)).text
    assert "You and the members of Heather (3 people today)" in shared
    assert "the people who can read it see the new words" in shared
    assert TextareaReader(shared).text == PLAIN


def test_saving_from_a_stale_page_keeps_both_and_the_next_save_goes_through(owner, client):
    statement = says(owner)
    stale = statement.changed_at.isoformat()
    actions.change_words(statement_id=statement.pk, own_words="from the phone", seen=statement.changed_at, by=owner)
    answer = client.post(url("edit", statement), {"own_words": "from the laptop", "seen": stale})
    assert answer.status_code == 422
    assert "from the phone" in answer.text
    assert TextareaReader(answer.text).text == "from the laptop"
    seen = answer.context["form"]["seen"].value()
    assert client.post(url("edit", statement), {"own_words": "from the laptop", "seen": seen}).status_code == 302
    assert queries.my_statements(owner)[0].own_words == "from the laptop"


@pytest.mark.parametrize("seen", ["", "yesterday", "2026-11-22T10:00:00"])
def test_a_page_that_does_not_say_what_it_started_from_overwrites_nothing(owner, client, seen):
    statement = says(owner)
    answer = client.post(url("edit", statement), {"own_words": "new", "seen": seen})
    assert answer.status_code == 422
    assert queries.my_statements(owner)[0].own_words == PLAIN


def test_editing_with_nothing_in_the_box_is_refused(owner, client):
    statement = says(owner)
    answer = client.post(url("edit", statement), {"own_words": "", "seen": statement.changed_at.isoformat()})
    assert answer.status_code == 422
    assert queries.my_statements(owner)[0].own_words == PLAIN


def test_deleting_asks_once_and_opening_the_page_deletes_nothing(owner, client, here):
    statement = told(owner, here.panel)
    asked = client.get(url("delete", statement))
    assert "gone for good" in asked.text
    assert len(queries.my_statements(owner)) == 1
    done = client.post(url("delete", statement), follow=True)
    assert "That is deleted." in done.text
    assert queries.my_statements(owner) == []
    assert client.post(url("delete", statement)).status_code == 404


def test_no_way_of_asking_but_the_ones_meant(owner, client):
    statement = says(owner)
    for address in (LIST, url("detail", statement)):
        assert client.post(address).status_code == 405
    assert client.get(url("stop", statement)).status_code == 405
    assert client.delete(url("delete", statement)).status_code == 405
    assert queries.my_statements(owner)


def key_in(page):
    return page.context["form"]["key"].value()


def test_pressing_save_twice_keeps_one_statement(owner, client):
    sent = {"own_words": "I keep two goats.", "key": key_in(client.get(NEW))}
    first, second = client.post(NEW, sent), client.post(NEW, sent)
    assert first["Location"] == second["Location"]
    assert [each.own_words for each in queries.my_statements(owner)] == ["I keep two goats."]


def test_other_words_from_the_same_page_are_never_dropped(owner, client):
    key = key_in(client.get(NEW))
    for words in ("I keep two goats.", "I keep three goats."):
        client.post(NEW, {"own_words": words, "key": key})
    assert {each.own_words for each in queries.my_statements(owner)} == {"I keep two goats.", "I keep three goats."}


@pytest.mark.parametrize("key", ["", "no key", "\x00"])
def test_words_without_a_good_key_are_saved_all_the_same(owner, client, key):
    assert client.post(NEW, {"own_words": "Goats.", "key": key}).status_code in (302, 422)
    if "\x00" not in key:
        assert len(queries.my_statements(owner)) == 1


def test_words_in_an_old_page_are_not_shown_to_people_it_did_not_name(here, owner, client):
    said = says(owner, "I keep two goats.")
    old_page = client.get(url("edit", said))
    form = old_page.context["form"]
    assert form.who_can_read == {"own_words": "Only you"}
    shares(said, here.panel, EVERYONE)  # in another window
    sent = {"own_words": "Only for me: I am tired.", "seen": form["seen"].value(), "readers": form["readers"].value()}
    answer = client.post(url("edit", said), sent)
    assert answer.status_code == 422
    assert "Only for me: I am tired." in TextareaReader(answer.content.decode()).text
    assert queries.my_statement_or_404(owner, said.pk).own_words == "I keep two goats."
    assert "everyone on" in answer.context["form"].who_can_read["own_words"]
    sent["readers"] = answer.context["form"]["readers"].value()
    assert client.post(url("edit", said), sent).status_code == 302


def test_a_yes_is_for_the_words_that_were_shown(here, owner, client):
    said = says(owner, "I keep two goats.")
    how = f"{url('share-how', said)}?to={EVERYONE}.{here.panel.pk}"
    kept = client.post(how, {"form": "own"}).context["kept"]
    actions.change_words(
        statement_id=said.pk, own_words="Something very private.", seen=said.changed_at, by=owner
    )  # in another window
    again = client.post(url("share-check", said), kept)
    assert not queries.my_statement_or_404(owner, said.pk).is_shared
    assert "in another window" in again.text
    assert "Something very private." in again.text
    client.post(url("share-check", said), again.context["kept"])
    assert queries.my_statement_or_404(owner, said.pk).is_shared
