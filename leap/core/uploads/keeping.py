"""Where files are: sealed, in the database, so that they come and go with the records they belong to."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import BinaryField, Exists, F, Func, OuterRef, QuerySet, Value

from leap.core import clock
from leap.core.sealing import Place, current_header, open_sealed_bytes, seal_bytes
from leap.core.uploads.kinds import Checked
from leap.core.uploads.models import StoredFile

SURELY_LEFT = timedelta(days=1)


def keep(checked: Checked) -> StoredFile:
    """Seal a file that was looked at. In the caller's transaction: what it belongs to and the file come together."""
    stored = StoredFile(kind=checked.kind.code, size=len(checked.content))
    stored.content = seal_bytes(checked.content, _place(stored.pk))
    stored.save(force_insert=True)
    return stored


def content_of(file_id: UUID) -> bytes:
    """The bytes of a file. Whoever calls this has asked who may read it."""
    sealed = _files().filter(pk=file_id).values_list("content", flat=True).get()
    return open_sealed_bytes(bytes(sealed), _place(file_id))


def throw_away(file_id: UUID) -> None:
    """The file is gone. Delete first what points at it, in the same transaction."""
    _files().filter(pk=file_id).delete()


def sweep() -> int:
    """Files that nothing points at for a day are gone. There should be none; says how many there were."""
    orphans = _files().filter(kept_at__lt=clock.now() - SURELY_LEFT)
    for relation in StoredFile._meta.related_objects:
        owners = relation.related_model._base_manager.filter(**{relation.field.attname: OuterRef("pk")})
        orphans = orphans.filter(~Exists(owners))
    return orphans.delete()[0]


class SealedFiles:
    """What `rotate_field_keys` asks: which files are sealed with an older key, and to seal one of them anew."""

    label = "core.StoredFile.content"

    def rows_left(self) -> list[Any]:
        """Keys of the files that the current key did not seal. Only the beginning of each is looked at."""
        start = current_header()
        first = Func(F("content"), Value(1), Value(len(start)), function="substring", output_field=BinaryField())
        return list(_files().annotate(first=first).exclude(first=start).values_list("pk", flat=True))

    def seal_again(self, pk: Any) -> None:
        """Seal one file with the current key. CannotDecrypt when it does not open."""
        with transaction.atomic():
            for stored in _files().select_for_update().filter(pk=pk):
                stored.content = seal_bytes(open_sealed_bytes(bytes(stored.content), _place(pk)), _place(pk))
                stored.save(update_fields=["content"])


def _files() -> QuerySet[StoredFile]:
    return StoredFile.objects.unscoped("files are given out by the room they belong to")


def _place(file_id: Any) -> Place:
    return Place(StoredFile._meta.db_table, "content", file_id)
