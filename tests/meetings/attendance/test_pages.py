"""The register on the screen and on paper, and what it says of oneself."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leap.core.ids import new_id
from meetings.attendance import actions, queries
from meetings.attendance.models import Attendance, Doubt
from meetings.attendance.states import Mark
from tests import factories
from tests.meetings import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.small_panel()


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(world.panel, days=0)
    for person, word in zip(world.members, ["coming", "online", "not_coming", "waiting"], strict=True):
        rooms.reply(meeting, person, word=word)
    return meeting


def page(meeting, name="register-edit"):
    return reverse(f"attendance:{name}", args=[meeting.pk])


def text_of(response):
    return unescape(response.content.decode())


def form_on(response):
    """Everything the browser would send back, as the page stands."""
    html = text_of(response)
    hidden = re.findall(r'<input type="hidden" name="((?:row_|facts)\w*)" value="([^"]*)"', html)
    radios = re.findall(r'<input type="radio" id="[^"]*" name="(came_\w+)" value="(\w+)" checked>', html)
    selects = re.findall(r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', html, re.DOTALL)
    chosen = {name: found[1] for name, body in selects if (found := re.search(r'value="(\w*)" selected', body))}
    numbers = dict(re.findall(r'<input type="number" name="(\w+)" value="(\d*)"', html))
    return {**dict(hidden), **dict(radios), **chosen, **numbers}


def came(person):
    return f"came_{person.pk.hex}"


def saved(meeting):
    return {each.person: each.came for each in Attendance.objects.filter(meeting=meeting).select_related("person")}


def test_nothing_is_taken_from_an_answer_until_somebody_starts_from_it_and_keeps_it(world, meeting, as_):
    wren, finch, hazel, rowan = world.members
    client = as_(world.coordinator)
    shown = client.get(page(meeting))
    assert {form_on(shown)[came(person)] for person in world.on_panel} == {"not_known"}
    assert "Told us before: in person." in text_of(shown)
    client.post(page(meeting), form_on(shown))
    assert saved(meeting) == {}
    filled = client.get(page(meeting), {"from": "answers"})
    assert [form_on(filled)[came(each)] for each in world.members] == ["in_person", "online", "apologies", "not_known"]
    assert saved(meeting) == {}
    kept = client.post(page(meeting), {**form_on(filled), came(hazel): "phone"}, follow=True)
    assert "The register is kept." in text_of(kept)
    assert "So far: 3 took part, 0 did not, 3 not known yet." in text_of(kept)
    assert saved(meeting) == {wren: "in_person", finch: "online", hazel: "phone"}
    client.post(page(meeting), {**form_on(client.get(page(meeting))), f"long_{finch.pk.hex}": "2"})
    again = Attendance.objects.get(person=finch)
    assert (again.mark, again.revision) == (Mark("online", part=True, half_hours=2), 2)
    changes = text_of(client.get(page(meeting, "register-changes")))
    assert "Online, for 1 hour" in changes
    assert rowan.shown_name not in changes


def test_two_coordinators_fill_in_their_own_rows_and_see_both_answers_where_they_differ(world, meeting, as_):
    wren, finch, hazel, _ = world.members
    mine = form_on(as_(world.coordinator).get(page(meeting)))
    theirs = form_on(as_(world.lead).get(page(meeting), {"from": "answers"}))
    as_(world.coordinator).post(page(meeting), {**mine, came(wren): "away", came(finch): "away", "guests": "2"})
    shown = as_(world.lead).post(page(meeting), {**theirs, came(finch): "phone", came(hazel): "online", "guests": "3"})
    assert shown.status_code == 422
    assert saved(meeting) == {wren: "away", finch: "away", hazel: "online"}, "the suggestion gave way"
    words = text_of(shown)
    assert f"Not this time ({world.coordinator.shown_name})" in words
    assert words.count("Both versions") == 1
    again = form_on(shown)
    assert (again[came(wren)], again[came(finch)], again["guests"]) == ("away", "phone", "3")
    assert as_(world.lead).post(page(meeting), again).status_code == 302
    assert saved(meeting) == {wren: "away", finch: "phone", hazel: "online"}
    assert queries.counts_for(world.lead, meeting).guests == 3


def test_what_is_wrong_is_said_in_words_and_nothing_typed_is_lost(world, meeting, as_):
    wren, finch = world.members[:2]
    client = as_(world.coordinator)
    typed = {**form_on(client.get(page(meeting))), came(wren): "online", "guests": "1000"}
    shown = client.post(page(meeting), typed)
    assert shown.status_code == 422
    assert "Please write a whole number from 0 to 500." in text_of(shown)
    assert form_on(shown)[came(wren)] == "online"
    shown = client.post(page(meeting), {**typed, "guests": "1", came(wren): "asleep"})
    assert "Please choose one of the answers shown." in text_of(shown)
    shown = client.post(page(meeting), {**typed, "guests": "1", "chair": finch.pk.hex})
    assert "Whoever chaired was there." in text_of(shown)
    assert saved(meeting) == {}
    rowan = factories.member(world.panel)
    client.post(page(meeting), {**typed, "guests": "1", f"row_{wren.pk.hex}": "spoilt"})
    assert rowan not in saved(meeting)
    assert saved(meeting)[wren] == "online"


def test_somebody_who_is_not_on_the_list_is_put_on_it(world, meeting, as_):
    client = as_(world.coordinator)
    typed = form_on(client.get(page(meeting)))
    client.post(page(meeting), {**typed, "also": world.lead.pk.hex, "also_came": "phone", "chair": "guest"})
    assert saved(meeting) == {world.lead: "phone"}
    shown = text_of(client.get(page(meeting)))
    assert f"<bdi>{world.lead.shown_name}</bdi>" in shown
    assert '<option value="guest" selected>' in shown


def test_who_chaired_can_be_taken_out_again_and_two_who_say_so_differently_see_both(world, meeting, as_):
    wren, finch = world.members[:2]
    client = as_(world.coordinator)
    typed = {**form_on(client.get(page(meeting))), came(wren): "online", came(finch): "online", "chair": wren.pk.hex}
    client.post(page(meeting), typed)
    theirs = form_on(as_(world.lead).get(page(meeting)))
    client = as_(world.coordinator)
    assert form_on(client.get(page(meeting)))["chair"] == wren.pk.hex
    client.post(page(meeting), {**form_on(client.get(page(meeting))), "chair": "nobody"})
    assert queries.who_chaired(meeting) == "nobody"
    assert form_on(client.get(page(meeting)))["chair"] == "nobody"
    both = as_(world.lead).post(page(meeting), {**theirs, "chair": finch.pk.hex})
    assert both.status_code == 422
    assert "Nobody, or nobody can say" in text_of(both)
    assert queries.who_chaired(meeting) == "nobody"


@pytest.mark.parametrize(("state", "days"), [("open", 2), ("planned", -1), ("cancelled", -1)])
def test_no_register_before_its_time(world, as_, state, days):
    meeting = rooms.meeting(world.panel, days=days, state=state)
    client = as_(world.coordinator)
    assert client.get(page(meeting)).status_code == 409
    assert client.post(page(meeting), {}).status_code == 409
    assert client.get(page(meeting, "register-paper")).status_code == (200 if state == "open" else 409)


def test_the_register_is_closed_to_others(world, meeting, as_):
    other = factories.small_panel("Bracken", programme=world.programme)
    for name in ("register-edit", "register-changes", "register-paper"):
        unknown = reverse(f"attendance:{name}", args=[new_id()])
        assert as_(world.members[0]).get(page(meeting, name)).status_code == 403
        refused = as_(other.coordinator).get(page(meeting, name))
        assert refused.status_code == 404
        assert refused.content == as_(other.coordinator).get(unknown).content
    assert as_(world.members[0]).post(page(meeting), {came(world.members[0]): "in_person"}).status_code == 403
    assert not Attendance.objects.exists()


def test_paper_has_every_name_and_no_answer(world, meeting, as_):
    sheet = as_(world.coordinator).get(page(meeting, "register-paper"))
    assert sheet["Content-Type"] == "application/pdf"
    assert sheet["Content-Disposition"] == 'attachment; filename="register.pdf"'
    assert sheet.content.startswith(b"%PDF")


def test_the_register_asks_the_database_as_often_for_two_hundred_people_as_for_twelve(as_):
    def queries_for(people):
        big = factories.small_panel(f"Panel {people}", members=people - 2)
        meeting = rooms.held(big.panel, *big.on_panel[: people // 2])
        rooms.reply(meeting, *big.on_panel)
        client = as_(big.coordinator)
        with CaptureQueriesContext(connection) as asked:
            shown = client.get(page(meeting))
        assert text_of(shown).count("register-row") == people
        return len(asked)

    assert queries_for(12) == queries_for(200)


# What it says of oneself


def test_a_member_sees_what_it_says_of_them_and_says_in_one_press_that_it_is_not_right(world, meeting, as_):
    wren, finch = world.members[:2]
    said = {wren.pk: Mark("online", part=True), finch.pk: "away"}
    actions.take_register(meeting_id=meeting.pk, marks=said, by=world.coordinator)
    client = as_(wren)
    detail = text_of(client.get(reverse("schedule:meeting-detail", args=[meeting.pk])))
    assert "Online, for part of it" in detail
    mine = text_of(client.get(page(meeting, "my-register")))
    assert world.coordinator.shown_name in mine
    assert finch.shown_name not in mine
    after = text_of(client.post(page(meeting, "my-register"), follow=True))
    assert "You said that this is not right" in after
    home = text_of(as_(world.coordinator).get("/"))
    assert "Somebody says that a register is not right" in home
    shown = as_(world.coordinator).get(page(meeting))
    assert f"<bdi>{wren.shown_name}</bdi> says that this is not right" in text_of(shown)
    as_(world.coordinator).post(page(meeting), {**form_on(shown), f"looked_{wren.pk.hex}": "yes"})
    assert "left it as it is" in text_of(as_(wren).get(page(meeting, "my-register")))
    assert "is not right" not in text_of(as_(world.coordinator).get("/"))
    assert Doubt.objects.get().was_changed is False
    nothing = text_of(as_(world.members[2]).get(page(meeting, "my-register")))
    assert "It says nothing about you." in nothing


def test_who_else_is_in_a_register_is_nobodys_to_ask(world, meeting, as_):
    other = factories.small_panel("Bracken", programme=world.programme)
    actions.take_register(meeting_id=meeting.pk, marks={world.members[0].pk: "online"}, by=world.coordinator)
    client = as_(other.members[0])
    for method in ("get", "post"):
        refused = getattr(client, method)(page(meeting, "my-register"))
        assert refused.status_code == 404
        assert refused.content == getattr(client, method)(reverse("attendance:my-register", args=[new_id()])).content
