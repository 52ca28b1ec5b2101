"""What is said about money, in one place. Plain Python; amounts come in words."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from leap.design.times import say_day, say_pounds
from meetings.payments.planning import letters
from meetings.payments.planning.pounds import miles
from meetings.payments.planning.statements import Period, Sums
from meetings.payments.states import OVER, PASSENGER

WHERE = "on the meeting’s page, at “Payment”."
CHOOSE = f"You can choose a lower amount or no payment and still come: {WHERE}"
CHANGE = f"You can change that {WHERE}"
CHOSEN = {
    "none": "You chose no payment.",
    "less": "You chose a lower amount: {pounds}.",
    "voucher": "You chose a voucher.",
    "charity": "You chose to give it to a charity.",
}
TELL_US = (
    "You can choose a lower amount or no payment and still come. You do not have to say why: tell us what you choose."
)
NOTHING_OFFERED = "No payment is offered for this meeting."
WORK_NOT_KNOWN = "We pay for this. We do not know yet how much it is."
BESIDE_CALLED = {
    "chair_before": "The talk before the meeting on {day}",
    "chair_after": "The talk after the meeting on {day}",
}
NOT_KNOWN = "We pay for this meeting. We do not know yet how much it is."


def how_long(minutes: int) -> str:
    """3 hours; 1 hour and 30 minutes; 45 minutes."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} hour{'' if hours == 1 else 's'}"] if hours else []
    parts += [f"{rest} minutes"] if rest else []
    return " and ".join(parts)


def offer(*, pounds: str, minutes: int, counts_preparation: bool) -> str:
    """What is offered, for how long, and whether getting ready is counted. `pounds` in words, empty when not known."""
    money = f"We offer {pounds} for this meeting." if pounds else NOT_KNOWN
    ready = "Time to get ready is counted in." if counts_preparation else "It does not pay for time to get ready."
    return f"{money} It takes {how_long(minutes)}. {ready}"


def offer_for_work(*, pounds: str, minutes: int, counts_preparation: bool | None) -> str:
    """The same for work that is no meeting. Nothing about getting ready where `counts_preparation` is None."""
    money = f"We offer {pounds} for this." if pounds else WORK_NOT_KNOWN
    said = f"{money} We think it takes about {how_long(minutes)}."
    if counts_preparation is None:
        return said
    ready = "Time to get ready is counted in." if counts_preparation else "It does not pay for time to get ready."
    return f"{said} {ready}"


def and_now(answer: str, pounds: str) -> str:
    """What holds for the person so far, and where to choose. `pounds` is the lower amount in words."""
    return f"{CHOSEN[answer].format(pounds=pounds)} {CHANGE}" if answer in CHOSEN else CHOOSE


MOVED_UP = "Added, because these miles are among the first 10,000 after all"


def journey(miles_tenths: int, pence: int, *, band: str, passengers: int) -> str:
    """So many miles, and what each is worth. Of people taken along, the miles are those of all of them together."""
    if band == PASSENGER and passengers:
        who = "1 passenger" if passengers == 1 else f"{passengers} passengers"
        return f"{miles(miles_tenths // passengers)} with {who}, at {pence}p a mile{' for each' * (passengers > 1)}"
    said = f"{miles(miles_tenths)} at {pence}p a mile"
    return f"{said}, after the first 10,000 miles of the tax year" if band == OVER else said


def worked_out(parts: Sequence[str], pence: int) -> str:
    """What a journey comes to, with its parts where it has several."""
    why = f" It has {len(parts)} parts: {'; '.join(parts)}." if len(parts) > 1 else ""
    return f"That comes to {say_pounds(pence)}.{why} They see it on their payments."


def answer_in_words(answer: str, amount_pence: int | None) -> str:
    """An answer in a few words, for a line or a table."""
    said = {"full": "Paid as offered", "none": "No payment for this one", "voucher": "A voucher"}
    return said.get(answer) or (
        f"A lower amount: {say_pounds(amount_pence or 0)}" if answer == "less" else "Given to a charity"
    )


def period(when: Period) -> str:
    """From which day to which day, in words."""
    if when.first and when.last:
        return f"From {say_day(when.first)} to {say_day(when.last)}"
    if when.first:
        return f"From {say_day(when.first)} on"
    return f"Up to {say_day(when.last)}" if when.last else "The whole time"


def statement_sums(sums: Sums, *, counts_paid: bool) -> list[str]:
    """What a statement comes to, a sentence for each thing that there is; always with what was paid in all."""
    found = [
        (sums.for_time, "Paid for your time: {}."),
        (sums.spent, "Paid back for what you spent: {}."),
        (sums.vouchers, "Given to you as vouchers: {}."),
        (sums.charity, "Given to a charity, as you chose: {}."),
    ]
    rest = [(sums.open, "Not paid yet: {}."), (sums.denied, "Not to be paid: {}. The page of the line says why.")]
    said = [words.format(say_pounds(pence)) for pence, words in found if pence]
    in_all = [f"Paid in all: {say_pounds(sums.in_all)}."]
    return [*said, *in_all, *([] if counts_paid else [w.format(say_pounds(p)) for p, w in rest if p])]


def booked(what: str, on: date) -> str:
    """Something that was booked and paid for somebody, in their statement; `what` is empty where it is not told."""
    said = what or "something you needed to take part"
    return f"Booked and paid for you, for {say_day(on)}: {said}. You paid nothing for it."


class Advance(Protocol):
    """What the words of an advance need to know. Pence."""

    left: int
    rest: str
    rest_pence: int | None
    line: Any


def advance(given: Advance, *, own: bool) -> str:
    """What somebody was paid before a meeting went to, and what became of the rest; `own`: said to them."""
    who = "you" if own else "they"
    used = given.line.amount_pence - given.left
    said = [f"{say_pounds(used)} of it is for what {who} told us."] if used else []
    if given.rest == "kept":
        said.append(f"The rest, {say_pounds(given.rest_pence or 0)}, is {'yours' if own else 'theirs'} to keep.")
    elif given.rest == "returned":
        said.append(f"{who.capitalize()} gave back the rest, {say_pounds(given.rest_pence or 0)}.{' Thank you.' * own}")
    elif given.left:
        said.append(f"{say_pounds(given.left)} is left for what it costs {'you' if own else 'them'} to come.")
    return " ".join(said)


# What each fact of a letter is called where somebody picks it.
LETTER_FACTS = {
    letters.WORK: "What I do: I give advice to people who do research",
    letters.INVOLVED: "That I am asked because I use services, or look after somebody who does",
    letters.NO_JOB: "That it is not a job",
    letters.STOP: "That I can say no or stop at any time",
    letters.CHOOSE: "That I can choose a lower amount or no payment",
    letters.SINCE: "Since when I take part",
    letters.BEEN: "The days on which I took part",
    letters.AHEAD: "The days on which I am asked to come",
    letters.AGREED: "What I get for those days, as I chose it",
    letters.PAID: "What I was paid for my time",
    letters.SPENT: "What was paid back to me for what I spent",
}
LETTER_SAYS = {
    letters.WORK: "{name} gives advice to people who do research. They do this at meetings, and by reading papers.",
    letters.INVOLVED: "We ask them because they use services, or look after somebody who does. The rules about "
    "benefits call this service user involvement.",
    letters.NO_JOB: "This is not a job. There is no contract of employment. We do not have to ask them to come, and "
    "they do not have to come.",
    letters.STOP: "They can say no to any meeting, and stop at any time. We do not ask why.",
    letters.CHOOSE: "Before each meeting they can choose a lower amount than we offer, or no payment.",
}
# The same of somebody who was a member and is none now.
LETTER_SAID = {
    letters.WORK: "{name} gave advice to people who do research. They did this at meetings, and by reading papers.",
    letters.INVOLVED: "We asked them because they use services, or look after somebody who does. The rules about "
    "benefits call this service user involvement.",
    letters.NO_JOB: "This was not a job. There was no contract of employment. We did not have to ask them to come, and "
    "they did not have to come.",
    letters.STOP: "They could say no to any meeting, and stop at any time. We did not ask why.",
    letters.CHOOSE: "Before each meeting they could choose a lower amount than we offered, or no payment.",
}
LETTER_TO = {letters.JOBCENTRE: "To Jobcentre Plus", letters.ANYBODY: "To whom it may concern"}


def letter_since(since: date | None, until: date | None) -> str:
    """Since when somebody takes part; from when to when where it is over."""
    if since and until:
        return f"They took part from {say_day(since)} to {say_day(until)}."
    return f"They have taken part since {say_day(since)}." if since else "They take part."


def letter_amount(pence: int | None) -> str:
    """What somebody gets for a day, in a letter. Pence; None while no rate is known."""
    return "we do not know yet how much it is" if pence is None else say_pounds(pence)


def letter_paid(pence: int, time: str) -> str:
    """What somebody was paid for their time, in a letter. Pence."""
    return f"We paid them {say_pounds(pence)} for their time. {time}."


def letter_spent(pence: int, time: str) -> str:
    """What somebody got back, in a letter. Pence."""
    return f"We paid them back {say_pounds(pence)} that it cost them to take part, like fares. {time}."


AGES = {
    "not_due": "Not due yet",
    "late": "Up to 30 days late",
    "later": "31 to 60 days late",
    "latest": "More than 60 days late",
}
ALL_ELSE = "All other panels"
ALL_PANELS = "All panels"
SPENT = "What it cost people to take part, like fares"
NOT_PAID_YET = "Nothing was paid in the last year, so there is nothing to say yet about how long it takes."
ALL_ACTIVITIES = "All activities together"
TOGETHER = "Other activities, put together because few people did each"


def days(number: int) -> str:
    """1 day; 30 days."""
    return "1 day" if number == 1 else f"{number} days"
