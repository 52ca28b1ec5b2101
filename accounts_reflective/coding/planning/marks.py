"""What one author says about one item of a framework. Plain Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

YES, NO, NOT_SURE = "yes", "no", "not_sure"


@dataclass(frozen=True)
class Said:
    """Yes, no, not sure, or nothing; how strongly, for a yes only; and a note, as it was typed."""

    said: str = ""
    strength: str = ""
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Is there nothing to keep?"""
        return not self.said and not self.note

    @property
    def to_keep(self) -> "Said":
        """The same, without a strength that is no yes's."""
        return self if self.said == YES else Said(self.said, "", self.note)


def without_answer(codes: Iterable[str], said: Mapping[str, Said]) -> list[str]:
    """The items that were not answered, in their order. "Not sure" is an answer."""
    return [code for code in codes if not said.get(code, Said()).said]
