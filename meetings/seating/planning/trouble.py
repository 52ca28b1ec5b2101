"""Which promises a plan does not keep, in a sentence each, with the smallest change that would let it."""

from collections.abc import Sequence
from itertools import pairwise

from meetings.seating.planning.room import PersonId, Table
from meetings.seating.planning.year import Sitting, Year

Seats = Sequence[Sequence[PersonId | None]]


def troubles(year: Year, meetings: Sequence[Seats]) -> list[str]:
    """A sentence for each promise that is not kept. It is for those who make the plan: it names wishes to be apart."""
    needs = {person.id: person.needs for person in year.people}
    return [
        sentence
        for sitting, rows in zip(year.sittings, meetings, strict=True)
        for sentence in [
            *_needs(sitting, rows, needs),
            *_pins(sitting, rows),
            *_wishes(year, sitting, rows),
            *_sizes(sitting, rows),
        ]
    ]


def _at(rows: Seats) -> dict[PersonId, tuple[int, int]]:
    return {who: (t, seat) for t, row in enumerate(rows) for seat, who in enumerate(row) if who is not None}


def _needs(sitting: Sitting, rows: Seats, needs: dict[PersonId, frozenset[str]]) -> list[str]:
    out = []
    for who, (t, seat) in _at(rows).items():
        missing = needs[who] - sitting.tables[t].seats[seat]
        if missing:
            fit = sum(needs[who] <= offers for table in sitting.tables for offers in table.seats)
            have = {0: "No seat offers that", 1: "The one seat that offers it is taken"}
            out.append(
                f"{sitting.id}: {who} needs a seat with {_and(needs[who])}. "
                f"{have.get(fit, f'The {fit} seats that offer it are taken, or lead to another broken promise')}. "
                f"One more seat with {_and(needs[who])} would do, such as seat {seat} of {sitting.tables[t].name}."
            )
    return out


def _pins(sitting: Sitting, rows: Seats) -> list[str]:
    at = _at(rows)
    return [
        f"{sitting.id}: {pin.person} cannot be at table {pin.table}{'' if pin.seat is None else f', seat {pin.seat}'} "
        "without breaking another promise. Take this pin out, or give it another seat."
        for pin in sitting.pins
        if pin.person in at
        and (sitting.tables[at[pin.person][0]].name != pin.table or pin.seat not in (None, at[pin.person][1]))
    ]


def _wishes(year: Year, sitting: Sitting, rows: Seats) -> list[str]:
    at = _at(rows)
    beside = {
        frozenset(pair)
        for table, row in zip(sitting.tables, rows, strict=True)
        for pair in _neighbours(table, [who for who in row if who is not None])
    }
    out = []
    for a, b in sorted({tuple(sorted(pair, key=str)) for pair in year.apart}, key=str):
        if a in at and b in at and (frozenset((a, b)) in beside if year.beside else at[a][0] == at[b][0]):
            out.append(
                f"{sitting.id}: {a} and {b} cannot be kept apart without breaking another promise. "
                "One more table with enough seats would do, or leave this wish out."
            )
    for a, b in sorted({tuple(sorted(pair, key=str)) for pair in year.together}, key=str):
        if a in at and b in at and frozenset((a, b)) not in beside:
            out.append(
                f"{sitting.id}: {a} and {b} cannot sit beside each other without breaking another promise. "
                "Two seats side by side that offer what they need would do, or leave this wish out."
            )
    return out


def _neighbours(table: Table, people: list[PersonId]) -> list[tuple[PersonId, PersonId]]:
    joined = list(pairwise(people))
    return joined if table.line or len(people) < 3 else [*joined, (people[-1], people[0])]


def _sizes(sitting: Sitting, rows: Seats) -> list[str]:
    out = []
    for table, row in zip(sitting.tables, rows, strict=True):
        size = sum(1 for who in row if who is not None)
        if 0 < size < table.fewest:
            out.append(
                f"{sitting.id}: table {table.name} has {size} of the {table.fewest} people it needs. "
                f"Let it be used by {size}, or take a table out if the others have enough seats."
            )
    return out


def _and(words: frozenset[str]) -> str:
    return " and ".join(sorted(words))
