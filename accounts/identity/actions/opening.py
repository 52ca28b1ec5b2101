"""Opening what somebody keeps private: only in an emergency, only for an hour, and never behind their back."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.http import Http404

from accounts.identity import access, notices, queries
from accounts.identity.actions.owning import MOST_LETTERS
from accounts.identity.models import Opening
from accounts.people.models import Person
from leap.core import audit, clock, outbox
from leap.core.errors import NotAllowed, NotNow

LASTS = timedelta(hours=1)
FEWEST_LETTERS = 20


@transaction.atomic
def open_in_emergency(*, person: Person, reason: str, by: Person) -> Opening:
    """For an hour the administrator can read everything this person has written about themself.

    The person is told at once that it happened, by whom and why, and so is the trail. Opening again within the hour
    starts no second one. Raises NotAllowed for anybody who does not administer a programme of theirs, NotNow (with a
    sentence) without a reason they could understand.
    """
    if not access.can_open_in_emergency(by, person):
        raise NotAllowed
    words = " ".join(reason.split())
    if len(words) < FEWEST_LETTERS:
        raise NotNow("Say in a sentence what has happened. The person it is about will read it.")
    if len(words) > MOST_LETTERS:
        raise NotNow(f"Please make this shorter. The most we can keep here is {MOST_LETTERS:,} letters and spaces.")
    now = clock.now()
    Person.objects.select_for_update().get(pk=by.pk)  # a button pressed twice opens once
    running = Opening.objects.unscoped("is one open already").filter(person=person, opened_by=by, ends_at__gt=now)
    if (before := running.first()) is not None:
        return before
    opening = Opening(person=person, opened_by=by, reason=words, opened_at=now, ends_at=now + LASTS)
    opening.save(force_insert=True)
    audit.record(by=by, verb="opening.made", about=opening, whose=person)
    notices.tell_opened(opening)
    return opening


@transaction.atomic
def record_told(*, opening_id: UUID, by: Person) -> None:
    """The person was told what was opened, by an administrator who did not open it: their note needs nobody any more.

    NotAllowed for what is not the actor's to tell. Nothing happens when somebody passed the note on meanwhile.
    """
    try:
        opening = queries.opening_to_tell_or_404(by, opening_id)
    except Http404:
        raise NotAllowed from None
    Person.objects.select_for_update().get(pk=opening.person_id)  # a button pressed twice tells once
    note = outbox.waiting_for_a_person().filter(kind=notices.NOTE, to_person_id=opening.person_id)
    for _ in outbox.settle_waiting(note, by=by, how="another-way"):
        audit.record(by=by, verb="opening.told", about=opening, whose=opening.person)


@transaction.atomic
def close_opening(*, opening_id: UUID, by: Person) -> None:
    """The administrator is done: nothing is open from now on. Nothing happens when it has ended already."""
    mine = Opening.objects.unscoped("the one who opened it closes it").select_for_update(of=("self",))
    opening = mine.filter(pk=opening_id, opened_by=by).first()
    if opening is None:
        raise NotAllowed
    if opening.ends_at > clock.now():
        opening.ends_at = max(clock.now(), opening.opened_at)
        opening.save(update_fields=["ends_at"])
        audit.record(by=by, verb="opening.closed", about=opening, whose=opening.person)
