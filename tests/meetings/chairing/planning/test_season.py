"""A season of chairs: nobody further from their share than in the best there is."""

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from meetings.chairing.planning.season import fairest_season
from tests.meetings.chairing.planning.test_ledger import calm


def worst(willing, chairs):
    away = dict.fromkeys({who for people in willing for who in people}, Fraction(0))
    largest = Fraction(0)
    for people, chair in zip(willing, chairs, strict=True):
        for who in people:
            away[who] += (who == chair) - Fraction(1, len(people))
        largest = max(largest, *map(abs, away.values()), 0)
    return largest


@calm
@given(st.lists(st.sets(st.sampled_from("abcd")).map(sorted), min_size=1, max_size=6))
def test_no_season_is_fairer(willing):
    chairs = fairest_season(willing)
    assert all(chair in people if people else chair is None for chair, people in zip(chairs, willing, strict=True))
    if any(willing):
        best = min(worst(willing, each) for each in product(*(people or [None] for people in willing)))
        assert worst(willing, chairs) == best


def test_a_season_with_nobody_has_no_chairs():
    assert fairest_season([]) == []
    assert fairest_season([[], []]) == [None, None]


def worst_from(willing, chairs, owed):
    away = {who: -owed.get(who, Fraction(0)) for people in willing for who in people}
    largest = Fraction(0)
    for people, chair in zip(willing, chairs, strict=True):
        for who in people:
            away[who] += (who == chair) - Fraction(1, len(people))
        largest = max(largest, *(abs(away[who]) for who in people), 0)
    return largest


@calm
@given(
    st.lists(st.sets(st.sampled_from("abc")).map(sorted), min_size=1, max_size=5),
    st.dictionaries(st.sampled_from("abc"), st.integers(-7, 7).map(lambda n: Fraction(n, 3))),
    st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_no_season_is_fairer_that_goes_on_from_before_and_keeps_the_chairs_there_are(willing, owed, settled):
    may = [people[:1] if fixed else people for people, fixed in zip(willing, settled, strict=False)]
    chairs = fairest_season(willing, may, owed)
    assert all(chair in people if people else chair is None for chair, people in zip(chairs, may, strict=True))
    if any(willing):
        best = min(worst_from(willing, each, owed) for each in product(*(people or [None] for people in may)))
        assert worst_from(willing, chairs, owed) == best
