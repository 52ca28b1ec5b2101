"""What this room hands to the rooms below it: where a message goes, whom to ask for help, and a place in the menu."""

from uuid import UUID

from accounts.people import queries
from accounts.people.models import Panel, Person
from leap.core import outbox
from leap.design import shell


def address_of(person_id: UUID) -> str | None:
    """The address messages to this person go to; None when they have none or no longer use LEAP."""
    return Person.objects.filter(pk=person_id, is_active=True).values_list("email", flat=True).first()


def contacts_for(viewer: Person) -> list[shell.Contact]:
    """The named person to ask on each of the viewer's panels (if that is not themself), at the foot of every page.

    Someone on no panel (a finance officer, somebody who has left) is shown who looks after the panels of their
    programme or of their past, without the panels' names: nobody is left with nobody to ask, and no panel is named.
    """
    own = list(queries.panels_for(viewer))
    if own:
        return [_contact(panel, panel.name) for panel in own if panel.contact and panel.contact_id != viewer.pk]
    others = [_contact(panel) for panel in queries.panels_looked_back_on(viewer) if panel.contact]
    return list(dict.fromkeys(others))


def _contact(panel: Panel, role: str = "") -> shell.Contact:
    name = panel.contact.called_name if panel.contact else ""
    return shell.Contact(name=name, role=role, phone=panel.contact_phone, email=panel.contact_email)


def register() -> None:
    """Called once when the project starts."""
    outbox.register_address_book(address_of)
    shell.register_contact_provider(contacts_for)
    shell.register_asked_once(queries.roles_looked_up_once)
    shell.register_navigation(
        shell.NavItem(order=90, label="You", url_name="people:me-detail", shown_to=lambda viewer: True)
    )
