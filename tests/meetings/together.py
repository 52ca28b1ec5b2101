"""Doing something several times at once, in real threads with their own connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

THREADS = 8


def at_once(step: Callable[[int], Any], times: int = THREADS) -> list[Any]:
    """Call `step(0)`, `step(1)`, ... in as many threads, started together; what each gave back, in order."""
    barrier = Barrier(times)

    def run(number: int) -> Any:
        try:
            barrier.wait(timeout=10)
            return step(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))
