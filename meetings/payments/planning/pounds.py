"""Pounds as people write them, as whole pence. Plain Python."""

import re

AMOUNT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]*))?")
PENCE = re.compile(r"([0-9]+)p", re.IGNORECASE)
MOST_PENCE = 100_000_00

IN_FIGURES = "Please write the amount in pounds, in figures, like 40 or 40.50."
WHOLE_PENCE = "Please write at most two figures after the point, like 40.50."
A_POINT = "Please put a point between pounds and pence, like 40.50."
MORE_THAN_NOTHING = "Please give an amount of 1p or more."
TOO_MUCH = "That is more than we can keep. Please look at the amount again."


class NotPounds(ValueError):
    """This is no amount. Its text is a sentence that helps, for the person who typed it."""


def pence_from(text: str) -> int:
    """What somebody typed ("£40", "40.5", "1,250.00", "40 pounds", "75p") in pence, 1 or more.

    Raises NotPounds with a sentence that says what to write instead.
    """
    said = re.sub(r"\s+|£|pounds?$", "", text.strip().casefold())
    if pence := PENCE.fullmatch(said):
        return _within(int(pence[1]))
    if said.startswith(("-", "−", "–", "minus")):
        raise NotPounds(MORE_THAN_NOTHING)
    amount = AMOUNT.fullmatch(said)
    if amount is None:
        raise NotPounds(A_POINT if re.fullmatch(r"[0-9]+,[0-9]{1,2}", said) else IN_FIGURES)
    pounds, pence = amount[1].replace(",", ""), amount[2] or ""
    if len(pence.rstrip("0")) > 2:
        raise NotPounds(WHOLE_PENCE)
    return _within(int(pounds[:12]) * 100 + int(pence[:2].ljust(2, "0")))


def _within(pence: int) -> int:
    if pence < 1:
        raise NotPounds(MORE_THAN_NOTHING)
    if pence > MOST_PENCE:
        raise NotPounds(TOO_MUCH)
    return pence


def plain(pence: int | None) -> str:
    """Pence as one would type them, in pounds: 40.50. Nothing for None."""
    return "" if pence is None else f"{pence // 100}.{pence % 100:02d}"


MILES = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]*))?(?:miles?)?")
MOST_TENTHS = 2_000_0
IN_MILES = "Please write the miles in figures, like 42 or 42.4."
ONE_FIGURE = "Please write at most one figure after the point, like 42.4."
MORE_MILES = "Please give a number of miles that is more than nothing."
TOO_FAR = "That is further than we can keep. Please look at the miles again."


def tenths_from(text: str) -> int:
    """Miles as somebody typed them ("42.4", "42 miles") in tenths of a mile, 1 or more.

    Raises NotPounds with a sentence that says what to write instead.
    """
    said = re.sub(r"\s+", "", text.casefold())
    if said.startswith(("-", "−", "–", "minus")):
        raise NotPounds(MORE_MILES)
    found = MILES.fullmatch(said)
    if found is None:
        raise NotPounds(IN_MILES)
    rest = found[2] or ""
    if len(rest.rstrip("0")) > 1:
        raise NotPounds(ONE_FIGURE)
    tenths = int(found[1]) * 10 + int(rest[:1] or 0)
    if tenths < 1:
        raise NotPounds(MORE_MILES)
    if tenths > MOST_TENTHS:
        raise NotPounds(TOO_FAR)
    return tenths


def miles(tenths: int) -> str:
    """Tenths of a mile as one says them: 42.4 miles; 1 mile."""
    whole, rest = divmod(tenths, 10)
    return "1 mile" if tenths == 10 else f"{whole}{f'.{rest}' if rest else ''} miles"
