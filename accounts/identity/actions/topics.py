"""Saying that one would rather say nothing about something."""

from collections.abc import Iterable

from django.db import transaction

from accounts.identity.models import TopicChoices
from accounts.identity.planning import topics as known
from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed


@transaction.atomic
def set_rather_not_say(*, topics: Iterable[str], by: Person) -> TopicChoices:
    """Nobody asks the person about these topics. Any topic that is not among them is as if it had never been asked.

    Raises ValueError for a topic that is not in the list, NotAllowed for somebody who no longer uses LEAP.
    """
    if not by.is_active:
        raise NotAllowed
    stored = known.write(topics)
    Person.objects.select_for_update().get(pk=by.pk)  # one row for each person, however many windows send it at once
    row, _ = TopicChoices.objects.unscoped("a person's own").get_or_create(person=by)
    if row.rather_not != stored:
        row.rather_not, row.changed_at = stored, clock.now()
        row.save(update_fields=["rather_not", "changed_at"])
        audit.record(by=by, verb="topics.set", about=row, whose=by)
    return row
