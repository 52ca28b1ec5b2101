"""Log lines that give nobody away."""

import io
import json
import logging
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError
from django.http import HttpResponse
from django.urls import path
from hypothesis import given
from hypothesis import strategies as st

from leap.core.ids import new_id
from leap.core.logs import JsonFormatter, RequestLogMiddleware, scrub
from leap.core.models import OutboxMessage

CANARY = "CANARY heliotrope 0417"


def logged(call) -> list[dict]:
    """What the formatter writes when `call` gets a logger."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger = logging.Logger("test")
    logger.addHandler(handler)
    call(logger)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_says_when_what_and_where():
    some_id = new_id()
    (line,) = logged(lambda log: log.info("did %s with %s in %d ms, %.1f, %s", "seating.solve", some_id, 5, 1.25, None))
    assert line["message"] == f"did seating.solve with {some_id} in 5 ms, 1.2, None"
    assert (line["level"], line["logger"]) == ("info", "test")
    assert datetime.fromisoformat(line["at"]).tzinfo == UTC


@pytest.mark.parametrize(
    ("template", "args", "message"),
    [
        ("saved %s", (CANARY,), "saved [hidden]"),
        ("saved %s", ("sam@people.example",), "saved [hidden]"),
        ("saved %s", (ValueError(CANARY),), "saved ValueError"),
        ("%s: %s", ("Service Unavailable", "/healthz"), "Service Unavailable: /healthz"),
        ("saved %s", ([CANARY],), "saved [list]"),
        ("saved %s", (b"bytes",), "saved [bytes]"),
        ("saved %r", (CANARY,), "saved '[hidden]'"),
        ("saved %s", (datetime(2026, 1, 2, tzinfo=UTC),), "saved 2026-01-02 00:00:00+00:00"),
        ("Not Found: %s", ("/people/?q=bipolar",), "Not Found: /people/"),
        ("%(name)s raised %(exc)s", ({"name": "core.x", "exc": "Word", "args": "['Word']"},), "core.x raised [hidden]"),
        ("%d things", ("three",), "%d things"),
        ("%s and %s", ("one",), "%s and %s"),
        ("GET /x/?q=bipolar&r=1 HTTP/1.1", (), "GET /x/ HTTP/1.1"),
        ("to <sam@people.example>", (), "to <[hidden]>"),
        ("oops DETAIL:  Failing row contains (Sam, low)", (), "oops [hidden]"),
        (ValueError(CANARY), (), "ValueError"),
        ("Not Found: %s", (f"/join/{'aB3_-' * 9}/",), "Not Found: /join/[hidden]/"),
        ("x" * 600, (), "x" * 500),
    ],
)
def test_words_addresses_queries_and_rows_are_left_out(template, args, message):
    assert [line["message"] for line in logged(lambda log: log.warning(template, *args))] == [message]


@given(st.text(min_size=1))
def test_one_log_call_is_one_line(text):
    assert len(logged(lambda log: log.warning(text))) == 1
    assert "@b.example" not in scrub(f"{text} a@b.example")


@pytest.mark.django_db
def test_a_broken_constraint_is_named_and_the_row_is_not_shown():
    def fail(log):
        try:
            OutboxMessage.objects.create(
                kind=CANARY,
                state="lost",
                channel="email",
                to_person_id=new_id(),
                about_id=new_id(),
                due_at=datetime.now(UTC),
            )
        except IntegrityError:
            log.exception("could not save %s", CANARY)

    (line,) = logged(fail)
    assert line["error"]["type"] == "IntegrityError"
    assert line["error"]["constraint"] == "outbox_state_is_known"
    assert line["error"]["because"] == "CheckViolation"
    assert any("test_logs.py" in place for place in line["error"]["where"])
    assert CANARY not in json.dumps(line)


def test_an_error_is_told_by_type_and_place_only():
    def fail(log):
        try:
            raise ValueError(CANARY)
        except ValueError:
            log.exception("failed")
        log.error("nothing going on", exc_info=True)

    first, second = logged(fail)
    assert first["error"]["type"] == "ValueError"
    assert set(first["error"]) == {"type", "where"}
    assert "error" not in second
    assert CANARY not in json.dumps(first)


def test_no_logger_of_the_site_mails_or_prints_requests(settings):
    assert set(settings.LOGGING["handlers"]) == {"stdout"}
    assert settings.LOGGING["formatters"]["json"]["()"] == "leap.core.logs.JsonFormatter"
    assert "AdminEmailHandler" not in str(settings.LOGGING)
    for name in ("django", "django.server", "django.request", "django.security"):
        handlers = [type(handler).__name__ for handler in logging.getLogger(name).handlers]
        assert "AdminEmailHandler" not in handlers


# Requests

urlpatterns = [path("things/<uuid:thing_id>/<str:word>/", lambda request, **ids: HttpResponse(), name="thing")]


def lines_of(rf_request, handler, caplog) -> list[dict]:
    with caplog.at_level(logging.INFO, "leap.requests"):
        RequestLogMiddleware(handler)(rf_request)
    return [record.facts for record in caplog.records if record.name == "leap.requests"]


@pytest.mark.urls(__name__)
def test_a_request_is_told_by_page_and_ids_only(rf, caplog):
    from django.urls import resolve

    thing_id = new_id()
    request = rf.get(f"/things/{thing_id}/I feel low/?q=bipolar", HTTP_USER_AGENT=CANARY)
    request._cached_user = OutboxMessage(pk=thing_id)

    def answer(request):
        request.resolver_match = resolve(request.path)
        return HttpResponse(status=422)

    (facts,) = lines_of(request, answer, caplog)
    assert facts.pop("ms") >= 0
    assert facts == {
        "method": "GET",
        "page": "thing",
        "ids": {"thing_id": str(thing_id), "word": "[hidden]"},
        "status": 422,
        "who": str(thing_id),
    }


def test_an_unknown_address_is_not_repeated_and_no_session_is_opened(rf, caplog):
    request = rf.generic("BREW", "/I-feel-low/")

    class Session:
        def __getattr__(self, name):
            raise AssertionError("the log opened the session")

    request.session = Session()
    request.resolver_match = None
    (facts,) = lines_of(request, lambda request: HttpResponse(status=404), caplog)
    assert (facts["method"], facts["page"], facts["ids"], facts["who"]) == ("OTHER", "unknown", {}, None)
    assert "low" not in json.dumps(facts)
