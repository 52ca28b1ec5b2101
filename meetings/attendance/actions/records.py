"""Files of who came. Handing one out is an event: it is written down who took how much, in which form."""

from collections.abc import Iterator

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit
from leap.core.errors import NotAllowed
from leap.core.tables import Row
from meetings.attendance import access, queries
from meetings.schedule.models import Meeting


@transaction.atomic
def export_records(*, by: Person, form: str, wanted: queries.Wanted) -> Iterator[Row]:
    """What registers say of the panels the person runs, as rows of a file; that they took it is written down.

    `form` is csv or xlsx. The rows are read from the database while the file is written. Raises NotAllowed for anyone
    who runs no panel.
    """
    if not access.can_export_records(by):
        raise NotAllowed
    audit.record(
        by=by,
        verb="attendance.exported",
        about=None,
        form=form,
        lines=wanted.lines,
        panel=wanted.panel and wanted.panel.pk,
        meeting=wanted.meeting and wanted.meeting.pk,
        person=wanted.person and wanted.person.pk,
        first=wanted.first,
        last=wanted.last,
        **queries.how_many(by, wanted),
    )
    return queries.rows_for(by, wanted)


@transaction.atomic
def note_printed(*, meeting: Meeting, by: Person) -> None:
    """Write down that the person took this meeting's register on paper. Raises NotAllowed like taking it does."""
    if not access.can_take_register(by, meeting):
        raise NotAllowed
    audit.record(by=by, verb="register.printed", about=meeting)


@transaction.atomic
def note_own_record(*, form: str, by: Person) -> None:
    """Write down that somebody took their own record, in which form; never the name they had put on it."""
    audit.record(by=by, verb="attendance.own_record_taken", about=None, whose=by, form=form)
