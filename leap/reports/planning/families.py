"""One instance in, one plan out, for each kind: seats, chairs, dates."""

from typing import Any

from leap.reports.planning.reading import (
    LINES,
    MOST_MEETINGS,
    MOST_NUMBER,
    MOST_PEOPLE,
    MOST_SEATS,
    MOST_SLOTS,
    SEATING,
    SHAPES,
    Row,
    Unclear,
    known_keys,
    list_of,
    names_in,
    number_of,
    once,
    people_known,
    rows_of,
    text_of,
)
from meetings.availability.planning import Rules, Slot, choose
from meetings.availability.planning.choosing import why_none
from meetings.chairing.planning.season import fairest_season
from meetings.seating.planning import LIVED, PROFESSIONAL, PersonComing, Pin, Table
from meetings.seating.planning.series import plan_year
from meetings.seating.planning.trouble import troubles
from meetings.seating.planning.year import Sitting, Year

LIVED_ROLES = {"member", "carer", "service_user_researcher"}
NEXT_SECONDS, YEAR_SECONDS = 2.0, 5.0
LABELS = {"id", "family", "title", "source", "note", "best_known", "lower_bound", "proof"}


def plan_of(instance: Row, *, seed: int, seconds: float | None, moves: list[int] | None) -> tuple[Row, list[str]]:
    """The plan, and a sentence for each promise that it does not keep."""
    if not isinstance(instance.get("family", ""), str):
        raise Unclear("“family” has to be a word in quotes.")
    if "slots" in instance or instance.get("family") == "dates":
        return dates(instance, seconds), []
    meetings = rows_of(instance, "meetings", "the instance", needed=True, most=MOST_MEETINGS * 5)
    if instance.get("family") == "chair" or any("eligible" in meeting for meeting in meetings):
        return chairs(instance), []
    return seats(instance, seed=seed, seconds=seconds, moves=moves)


def seats(instance: Row, *, seed: int, seconds: float | None, moves: list[int] | None) -> tuple[Row, list[str]]:
    """Who sits where at each meeting."""
    year = year_of(instance)
    if seconds is None:
        seconds = NEXT_SECONDS if len(year.sittings) == 1 or year.beside else YEAR_SECONDS
    plan = plan_year(year, seed=seed, seconds=seconds, moves=moves)
    told: Row = {"instance": instance["id"], "seed": seed, "moves": list(plan.moves)}
    if plan.cut_short:
        told["cut_short"] = True
    told["meetings"] = [
        {"id": sitting.id, "tables": {t.name: list(row) for t, row in zip(sitting.tables, rows, strict=True)}}
        for sitting, rows in zip(year.sittings, plan.meetings, strict=True)
    ]
    return told, troubles(year, plan.meetings)


def year_of(instance: Row) -> Year:
    """Read the people, the meetings and what was asked for."""
    known_keys(
        instance, {*LABELS, "pair_rule", "people", "meetings", "keep_apart", "keep_together", "history"}, "the instance"
    )
    rule = instance.get("pair_rule", "table")
    if not isinstance(rule, str) or rule not in SEATING:
        raise Unclear("“pair_rule” has to be “table” or “adjacent”.")
    people = tuple(_person(row) for row in rows_of(instance, "people", "the instance", needed=True, most=MOST_PEOPLE))
    ids = [str(person.id) for person in people]
    once(ids, "the people")
    meetings = rows_of(instance, "meetings", "the instance", needed=True, most=MOST_MEETINGS)
    if not meetings:
        raise Unclear("There is no meeting. Add at least one.")
    sittings = tuple(_sitting(row, set(ids)) for row in meetings)
    once([sitting.id for sitting in sittings], "the meetings")
    apart, together = (_pairs(instance, key, set(ids)) for key in ("keep_apart", "keep_together"))
    both = {frozenset(pair) for pair in apart} & {frozenset(pair) for pair in together}
    if both:
        a, b = sorted(min(both, key=sorted))
        raise Unclear(f"{a} and {b} are to be kept apart and kept together. Take one of the two wishes out.")
    history = []
    for row in rows_of(instance, "history", "the instance", most=1_000):
        groups = list_of(row, "groups", "the history", needed=True, most=MOST_PEOPLE)
        if not all(isinstance(group, list) for group in groups):
            raise Unclear("In the history, each group has to be a list of names.")
        history.append(tuple(tuple(names_in(group, "a group of the history")) for group in groups))
    return Year(people, sittings, tuple(history), apart, together, beside=rule == "adjacent")


def _person(row: Row) -> PersonComing:
    name = text_of(row, "id", "the people")
    known_keys(row, {"id", "side", "role", "needs"}, f"person {name}")
    role, side = row.get("role"), row.get("side")
    if not isinstance(role, str | None) or not isinstance(side, str | None):
        raise Unclear(f"“role” and “side” of {name} have to be words in quotes.")
    if "side" not in row and role is not None:
        side = LIVED if role in LIVED_ROLES else PROFESSIONAL
    if side not in (LIVED, PROFESSIONAL, None):
        raise Unclear(f"“side” of {name} has to be “lived” or “professional”, or left out.")
    return PersonComing(
        name, side, frozenset(names_in(list_of(row, "needs", f"person {name}"), f"the needs of {name}"))
    )


def _sitting(row: Row, people: set[str]) -> Sitting:
    name = text_of(row, "id", "the meetings")
    where = f"meeting {name}"
    known_keys(row, {"id", "present", "tables", "pins", "date", "title"}, where)
    present = names_in(list_of(row, "present", where, needed=True, most=MOST_PEOPLE), f"“present” of {where}")
    people_known(present, people, where)
    tables = tuple(_table(each, where) for each in rows_of(row, "tables", where, needed=True, most=MOST_PEOPLE))
    once([table.name for table in tables], f"the tables of {where}")
    room = sum(len(table.seats) for table in tables)
    if len(present) > room:
        more = len(present) - room
        raise Unclear(
            f"{where.capitalize()} has {room} seats for {len(present)} people. Add {more} seat{'s' * (more > 1)}."
        )
    seats = {table.name: len(table.seats) for table in tables}
    pins = []
    for pin in rows_of(row, "pins", where):
        who, table = text_of(pin, "person", f"a pin of {where}"), text_of(pin, "table", f"a pin of {where}")
        known_keys(pin, {"person", "table", "seat", "why"}, f"a pin of {where}")
        people_known([who], people, f"A pin of {where}")
        if table not in seats:
            raise Unclear(f"A pin of {where} names table “{table}”, which is not in the room. Use one that is.")
        if not seats[table]:
            raise Unclear(f"A pin of {where} names table “{table}”, which has no seats. Use another table.")
        seat = number_of(pin, "seat", f"a pin of {where}", most=seats[table] - 1) if "seat" in pin else None
        pins.append(Pin(who, table, seat))
    _check_pins(pins, where)
    return Sitting(name, tuple(present), tables, tuple(pins))


def _check_pins(pins: list[Pin], where: str) -> None:
    taken: dict[Any, Any] = {}
    for pin in pins:
        other = taken.setdefault(pin.person, pin)
        if (other.table, other.seat) != (pin.table, pin.seat):
            raise Unclear(f"In {where}, {pin.person} is pinned to two places. Keep one of the pins.")
        if pin.seat is not None:
            holder = taken.setdefault((pin.table, pin.seat), pin.person)
            if holder != pin.person:
                raise Unclear(
                    f"In {where}, {holder} and {pin.person} are pinned to one seat (table {pin.table}, "
                    f"seat {pin.seat}). Give one of them another seat."
                )


def _table(row: Row, where: str) -> Table:
    name = text_of(row, "id", f"the tables of {where}")
    at = f"table {name} of {where}"
    known_keys(row, {"id", "shape", "min", "seats"}, at)
    shape = row.get("shape", "cabaret")
    if not isinstance(shape, str) or shape not in SHAPES:
        raise Unclear(f"“shape” of {at} has to be one of {', '.join(sorted(SHAPES))}.")
    seats = list_of(row, "seats", at, needed=True, most=MOST_SEATS)
    if not all(isinstance(seat, list) for seat in seats):
        raise Unclear(f"Each seat of {at} has to be a list of what it offers, such as [] or [“near_door”].")
    offers = tuple(frozenset(names_in(seat, f"a seat of {at}")) for seat in seats)
    return Table(name, offers, number_of(row, "min", at, usual=1), line=shape in LINES)


def _pairs(instance: Row, key: str, people: set[str]) -> tuple[tuple[str, str], ...]:
    found = []
    for pair in list_of(instance, key, "the instance", most=2_000):
        if not isinstance(pair, list) or len(pair) != 2:
            raise Unclear(f"Each entry of “{key}” has to be two names in [...].")
        if pair[0] == pair[1]:
            raise Unclear(f"An entry of “{key}” names one person twice. Name two people.")
        a, b = names_in(pair, f"a pair of “{key}”")
        people_known([a, b], people, f"“{key}”")
        found.append((a, b))
    return tuple(found)


def chairs(instance: Row) -> Row:
    """Who chairs each meeting, so that nobody is ever far from their share."""
    known_keys(instance, {*LABELS, "people", "meetings"}, "the instance")
    people = [text_of(row, "id", "the people") for row in rows_of(instance, "people", "the instance", needed=True)]
    once(people, "the people")
    known = set(people)
    willing = []
    names = []
    for row in rows_of(instance, "meetings", "the instance", needed=True, most=MOST_MEETINGS * 5):
        names.append(text_of(row, "id", "the meetings"))
        where = f"meeting {names[-1]}"
        known_keys(row, {"id", "eligible", "present", "date", "title"}, where)
        willing.append(
            names_in(list_of(row, "eligible", where, needed=True, most=MOST_PEOPLE), f"“eligible” of {where}")
        )
        people_known(willing[-1], known, where)
    once(names, "the meetings")
    return {"instance": instance["id"], "chairs": fairest_season(willing)}


def dates(instance: Row, seconds: float | None) -> Row:
    """The dates that serve the least served best."""
    rules_keys = {"choose", "min_gap_days", "max_gap_days", "quorum", "required_one_of"}
    known_keys(instance, {*LABELS, "people", "slots", *rules_keys}, "the instance")
    people = names_in(list_of(instance, "people", "the instance", needed=True, most=MOST_PEOPLE), "the people")
    if not people:
        raise Unclear("There is nobody to choose dates for. Add people.")
    known = set(people)
    slots = []
    for row in rows_of(instance, "slots", "the instance", needed=True, most=MOST_SLOTS):
        name = text_of(row, "id", "the slots")
        known_keys(row, {"id", "day", "weekday", "answers"}, f"slot {name}")
        answers = row.get("answers", {})
        if not isinstance(answers, dict):
            raise Unclear(f"“answers” of slot {name} has to be an object in {{...}}: a name, then 0, 1 or 2.")
        people_known(answers, known, f"Slot {name}")
        for who in answers:
            number_of(answers, who, f"the answers of slot {name}", most=2)
        slots.append(Slot(name, number_of(row, "day", f"slot {name}", least=-MOST_NUMBER), answers))
    once([str(slot.key) for slot in slots], "the slots")
    groups = list_of(instance, "required_one_of", "the instance", most=100)
    if not all(isinstance(group, list) for group in groups):
        raise Unclear("Each entry of “required_one_of” has to be a list of names.")
    for group in groups:
        people_known(names_in(group, "“required_one_of”"), known, "“required_one_of”")
    rules = Rules(
        choose=number_of(instance, "choose", "the instance", least=1, most=100),
        min_gap=number_of(instance, "min_gap_days", "the instance", usual=0),
        max_gap=number_of(instance, "max_gap_days", "the instance") if "max_gap_days" in instance else None,
        quorum=number_of(instance, "quorum", "the instance", usual=0),
        one_of=tuple(map(frozenset, groups)),
    )
    choice = choose(slots, people, rules, seconds=0.9 if seconds is None else min(0.9, seconds))
    if choice is None:
        raise Unclear(why_none(slots, people, rules))
    return {"instance": instance["id"], "dates": [slot.key for slot in choice.slots]}
