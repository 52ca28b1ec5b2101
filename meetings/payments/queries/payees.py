"""Finance's numbers of people, for those who keep the money and for each person their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from accounts.people import queries as people_queries
from accounts.people.models import Person, Programme
from meetings.payments.models import PayeeNumber, PaymentLine


@dataclass(frozen=True, slots=True)
class Payee:
    """Somebody who is paid by a programme, and finance's number of them; empty while there is none."""

    person_id: UUID
    number: str


def payees_for(viewer: Person, programme: Programme) -> list[Payee]:
    """Everybody who was ever owed something by a programme, for those who keep its money; else nobody. Never the viewer
    themself. In an order that says nothing about anybody. As many queries for one as for a hundred."""
    if not people_queries.programmes_with_money_for(viewer).filter(pk=programme.pk).exists():
        return []
    people = list(_paid_by(programme).exclude(pk=viewer.pk).values_list("pk", flat=True))
    numbers = numbers_of(programme, people)
    return [Payee(key, numbers.get(key, "")) for key in people]


def my_payee_numbers_for(viewer: Person) -> list[PayeeNumber]:
    """The viewer's own numbers, by programme. One query."""
    mine = PayeeNumber.objects.unscoped("the person's own").filter(person=viewer).select_related("programme")
    return list(mine.order_by("programme__name", "programme", "pk"))


def numbers_of(programme: Programme, people: Iterable[UUID]) -> dict[UUID, str]:
    """By person, finance's numbers of these people. For actions and queries that have asked who may. One query."""
    kept = PayeeNumber.objects.unscoped("for those who keep the money").filter(programme=programme)
    return {each.person_id: each.number for each in kept.filter(person__in=list(people)).order_by("pk")}


def _paid_by(programme: Programme) -> QuerySet[Person]:
    lines = PaymentLine.objects.filter(panel__programme=programme).order_by()
    return Person.objects.filter(pk__in=lines.values("person")).order_by("pk")
