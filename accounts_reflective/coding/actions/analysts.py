"""Who looks for themes in an inquiry: a few people, named, and everybody in the inquiry can see who."""

from django.db import transaction

from accounts.people.models import Person
from accounts_reflective.coding import access
from accounts_reflective.coding.models import Analyst
from accounts_reflective.coding.queries import code_book as queries
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.inquiries.queries import people_of
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow

MOST = 6  # the authors said yes to "a few people of this study"
ENOUGH = "Six people look for themes already. The authors said yes to a few people, so please let somebody stop first."


@transaction.atomic
def choose_analyst(*, inquiry: Inquiry, person: Person, by: Person) -> Analyst:
    """Whoever leads the programme says that somebody looks for themes from now on. Choosing them twice is once.

    NotNow when six people do already. NotAllowed for anybody else, and for a person outside the programme.
    """
    inquiry = _lock(inquiry, by)
    if person.pk not in {each.pk for each in queries.people_who_could_look(by, inquiry)}:
        raise NotAllowed
    looking = Analyst.objects.filter(inquiry=inquiry, until__isnull=True)
    # Whoever left the programme takes up no place: it may be given to somebody else now, so it ends for good.
    looking.exclude(person__in=people_of(inquiry).values("pk")).update(until=clock.now())
    already = looking.filter(person=person).first()
    if already is not None:
        return already
    if looking.count() >= MOST:
        raise NotNow(ENOUGH)
    chosen = Analyst(inquiry=inquiry, person=person)
    chosen.save(force_insert=True)
    audit.record(by=by, verb="analyst.chosen", about=inquiry, whose=person)
    return chosen


@transaction.atomic
def end_analyst(*, inquiry: Inquiry, person: Person, by: Person) -> None:
    """Somebody looks for themes no more: from the next request on they read none of the words. They can stop
    themself, without saying why; whoever leads the programme can end it too. Ending it twice is ending it once.
    """
    inquiry = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    if by.pk != person.pk and not access.can_choose_analysts(by, inquiry):
        raise NotAllowed
    if Analyst.objects.filter(inquiry=inquiry, person=person, until__isnull=True).update(until=clock.now()):
        audit.record(by=by, verb="analyst.ended", about=inquiry, whose=person)


def _lock(inquiry: Inquiry, by: Person) -> Inquiry:
    locked = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    if not access.can_choose_analysts(by, locked):
        raise NotAllowed
    return locked
