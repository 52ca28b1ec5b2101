"""Payment records as plain values, for files with very many lines: they are read while the file is written."""

from collections.abc import Iterator

from django.db.models import TextField
from django.db.models.functions import Cast, Coalesce

from accounts.people import queries as people_queries
from accounts.people.models import Person
from meetings.payments.models import PaymentLine
from meetings.payments.queries.lines import records_for

AT_A_TIME = 2000  # lines that are in memory at once
WHOSE = ("key", "person_key", "programme_key")
MONEY = ("activity_on", "activity", "kind", "amount_pence", "way", "rate__valid_from", "state")
NAMES = ("person__shown_name", "panel__name", "called_here")


def in_pieces(viewer: Person, *, with_names: bool) -> Iterator[tuple]:
    """The lines the viewer keeps, the oldest meeting first, as the values of WHOSE, MONEY and, with names, NAMES; each
    is fetched as it is asked for, and never are all in memory. Keys are words: making 100,000 UUIDs would take as long
    as the question itself."""
    as_words = {
        "key": Cast("pk", TextField()),
        "person_key": Cast("person_id", TextField()),
        "programme_key": Cast("panel__programme_id", TextField()),
        "called_here": Coalesce("meeting__title", "work__title"),
    }
    lines = records_for(viewer).select_related(None).order_by("activity_on", "made_at", "pk").annotate(**as_words)
    return lines.values_list(*WHOSE, *MONEY, *(NAMES if with_names else ())).iterator(chunk_size=AT_A_TIME)


def names_for_payments(viewer: Person) -> dict[tuple[str, str], str]:
    """By person and programme (their keys as words), the name for payments: only of people with lines in a programme
    whose money the viewer keeps. Grows with people, never with lines."""
    kept = set(people_queries.programmes_with_money_for(viewer).values_list("pk", flat=True))
    lines = PaymentLine.objects.filter(panel__programme__in=kept).order_by()
    pairs = set(lines.values_list("person", "panel__programme").distinct())
    people = Person.objects.filter(pk__in={person for person, _ in pairs}).order_by("pk")
    names = {person.pk: person.legal_name for person in people}
    return {(str(person), str(programme)): names[person] for person, programme in pairs}
