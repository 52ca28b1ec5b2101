"""What helps the invented people, and how they are reached: said by them, or written down for them by phone."""

from datetime import time, timedelta

from accounts.needs.access import Reader
from accounts.needs.actions import contact, needs
from accounts.people.models import Panel, Person
from leap.core import clock


def tell_all(facts: dict, people: dict[str, Person]) -> None:
    """Everything the file says about needs and contact, some weeks ago."""
    with clock.held_at(clock.now() - timedelta(days=40)):
        for each in facts["needs"]:
            _need(each, people)
        for each in facts["contact"]:
            _contact(each, people)


def _need(each: dict, people: dict[str, Person]) -> None:
    person, panel = people[each["by"]], _panel_of(people[each["by"]])
    said = needs.Said(each["group"], tuple(each.get("picks", ())), each.get("words", ""), each.get("with_name", False))
    readers = [Reader(audience, panel.pk) for audience in each["open_to"] if audience in ("runs", "chair")]
    readers += [Reader("person", panel.pk, people[name].pk) for name in each["open_to"] if name in people]
    if "written_down_by" in each:
        by = people[each["written_down_by"]]
        needs.record_need(person_id=person.pk, said=said, readers=readers, how="phone", read_back=True, by=by)
    else:
        needs.write_need(said=said, readers=readers, by=person)


def _contact(each: dict, people: dict[str, Person]) -> None:
    told = dict(each["ways"])
    if "quiet_hours" in told:
        starts, ends = told["quiet_hours"]
        told["quiet_hours"] = (time.fromisoformat(starts), time.fromisoformat(ends))
    person, ways = people[each["who"]], contact.Ways(**told)
    if "written_down_by" in each:
        by = people[each["written_down_by"]]
        contact.record_contact(person_id=person.pk, ways=ways, how="phone", read_back=True, by=by)
    else:
        contact.change_contact(ways=ways, by=person)


def _panel_of(person: Person) -> Panel:
    return Panel.objects.filter(roles__person=person).order_by("name")[0]
