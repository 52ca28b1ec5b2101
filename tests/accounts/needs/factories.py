"""What helps people, and how they are reached, for tests: made through the actions, as in life."""

from accounts.needs.access import Reader
from accounts.needs.actions import contact, needs
from accounts.needs.models import ContactPreference, Need
from accounts.people.models import Panel, Person

RUNS, CHAIR = "runs", "chair"


def to(panel: Panel, audience: str = RUNS, person: Person | None = None) -> Reader:
    """Somebody a need is opened to; a person makes it "by name"."""
    return Reader("person" if person else audience, panel.pk, person.pk if person else None)


def helps(
    person: Person, *readers: Reader, group: str = "physical", picks: tuple = (), words: str = "", named: bool = False
) -> Need:
    """Something that helps the person, seen by these readers."""
    if not picks and not words:
        picks = ("near_door",) if group == "physical" else ()
    said = needs.Said(group, tuple(picks), words or ("" if picks else "Something of my own."), with_name=named)
    return needs.write_need(said=said, readers=readers, by=person)


def reached(person: Person, **ways) -> ContactPreference:
    """How the person wants to be reached: at any time unless they say, so that no test hangs on the hour it runs at."""
    at_any_time = {} if "quiet_hours" in ways else {"any_time": True}
    return contact.change_contact(ways=contact.Ways(**{**at_any_time, **ways}), by=person)
