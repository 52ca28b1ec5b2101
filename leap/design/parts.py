"""Plain values that page parts are drawn from. A view builds them; `templates/design/parts/` draws them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

TONES = ("quiet", "calm", "good", "waiting", "care")


@dataclass(frozen=True)
class Row:
    """One line of a summary list. `action_about` completes the link when it is heard alone ("Change your name")."""

    key: str
    value: Any
    action_url: str = ""
    action_label: str = "Change"
    action_about: str = ""


@dataclass(frozen=True)
class Column:
    """One column. `sort` is "", "none", "ascending" or "descending"; with `sort_url` the heading is a link."""

    label: str
    numeric: bool = False
    sort: str = ""
    sort_url: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell that is a link, or a tag with a tone. Plain values can stand in a row as they are."""

    text: Any
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a caption. The first cell of a row is its heading; a row has as many values as there are columns."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]] = field(default_factory=tuple)
    empty: str = "There is nothing here yet."

    def lines(self) -> list[list[tuple[Column, Cell]]]:
        """Each row as pairs of column and cell."""
        return [
            [
                (column, value if isinstance(value, Cell) else Cell(value))
                for column, value in zip(self.columns, row, strict=True)
            ]
            for row in self.rows
        ]
