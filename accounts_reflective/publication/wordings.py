"""Sentences, tables and pictures of findings, said the same way on every page."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from accounts_reflective.coding.planning.frameworks import FrameworkVersion
from accounts_reflective.coding.wordings import ROW_HEIGHT, Bar, drawn_bars, said_in_words
from accounts_reflective.publication.planning.content import Chart, Theme
from leap.design.parts import Cell, Column, Table

AFTER = (
    "Copies that others have cannot be called back, by you or by us. If you take your yes back, LEAP shows these words "
    "no longer and they are used for nothing new. Whoever leads the study can ask those who printed them to take them "
    "out; we cannot promise that they will."
)
BEFORE = (
    "Once it is frozen it can be printed, and what is printed cannot be called back. Until then each author can say no "
    "at any time, and it is out of here at once."
)


@dataclass(frozen=True)
class DrawnChart:
    """One chart in its three forms: a sentence, a picture, a table."""

    key: str
    name: str
    sentence: str
    bars: list[Bar]
    high: int
    table: Table


def drawn(chart: Chart, number: int, *, inquiry: UUID | None = None, of: FrameworkVersion | None = None) -> DrawnChart:
    """A chart to be shown. With `inquiry` and `of`, each number leads to the accounts behind it."""
    named = [(name, yes) for name, yes in chart.rows]
    codes = of.codes if of else ()
    rows = [
        [name, Cell(yes, _behind(inquiry, of, codes[place]) if inquiry and of and yes else "")]
        for place, (name, yes) in enumerate(named)
    ]
    table = Table(
        caption=f"How many of {chart.counted} reflective accounts speak about each: {chart.framework}",
        columns=[Column("Item"), Column("Reflective accounts", numeric=True)],
        rows=rows if chart.counted else [],
        empty="No reflective account is counted yet.",
    )
    bars = drawn_bars(named, chart.counted) if chart.counted else []
    sentence = said_in_words(named, chart.counted)
    return DrawnChart(f"chart-{number}", chart.framework, sentence, bars, ROW_HEIGHT * len(bars), table)


def _behind(inquiry: UUID, framework: FrameworkVersion, code: str) -> str:
    return reverse("publication:behind", args=[inquiry, framework.key, code])


def scheme_in_words(scheme: list[Theme]) -> str:
    """4 themes with 12 sub-themes."""
    under = sum(len(theme.under) for theme in scheme)
    themes = f"{len(scheme)} theme{'' if len(scheme) == 1 else 's'}"
    return f"{themes} with {under} sub-theme{'' if under == 1 else 's'}."
