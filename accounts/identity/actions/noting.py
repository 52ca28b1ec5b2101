"""Notes for people who have no email address: that there is something to read about how what they tell us is kept."""

from datetime import UTC, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.crypto import salted_hmac

from accounts.identity import notices
from accounts.people import queries as people
from accounts.people.models import Person, Role
from leap.core import clock, outbox

ONCE_IN = 180  # days: about twice a year
MINUTES = 24 * 60


def leave_notes() -> int:
    """Leave the note for each person without an email address whose lot is drawn today. Gives how many are new.

    About twice a year, at a minute that nobody can know beforehand, whatever the person keeps or shares: so that the
    same note, when an administrator opened something, tells whoever passes it on nothing. Once on a day at most.
    """
    now = clock.now().astimezone(UTC)
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    had_one = outbox.OutboxMessage.objects.filter(kind=notices.NOTE, to_person_id=OuterRef("pk"), created_at__gte=day)
    here = Role.objects.filter(people.belonging(), person=OuterRef("pk"))
    by_hand = Person.objects.filter(Q(email__isnull=True) | Q(email=""), Exists(here), ~Exists(had_one), is_active=True)
    drawn = (person for person in by_hand.order_by("pk") if _is_drawn(person.pk, now - day, f"{day:%Y-%m-%d}"))
    return sum(notices.leave_note(person) for person in drawn)


def _is_drawn(person_id: UUID, so_far: timedelta, day: str) -> bool:
    """Was this person's lot drawn for this day, and has its minute come? Each day stands for itself, so that neither
    the last note nor a note that stayed away says anything about the next one."""
    lot = int.from_bytes(salted_hmac("identity.notes", f"{person_id} {day}", algorithm="sha256").digest())
    return lot % ONCE_IN == 0 and timedelta(minutes=lot // ONCE_IN % MINUTES) <= so_far
