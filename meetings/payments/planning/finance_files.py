"""The files of a batch, and what finance answers. Plain Python: rows in, rows out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from leap.core.tables import Row, person_ref

PAYMENT_COLUMNS = (
    "batch", "line_id", "payee_ref", "payee_legal_name", "legal_name_known", "payment_method", "payment_reference",
    "amount_pence", "amount_pounds",
)  # fmt: skip
# What else finance may want beside a payment. Never the day or the kind of work: the payment file never says what for.
MORE_COLUMNS = ("cost_centre", "project_code", "tax_treatment", "supplier_or_payroll_no")
# Without these, finance's answer finds no line, and a payment has no amount.
NEEDED, AMOUNTS = "line_id", {"amount_pence", "amount_pounds"}
CODING_COLUMNS = (
    "batch", "line_id", "payee_ref", "activity_date", "activity_title", "line_type", "rate_from", "tax_treatment",
    "cost_centre", "project_code", "amount_pence", "amount_pounds",
)  # fmt: skip
CONTROL_COLUMNS = ("batch", "lines", "amount_pence", "amount_pounds")

# Finance pays for an advisory meeting; which one, about what and of which panel is not theirs to know.
NEUTRAL_TITLE, NEUTRAL_WORK = "Advisory meeting", "Advisory work"
INCOME, NOT_INCOME = "income", "not_income"

RESULTS = {"paid": "paid", "rejected": "rejected"}
MOST_LINES = 20_000


class NotAnAnswer(ValueError):
    """This is no file of answers. Its text is a sentence that helps."""


class NotColumns(ValueError):
    """A payment file cannot have these columns. Its text is a sentence that helps."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the files say of one line, as it was when the batch was made."""

    batch: int
    line_id: str
    person_id: UUID
    payee_name: str
    payee_number: str
    way: str
    kind: str
    is_income: bool
    amount_pence: int
    activity: str
    activity_on: date
    rate_from: date | None  # none for what was spent
    cost_centre: str
    project_code: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of finance's answer."""

    line_id: str
    result: str
    reason: str
    as_it_came: str


def neutral_title(activity: str) -> str:
    """What finance reads of a meeting, or of any other kind of work."""
    return NEUTRAL_TITLE if activity == "meeting" else NEUTRAL_WORK


def reference(line: Line) -> str:
    """What stands on a bank statement: at most 18 letters and figures that say nothing of what it is for."""
    return reference_of(line.batch, line.line_id)


def reference_of(batch: int, line_id: str) -> str:
    """The same for the line with this key in the batch with this number."""
    return f"ADV {batch:05d} {line_id[:8].upper()}"


def check_columns(columns: Sequence[str]) -> None:
    """Raise NotColumns for columns with which a payment file would not work."""
    if len(set(columns)) != len(columns) or not set(columns) <= {*PAYMENT_COLUMNS, *MORE_COLUMNS}:
        raise NotColumns("Please choose each column once, from those shown.")
    if NEEDED not in columns:
        raise NotColumns("Please keep “line_id”: finance’s answer is matched by it.")
    if not AMOUNTS & set(columns):
        raise NotColumns("Please keep one of the amounts, in pounds or in pence.")


def payment(lines: Sequence[Line], columns: Sequence[str] = PAYMENT_COLUMNS) -> list[Row]:
    """Who is paid how much, and no word of what for: in these columns."""
    return [tuple(columns), *(tuple(values[name] for name in columns) for values in map(_payment, lines))]


def example() -> list[Line]:
    """Two invented lines, to show what a file looks like."""
    same = {"batch": 7, "kind": "fee", "activity": "meeting", "activity_on": date(2026, 3, 10), "rate_from": None}
    codes = {"cost_centre": "00123", "project_code": "0007"}
    return [
        Line(line_id="0190aaaa-0000-7000-8000-000000000001", person_id=UUID(int=1), payee_name="Robin O'Example",
             payee_number="000471", way="money", is_income=True, amount_pence=8250, **same, **codes),
        Line(line_id="0190aaaa-0000-7000-8000-000000000002", person_id=UUID(int=2), payee_name="", payee_number="",
             way="voucher", is_income=True, amount_pence=5500, **same, **codes),
    ]  # fmt: skip


def coding(lines: Sequence[Line]) -> list[Row]:
    """What each line is booked to, and no name."""
    return [CODING_COLUMNS, *(_coding(line) for line in lines)]


def control(lines: Sequence[Line]) -> list[Row]:
    """How many lines and how much money the other two files hold."""
    pence = sum(line.amount_pence for line in lines)
    return [CONTROL_COLUMNS, (lines[0].batch if lines else "", len(lines), pence, _pounds(pence))]


def answers_from(rows: Iterable[dict[str, str]]) -> list[Answer]:
    """The rows of finance's file, by the columns line_id, result (paid or rejected) and reason, in any order.

    Raises NotAnAnswer where the columns are missing, or there is no row, or too many.
    """
    found = []
    for row in rows:
        tidy = {(key or "").strip().casefold(): (value or "").strip() for key, value in row.items() if key is not None}
        if not {"line_id", "result"} <= tidy.keys():
            raise NotAnAnswer("The file needs a column “line_id” and a column “result”, with paid or rejected in it.")
        came = ", ".join(value for value in tidy.values() if value)
        found.append(Answer(tidy["line_id"].casefold(), tidy["result"].casefold(), tidy.get("reason", "")[:500], came))
        if len(found) > MOST_LINES:
            raise NotAnAnswer("The file has more lines than we can take at once.")
    if not found:
        raise NotAnAnswer("There is no line in the file.")
    return found


def _payment(line: Line) -> dict[str, object]:
    return {
        "batch": f"{line.batch:05d}",
        "line_id": line.line_id,
        "payee_ref": person_ref(line.person_id),
        "payee_legal_name": line.payee_name,
        "legal_name_known": "yes" if line.payee_name else "no",
        "payment_method": line.way,
        "payment_reference": reference(line),
        "amount_pence": line.amount_pence,
        "amount_pounds": _pounds(line.amount_pence),
        "cost_centre": line.cost_centre,
        "project_code": line.project_code,
        "tax_treatment": INCOME if line.is_income else NOT_INCOME,
        "supplier_or_payroll_no": line.payee_number,
    }


def _coding(line: Line) -> Row:
    tax = INCOME if line.is_income else NOT_INCOME
    what = (
        line.activity_on,
        neutral_title(line.activity),
        line.kind,
        line.rate_from or "",
        tax,
        line.cost_centre,
        line.project_code,
    )
    return (
        f"{line.batch:05d}",
        line.line_id,
        person_ref(line.person_id),
        *what,
        line.amount_pence,
        _pounds(line.amount_pence),
    )


def _pounds(pence: int) -> Decimal:
    return Decimal(pence).scaleb(-2)
