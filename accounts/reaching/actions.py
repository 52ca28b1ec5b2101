"""What somebody who runs a panel does about messages that no machine can carry, or could not. Each is on record."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.http import Http404

from accounts.people.models import Person
from accounts.reaching import queries, wordings
from leap.core import outbox
from leap.core.errors import NotAllowed, NotNow

ARRIVED, AGAIN, TOLD = "arrived", "again", "told"


@transaction.atomic
def record_call(*, message_id: UUID, result: str, by: Person) -> None:
    """How a call went. Told or a message left: it is done; no answer: it stays; cannot be reached: it is shown so.

    Raises NotAllowed for what is not the actor's to pass on, NotNow for a message left where none may be.
    """
    try:
        errand = queries.errand_to_call_or_404(by, message_id)
    except Http404:
        raise NotAllowed from None
    if result not in wordings.RESULTS:
        raise NotNow("Please say how the call went.")
    if result == wordings.LEFT_MESSAGE and not queries.may_leave_message(by, errand):
        raise NotNow("They asked us to leave no message. Please choose another answer.")
    if result == wordings.NO_ANSWER:
        outbox.try_later(message_id=message_id, by=by)
    elif result == wordings.NOT_REACHED:
        outbox.not_reached(message_id=message_id, by=by)
    else:
        outbox.mark_done(message_id=message_id, by=by, how=result)


@transaction.atomic
def record_posted(*, message_ids: Collection[UUID], by: Person) -> int:
    """These letters are in the post. Those that were ticked before, are no longer true, or can be in no file to print
    are passed over. Returns how many are off the list; NotNow when nothing is ticked."""
    if not message_ids:
        raise NotNow("Tick the letters that are in the post.")
    printed = [letter.errand.message.pk for letter in queries.letters_for(by).letters]
    ticked = [message_id for message_id in printed if message_id in message_ids]
    return len(outbox.settle_waiting(outbox.waiting_for_a_person().filter(pk__in=ticked), by=by, how=wordings.POSTED))


@transaction.atomic
def settle(*, message_id: UUID, what: str, by: Person) -> None:
    """Decide about a message that did not arrive, or may have: it arrived, send it again, or told another way.

    Raises NotAllowed for what is not the actor's to decide, NotNow when it needs nobody any more.
    """
    try:
        errand = queries.errand_or_404(by, message_id)
    except Http404:
        raise NotAllowed from None
    steps = {AGAIN: outbox.send_again, ARRIVED: outbox.it_arrived}
    if what in steps:
        steps[what](message_id=errand.message.pk, by=by)
    elif what == TOLD:
        outbox.mark_done(message_id=errand.message.pk, by=by, how=wordings.ANOTHER_WAY)
    else:
        raise NotNow("We could not see what you decided. Please go back and press the button again.")
