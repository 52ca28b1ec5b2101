"""Reads about themes. Labels and counts only: no page of themes ever carries words from an account.

The answer takes the same number of questions to the database however many accounts and excerpts there are.
"""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from accounts.people.models import Person
from accounts_reflective.coding.models import Excerpt, Theme
from accounts_reflective.coding.planning.code_book import Entry, as_a_tree, home_of, in_order
from accounts_reflective.coding.queries.code_book import entry, every_theme
from accounts_reflective.coding.queries.numbers import inquiries_with_numbers
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.writing.queries import LetteredAccount, lettered_accounts, words_counted


@dataclass
class ThemeLine:
    """One theme or sub-theme: the accounts quoted under it, in order, and what lies under it."""

    code: str
    name: str
    quoted: list[LetteredAccount] = field(default_factory=list)
    subthemes: list["ThemeLine"] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many excerpts are here and below."""
        return len(self.quoted) + sum(each.count for each in self.subthemes)


@dataclass(frozen=True)
class ThemeTable:
    """What an inquiry found: its themes, and for who may see numbers that can still change (`shows_numbers`) how often
    each lettered account is quoted.
    """

    themes: list[ThemeLine]
    counts: list[tuple[LetteredAccount, int]]
    shows_numbers: bool

    @property
    def total(self) -> int:
        """All excerpts of the inquiry."""
        return sum(count for _, count in self.counts)


def theme_table(viewer: Person, inquiry: Inquiry) -> ThemeTable:
    """The themes of an inquiry the viewer can see; and every lettered account with its count, a count of none too, for
    whoever leads the programme (docs/adr/0054).

    Counted is what all authors of an account let be looked at and counted today, in exactly these words.
    """
    accounts = {each.id: each for each in lettered_accounts(viewer, inquiry)}
    themes = every_theme(viewer, inquiry)
    placed = _excerpts_by_theme(themes, accounts, words_counted(inquiry))
    shows_numbers = inquiries_with_numbers(viewer).filter(pk=inquiry.pk).exists()
    found = Counter(each.id for quoted in placed.values() for each in quoted)
    counts = [(each, found[each.id]) for each in accounts.values()] if shows_numbers else []
    return ThemeTable(_tree(themes, placed), counts, shows_numbers)


def _excerpts_by_theme(
    themes: list[Theme], accounts: dict[UUID, LetteredAccount], counted: dict[UUID, str]
) -> dict[UUID, list[LetteredAccount]]:
    """Which accounts are quoted under each theme in use, in the order they were placed. What was placed in a theme that
    was brought into another stands there; in one used no more, or not in the words counted any more (account: words),
    it is quoted nowhere. The words stay in the table.
    """
    excerpts = Excerpt.objects.unscoped("which account, under which theme").filter(
        theme__in=themes, account__in=list(accounts)
    )
    merged = {each.pk: each.merged_into_id for each in themes}
    in_use = {each.pk for each in themes if each.ended_at is None}
    placed: dict[UUID, list[LetteredAccount]] = {}
    for each in excerpts.order_by("theme__code", "theme", "order"):
        home = home_of(each.theme_id, merged)
        if home in in_use and each.words in counted.get(each.account_id, ""):
            placed.setdefault(home, []).append(accounts[each.account_id])
    return placed


def _tree(themes: list[Theme], placed: dict[UUID, list[LetteredAccount]]) -> list[ThemeLine]:
    in_use = as_a_tree(in_order(entry(each) for each in themes if each.ended_at is None))
    return [_theme_line(branch.entry, placed, branch.under) for branch in in_use]


def _theme_line(entry: Entry, placed: dict[UUID, list[LetteredAccount]], under: list[Entry]) -> ThemeLine:
    below = [_theme_line(each, placed, []) for each in under]
    return ThemeLine(entry.code, entry.name, placed.get(entry.id, []), below)
