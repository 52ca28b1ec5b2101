"""How fast one worker sends 10,000 due reminders, beside a bare smtplib loop to the same server in the same run.

The outbox looks everything up (is it still true, is it wanted, which way), asks at the last moment whether any of it
has changed, and writes down where each message is. The bare loop does none of that. It comes in two kinds: a connection
for each letter, and the hardest to match: one connection for all (our sender uses one for up to fifty).
"""

import asyncio
import os
import smtplib
import socket
import sys
import time
from datetime import timedelta

import django

from leap.local.processes import wait_until

REMINDERS, BARE = 10_000, 2_000
RATIO = 0.5  # issue 4: at least half as fast as a bare smtplib loop in the same run
PANELS, MEETINGS = 20, 5


def main() -> None:
    """Print messages a second, and the ratio to the bare loop."""
    port, process = start_sink()
    os.environ["EMAIL_HOST"], os.environ["EMAIL_PORT"] = "127.0.0.1", str(port)
    django.setup()
    try:
        from leap.local.figures import figure

        content = write_reminders()
        before, ours, after = bare(port, content), send(), bare(port, content)
        each, one = (before[0] + after[0]) / 2, (before[1] + after[1]) / 2
        print(f"bare smtplib loop: {each:.0f} a second with a connection for each, {one:.0f} with one for all")
        figure("outbox-10000-reminders", ours, "messages/s", RATIO * one)
        figure("outbox-against-bare-smtplib-connection-each", ours / each, "of it", RATIO)
        figure("outbox-against-bare-smtplib-one-connection", ours / one, "of it", RATIO)
    finally:
        process.kill()


def start_sink():
    """A mail server in a process of its own that says yes and forgets."""
    import subprocess

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", f"import benchmarks.outbox as o; o.sink({port})"])

    def is_there() -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            return False
        return True

    if not wait_until(is_there, seconds=20):
        raise RuntimeError("the sink did not start")
    return port, process


def sink(port: int) -> None:
    """What the other process runs."""
    import logging

    from aiosmtpd.smtp import SMTP

    logging.disable(logging.CRITICAL)

    class Forget:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802 - its name
            return "250 OK"

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        await loop.create_server(lambda: SMTP(Forget()), "127.0.0.1", port)
        await asyncio.Event().wait()

    asyncio.run(serve())


def write_reminders() -> bytes:
    """10,000 true reminders that are due: people on panels, asked to meetings that are near. Gives one letter."""
    from accounts.people.models import Panel, Person, Programme, Role
    from leap.core import clock
    from leap.core.outbox import OutboxMessage, registry, writing
    from meetings.invitations.models import Invitation
    from meetings.invitations.notices import start_of
    from meetings.invitations.planning.reminders import reminders
    from meetings.schedule.models import Meeting

    now, each = clock.now(), REMINDERS // PANELS // MEETINGS
    OutboxMessage.objects.all().delete()
    programme = Programme.objects.create(name="Benchmark")
    for number in range(PANELS):
        panel = Panel.objects.create(programme=programme, name=f"Panel {number}")
        people = Person.objects.bulk_create(
            Person(called_name=f"P{number}x{n}", shown_name=f"P{number}x{n}", email=f"p{number}x{n}@bench.example")
            for n in range(each)
        )
        member = {"panel": panel, "programme": programme, "kind": Role.Kind.MEMBER, "starts_on": clock.today()}
        Role.objects.bulk_create(Role(person=person, **member) for person in people)
        for turn in range(MEETINGS):
            meeting = Meeting.objects.create(
                panel=panel, title="Meeting", starts_at=now + timedelta(days=4, hours=turn), minutes=60,
                place="The hall", state="open", opened_at=now,
            )  # fmt: skip
            asked = Invitation.objects.bulk_create(Invitation(meeting=meeting, person=person) for person in people)
            occasion = reminders(start_of(meeting))[0].occasion  # as the panel has it, whatever the usual days are
            OutboxMessage.objects.bulk_create(
                OutboxMessage(
                    key=f"meeting_reminder:{one.pk}:{one.person_id}:{occasion}", kind="meeting_reminder",
                    channel="email", to_person_id=one.person_id, about_type="invitations.invitation",
                    about_id=one.pk, occasion=occasion, state="pending", due_at=now,
                )
                for one in asked
            )  # fmt: skip
    first = OutboxMessage.objects.first()
    kind = registry.kind_called(first.kind)
    assert kind.still_true(first), "the reminders must be true, or nothing is sent"
    return writing.write(kind, first, registry.address_of(first.to_person_id), now)


def send() -> float:
    """Messages a second of one worker, started as on a real site and asked every 15 seconds, as beat asks."""
    import logging
    import subprocess

    from django.conf import settings

    from leap.celery import app
    from leap.core.outbox import OutboxMessage, states
    from leap.local.supervisor import worker_command

    logging.disable(logging.CRITICAL)
    every = settings.CELERY_BEAT_SCHEDULE["deliver-due-messages"]["schedule"]
    reminders = OutboxMessage.objects.filter(kind="meeting_reminder")
    with subprocess.Popen(worker_command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as worker:
        try:
            if not wait_until(lambda: bool(app.control.inspect(timeout=0.5).ping()), seconds=60):
                raise RuntimeError("the worker did not start")
            began, asked = time.monotonic(), 0
            while reminders.exclude(state=states.SENT).exists():
                if time.monotonic() >= began + asked * every:
                    app.send_task("core.deliver_due_messages")
                    asked += 1
                time.sleep(0.2)
            seconds = time.monotonic() - began
        finally:
            worker.kill()
    assert reminders.filter(state=states.SENT, reason="").count() == REMINDERS
    return REMINDERS / seconds


def bare(port: int, content: bytes) -> tuple[float, float]:
    """Letters a second of the plainest loops there are: a connection for each, and one for all."""
    began = time.monotonic()
    for number in range(BARE):
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
            server.sendmail("bench@leap.example", [f"p{number}@bench.example"], content)
    between = time.monotonic()
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
        for number in range(BARE):
            server.sendmail("bench@leap.example", [f"p{number}@bench.example"], content)
    return BARE / (between - began), BARE / (time.monotonic() - between)
