from meetings.payments.views.advances import advance_new, advance_settle
from meetings.payments.views.batches import (
    batch_cancel,
    batch_csv,
    batch_detail,
    batch_list,
    batch_make,
    batch_send,
    batch_xlsx,
    budget_edit,
    columns_edit,
)
from meetings.payments.views.bookings import booking_new, booking_off
from meetings.payments.views.choices import choice_edit, choice_list, choice_record
from meetings.payments.views.expenses import (
    expense_list,
    expense_new,
    expense_record,
    journey_edit,
    journey_list,
    receipt,
    rule_new,
)
from meetings.payments.views.figures import amount_edit, costs, figures, year_end, year_end_csv, year_end_xlsx
from meetings.payments.views.letters import letter_own
from meetings.payments.views.mine import ceiling_edit, wish_edit
from meetings.payments.views.payees import payee_edit, payee_list
from meetings.payments.views.rates import band_edit, rate_example, rate_list, rate_new, uplift_list
from meetings.payments.views.records import payment_list, record_control, record_csv, record_list, record_xlsx
from meetings.payments.views.statements import statement_own
from meetings.payments.views.steps import (
    approve_list,
    confirm_list,
    line_again,
    line_back,
    line_check,
    line_deny,
    line_detail,
    line_said,
)
from meetings.payments.views.terms import terms_edit
from meetings.payments.views.work import work_choice, work_done, work_list, work_new, work_off, work_record

__all__ = [
    "advance_new",
    "advance_settle",
    "amount_edit",
    "approve_list",
    "band_edit",
    "batch_cancel",
    "batch_csv",
    "batch_detail",
    "batch_list",
    "batch_make",
    "batch_send",
    "batch_xlsx",
    "booking_new",
    "booking_off",
    "budget_edit",
    "ceiling_edit",
    "choice_edit",
    "choice_list",
    "choice_record",
    "columns_edit",
    "confirm_list",
    "costs",
    "expense_list",
    "expense_new",
    "expense_record",
    "figures",
    "journey_edit",
    "journey_list",
    "letter_own",
    "line_again",
    "line_back",
    "line_check",
    "line_deny",
    "line_detail",
    "line_said",
    "payee_edit",
    "payee_list",
    "payment_list",
    "rate_example",
    "rate_list",
    "rate_new",
    "receipt",
    "record_control",
    "record_csv",
    "record_list",
    "record_xlsx",
    "rule_new",
    "statement_own",
    "terms_edit",
    "uplift_list",
    "wish_edit",
    "work_choice",
    "work_done",
    "work_list",
    "work_new",
    "work_off",
    "work_record",
    "year_end",
    "year_end_csv",
    "year_end_xlsx",
]
