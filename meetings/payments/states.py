"""What people may choose about money and until when, and which state of a line may follow which. Plain Python."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from leap.core.states import Moves, NotNow, check_move, may_move
from meetings.schedule import states as meeting_states

OWED = "owed"
TO_CHECK = "to_check"
CONFIRMED = "confirmed"
APPROVED = "approved"
BATCHED = "batched"
SENT = "sent"
PAID = "paid"
DENIED = "denied"
REJECTED = "rejected"
FAILED = "failed"

FIRST = (OWED, TO_CHECK)
NEWS = (DENIED, REJECTED, FAILED)  # the person is told, and somebody looks at it again
WITH_FINANCE = (BATCHED, SENT, PAID)  # finance has it, is about to, or has paid it
SETTLED = (PAID, DENIED)  # nothing more is promised

# The database refuses every other move (migration 0004). What comes back from finance begins anew, so that it is
# confirmed and approved again.
MOVES: Moves = {
    OWED: {CONFIRMED, DENIED},
    TO_CHECK: {CONFIRMED, DENIED},
    CONFIRMED: {APPROVED, DENIED},
    APPROVED: {BATCHED},
    BATCHED: {APPROVED, SENT},
    SENT: {PAID, REJECTED},
    PAID: {FAILED},
    DENIED: {OWED},
    REJECTED: {OWED},
    FAILED: {OWED},
}

# Who says nothing is paid all the same: the day after this many days it can be confirmed without their word.
DAYS_TO_CHECK = 7

MOVED_ON = "This payment has moved on meanwhile, so that is not possible now."
NOT_CHECKED = "They have not said yet that it is right. You can confirm it without their word after seven days."
IN_DOUBT = "They say something is not right. Please talk to them first."
NO_MORE_CHECKS = "This payment is already confirmed. If it is not right, please talk to your coordinator."
NOTHING_TO_PAY = "There is nothing to pay from this budget now."
GONE = "This batch was sent or cancelled already, so that is not possible now."
NOT_SENT = "Please say first that finance has this batch."
YEARS_MEET = "Two other years of this panel have some of these days. Please choose the first day of one of them."
OVERTAKEN = "A newer rate was added to the same payment, and it counts this in. Please talk to whoever leads the study."
SHORTEST_FIRST = "A longer kind of work cannot end before a shorter one. Please look at the minutes again."
HAS_RATES = "There are rates here already, so the example is not needed. You can announce new ones."
KNOWN = "We know these rates already, from that day on. Nothing was changed."
SAY_WHY_BACK = "Please say why it came back, in words the person can read."
TAKEN_BACK = "A correction has taken this back already, so nothing is paid for it. You can leave both as they are."
SAY_WHY = "Please say why it is not paid. They read it."

# Somebody paid a wage for this kind of work may be paid twice for the same hours: a person looks first.
PAID_STAFF_KINDS = (
    "research_assistant",
    "service_user_research_assistant",
    "researcher",
    "research_fellow",
    "peer_researcher",
    "co_applicant",
    "senior_investigator",
    "ppi_coordinator",
    "ppi_lead",
)

FULL = "full"
LESS = "less"
NONE = "none"
VOUCHER = "voucher"
CHARITY = "charity"
ALWAYS = (FULL, LESS, NONE)  # the other two only where a programme offers them
INCOME = (FULL, LESS, VOUCHER)  # what may count as somebody's own money

MONEY = "money"

# Up to how many minutes somebody's time counts as each band, where nobody says otherwise, the shortest first. Longer is
# the longest of them: 4 hours are a whole day for some and half of one for others, so each panel can say its own.
BAND_ENDS = {"under_1h": 45, "1h": 90, "2h": 150, "half_day": 239, "full_day": 1440}

# Kinds of journey that are paid by the mile, and the rate that says what a mile is worth.
BY_THE_MILE = {"car": "car_mile", "motorcycle": "motorcycle_mile", "bicycle": "bicycle_mile"}
# A mile by car is worth less after so many tenths of a mile in a tax year, where the programme says how much; and each
# person taken along is worth something by the mile, where it says how much.
CAR, OVER, PASSENGER = "car", "car_mile_over", "passenger_mile"
FIRST_TENTHS = 100_000
MOST_PASSENGERS = 8
# What an organisation can book and pay itself, so that nobody has to lend it the money.
BOOKABLE = ("bus_train", "taxi", "overnight", "support")
JUST_BOOKED = (
    "We have just kept the same booking. If there were two, please write the second one down in a few minutes."
)
ADVANCE_LATE = "This meeting has started or is called off. What people spend for it comes back to them at “Expenses”."
JUST_ADVANCED = "We have just kept the same. If you mean a second one, please write it down in a few minutes."
ADVANCE_USED = "What they spent was counted against this already. Please pay it as it is, or talk to them first."
NOT_WITH_THEM = "This money is not with them yet, so there is nothing to settle."
NOTHING_LEFT = "Nothing is left of it, or it is settled already."
MEETING_AHEAD = "The meeting is still to come. What is left is settled afterwards."
BOOKING_IS_OFF = "This booking is called off already."
PHOTO, PAPER, LOST, NO_RECEIPT = "photo", "paper", "lost", "none"

HOW_MUCH_SPENT = "Please write how much you paid, like 12 or 12.40."
SHOW_RECEIPT = "Please choose a photo of the receipt. If you do not have it any more, choose that: it is all right."
CHOOSE_PHOTO = "Please choose the photo of the receipt."
UP_TO = "We can pay back up to {pounds} for this. Please write that, and talk to us about the rest."
JUST_NOW = "We have just kept the same claim. If there were two, please send the second one in a few minutes."
NO_MILE_RATE = "We do not know yet what a mile is worth on that day. The PPI lead can enter it under “Rates”."
NO_PASSENGER_RATE = "We do not know what taking people along is worth on that day. Please leave that box empty."
HOW_MANY_PASSENGERS = f"Please write how many people it was, from 0 to {MOST_PASSENGERS}."
MILES_GONE = (
    "The miles of this journey were counted for another journey meanwhile. Please write this one down again as a new "
    "claim."
)
WORKED_OUT = "Somebody has worked out this journey already."
HOW_MANY_MILES = "Please write the miles there and back, like 42 or 42.4."
DAYS_TO_CLAIM = 90

WORK_IS_OVER = "This work is done or called off, so that is not possible now."
WORK_IS_AHEAD = "The day of this work is still to come, so it cannot be done yet. You can call it off and ask anew."
WORK_UNSAID = (
    "They have not chosen yet how they want to be paid. Please ask them and write it down. After seven days without a "
    "word it goes by what is offered."
)
WORK_NO_RATE = "No rate is known for this yet. The PPI lead can enter it under “Rates”."
JUST_ASKED = "We have just asked them the same. If there were two, please ask for the second one in a few minutes."
NO_MEMBER_THEN = "{name} was not on this panel on that day. Please choose another day, or somebody else."
A_YEAR = timedelta(days=365)
WORK_DAY = "Please choose a day from a year ago to a year ahead."
STARTED = "This meeting has started, so the choice about payment can no longer be changed here."
CALLED_OFF = "This meeting is called off, so there is no payment to choose."
TALK = "If it is not right, please talk to your coordinator."
TELL = "If it is not right, please tell whoever makes the payments."
NOT_OFFERED = "That way of being paid is not offered here. Please choose one of the answers shown."
HOW_MUCH = "Please write how much, like 40 or 40.50, or choose another answer."
NOT_MORE = "Please give an amount that is not more than what is offered."


class Chosen(Protocol):
    """What somebody chose: an answer, and the amount (pence) where it is a lower one."""

    answer: str
    amount_pence: int | None


class Choice(Chosen, Protocol):
    """The same, for one meeting or one piece of work, and who wrote it down: nobody, where it came by a link."""

    recorded_by_id: UUID | None


def first_state(*, holds_paid_staff_role: bool) -> str:
    """The state a new line starts in."""
    return TO_CHECK if holds_paid_staff_role else OWED


def check_step(was: str, to: str) -> None:
    """Do nothing when a line may move like this; else raise NotNow."""
    check_move(MOVES, was, to, MOVED_ON)


def may_step(was: str, to: str) -> bool:
    """Whether a line may move like this."""
    return may_move(MOVES, was, to)


def check_can_say(state: str) -> None:
    """Raise NotNow when it is too late to say whether a line is right."""
    if state not in FIRST:
        raise NotNow(NO_MORE_CHECKS)


def check_can_confirm(
    *, checked_at: datetime | None, queried_at: datetime | None, made_at: datetime, now: datetime
) -> None:
    """Raise NotNow unless the person said it is right, or said nothing for seven days."""
    if queried_at is not None:
        raise NotNow(IN_DOUBT)
    if checked_at is None and now < made_at + timedelta(days=DAYS_TO_CHECK):
        raise NotNow(NOT_CHECKED)


def check_batch_open(sent_at: datetime | None, cancelled_at: datetime | None) -> None:
    """Raise NotNow when a batch was sent or cancelled already."""
    if sent_at is not None or cancelled_at is not None:
        raise NotNow(GONE)


def promise(*, activity_on: date, made_on: date, days: int) -> date:
    """The day by which a line is to be paid: so many days after the meeting, or after it was made if that was later."""
    return max(activity_on, made_on) + timedelta(days=days)


def is_overdue(state: str, promised_on: date | None, today: date) -> bool:
    """Whether the promised day has passed without the money."""
    return promised_on is not None and promised_on < today and state not in SETTLED


def band_of(minutes: int, ends: Mapping[str, int]) -> str:
    """What so many minutes of work count as, with these ends of the bands (see BAND_ENDS): the shortest that holds
    them, and the longest for whatever is longer still."""
    ordered = sorted(ends.items(), key=lambda each: (each[1], list(BAND_ENDS).index(each[0])))
    return next((band for band, end in ordered if minutes <= end), ordered[-1][0])


def check_band_ends(ends: Mapping[str, int]) -> None:
    """Raise NotNow when a longer band would end before a shorter one."""
    minutes = [ends[band] for band in BAND_ENDS if band in ends]
    if minutes != sorted(set(minutes)):
        raise NotNow(SHORTEST_FIRST)


def amount_to_add(*, due_pence: int, lines_pence: int) -> int:
    """What a new line must be worth, in pence, so that all lines together come to what is due. Minus takes back."""
    return due_pence - lines_pence


def short_by(*, due_pence: int, lines_pence: int, is_due: bool) -> int:
    """How much (pence) is missing after a rate was announced late: never less than nothing, so none is clawed back."""
    return max(due_pence - lines_pence, 0) if is_due else 0


@dataclass(frozen=True, slots=True)
class Rule:
    """What is paid back for one kind of cost, in pence: the most, and above how much a receipt is asked for.

    None: as much as it was; and no receipt at all.
    """

    cap_pence: int | None
    receipt_over_pence: int | None


DEFAULT_RULE = Rule(cap_pence=None, receipt_over_pence=0)


def check_can_advance(meeting_state: str, starts_at: datetime, now: datetime) -> None:
    """Raise NotNow once a meeting has started or is called off: an advance is paid before it."""
    if meeting_state == meeting_states.CANCELLED or now >= starts_at:
        raise NotNow(ADVANCE_LATE)


def from_advance(*, amount_pence: int, left_pence: int) -> int:
    """How much of a claim, in pence, was paid before the meeting already."""
    return max(min(amount_pence, left_pence), 0)


def check_can_settle(*, state: str, left_pence: int, starts_at: datetime, now: datetime) -> None:
    """Raise NotNow unless an advance is paid, its meeting has begun, and something of it is left."""
    if state != PAID:
        raise NotNow(NOT_WITH_THEM)
    if now < starts_at:
        raise NotNow(MEETING_AHEAD)
    if left_pence < 1:
        raise NotNow(NOTHING_LEFT)


def needs_receipt(rule: Rule, amount_pence: int) -> bool:
    """Whether something has to be said about a receipt for this amount (pence)."""
    return rule.receipt_over_pence is not None and amount_pence > rule.receipt_over_pence


def check_claim(*, amount_pence: int | None, rule: Rule, receipt: str, has_file: bool, up_to: str) -> None:
    """Raise NotNow, with a sentence that helps, for a claim without an amount, above the cap, or without a word about a
    receipt that is needed. That a receipt is lost is always taken. `up_to` is the cap in words."""
    if amount_pence is None or amount_pence < 1:
        raise NotNow(HOW_MUCH_SPENT)
    if rule.cap_pence is not None and amount_pence > rule.cap_pence:
        raise NotNow(UP_TO.format(pounds=up_to))
    if receipt == PHOTO and not has_file:
        raise NotNow(CHOOSE_PHOTO)
    if receipt == NO_RECEIPT and needs_receipt(rule, amount_pence):
        raise NotNow(SHOW_RECEIPT)


def mileage_pence(miles_tenths: int, rate_pence: int) -> int:
    """What a journey comes to, in pence, at so many pence a mile; half a penny counts as a whole one."""
    return (miles_tenths * rate_pence + 5) // 10


def claim_by(activity_on: date, days: int) -> date:
    """The day until which a claim is asked for. One that comes later is looked at, too."""
    return activity_on + timedelta(days=days)


def first_state_of_claim(*, holds_paid_staff_role: bool, late: bool) -> str:
    """The state a claim starts in: somebody looks first at one that comes late, or of somebody with a paid role."""
    return TO_CHECK if holds_paid_staff_role or late else OWED


def answers_offered(*, voucher: bool, charity: bool) -> tuple[str, ...]:
    """The answers somebody can give, in the order they are shown."""
    return (*ALWAYS, *((VOUCHER,) if voucher else ()), *((CHARITY,) if charity else ()))


def check_answer(answer: str, amount_pence: int | None, *, offered: Collection[str], offer_pence: int | None) -> None:
    """Raise NotNow for an answer that is not offered, a lower amount without an amount, or one above the offer.

    `offer_pence` is None while no rate is known: then any amount may be named, and it is never paid above the rate.
    """
    if answer not in offered:
        raise NotNow(NOT_OFFERED)
    if answer == LESS and (amount_pence is None or amount_pence < 1):
        raise NotNow(HOW_MUCH)
    if answer == LESS and None not in (amount_pence, offer_pence) and (amount_pence or 0) > (offer_pence or 0):
        raise NotNow(NOT_MORE)


def stands(choice: Choice | None, wish: Chosen | None) -> bool:
    """Does what was chosen for one meeting hold? What came by a link, which anybody may hold, yields to whatever the
    person themself wanted for all their meetings, before or after it. There is no choice where it is None."""
    return choice is not None and (choice.recorded_by_id is not None or wish is None)


def holds(choice: Choice | None, wish: Chosen | None, *, offered: Collection[str]) -> tuple[str, int | None]:
    """What holds for a meeting, as answer and amount: what was chosen for it, else for all meetings, else the offer.

    What was chosen by a link holds only where nothing was wanted for all meetings. A way of being paid that was wanted
    for all meetings and is not offered here does not hold here.
    """
    if choice is not None and stands(choice, wish):
        return choice.answer, choice.amount_pence
    if wish is not None and wish.answer in offered:
        return wish.answer, wish.amount_pence
    return FULL, None


def fee_pence(answer: str, amount_pence: int | None, rate_pence: int) -> int:
    """What is paid (or given) at this rate, in pence: never more than the rate, nothing for a no."""
    if answer == NONE:
        return 0
    return min(amount_pence or rate_pence, rate_pence) if answer == LESS else rate_pence


def way_of(answer: str) -> str:
    """How a fee is paid that was chosen like this."""
    return answer if answer in (VOUCHER, CHARITY) else MONEY


def can_choose(meeting_state: str, starts_at: datetime, now: datetime) -> bool:
    """Whether the choice is still open: the meeting is ahead and not called off."""
    return meeting_state in meeting_states.AHEAD and now < starts_at


def check_work_day(on: date, today: date) -> None:
    """Raise NotNow for a day that cannot be meant: more than a year ago or ahead."""
    if abs(on - today) > A_YEAR:
        raise NotNow(WORK_DAY)


def answer_until(*, on: date, offered_on: date) -> date:
    """The day until which somebody can surely answer about work: its own, and never less than seven days."""
    return max(on, offered_on + timedelta(days=DAYS_TO_CHECK))


def check_work_open(done_at: datetime | None, called_off_at: datetime | None) -> None:
    """Raise NotNow when work is done or called off."""
    if done_at is not None or called_off_at is not None:
        raise NotNow(WORK_IS_OVER)


def check_work_done(*, on: date, was_said: bool, offered_at: datetime, now: datetime, today: date) -> None:
    """Raise NotNow unless the day of the work has come and the person chose about the money, or said nothing for seven
    days: what is owed and then given back can still count as income, so nobody is owed before they could say no."""
    if on > today:
        raise NotNow(WORK_IS_AHEAD)
    if not was_said and now < offered_at + timedelta(days=DAYS_TO_CHECK):
        raise NotNow(WORK_UNSAID)


def check_can_choose(meeting_state: str, starts_at: datetime, now: datetime, *, own: bool = True) -> None:
    """Raise NotNow, saying whom to talk to, when a choice (your `own`, or somebody else's) can no longer be changed."""
    if meeting_state == meeting_states.CANCELLED:
        raise NotNow(CALLED_OFF)
    if not can_choose(meeting_state, starts_at, now):
        raise NotNow(f"{STARTED} {TALK if own else TELL}")
