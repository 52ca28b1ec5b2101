from meetings.payments.views.choices import choice_edit, choice_list, choice_record
from meetings.payments.views.mine import ceiling_edit, wish_edit
from meetings.payments.views.records import payment_list, record_control, record_csv, record_list, record_xlsx
from meetings.payments.views.terms import terms_edit

__all__ = [
    "ceiling_edit",
    "choice_edit",
    "choice_list",
    "choice_record",
    "payment_list",
    "record_control",
    "record_csv",
    "record_list",
    "record_xlsx",
    "terms_edit",
    "wish_edit",
]
