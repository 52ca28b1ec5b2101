"""Giving a file out, so that a browser saves it and runs nothing."""

from django.http import HttpResponse

from leap.core.uploads.keeping import content_of
from leap.core.uploads.kinds import KINDS
from leap.core.uploads.models import StoredFile

# Nothing may be fetched, run or framed from a file, even when it is opened as a page.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def answer(stored: StoredFile, name: str) -> HttpResponse:
    """The file, to be saved as `name` with the ending of its kind. The name is ours and neutral: it stays in a
    downloads folder. Ask who may read it before; no cache keeps it (HeadersMiddleware)."""
    kind = KINDS[stored.kind]
    response = HttpResponse(content_of(stored.pk), content_type=kind.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind.ending}"'
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response
