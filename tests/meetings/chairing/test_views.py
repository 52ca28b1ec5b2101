import re
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from leap.core import audit, outbox
from meetings.chairing import actions, notices
from meetings.chairing.forms import WillingForm
from meetings.chairing.models import ChairTurn, ChairWillingness
from tests import factories
from tests.meetings import rooms

pytestmark = pytest.mark.django_db

WILLING = reverse("chairing:willing-edit")


@pytest.fixture
def world():
    world = factories.small_panel()
    for person in world.members:
        actions.set_willingness(panel=world.panel, answer="willing", by=person)
    rooms.held(world.panel, *world.members)
    return world


@pytest.fixture
def meeting(world):
    ahead = rooms.meeting(world.panel)
    rooms.reply(ahead, *world.members)
    return ahead


def at(name, meeting):
    return reverse(f"chairing:chair-{name}", args=[meeting.pk])


def get(client, viewer, url):
    client.force_login(viewer)
    return client.get(url)


def main_of(response):
    """The page without the shell and without secrets that differ each time."""
    text = response.content.decode().split("<main")[1].split("</main")[0]
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def propose(world, meeting):
    return actions.propose_chair(meeting_id=meeting.pk, by=world.coordinator)


def test_from_asking_to_chairing_through_the_pages(client, world, meeting):
    client.force_login(world.coordinator)
    assert "Ask whose turn it is" in client.get(at("detail", meeting)).content.decode()
    assert client.post(at("propose", meeting)).status_code == 302
    person = ChairTurn.objects.get().person
    assert f"{person.called_name} is being asked." in client.get(at("detail", meeting)).content.decode()

    asked = get(client, person, at("detail", meeting)).content.decode()
    assert "Would you like to chair this meeting?" in asked
    assert "Yes and no are both fine." in asked
    assert client.post(at("accept", meeting)).status_code == 302
    assert "You chair this meeting" in client.get(at("detail", meeting)).content.decode()

    other = next(each for each in world.members if each != person)
    seen = get(client, other, at("detail", meeting)).content.decode()
    assert f"{person.called_name} chairs this meeting" in seen
    assert "has waited longest" in seen


def test_others_read_the_same_page_before_during_and_after_somebody_is_asked(client, world, meeting):
    viewer = world.researchers[0]
    pages = [main_of(get(client, viewer, at("detail", meeting)))]
    turn = propose(world, meeting)
    pages.append(main_of(get(client, viewer, at("detail", meeting))))
    actions.pass_turn(meeting_id=meeting.pk, by=turn.person)
    pages.append(main_of(get(client, viewer, at("detail", meeting))))
    assert pages[0] == pages[1] == pages[2]
    assert "The chair is not settled yet" in pages[0]


def test_the_coordinator_reads_the_same_before_asking_and_after_a_pass(client, world, meeting):
    before = main_of(get(client, world.coordinator, at("detail", meeting)))
    turn = propose(world, meeting)
    client.force_login(turn.person)
    assert client.post(at("pass", meeting)).status_code == 302
    assert main_of(get(client, world.coordinator, at("detail", meeting))) == before


def test_an_answer_by_phone_is_written_down(client, world, meeting):
    for person in world.members:
        person.email = None
        person.save()
    turn = propose(world, meeting)
    text = get(client, world.coordinator, at("detail", meeting)).content.decode()
    assert f"We do not reach {turn.person.called_name} by email." in text
    aloud = client.post(at("accept", meeting), {"turn": turn.pk})
    assert aloud.status_code == 200
    for words in (f"Read it back to {turn.person.shown_name}", "You chair the meeting on", "How did they tell you?"):
        assert words in aloud.content.decode()
    sent = {"turn": turn_in(aloud), "read_back": "yes"}
    assert client.post(at("accept", meeting), sent).status_code == 422, "it is asked how the answer came in"
    turn.refresh_from_db()
    assert turn.state == "offered", "nothing is kept yet"
    assert client.post(at("accept", meeting), {**sent, "how": "phone"}).status_code == 302
    text = client.get(at("detail", meeting)).content.decode()
    assert f"{turn.person.called_name} chairs this meeting" in text
    assert "Free this turn" in text
    assert "by phone, and read back." in text
    turn.refresh_from_db()
    event = audit.events_about(turn, "chair_turn.accepted").get()
    assert (turn.how, turn.read_back, event.facts["how"], event.facts["read_back"]) == ("phone", True, "phone", True)
    assert "Written down for you by" in get(client, turn.person, at("detail", meeting)).content.decode()
    client.force_login(world.coordinator)
    assert client.post(at("pass", meeting), {"turn": turn.pk}).status_code == 302
    turn.refresh_from_db()
    assert (turn.how, turn.read_back) == ("", False), "of a turn that is free again nothing is kept"


@pytest.mark.parametrize(("how", "said"), [("letter", "yes"), ("phone", "no")])
def test_a_yes_in_a_letter_or_of_who_has_gone_is_kept_as_not_read_back(client, world, meeting, how, said):
    turn = propose(world, meeting)
    client.force_login(world.coordinator)
    sent = {"turn": turn.pk, "how": how, "read_back": said}
    assert client.post(at("accept", meeting), sent).status_code == 302
    turn.refresh_from_db()
    assert (turn.state, turn.how, turn.read_back) == ("accepted", how, False)
    text = client.get(at("detail", meeting)).content.decode()
    assert f"by {how}." in text
    with pytest.raises(IntegrityError), transaction.atomic():
        ChairTurn.objects.filter(pk=turn.pk).update(how="letter", read_back=True)
    assert client.post(at("pass", meeting)).status_code == 302
    assert "The chair is not settled yet" in client.get(at("detail", meeting)).content.decode()


def test_a_turn_is_handed_back_by_its_owner(client, world, meeting):
    turn = propose(world, meeting)
    actions.accept(meeting_id=meeting.pk, by=turn.person)
    assert "Hand my turn back" in get(client, turn.person, at("detail", meeting)).content.decode()
    assert client.post(at("pass", meeting), follow=True).content.decode().count("You keep your place.") >= 1


def test_pressing_twice_is_answered_calmly(client, world, meeting):
    client.force_login(world.coordinator)
    client.post(at("propose", meeting))
    again = client.post(at("propose", meeting))
    assert again.status_code == 409
    assert "Somebody is being asked already." in again.content.decode()


def test_after_the_meeting_the_page_says_who_chaired(client, world, meeting):
    turn = propose(world, meeting)
    actions.accept(meeting_id=meeting.pk, by=turn.person)
    meeting.state = "held"
    meeting.save()
    turn.person.attendances.create(meeting=meeting, came="in_person")
    actions.note_who_chaired(meeting=meeting, by=world.coordinator)
    assert "You chaired this meeting" in get(client, turn.person, at("detail", meeting)).content.decode()
    assert "chaired this meeting" in get(client, world.coordinator, at("detail", meeting)).content.decode()
    later = rooms.meeting(world.panel, days=60)
    text = get(client, world.researchers[0], at("detail", later)).content.decode()
    assert f"{turn.person.called_name} has chaired once" in text
    without = rooms.held(world.panel, days=-5)
    assert "No chair was noted" in get(client, world.researchers[0], at("detail", without)).content.decode()


def test_strangers_get_not_found_and_the_panel_gets_no_more_than_its_own(client, world, meeting):
    elsewhere = factories.small_panel("Bracken", programme=world.programme)
    for viewer in [world.finance, elsewhere.members[0], elsewhere.coordinator]:
        assert get(client, viewer, at("detail", meeting)).status_code == 404
        for name in ("propose", "accept", "pass"):
            assert client.post(at(name, meeting)).status_code == 404
            assert client.post(reverse(f"chairing:chair-{name}", args=[uuid4()])).status_code == 404
    turn = propose(world, meeting)
    other = next(each for each in world.members if each != turn.person)
    client.force_login(other)
    assert client.post(at("propose", meeting)).status_code == 403
    assert client.post(at("accept", meeting)).status_code == 404
    assert client.post(at("pass", meeting)).status_code == 404
    assert client.get(at("propose", meeting)).status_code == 405


def test_being_asked_costs_others_no_other_query(client, world, meeting, django_assert_max_num_queries):
    viewer = world.researchers[0]
    seen = []
    for step in (lambda: None, lambda: propose(world, meeting)):
        step()
        get(client, viewer, at("detail", meeting))
        with django_assert_max_num_queries(60) as queries:
            client.get(at("detail", meeting))
        seen.append([query["sql"] for query in queries.captured_queries])
        with django_assert_max_num_queries(60) as queries:
            assert client.post(at("accept", meeting)).status_code == 404
        seen.append([query["sql"] for query in queries.captured_queries])
    assert [len(each) for each in seen[:2]] == [len(each) for each in seen[2:]]


@pytest.mark.parametrize("who", ["coordinator", "researchers"])
def test_the_same_number_of_queries_for_4_people_and_for_40(client, django_assert_max_num_queries, who):
    counts = {}
    for size in (4, 40):
        world = factories.small_panel(f"Panel of {size}", members=size)
        for number, person in enumerate(world.members):
            actions.set_willingness(panel=world.panel, answer="willing", by=person)
            past = rooms.held(world.panel, *world.members[: number + 1], days=-300 + number)
            answered = {"answered_at": past.starts_at, "recorded_by": person}
            ChairTurn.objects.create(meeting=past, person=person, state="chaired", **answered)
        meeting = rooms.meeting(world.panel)
        rooms.reply(meeting, *world.members)
        viewer = world.coordinator if who == "coordinator" else world.researchers[0]
        get(client, viewer, at("detail", meeting))
        with django_assert_max_num_queries(60) as page:
            client.get(at("detail", meeting))
        with django_assert_max_num_queries(60) as asking:
            propose(world, meeting)
        counts[size] = (len(page), len(asking))
    assert counts[4] == counts[40]


# Willingness.


def test_each_panel_asks_and_the_answer_is_kept_and_shown_to_its_owner(client, world):
    second = factories.panel("Bracken", programme=world.programme)
    wren = world.members[1]
    factories.role(wren, second)
    text = get(client, wren, WILLING).content.decode()
    assert "Only you" in text
    assert world.panel.name in text
    assert second.name in text
    names = {panel: WillingForm.name_for(panel) for panel in (world.panel, second)}
    response = client.post(WILLING, {names[world.panel]: "never", names[second]: "ask_later"}, follow=True)
    assert "Your answer is kept." in response.content.decode()
    answers = ChairWillingness.objects.filter(person=wren, replaced_at__isnull=True)
    assert dict(answers.values_list("panel", "answer")) == {world.panel.pk: "never", second.pk: "ask_later"}
    assert client.get(WILLING).content.decode().count(" checked") == 2


def test_a_question_left_open_stays_open(client, world):
    heron = factories.member(world.panel, "Heron")
    client.force_login(heron)
    assert client.post(WILLING, {}).status_code == 302
    assert not ChairWillingness.objects.filter(person=heron).exists()


def test_an_answer_there_is_not_is_refused_and_other_panels_are_not_touched(client, world):
    heron = factories.member(world.panel, "Heron")
    client.force_login(heron)
    name = WillingForm.name_for(world.panel)
    response = client.post(WILLING, {name: "perhaps"})
    assert response.status_code == 422
    assert "Please choose one of the answers shown." in response.content.decode()
    elsewhere = factories.panel("Gorse")
    client.post(WILLING, {WillingForm.name_for(elsewhere): "willing"})
    assert not ChairWillingness.objects.filter(person=heron).exists()


def test_people_who_are_no_member_are_told_so(client, world):
    for viewer in [world.coordinator, world.finance]:
        assert "This question is for panel members" in get(client, viewer, WILLING).content.decode()


def test_nobody_else_sees_any_difference_whatever_is_answered(client, world, meeting):
    viewers = [world.coordinator, world.members[0], world.lead]
    before = [main_of(get(client, viewer, at("detail", meeting))) for viewer in viewers]
    for person in world.members[1:]:
        actions.set_willingness(panel=world.panel, answer="never", by=person)
    assert [main_of(get(client, viewer, at("detail", meeting))) for viewer in viewers] == before


# Messages.


def letter(message):
    from django.template.loader import render_to_string

    kind = next(kind for kind in outbox.kinds() if kind.name == message.kind)
    facts = {**kind.context(message), "site_origin": "https://leap.example"}
    return render_to_string(kind.subject_template, facts), render_to_string(kind.body_template, facts)


def test_messages_name_nobody_and_nothing(world, meeting):
    turn = propose(world, meeting)
    actions.pass_turn(meeting_id=meeting.pk, by=turn.person)
    for message in outbox.OutboxMessage.objects.filter(kind__in=[notices.OFFER, notices.FREE]):
        subject, body = letter(message)
        assert len(subject.split("\n")) <= 2
        for word in ["chair ", world.panel.name, meeting.title, *(person.called_name for person in world.members)]:
            assert word.lower() not in f"{subject} {body}".lower()
        assert f"https://leap.example{at('detail', meeting)}" in body


def test_a_question_already_answered_is_not_sent(world, meeting):
    turn = propose(world, meeting)
    kind = next(kind for kind in outbox.kinds() if kind.name == notices.OFFER)
    message = outbox.OutboxMessage.objects.get(kind=notices.OFFER)
    assert kind.still_true(message)
    meeting.state = "cancelled"
    meeting.save()
    assert not kind.still_true(message)
    meeting.state = "open"
    meeting.save()
    factories.end_roles(turn.person)
    assert not kind.still_true(message)
    actions.pass_turn(meeting_id=meeting.pk, by=world.coordinator)
    assert not kind.still_true(message)


def test_a_turn_taken_by_the_next_is_no_longer_told_as_free(world, meeting):
    turn = propose(world, meeting)
    actions.pass_turn(meeting_id=meeting.pk, by=turn.person)
    kind = next(kind for kind in outbox.kinds() if kind.name == notices.FREE)
    message = outbox.OutboxMessage.objects.get(kind=notices.FREE)
    assert kind.still_true(message)
    propose(world, meeting)
    assert not kind.still_true(message)
    world.panel.contact = world.lead
    world.panel.save()
    assert not kind.still_true(message)


def turn_in(response):
    return re.search(r'name="turn" value="([^"]+)"', response.content.decode())[1]


def test_an_answer_on_an_old_page_is_never_written_down_for_the_next_person(client, world, meeting):
    first = propose(world, meeting)
    old = turn_in(get(client, world.coordinator, at("detail", meeting)))
    actions.pass_turn(meeting_id=meeting.pk, by=first.person)
    second = propose(world, meeting)
    assert second.person != first.person
    for answer in ("accept", "pass"):
        said = client.post(at(answer, meeting), {"turn": old})
        assert said.status_code == 409
        assert second.person.called_name not in main_of(said)
        second.refresh_from_db()
        assert second.state == "offered"
    new = turn_in(client.get(at("detail", meeting)))
    assert client.post(at("accept", meeting), {"turn": new, "how": "phone", "read_back": "yes"}).status_code == 302


@pytest.mark.parametrize("spoilt", ["", "no turn"])
def test_a_spoilt_turn_changes_nothing_for_somebody_else(client, world, meeting, spoilt):
    turn = propose(world, meeting)
    client.force_login(world.coordinator)
    assert client.post(at("accept", meeting), {"turn": spoilt}).status_code == 409
    turn.refresh_from_db()
    assert turn.state == "offered"


def test_saying_yes_twice_is_a_yes(client, world, meeting):
    turn = propose(world, meeting)
    client.force_login(turn.person)
    sent = {"turn": turn_in(client.get(at("detail", meeting)))}
    assert [client.post(at("accept", meeting), sent).status_code for _ in range(2)] == [302, 302]
    turn.refresh_from_db()
    assert turn.state == "accepted"
    assert audit.events_about(turn, "chair_turn.accepted").count() == 1
