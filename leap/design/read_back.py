"""Writing an answer down for somebody who is there: it is read back to them before it is kept.

Between the form and keeping there is one page with the words to read aloud. What came in a letter is kept at once:
there is nobody to read it to. Nothing typed is lost on the way, and no script is needed.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leap.core.assisted import How
from leap.design.forms import LeapForm

STEP = "read_back"  # what the buttons of the page say: "yes", "no" (they have gone), or "change"
YES, NO, CHANGE = "yes", "no", "change"


def how_field() -> forms.ChoiceField:
    """How an answer reached whoever writes it down."""
    return forms.ChoiceField(
        label="How did they tell you?",
        choices=How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how their answer reached you."},
    )


class HowForm(LeapForm):
    """The question alone, for an answer that is one word."""

    how = how_field()


class Named(Protocol):
    """Somebody with a name to show."""

    shown_name: str


def is_first(request: HttpRequest, how: str) -> bool:
    """Is this still to be read back? Not what came in a letter, and not once somebody has said how that went."""
    return how != How.LETTER and request.POST.get(STEP) not in (YES, NO)


def is_to_change(request: HttpRequest) -> bool:
    """Was there something to put right? Then the form is shown again, with all that was typed."""
    return request.POST.get(STEP) == CHANGE


def was_read(request: HttpRequest) -> bool:
    """Was it read back, and did they say that it is right?"""
    return request.POST.get(STEP) == YES


def page(
    request: HttpRequest,
    form: forms.Form,
    person: Named,
    words: Sequence[str],
    lead: str,
    *,
    about: Mapping[str, object] | None = None,
    back: str = "",
) -> HttpResponse:
    """The words to read aloud, and whether they are right. `form` is what was typed, all of it in order; `words` are
    sentences said to the person; `lead` says what it is about.

    With `back`, the address to go back to, the form is not behind this page but on it: it asks how the answer came, and
    `about` goes along with it.
    """
    names = () if back else [form.add_prefix(name) for name in form.fields]
    typed = [(name, value) for name in names for value in request.POST.getlist(name)]
    typed += [(name, str(value)) for name, value in (about or {}).items()]
    context = {"person": person, "words": words, "lead": lead, "typed": typed, "step": STEP, "back": back, "form": form}
    return render(request, "design/page_read_back.html", context, status=422 if form.errors else 200)
