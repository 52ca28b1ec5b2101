"""Letters for accounts whose words are to be printed: drawn by lot, so that they say nothing of who wrote, or when."""

from collections.abc import Collection
from itertools import product
from random import SystemRandom
from string import ascii_uppercase
from uuid import UUID

from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.writing.models import ReflectiveAccount

PAIRS = ["".join(pair) for pair in product(ascii_uppercase, repeat=2)]
ENOUGH = 5  # single letters left over, so that the last one given is not known before it is drawn


def give_letters(*, inquiry: Inquiry, accounts: Collection[UUID], taken: Collection[str]) -> dict[UUID, str]:
    """Draw a letter for each of these accounts that has none; every one keeps its letter for good. Returns all of them.

    `taken` are letters that were ever given in this inquiry: none is given twice. The caller holds the inquiry and the
    accounts.
    """
    rows = ReflectiveAccount.objects.unscoped("letters of one inquiry").filter(inquiry=inquiry)
    there = dict(rows.order_by("pk").values_list("pk", "letter"))
    without = sorted(pk for pk in accounts if pk in there and not there[pk])
    drawn = _draw(len(without), {*taken, *filter(None, there.values())})
    for pk, letter in zip(without, drawn, strict=True):
        rows.filter(pk=pk).update(letter=letter)
    return {pk: letter for pk, letter in {**there, **dict(zip(without, drawn, strict=True))}.items() if pk in accounts}


def _draw(number: int, taken: set[str]) -> list[str]:
    """Letters nobody had, by lot. Single ones while there are enough; then pairs."""
    free = [letter for letter in ascii_uppercase if letter not in taken]
    if len(free) < number + ENOUGH:
        free = [pair for pair in PAIRS if pair not in taken]
    return SystemRandom().sample(free, number)
