"""Hard words of a programme: looking them up, asking for one, explaining one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people.models import Person, Programme
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import as_id
from leap.design.forms import posted
from meetings.papers import access, actions, queries
from meetings.papers.forms import AskForm, WordForm
from meetings.papers.views import parts


@require_safe
def word_list(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Every word that is explained, by the alphabet; for those who run a panel, what was asked for."""
    programme = _programme(request.user, programme_id)
    known = queries.words_of(programme.pk)
    context = {
        "programme": programme,
        "words": sorted(known.items(), key=lambda pair: pair[0].casefold()),
        "can_keep": access.can_keep_words(request.user, programme),
        "asked": queries.words_asked_for(request.user, programme),
    }
    return render(request, "papers/word_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def word_edit(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Explain a word, or explain it anew."""
    programme = _programme(request.user, programme_id)
    if not access.can_keep_words(request.user, programme):
        raise NotAllowed
    term = request.GET.get("word", "")[:60]
    if request.method != "POST":
        mine = queries.word_of(programme, term) if term else None
        starter = {word.casefold(): meaning for word, meaning in queries.words_of(programme.pk).items()}
        meaning = mine.meaning if mine else starter.get(term.casefold(), "")
        initial = {"term": term, "meaning": meaning, "revision": mine.revision if mine else 0}
        return _page(request, WordForm(initial=initial), programme)
    form = WordForm(request.POST)
    if form.is_valid():
        typed = {**form.cleaned_data, "revision": form.cleaned_data["revision"] or 0}
        try:
            actions.keep_word(programme=programme, by=request.user, **typed)
        except actions.ChangedMeanwhile as changed:
            return _both(request, programme, typed["term"], changed.sentence)
        messages.success(request, "The word is explained.")
        return redirect("papers:word-list", programme_id=programme.pk)
    return _page(request, form, programme)


@require_http_methods(["GET", "HEAD", "POST"])
def word_ask(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Ask for a word to be explained, without a name."""
    programme = _programme(request.user, programme_id)
    form = AskForm(posted(request))
    back = reverse("papers:word-list", args=[programme.pk])
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_for_word(programme=programme, term=form.cleaned_data["term"], by=request.user)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "Thank you for asking. If you wonder, others do too.")
            return redirect(back)
    context = {"form": form, "programme": programme, "cancel_url": back, "submit_label": "Ask"}
    return render(request, "papers/word_ask.html", context, status=422 if form.is_bound else 200)


@require_POST
def word_settle(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """A word that was asked for comes off the list."""
    programme = _programme(request.user, programme_id)
    if not access.can_keep_words(request.user, programme):
        raise NotAllowed
    asked = as_id(request.POST.get("asked", "")) or UUID(int=0)
    actions.settle_word(asked_id=asked, programme=programme, by=request.user)
    return redirect("papers:word-list", programme_id=programme.pk)


def _programme(viewer: Person, programme_id: UUID) -> Programme:
    return get_object_or_404(queries.programmes_for(viewer), pk=programme_id)


def _both(request: HttpRequest, programme: Programme, term: str, sentence: str) -> HttpResponse:
    word = queries.word_of(programme, term)
    typed = request.POST.copy()
    typed["revision"] = str(word.revision if word else 0)
    form = WordForm(typed)
    form.is_valid()
    both = word and parts.both_versions(
        word.changed_by.shown_name, {"meaning": word.meaning}, {"meaning": form.cleaned_data.get("meaning")}
    )
    return _page(request, form, programme, sentence, both)


def _page(request: HttpRequest, form: WordForm, programme: Programme, changed: str = "", both=None) -> HttpResponse:
    context = {
        "form": form,
        "programme": programme,
        "changed": changed,
        "both": both,
        "submit_label": "Keep this",
        "cancel_url": reverse("papers:word-list", args=[programme.pk]),
    }
    return render(request, "papers/word_edit.html", context, status=422 if form.is_bound else 200)
