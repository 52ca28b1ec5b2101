"""A message when something about signing in was changed: the person it belongs to is the one who would notice."""

from accounts.people.models import Pause, Person
from leap.core import clock, outbox
from leap.core.outbox.models import OutboxMessage

KIND = "sign_in_changed"
WHAT = {
    "password_set": "A password for signing in was saved.",
    "password_changed": "Your password for signing in was changed, and every device was signed out.",
    "app_added": "An app that makes codes was added to how you sign in.",
    "app_removed": "The app that makes codes was taken off how you sign in.",
    "passkey_added": "A passkey was added to how you sign in.",
    "passkey_removed": "A passkey was taken off how you sign in.",
    "spare_codes_made": "New spare codes for signing in were made. The ones from before no longer work.",
    "forgotten": "Your second step for signing in was taken off, because somebody told us it was lost. "
    "Every device was signed out.",
}


def tell_changed(*, person: Person, what: str) -> None:
    """One message about one change. Somebody without email is not reached: they sign in with nothing of this kind."""
    if person.email:
        occasion = f"{what}.{clock.now():%Y%m%dT%H%M%S%f}"
        outbox.queue(kind=KIND, to=person, about=person, occasion=occasion)


def _context(message: OutboxMessage) -> dict[str, str]:
    return {"what": WHAT[message.occasion.partition(".")[0]]}


def _still_true(message: OutboxMessage) -> bool:
    return True  # it happened, whatever happened since


def kind() -> outbox.Kind:
    """What the outbox needs to know about it."""
    every = tuple(Pause.Contact.values)  # whoever takes a break wants to know, too, that somebody changed the lock
    return outbox.Kind(
        name=KIND,
        room="people",
        still_true=_still_true,
        context=_context,
        in_a_pause=every,
        urgent=True,
        in_words="How you sign in was changed",
    )
