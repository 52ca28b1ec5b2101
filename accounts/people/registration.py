"""What this room hands to the rooms below it, and what rooms above it hand to this one.

on_time_away(free_turns)                  # free_turns(person, panel, by): in the transaction of a pause or leaving
on_leaving(hand_back)                     # hand_back(person, panel, by): the same, only when somebody leaves
register_before_leaving(order=10, notes)  # notes(viewer, panel) -> list[BeforeLeaving]
register_ways(ways)                       # ways(viewer, panel_id, people) -> {person's key: lines on how to reach them}
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from accounts.people import notices, queries, sign_in_notices
from accounts.people.models import Panel, Person
from accounts.people.sign_in_sealing import SecondStepSecrets
from leap.core import outbox, rotation
from leap.core.outbox import Kind, OutboxMessage
from leap.design import shell

OWN_PAGES = (
    shell.OwnPage(
        order=40,
        label="Your place on panels",
        about="Your roles in your own words. Take a break, come back, or leave.",
        url_name="people:place-list",
    ),
    shell.OwnPage(
        order=80,
        label="How you sign in",
        about="Passkeys, an app that makes codes, and spare codes.",
        url_name="mfa_index",
    ),
    shell.OwnPage(
        order=82,
        label="Your password",
        about="Set one, or change it. You do not need one: we can always send you a code instead.",
        url_name="account_change_password",
    ),
    shell.OwnPage(
        order=84,
        label="Where you are signed in",
        about="See your devices, and sign out one you do not have with you.",
        url_name="usersessions_list",
    ),
)


@dataclass(frozen=True)
class BeforeLeaving:
    """One line of what somebody may want to look at before they leave, with where to do it (or nowhere)."""

    text: str
    label: str = ""
    url: str = ""


Away = Callable[[Person, Panel, Person], None]
Notes = Callable[[Person, Panel], list[BeforeLeaving]]

Ways = Callable[[Person, UUID, Iterable[Person]], dict[UUID, list[str]]]

_when_away: dict[Away, None] = {}
_when_left: dict[Away, None] = {}
_before_leaving: dict[Notes, int] = {}
_ways: list[Ways] = []


def on_time_away(told: Away) -> None:
    """Called when somebody pauses, moves or leaves, inside the transaction that does it."""
    _when_away[told] = None


def tell_away(person: Person, panel: Panel, by: Person) -> None:
    """Let every room above do what must be done when somebody is away."""
    for told in _when_away:
        told(person, panel, by)


def on_leaving(told: Away) -> None:
    """Called when somebody leaves a panel, inside the transaction that does it; not for a break or a move."""
    _when_left[told] = None


def tell_left(person: Person, panel: Panel, by: Person) -> None:
    """Let every room above do what must be done when somebody has left."""
    for told in _when_left:
        told(person, panel, by)


def register_before_leaving(*, order: int, notes: Notes) -> None:
    """Lines for the page somebody reads before they leave a panel."""
    _before_leaving[notes] = order


def before_leaving(viewer: Person, panel: Panel) -> list[BeforeLeaving]:
    """What the viewer may want to look at before they leave this panel."""
    in_order = sorted(_before_leaving, key=_before_leaving.__getitem__)
    return [note for notes in in_order for note in notes(viewer, panel)]


def register_ways(ways: Ways) -> None:
    """How people on a panel want to be reached, for those who run it. The last one registered is asked."""
    _ways[:] = [ways]


def ways_to_be_in_touch(viewer: Person, panel: Panel, people: Iterable[Person]) -> dict[UUID, list[str]]:
    """The same, for a page of this room."""
    return _ways[0](viewer, panel.pk, people) if _ways else {}


def is_held_back(message: OutboxMessage, kind: Kind) -> bool:
    """Is the person taking a break from the panel this is about (or, when it is about none, from all of theirs)?

    Locks the person, as starting a pause does: so a pause stops a message, or the message began to leave before it.
    """
    person = Person(pk=message.to_person_id)
    known = Person.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk", flat=True)
    pauses = queries.open_pauses_of(person) if known else []
    if not pauses:
        return False
    on = queries.panel_ids_of(person)
    wanted = {panel: contact for panel, contact in pauses if panel in on}
    if not wanted:  # no break, or one from a panel where their time ran out since
        return False
    panel = kind.panel_of(message)
    if panel is not None:
        return panel in wanted and wanted[panel] not in kind.in_a_pause
    return on <= set(wanted) and not set(wanted.values()) & set(kind.in_a_pause)


def _may_be_on_a_break(message: OutboxMessage) -> bool:
    return outbox.once(queries.takes_a_break, message.to_person_id)


def contacts_for(viewer: Person) -> list[shell.Contact]:
    """Whom the viewer can turn to, at the foot of every page: the one rule.

    On each of their panels its contact and the stand-in, themself left out. Who finds nobody there (a coordinator who
    is both) turns to the PPI lead. Somebody on no panel (a finance officer, a supporter, somebody who has left) is
    shown who looks after the panels of their programme or of their past, without the panels' names.
    """
    own = queries.my_panels(viewer)
    panels = own or list(queries.panels_looked_back_on(viewer))
    near = [contact for panel in panels for contact in _contacts(panel, viewer, named=bool(own))]
    if near or not panels:
        return list(dict.fromkeys(near))
    leads = queries.leads_of({panel.programme_id for panel in panels})
    return [
        shell.Contact(name=lead.shown_name, role="PPI lead", phone=home.contact_phone, email=home.contact_email)
        for lead, home in leads
        if lead.pk != viewer.pk
    ]


def _contacts(panel: Panel, viewer: Person, *, named: bool) -> list[shell.Contact]:
    name = panel.name if named else ""
    away = f"{name}, when the first person is away" if named else "when the first person is away"
    ways = (
        (panel.contact, name, panel.contact_phone, panel.contact_email),
        (panel.stand_in, away, panel.stand_in_phone, panel.stand_in_email),
    )
    return [
        shell.Contact(name=person.shown_name, role=role, phone=phone, email=email)
        for person, role, phone, email in ways
        if person is not None and person.is_active and person.pk != viewer.pk
    ]


def register() -> None:
    """Called once when the project starts."""
    outbox.register_address_book(queries.address_of)  # asked before the other: nearly all messages go to people
    notices.register()
    outbox.register_reader(queries.read_ahead, "people")
    outbox.register_hold(is_held_back, "pauses", may_be=_may_be_on_a_break, locks=Person)
    shell.register_contact_provider(contacts_for)
    shell.register_asked_once(queries.roles_looked_up_once)
    shell.register_navigation(
        shell.NavItem(order=90, label="You", url_name="people:me-detail", shown_to=lambda viewer: True)
    )
    outbox.register_kind(sign_in_notices.kind())
    rotation.register(SecondStepSecrets())
    for page in OWN_PAGES:
        shell.register_own_page(page)
