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


def all_look_first(look: Callable[..., Any]) -> Callable[..., Any]:
    """`look`, after which each of the threads waits until all have looked: nobody sees what another did."""
    barrier = Barrier(THREADS, timeout=60)

    def wait(*args: Any, **kwargs: Any) -> Any:
        seen = look(*args, **kwargs)
        barrier.wait()
        return seen

    return wait
