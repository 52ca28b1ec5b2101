"""The code book of an inquiry: reading it, changing it, and how it came to be."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts_reflective.coding import access, wordings
from accounts_reflective.coding.actions import analysts, themes
from accounts_reflective.coding.forms import AnalystForm, MergeForm, NewThemeForm, RetireForm, SplitForm, ThemeForm
from accounts_reflective.coding.models import Theme
from accounts_reflective.coding.queries import code_book as queries
from accounts_reflective.coding.queries.files import asked_back_from
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.inquiries.queries import inquiries_for
from leap.core.errors import NotAllowed, NotNow
from leap.design.forms import LeapForm, posted


@require_safe
def code_book(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """The themes in use, what belongs in each, and who looks for them; ways to change it for whoever may."""
    inquiry = get_object_or_404(inquiries_for(request.user), pk=inquiry_id)
    page = {
        "inquiry": inquiry,
        "branches": queries.code_book(request.user, inquiry),
        "analysts": queries.analysts_of(request.user, inquiry),
        "looks": queries.looked_at_by(request.user).filter(pk=inquiry.pk).exists(),
        "asked_back": asked_back_from(request.user).filter(pk=inquiry.pk).exists(),
        "can_keep": access.can_keep_code_book(request.user, inquiry),
        "can_choose": access.can_choose_analysts(request.user, inquiry),
    }
    return render(request, "coding/code_book.html", page)


@require_safe
def code_book_history(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """What was done to the code book, the newest first: when, by whom, why."""
    inquiry = get_object_or_404(inquiries_for(request.user), pk=inquiry_id)
    changes = queries.changes_of(request.user, inquiry)
    told = [(each, wordings.change_in_words(each)) for each in changes]
    return render(request, "coding/code_book_history.html", {"inquiry": inquiry, "told": told})


@require_safe
def code_book_then(request: HttpRequest, inquiry_id: UUID, change: int) -> HttpResponse:
    """The code book as it stood after one change, 0 for before the first."""
    inquiry = get_object_or_404(inquiries_for(request.user), pk=inquiry_id)
    changes = queries.changes_of(request.user, inquiry)
    which = next((each for each in changes if each.number == change), None)
    if which is None and change != 0:
        raise Http404
    branches = queries.code_book_then(request.user, inquiry, changes, change)
    page = {
        "inquiry": inquiry,
        "branches": branches,
        "change": which,
        "told": wordings.change_in_words(which) if which else "",
        "earlier": change - 1 if which else None,
        "later": change + 1 if changes and change < changes[0].number else None,
    }
    return render(request, "coding/code_book_then.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def theme_new(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """A new theme or sub-theme."""
    inquiry = _kept(request, inquiry_id)
    in_use = list(queries.themes_in_use(request.user, inquiry).order_by("code", "pk"))
    form = NewThemeForm(posted(request), themes=in_use)

    def make(typed: dict) -> None:
        under = next((each for each in in_use if each.pk == typed["under"]), None)
        facts = {"name": typed["name"], "meaning": typed["meaning"], "why": typed["why"]}
        themes.create_theme(inquiry=inquiry, under=under, by=request.user, **facts)

    return _page(request, inquiry, None, form, "theme_new", make, "The theme is in the code book.")


@require_http_methods(["GET", "HEAD", "POST"])
def theme_edit(request: HttpRequest, inquiry_id: UUID, theme_id: UUID) -> HttpResponse:
    """Other words for a theme; and the ways to its other changes."""
    inquiry, theme = _theme(request, inquiry_id, theme_id)
    form = ThemeForm(posted(request), initial={"name": theme.name, "meaning": theme.meaning})

    def change(typed: dict) -> None:
        themes.rename_theme(theme=theme, by=request.user, **typed)

    return _page(request, inquiry, theme, form, "theme_edit", change, "The theme has its new words.")


@require_http_methods(["GET", "HEAD", "POST"])
def theme_merge(request: HttpRequest, inquiry_id: UUID, theme_id: UUID) -> HttpResponse:
    """Bring a theme into another."""
    inquiry, theme = _theme(request, inquiry_id, theme_id)
    others = list(queries.themes_in_use(request.user, inquiry).exclude(pk=theme.pk).order_by("code", "pk"))
    form = MergeForm(posted(request), themes=others)

    def merge(typed: dict) -> None:
        into = next(each for each in others if each.pk == typed["into"])
        themes.merge_theme(theme=theme, into=into, why=typed["why"], by=request.user)

    return _page(request, inquiry, theme, form, "theme_merge", merge, "The two are one theme now.")


@require_http_methods(["GET", "HEAD", "POST"])
def theme_split(request: HttpRequest, inquiry_id: UUID, theme_id: UUID) -> HttpResponse:
    """Divide a theme into new ones."""
    inquiry, theme = _theme(request, inquiry_id, theme_id)
    form = SplitForm(posted(request))

    def split(typed: dict) -> None:
        themes.split_theme(theme=theme, by=request.user, **typed)

    return _page(request, inquiry, theme, form, "theme_split", split, "The new themes are in the code book.")


@require_http_methods(["GET", "HEAD", "POST"])
def theme_retire(request: HttpRequest, inquiry_id: UUID, theme_id: UUID) -> HttpResponse:
    """Use a theme no more."""
    inquiry, theme = _theme(request, inquiry_id, theme_id)
    form = RetireForm(posted(request))

    def retire(typed: dict) -> None:
        themes.retire_theme(theme=theme, by=request.user, **typed)

    return _page(request, inquiry, theme, form, "theme_retire", retire, "The theme is used no more.")


@require_http_methods(["GET", "HEAD", "POST"])
def analyst_list(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """Who looks for themes; whoever leads the programme chooses them."""
    inquiry = get_object_or_404(inquiries_for(request.user), pk=inquiry_id)
    if not access.can_choose_analysts(request.user, inquiry):
        raise NotAllowed
    people, looking = (find(request.user, inquiry) for find in (queries.people_who_could_look, queries.analysts_of))
    form = AnalystForm(posted(request), people=[each for each in people if each not in looking])
    if form.is_bound and form.is_valid():
        person = next(each for each in people if each.pk == form.cleaned_data["person"])
        if _done(form, lambda _: analysts.choose_analyst(inquiry=inquiry, person=person, by=request.user)):
            messages.success(request, f"{person.shown_name} can look for themes now.")
            return redirect("coding:analyst-list", inquiry.pk)
    page = {"form": form, "inquiry": inquiry, "analysts": looking}
    return render(request, "coding/analyst_list.html", page, status=422 if form.is_bound else 200)


@require_POST
def analyst_end(request: HttpRequest, inquiry_id: UUID, person_id: UUID) -> HttpResponse:
    """Somebody looks for themes no more: their own wish, or whoever leads the programme says so."""
    inquiry = get_object_or_404(inquiries_for(request.user), pk=inquiry_id)
    looking = queries.analysts_of(request.user, inquiry)
    person = next((each for each in looking if each.pk == person_id), None)
    if person is None:
        raise Http404
    analysts.end_analyst(inquiry=inquiry, person=person, by=request.user)
    messages.success(request, "Done. The words that could be read for themes are closed there now.")
    return redirect("coding:code-book", inquiry.pk)


def _kept(request: HttpRequest, inquiry_id: UUID) -> Inquiry:
    inquiry = get_object_or_404(inquiries_for(request.user), pk=inquiry_id)
    if not access.can_keep_code_book(request.user, inquiry):
        raise NotAllowed
    return inquiry


def _theme(request: HttpRequest, inquiry_id: UUID, theme_id: UUID) -> tuple[Inquiry, Theme]:
    inquiry = _kept(request, inquiry_id)
    return inquiry, get_object_or_404(queries.themes_in_use(request.user, inquiry), pk=theme_id)


def _done(form: LeapForm, step: Callable[[dict], object]) -> bool:
    """Take the step, or say on the form why not: what was typed stays in its boxes."""
    try:
        step(form.cleaned_data)
    except NotNow as refused:
        form.add_error(None, refused.sentence)
        return False
    return True


def _page(
    request: HttpRequest,
    inquiry: Inquiry,
    theme: Theme | None,
    form: LeapForm,
    template: str,
    step: Callable[[dict], object],
    said: str,
) -> HttpResponse:
    """One change of the code book: do it and go back to the code book, or show the form again."""
    if form.is_bound and form.is_valid() and _done(form, step):
        messages.success(request, said)
        return redirect("coding:code-book", inquiry.pk)
    page = {"form": form, "inquiry": inquiry, "theme": theme}
    return render(request, f"coding/{template}.html", page, status=422 if form.is_bound else 200)
