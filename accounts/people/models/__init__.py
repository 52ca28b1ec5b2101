"""People, the programme and panels they belong to, and the dated facts that tie them together."""

from accounts.people.models.joining import AssistedEntry, JoinInvitation
from accounts.people.models.panels import Panel, PanelDocument, PanelWord, Programme
from accounts.people.models.people import Person, PersonManager, ShownAs
from accounts.people.models.places import Leaving, Pause
from accounts.people.models.roles import How, Role

__all__ = [
    "AssistedEntry",
    "How",
    "JoinInvitation",
    "Leaving",
    "Panel",
    "PanelDocument",
    "PanelWord",
    "Pause",
    "Person",
    "PersonManager",
    "Programme",
    "Role",
    "ShownAs",
]
