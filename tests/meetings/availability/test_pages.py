"""Through the pages: a poll is made, answered, written down, taken or closed; nobody reads what is not for them."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from leap.core import clock
from leap.design.times import say_when
from meetings.availability import actions, states
from meetings.availability.models import DateAnswer, DatePoll, DateReply
from meetings.schedule import actions as schedule
from meetings.schedule.models import Meeting
from tests import factories
from tests.meetings import rooms
from tests.meetings.availability.polls import make_poll, says

pytestmark = pytest.mark.django_db


def page(name, *keys):
    return reverse(f"availability:{name}", args=[getattr(key, "pk", key) for key in keys])


def opened(client, viewer, url):
    client.force_login(viewer)
    return client.get(url)


def text_of(response):
    whole = response.content.decode().split("<main")[1].split("</main")[0]
    return " ".join(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", whole).split())


def typed(**more):
    """What is typed to make a poll of two dates."""
    day = clock.today() + timedelta(days=30)
    last = clock.today() + timedelta(days=10)
    return {
        "title": "Advisory meeting",
        "minutes": "120",
        "meets": "in_person",
        "place": "The long room",
        **boxes("day_1", day),
        "at_1": "2pm",
        **boxes("day_3", day + timedelta(days=7)),
        "at_3": "10:30am",
        **boxes("answer_by", last),
        **more,
    }


def carried(response):
    """What the page of everything once more carries along."""
    found = dict(re.findall(r'name="(\w+)" value="([^"]*)"', response.content.decode()))
    return {name: value for name, value in found.items() if name != "change"}


def boxes(name, day):
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def test_a_poll_is_looked_through_changed_and_made_once(client, world):
    url = page("poll-new", world.panel)
    assert "Which dates are there to choose from?" in text_of(opened(client, world.coordinator, url))
    told = typed(quorum="3", notice_days="7", gap_days="1", have_to_come=[str(world.members[1].pk)])
    check = client.post(url, told)
    said = text_of(check)
    for words in ("Date 2", "At least 3", "At least 7 days", "At least 1 day", "Wren", "Who is asked", "10:30am"):
        assert words in said
    kept = carried(check)
    assert not DatePoll.objects.exists()
    assert 'value="10:30am"' in text_of(client.post(url, {**kept, "change": "yes"}))
    for _ in range(2):
        assert client.post(url, kept).status_code == 302
    poll = DatePoll.objects.get()
    assert (poll.quorum, poll.notice_days, poll.gap_days, poll.dates.count()) == (3, 7, 1, 2)
    assert DateReply.objects.unscoped("a test").get(has_to_come=True).person == world.members[1]
    assert "People are answering" in text_of(opened(client, world.coordinator, page("poll-list")))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"at_3": ""}, "Tell us the time it starts"),
        ({"day_3_day": "", "day_3_month": "", "day_3_year": ""}, "or take the time away"),
        ({"day_3_day": "", "day_3_month": "", "day_3_year": "", "at_3": ""}, "at least two different dates"),
        ({"day_3_day": "1", "day_3_month": "1", "day_3_year": "2020"}, "already gone"),
        ({"day_3_day": "1", "day_3_month": "1", "day_3_year": "2090"}, "more than 3 years"),
        ({"answer_by_day": "1", "answer_by_month": "1", "answer_by_year": "2020"}, "already gone"),
        (boxes("answer_by", clock.today() + timedelta(days=60)), "after the first of the dates"),
        ({"at_9": "25:00"}, "Tell us the time like"),
        ({"quorum": "0"}, "write 1 or more"),
        ({"meets": ""}, "Choose how people meet"),
        ({"meets": "phone"}, "which number to ring"),
        ({"places": "0"}, "Write 1 or more, or leave this empty"),
    ],
)
def test_what_is_wrong_in_a_new_poll_is_said_and_nothing_typed_is_lost(client, world, more, words):
    client.force_login(world.coordinator)
    response = client.post(page("poll-new", world.panel), typed(**more))
    assert response.status_code == 422
    assert words in text_of(response)
    assert 'value="The long room"' in text_of(response)


@pytest.mark.parametrize(
    ("meets", "facts", "ways"),
    [
        ("online", {"joining": "https://meet.example/heron"}, ["online"]),
        ("phone", {"phone_in": "01632 960 140"}, ["phone"]),
        ("in_person", {"place": "Room 2"}, ["coming"]),
        ("hybrid", {"place": "Room 2", "joining": "https://meet.example/heron"}, ["coming", "online"]),
    ],
)
def test_the_meeting_of_a_poll_is_held_in_the_way_the_poll_said_and_offers_only_that(client, world, meets, facts, ways):
    client.force_login(world.coordinator)
    url = page("poll-new", world.panel)
    check = client.post(url, typed(**{"place": "", **facts, "meets": meets}))
    assert Meeting.Meets(meets).label in text_of(check)
    client.post(url, carried(check))
    poll = DatePoll.objects.get()
    asked = text_of(opened(client, world.members[0], page("poll-answer", poll)))
    assert Meeting.Meets(meets).label in asked
    assert "meet.example" not in asked, "the link and the number are for those who are invited"
    assert "01632 960 140" not in asked
    client.force_login(world.coordinator)
    client.post(page("poll-take", poll, poll.dates.first()), {"fee_band": "half_day"})
    meeting = Meeting.objects.get()
    client.post(reverse("invitations:meeting-invite", args=[meeting.pk]))
    reply = text_of(opened(client, world.members[0], reverse("invitations:reply-edit", args=[meeting.pk])))
    labels = {"coming": "Coming in person", "online": "Joining online", "phone": "Joining by phone"}
    assert {way for way, label in labels.items() if label in reply} == set(ways)


def test_a_poll_is_for_a_place_from_the_list_and_so_is_its_meeting(client, world):
    hall, elsewhere = (
        schedule.make_venue(programme=each.programme, name="Mill Hall", address="1 Mill Lane", by=each.coordinator)
        for each in (world, factories.small_panel("Bracken"))
    )
    client.force_login(world.coordinator)
    url = page("poll-new", world.panel)
    form = text_of(client.get(url))
    assert (str(hall.pk) in form, str(elsewhere.pk) in form) == (True, False)
    told = typed(place="Room 3", venue=str(hall.pk), places="12", phone_in="01632 960 140")
    check = client.post(url, told)
    for words in ("Mill Hall", "Room 3", "12"):
        assert words in text_of(check)
    client.post(url, carried(check))
    poll = DatePoll.objects.get()
    assert "Room 3, Mill Hall, 1 Mill Lane. You can also join by phone." in text_of(
        client.get(page("poll-result", poll))
    )
    _, meeting = actions.take_date(poll_id=poll.pk, date_id=poll.dates.first().pk, by=world.coordinator)
    assert (meeting.venue, meeting.place, meeting.places, meeting.phone_in) == (hall, "Room 3", 12, "01632 960 140")
    assert client.post(url, typed(venue=str(elsewhere.pk))).status_code == 422


def test_that_a_panel_which_shares_people_meets_on_a_date_is_said_to_who_runs_both(client, world):
    beside = factories.small_panel("Bracken", programme=world.programme)
    rooms.meeting(beside.panel, days=30)
    both = world.members[0]
    factories.role(both, beside.panel)
    url = page("poll-new", world.panel)
    client.force_login(world.lead)
    said = text_of(client.post(url, typed()))
    assert "Bracken meets on this day too" in said
    assert said.count(both.shown_name) == 1, "only in the list of everyone who is asked"
    client.force_login(world.coordinator)
    assert "Bracken meets" not in text_of(client.post(url, typed()))


def test_a_time_that_happens_twice_or_never_is_asked_about(client, world):
    client.force_login(world.coordinator)
    with clock.held_at(clock.now().replace(year=2026, month=3, day=1)):
        spring = {"day_3_day": "29", "day_3_month": "3", "day_3_year": "2026", "at_3": "1:30am"}
        first = {**boxes("day_1", clock.today() + timedelta(days=40)), **boxes("answer_by", clock.today())}
        response = client.post(page("poll-new", world.panel), typed(**first, **spring))
    assert "does not happen. Did you mean" in text_of(response)


def test_a_poll_that_makes_no_sense_any_more_when_the_button_is_pressed_comes_back(client, world):
    client.force_login(world.coordinator)
    url = page("poll-new", world.panel)
    kept = carried(client.post(url, typed()))
    with clock.held_at(clock.now() + timedelta(days=400)):
        client.force_login(world.coordinator)
        assert client.post(url, kept).status_code == 422


def test_a_member_answers_on_one_page_with_nothing_chosen_and_sees_only_their_own(client, world, poll):
    rowan, wren = world.members[:2]
    home = text_of(opened(client, rowan, "/"))
    assert "Which dates suit you? You can say until" in home
    assert "Dates to choose from" in text_of(opened(client, rowan, reverse("schedule:meeting-list")))
    before = text_of(opened(client, rowan, page("poll-answer", poll)))
    assert "checked" not in before
    assert f"(today {world.coordinator.called_name} and {world.lead.called_name})" in before
    says(poll, wren, "yes", "no", "if_need_be")
    assert text_of(opened(client, rowan, page("poll-answer", poll))) == before
    first, _, third = poll.dates.all()
    nothing = client.post(page("poll-answer", poll), {})
    assert (nothing.status_code, states.NOTHING_TICKED in text_of(nothing)) == (422, True)
    assert client.post(page("poll-answer", poll), {f"date_{first.pk.hex}": "perhaps"}).status_code == 422
    sent = {f"date_{first.pk.hex}": "yes", f"date_{third.pk.hex}": "no"}
    assert client.post(page("poll-answer", poll), sent).status_code == 302
    after = text_of(client.get(page("poll-answer", poll)))
    assert after.count(" checked") == 2
    assert "Which dates suit you? You can say" not in text_of(client.get("/"))
    assert "You have answered" in text_of(client.get(page("poll-list")))


def test_what_was_ticked_is_shown_back_when_the_poll_closed_meanwhile(client, world, poll, monkeypatch):
    rowan = world.members[0]
    first, second, _ = poll.dates.all()
    client.force_login(rowan)
    sent = {f"date_{first.pk.hex}": "if_need_be", f"date_{second.pk.hex}": "<b>"}
    real = actions.answer

    def closed_first(**told):
        actions.close_poll(poll_id=poll.pk, by=world.coordinator)
        return real(**told)

    with monkeypatch.context() as between:
        between.setattr("meetings.availability.views.mine.actions.answer", closed_first)
        just_now = client.post(page("poll-answer", poll), {f"date_{first.pk.hex}": "if_need_be"})
    long_ago = client.post(page("poll-answer", poll), sent)
    for response in (just_now, long_ago):
        assert response.status_code == 409
        said = text_of(response)
        assert "This closed while you were answering" in said
        assert said.count("If need be") == 1
        assert "No date was found this time" in said
    assert not DateAnswer.objects.unscoped("a test").exists()


def test_once_a_date_is_taken_the_poll_says_which_and_leads_to_the_meeting_when_it_is_announced(client, world, poll):
    rowan = world.members[0]
    says(poll, rowan, "no", "yes")
    _, second, _ = poll.dates.all()
    taking = page("poll-take", poll, second)
    assert "This makes the meeting and closes the poll" in text_of(opened(client, world.coordinator, taking))
    assert client.post(taking, {"fee_band": "gold"}).status_code == 422
    for _ in range(2):
        response = client.post(taking, {"fee_band": "half_day"})
        meeting = Meeting.objects.get()
        assert response["Location"] == reverse("invitations:meeting-invite", args=[meeting.pk])
    assert "There is a meeting for it already" in text_of(client.get(taking))
    assert client.get(page("poll-take", poll, poll.dates.first())).status_code == 409
    assert "Taken:" in text_of(client.get(page("poll-result", poll)))
    said = text_of(opened(client, rowan, page("poll-answer", poll)))
    assert "You will get an invitation" in said
    assert "What you said" in said
    client.force_login(world.coordinator)
    client.post(reverse("invitations:meeting-invite", args=[meeting.pk]))
    assert "See the meeting" in text_of(opened(client, rowan, page("poll-answer", poll)))
    assert "Taken:" in text_of(client.get(page("poll-list")))


def test_a_meeting_that_was_moved_or_called_off_is_not_said_to_be_on_the_date_of_the_poll(client, world, poll):
    rowan = world.members[0]
    says(poll, rowan, "yes")
    _, meeting = actions.take_date(poll_id=poll.pk, date_id=poll.dates.first().pk, by=world.coordinator)
    client.force_login(world.coordinator)
    client.post(reverse("invitations:meeting-invite", args=[meeting.pk]))
    was = say_when(meeting.starts_at, meeting.panel)
    closed, result = page("poll-answer", poll), page("poll-result", poll)
    facts = schedule.facts_of(Meeting.objects.get())
    facts = replace(facts, starts_at=meeting.starts_at + timedelta(days=3))
    moved = schedule.move_meeting(meeting_id=meeting.pk, revision=0, facts=facts, by=world.coordinator)
    now = say_when(moved.starts_at, moved.panel)
    said = text_of(opened(client, rowan, closed)).split('class="leap-next"')[1].split("</div>")[0]
    assert now in said
    assert was not in said
    assert "This is the date of the meeting. It is another than the one chosen here" in said
    assert f"Taken: {now}" in text_of(opened(client, rowan, page("poll-list")))
    assert "The meeting was moved" in text_of(opened(client, world.coordinator, result))
    schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    said = text_of(opened(client, rowan, closed))
    assert "This meeting is called off." in said
    assert "the date of the meeting" not in said
    assert "Taken:" not in text_of(opened(client, rowan, page("poll-list")))
    said = text_of(opened(client, world.coordinator, result))
    assert "This meeting is called off." in said
    assert "Taken:" not in said


def test_a_date_that_is_gone_or_overlaps_offers_no_link_to_take_it(client, world, poll):
    first, second, third = poll.dates.all()
    rooms.meeting(world.panel, days=0, state="planned", starts_at=second.starts_at)
    with clock.held_at(first.starts_at + timedelta(hours=1)):
        said = text_of(opened(client, world.coordinator, page("poll-result", poll)))
    assert page("poll-take", poll, first) not in said
    assert page("poll-take", poll, second) not in said
    assert page("poll-take", poll, third) in said


def test_the_coordinator_reads_answers_by_name_writes_them_down_tells_and_closes(client, world):
    jay = factories.member(world.panel, "Jay", email=None)
    poll = make_poll(world.panel, world.coordinator)
    rowan = world.members[0]
    says(poll, rowan, "yes", "no")
    home = text_of(opened(client, world.coordinator, "/"))
    assert "Calls to make: 1." in home
    said = text_of(client.get(page("poll-result", poll)))
    for words in (
        "Yes: Rowan",
        "No answer yet: ",
        "1 message waits for you to pass on",
        "2 of 3 dates",
        "Best so far",
    ):
        assert words in said
    record = page("answers-record", poll, jay)
    assert "Write down answers from Jay" in text_of(client.get(record))
    first = poll.dates.first()
    ticked = {f"date_{first.pk.hex}": "no"}
    assert client.post(record, ticked).status_code == 422
    assert client.post(record, {"how": "phone"}).status_code == 422
    aloud = client.post(record, {**ticked, "how": "phone"})
    assert aloud.status_code == 200
    for words in (
        "Read it back to Jay",
        f"{say_when(first.starts_at, poll.panel)}: no",
        "have not said anything about",
    ):
        assert words in text_of(aloud)
    again = client.post(record, {**ticked, "how": "phone", "read_back": "change"})
    assert again.status_code == 200
    assert text_of(again).count(" checked") == 2, "the answer and how it came"
    assert "We have not heard yet" in text_of(client.get(page("poll-result", poll))), "nothing is kept yet"
    assert client.post(record, {**ticked, "how": "phone", "read_back": "yes"}).status_code == 302
    said = text_of(client.get(page("poll-result", poll)))
    assert "read back to them" in said
    assert f"By phone, kept by {world.coordinator.called_name}" in said
    assert "for you to pass on" not in said
    assert "Written down for you by" in text_of(opened(client, jay, page("poll-answer", poll)))
    client.force_login(world.coordinator)
    for number in range(3):
        factories.member(world.panel, f"New {number}", email=None)
        if number != 1:
            said = text_of(client.get(page("poll-result", poll)))
            assert ("Ask 1 person who joined" if number == 0 else "Ask the 2 people who joined") in said
            assert client.post(page("poll-ask", poll)).status_code == 302
    assert client.post(page("poll-ask", poll)).status_code == 302
    assert "We tell everyone who was asked" in text_of(client.get(page("poll-close", poll)))
    assert client.post(page("poll-close", poll)).status_code == 302
    assert client.get(page("poll-close", poll)).status_code == 409
    said = text_of(client.get(page("poll-result", poll)))
    assert "Closed without a date" in said
    assert "4 messages wait for you to pass on" in said, "whoever has no email is to be told"


def test_nobody_is_counted_any_more(client, world, poll):
    for person in world.on_panel:
        factories.end_roles(person)
    said = text_of(opened(client, world.lead, page("poll-result", poll)))
    assert "Nobody is asked any more" in said
    assert "They have left the panel" in said
    assert "There are no dates to choose from" in text_of(opened(client, world.members[0], page("poll-list")))


def test_when_the_last_day_is_over_the_coordinator_is_asked_to_choose(client, world, poll):
    with clock.held_at(clock.now() + timedelta(days=12)):
        assert "The answers about dates are in" in text_of(opened(client, world.coordinator, "/"))
        assert "No date to suggest yet" in text_of(client.get(page("poll-result", poll)))
        said = text_of(opened(client, world.members[0], page("poll-answer", poll)))
        assert "A date is being chosen" in said
        assert "A date is being chosen" in text_of(client.get(page("poll-list")))


def test_what_is_not_for_somebody_is_not_found(client, world, poll):
    first = poll.dates.first()
    for viewer in (*world.members[:1], world.finance, factories.small_panel("Bracken").coordinator):
        client.force_login(viewer)
        for name, *keys in (
            ("poll-new", world.panel),
            ("answers-record", poll, world.members[1]),
            ("poll-take", poll, first),
            ("poll-close", poll),
        ):
            assert client.get(page(name, *keys)).status_code == client.post(page(name, *keys)).status_code == 404
    assert client.get(page("poll-answer", poll)).status_code == 404
    assert client.get(page("poll-result", poll)).status_code == 404
    client.force_login(world.coordinator)
    own = page("answers-record", poll, world.coordinator)
    assert client.get(own).status_code == 404, "one's own answers are given on one's own page"
