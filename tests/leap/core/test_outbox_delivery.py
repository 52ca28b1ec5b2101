"""Sending, against a real SMTP server that sometimes says no."""

import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError

from leap.core import clock, outbox
from leap.core.ids import new_id
from leap.core.outbox import OutboxMessage, claiming, mail, registry, sending
from leap.core.outbox.beginning import begin
from leap.core.outbox.claiming import LEASE
from leap.core.outbox.sending import Clock, Sender
from tests.leap.core import kinds
from tests.leap.core.certificates import write_certificate
from tests.leap.core.post_office import SILENCE, PostOffice, ScriptedServer, open_post_office
from tests.leap.core.shelf import Shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note_kind")]


def queue(occasion: str = "5-days", **changes: Any) -> OutboxMessage:
    return outbox.queue(**{"kind": "note", "to": Shelf(), "about": Shelf(), "occasion": occasion, **changes})


def after(span: timedelta) -> Clock:
    return lambda: clock.now() + span


def settle(message: OutboxMessage, state: str) -> None:
    with mail.Line() as line:
        Sender(line, clock.now)._settle(message, mail.Outcome(state))


def state_of(message: OutboxMessage) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.reason


def address_of(message: OutboxMessage) -> str:
    return kinds.address(message.to_person_id)


def test_a_due_message_is_sent_to_one_person_with_nothing_extra(post_office):
    message = queue()
    assert outbox.deliver_due() == 1
    assert state_of(message) == ("sent", "")
    assert message.lease_until is None
    assert [letter.rcpt_tos for letter in post_office.letters] == [[address_of(message)]]
    assert post_office.letters[0].mail_from == "messages@leap.example"
    (letter,) = post_office.read()
    assert set(letter.keys()) - {"X-Peer", "X-MailFrom", "X-RcptTo"} == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
        "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    }  # fmt: skip
    assert letter["To"] == address_of(message)
    assert letter["From"] == "Messages <messages@leap.example>"
    assert letter["Subject"] == "You've got a message"
    assert letter["Message-ID"] == message.message_id == f"<{message.pk}@leap.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert abs(parsedate_to_datetime(letter["Date"]) - clock.now()) < timedelta(minutes=1)
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().replace("\r\n", "\n") == (
        "Hello. We've something to tell you, café included.\n.\n..\n. three dots at line starts\n"
        f"https://leap.example/meetings/{message.about_id}/\n"
    )
    assert outbox.deliver_due() == 0


def test_what_is_not_due_waits_and_the_oldest_goes_first(post_office):
    now = clock.now()
    later, second, first = (queue(due_at=now + timedelta(hours=hours)) for hours in (1, -1, -2))
    assert outbox.deliver_due() == 2
    assert post_office.addresses() == [address_of(first), address_of(second)]
    assert outbox.deliver_due(now=after(timedelta(hours=2))) == 1
    assert state_of(later)[0] == "sent"


def test_a_batch_has_an_end(post_office):
    for _ in range(3):
        queue()
    assert outbox.deliver_due(limit=2) == 2
    assert outbox.deliver_due(limit=2) == 1


def test_a_batch_stops_in_good_time(post_office):
    queue()
    assert outbox.deliver_due(seconds=0) == 0
    assert outbox.deliver_due(seconds=5) == 1


def test_one_message_can_be_sent_by_its_id_once(post_office):
    message, other = queue(), queue()
    assert outbox.deliver_one(str(message.pk)) is True
    assert outbox.deliver_one(message.pk) is False
    assert outbox.deliver_one(new_id()) is False
    assert post_office.addresses() == [address_of(message)]
    assert state_of(other)[0] == "pending"


def test_a_task_by_hand_is_never_sent(post_office):
    message = queue(to=Shelf(pk=kinds.NO_EMAIL))
    assert outbox.deliver_due() == 0
    assert outbox.deliver_one(message.pk) is False
    assert state_of(message)[0] == "to_do"


def test_what_is_no_longer_true_is_not_sent(post_office):
    message = queue("untrue")
    assert outbox.deliver_due() == 1
    assert state_of(message) == ("cancelled", "no-longer-true")
    assert post_office.asked == []


def test_an_address_that_has_gone_makes_a_task_for_somebody(post_office, monkeypatch):
    message = queue()
    outbox.register_address_book(lambda person_id: "")
    outbox.deliver_due()
    assert state_of(message) == ("to_do", "another-way")
    assert message.channel == "phone"


@pytest.mark.parametrize(
    ("occasion", "reason"),
    [
        ("check-breaks", "error-ZeroDivisionError"),
        ("facts-break", "error-KeyError"),
        ("broken-subject", "bad-address-or-subject"),
    ],
)
def test_a_message_that_cannot_be_written_fails_alone_and_tells_nothing(post_office, caplog, occasion, reason):
    broken, fine = queue(occasion, due_at=clock.now() - timedelta(hours=1)), queue()
    assert outbox.deliver_due() == 2
    assert state_of(broken) == ("failed", reason)
    assert state_of(fine)[0] == "sent"
    assert "private words" not in caplog.text


def test_a_message_of_a_kind_nobody_knows_fails_alone(post_office):
    broken, fine = queue(due_at=clock.now() - timedelta(hours=1)), queue()
    OutboxMessage.objects.filter(pk=broken.pk).update(kind="gone")
    outbox.deliver_due()
    assert state_of(broken) == ("failed", "error-LookupError")
    assert state_of(fine)[0] == "sent"


@pytest.mark.parametrize(
    "address", ["a@b.example, c@d.example", "a@b.example;c@d.example", "two words@b.example", "a@b@c", "é@b.example",
                "a@b.example\r\nBcc: c@d.example", "<a@b.example>", '"a"@b.example', "nothing"],
)  # fmt: skip
def test_more_or_less_than_one_plain_address_is_never_sent_to(post_office, address):
    outbox.register_address_book(lambda person_id: address)
    message = queue()
    outbox.deliver_due()
    assert state_of(message) == ("failed", "bad-address-or-subject")
    assert post_office.asked == []


@pytest.mark.parametrize("trouble", [OperationalError("x"), SoftTimeLimitExceeded()])
def test_trouble_that_is_not_the_messages_fault_leaves_it_for_the_next_sender(post_office, monkeypatch, trouble):
    def away(person_id: object) -> str:
        raise trouble

    message = queue()
    outbox.register_address_book(away)
    with pytest.raises(type(trouble)):
        outbox.deliver_due()
    assert state_of(message)[0] == "claimed"
    outbox.register_address_book(kinds.address_book)
    assert outbox.deliver_due(now=after(LEASE * 2)) == 1
    assert state_of(message)[0] == "sent"


# The mail server says no


@pytest.mark.parametrize("code", ["550 no such person", "552 full", "554 no", "530 no"])
def test_never_for_one_person_fails_that_message_at_the_first_try(post_office, code):
    message, other = queue(due_at=clock.now() - timedelta(hours=1)), queue()
    post_office.answers[address_of(message)] = code
    assert outbox.deliver_due() == 2
    assert state_of(message) == ("failed", f"address-refused-{code[:3]}")
    assert message.attempts == 1
    assert state_of(other)[0] == "sent"
    assert outbox.deliver_due(now=after(timedelta(days=1))) == 0


def test_not_now_is_tried_again_later_and_arrives_once(post_office):
    message = queue()
    post_office.answers[address_of(message)] = "450 busy"
    outbox.deliver_due()
    assert state_of(message) == ("retry", "address-not-now-450")
    assert timedelta(seconds=10) < message.due_at - clock.now() <= timedelta(seconds=45)
    assert outbox.deliver_due() == 0
    post_office.answers.clear()
    assert outbox.deliver_due(now=after(timedelta(minutes=1))) == 1
    assert state_of(message) == ("sent", "")
    assert message.attempts == 2
    assert post_office.addresses() == [address_of(message)]


def test_not_now_for_ever_is_given_up_and_shown(post_office):
    message = queue()
    post_office.answers[address_of(message)] = "451 busy"
    OutboxMessage.objects.filter(pk=message.pk).update(attempts=sending.MOST_TRIES - 1)
    outbox.deliver_due()
    assert state_of(message) == ("failed", "address-not-now-451")
    assert message in outbox.waiting_for_a_person()


def test_pauses_grow_to_an_hour_and_differ():
    for attempts, seconds in ((1, 30), (2, 60), (5, 480), (8, 3600), (12, 3600)):
        pauses = {sending._pause(attempts) for _ in range(50)}
        assert len(pauses) > 5
        assert all(timedelta(seconds=seconds / 2) <= pause <= timedelta(seconds=seconds * 1.5) for pause in pauses)


@pytest.mark.parametrize(
    ("answer", "state"),
    [("550 we read it and say no", ("failed", "text-refused-550")), ("452 later", ("retry", "text-not-now-452"))],
)
def test_no_to_the_text_is_a_clear_no(post_office, answer, state):
    post_office.after_text = lambda server, envelope: answer
    message = queue()
    outbox.deliver_due()
    assert state_of(message) == state


def test_a_server_that_is_away_keeps_everything_waiting(settings, post_office):
    good_port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    first, second = queue(due_at=clock.now() - timedelta(hours=1)), queue()
    assert outbox.deliver_due() == 1
    assert state_of(first) == ("retry", "server-away")
    assert state_of(second) == ("pending", "")
    settings.EMAIL_PORT = good_port
    assert outbox.deliver_due(now=after(timedelta(minutes=1))) == 2
    assert {state_of(first)[0], state_of(second)[0]} == {"sent"}


@contextmanager
def server_that_says(settings: Any, *lines: str | None) -> Iterator[None]:
    with ScriptedServer(*lines) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 1
        yield


YES = ["220 hello", "250 hello", "250 sender", "250 recipient"]


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        (["421 too many"], ("retry", "server-away")),
        (["554 go away"], ("retry", "server-away")),
        ([None], ("retry", "server-away")),
        (["220 hello", "502 no", "502 no"], ("retry", "server-away")),
        (["220 hello", "250 hello", "421 shutting down"], ("retry", "sender-not-now-421")),
        (["220 hello", "250 hello", "553 not you"], ("failed", "sender-refused-553")),
        (["220 hello", "250 hello", "nonsense"], ("retry", "sender-not-now--1")),
        ([*YES[:3], None], ("retry", "server-away")),
        ([*YES, "421 shutting down"], ("retry", "text-not-now-421")),
        ([*YES, "554 no"], ("failed", "text-refused-554")),
        ([*YES, "250 what"], ("retry", "text-not-now-250")),
        ([*YES, None], ("retry", "server-away")),
        ([*YES, "354 go", None], ("uncertain", "no-answer-after-text")),
        ([*YES, "354 go", "354 more"], ("uncertain", "unclear-answer-after-text")),
        ([*YES, "354 go", "nonsense"], ("uncertain", "unclear-answer-after-text")),
        ([*YES, "354 go", "250 kept", None], ("sent", "")),
    ],
)
def test_every_way_a_server_can_answer(settings, lines, state):
    message = queue()
    with server_that_says(settings, *lines):
        outbox.deliver_due()
    assert state_of(message) == state


@pytest.mark.parametrize("lines", [[], ["220 hello"], ["220 hello", "250 hello"], YES])
def test_a_server_that_falls_silent_before_the_text_is_tried_again(settings, lines):
    message = queue()
    settings.EMAIL_TIMEOUT = 0.3
    with ScriptedServer(*lines, SILENCE) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        outbox.deliver_due()
    assert state_of(message) == ("retry", "server-away")


def test_silence_after_the_text_is_uncertain_and_never_sent_again(settings, post_office):
    import asyncio

    settings.EMAIL_TIMEOUT = 0.4

    async def keep_quiet(server: SMTP, envelope: Envelope) -> None:
        await asyncio.sleep(1)

    post_office.after_text = keep_quiet
    message = queue()
    outbox.deliver_due()
    assert state_of(message) == ("uncertain", "no-answer-after-text")
    post_office.after_text = None
    assert outbox.deliver_due(now=after(timedelta(days=2))) == 0
    assert state_of(message)[0] == "uncertain"
    assert message in outbox.waiting_for_a_person()
    assert len(post_office.letters) <= 1


def test_kept_but_hung_up_before_the_yes_is_uncertain_and_there_is_one_copy(post_office):
    def keep_and_hang_up(server: SMTP, envelope: Envelope) -> None:
        post_office.letters.append(envelope)
        server.transport.abort()
        post_office.after_text = None

    post_office.after_text = keep_and_hang_up
    message = queue()
    post_office_letters = post_office.letters
    outbox.deliver_due()
    assert state_of(message) == ("uncertain", "no-answer-after-text")
    assert outbox.deliver_due(now=after(timedelta(days=2))) == 0
    assert {id(letter) for letter in post_office_letters} == {id(post_office_letters[0])}


# Leases and fences


def test_a_sender_that_stopped_before_the_text_is_replaced_and_three_times_is_enough(post_office):
    message, other = queue(due_at=clock.now() - timedelta(hours=1)), queue()
    span = timedelta(0)
    for crash in range(claiming.MOST_CRASHES):
        assert claiming.claim(claiming.due(after(span)()).filter(pk=message.pk), after(span)())[0] == message
        span += LEASE * 2
        claiming.settle_what_stopped(after(span)())
        message.refresh_from_db()
        assert message.crashes == crash + 1
    assert state_of(message) == ("failed", "crashed-the-sender")
    outbox.deliver_due(now=after(span))
    assert post_office.addresses() == [address_of(other)]


def test_a_sender_that_stopped_after_the_text_began_leaves_an_uncertain_message(post_office):
    message = claiming.claim(claiming.due(queue().due_at), clock.now())[0]
    assert begin(message, clock.now())
    assert outbox.deliver_due() == 0
    assert outbox.deliver_due(now=after(LEASE * 2)) == 0
    assert state_of(message) == ("uncertain", "stopped-while-sending")
    assert post_office.asked == []


def test_a_sender_that_was_replaced_may_not_start(post_office):
    slow = claiming.claim(claiming.due(queue().due_at), clock.now())[0]
    assert outbox.deliver_due(now=after(LEASE * 2)) == 1
    assert post_office.addresses() == [address_of(slow)]
    with mail.Line() as line:
        assert Sender(line, clock.now).deliver([slow], set(), time.monotonic() + 60) == 1
    assert post_office.addresses() == [address_of(slow)]
    assert state_of(slow)[0] == "sent"


def test_only_the_newest_sender_of_a_message_may_start_or_settle_it(post_office):
    older = claiming.claim(claiming.due(queue().due_at), clock.now())[0]
    claiming.settle_what_stopped(after(LEASE * 2)())
    newer = claiming.claim(claiming.due(after(LEASE * 2)()), after(LEASE * 2)())[0]
    assert (older.pk, older.attempts, newer.attempts) == (newer.pk, 1, 2)
    assert not begin(older, clock.now())
    assert begin(newer, clock.now())
    settle(older, "sent")
    assert state_of(newer)[0] == "data_started"
    settle(newer, "sent")
    assert state_of(newer)[0] == "sent"


def test_a_late_yes_turns_uncertain_into_sent(post_office):
    message = queue()

    def took_so_long(server: SMTP, envelope: Envelope) -> None:
        OutboxMessage.objects.update(state="uncertain", lease_until=None)

    send = mail.Line.send

    def slow(line: mail.Line, to: str, content: bytes, may_start: Any) -> mail.Outcome:
        outcome = send(line, to, content, may_start)
        took_so_long(None, None)
        return outcome

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mail.Line, "send", slow)
        outbox.deliver_due()
    assert state_of(message) == ("sent", "")


def test_an_outcome_that_comes_after_a_person_decided_changes_nothing(post_office, caplog):
    message = claiming.claim(claiming.due(queue().due_at), clock.now())[0]
    OutboxMessage.objects.filter(pk=message.pk).update(state="done", lease_until=None)
    settle(message, "sent")
    assert state_of(message)[0] == "done"
    assert "taken over" in caplog.text


# Codes that go at once


def test_a_code_goes_at_once_and_leaves_no_row(post_office):
    outbox.deliver_now(to_address="sam@people.example", subject="Your code", body="It's 1234\n")
    (letter,) = post_office.read()
    assert (letter["To"], letter["Subject"], letter.get_content().strip()) == (
        "sam@people.example",
        "Your code",
        "It's 1234",
    )
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"to_address": "a@b.example, c@d.example"}, "bad-letter"), ({"subject": "Your\ncode"}, "bad-letter")],
)
def test_a_code_goes_to_one_plain_address_under_one_line(post_office, change, reason):
    with pytest.raises(outbox.NotSent, match=reason):
        outbox.deliver_now(**{"to_address": "sam@people.example", "subject": "Your code", "body": "1234", **change})
    assert post_office.asked == []


def test_a_code_that_did_not_go_says_so(settings, post_office):
    post_office.answers["sam@people.example"] = "550 who"
    with pytest.raises(outbox.NotSent, match="address-refused-550"):
        outbox.deliver_now(to_address="sam@people.example", subject="Your code", body="1234")
    settings.EMAIL_PORT = 1
    with pytest.raises(outbox.NotSent, match="server-away"):
        outbox.deliver_now(to_address="sam@people.example", subject="Your code", body="1234")


def test_a_code_that_may_have_gone_is_no_error(settings, caplog):
    with server_that_says(settings, *YES, "354 go", None):
        outbox.deliver_now(to_address="sam@people.example", subject="Your code", body="1234")
    assert "may have been sent" in caplog.text


# Private and signed-in connections


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's side of TLS, with a certificate that this process trusts."""
    paths = write_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(paths.certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(paths.certificate, paths.key)
    return context


@pytest.fixture
def guarded_office(settings: Any, certificate: ssl.SSLContext) -> Iterator[PostOffice]:
    """A mail server that wants STARTTLS and a name and password."""

    def known(server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"leap", b"let me in"), handled=False)

    office = PostOffice()
    controller = open_post_office(
        office, tls_context=certificate, require_starttls=True, auth_required=True, authenticator=known
    )
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", controller.port
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = True, False
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "leap", "let me in"
    yield office
    controller.stop()


def test_the_connection_is_private_and_signed_in_when_the_settings_say_so(guarded_office):
    message = queue()
    outbox.deliver_due()
    assert state_of(message) == ("sent", "")
    assert guarded_office.addresses() == [address_of(message)]


def test_a_wrong_password_is_our_trouble_and_not_the_messages(guarded_office, settings):
    settings.EMAIL_HOST_PASSWORD = "wrong"
    message = queue()
    outbox.deliver_due()
    assert state_of(message) == ("retry", "server-refused-sign-in")


def test_a_server_nobody_vouches_for_gets_nothing(guarded_office, settings, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    message = queue()
    outbox.deliver_due()
    assert state_of(message) == ("retry", "server-away")
    assert guarded_office.asked == []


def test_a_server_without_starttls_gets_nothing_when_we_want_it(post_office, settings):
    settings.EMAIL_USE_TLS = True
    message = queue()
    outbox.deliver_due()
    assert state_of(message) == ("retry", "server-away")
    assert post_office.asked == []


def test_the_site_without_a_host_still_names_its_messages(settings):
    settings.SITE_ORIGIN = ""
    assert mail.site_host() == "localhost"
    assert queue().message_id.endswith("@localhost>")


def test_the_date_is_when_it_was_sent():
    letter = mail.letter(
        to="a@b.example", subject="s", body="b", message_id="<x@y>", at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    )
    assert b"Date: Fri, 02 Jan 2026 03:04:00 +0000\r\n" in letter
    assert registry.address_of(kinds.NO_EMAIL) is None


def test_each_address_book_is_asked_and_the_last_of_its_name_is_used(post_office):
    message = queue()
    outbox.register_address_book(lambda some_id: None)
    outbox.register_address_book(
        lambda some_id: "other@people.example" if some_id == message.to_person_id else None, "x"
    )
    outbox.deliver_due()
    assert [letter.rcpt_tos for letter in post_office.letters] == [["other@people.example"]]
    outbox.register_address_book(kinds.address_book, "x")
    assert registry.address_of(message.to_person_id) == kinds.address(message.to_person_id)


def test_what_is_held_back_at_the_last_moment_never_leaves(post_office):
    """Asked when its text would go, with the recipient accepted and nothing said: a yes stops it for good."""
    outbox.register_hold(lambda message, kind: bool(post_office.asked), "test")
    message, other = queue(due_at=clock.now() - timedelta(hours=1)), queue()
    assert outbox.deliver_due() == 2
    assert state_of(message) == state_of(other) == ("cancelled", "not-wanted-now")
    assert message.lease_until is None
    assert post_office.asked == [address_of(message), address_of(other)]
    assert post_office.letters == []
    assert outbox.deliver_due(now=after(timedelta(days=1))) == 0


# One connection for many letters


@pytest.fixture
def connections(monkeypatch):
    """Counts the connections that are made."""
    made: list[smtplib.SMTP] = []
    connected = mail._connected

    def counted() -> smtplib.SMTP:
        made.append(connected())
        return made[-1]

    monkeypatch.setattr(mail, "_connected", counted)
    return made


def test_letters_go_one_after_another_on_one_connection_and_not_on_it_for_ever(post_office, connections, monkeypatch):
    monkeypatch.setattr(mail, "MOST_ON_ONE_LINE", 3)
    for _ in range(7):
        queue()
    assert outbox.deliver_due() == 7
    assert [len(letter.rcpt_tos) for letter in post_office.letters] == [1] * 7
    assert len(connections) == 3
    assert all(server.sock is None for server in connections)


def test_a_no_to_one_letter_ends_the_connection_and_is_not_asked_twice(post_office, connections):
    first, refused, third = (queue(due_at=clock.now() - timedelta(hours=hours)) for hours in (3, 2, 1))
    post_office.answers[address_of(refused)] = "550 no such person"
    outbox.deliver_due()
    assert post_office.asked == [address_of(first), address_of(refused), address_of(third)]
    assert [state_of(each)[0] for each in (first, refused, third)] == ["sent", "failed", "sent"]
    assert len(connections) == 2


@pytest.mark.parametrize("code", ["hangs up", "421 open for too long", "452 enough from you"])
def test_a_connection_that_has_had_enough_is_changed_for_a_new_one(post_office, connections, monkeypatch, code):
    first, second = queue(due_at=clock.now() - timedelta(hours=1)), queue()
    ask = mail._refusal_of

    def had_enough(server: smtplib.SMTP, to: str) -> mail.Outcome | None:
        if to == address_of(second) and server is connections[0]:
            if code == "hangs up":
                server.close()
            else:
                return mail._refusal("sender", (int(code[:3]), b""))
        return ask(server, to)

    monkeypatch.setattr(mail, "_refusal_of", had_enough)
    outbox.deliver_due()
    assert [state_of(each) for each in (first, second)] == [("sent", "")] * 2
    assert (second.attempts, len(connections)) == (1, 2)
    assert post_office.addresses() == [address_of(first), address_of(second)]


@pytest.mark.parametrize(
    "words",
    [
        "plain\n",
        "café = 1\n.\n..\n.dot\n",
        "long line " * 40 + "\n",
        "ends in space \nand\ttab\t\n",
        "one\r\ntwo\rthree\n",
    ],
)
def test_a_letter_says_what_it_was_given_in_signs_and_lines_any_server_can_carry(words):
    facts = {"to": "a@b.example", "message_id": "<x@y>", "at": clock.now()}
    letter = mail.letter(subject="Ünder ünusual cîrcumstances " * 5, body=words, **facts)
    assert max(len(line) for line in letter.split(b"\r\n")) <= 78
    assert letter.isascii()
    assert b"\n" not in letter.replace(b"\r\n", b"")
    read = message_from_bytes(letter, policy=policy.default)
    assert read.get_content() == "\r\n".join([*words.splitlines(), ""])
    assert read["Subject"].split() == ("Ünder ünusual cîrcumstances " * 5).split()
    assert (read.defects, read["Message-ID"], read["To"]) == ([], "<x@y>", "a@b.example")
    for subject in ("two\nlines", "two\rlines"):
        with pytest.raises(mail.BadLetter):
            mail.letter(subject=subject, body=words, **facts)
