"""What this room hands to the rooms below it: how people want to be reached, and cards on the page "You"."""

from collections.abc import Iterable
from uuid import UUID

from accounts.needs import queries
from accounts.people.models import Person
from accounts.people.queries import register_clock
from accounts.people.registration import register_ways
from leap.core import outbox
from leap.design import shell


def register() -> None:
    """Called once when the project starts."""
    outbox.register_wishes(queries.wishes_of)
    outbox.register_reader(queries.read_ahead, "needs")
    register_ways(_in_touch_again)
    register_clock(queries.clock_of_their_person())
    shell.register_own_page(
        shell.OwnPage(
            order=40,
            label="What helps you",
            about="What makes it easier for you to take part, and who may see it.",
            url_name="needs:need-list",
        )
    )
    shell.register_own_page(
        shell.OwnPage(
            order=50,
            label="How we reach you",
            about="By email, phone, text, letter or through somebody you trust, and when we leave you in peace.",
            url_name="needs:contact-edit",
        )
    )


def _in_touch_again(viewer: Person, panel_id: UUID, wanted: Iterable[Person]) -> dict[UUID, list[str]]:
    ways = queries.ways_to_reach(viewer, panel_id, wanted, "again")
    return {person: way.lines for person, way in ways.items()}
