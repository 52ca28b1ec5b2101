"""Every change to people, panels, roles and places. The everyday ones can be had from here."""

from accounts.people.actions.names import change_name, tell_legal_name
from accounts.people.actions.roles import add_person, end_role, give_role, start_programme

__all__ = ["add_person", "change_name", "end_role", "give_role", "start_programme", "tell_legal_name"]
