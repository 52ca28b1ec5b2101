"""The lock every action of this room takes first."""

from uuid import UUID

from accounts.people.models import Person
from accounts_reflective.writing import access
from accounts_reflective.writing.models import ReflectiveAccount
from leap.core.errors import NotAllowed


def lock_account(account_id: UUID) -> ReflectiveAccount:
    """Hold the account until the transaction ends."""
    return ReflectiveAccount.objects.unscoped("to lock it").select_for_update().get(pk=account_id)


def lock_own_account(account: ReflectiveAccount, by: Person) -> ReflectiveAccount:
    """Hold the account for one of its authors; NotAllowed for anybody else, also for one who left a moment ago."""
    locked = lock_account(account.pk)
    if not access.can_write_account(by, locked):
        raise NotAllowed
    return locked
