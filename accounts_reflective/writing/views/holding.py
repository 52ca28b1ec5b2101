"""Saving, and what happens to words that come in when their writer has been signed out.

Elsewhere a form that comes back without a session, or with an old safety mark, is thrown away. Here its words would be
lost, so they are handed back in a page to send again. They are not stored: not in the session, not in a log.
"""

from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts_reflective.writing import queries
from accounts_reflective.writing.actions import drafts
from accounts_reflective.writing.forms import WriteForm
from accounts_reflective.writing.models import Draft
from accounts_reflective.writing.views.drafts import preview_page, write_page
from leap.design.views import csrf_failure

SIGNED_OUT = (
    "You have been signed out. Your words are still here: sign in in another tab, come back here, then press save."
)
SOMEBODY_ELSE = (
    "Somebody else is signed in here now. Your words are still here: sign in as yourself in another tab, "
    "come back here, then press save."
)
STALE = "Please press save once more. Your words are still here."
KEPT = "These words were saved somewhere else meanwhile. Both are kept. Please choose what to do with them."


@csrf_exempt  # checked below, by hand: the usual answer to an old safety mark would drop the words
@login_not_required  # the same: the sign-in page would drop them
@require_http_methods(["GET", "HEAD", "POST"])
def account_save(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Save what was typed: by itself (answered as JSON) or with the button (answered with a page). With the button for
    looking, nothing is saved: the words come back as a reader would see them, and in their boxes.

    Nothing is saved without a session and a good safety mark; then the words are given back to send again.
    """
    if request.method != "POST":
        return _fresh_mark(request, account_id)
    handed_back = _hand_back(request)
    if handed_back is not None:
        return handed_back
    draft = get_object_or_404(queries.drafts_of(request.user), account=account_id)
    form = WriteForm(request.POST)
    if not form.is_valid():
        return _refused(request, draft, form)
    if "preview" in request.POST:
        return preview_page(request, draft, form.cleaned_data)
    saved = _save(request, draft, form.cleaned_data)
    return _say_json(saved) if _by_itself(request) else _say_page(request, saved)


def _save(request: HttpRequest, draft: Draft, typed: dict) -> drafts.Saved:
    return drafts.save_draft(
        account=draft.account,
        title=typed["title"],
        body=typed["body"],
        revision=typed["revision"],
        device=typed["device"],
        turn=typed["turn"] or 0,
        written_as=typed["written_as"],
        by=request.user,
    )


def _by_itself(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _hand_back(request: HttpRequest) -> HttpResponse | None:
    """An answer that carries the words, when nothing may be done with them yet; None when all is well."""
    if not _from_here(request):
        return csrf_failure(request)
    if not request.user.is_authenticated:
        return _words_again(request, 401, SIGNED_OUT, signed_out=True)
    if request.POST.get("writer", "") not in ("", str(request.user.pk)):  # on a shared computer, in another tab
        return _words_again(request, 401, SOMEBODY_ELSE, signed_out=True)
    if _mark_is_old(request):
        return _words_again(request, 403, STALE, signed_out=False)
    return None


def _from_here(request: HttpRequest) -> bool:
    """Browsers say which site a form was sent from. One sent from elsewhere is not handed back with a fresh mark."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def _mark_is_old(request: HttpRequest) -> bool:
    return CsrfViewMiddleware(csrf_failure).process_view(request, write_page, (), {}) is not None


def _words_again(request: HttpRequest, status: int, sentence: str, *, signed_out: bool) -> HttpResponse:
    if _by_itself(request):
        return JsonResponse({"sentence": sentence, "signed_out": signed_out}, status=status)
    # Not `device`: this page counts its requests anew, so its words would be taken for late ones and dropped.
    typed = {name: request.POST.get(name, "") for name in ("title", "body", "written_as", "revision", "writer")}
    form = WriteForm(initial=typed, readers="Only you and your co-authors, once it is saved")
    page = {"form": form, "form_action": request.path, "sentence": sentence, "signed_out": signed_out}
    return render(request, "writing/words_again.html", page, status=status)


def _fresh_mark(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """A new safety mark for a page left open while its writer signed in again, and which save is the newest; for a
    reload, the writing page.
    """
    if not request.user.is_authenticated:
        if _by_itself(request):
            return JsonResponse({"sentence": SIGNED_OUT, "signed_out": True}, status=401)
        return redirect_to_login(reverse("writing:account-write", args=[account_id]))
    draft = get_object_or_404(queries.drafts_of(request.user), account=account_id)
    if _by_itself(request):
        return JsonResponse({"mark": get_token(request), "revision": draft.revision})
    return redirect("writing:account-write", account_id)


def _refused(request: HttpRequest, draft: Draft, form: WriteForm) -> HttpResponse:
    """The form knows what is wrong; every word typed is still in it."""
    if _by_itself(request):
        sentences = [str(text) for texts in form.errors.values() for text in texts]
        return JsonResponse({"sentence": f"Not saved yet. {' '.join(sentences)}"}, status=422)
    return write_page(request, draft, form)


def _say_json(saved: drafts.Saved) -> JsonResponse:
    if saved.kept_copy is not None:
        return JsonResponse({"sentence": KEPT, "copies": _copies_url(saved)}, status=409)
    return JsonResponse({"revision": saved.draft.revision, "saved_at": saved.draft.saved_at.isoformat()})


def _say_page(request: HttpRequest, saved: drafts.Saved) -> HttpResponse:
    if saved.kept_copy is not None:
        messages.warning(request, KEPT)
        return redirect(_copies_url(saved))
    messages.success(request, "Your words are saved.")
    return redirect("writing:account-detail", saved.draft.account_id)


def _copies_url(saved: drafts.Saved) -> str:
    return reverse("writing:copy-list", args=[saved.draft.account_id])
