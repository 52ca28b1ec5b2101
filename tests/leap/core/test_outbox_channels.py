"""Each person by their own way: texts through a real HTTP gateway, calls and letters as tasks, and nobody else told."""

import socket
from dataclasses import replace
from datetime import timedelta

import pytest

from leap.core import audit, clock, outbox
from leap.core.checks import texts_go_privately
from leap.core.errors import NotNow
from leap.core.outbox import OutboxMessage, Way, Wishes, claiming, nudge, registry, states, texts
from leap.core.outbox.writing import sender_name, write_spoken, write_text
from tests.leap.core import kinds
from tests.leap.core.shelf import Shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note_kind")]

NUMBER = "07700 900 123"


def wish(*ways: str, **facts) -> None:
    outbox.register_wishes(lambda person_id: Wishes(ways=ways, number=NUMBER, **facts))


def queue(**changes) -> OutboxMessage:
    return outbox.queue(**{"kind": "note", "to": Shelf(), "about": Shelf(), "occasion": "5-days", **changes})


def state_of(message: OutboxMessage) -> tuple[str, str, str]:
    message.refresh_from_db()
    return message.channel, message.state, message.reason


def test_a_text_goes_to_the_number_in_words_that_name_nobody_and_is_sent_once(text_gateway, settings):
    settings.SENDER_NAME = "Beck House"
    wish("text")
    message = queue()
    assert (message.channel, message.state) == ("text", "pending")
    assert outbox.deliver_due() == 1
    assert outbox.deliver_due() == 0
    words = "Beck House: There's a note for you. To read it, sign in: https://leap.example"
    assert text_gateway.kept == [("+447700900123", words, str(message.pk))]
    assert state_of(message) == ("text", "sent", "")


@pytest.mark.parametrize(
    ("answer", "state", "reason", "kept"),
    [
        (400, "failed", "gateway-refused-400", 0),
        (401, "retry", "gateway-refused-sign-in", 0),
        (429, "retry", "gateway-not-now-429", 0),
        (503, "retry", "gateway-not-now-503", 1),
        (500, "uncertain", "unclear-answer-after-text", 1),
        (0, "uncertain", "no-answer-after-text", 1),
    ],
)
def test_only_a_clear_no_is_a_no(text_gateway, answer, state, reason, kept):
    wish("text")
    message = queue()
    text_gateway.answers = [answer]
    outbox.deliver_due()
    assert state_of(message) == ("text", state, reason)
    assert len(text_gateway.kept) == kept
    assert outbox.deliver_due() == 0, "nothing is offered again at once"


def test_a_gateway_that_takes_nothing_and_never_answers_leaves_us_in_doubt(settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.TEXT_GATEWAY_URL, settings.TEXT_GATEWAY_TIMEOUT = f"http://127.0.0.1:{silent.getsockname()[1]}/", 0.3
        wish("text")
        message = queue()
        outbox.deliver_due()
    assert state_of(message) == ("text", "uncertain", "no-answer-after-text")


def test_a_gateway_that_is_away_holds_up_texts_and_no_letter(settings, post_office):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        settings.TEXT_GATEWAY_URL = f"http://127.0.0.1:{probe.getsockname()[1]}/"
    wish("text")
    first, second = queue(), queue()
    wish()
    letter = queue()
    outbox.register_wishes(
        lambda person: Wishes() if person == letter.to_person_id else Wishes(ways=("text",), number=NUMBER)
    )
    assert outbox.deliver_due() == 2
    assert {state_of(first)[1:], state_of(second)[1:]} == {("retry", "gateway-away"), ("pending", "")}
    assert state_of(letter) == ("email", "sent", "")


def test_a_certificate_nobody_vouches_for_gets_nothing(settings, post_office):
    settings.TEXT_GATEWAY_URL = f"https://127.0.0.1:{settings.EMAIL_PORT}/"  # no TLS at all
    wish("text")
    message = queue()
    outbox.deliver_due()
    assert state_of(message) == ("text", "retry", "gateway-away")


def test_a_text_that_somebody_else_took_over_or_that_is_held_back_never_leaves(text_gateway):
    wish("text")
    outbox.register_hold(lambda message, kind: True, "test")
    message = queue()
    outbox.deliver_due()
    assert state_of(message) == ("text", "cancelled", "not-wanted-now")
    assert text_gateway.kept == []


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("07700 900 123", "+447700900123"),
        ("+44 7700 900123", "+447700900123"),
        ("0044 (7700) 900-123", "+447700900123"),
        ("+353 85 123 4567", "+353851234567"),
    ],
)
def test_numbers_are_dialled_as_people_write_them(written, dialled):
    assert texts.international(written) == dialled


@pytest.mark.parametrize("wrong", ["-", "ask my sister", "07700 900 123 ext 4", "+0123456789"])
def test_what_is_no_number_is_shown_as_failed_and_never_offered(text_gateway, wrong):
    outbox.register_wishes(lambda person_id: Wishes(ways=("text",), number=wrong))
    message = queue()
    outbox.deliver_due()
    assert state_of(message) == ("text", "failed", "bad-number")
    assert text_gateway.kept == []


def test_how_long_a_text_is():
    assert [texts.parts("x" * length) for length in (160, 161, 306, 307)] == [1, 2, 2, 3]
    assert [texts.parts("ł" * length) for length in (70, 71, 134, 135)] == [1, 2, 2, 3]
    assert texts.plain(" It’s – “fine”…\n") == 'It\'s - "fine"...'


def test_a_gateway_of_another_make_gets_the_shape_it_wants(text_gateway, settings):
    settings.TEXT_GATEWAY_FIELDS = {
        "to": "{number}", "text": "{words}", "reference": "LEAP {reference}", "list": ["{number}"], "priority": 1,
    }  # fmt: skip
    wish("text")
    message = queue()
    outbox.deliver_due()
    assert text_gateway.kept[0][2] == f"LEAP {message.pk}"


# Which way


@pytest.mark.parametrize(
    ("ways", "there", "way"),
    [
        ((), True, "email"),
        (("text",), True, "text"),
        (("text",), False, "phone"),
        (("text", "email"), False, "email"),
        (("text", "letter"), False, "letter"),
        (("letter", "email"), True, "letter"),
        (("supporter",), True, "supporter"),
        (("phone",), True, "phone"),
    ],
)
def test_the_first_of_a_persons_wishes_that_can_be_is_the_way(settings, ways, there, way):
    settings.TEXT_GATEWAY_URL = "https://texts.example/" if there else ""
    wish(*ways)
    message = queue()
    assert (message.channel, message.state) == (way, "pending" if way in outbox.BY_MACHINE else "to_do")


def test_what_is_about_no_panel_is_nobody_elses_business(post_office, settings):
    """No task comes of it: whoever makes calls would learn that there is something. It waits on the person's page."""
    registry._kinds["note"] = private = kinds.private_kind()
    assert not private.may_be_passed_on
    nobody = Shelf(pk=kinds.NO_EMAIL)
    wish("phone")
    messages = [queue(), queue(to=nobody)]
    assert {message.state for message in messages} == {"pending"}
    outbox.deliver_due()
    assert {state_of(message) for message in messages} == {("email", "cancelled", "nobody-may-pass-it-on")}
    assert post_office.asked == []
    wish("phone", "email")
    assert registry.way_to(private, messages[0].to_person_id) == Way("email", kinds.address(messages[0].to_person_id))


@pytest.mark.parametrize(
    ("worth", "ways", "way"),
    [
        ({"by_hand_on_paper": True}, ("letter",), "letter"),
        ({"by_hand_on_paper": True}, ("phone", "letter"), "letter"),
        ({"by_hand_on_paper": True}, ("supporter", "phone"), None),
        ({"never_by_hand": True}, ("letter", "email"), "email"),
        ({"never_by_hand": True}, ("letter",), None),
    ],
)
def test_what_is_not_worth_a_call_is_not_written_down_where_nothing_else_is_left(worth, ways, way):
    registry._kinds["note"] = replace(kinds.note_kind(), **worth)
    wish(*ways)
    message = queue()
    assert (message and message.channel) == way
    assert OutboxMessage.objects.count() == (way is not None)


def test_words_for_the_telephone_name_the_panel_only_where_they_may(note_kind, settings):
    message = queue()
    facts = note_kind.context(message)
    assert write_spoken(note_kind, facts, names_all=True) == [
        "There is a note for you on the shelf.",
        "You need do nothing.",
    ]
    assert write_spoken(note_kind, facts, names_all=False)[0] == "There is a note for you."
    settings.SENDER_NAME = ""
    assert sender_name() == "Messages"
    assert write_text(note_kind, message).startswith("Messages: There's")


# What a person does


def test_a_call_is_tried_until_it_is_done_and_each_time_is_on_record():
    wish("phone")
    message, by = queue(), Shelf()
    outbox.try_later(message_id=message.pk, by=by)
    assert state_of(message) == ("phone", "to_do", "no-answer")
    assert message.attempts == 1
    outbox.mark_done(message_id=message.pk, by=by, how="reached")
    assert state_of(message) == ("phone", "done", "reached")
    for late in (outbox.try_later, outbox.mark_done, outbox.not_reached):
        with pytest.raises(NotNow):
            late(message_id=message.pk, by=by)
    assert [event.verb for event in audit.events_about(message)] == ["message.no_answer", "message.done_by_hand"]


def test_who_could_not_be_reached_is_shown_and_can_be_tried_once_more_by_the_way_they_chose_since(monkeypatch):
    monkeypatch.setattr(nudge, "_publish", lambda *asked, use_by: None)
    wish("letter")
    message, by = queue(), Shelf()
    outbox.not_reached(message_id=message.pk, by=by)
    assert state_of(message) == ("letter", "failed", "could-not-reach")
    assert message in outbox.waiting_for_a_person()
    outbox.send_again(message_id=message.pk, by=by)
    assert state_of(message) == ("letter", "to_do", "")
    outbox.not_reached(message_id=message.pk, by=by)
    wish()
    outbox.send_again(message_id=message.pk, by=by)
    assert state_of(message) == ("email", "pending", "")
    registry._kinds["note"] = kinds.private_kind()
    wish("letter")
    OutboxMessage.objects.filter(pk=message.pk).update(state="failed")
    with pytest.raises(NotNow):
        outbox.send_again(message_id=message.pk, by=by)


def test_what_may_have_been_sent_is_settled_by_who_hears_that_it_came():
    message = queue()
    OutboxMessage.objects.filter(pk=message.pk).update(state="uncertain")
    outbox.it_arrived(message_id=message.pk, by=Shelf())
    assert state_of(message) == ("email", "sent", "")
    with pytest.raises(NotNow):
        outbox.it_arrived(message_id=message.pk, by=Shelf())


def test_tasks_are_looked_at_again(post_office):
    wish("phone")
    stays, untrue, unwanted = queue(), queue(occasion="untrue"), queue()
    outbox.register_hold(lambda message, kind: message.pk == unwanted.pk, "test")
    assert outbox.recheck_tasks() == 2
    assert outbox.recheck_tasks() == 0
    assert state_of(stays) == ("phone", "to_do", "")
    assert state_of(untrue) == ("phone", "cancelled", "no-longer-true")
    assert state_of(unwanted) == ("phone", "cancelled", "not-wanted-now")
    wish("letter")
    assert outbox.recheck_tasks() == 1
    assert state_of(stays) == ("letter", "to_do", "")
    wish("email")
    assert outbox.recheck_tasks() == 1
    outbox.deliver_due(now=lambda: clock.now() + timedelta(seconds=1))
    assert state_of(stays) == ("email", "sent", "")
    wish("phone")
    private = queue()
    registry._kinds["note"] = kinds.private_kind()
    assert outbox.recheck_tasks() == 1
    assert state_of(private) == ("phone", "cancelled", "nobody-may-pass-it-on")
    assert not claiming.due(clock.now()).exists()
    assert set(states.BY_HAND) == {"to_do", "done", "failed", "cancelled"}


def test_however_many_tasks_wait_each_is_looked_at_again():
    """The oldest five stay as they are, and would be all that is ever looked at."""
    wish("phone")
    stay = [queue() for _ in range(5)]
    for _ in range(4):
        queue(occasion="untrue")
    assert outbox.recheck_tasks(piece=2) == 4
    assert {state_of(each)[1] for each in stay} == {"to_do"}
    assert outbox.recheck_tasks(piece=2) == 0


def test_looking_again_stops_when_time_is_up_and_goes_on_there_the_next_time():
    wish("phone")
    stay = [queue() for _ in range(3)]
    for _ in range(2):
        queue(occasion="untrue")
    in_time = {"piece": 2, "seconds": 0}
    assert [outbox.recheck_tasks(**in_time) for _ in range(3)] == [0, 1, 1]
    wish("letter")  # who was looked at first has their turn again
    assert [outbox.recheck_tasks(**in_time) for _ in range(3)] == [0, 2, 1]
    assert {state_of(each)[:2] for each in stay} == {("letter", "to_do")}


@pytest.mark.parametrize(("url", "faults"), [("", 0), ("https://texts.example/", 0), ("http://texts.example/", 1)])
def test_a_real_panel_never_sends_numbers_in_the_clear(settings, url, faults):
    settings.TEXT_GATEWAY_URL = url
    assert len(texts_go_privately()) == faults
