"""The reason for a proposal in plain words, fit for the whole panel to read."""

from meetings.chairing.planning.proposal import Because, Reason

NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]

BECAUSE = {
    Because.WAITED_LONGEST: "they have waited longest for their share",
    Because.LONGEST_SINCE: "others have waited just as long, and it is longest since {name} chaired",
    Because.NOT_YET: "others have waited just as long, and {name} has not chaired yet",
    Because.DRAWN: "others have waited just as long, and we drew lots",
}


def reason_sentence(reason: Reason, name: str) -> str:
    """Why it is this person's turn. Says nothing of who said no, or how many did."""
    because = BECAUSE[reason.because].format(name=name)
    return f"{_so_far(reason.fewest, reason.most)} It is {name}'s turn next, because {because}."


def _so_far(fewest: int, most: int) -> str:
    if most == 0:
        return "Nobody who is willing has chaired yet."
    if fewest == 0:
        how_often = times(most) if most == 1 else f"up to {times(most)}"
        return f"Some people who are willing have chaired {how_often}, and some have not yet."
    if fewest == most:
        return f"Everyone willing has chaired {times(most)}."
    if most == fewest + 1:
        return f"Everyone willing has chaired {_short(fewest)} or {times(most)}."
    return f"Everyone willing has chaired between {_short(fewest)} and {times(most)}."


def times(n: int) -> str:
    """How often, in words: once, twice, three times."""
    return {1: "once", 2: "twice"}.get(n, f"{_number(n)} times")


def _short(n: int) -> str:
    """How often, where the word "times" follows later."""
    return times(n) if n < 3 else _number(n)


def _number(n: int) -> str:
    return NUMBERS[n] if n < len(NUMBERS) else str(n)
