"""The life of a payment line: for whose money it is, for who confirms it, and for who approves it."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people.models import Person
from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from leap.design.forms import posted
from leap.design.parts import Cell, Column, Row, Table
from leap.design.times import say_day
from meetings.payments import access, actions, queries, states
from meetings.payments.forms import BackForm, DenyForm, LinesForm, SaidForm
from meetings.payments.models import LineMove, PaymentLine
from meetings.payments.views import parts


@require_safe
def line_detail(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """One line of your own: what it is, by when it is promised, what became of it, and if it is right."""
    line = get_object_or_404(queries.lines_of(request.user), pk=line_id)
    moves = queries.story_of(request.user, line)
    context = {
        "line": line,
        "rows": _facts(line),
        "table": _story(moves),
        "can_say": line.state in states.FIRST,
        "is_right": line.checked_at is not None,
        "in_doubt": line.queried_at is not None,
        "reason": moves[-1].reason if moves and line.state in states.NEWS else "",
    }
    return render(request, "payments/line_detail.html", context)


@require_POST
def line_check(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Keep that your line is right, or that something is not."""
    line = get_object_or_404(queries.lines_of(request.user), pk=line_id)
    if request.POST.get("is_right") == "no":
        actions.steps.query(line_id=line.pk, by=request.user)
        messages.success(request, "Thank you. It is not confirmed before somebody has talked to you.")
    else:
        actions.steps.check(line_id=line.pk, by=request.user)
        messages.success(request, "Thank you. We have kept that it is right.")
    return redirect("payments:line-detail", line_id=line.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_list(request: HttpRequest) -> HttpResponse:
    """Lines of your panels that wait for you to say they are due."""
    lines = list(queries.lines_to_confirm(request.user))
    return _decide_many(
        request,
        [line for line in lines if _can_confirm_now(line)],
        waiting=[line for line in lines if not _can_confirm_now(line)],
        denied=queries.lines_denied(request.user),
        act=actions.steps.confirm,
        template="payments/confirm_list.html",
        label="Which of these are right?",
        done="confirmed",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def approve_list(request: HttpRequest) -> HttpResponse:
    """Confirmed lines that wait for you to say they may be paid."""
    return _decide_many(
        request,
        list(queries.lines_to_approve(request.user)),
        waiting=[],
        act=actions.steps.approve,
        template="payments/approve_list.html",
        label="Which of these may be paid?",
        done="approved",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def line_said(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Write down what somebody said about their payment."""
    line = _decided(request.user, line_id, access.can_confirm)
    states.check_can_say(line.state)
    form = SaidForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.steps.record_check(line_id=line.pk, by=request.user, **form.cleaned_data)
        messages.success(request, "We have kept what they said.")
        return redirect("payments:confirm-list")
    return _form_page(request, "payments/line_said.html", form, line)


@require_http_methods(["GET", "HEAD", "POST"])
def line_deny(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Say that a line is not paid, and why, in words for the person."""
    line = _decided(request.user, line_id, access.can_deny)
    states.check_step(line.state, states.DENIED)
    form = DenyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.steps.deny(line_id=line.pk, by=request.user, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "It is not paid. They read your reason.")
            return redirect("payments:record-list")
    return _form_page(request, "payments/line_deny.html", form, line)


@require_http_methods(["GET", "HEAD", "POST"])
def line_back(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Say that a line came back from finance, or that its money did not arrive, and why."""
    line = _decided(request.user, line_id, access.can_take_back)
    is_paid = line.state == states.PAID
    states.check_step(line.state, states.FAILED if is_paid else states.REJECTED)
    form = BackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.batches.came_back(line_id=line.pk, by=request.user, **form.cleaned_data)
        messages.success(request, "Kept. We tell the person, and those who run the panel look at it again.")
        return redirect("payments:batch-list")
    return _form_page(request, "payments/line_back.html", form, line, is_paid=is_paid)


@require_POST
def line_again(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Let a line that was not paid begin anew."""
    line = _decided(request.user, line_id, access.can_confirm)
    actions.steps.look_again(line_id=line.pk, by=request.user)
    messages.success(request, "It begins anew: it can be confirmed again.")
    return redirect("payments:confirm-list")


def _decide_many(
    request: HttpRequest,
    lines: list[PaymentLine],
    *,
    waiting: list[PaymentLine],
    denied: Iterable[PaymentLine] = (),
    act: Callable[..., int],
    template: str,
    label: str,
    done: str,
) -> HttpResponse:
    if not access.can_see_work(request.user):
        raise NotAllowed
    named = queries.panels_named_for(request.user)
    choices = [(str(line.pk), _in_words(line, named)) for line in lines]
    form = LinesForm(posted(request), lines=choices, label=label)
    if request.method == "POST" and form.is_valid():
        moved = act(line_ids=form.cleaned_data["lines"], by=request.user)
        messages.success(request, f"{'1 payment is' if moved == 1 else f'{moved} payments are'} {done}.")
        return redirect(request.path)
    context = {
        "form": form,
        "has_lines": bool(lines),
        "table": _open_table([*lines, *waiting], named),
        "denied": [(line.pk, _in_words(line, named), line.get_state_display()) for line in denied],
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _decided(viewer: Person, line_id: UUID, may: Callable[[Person, PaymentLine], bool]) -> PaymentLine:
    """A line the viewer keeps: 404 when they cannot see it, 403 when it is not theirs to decide."""
    line = get_object_or_404(queries.lines_decided_by(viewer), pk=line_id)
    if not may(viewer, line):
        raise NotAllowed
    return line


def _form_page(request: HttpRequest, template: str, form, line: PaymentLine, **more: Any) -> HttpResponse:
    named = line.panel_id in queries.panels_named_for(request.user)
    who, day, what = parts.who_and_what(line, shows_names=named)
    context = {"form": form, "line": line, "who": who, "day": day, "what": what, "amount": parts.amount(line)} | more
    return render(request, template, context, status=422 if form.errors else 200)


def _can_confirm_now(line: PaymentLine) -> bool:
    facts = {"checked_at": line.checked_at, "queried_at": line.queried_at, "made_at": line.made_at}
    try:
        states.check_can_confirm(**facts, now=clock.now())
    except NotNow:
        return False
    return True


def _in_words(line: PaymentLine, named: set[UUID]) -> str:
    who, day, what = parts.who_and_what(line, shows_names=line.panel_id in named)
    kind = "" if line.kind == PaymentLine.Kind.FEE else f" ({_what_it_is(line, named)})"
    return f"{who}, {day}, {what}{kind}: {parts.amount(line)}"


def _what_it_is(line: PaymentLine, named: set[UUID]) -> str:
    return parts.what_it_is(line, shows_kind=line.panel_id in named)


def _open_table(lines: Iterable[PaymentLine], named: set[UUID]) -> Table:
    """What can be done about single lines. What somebody said is for those who run their panel."""
    labels = ("Person", "Date", "What for", "What it is", "Receipt")
    columns = [*map(Column, labels), Column("Amount", numeric=True),
               Column("Promised by"), Column("What they say"), Column("Not to be paid?")]  # fmt: skip
    rows = []
    for line in lines:
        runs = line.panel_id in named
        who, day, what = parts.who_and_what(line, shows_names=runs)
        url = reverse("payments:line-said", args=[line.pk]) if runs and line.state in states.FIRST else ""
        deny = reverse("payments:line-deny", args=[line.pk])  # what somebody may confirm or approve they may deny
        said = Cell(parts.said(line) if runs else "", url=url)
        what_it_is = (_what_it_is(line, named), parts.receipt(line))
        rest = (parts.amount(line), parts.promised(line), said, Cell("Say why", url=deny))
        rows.append([who, day, what, *what_it_is, *rest])
    return Table("One by one", columns, rows)


def _facts(line: PaymentLine) -> list[Row]:
    return [
        Row("Date", say_day(line.activity_on)),
        Row("What for", line.called),
        Row("What it is", parts.what_it_is(line, shows_kind=True)),
        *_receipt(line),
        Row("Amount", parts.amount(line)),
        Row("Promised by", parts.promised(line) or "No date was promised"),
        Row("Status", line.get_state_display()),
    ]


def _receipt(line: PaymentLine) -> list[Row]:
    shown = parts.receipt(line)
    if not shown.text:
        return []
    if not shown.url:
        return [Row("Receipt", shown.text)]
    return [Row("Receipt", "You sent one", shown.url, "Open", "the receipt you sent")]


def _story(moves: list[LineMove]) -> Table | None:
    rows = [[say_day(move.moved_at), move.get_to_display(), move.reason] for move in moves]
    return Table("What has happened so far", [Column("Day"), Column("It is"), Column("Why")], rows) if rows else None
