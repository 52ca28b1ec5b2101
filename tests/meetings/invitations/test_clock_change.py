"""R14: reminders at nine on the wall on both sides of the night the clocks go back, by a real worker that is killed."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from leap.core.outbox import OutboxMessage
from leap.core.outbox.claiming import LEASE
from leap.local.processes import wait_until
from meetings.invitations import actions
from tests import factories
from tests.leap.core import faults
from tests.leap.core.conftest import post_office  # noqa: F401 - a fixture
from tests.meetings import rooms

pytestmark = pytest.mark.django_db(transaction=True)

STARTS_AT = datetime(2026, 10, 27, 14, tzinfo=UTC)  # two days after the clocks went back
NINE_IN_SUMMER = datetime(2026, 10, 20, 8, tzinfo=UTC)
NINE_IN_WINTER = datetime(2026, 10, 26, 9, tzinfo=UTC)
WORKER = ["-m", "celery", "-A", "tests.meetings.invitations.clock_worker:app", *faults.WORKER[4:], "--concurrency=1"]


def test_everybody_is_reminded_at_nine_once_whatever_happens_to_the_worker(settings, post_office, tmp_path):  # noqa: F811
    with time_machine.travel(datetime(2026, 10, 1, tzinfo=UTC)):
        world = factories.small_panel(members=8)
        meeting = rooms.meeting(world.panel, state="planned", starts_at=STARTS_AT)
        actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
        for person in world.on_panel:
            actions.reply(meeting_id=meeting.pk, reply="coming", by=person)
    OutboxMessage.objects.all().delete()
    wall = tmp_path / "clock"
    with faults.broker() as valkey:
        env = faults.environment(settings, REDIS_URL=valkey.url, LEAP_TEST_CLOCK=str(wall))
        wall.write_text(str(NINE_IN_SUMMER - timedelta(minutes=1)))
        with faults.running("worker", WORKER, env) as worker:
            day = Day(faults.caller(valkey), worker, post_office, wall, len(world.on_panel))
            for nine, occasion in ((NINE_IN_SUMMER, "7-days"), (NINE_IN_WINTER, "1-day")):
                day.goes_by(nine, occasion)


class Day:
    """One morning of the worker: not a minute before nine; killed in the middle; the rest when its lease is over."""

    def __init__(self, app, worker, office, wall, people):
        self.app, self.worker, self.office, self.wall, self.people = app, worker, office, wall, people

    def goes_by(self, nine: datetime, occasion: str) -> None:
        messages = OutboxMessage.objects.filter(occasion=occasion)
        self.office.letters.clear()
        faults.slow_yes(self.office, 0.1)
        self.at(nine - timedelta(minutes=1))
        assert not messages.exists()
        self.at(nine, wait=False)
        assert wait_until(lambda: len(self.office.letters) >= 2, seconds=30)
        (child,) = faults.children_of(self.worker.process.pid)
        assert faults.kill(child)
        assert wait_until(lambda: faults.children_of(self.worker.process.pid) not in ([], [child]), seconds=30)
        assert messages.filter(state__in=["claimed", "data_started"]).exists(), "the control: it was in the middle"
        self.at(nine + LEASE * 2)
        self.at(nine + LEASE * 4)
        states = list(messages.values_list("state", flat=True))
        copies = self.office.addresses()
        assert len(states) == self.people
        assert set(states) <= {"sent", "uncertain"}
        assert states.count("uncertain") <= 1, "only what was leaving when it was killed"
        assert len(copies) == len(set(copies)) >= states.count("sent")

    def at(self, moment: datetime, *, wait: bool = True) -> None:
        """It is this time, and beat asks for what it asks for every minute."""
        self.wall.write_text(str(moment))
        for name in ("invitations.queue_due_reminders", "core.deliver_due_messages"):
            self.app.send_task(name, retry=False)
        if wait:
            assert wait_until(lambda: faults.is_idle(self.app), seconds=30)
