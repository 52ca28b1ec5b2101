"""The audit trail: who did what to which thing, when; never what it said.

Rows are only ever added: the database itself refuses to change, delete or empty the table.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max, Model, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import TruncDate

from leap.core import clock
from leap.core.audit.models import AuditEvent

VERB = re.compile(r"[a-z][a-z_]{0,30}(\.[a-z][a-z_]{0,30}){1,2}")
WORD = re.compile(r"[a-z0-9_.-]{1,40}")
MOST_IN_A_LIST = 200


def record(*, by: Model | None, verb: str, about: Model | None, whose: Model | None = None, **facts: Any) -> AuditEvent:
    """Add one line to the trail, in the caller's transaction.

    `by` is who did it (None: LEAP itself), `verb` is `noun.past`, `about` the record it was done to, `whose` the person
    it concerns. Facts may be ids, whole numbers, true or false, dates and times, short lower-case words, or lists of
    these; anything longer could be somebody's words, so it raises ValueError (which does not repeat it).
    """
    line = _line(by=by, verb=verb, about=about, whose=whose, facts=facts)
    line.save(force_insert=True)
    return line


def record_each(
    *, by: Model | None, verb: str, things: Iterable[tuple[Model, Model | None]], **facts: Any
) -> list[AuditEvent]:
    """Add the same line for several things in one go: `things` are pairs of the record and whose it is.

    Nothing is asked of the database when there are none. The rules of `record` hold.
    """
    lines = [_line(by=by, verb=verb, about=about, whose=whose, facts=facts) for about, whose in things]
    return AuditEvent.objects.bulk_create(lines) if lines else []


def _line(
    *, by: Model | None, verb: str, about: Model | None, whose: Model | None, facts: dict[str, Any]
) -> AuditEvent:
    if not VERB.fullmatch(verb):
        raise ValueError(f"audit verb must look like noun.past: {verb[:40]!r}")
    return AuditEvent(
        at=clock.now(),
        actor_id=_pk(by),
        verb=verb,
        about_type=about._meta.label_lower if about is not None else "",
        about_id=_pk(about),
        whose_id=_pk(whose),
        facts={name: _fact(name, value) for name, value in facts.items()},
    )


def events_about(thing: Model, verb: str | None = None) -> QuerySet[AuditEvent]:
    """The trail of one record, oldest first; only one verb when given."""
    events = AuditEvent.objects.filter(about_id=thing.pk, about_type=thing._meta.label_lower).order_by("at", "id")
    return events.filter(verb=verb) if verb else events


def days_about(*keys: QuerySet, verbs: Iterable[str]) -> QuerySet:
    """Who did which of these verbs on which day (in London) to any record whose key is in one of `keys`, the newest
    first, as dicts of actor_id, verb and at (the last time on that day). The facts are not in it.
    """
    events = AuditEvent.objects.filter(reduce(or_, (Q(about_id__in=each) for each in keys)), verb__in=list(verbs))
    days = events.annotate(day=TruncDate("at", tzinfo=ZoneInfo("Europe/London"))).values("actor_id", "verb", "day")
    return days.annotate(at=Max("at")).order_by("-at", "verb", "actor_id").values("actor_id", "verb", "at")


def events_by(actor: Model, verb: str, since: datetime) -> QuerySet[AuditEvent]:
    """What somebody did of one kind since a moment: a part of another question ("is this on record already?")."""
    return AuditEvent.objects.filter(actor_id=actor.pk, verb=verb, at__gte=since)


def events_whose(person: Model, verb: str | None = None) -> QuerySet[AuditEvent]:
    """The trail of everything that concerns one person, oldest first; only one verb when given."""
    events = AuditEvent.objects.filter(whose_id=person.pk).order_by("at", "id")
    return events.filter(verb=verb) if verb else events


def last_about(keys: Iterable[UUID], verb: str, fact: str) -> dict[tuple[UUID, str], datetime]:
    """When this was last done to each of these records, by what its `fact` says. What was never done is missing."""
    events = AuditEvent.objects.filter(about_id__in=list(keys), verb=verb)
    last = events.values("about_id", said=KeyTextTransform(fact, "facts")).annotate(last=Max("at"))
    found = last.order_by("about_id", "said").values_list("about_id", "said", "last")
    return {(about, said): at for about, said, at in found if about is not None}


def _pk(thing: Model | None) -> Any:
    return None if thing is None else thing.pk


def _fact(name: str, value: Any) -> Any:
    if isinstance(value, (list, tuple)) and len(value) <= MOST_IN_A_LIST:
        return [_single_fact(name, item) for item in value]
    return _single_fact(name, value)


def _single_fact(name: str, value: Any) -> Any:
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    if isinstance(value, str) and WORD.fullmatch(value):
        return str(value)
    raise ValueError(f"audit fact {name!r}: only ids, whole numbers, dates and short lower-case words are kept")
