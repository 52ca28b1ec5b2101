"""May this person do this? True or false, no writes. What they can see at all is decided by the queries."""

from accounts.people.models import Person
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.inquiries.queries import open_inquiries_for
from accounts_reflective.writing import queries
from accounts_reflective.writing.models import ReflectiveAccount


def can_write_account(actor: Person, account: ReflectiveAccount) -> bool:
    """Is the person an author of this reflective account today? Only authors write, ask, put forward and agree."""
    return actor.is_active and queries.accounts_of(actor).filter(pk=account.pk).exists()


def can_write_in(actor: Person, inquiry: Inquiry) -> bool:
    """May the person start a reflective account in this inquiry?"""
    return actor.is_active and open_inquiries_for(actor).filter(pk=inquiry.pk).exists()


def writes_or_reads(viewer: Person) -> bool:
    """Is there writing for this person: an inquiry to write in, or something they are an author of?"""
    return queries.inquiries_for(viewer).exists() or queries.accounts_of(viewer).exists()
