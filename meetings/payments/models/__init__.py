"""Rates, what people choose, what they are owed for their time and for what it cost them, and batches for finance."""

from meetings.payments.models.advances import Advance, Rest
from meetings.payments.models.bookings import Booking
from meetings.payments.models.expenses import Expense, ExpenseRule, Kind, Receipt
from meetings.payments.models.money import (
    BESIDE,
    LINE_STATES,
    NO_WORK,
    Activity,
    Answer,
    BandEnd,
    Batch,
    BatchLine,
    Budget,
    Ceiling,
    FeeChoice,
    FeeWish,
    FinanceColumns,
    LineMove,
    Mile,
    PanelBudget,
    PaymentLine,
    Rate,
    RateSet,
    Work,
)
from meetings.payments.models.payees import PayeeNumber

__all__ = [
    "BESIDE",
    "LINE_STATES",
    "NO_WORK",
    "Activity",
    "Advance",
    "Answer",
    "BandEnd",
    "Batch",
    "BatchLine",
    "Booking",
    "Budget",
    "Ceiling",
    "Expense",
    "ExpenseRule",
    "FeeChoice",
    "FeeWish",
    "FinanceColumns",
    "Kind",
    "LineMove",
    "Mile",
    "PanelBudget",
    "PayeeNumber",
    "PaymentLine",
    "Rate",
    "RateSet",
    "Receipt",
    "Rest",
    "Work",
]
