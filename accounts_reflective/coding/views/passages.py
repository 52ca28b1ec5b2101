"""The pages of people who look for themes: the words, their marks, and side by side once they are done."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts_reflective.coding.actions import passages as actions
from accounts_reflective.coding.forms import PassageForm, RemarkForm
from accounts_reflective.coding.planning.code_book import order_of
from accounts_reflective.coding.planning.sentences import sentences
from accounts_reflective.coding.queries import code_book
from accounts_reflective.coding.queries import passages as queries
from accounts_reflective.coding.views import comparing
from leap.core.errors import NotNow
from leap.design.forms import posted


@require_safe
def look_list(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """What I may look for themes in, and how far I am with each."""
    inquiry = get_object_or_404(code_book.looked_at_by(request.user), pk=inquiry_id)
    looked = [(each, comparing.how_far(each)) for each in queries.to_look_at(request.user, inquiry)]
    return render(request, "coding/look_list.html", {"inquiry": inquiry, "looked": looked})


@require_safe
def passage_list(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """The words in each theme: mine, and the others' where we are done."""
    inquiry = get_object_or_404(code_book.looked_at_by(request.user), pk=inquiry_id)
    every = code_book.every_theme(request.user, inquiry)
    placed = queries.placed_in_themes(request.user, queries.to_look_at(request.user, inquiry), every)
    page = {"inquiry": inquiry, "groups": comparing.by_theme(every, placed)}
    return render(request, "coding/passage_list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def look_edit(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """The words in numbered sentences, what I marked in them, and a form to mark more."""
    looked = _looked(request, version_id)
    themes = list(code_book.themes_in_use(request.user, looked.account.inquiry))
    themes.sort(key=lambda each: order_of(each.code))
    form = PassageForm(posted(request), themes=themes)
    if form.is_bound and form.is_valid() and _placed(request, version_id, form, themes):
        messages.success(request, "Your mark is there.")
        return redirect("coding:look-edit", version_id)
    numbered = sentences(looked.version.body)
    mine = queries.own_passages(request.user, looked)
    page = {
        "form": form,
        "looked": looked,
        "inquiry": looked.account.inquiry,
        "lines": comparing.own_lines(numbered, mine),
        "mine": comparing.own_marks(looked.version.body, numbered, mine),
        "to_bring_over": len(queries.earlier_marks(request.user, looked)),
    }
    return render(request, "coding/look_edit.html", page, status=422 if form.is_bound else 200)


def _placed(request: HttpRequest, version_id: UUID, form: PassageForm, themes: list) -> bool:
    """Keep the mark, or say on the form why not: what was typed stays in its boxes."""
    typed = {**form.cleaned_data}
    wanted = typed.pop("theme")
    theme = next((each for each in themes if each.pk == wanted), None)
    try:
        actions.place_words(version_id=version_id, theme=theme, by=request.user, **typed)
    except NotNow as refused:
        form.add_error(None, refused.sentence)
        return False
    return True


@require_POST
def passage_take_out(request: HttpRequest, version_id: UUID, passage_id: UUID) -> HttpResponse:
    """Take a mark of mine out again."""
    looked = _looked(request, version_id)
    if passage_id not in {each.pk for each in queries.own_passages(request.user, looked)}:
        raise Http404
    actions.take_out(version_id=version_id, passage_id=passage_id, by=request.user)
    messages.success(request, "The mark is gone.")
    return redirect("coding:look-edit", version_id)


@require_POST
def look_done(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """I am done with these words."""
    _looked(request, version_id)
    actions.finish(version_id=version_id, by=request.user)
    return redirect("coding:look-compare", version_id)


@require_POST
def look_bring_over(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """My marks of the words before come over to these."""
    _looked(request, version_id)
    found, lost = actions.bring_over(version_id=version_id, by=request.user)
    messages.success(request, comparing.brought_over_in_words(found, lost))
    return redirect("coding:look-edit", version_id)


@require_http_methods(["GET", "HEAD", "POST"])
def look_compare(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """What each of us who is done marked, what we say to each other about it, and then how far we agree."""
    looked = _looked(request, version_id)
    if not looked.is_done:
        return redirect("coding:look-edit", version_id)
    form = RemarkForm(posted(request))
    if form.is_bound and form.is_valid() and _said(request, version_id, form):
        messages.success(request, "The others who are done can read it.")
        return redirect("coding:look-compare", version_id)
    numbered = sentences(looked.version.body)
    marked = queries.side_by_side(request.user, looked)
    every = code_book.every_theme(request.user, looked.account.inquiry)
    page = {
        "form": form,
        "looked": looked,
        "inquiry": looked.account.inquiry,
        "alone": len(marked) < 2,
        "rows": comparing.rows(numbered, marked, queries.remarks_on(request.user, looked)),
        "agreement": comparing.agreement_tables(numbered, marked, every, request.user),
    }
    return render(request, "coding/look_compare.html", page, status=422 if form.is_bound else 200)


def _said(request: HttpRequest, version_id: UUID, form: RemarkForm) -> bool:
    try:
        actions.say(version_id=version_id, by=request.user, **form.cleaned_data)
    except NotNow as refused:
        form.add_error(None, refused.sentence)
        return False
    return True


@require_POST
def remark_take_back(request: HttpRequest, version_id: UUID, remark_id: UUID) -> HttpResponse:
    """I take back what I said."""
    looked = _looked(request, version_id)
    said = queries.remarks_on(request.user, looked)
    if remark_id not in {each.pk for each in said if each.said_by_id == request.user.pk}:
        raise Http404
    actions.take_remark_back(version_id=version_id, remark_id=remark_id, by=request.user)
    messages.success(request, "What you said is gone.")
    return redirect("coding:look-compare", version_id)


def _looked(request: HttpRequest, version_id: UUID) -> queries.Looked:
    looked = queries.looked_at(request.user, version_id)
    if looked is None:
        raise Http404
    return looked
