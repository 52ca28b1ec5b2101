"""Every pattern and part once, on pages that exist only in tests."""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from leap.core.errors import NotAllowed, NotNow
from leap.core.outbox import NotSent
from leap.design.forms import ClockField, DayField, LeapForm
from leap.design.parts import Cell, Column, Row, Table

EXAMPLES = Path(__file__).parent / "examples"


class EverythingForm(LeapForm):
    """One of each kind of box."""

    who_can_read = {
        "own_words": "Only you, until you share it",
        "called": "Everybody on your panel",
        "words_needed": "Only you",
    }

    called = forms.CharField(label="What shall we call you?", max_length=60, help_text="Any name you like.")
    email = forms.EmailField(label="Your email address", required=False)
    phone = forms.CharField(label="A phone number", widget=forms.TelInput, required=False)
    secret = forms.CharField(label="Your password", widget=forms.PasswordInput)
    own_words = forms.CharField(
        label="What would you like to say?",
        widget=forms.Textarea,
        max_length=200,
        required=False,
        help_text="As much or as little as you like.",
    )
    words_needed = forms.CharField(label="What did you notice?", widget=forms.Textarea)
    day = DayField(label="Which day?", help_text="For example, 27 3 2027")
    starts = ClockField(label="What time does it start?", help_text="For example, 2:30pm")
    coming = forms.ChoiceField(
        label="Can you come?",
        choices=[("yes", "Yes"), ("no", "No"), ("unsure", "I do not know yet")],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label="What would help?",
        choices=[("loop", "A hearing loop"), ("print", "Large print"), ("break", "More breaks")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    place = forms.ChoiceField(
        label="Where?", choices=[("", "Please choose"), ("hall", "The hall"), ("phone", "By phone")]
    )
    seats = forms.IntegerField(label="How many chairs are there?", min_value=1)
    agree = forms.BooleanField(label="I have read this")
    kept = forms.CharField(widget=forms.HiddenInput, required=False)


TABLE = Table(
    "Meetings you came to",
    [
        Column("Day", sort="ascending", sort_url="?sort=day"),
        Column("Where"),
        Column("Reply"),
        Column("Paid", numeric=True),
    ],
    [
        [Cell("Tuesday 24 November 2026", url="/"), "The hall, Acre Lane", Cell("Coming", tone="good"), "£75.00"],
        ["Tuesday 23 February 2027", "By phone", Cell("Not answered yet", tone="waiting"), "£75.00"],
        [
            "Tuesday 25 May 2027",
            "Somewhere with quite a long name, up two flights of stairs",
            Cell("Called off", tone="care"),
            "£37.50",
        ],
    ],
)
ROWS = [
    Row("What we call you", "Wren Example", action_url="/", action_about="what we call you"),
    Row("Your panel", "North panel"),
    Row("Who can read it", "Everybody on your panel", action_url="/"),
]
CONTEXT: dict[str, Any] = {
    "moment": datetime(2026, 11, 24, 14, 0, tzinfo=UTC),
    "table": TABLE,
    "rows": ROWS,
    "kept": {"day": "2026-11-24"},
    "cancel_url": "/",
    "next_url": "/",
    "next_label": "Go to your meetings",
    "submit_label": "Save and go on",
    "nothing": Table("Papers", [Column("Name")], [], empty="There are no papers for this meeting yet."),
}


def draw(request: HttpRequest, name: str, **more: Any) -> str:
    """One example page as text."""
    return engines["django"].from_string((EXAMPLES / name).read_text()).render({**CONTEXT, **more}, request)


@login_not_required
def example(request: HttpRequest, name: str) -> HttpResponse:
    """An example page by name."""
    return HttpResponse(draw(request, f"{name}.html"))


@login_not_required
def form(request: HttpRequest) -> HttpResponse:
    """The form with every box: fresh on GET, as the answers make it on POST."""
    initial = (
        {"starts": time(14, 30), "day": datetime(2026, 11, 24, tzinfo=UTC).date()} if "filled" in request.GET else {}
    )
    bound = EverythingForm(request.POST) if request.method == "POST" else EverythingForm(initial=initial)
    bad = request.method == "POST" and not bound.is_valid()
    return HttpResponse(draw(request, "form.html", form=bound), status=422 if bad else 200)


@login_not_required
def trouble(request: HttpRequest, kind: str) -> HttpResponse:
    """Whatever can go wrong, on request."""
    from django.core.exceptions import SuspiciousOperation
    from django.db import OperationalError

    faults = {
        "not-now": NotNow("This meeting is full. You can still say that you would like to come."),
        "not-allowed": NotAllowed(),
        "missing": Http404("a detail that must not show"),
        "bad": SuspiciousOperation("a detail that must not show"),
        "broken": RuntimeError("a detail that must not show"),
        "away": OperationalError("a detail that must not show"),
        "mail": NotSent("a detail that must not show"),
    }
    raise faults[kind]


example_patterns = [
    path("examples/form/", form),
    path("examples/trouble/<slug:kind>/", trouble),
    path("examples/<slug:name>/", example),
]
