"""Seal every encrypted text with the current key, so that an old key can be thrown away when the counter says 0."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from leap.core import rotation
from leap.core.errors import CannotDecrypt
from leap.core.fields import Ciphertext, EncryptedTextField
from leap.core.sealing import current_header, open_sealed, seal


class Command(BaseCommand):
    help = "Seal every encrypted text with the first key of FIELD_KEYS. Safe while LEAP runs. Run it until 0 are left."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", action="store_true", help="only say how many are left")

    def handle(self, *args: Any, **options: Any) -> None:
        left = 0
        for field in encrypted_fields():
            rows = rows_left(field)
            if not options["count"]:
                rows = [pk for pk in rows if not self._seal_again(field, pk)]
            left += len(rows)
            self.stdout.write(f"{field.model._meta.label}.{field.name}: {len(rows)} left")
        for other in rotation.others():
            rows = other.rows_left()
            if not options["count"]:
                rows = [pk for pk in rows if not self._opens(pk, partial(other.seal_again, pk))]
            left += len(rows)
            self.stdout.write(f"{other.label}: {len(rows)} left")
        self.stdout.write(f"{left} left with an older key")
        if left and not options["count"]:
            raise CommandError("Some texts do not open, so they are not sealed again. Keep the old keys.")

    def _seal_again(self, field: EncryptedTextField, pk: Any) -> bool:
        """Seal one row's text again while holding the row. False when it does not open."""
        row = field.model._base_manager.filter(pk=pk)
        place = field.place_of_row(pk)

        def again() -> None:
            with transaction.atomic():
                for stored in row.select_for_update().values_list(field.attname, flat=True):
                    text = open_sealed(stored.sealed, place)
                    row.update(**{field.attname: Ciphertext(seal(text, place))})

        return self._opens(pk, again)

    def _opens(self, pk: Any, seal_again: Callable[[], None]) -> bool:
        try:
            seal_again()
        except CannotDecrypt as why:
            self.stderr.write(f"row {pk}: {why}")
            return False
        return True


def encrypted_fields() -> Iterator[EncryptedTextField]:
    """Every encrypted field of every table of the site."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield field


def rows_left(field: EncryptedTextField) -> list[Any]:
    """Keys of the rows whose text is not sealed with the current key."""
    start = current_header()
    stored = field.model._base_manager.exclude(**{f"{field.name}__isnull": True}).values_list("pk", field.attname)
    return [pk for pk, text in stored.iterator() if not text.sealed.startswith(start)]
