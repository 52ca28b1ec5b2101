"""A scorer of plans that knows nothing of the planner: the rules of the bench, written down a second time."""

from collections import Counter
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

Row = dict[str, Any]
LIVED_ROLES = {"member", "carer", "service_user_researcher"}


def score(instance: Row, plan: Row) -> Row:
    """What the plan is worth: for seats `score` and its parts, for chairs `unfairness`, for dates `points`.

    Raises ValueError when it is not a plan for this instance at all.
    """
    if instance["family"] == "chair":
        return {"unfairness": unfairness(instance, plan["chairs"])}
    if instance["family"] == "dates":
        return {"points": points(instance, plan["dates"])}
    return seats(instance, plan)


def seats(instance: Row, plan: Row) -> Row:
    """1000 x hard + 20 x isolation + 5 x unmixed + how often each pair that meets had met before."""
    people = {person["id"]: person for person in instance["people"]}
    beside = instance.get("pair_rule") == "adjacent"
    met = Counter(frozenset(p) for h in instance.get("history", []) for g in h["groups"] for p in combinations(g, 2))
    planned = {meeting["id"]: meeting["tables"] for meeting in plan["meetings"]}
    hard = isolation = unmixed = repeats = 0
    for meeting in instance["meetings"]:
        rows = [(table, planned[meeting["id"]][table["id"]]) for table in meeting["tables"]]
        seated = [who for _, row in rows for who in row if who]
        right_sizes = all(len(row) == len(table["seats"]) for table, row in rows)
        if sorted(seated) != sorted(meeting["present"]) or not right_sizes:
            raise ValueError(f"{meeting['id']}: not everyone who comes has exactly one seat.")
        at = {who: (table["id"], i) for table, row in rows for i, who in enumerate(row) if who}
        groups = [(table, [who for who in row if who]) for table, row in rows if any(row)]
        near = {pair for table, group in groups for pair in neighbours(group, line=table.get("shape") == "line")}
        pairs = near if beside else {frozenset(pair) for _, group in groups for pair in combinations(group, 2)}
        lived = {who for who in seated if side(people[who]) == "lived"}
        staff = {who for who in seated if side(people[who]) == "professional"}
        hard += sum(len(group) < table.get("min", 1) for table, group in groups)
        for table, row in rows:
            for who, offers in zip(row, table["seats"], strict=True):
                hard += who is not None and not set(people[who].get("needs", [])) <= set(offers)
        hard += sum(frozenset(pair) in pairs for pair in instance.get("keep_apart", []))
        both = [frozenset(p) for p in instance.get("keep_together", []) if set(p) <= set(seated)]
        hard += sum(pair not in near for pair in both)
        for pin in meeting.get("pins", []):
            if pin["person"] in at:
                table, seat = at[pin["person"]]
                hard += table != pin["table"] or pin.get("seat", seat) != seat
        if staff and len(lived) > 1:
            others = {who: {x for pair in pairs if who in pair for x in pair} - {who} for who in lived}
            isolation += sum(bool(around) and not around & lived for around in others.values())
        if not beside and lived and staff:
            for _, group in groups:
                no_staff = len(staff) >= len(groups) and not staff & set(group)
                unmixed += no_staff or (len(lived) >= 2 * len(groups) and not lived & set(group))
        repeats += sum(met[pair] for pair in pairs)
        met.update(pairs)
    total = 1000 * hard + 20 * isolation + 5 * unmixed + repeats
    return {"score": total, "hard": hard, "isolation": isolation, "unmixed": unmixed, "repeats": repeats}


def side(person: Row) -> str | None:
    """The side somebody is on: as given, or by their role."""
    role = person.get("role")
    return person.get("side", None if role is None else "lived" if role in LIVED_ROLES else "professional")


def neighbours(group: list[str], *, line: bool) -> set[frozenset[str]]:
    """Who sits beside whom once empty seats are left out."""
    joined = [*pairwise(group)]
    if not line and len(group) > 2:
        joined.append((group[-1], group[0]))
    return {frozenset(pair) for pair in joined}


def unfairness(instance: Row, chairs: list[str | None]) -> float:
    """The largest distance anybody ever is from their share, in turns."""
    away: dict[str, Fraction] = {person["id"]: Fraction(0) for person in instance["people"]}
    worst = Fraction(0)
    for meeting, chair in zip(instance["meetings"], chairs, strict=True):
        able = meeting["eligible"]
        if chair not in (able or [None]):
            raise ValueError(f"{meeting['id']}: the chair is not one of those who can.")
        for who in able:
            away[who] += (who == chair) - Fraction(1, len(able))
        worst = max(worst, *map(abs, away.values()))
    return round(float(worst), 4)


def points(instance: Row, dates: list[str]) -> list[int]:
    """What each person has, the lowest first."""
    slots = [slot for slot in instance["slots"] if slot["id"] in dates]
    days = sorted(slot["day"] for slot in slots)
    gaps = all(instance["min_gap_days"] <= b - a <= instance["max_gap_days"] for a, b in pairwise(days))
    come = [{who for who, said in slot["answers"].items() if said} for slot in slots]
    groups = [set(group) for group in instance["required_one_of"]]
    enough = all(len(c) >= instance["quorum"] and all(c & group for group in groups) for c in come)
    if not (gaps and enough and len(slots) == len(dates) == instance["choose"]):
        raise ValueError("These dates do not keep the rules.")
    return sorted(sum(slot["answers"].get(who, 0) for slot in slots) for who in instance["people"])
