"""Signs of life of the worker and of beat: two short-lived marks in Redis."""

import time

import redis
from django.conf import settings

BEAT = "leap:pulse:beat"
WORKER = "leap:pulse:worker"
ALIVE_SECONDS = 50  # three heartbeats of 15 seconds and a little


def client() -> redis.Redis:
    """A Redis client that gives up within half a second and does not try again."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5, retry=None)


def mark(name: str) -> None:
    """Leave the mark of the worker or of beat; it fades by itself."""
    with client() as store:
        store.set(name, int(time.time()), ex=ALIVE_SECONDS)


def read() -> tuple[bool, bool]:
    """Whether the worker and beat have left a mark lately; redis.RedisError when Redis is away."""
    with client() as store:
        worker, beat = store.mget(WORKER, BEAT)
    return worker is not None, beat is not None
