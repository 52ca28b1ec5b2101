"""What rooms above this one hand to it.

register_names_in_print(names)  # names(viewer, inquiry) -> list[NamesInPrint]: lists of authors they can read
"""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.people.models import Person
from accounts_reflective.inquiries.models import Inquiry


@dataclass(frozen=True)
class NamesInPrint:
    """Who is named as an author of something that was frozen, in their own words for it, and what stands there beside
    people's words today, in no order.
    """

    output: str
    words: tuple[str, ...]
    labels: tuple[str, ...] = ()


Names = Callable[[Person, Inquiry], list[NamesInPrint]]
_names: list[Names] = []


def register_names_in_print(names: Names) -> None:
    """Whoever chooses how they are shown is told what a list of authors gives away; this is where the lists are."""
    _names.append(names)


def names_in_print(viewer: Person, inquiry: Inquiry) -> list[NamesInPrint]:
    """The lists of authors of this inquiry that the viewer can read, by the name of what they stand in."""
    return [each for names in _names for each in names(viewer, inquiry)]
