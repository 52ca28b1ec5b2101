"""May this person do this? True or false, no writes. What they can see at all is decided by the queries."""

from accounts.people.models import Person
from accounts_reflective.coding.queries.numbers import inquiries_with_numbers
from accounts_reflective.inquiries.models import Inquiry


def can_put_together(actor: Person, inquiry: Inquiry) -> bool:
    """Does the person lead the programme of this inquiry today? They put outputs together and freeze them."""
    return actor.is_active and inquiries_with_numbers(actor).filter(pk=inquiry.pk).exists()
