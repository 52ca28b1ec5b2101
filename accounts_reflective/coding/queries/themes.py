"""Reads about themes. Labels and counts only: no page of themes ever carries words from an account.

The answer takes the same number of questions to the database however many accounts and excerpts there are.
"""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from accounts.people.models import Person
from accounts_reflective.coding.models import Excerpt, Theme
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.inquiries.queries import inquiries_for
from accounts_reflective.writing.queries import LetteredAccount, lettered_accounts


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
    """What an inquiry found: its themes, and how often each lettered account is quoted."""

    themes: list[ThemeLine]
    counts: list[tuple[LetteredAccount, int]]

    @property
    def total(self) -> int:
        """All excerpts of the inquiry."""
        return sum(count for _, count in self.counts)


def theme_table(viewer: Person, inquiry: Inquiry) -> ThemeTable:
    """The themes of an inquiry the viewer can see, and every lettered account with its count, a count of none too."""
    accounts = {each.id: each for each in lettered_accounts(viewer, inquiry)}
    placed = _excerpts_by_theme(viewer, inquiry, accounts)
    counts = Counter(each.id for quoted in placed.values() for each in quoted)
    return ThemeTable(
        themes=_tree(viewer, inquiry, placed), counts=[(each, counts[each.id]) for each in accounts.values()]
    )


def _excerpts_by_theme(
    viewer: Person, inquiry: Inquiry, accounts: dict[UUID, LetteredAccount]
) -> dict[UUID, list[LetteredAccount]]:
    """Which accounts are quoted under each theme, in the order they were placed. The words stay in the table."""
    excerpts = Excerpt.objects.unscoped("which account, under which theme").filter(
        theme__inquiry__in=inquiries_for(viewer).filter(pk=inquiry.pk), account__in=list(accounts)
    )
    placed: dict[UUID, list[LetteredAccount]] = {}
    for theme_id, account_id in excerpts.order_by("theme", "order").values_list("theme", "account"):
        placed.setdefault(theme_id, []).append(accounts[account_id])
    return placed


def _tree(viewer: Person, inquiry: Inquiry, placed: dict[UUID, list[LetteredAccount]]) -> list[ThemeLine]:
    themes = list(Theme.objects.filter(inquiry__in=inquiries_for(viewer).filter(pk=inquiry.pk)).order_by("code"))
    lines = {each.pk: ThemeLine(each.code, each.name, placed.get(each.pk, [])) for each in themes}
    for each in themes:
        if each.parent_id is not None:
            lines[each.parent_id].subthemes.append(lines[each.pk])
    return [lines[each.pk] for each in themes if each.parent_id is None]
