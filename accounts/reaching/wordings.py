"""What became of a message, and how calls end, in plain words. Plain Python."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A few words and how they look."""

    text: str
    tone: str = "quiet"


REACHED, LEFT_MESSAGE, NO_ANSWER, NOT_REACHED = "reached", "left-a-message", "no-answer", "could-not-reach"
POSTED, ANOTHER_WAY, ANSWERED = "posted", "another-way", "answered"

RESULTS = {
    REACHED: "I told them",
    LEFT_MESSAGE: "I left a message",
    NO_ANSWER: "No answer. I will try again",
    NOT_REACHED: "They cannot be reached this way",
}

CHANNELS = {
    "email": "Email",
    "text": "Text",
    "phone": "Phone call",
    "letter": "Letter",
    "supporter": "Through somebody they trust",
}

# Of a message that did not arrive: the reason it is kept with begins like this. Longer beginnings first.
WHY_FAILED = {
    "address-refused": "Their mail server does not know the address.",
    "text-refused": "Their mail server would not take it.",
    "sender-refused": "The mail server would not take anything from us.",
    "bad-address": "The address is not one that mail can go to.",
    "bad-number": "The number is not one that texts can go to.",
    "gateway-refused": "The text service would not take it. The number may be wrong.",
    "could-not-reach": "Nobody could be reached this way.",
    "address-not-now": "Their mail server was busy each time, for hours.",
    "text-not-now": "Their mail server was busy each time, for hours.",
    "gateway-not-now": "The text service was busy each time, for hours.",
    "server-away": "The mail server could not be reached, for hours.",
    "gateway-away": "The text service could not be reached, for hours.",
}
# Of a message that did not go, because it could not have been there in time.
NOT_IN_TIME = {
    "letter-too-late": "Not sent: a letter would come too late.",
    "quiet-too-long": "Not sent: their quiet hours last until it is too late.",
}
NOT_IN_TIME_YOU = {
    "letter-too-late": "Not sent: a letter would come too late.",
    "quiet-too-long": "Not sent: your quiet hours last until it is too late.",
}
QUIET = {
    "quiet-hours": "Waits for the end of their quiet hours",
    "quiet-hours-late": "Waits for the end of their quiet hours. That is after the old date: you may know another way.",
}
ALL_WAS_OFF = {"all-was-off": "Not sent: LEAP was not running then."}
ANOTHER_WAY_KNOWN = "You may know another way to tell them."
LATE_LETTERS = {
    "letter-late": "A letter to print. It will come after the old date. You may know a quicker way.",
    "all-the-same": "A letter to print, though it comes late",
}
OUR_FAULT = "Something went wrong on our side."

WHY_CANCELLED = {
    **NOT_IN_TIME,
    **ALL_WAS_OFF,
    "no-longer-true": "Not sent: it was no longer true.",
    "not-wanted-now": "Not sent: they are taking a break.",
    "nobody-may-pass-it-on": "Not sent: it waits on their own page.",
}
WHY_CANCELLED_YOU = {
    **NOT_IN_TIME_YOU,
    **ALL_WAS_OFF,
    "no-longer-true": "Not sent: it was no longer true.",
    "not-wanted-now": "Not sent: you were taking a break.",
    "nobody-may-pass-it-on": "Not sent: nobody else may pass this on, so it waits on your own pages.",
}
DONE = {
    REACHED: "Told",
    LEFT_MESSAGE: "A message was left",
    POSTED: "Posted",
    ANOTHER_WAY: "Told another way",
    ANSWERED: "They have answered",
}


def why_failed(reason: str) -> str:
    """Why a message did not arrive."""
    return next((words for start, words in WHY_FAILED.items() if reason.startswith(start)), OUR_FAULT)


def became(state: str, channel: str, reason: str, attempts: int) -> Said:
    """What became of a message, for those who run the panel it is about."""
    if state == "sent":
        return Said("Sent", "good")
    if state == "done":
        return Said(DONE.get(reason, "Told"), "waiting" if reason == LEFT_MESSAGE else "good")
    if state == "to_do":
        return _to_do(channel, attempts, reason)
    if state == "failed" and reason in NOT_IN_TIME:
        return Said(NOT_IN_TIME[reason], "care")
    if state == "failed":
        return Said(f"Did not arrive. {why_failed(reason)}", "care")
    if state == "uncertain":
        return Said("May have been sent. The line broke before we heard back.", "care")
    if state == "cancelled":
        return Said(WHY_CANCELLED.get(reason, "Not sent"), "quiet")
    if reason in QUIET:
        return Said(QUIET[reason], "waiting")
    return Said("Not taken yet. We try again by ourselves." if state == "retry" else "On its way", "waiting")


def _to_do(channel: str, attempts: int, reason: str) -> Said:
    if channel == "letter":
        return Said(LATE_LETTERS.get(reason, "A letter to print"), "waiting")
    if attempts:
        return Said(f"A call to make. Tried {'once' if attempts == 1 else f'{attempts} times'}.", "waiting")
    return Said("A call to make", "waiting")


def became_yours(state: str, channel: str, reason: str) -> Said:
    """The same for the person the message is to."""
    if state in ("sent", "done"):
        return Said(
            {LEFT_MESSAGE: "A message was left for you"}.get(reason, "Sent" if state == "sent" else "Done"), "good"
        )
    if state == "to_do":
        return Said("We print it and post it" if channel == "letter" else "Somebody rings", "waiting")
    if state == "failed":
        return Said(NOT_IN_TIME_YOU.get(reason, "It did not reach you"), "care")
    if state == "uncertain":
        return Said("It may have reached you. We cannot tell", "care")
    if state == "cancelled":
        return Said(WHY_CANCELLED_YOU.get(reason, "Not sent"), "quiet")
    return Said("Waits for the end of your quiet hours" if reason in QUIET else "On its way", "waiting")


def ways(channel: str, *, yours: bool = False) -> str:
    """The way a message goes, in words."""
    words = CHANNELS[channel]
    return words.replace("they trust", "you trust") if yours else words


SUPPORTER_ASKS = "Please ask {name} to ring {contact} when it suits them. There is no hurry, and nothing is wrong."
NAME_ONLY = "Hello, it is {caller}. Please ring me on {number} when it suits you."
WHOLE_MESSAGE = "Hello, it is {caller} with a message for {name}. {words} Please ring me on {number} when it suits you."
