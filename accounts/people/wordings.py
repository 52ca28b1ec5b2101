"""What a panel can start from when it has not yet agreed how it works together, and the shape of a signal."""

from collections.abc import Iterable

MOST_SIGNALS, LONGEST_SIGN, LONGEST_MEANING = 20, 80, 160  # lines; letters; letters

# They do until a panel agrees its own, and stand in the box when somebody writes its first version down.
GROUND_RULES = (
    "One person speaks at a time.",
    "What is said here stays here.",
    "Nobody has to say anything about themself.",
    "You can step out and come back. You need not say why.",
    "We disagree with ideas and are kind to people.",
)
# Each pair: the signal, and what it means.
SIGNALS = (
    ("A hand up", "I would like to say something."),
    ("Two hands in the shape of a T", "I need a break, or we all do."),
    ("A hand flat on the table", "Please slow down, or say it again."),
    ("A word in the chat, or a note passed on", "The same, without having to speak. On the phone, just say “pause”."),
    ("Whoever sits beside the chair touches the table", "Look at the clock, or at somebody who has not spoken yet."),
)
NO_COLON = "Put a colon between the signal and what it means, like “A hand up: I would like to speak”. Look at: {line}"
TOO_MANY = f"Keep to {MOST_SIGNALS} signals: more are hard to remember. There are {{number}}."
LONG_SIGN = f"Say the signal in {LONGEST_SIGN} letters or fewer. Look at: {{line}}"
LONG_MEANING = f"Say what it means in {LONGEST_MEANING} letters or fewer. Look at: {{line}}"
TWICE = "Two lines have the same signal. People would not know which is meant. Look at: {line}"


def signals_in(words: str) -> list[tuple[str, str]]:
    """Each line of a panel's signals as the signal and what it means, in their order; blank lines are left out."""
    lines = [line.partition(":") for line in words.splitlines() if line.strip()]
    return [(sign.strip(), meaning.strip()) for sign, _, meaning in lines]


def as_lines(signals: Iterable[tuple[str, str]]) -> str:
    """The same as it stands in a box to be written in, and as it is kept."""
    return "\n".join(f"{sign}: {meaning}" for sign, meaning in signals)


def wrong_with(signals: list[tuple[str, str]]) -> str:
    """The first thing that is wrong with these lines, in a sentence that says what to change; else nothing."""
    known: set[str] = set()
    for sign, meaning in signals:
        line = f"“{_short(sign or meaning)}”"
        if not sign or not meaning:
            return NO_COLON.format(line=line)
        if len(sign) > LONGEST_SIGN:
            return LONG_SIGN.format(line=line)
        if len(meaning) > LONGEST_MEANING:
            return LONG_MEANING.format(line=line)
        if sign.casefold() in known:
            return TWICE.format(line=line)
        known.add(sign.casefold())
    return TOO_MANY.format(number=len(signals)) if len(signals) > MOST_SIGNALS else ""


def _short(line: str) -> str:
    return line if len(line) <= 60 else f"{line[:59]}…"
