"""The file of who came with 100,000 rows: how fast against PostgreSQL's own COPY of them, and in how much memory.

Everything is made in a transaction that is taken back. Both take turns, so that a slow moment is slow for both.
"""

import resource
import time
import tracemalloc
from datetime import timedelta

from leap.local.figures import figure

ROWS, PEOPLE, FEW = 100_000, 40, 5_000
ROUNDS = 3
# From the issue: in constant memory, and at least a third of the speed of COPY to CSV of the same rows in the same run.
SHARE = 1 / 3
# How much more memory the whole file may take than a twentieth of it: none, but for what Python leaves lying about.
MORE_MEMORY = 1.1


def main() -> None:
    """Print how fast the file is against COPY, and how much more memory 100,000 rows need than 5,000."""
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        lead, last_meeting_of_few = make(ROWS)
        times = [(timed(copied, lead), timed(exported, lead)) for _ in range(ROUNDS)]
        few, many = memory_of(lead, last_meeting_of_few), memory_of(lead, None)
        transaction.set_rollback(True)
    copy, export = (min(each) for each in zip(*times, strict=True))
    print(f"COPY {copy:.2f} s, export {export:.2f} s, best of {ROUNDS}; peak {few / 1e6:.1f} and {many / 1e6:.1f} MB")
    print(f"the whole process at its largest: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    figure("attendance_csv_speed_against_copy", copy / export, "of_copy", SHARE)
    figure("attendance_csv_memory_100000_against_5000", many / few, "times", MORE_MEMORY, at_most=True)


def timed(step, lead) -> float:
    """How many seconds it takes to write everything to nowhere."""
    begun = time.perf_counter()
    size = step(lead)
    took = time.perf_counter() - begun
    if size < ROWS * 50:
        raise AssertionError("the file does not hold all rows")
    return took


def copied(lead) -> int:
    """The same rows, by the same question, as PostgreSQL writes them itself."""
    from django.db import connection

    from meetings.attendance import queries

    sql, params = queries.flat_records(lead, queries.Wanted()).query.sql_with_params()
    sink = Sink()
    with connection.cursor() as cursor:
        question = cursor.cursor.mogrify(sql, params).decode()
        cursor.cursor.copy_expert(f"COPY ({question}) TO STDOUT WITH (FORMAT csv, FORCE_QUOTE *)", sink)
    return sink.size


def exported(lead, wanted=None) -> int:
    """The file as it is handed out, with its line in the trail."""
    from leap.core import tables
    from meetings.attendance import actions, queries

    rows = actions.export_records(by=lead, form="csv", wanted=wanted or queries.Wanted())
    return sum(len(piece) for piece in tables.csv_pieces(rows, [("Taken by", lead.shown_name)]))


def memory_of(lead, last_day) -> int:
    """The most memory that Python held at once for it, in bytes."""
    from meetings.attendance import queries

    tracemalloc.start()
    exported(lead, queries.Wanted(last=last_day))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


class Sink:
    """Somewhere to write that only counts."""

    size = 0

    def write(self, piece: bytes) -> None:
        """Count it."""
        self.size += len(piece)


def make(rows: int):
    """Somebody who leads ten panels with registers of so many rows; and the last day of the first few."""
    from accounts.people.models import Panel, Person, Programme, Role
    from leap.core import clock
    from meetings.attendance.models import Attendance
    from meetings.schedule.models import Meeting

    programme = Programme.objects.create(name="Registers")
    lead = Person.objects.create_user(email="registers@example.org", called_name="Lead")
    since = clock.today() - timedelta(days=4000)
    Role.objects.create(person=lead, programme=programme, kind=Role.Kind.PPI_LEAD, starts_on=since)
    panels = [Panel.objects.create(programme=programme, name=f"Panel {number}", site="Site") for number in range(10)]
    people = [Person.objects.create_user(called_name=f"Person {number}") for number in range(PEOPLE * len(panels))]
    first = clock.now() - timedelta(days=rows // PEOPLE + 1)
    meetings = [
        Meeting(
            panel=panels[number % 10],
            title="Advisory meeting",
            starts_at=first + timedelta(days=number),
            minutes=120,
            place="Room 2",
            state=Meeting.State.HELD,
            opened_at=first,
        )
        for number in range(rows // PEOPLE)
    ]
    Meeting.objects.bulk_create(meetings, batch_size=1000)
    ways = ("in_person", "online", "phone", "comments", "apologies", "away")
    for at in range(0, len(meetings), 100):
        Attendance.objects.bulk_create(
            [
                Attendance(
                    meeting=meeting,
                    person=people[(at + number) % 10 * PEOPLE + each],
                    came=ways[(number + each) % 6],
                    part=(number + each) % 6 == 0,
                    half_hours=2 if (number + each) % 6 == 0 else None,
                    recorded_by=lead,
                )
                for number, meeting in enumerate(meetings[at : at + 100])
                for each in range(PEOPLE)
            ]
        )
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE attendance_attendance, schedule_meeting, people_person")
    return lead, clock.day_of(meetings[FEW // PEOPLE - 1].starts_at)
