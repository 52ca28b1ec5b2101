"""Everything sent to me."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.reaching import queries
from leap.design.parts import Cell, Column, Table
from leap.design.times import say_when


@require_safe
def sent_list(request: HttpRequest) -> HttpResponse:
    """Each message to the viewer: what, when, by which way, and whether it went. Older ones on pages that follow."""
    page = queries.sent_to_me(request.user, request.GET.get("page"))
    columns = [Column("What"), Column("When"), Column("How"), Column("What became of it")]
    rows = [[each.what, say_when(each.at), each.way, Cell(each.became.text, tone=each.became.tone)] for each in page]
    table = Table("The latest first", columns, rows, empty="Nothing was sent to you yet.")
    return render(request, "reaching/sent_list.html", {"table": table, "page": page})
