"""Who must use a second step when signing in, and whether somebody has."""

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from accounts.people import queries
from accounts.people.models import Person, Role

# People here see themselves and what others chose to show them; every other role looks after other people's things.
WITHOUT = {Role.Kind.MEMBER.value, "supporter"}


def must_use_second_step(person: Person) -> bool:
    """Does the person hold a role today in which they can see or change what is other people's?"""
    return any(held.kind not in WITHOUT for held in queries.roles_held(person))


def used_second_step(request: HttpRequest) -> bool:
    """Has the person shown a second factor in this session? A passkey that asked who they are is both at once."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
