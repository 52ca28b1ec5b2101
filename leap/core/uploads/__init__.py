"""Files people send us: looked at, cleaned where they are pictures or sound, sealed, and given out by a view.

    checked = uploads.look_at(content)            # Refused, with a sentence for the person, when we cannot keep it
    stored = uploads.keep(checked)                # in the caller's transaction
    return uploads.answer(stored, "paper-large-print")   # in a view, after it has asked who may read it
    uploads.throw_away(stored)                    # with the record it belongs to, in the same transaction

A room points at a `StoredFile` with a foreign key (`on_delete=PROTECT`). Forms use `leap.design.uploads.UploadField`.
"""

from leap.core.uploads.keeping import content_of, keep, sweep, throw_away
from leap.core.uploads.kinds import MOST_BYTES, Checked, Kind, Refused
from leap.core.uploads.looking import look_at, look_at_picture
from leap.core.uploads.serving import answer

__all__ = [
    "MOST_BYTES",
    "Checked",
    "Kind",
    "Refused",
    "answer",
    "content_of",
    "keep",
    "look_at",
    "look_at_picture",
    "sweep",
    "throw_away",
]
