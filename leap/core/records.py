"""What every table of ours has in common, and the lock on the tables that hold private things."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models

from leap.core.errors import ProtectedAccess
from leap.core.ids import new_id

_validating: ContextVar[bool] = ContextVar("validating", default=False)


@contextmanager
def _while_validating() -> Iterator[None]:
    """Django looks for clashes through the default manager; for that one question a protected table answers."""
    token = _validating.set(True)
    try:
        yield
    finally:
        _validating.reset(token)


class Record(models.Model):
    """Base of every model: a random key, and a name that gives nothing away when it lands in a log."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"

    def validate_unique(self, exclude: Any = None) -> None:
        """Django's own check, let through the lock of a protected table."""
        with _while_validating():
            super().validate_unique(exclude=exclude)

    def validate_constraints(self, exclude: Any = None) -> None:
        """Django's own check, let through the lock of a protected table."""
        with _while_validating():
            super().validate_constraints(exclude=exclude)


class ProtectedManager(models.Manager):
    """A locked door: `objects.all()`, `.get()`, `.create()` and related managers raise ProtectedAccess.

    The room that owns the table opens it with `Model.objects.unscoped("why")` in its own queries.py and actions.py.
    `instance.save()`, `.delete()` and `.refresh_from_db()` work as usual: whoever holds a row was given it.
    """

    def get_queryset(self) -> models.QuerySet:
        """Refuse, unless Django itself is looking for clashes while validating one row."""
        if _validating.get():
            return super().get_queryset()
        raise ProtectedAccess(
            f"{self.model.__name__} is protected. Ask its room's queries.py, or there use objects.unscoped('why')."
        )

    def unscoped(self, reason: str) -> models.QuerySet:
        """Every row of the table. The reason is for the reader of the code; an empty one is refused.

        Refused on a related manager (`person.statement_set.unscoped(...)`), where it would not mean what it says.
        """
        if not isinstance(reason, str) or not reason.strip():
            raise ProtectedAccess("unscoped() needs a reason in words.")
        if hasattr(self, "core_filters"):
            raise ProtectedAccess(f"Use {self.model.__name__}.objects.unscoped(...), not a related manager.")
        return super().get_queryset()
