"""Schedules in which nobody meets twice: lines of finite planes, published schedules, and walks round one table."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import ascii_letters, digits, punctuation

LETTERS = digits + ascii_letters + punctuation + "£¬"
KEPT = Path(__file__).with_name("designs.txt")
# For each field that is not just counting round a prime: the prime, and x to the power n as lower powers of x.
FIELDS = {4: (2, (1, 1)), 8: (2, (1, 1, 0)), 9: (3, (2, 0)), 16: (2, (1, 1, 0, 0)), 25: (5, (2, 0))}
PRIMES = {2, 3, 5, 7, 11, 13, 17, 19, 23}

Rounds = list[list[list[int]]]


def repeat_free(tables: int, seats: int) -> Rounds:
    """As many meetings as we know at which `tables` x `seats` people never meet twice; none when we know of none."""
    lines = list(_lines(tables, seats)) if seats <= tables and (tables in PRIMES or tables in FIELDS) else []
    kept = _published().get((tables, seats), [])
    return max(lines, kept, key=len)


@cache
def _published() -> dict[tuple[int, int], Rounds]:
    found = {}
    for line in KEPT.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            tables, seats, *rounds = line.split(" ")
            size = int(seats)
            found[int(tables), size] = [
                [[LETTERS.index(who) for who in meeting[at : at + size]] for at in range(0, len(meeting), size)]
                for meeting in rounds
            ]
    return found


def _lines(q: int, seats: int) -> Iterator[list[list[int]]]:
    """Person x + q * y; at meeting m those on y = m x + b share table b. Then the columns, if they fill tables."""
    add, times = _field(q)
    for m in range(q):
        yield [[q * x + add[times[m][x]][b] for x in range(seats)] for b in range(q)]
    if q % seats == 0:
        yield [[q * x + y for y in range(at, at + seats)] for x in range(seats) for at in range(0, q, seats)]


def _field(q: int) -> tuple[list[list[int]], list[list[int]]]:
    """The sums and the products of a field of q."""
    if q in PRIMES:
        return [[(a + b) % q for b in range(q)] for a in range(q)], [[a * b % q for b in range(q)] for a in range(q)]
    p, rule = FIELDS[q]
    n = len(rule)
    parts = [[a // p**i % p for i in range(n)] for a in range(q)]

    def whole(part: list[int]) -> int:
        return sum(x % p * p**i for i, x in enumerate(part))

    def product(a: list[int], b: list[int]) -> list[int]:
        out = [0] * (2 * n - 1)
        for i, x in enumerate(a):
            for j, y in enumerate(b):
                out[i + j] += x * y
        for high in range(2 * n - 2, n - 1, -1):
            for i, x in enumerate(rule):
                out[high - n + i] += x * out[high]
        return out[:n]

    add = [[whole([x + y for x, y in zip(a, b, strict=True)]) for b in parts] for a in parts]
    return add, [[whole(product(a, b)) for b in parts] for a in parts]


def walks(people: int, *, line: bool) -> list[list[int]]:
    """Orders along one table in which nobody has the same neighbour twice (Walecki): as many as there can be."""
    even = people - people % 2 if line or people % 2 else people - 2
    if even < 2:
        return []
    zigzag = [(-1) ** (i + 1) * ((i + 1) // 2) for i in range(even)]
    paths = [[(start + step) % even for step in zigzag] for start in range(even // 2)]
    if line and people % 2 == 0:
        return paths
    if people % 2:
        return [[even, *path] for path in paths]  # one person in the middle, linking both ends
    return []  # an even ring: its own people never close without a repeat in this way; search does as well
