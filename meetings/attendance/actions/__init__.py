"""Every change to a register, and every file that is taken."""

from meetings.attendance.actions.doubts import doubt_register
from meetings.attendance.actions.records import export_records, note_own_record, note_printed
from meetings.attendance.actions.register import Taken, note_chair, take_register

__all__ = [
    "Taken",
    "doubt_register",
    "export_records",
    "note_chair",
    "note_own_record",
    "note_printed",
    "take_register",
]
