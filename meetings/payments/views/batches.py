"""Batches for finance: made, taken as files, sent, and marked by what finance answers."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people import queries as people_queries
from accounts.people.models import Person
from leap.core.errors import NotAllowed, NotNow
from leap.core.tables import csv_download, person_ref, xlsx_download
from leap.design.forms import posted
from leap.design.parts import Cell, Column, Row, Table
from leap.design.times import say_day, say_pounds
from meetings.payments import access, actions, queries, states
from meetings.payments.forms import AnswerForm, BudgetForm, ColumnsForm
from meetings.payments.models import Batch, BatchLine
from meetings.payments.planning import finance_files
from meetings.payments.views import parts


@require_safe
def batch_list(request: HttpRequest) -> HttpResponse:
    """What can be put into a batch, and the batches there are."""
    if not access.can_see_batches(request.user):
        raise NotAllowed
    batches = queries.batches_for(request.user)
    columns = [Column("Batch"), Column("Budget"), Column("Lines", numeric=True), Column("Amount", numeric=True)]
    rows = [
        [_link(each), each.budget.name, each.lines_count, say_pounds(each.amount_pence), _state(each)]
        for each in batches
    ]
    context = {
        "waiting": queries.waiting_by_budget(queries.budgets_for(request.user)),
        "table": Table("Batches, the newest first", [*columns, Column("Status")], rows, empty="There is no batch yet."),
        "programmes": queries.programmes_with_terms_for(request.user),
        "kept_here": people_queries.programmes_with_money_for(request.user).order_by("name", "pk"),
    }
    return render(request, "payments/batch_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def budget_edit(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """From which budget panels are paid, with the codes finance needs."""
    programme = get_object_or_404(queries.programmes_with_terms_for(request.user), pk=programme_id)
    form = BudgetForm(posted(request), programme=programme)
    if request.method == "POST" and form.is_valid():
        actions.batches.keep_budget(programme_id=programme.pk, by=request.user, **form.cleaned_data)
        messages.success(request, "The budget is kept.")
        return redirect("payments:batch-list")
    context = {"form": form, "programme": programme}
    return render(request, "payments/budget_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def columns_edit(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Say which columns finance's payment file has; what it will look like is shown before it is kept."""
    kept_here = people_queries.programmes_with_money_for(request.user)
    programme = get_object_or_404(kept_here, pk=programme_id)
    columns = queries.columns_of(programme)
    places = {name: place for place, name in enumerate(columns, start=1)}
    form = ColumnsForm(posted(request), initial=places)
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        chosen = form.cleaned_data["columns"]
        if "agreed" not in request.POST:
            context = {"programme": programme, "table": _looks_like(chosen), "kept": parts.kept(request)}
            return render(request, "payments/columns_check.html", context)
        actions.batches.keep_columns(programme_id=programme.pk, columns=chosen, by=request.user)
        messages.success(request, "The columns are kept. Batches made from now on have them.")
        return redirect("payments:batch-list")
    context = {"form": form, "programme": programme, "table": _looks_like(columns)}
    return render(request, "payments/columns_edit.html", context, status=422 if form.errors else 200)


def _looks_like(columns: Sequence[str]) -> Table:
    """A row for each column, as people read it on a telephone too."""
    head, *lines = finance_files.payment(finance_files.example(), columns)
    words = [Column("Column"), *(Column(f"Payment {number}") for number, _ in enumerate(lines, start=1))]
    turned = [list(each) for each in zip(head, *lines, strict=True)]
    return Table("What the payment file looks like, with invented people", words, turned)


@require_POST
def batch_make(request: HttpRequest, budget_id: UUID) -> HttpResponse:
    """Put every approved line of a budget into a new batch."""
    budget = get_object_or_404(queries.budgets_for(request.user), pk=budget_id)
    batch = actions.batches.make(budget_id=budget.pk, by=request.user)
    messages.success(request, f"Batch {batch.number} is made. Take its files, then say that finance has them.")
    return redirect("payments:batch-detail", batch_id=batch.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def batch_detail(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """One batch: its lines, its files, and what finance answered."""
    batch = get_object_or_404(queries.batches_for(request.user), pk=batch_id)
    form = AnswerForm(request.POST, request.FILES) if request.method == "POST" else AnswerForm()
    unmatched: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            took = actions.batches.take_answer(batch_id=batch.pk, answer=form.cleaned_data["answers"], by=request.user)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, f"{_lines(took.paid)} paid, {_lines(took.sent_back)} sent back.")
            unmatched = took.unmatched
            form = AnswerForm()
            if not unmatched:
                return redirect("payments:batch-detail", batch_id=batch.pk)
    held = queries.batch_lines(request.user, batch)
    rows = [
        [
            str(each.line_id)[:8].upper(),
            person_ref(each.line.person_id),
            parts.amount(each.line),
            _became(each),
            _back(each, request.user),
        ]
        for each in held
    ]
    columns = [
        Column("Line"),
        Column("Person"),
        Column("Amount", numeric=True),
        Column("Status"),
        Column("Did it come back?"),
    ]
    context = {
        "batch": batch,
        "form": form,
        "rows": _facts(batch),
        "unmatched": unmatched,
        "is_open": batch.sent_at is None and batch.cancelled_at is None,
        "is_sent": batch.sent_at is not None,
        "table": Table("Lines of this batch", columns, rows),
    }
    return render(request, "payments/batch_detail.html", context, status=422 if form.errors else 200)


@require_POST
def batch_cancel(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Free the lines of a batch that finance did not get."""
    batch = get_object_or_404(queries.batches_for(request.user), pk=batch_id)
    actions.batches.cancel(batch_id=batch.pk, by=request.user)
    messages.success(request, "The batch is cancelled. Its lines can go into another one.")
    return redirect("payments:batch-list")


@require_POST
def batch_send(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Keep that finance has the files."""
    batch = get_object_or_404(queries.batches_for(request.user), pk=batch_id)
    actions.batches.send(batch_id=batch.pk, by=request.user)
    messages.success(request, "Kept: finance has this batch.")
    return redirect("payments:batch-detail", batch_id=batch.pk)


@require_safe
def batch_csv(request: HttpRequest, batch_id: UUID, file: str) -> HttpResponse:
    """One file of a batch as CSV: payment, coding or control."""
    return _file(request, batch_id, file, "csv")


@require_safe
def batch_xlsx(request: HttpRequest, batch_id: UUID, file: str) -> HttpResponse:
    """The same for Excel."""
    return _file(request, batch_id, file, "xlsx")


def _file(request: HttpRequest, batch_id: UUID, file: str, form: str) -> HttpResponse:
    batch = get_object_or_404(queries.batches_for(request.user), pk=batch_id)
    batch, rows = actions.batches.export(batch_id=batch.pk, file=file, form=form, by=request.user)
    name = f"batch-{batch.number:05d}-{file}"
    return csv_download(name, rows) if form == "csv" else xlsx_download(name, rows, made_at=batch.made_at)


def _link(batch: Batch) -> Cell:
    return Cell(f"{batch.number:05d}", url=reverse("payments:batch-detail", args=[batch.pk]))


def _state(batch: Batch) -> Cell:
    if batch.cancelled_at is not None:
        return Cell("Cancelled", tone="quiet")
    return Cell("With finance", tone="good") if batch.sent_at else Cell("Not sent yet", tone="waiting")


def _became(each) -> Cell:
    """What became of the line in this batch: what was taken out of it goes on elsewhere."""
    return parts.state(each.line) if each.is_live else Cell("Taken out of this batch", tone="quiet")


def _back(each: BatchLine, viewer: Person) -> Cell:
    open_to = each.is_live and each.line.state in (states.SENT, states.PAID) and each.line.person_id != viewer.pk
    return Cell("Say why", url=reverse("payments:line-back", args=[each.line_id])) if open_to else Cell("")


def _facts(batch: Batch) -> list[Row]:
    return [
        Row("Budget", batch.budget.name),
        Row("Cost centre", batch.cost_centre),
        Row("Project code", batch.project_code or "None"),
        Row("Made", f"{say_day(batch.made_at)}, by {batch.made_by.shown_name}"),
        Row("Control totals", f"{say_pounds(batch.amount_pence)} in {_lines(batch.lines_count)}"),
        Row("Status", _state(batch).text),
    ]


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"
