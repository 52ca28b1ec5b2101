"""Log lines that help to find a fault and give nobody away.

PostgreSQL puts whole rows into its error texts and Celery prints what a task was given, so neither an error's text nor
a task's facts are ever written: only the error's type, the broken constraint's name and the places in the code.
"""

import json
import logging
import re
import time
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

HIDDEN = "[hidden]"
PLAIN = re.compile(r"[A-Za-z0-9_./:<>()=-]{1,200}")  # paths, names, ids; never a sentence, an address or a query
ADDRESS = re.compile(r"[^\s<>'\",;:]+@[^\s<>'\",;:]+")
AFTER_QUESTION_MARK = re.compile(r"\?\S+")
ROW = re.compile(r"DETAIL:.*", re.DOTALL)
SECRET = re.compile(r"(?<=/)[A-Za-z0-9_-]{40,}(?=/)")  # the part of a link that lets somebody in; longer than any id
TOLD_TO_A_TASK = frozenset({"args", "kwargs", "exc", "traceback", "return_value"})
LONGEST = 500
MOST_PLACES = 12
PHRASES = frozenset(status.phrase for status in HTTPStatus)  # "Service Unavailable"
LIBRARIES = "site-packages/"

requests = logging.getLogger("leap.requests")


class JsonFormatter(logging.Formatter):
    """One JSON object a line: at, level, logger, message, and for an error its type, constraint and places."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": scrub(_message(record)),
        }
        line.update(getattr(record, "facts", {}))
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line["error"] = _describe(error)
        return json.dumps(line)  # as ASCII, so that nothing in a text can look like the end of the line


def scrub(text: str) -> str:
    """The text without email addresses, query strings, secrets of links and database rows, and not too long."""
    for pattern, instead in ((ROW, HIDDEN), (ADDRESS, HIDDEN), (AFTER_QUESTION_MARK, ""), (SECRET, HIDDEN)):
        text = pattern.sub(instead, text)
    return text[:LONGEST]


def _message(record: logging.LogRecord) -> str:
    if isinstance(record.msg, BaseException):
        return type(record.msg).__name__
    template = str(record.msg)
    try:
        return template % _safe(record.args) if record.args else template
    except (TypeError, ValueError, KeyError):
        return template


def _safe(args: Any) -> Any:
    if isinstance(args, Mapping):
        return {name: HIDDEN if name in TOLD_TO_A_TASK else _plain(value) for name, value in args.items()}
    return tuple(_plain(value) for value in args)


def _plain(value: Any) -> Any:
    """The value when it can hardly be anybody's words; else its type or [hidden]."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, BaseException):
        return type(value).__name__
    if isinstance(value, (UUID, date)):
        return str(value)
    if isinstance(value, str):
        path = value.partition("?")[0]
        return path if PLAIN.fullmatch(path) or path in PHRASES else HIDDEN
    return f"[{type(value).__name__}]"


def _describe(error: BaseException) -> dict[str, Any]:
    """What went wrong without what it went wrong with."""
    told: dict[str, Any] = {"type": type(error).__name__}
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if constraint:
        told["constraint"] = constraint
    told["where"] = [
        f"{place.filename.rpartition(LIBRARIES)[2]}:{place.lineno} {place.name}" for place in _places(error)
    ]
    if error.__cause__ is not None:
        told["because"] = type(error.__cause__).__name__
    return told


def _places(error: BaseException) -> list[traceback.FrameSummary]:
    """Our own lines on the way to the error, and the very last line, which is often a library's."""
    places = traceback.extract_tb(error.__traceback__)
    ours = [place for place in places[:-1] if LIBRARIES not in place.filename]
    return [*ours[-MOST_PLACES:], *places[-1:]]


class RequestLogMiddleware:
    """One line for each request: method, page name, the ids in its address, status, milliseconds and who, as an id.

    No path as typed, no query string, no network address. It never opens a session that the page did not open.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        response = self.get_response(request)
        match = request.resolver_match
        facts = {
            "method": request.method if request.method in _METHODS else "OTHER",
            "page": match.view_name if match else "unknown",
            "ids": {name: _id(value) for name, value in match.kwargs.items()} if match else {},
            "status": response.status_code,
            "ms": round((time.monotonic() - started) * 1000),
            "who": _who(request),
        }
        requests.info("request", extra={"facts": facts})
        return response


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})


def _id(value: Any) -> str:
    """An id as it is; anything else in an address may be the secret of a link."""
    return str(value) if isinstance(value, UUID | int) else HIDDEN


def _who(request: HttpRequest) -> str | None:
    """The id of the signed-in person, when the page has looked them up already."""
    person = getattr(request, "_cached_user", None)
    return str(person.pk) if person is not None and person.pk else None
