"""The promise, with real processes that are killed and real threads that race.

No message is lost without a person being told, and the machine never sends one twice.
"""

import asyncio
import signal
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from leap.core import clock, outbox
from leap.core.crashpoints import VARIABLE, crashpoint
from leap.core.outbox import OutboxMessage, delivery
from leap.core.outbox.claiming import LEASE
from leap.core.outbox.sending import Sender
from tests.leap.core import faults, kinds
from tests.leap.core.sending_elsewhere import run_sender
from tests.leap.core.shelf import Shelf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("note_kind", "no_nudges")]

# where the sender dies, what the row says when its lease is over, and how many copies there are at the end
POINTS = [
    ("after_claim", "retry", 1),
    ("after_writing", "retry", 1),
    ("before_data_started", "retry", 1),
    ("after_data_started", "uncertain", 0),
    ("after_text", "uncertain", 1),
    ("after_reply", "uncertain", 1),
    ("after_settling", "sent", 1),
]


@pytest.fixture
def no_nudges(monkeypatch):
    monkeypatch.setattr("leap.core.outbox.nudge._publish", lambda *asked, use_by: None)


def queue(number: int = 1) -> list[OutboxMessage]:
    return [outbox.queue(kind="note", to=Shelf(), about=Shelf(), occasion="5-days") for _ in range(number)]


@pytest.mark.parametrize(("point", "state", "copies"), POINTS)
def test_a_sender_killed_anywhere_loses_nothing_unseen_and_sends_nothing_twice(
    settings, post_office, point, state, copies
):
    (message,) = queue()
    killed = run_sender(settings, dies_at=point)
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    delivery.settle_what_stopped(clock.now() + LEASE * 2)
    message.refresh_from_db()
    assert message.state == state

    for days in (1, 2):
        outbox.deliver_due(now=lambda days=days: clock.now() + timedelta(days=days))
    message.refresh_from_db()
    assert message.state == ("sent" if state in ("retry", "sent") else "uncertain")
    assert (message in outbox.waiting_for_a_person()) == (message.state == "uncertain")
    arrived = post_office.addresses()
    assert set(arrived) <= {kinds.address(message.to_person_id)}
    # Killed while the text was leaving, it may or may not have arrived: that is what "uncertain" says.
    assert len(arrived) == copies if point != "after_text" else len(arrived) <= 1


# R2: the points above are seven; here are five more.


def test_r2_killed_before_it_commits_there_was_no_message_and_asking_again_writes_one(settings, post_office):
    died = run_sender(settings, dies_at="before_commit", LEAP_TEST_QUEUE="1")
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert not OutboxMessage.objects.exists(), "nothing that it tells about has happened either"
    assert run_sender(settings, LEAP_TEST_QUEUE="1").returncode == 0
    outbox.deliver_due()
    assert faults.check(post_office) == faults.Became({"sent": 1}, 0, 0)


def test_r2_killed_before_it_asks_a_worker_the_sweep_sends_what_was_written_down(settings, post_office):
    died = run_sender(settings, dies_at="before_asking", LEAP_TEST_QUEUE="1")
    assert died.returncode == -signal.SIGKILL, died.stderr
    outbox.deliver_due()
    assert faults.check(post_office) == faults.Became({"sent": 1}, 0, 0)


def test_r2_killed_while_it_puts_a_letter_off_until_the_morning_the_letter_still_waits_for_it(settings, post_office):
    until = clock.now() + timedelta(hours=12)
    outbox.register_wishes(lambda person_id: outbox.Wishes(not_before=lambda moment: until))
    (message,) = queue()
    died = run_sender(settings, dies_at="in_quiet_hours", LEAP_TEST_QUIET=until.isoformat())
    assert died.returncode == -signal.SIGKILL, died.stderr
    outbox.deliver_due(now=lambda: clock.now() + LEASE * 2)
    message.refresh_from_db()
    assert (message.state, message.reason, message.due_at) == ("retry", "quiet-hours", until)
    assert post_office.letters == []
    outbox.deliver_due(now=lambda: until)
    assert faults.check(post_office) == faults.Became({"sent": 1}, 0, 0)


def test_r2_killed_while_it_gives_back_what_it_did_not_come_to_the_others_send_it(settings, post_office):
    """Its time is over after the second letter, and two are left in its hands."""

    async def takes_long_over_the_second(server, envelope):
        if len(post_office.letters) == 1:
            await asyncio.sleep(2.2)

    post_office.after_text = takes_long_over_the_second
    queue(4)
    died = run_sender(settings, dies_at="before_giving_back", LEAP_TEST_SECONDS="2")
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert OutboxMessage.objects.filter(state="claimed").count() == 2, "the control: it still had them"
    for days in (0, 1, 2):
        outbox.deliver_due(now=lambda days=days: clock.now() + LEASE * 2 + timedelta(days=days))
    assert faults.check(post_office) == faults.Became({"sent": 4}, 0, 0)


def test_r2_killed_while_it_settles_what_others_left_the_next_one_settles_the_rest(settings, post_office):
    shown, again = queue(2)
    over = {"attempts": 1, "lease_until": clock.now() - LEASE}
    OutboxMessage.objects.filter(pk=shown.pk).update(state="data_started", **over)
    OutboxMessage.objects.filter(pk=again.pk).update(state="claimed", **over)
    died = run_sender(settings, dies_at="while_settling")
    assert died.returncode == -signal.SIGKILL, died.stderr
    outbox.deliver_due()
    assert faults.check(post_office) == faults.Became({"uncertain": 1, "sent": 1}, 0, 0)
    assert [*outbox.waiting_for_a_person()] == [shown]


@pytest.mark.parametrize("point", ["after_data_started", "after_text", "after_reply"])
def test_r2_without_writing_down_first_a_sender_killed_there_is_taken_for_one_that_sent_nothing(
    settings, post_office, point
):
    """The control: what may have left is tried again as if it had not, and where it had, there are two."""
    (message,) = queue()
    killed = run_sender(settings, dies_at=point, LEAP_TEST_NAIVE="1")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    arrived = len(post_office.letters)
    outbox.deliver_due(now=lambda: clock.now() + LEASE * 2)
    message.refresh_from_db()
    assert message.state == "sent"
    assert len(post_office.letters) == arrived + 1
    if point == "after_reply":
        assert faults.check(post_office).twice == 1


def test_r2_without_an_end_to_leases_nobody_would_ever_hear(settings, post_office, monkeypatch):
    """The other control: nobody sends what a sender that was killed had in hand, and nobody is told."""
    monkeypatch.setattr(delivery, "settle_what_stopped", lambda at: None)
    queue()
    run_sender(settings, dies_at="after_claim")
    faults.settle_the_rest()
    assert faults.check(post_office) == faults.Became({"claimed": 1}, 1, 0)


def test_a_sender_that_is_not_killed_sends(settings, post_office):
    queue(2)
    done = run_sender(settings)
    assert (done.returncode, done.stdout) == (0, "2 dealt with\n"), done.stderr
    assert len(post_office.letters) == 2


def test_crashpoints_do_nothing_where_they_are_not_allowed(settings, monkeypatch):
    monkeypatch.setenv(VARIABLE, "here")
    settings.ALLOW_CRASHPOINTS = False
    crashpoint("here")
    settings.ALLOW_CRASHPOINTS = True
    crashpoint("elsewhere")


def race(senders: int) -> None:
    """Start this many senders at the same moment, each with a connection of its own, and wait for them."""
    start = threading.Barrier(senders)
    troubles: list[BaseException] = []

    def send() -> None:
        try:
            start.wait(10)
            while outbox.deliver_due():
                pass
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert troubles == []


def test_eight_senders_at_once_send_each_message_once(post_office):
    messages = queue(40)
    race(8)
    assert sorted(post_office.addresses()) == sorted(kinds.address(message.to_person_id) for message in messages)
    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_eight_senders_without_the_claim_would_send_twice(post_office, monkeypatch):
    """The race above can fail: without the row lock and the fence it does."""

    def claim_without_a_lock(due, at, most):
        messages = list(due[:most])
        for message in messages:
            message.was, message.state, message.lease_until = message.state, "claimed", at + LEASE
            message.save(update_fields=["state", "lease_until"])
        return messages

    monkeypatch.setattr(delivery, "claim", claim_without_a_lock)
    monkeypatch.setattr(Sender, "_start", lambda sender, message, letter: True)
    monkeypatch.setattr(Sender, "_settle", lambda sender, message, outcome: None)
    queue(40)
    race(8)
    assert len(post_office.addresses()) > 40


def test_eight_at_once_write_one_message_down_once():
    person, thing = Shelf(), Shelf()
    start = threading.Barrier(8)
    got: list[OutboxMessage | None] = []

    def write() -> None:
        start.wait(10)
        with transaction.atomic():
            got.append(outbox.queue(kind="note", to=person, about=thing, occasion="5-days"))
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(got) == 8
    assert sum(message is not None for message in got) == 1
    assert OutboxMessage.objects.count() == 1


def test_a_change_that_is_rolled_back_sends_nothing(post_office):
    def fails() -> None:
        with transaction.atomic():
            queue()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert outbox.deliver_due() == 0


def test_sending_inside_a_transaction_is_refused(post_office):
    queue()
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.deliver_due()
    assert post_office.asked == []
