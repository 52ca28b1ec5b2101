from meetings.payments.views.choices import choice_edit, choice_list, choice_record
from meetings.payments.views.records import payment_list, record_control, record_csv, record_list, record_xlsx

__all__ = [
    "choice_edit",
    "choice_list",
    "choice_record",
    "payment_list",
    "record_control",
    "record_csv",
    "record_list",
    "record_xlsx",
]
