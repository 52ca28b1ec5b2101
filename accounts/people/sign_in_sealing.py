"""The secrets of second steps as they lie in the database, and how they are closed anew with a new field key."""

import base64
from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from leap.core.sealing import Place, current_header, open_sealed, seal

# The table is allauth's, and it closes a secret before its row has a key: the seal is for the column, not for the row.
SECRETS = Place("mfa_authenticator", "data", "")
NAMES = ("secret", "seed")  # of a code app, and of spare codes


class SecondStepSecrets:
    """What `rotate_field_keys` asks: which rows are closed with an older key, and to close one of them anew."""

    label = "mfa.Authenticator.data"

    def rows_left(self) -> list[Any]:
        """Keys of the rows with a secret that the current key did not close."""
        start = current_header()
        rows = Authenticator.objects.values_list("pk", "data")
        return [pk for pk, data in rows if any(not sealed.startswith(start) for sealed in _sealed_in(data))]

    def seal_again(self, pk: Any) -> None:
        """Close the secrets of one row with the current key. CannotDecrypt when one does not open."""
        with transaction.atomic():
            for row in Authenticator.objects.select_for_update().filter(pk=pk):
                for name in NAMES:
                    if name in row.data:
                        text = open_sealed(base64.b64decode(row.data[name]), SECRETS)
                        row.data[name] = base64.b64encode(seal(text, SECRETS)).decode()
                row.save(update_fields=["data"])


def _sealed_in(data: dict[str, Any]) -> Iterator[bytes]:
    return (base64.b64decode(data[name]) for name in NAMES if name in data)
