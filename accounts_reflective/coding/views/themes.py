"""The page of themes."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts_reflective.coding.queries import themes as queries
from accounts_reflective.inquiries.queries import inquiries_for
from leap.design.parts import Column, Table


@require_safe
def theme_list(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """Themes and the accounts quoted under each; for who leads the programme a table that counts them. Never words."""
    inquiry = get_object_or_404(inquiries_for(request.user), pk=inquiry_id)
    found = queries.theme_table(request.user, inquiry)
    page = {"inquiry": inquiry, "found": found, "table": _table_of(found)}
    return render(request, "coding/theme_list.html", page)


def _table_of(found: queries.ThemeTable) -> Table:
    """One row for each lettered account, those never quoted too, and the total last."""
    rows = [[each.with_roles, count] for each, count in found.counts]
    return Table(
        caption="How many excerpts come from each reflective account",
        columns=[Column("Reflective account"), Column("Excerpts", numeric=True)],
        rows=[*rows, ["All together", found.total]] if rows else [],
        empty="No reflective account has been looked at for themes yet.",
    )
