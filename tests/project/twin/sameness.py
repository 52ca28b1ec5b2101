"""Take chance out of a world, so that two builds of it differ only where the histories do."""

import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from unittest import mock

from django.db.models import Model

from leap.core import clock, ids

NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
SPACE = uuid.UUID("5eed5eed-0000-4000-8000-000000000000")


class CountedIds:
    """Ids that depend on the event that makes them, on what is made, and on nothing that happened before.

    A purged event leaves no gap: the ids of the others stay as they are.
    """

    def __init__(self) -> None:
        self.label = "start"
        self.count: Counter[str] = Counter()

    def begin(self, label: str) -> None:
        self.label = label
        self.count.clear()

    def __call__(self) -> uuid.UUID:
        kind = _what_is_made()
        self.count[kind] += 1
        made = uuid.uuid5(SPACE, f"{self.label}/{kind}/{self.count[kind]}")
        return uuid.UUID(int=made.int, version=4)


def _what_is_made() -> str:
    """The name of the model whose new row asks for an id; nothing for an id that is no row's.

    Each kind counts for itself: a line of the trail more or less must not change the id of anything else.
    """
    frame = sys._getframe(4) if sys._getframe(3).f_code.co_name == "get_default" else None
    made = frame.f_locals.get("self") if frame else None
    kind = type(made).__name__ if isinstance(made, Model) else ""
    if kind != "PaymentLine":
        return kind
    # Whose line it is, so that whoever may know no line but theirs finds it under the same id.
    return f"{kind} {frame.f_locals['kwargs']['person'].pk}"


class StillTime:
    """Stands in for the `time` module where the last moment of a cookie or a page is worked out."""

    @staticmethod
    def time() -> float:
        return NOON.timestamp()


class StillDatetime(datetime):
    """Stands in for `datetime` where a spreadsheet notes when it was made."""

    @classmethod
    def now(cls, tz=None) -> datetime:
        return NOON


class StillChance:
    """Stands in for the modules that codes and passkeys are drawn from."""

    @staticmethod
    def urandom(length: int) -> bytes:
        return b"s" * length

    token_bytes = urandom

    @staticmethod
    def token_hex(length: int) -> str:
        return "5e" * length


class StillTries:
    """Stands in where the tries of the last minute are counted: two worlds are asked in one minute."""

    @staticmethod
    def consume(*args: object, **facts: object) -> bool:
        return True


@contextmanager
def no_chance() -> Iterator[CountedIds]:
    """Ids by count; secrets, session keys and the dates inside files stand still; no mask over the form token."""
    counted = CountedIds()
    stand_ins = {
        "django.middleware.csrf._mask_cipher_secret": lambda secret: secret * 2,
        "django.middleware.csrf._get_new_csrf_string": lambda: "s" * 32,
        "django.contrib.sessions.backends.base.get_random_string": lambda length, letters: counted().hex,
        "django.contrib.sessions.middleware.time": StillTime,
        "django.utils.cache.time": StillTime,
        "fido2.server.os": StillChance,
        "allauth.mfa.totp.internal.auth.secrets": StillChance,
        "allauth.mfa.recovery_codes.internal.auth.secrets": StillChance,
        "xlsxwriter.core.datetime": StillDatetime,
        "leap.core.secret_links._draw": lambda length: f"link-{counted().hex}{'s' * 6}",
        "meetings.invitations.views.links.ratelimit": StillTries,
    }
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(ids, "make", counted))
        for name, stand_in in stand_ins.items():
            stack.enter_context(mock.patch(name, stand_in))
        yield counted


@contextmanager
def at_minute(number: int) -> Iterator[None]:
    """The clock stands still at so many minutes after the start of every history."""
    with clock.held_at(NOON + timedelta(minutes=number)):
        yield
