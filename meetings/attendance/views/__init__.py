"""The register on the screen and on paper, what it says of oneself, and files."""

from meetings.attendance.views.mine import my_register, own_record
from meetings.attendance.views.records import record_csv, record_list, record_xlsx
from meetings.attendance.views.register import register_changes, register_edit, register_paper

__all__ = [
    "my_register",
    "own_record",
    "record_csv",
    "record_list",
    "record_xlsx",
    "register_changes",
    "register_edit",
    "register_paper",
]
