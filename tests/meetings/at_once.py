"""Eight people press at the same moment: real transactions, real threads."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

THREADS = 8


def at_once(step: Callable[[int], Any], numbers: Sequence[int] = range(THREADS)) -> list[Any]:
    """What each of the threads got from `step(number)`; an error it raised is its result."""
    barrier = Barrier(len(numbers))

    def run(number: int) -> Any:
        try:
            barrier.wait()
            return step(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(numbers)) as pool:
        return list(pool.map(run, numbers))
