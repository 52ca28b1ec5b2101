"""May this person do this? True or false, no writes. What they can see at all is decided by the queries."""

from accounts.people.models import Person
from accounts_reflective.coding.queries import code_book, numbers
from accounts_reflective.inquiries.models import Inquiry


def can_choose_analysts(actor: Person, inquiry: Inquiry) -> bool:
    """Does the person lead the programme of this inquiry today? They say who looks for themes."""
    return actor.is_active and numbers.inquiries_with_numbers(actor).filter(pk=inquiry.pk).exists()


def can_keep_code_book(actor: Person, inquiry: Inquiry) -> bool:
    """May the person change the themes: whoever looks for them, and whoever leads the programme."""
    return actor.is_active and code_book.kept_by(actor).filter(pk=inquiry.pk).exists()
