"""Every read about who came: one register, what it says of oneself, and the records of many meetings."""

from meetings.attendance.queries.mine import (
    meetings_i_was_asked_to,
    my_attendance_for,
    my_changes_for,
    my_doubt_about,
    my_record_for,
)
from meetings.attendance.queries.records import (
    Wanted,
    attendance_records_for,
    choices_for,
    flat_records,
    how_many,
    rows_for,
)
from meetings.attendance.queries.register import (
    Expected,
    changes_for,
    counts_for,
    doubts_for,
    expected_for,
    invitations_of_those_here,
    meetings_with_doubts,
    people_for_register,
    people_to_add,
    register_for,
    were_here,
    who_chaired,
)

__all__ = [
    "Expected",
    "Wanted",
    "attendance_records_for",
    "changes_for",
    "choices_for",
    "counts_for",
    "doubts_for",
    "expected_for",
    "flat_records",
    "how_many",
    "invitations_of_those_here",
    "meetings_i_was_asked_to",
    "meetings_with_doubts",
    "my_attendance_for",
    "my_changes_for",
    "my_doubt_about",
    "my_record_for",
    "people_for_register",
    "people_to_add",
    "register_for",
    "rows_for",
    "were_here",
    "who_chaired",
]
