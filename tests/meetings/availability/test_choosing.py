from itertools import combinations, pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from meetings.availability.planning import Rules, Slot, choose, problems_of
from meetings.availability.planning import choosing as inside

PEOPLE = ("Briar", "Jay", "Rowan", "Wren")


def slot(key, day=0, **points):
    return Slot(key, day, points)


def worst_first(chosen, before=None):
    """What everybody has, the lowest first: compared one by one, the higher the better."""
    start = before or {}
    return sorted(start.get(who, 0) + sum(each.points.get(who, 0) for each in chosen) for who in PEOPLE)


def keeps(chosen, rules):
    days = sorted(each.day for each in chosen)
    gaps = [second - first for first, second in pairwise(days)]
    most = rules.max_gap if rules.max_gap is not None else 10**6
    return all(rules.min_gap <= gap <= most for gap in gaps) and not any(problems_of(each, rules) for each in chosen)


def best_of_all(slots, rules, before):
    """Every set of dates, looked at by hand."""
    sets = [each for each in combinations(slots, rules.choose) if keeps(each, rules)]
    return max((worst_first(each, before) for each in sets), default=None)


ANSWERS = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from([0, 1, 2]))
SLOTS = st.lists(st.tuples(st.integers(0, 60), ANSWERS), min_size=1, max_size=8).map(
    lambda rows: [Slot(f"D{number}", day, points) for number, (day, points) in enumerate(rows)]
)
RULES = st.builds(
    Rules,
    choose=st.integers(1, 3),
    min_gap=st.integers(0, 20),
    max_gap=st.none() | st.integers(20, 60),
    quorum=st.integers(0, 3),
    one_of=st.lists(st.frozensets(st.sampled_from(PEOPLE), min_size=1), max_size=1).map(tuple),
    fixed_days=st.lists(st.integers(0, 60), max_size=1).map(tuple),
    not_before=st.none() | st.integers(0, 30),
)
BEFORE = st.dictionaries(st.sampled_from(PEOPLE), st.integers(-8, 0))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(slots=SLOTS, rules=RULES, before=BEFORE, searched=st.booleans())
@example(slots=[], rules=Rules(), before={}, searched=True)
def test_nothing_is_better_than_what_is_chosen(slots, rules, before, searched):
    """Whether every set is looked at or it is searched for; and the rules are kept; and no two runs differ."""
    was = inside.TRY_ALL
    inside.TRY_ALL = -1 if searched else was
    try:
        first = choose(slots, PEOPLE, rules, before)
        again = choose(reversed(slots), reversed(PEOPLE), rules, before)
    finally:
        inside.TRY_ALL = was
    best = best_of_all(slots, rules, before)
    if best is None:
        assert first is None
        return
    assert list(first.points) == worst_first(first.slots, before) == best
    assert keeps(first.slots, rules)
    assert again == first


def test_whoever_missed_out_before_comes_first():
    popular = slot("popular", Briar=2, Rowan=2, Wren=2)
    jays = slot("jays", Jay=2, Rowan=2)
    assert choose([popular, jays], PEOPLE, Rules()).slots == (popular,)
    assert choose([popular, jays], PEOPLE, Rules(), {"Jay": -4}).slots == (jays,)
    assert choose([popular, jays], PEOPLE, Rules(quorum=3), {"Jay": -4}).slots == (popular,)


def test_what_a_date_has_to_keep_to_is_said():
    early = slot("early", 3, Jay=1)
    rules = Rules(quorum=2, one_of=(frozenset({"Wren"}),), min_gap=5, fixed_days=(7,))
    assert problems_of(early, rules) == [inside.TOO_FEW, inside.SOMEBODY_MISSING, inside.TOO_SOON]
    assert problems_of(early, Rules(not_before=4)) == [inside.TOO_SOON]
    assert problems_of(early, Rules(not_before=3, one_of=(frozenset({"Wren", "Jay"}),))) == []
    assert choose([early], PEOPLE, rules) is None
