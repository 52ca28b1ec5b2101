"""What protects us, taken away: the faults of trust.md 2.3 in short, each failing as it would without it.

The faults themselves are held in `test_outbox_delivery` (R7 to R10) and `test_outbox_crashes` (R16). With their
controls beside them: `test_outbox_crashes` (R2), `test_faults` (R1, R3 to R6, R14, R21, R25), `test_health_and_tasks`
(R21), `meetings/invitations` (R3, R14, R18, R21) and `meetings/schedule` (R15, R17).
"""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection

from leap.core import clock, outbox
from leap.core.outbox import OutboxMessage, mail, states
from leap.core.outbox.claiming import LEASE
from leap.core.outbox.sending import Sender
from tests.leap.core import faults
from tests.leap.core.post_office import SILENCE, ScriptedServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("note_kind")]

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
LONDON = "Europe/London"


def state() -> str:
    return OutboxMessage.objects.get().state


def test_r7_without_trying_again_a_busy_server_costs_the_letter(post_office, monkeypatch):
    monkeypatch.setattr(mail, "_no", lambda what, code: mail.Outcome(states.FAILED, f"{what}-refused-{code}"))
    post_office.after_text = lambda server, envelope: "451 busy"
    faults.write_down(1)
    outbox.deliver_due()
    post_office.after_text = None
    faults.settle_the_rest()
    assert state() == "failed"
    assert post_office.letters == []


def test_r8_without_knowing_never_from_not_now_somebody_who_is_not_there_is_asked_again(post_office, monkeypatch):
    monkeypatch.setattr(mail, "_no", lambda what, code: mail.Outcome(states.RETRY, f"{what}-not-now-{code}"))
    faults.write_down(1)
    post_office.after_text = lambda server, envelope: "550 no such person"
    outbox.deliver_due()
    outbox.deliver_due(now=lambda: clock.now() + LEASE)
    assert state() == "retry"
    assert len(post_office.asked) == 2


def test_r9_without_an_end_to_waiting_a_silent_server_keeps_the_sender(settings):
    """Django's own setting is to wait for ever. With half a second the sender is free; without, it is still there."""
    waits = {}
    for seconds in (0.5, None):
        settings.EMAIL_TIMEOUT = seconds
        faults.write_down(1)
        with ScriptedServer("220 hello", SILENCE) as server:
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
            sender = threading.Thread(target=_deliver_and_close, daemon=True)
            sender.start()
            sender.join(10 if seconds else 3)
            waits[seconds] = sender.is_alive()
        sender.join(10)
        assert not sender.is_alive(), "the server has hung up, so it is free at last"
        OutboxMessage.objects.all().delete()
    assert waits == {0.5: False, None: True}


def _deliver_and_close() -> None:
    outbox.deliver_due()
    connection.close()


def test_r10_without_the_doubt_a_letter_that_was_kept_goes_twice(post_office, monkeypatch):
    settle = Sender._settle

    def sure(sender, message, outcome):
        settle(sender, message, mail.Outcome(states.RETRY) if outcome.state == states.UNCERTAIN else outcome)

    def keeps_and_hangs_up(server, envelope):
        post_office.letters.append(envelope)
        server.transport.abort()
        post_office.after_text = None

    monkeypatch.setattr(Sender, "_settle", sure)
    post_office.after_text = keeps_and_hangs_up
    faults.write_down(1)
    outbox.deliver_due()
    faults.settle_the_rest()
    assert faults.check(post_office).twice == 1


def test_r16_without_the_key_that_is_there_once_the_same_message_is_written_down_twice():
    faults.write_down(1)
    again = OutboxMessage.objects.get()
    again.pk, again._state.adding = None, True
    again.id = OutboxMessage._meta.pk.get_default()
    with pytest.raises(IntegrityError):
        again.save(force_insert=True)
    (unique,) = [name for name, facts in _constraints().items() if facts["unique"] and facts["columns"] == ["key"]]
    with connection.cursor() as cursor:
        cursor.execute(f'alter table core_outboxmessage drop constraint "{unique}"')
        try:
            again.save(force_insert=True)
            assert OutboxMessage.objects.count() == 2
        finally:
            OutboxMessage.objects.all().delete()
            cursor.execute(f'alter table core_outboxmessage add constraint "{unique}" unique (key)')


def _constraints() -> dict:
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, OutboxMessage._meta.db_table)
