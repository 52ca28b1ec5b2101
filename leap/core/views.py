"""Whether the parts LEAP needs are there."""

import redis
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leap.core import pulse

WORDS = {True: "ok", False: "away"}


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when database, broker, worker and beat are all there; else 503. Says which, and nothing else."""
    worker, beat, broker = False, False, True
    try:
        worker, beat = pulse.read()
    except redis.RedisError:
        broker = False
    parts = {"database": _database_answers(), "broker": broker, "worker": worker, "beat": beat}
    return JsonResponse(
        {name: WORDS[there] for name, there in parts.items()}, status=200 if all(parts.values()) else 503
    )


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except (DatabaseError, InterfaceError):
        return False
    return True
