"""May this person do this? True or false, no writes. What they can see at all is decided by the queries."""

from accounts.people.models import Person
from accounts_reflective.inquiries import queries
from accounts_reflective.inquiries.models import Inquiry


def can_set_up(actor: Person, inquiry: Inquiry) -> bool:
    """Does the person lead the programme of this inquiry today? They say what it asks, and its steps."""
    return actor.is_active and queries.inquiries_led_by(actor).filter(pk=inquiry.pk).exists()


def can_begin(actor: Person) -> bool:
    """Does the person lead any programme today, so that they can start an inquiry in it?"""
    return actor.is_active and bool(queries.programmes_led_by(actor))
