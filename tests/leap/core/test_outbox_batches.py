"""Messages are claimed some at a time: nothing goes twice, waits for its neighbour or is forgotten."""

import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leap.core import clock, outbox
from leap.core.outbox import OutboxMessage, ahead, claiming, delivery, mail, states
from leap.core.outbox.claiming import LEASE
from leap.core.outbox.sending import Sender
from tests.leap.core import faults, kinds
from tests.leap.core.sending_elsewhere import run_sender

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("note_kind")]


def in_order(number: int) -> list[OutboxMessage]:
    """So many due messages, the oldest first."""
    faults.write_down(number)
    messages = list(OutboxMessage.objects.filter(state__in=states.WAITING).order_by("pk"))
    for place, message in enumerate(messages):
        message.due_at -= timedelta(minutes=number - place)
        message.save(update_fields=["due_at"])
    faults.until_earlier_writers_are_done()
    return messages


def claim(most: int) -> list[OutboxMessage]:
    return claiming.claim(claiming.due(clock.now()), clock.now(), most)


def facts_of(*messages: OutboxMessage) -> list[tuple[str, int, int]]:
    for message in messages:
        message.refresh_from_db()
    return [(message.state, message.attempts, message.crashes) for message in messages]


def test_two_senders_claim_different_messages_the_oldest_first():
    messages = in_order(5)
    assert [claim(2), claim(2), claim(2), claim(2)] == [messages[:2], messages[2:4], messages[4:], []]


def test_a_message_whose_sender_stopped_is_claimed_alone_and_in_its_turn():
    before, suspect, after = in_order(3)
    OutboxMessage.objects.filter(pk=suspect.pk).update(crashes=1)
    assert [claim(10), claim(10), claim(10)] == [[before], [suspect], [after]]


@pytest.mark.parametrize(
    ("dies_at", "second", "third", "copies"),
    [
        ("after_claim:3", "uncertain", "retry", 2),
        ("before_data_started:3", "uncertain", "retry", 2),
        ("after_data_started:3", "sent", "uncertain", 2),
        ("after_reply:3", "sent", "uncertain", 3),
    ],
)
def test_a_sender_killed_in_the_middle_of_a_batch_leaves_one_in_doubt_and_the_rest_goes(
    settings, post_office, dies_at, second, third, copies
):
    """The yes to a letter is written down as the next begins, so it may be that letter which is in doubt."""
    messages = in_order(6)
    assert run_sender(settings, dies_at).returncode == -signal.SIGKILL
    assert len(post_office.letters) == copies
    claiming.settle_what_stopped(clock.now() + LEASE * 2)
    assert [state for state, _, _ in facts_of(*messages)] == ["sent", second, third, "retry", "retry", "retry"]
    faults.settle_the_rest()
    became = faults.check(post_office)
    assert became == faults.Became({"sent": 5, "uncertain": 1}, 0, 0)
    assert Counter(crashes for _, _, crashes in facts_of(*messages[3:])) == {1: 3}


def test_a_server_that_goes_away_in_the_middle_leaves_the_others_as_they_were(settings, post_office):
    messages, port = in_order(6), settings.EMAIL_PORT

    def goes_away(server, envelope):
        if len(post_office.letters) == 2:
            settings.EMAIL_PORT = 1
            server.transport.abort()

    post_office.after_text = goes_away
    assert outbox.deliver_due() == 4
    assert facts_of(*messages) == [
        ("sent", 1, 0), ("sent", 1, 0), ("uncertain", 1, 0), ("retry", 1, 0), ("pending", 0, 0), ("pending", 0, 0),
    ]  # fmt: skip
    settings.EMAIL_PORT, post_office.after_text = port, None
    assert outbox.deliver_due() == 2, "nobody waits for a lease"


def test_a_batch_that_runs_out_of_time_gives_back_what_it_did_not_begin(post_office):
    messages = in_order(4)
    OutboxMessage.objects.filter(pk=messages[3].pk).update(state="retry", attempts=2, reason="quiet-hours")
    post_office.after_text = lambda server, envelope: time.sleep(0.3)
    assert outbox.deliver_due(seconds=0.4) == 2
    assert facts_of(*messages) == [("sent", 1, 0), ("sent", 1, 0), ("pending", 0, 0), ("retry", 2, 0)]
    assert messages[3].reason == "quiet-hours"


def test_trouble_in_the_middle_gives_back_what_waits_behind_it(post_office):
    first, second, third, fourth = in_order(4)

    def book(person_id):
        if person_id == third.to_person_id:
            raise KeyboardInterrupt
        return kinds.address(person_id)

    outbox.register_address_book(book)
    with pytest.raises(KeyboardInterrupt):
        outbox.deliver_due()
    assert [state for state, _, _ in facts_of(first, second, third, fourth)] == ["sent", "sent", "claimed", "pending"]


def test_trouble_with_the_next_letter_does_not_cost_the_one_on_its_way_its_yes(post_office):
    """The next is put together while the server thinks about the one before: the trouble waits for its turn."""
    first, second, third = in_order(3)
    arrived: list[int] = []

    def book(person_id):
        if person_id == third.to_person_id:
            arrived.append(len(post_office.letters))
            raise KeyboardInterrupt
        return kinds.address(person_id)

    post_office.after_text = lambda server, envelope: time.sleep(0.3)
    outbox.register_address_book(book)
    with pytest.raises(KeyboardInterrupt):
        outbox.deliver_due()
    assert arrived == [1], "it was put together before the second had its yes"
    assert [state for state, _, _ in facts_of(first, second, third)] == ["sent", "sent", "claimed"]


def test_what_is_claimed_together_is_read_together_and_nothing_that_others_may_send(post_office, monkeypatch):
    monkeypatch.setattr(delivery, "MOST_AT_ONCE", 3)
    messages, read = in_order(10), []
    outbox.register_reader(lambda those, know: read.append([each.pk for each in those]), "test")
    assert outbox.deliver_due() == 10
    keys = [each.pk for each in messages]
    assert read == [keys[1:4], keys[4:7], keys[7:10]], "the first goes alone"


def test_statements_are_planned_once_for_a_connection_and_again_for_a_new_one(post_office):
    def planned() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), sum(calls) FROM (SELECT generic_plans + custom_plans AS calls"
                           " FROM pg_prepared_statements WHERE name LIKE 'leap_%') each")  # fmt: skip
            return cursor.fetchone()

    connection.close()  # another test may have left planned statements on it
    in_order(12)
    assert outbox.deliver_due() == 12
    number, calls = planned()
    assert number == 2, "to begin one letter, and to begin one and settle another"
    assert calls == 11, "the first goes alone"
    connection.close()
    assert planned() == (0, None)
    in_order(4)
    assert outbox.deliver_due() == 4
    assert planned()[0] == 2


def test_the_leases_of_what_waits_are_renewed_but_not_of_what_somebody_else_took(post_office):
    ours, theirs = in_order(2)
    claimed = claim(2)
    OutboxMessage.objects.filter(pk=theirs.pk).update(attempts=2)
    claiming.keep(claimed, clock.now() + LEASE / 3)
    ours.refresh_from_db()
    assert ours.lease_until < clock.now() + LEASE, "half its time is not over"
    later = clock.now() + LEASE * 0.6
    claiming.keep(claimed, later)
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert ours.lease_until == later + LEASE
    assert theirs.lease_until < ours.lease_until
    with mail.Line() as line:
        Sender(line, clock.now).deliver(claimed, set(), time.monotonic() + 60)
    assert post_office.addresses() == [kinds.address(ours.to_person_id)]
    assert facts_of(theirs) == [("claimed", 2, 0)]


def test_a_room_that_cannot_read_ahead_is_asked_for_each_message_by_itself(post_office, caplog):
    def stumbles(messages, know):
        raise ZeroDivisionError("somebody's private words")

    outbox.register_reader(stumbles, "test")
    in_order(4)
    assert outbox.deliver_due() == 4
    assert faults.check(post_office).states == {"sent": 4}
    assert "ZeroDivisionError" in caplog.text
    assert "private words" not in caplog.text


def test_what_was_read_ahead_is_used_while_its_rows_are_as_they_were_and_no_longer(post_office):
    """The row here is a message that is not due, which no delivery writes: any table will do."""
    *messages, watched = in_order(7)
    OutboxMessage.objects.filter(pk=watched.pk).update(due_at=clock.now() + timedelta(days=1))
    faults.until_earlier_writers_are_done()
    asked: list[object] = []

    def book(person_id):
        asked.append(person_id)
        return kinds.address(person_id)

    def reader(those, know):
        for each in those:
            know(book, each.to_person_id, kinds.address(each.to_person_id), outbox.row(watched))

    outbox.register_address_book(book)
    outbox.register_reader(reader, "test")

    def touches(server, envelope):
        if len(post_office.letters) == 3:
            OutboxMessage.objects.filter(pk=watched.pk).update(crashes=0)
            connection.close()

    post_office.after_text = touches
    assert outbox.deliver_due() == 6
    assert faults.check(post_office).states == {"sent": 6, "pending": 1}
    # The first goes alone. The row changed while the fourth was sent: the fifth is asked about, and so is the last,
    # which is alone by then.
    assert asked == [messages[0].to_person_id, messages[4].to_person_id, messages[5].to_person_id]


def test_rows_that_come_go_or_change_are_noticed(note_kind):
    (message,) = in_order(1)
    own = outbox.row(message)
    none = outbox.rows(OutboxMessage, "about_id", message.pk, 0)
    since = ahead.Ahead().since
    assert ahead.changed_rows([own, none], since) == set()
    assert ahead.changed_rows([], since) == set()
    other = OutboxMessage.objects.create(
        key="x", kind="note", channel="email", to_person_id=message.pk, about_type="x", about_id=message.pk,
        occasion="x", state="pending", due_at=clock.now(),
    )  # fmt: skip
    assert ahead.changed_rows([own, none], since) == {none}
    OutboxMessage.objects.filter(pk=message.pk).update(occasion="y")
    assert ahead.changed_rows([own], since) == {own}
    faults.until_earlier_writers_are_done()
    later = ahead.Ahead().since
    assert ahead.changed_rows([own, outbox.row(other)], later) == set()
    other_row = outbox.row(other)
    other.delete()
    assert ahead.changed_rows([own, other_row], later) == {other_row}


def test_a_change_that_began_before_we_read_and_ends_after_is_noticed(post_office):
    """A transaction that is still open when we read ahead has written what we cannot see yet."""
    import threading

    (message,) = in_order(1)
    written, go_on = threading.Event(), threading.Event()

    def change_slowly():
        from django.db import transaction

        with transaction.atomic():
            OutboxMessage.objects.filter(pk=message.pk).update(occasion="y")
            written.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=change_slowly)
    thread.start()
    assert written.wait(10)
    since = ahead.Ahead().since
    assert ahead.changed_rows([outbox.row(message)], since) == set(), "nothing to see yet"
    go_on.set()
    thread.join(10)
    assert ahead.changed_rows([outbox.row(message)], since) == {outbox.row(message)}


def test_a_letter_costs_two_statements_on_the_way_out(post_office):
    in_order(21)
    with CaptureQueriesContext(connection) as asked:
        assert outbox.deliver_due() == 21
    assert len(asked) <= 21 * 2
