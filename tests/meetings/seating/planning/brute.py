"""A second, slow reading of the score, and every seating there is: what the planner is held against."""

from itertools import combinations, permutations, product

LIVED, PROFESSIONAL = "lived", "professional"


def parts(people, tables, seats, history, wishes):
    """(hard, isolation, unmixed, repeats) of `seats`, one list of ids or None per table, written from the rules."""
    sides = {person.id: person.side for person in people}
    at = {who: (t, i) for t, row in enumerate(seats) for i, who in enumerate(row) if who is not None}
    rows = [[who for who in row if who is not None] for row in seats]
    used = sum(1 for row in rows if row)
    lived = [who for who in sides if sides[who] == LIVED]
    professional = [who for who in sides if sides[who] == PROFESSIONAL]

    hard = isolation = unmixed = repeats = 0
    for person in people:
        t, i = at[person.id]
        hard += any(need not in tables[t].seats[i] for need in person.needs)
    for a, b in {tuple(sorted(pair)) for pair in wishes.apart}:
        hard += a in at and b in at and at[a][0] == at[b][0]
    for a, b in {tuple(sorted(pair)) for pair in wishes.together}:
        if a in at and b in at:
            row = rows[at[a][0]]
            steps = (row.index(a) - row.index(b)) % len(row) if b in row else None
            hard += steps is None or steps not in (1, len(row) - 1)
    for pin in wishes.pins:
        if pin.person in at:
            t, i = at[pin.person]
            hard += tables[t].name != pin.table or (pin.seat is not None and pin.seat != i)
    for table, row in zip(tables, rows, strict=True):
        if not row:
            continue
        hard += len(row) < table.fewest
        alone = [who for who in row if sides[who] == LIVED]
        isolation += len(alone) == 1 and len(row) > 1 and len(lived) > 1 and len(professional) > 0
        staffless = len(professional) >= used and not any(sides[who] == PROFESSIONAL for who in row)
        memberless = len(lived) >= 2 * used and not alone
        unmixed += bool(lived) and bool(professional) and (staffless or memberless)
        for a, b in combinations(row, 2):
            repeats += sum(a in group and b in group for meeting in history for group in meeting)
    return hard, isolation, unmixed, repeats


def total(*args):
    """The parts weighed."""
    hard, isolation, unmixed, repeats = parts(*args)
    return 1000 * hard + 20 * isolation + 5 * unmixed + repeats


def tablefuls(people, tables):
    """Every way to share people among tables, seats being alike."""
    for choice in product(range(len(tables)), repeat=len(people)):
        rows = [[person.id for person, t in zip(people, choice, strict=True) if t == n] for n in range(len(tables))]
        if all(len(row) <= len(table.seats) for row, table in zip(rows, tables, strict=True)):
            yield [row + [None] * (len(t.seats) - len(row)) for row, t in zip(rows, tables, strict=True)]


def seatings(people, tables):
    """Every way to put people on seats."""
    count = sum(len(table.seats) for table in tables)
    for order in permutations(range(count), len(people)):
        flat = [None] * count
        for person, seat in zip(people, order, strict=True):
            flat[seat] = person.id
        ids = iter(flat)
        yield [[next(ids) for _ in table.seats] for table in tables]
