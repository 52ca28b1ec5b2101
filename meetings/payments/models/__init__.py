"""Rates, what people choose, what they are owed for their time and for what it cost them, and batches for finance."""

from meetings.payments.models.expenses import Expense, ExpenseRule, Kind, Receipt
from meetings.payments.models.money import (
    LINE_STATES,
    Activity,
    Answer,
    BandEnd,
    Batch,
    BatchLine,
    Budget,
    Ceiling,
    FeeChoice,
    FeeWish,
    LineMove,
    Mile,
    PanelBudget,
    PaymentLine,
    Rate,
    RateSet,
)

__all__ = [
    "LINE_STATES",
    "Activity",
    "Answer",
    "BandEnd",
    "Batch",
    "BatchLine",
    "Budget",
    "Ceiling",
    "Expense",
    "ExpenseRule",
    "FeeChoice",
    "FeeWish",
    "Kind",
    "LineMove",
    "Mile",
    "PanelBudget",
    "PaymentLine",
    "Rate",
    "RateSet",
    "Receipt",
]
