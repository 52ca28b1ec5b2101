"""Asking authors whether some of their words may be quoted, by those who look for themes."""

from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from accounts_reflective.coding.actions.passages import hold
from accounts_reflective.coding.queries import passages as queries
from accounts_reflective.writing.actions.uses import propose_quote
from accounts_reflective.writing.models import ReflectiveAccount
from leap.core.errors import NotNow

MOST_ASKED = 20
NOT_DONE = "You can ask to quote words once you are done with this writing."
ENOUGH = "You have asked about 20 quotations of this writing already. Please wait for the answers to those first."


@transaction.atomic
def ask_to_quote(*, version_id: UUID, passage_id: UUID, output: str, by: Person) -> ReflectiveAccount:
    """Somebody who looks for themes asks the authors about quoting the words of a mark of their own in one place.

    Each author answers on a page of their own, and until all say yes, and 14 days to think are over, it may not be
    quoted. The same question twice is one. NotNow after 20 of one writing, for a mark that has no place,
    and before they are done: an author who looks for themes too would see their mark.
    NotAllowed when they may not look at these words, or not any more.
    """
    looked = hold(version_id=version_id, by=by)
    if not looked.is_done:
        raise NotNow(NOT_DONE)
    mark = next((each for each in queries.own_passages(by, looked) if each.pk == passage_id), None)
    if mark is None or mark.start is None:
        raise NotNow("This mark is not there any more, or its words have changed.")
    if len(queries.quotes_asked(by, [looked])) >= MOST_ASKED:
        raise NotNow(ENOUGH)
    words = looked.version.body[mark.start : mark.end]
    propose_quote(version=looked.version, excerpt=words, output=output, by=by)
    return looked.account
