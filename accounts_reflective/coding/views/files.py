"""Files: the code book for everybody in the inquiry, words and marks for those who look for themes."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts_reflective.coding import access, wordings
from accounts_reflective.coding.actions import files as actions
from accounts_reflective.coding.forms import CodeBookFileForm
from accounts_reflective.coding.models import FileTaken
from accounts_reflective.coding.planning import refi, written
from accounts_reflective.coding.queries import code_book, files
from accounts_reflective.coding.queries.passages import to_look_at
from accounts_reflective.inquiries.queries import inquiries_for
from leap.core.documents import MD_TYPE, WORD_TYPE, Part, as_markdown, as_word
from leap.core.errors import NotAllowed
from leap.core.tables import CSV_TYPE, XLSX_TYPE
from leap.design.times import say_day

TYPES = {
    "md": MD_TYPE,
    "docx": WORD_TYPE,
    "csv": CSV_TYPE,
    "xlsx": XLSX_TYPE,
    "qdc": "application/xml; charset=utf-8",
    "qdpx": "application/zip",
}


@require_safe
def code_book_md(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """The code book with its history, to read. Nobody is named in it."""
    return _file("code-book.md", as_markdown(_code_book(request, inquiry_id)).encode())


@require_safe
def code_book_docx(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """The same as a Word file."""
    return _file("code-book.docx", as_word(_code_book(request, inquiry_id)))


def _code_book(request: HttpRequest, inquiry_id: UUID) -> list[Part]:
    inquiry = get_object_or_404(inquiries_for(request.user), pk=inquiry_id)
    changes = code_book.changes_of(request.user, inquiry)
    history = [_line(each) for each in reversed(changes)]
    return written.code_book(inquiry.title, code_book.code_book(request.user, inquiry), history)


def _line(change) -> str:
    told = f"{say_day(change.changed_at)}: {wordings.change_in_words(change)}."
    return f"{told} {' '.join(change.why.split())}".strip()


@require_safe
def code_book_qdc(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """The code book for other programs (REFI-QDA). One without a theme is no code book there."""
    inquiry = get_object_or_404(inquiries_for(request.user), pk=inquiry_id)
    branches = code_book.code_book(request.user, inquiry)
    if not branches:
        messages.info(request, "There are no themes yet, so there is no file of them.")
        return redirect("coding:code-book", inquiry.pk)
    return _file("code-book.qdc", refi.code_book_file(branches))


@require_http_methods(["GET", "HEAD", "POST"])
def code_book_import(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """Bring in the code book of another program."""
    inquiry = get_object_or_404(inquiries_for(request.user), pk=inquiry_id)
    if not access.can_keep_code_book(request.user, inquiry):
        raise NotAllowed
    form = CodeBookFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        new, left = actions.bring_in(inquiry=inquiry, codes=form.cleaned_data["file"], by=request.user)
        messages.success(request, wordings.brought_in(new, left))
        return redirect("coding:code-book", inquiry.pk)
    page = {"form": form, "inquiry": inquiry}
    return render(request, "coding/code_book_import.html", page, status=422 if form.is_bound else 200)


@require_safe
def file_list(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """Which files I can take while I look for themes, and which of those I took have to be deleted now."""
    inquiry = get_object_or_404(files.inquiries_with_files(request.user), pk=inquiry_id)
    looked = to_look_at(request.user, inquiry)
    page = {
        "inquiry": inquiry,
        "kinds": FileTaken.Kind.choices,
        "looks": code_book.looked_at_by(request.user).filter(pk=inquiry.pk).exists(),
        "left_out": any(not each.may_be_in_files for each in looked),
        "taken": files.files_taken(request.user, inquiry, looked),
    }
    return render(request, "coding/file_list.html", page)


@require_POST
def file_take(request: HttpRequest, inquiry_id: UUID, file_kind: str) -> HttpResponse:
    """Take one file; that I did is written down."""
    inquiry = get_object_or_404(code_book.looked_at_by(request.user), pk=inquiry_id)
    if file_kind not in FileTaken.Kind.values:
        raise Http404
    return _file(file_kind, actions.take_file(inquiry=inquiry, kind=file_kind, by=request.user))


@require_POST
def file_deleted(request: HttpRequest, inquiry_id: UUID, taken_id: UUID) -> HttpResponse:
    """I say that I deleted a file."""
    inquiry = get_object_or_404(files.inquiries_with_files(request.user), pk=inquiry_id)
    mine = files.files_taken(request.user, inquiry, [])
    if taken_id not in {each.file.pk for each in mine}:
        raise Http404
    actions.say_deleted(taken_id=taken_id, by=request.user)
    messages.success(request, "Thank you.")
    if files.inquiries_with_files(request.user).filter(pk=inquiry.pk).exists():
        return redirect("coding:file-list", inquiry.pk)
    return redirect("inquiries:inquiry-list")


def _file(name: str, content: bytes) -> HttpResponse:
    kind = TYPES[name.rsplit(".", 1)[1]]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
