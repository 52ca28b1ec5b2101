"""Invented panels for property tests: letters for people, small rooms, a few earlier meetings."""

from itertools import pairwise

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from meetings.seating.planning import LIVED, PROFESSIONAL, PersonComing, Pin, Table, Wishes

# Always the same examples: the search is very good, not proved, and a busy computer is no failure.
calm = settings(deadline=None, max_examples=40, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

OFFERS = ["near the door", "step-free"]


@st.composite
def panels(draw, *, most=7, seats_differ=False, spare=2):
    """(people, tables, history, wishes) with a seat for everyone."""
    count = draw(st.integers(1, most))
    everyone = [chr(ord("a") + i) for i in range(count + 2)]  # the last two have left, history knows them
    some = st.frozensets(st.sampled_from(OFFERS), max_size=1) if seats_differ else st.just(frozenset())
    people = [
        PersonComing(who, draw(st.sampled_from([LIVED, LIVED, PROFESSIONAL, None])), draw(some))
        for who in everyone[:count]
    ]
    tables = draw(rooms(count, spare, some))
    history = draw(st.lists(st.permutations(everyone).flatmap(groups), max_size=5))
    return people, tables, history, draw(wishes(everyone, tables, seats_differ=seats_differ))


@st.composite
def rooms(draw, people, spare, offers):
    """Up to three tables, at least enough seats and at most a few to spare."""
    places = people + draw(st.integers(0, spare))
    cuts = sorted(draw(st.lists(st.integers(1, places), max_size=2, unique=True)))
    ends = [0, *[cut for cut in cuts if cut < places], places]
    sizes = [b - a for a, b in pairwise(ends)]
    return [
        Table(f"T{i}", tuple(draw(offers) for _ in range(size)), fewest=draw(st.integers(1, 2)))
        for i, size in enumerate(sizes)
    ]


def groups(people):
    """Split a list of people into groups of up to four, perhaps leaving some out."""
    return st.integers(2, 4).map(lambda size: [people[i : i + size] for i in range(0, len(people) - 1, size)])


@st.composite
def wishes(draw, everyone, tables, *, seats_differ):
    """A wish or two about people who may or may not be coming."""
    pair = st.lists(st.sampled_from(everyone), min_size=2, max_size=2, unique=True).map(tuple)
    pins = []
    for who in draw(st.lists(st.sampled_from(everyone), max_size=2, unique=True)):
        table = draw(st.sampled_from(tables))
        seats = st.none() | st.integers(0, len(table.seats) - 1) if seats_differ else st.none()
        pins.append(Pin(who, table.name, draw(seats)))
    together = draw(st.lists(pair, max_size=1)) if seats_differ else []
    return Wishes(apart=tuple(draw(st.lists(pair, max_size=2))), together=tuple(together), pins=tuple(pins))
