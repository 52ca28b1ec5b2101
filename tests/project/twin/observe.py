"""Everything one person can notice about one address."""

import re
from dataclasses import dataclass

from django.db import connection, transaction
from django.test import Client

from leap.core.outbox.models import OutboxMessage

SAVEPOINT = re.compile(r"(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT) \S+")


@dataclass(frozen=True)
class Seen:
    """What came back, and what it took: equal in both worlds, or something has been told."""

    status: int
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[str, ...]
    body: bytes
    queries: tuple[str, ...]
    messages: tuple[tuple, ...]

    def difference(self, other: "Seen") -> str | None:
        """The name of the first part that differs, with a little of both sides; None when all are equal."""
        for part in self.__dataclass_fields__:
            mine, theirs = getattr(self, part), getattr(other, part)
            if mine != theirs:
                return f"{part}: {_around(mine, theirs)}"
        return None


def _around(mine, theirs) -> str:
    if isinstance(mine, tuple):
        pairs = [(a, b) for a, b in zip(mine, theirs, strict=False) if a != b]
        first = pairs[0] if pairs else (f"{len(mine)} of them", f"{len(theirs)} of them")
        return f"{first[0]!s:.400} | {first[1]!s:.400}"
    if isinstance(mine, bytes):
        at = next((i for i, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), min(len(mine), len(theirs)))
        return f"{mine[max(0, at - 80) : at + 80]!r} | {theirs[max(0, at - 80) : at + 80]!r}"
    return f"{mine!r} | {theirs!r}"


def observe(client: Client, way: str, url: str, data: dict | None = None) -> Seen:
    """Ask once, write everything down, and put the world back as it was."""
    told: list[str] = []

    def listen(execute, sql, params, many, context):
        told.append(SAVEPOINT.sub(r"\1", sql))
        return execute(sql, params, many, context)

    cookies_before = {key: morsel.value for key, morsel in client.cookies.items()}
    with transaction.atomic():
        with connection.execute_wrapper(listen):
            response = client.get(url) if way == "GET" else client.post(url, data or {})
            body = response.getvalue() if response.streaming else response.content
        queued = OutboxMessage.objects.order_by("key").values_list("kind", "to_person_id", "about_id", "channel")
        messages = tuple(tuple(str(part) for part in row) for row in queued.filter(to_person_id=client.viewer_id))
        transaction.set_rollback(True)
    cookies = tuple(str(morsel) for morsel in response.cookies.values())
    client.cookies.clear()
    client.cookies.load(cookies_before)
    return Seen(response.status_code, tuple(sorted(response.headers.items())), cookies, body, tuple(told), messages)
