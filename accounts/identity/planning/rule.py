"""May this person read this? One rule, in plain Python. The resolver asks the database by the same rule (a test holds
the two together over every combination of roles), and the lists of "who can read this" are made with it.

Each yes is looked at by itself: the audience it names, on the panel or programme it names. So a role elsewhere, or a
second role here, opens nothing that its own audience does not name.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from accounts.identity.planning import words

MEMBER, COORDINATES, LEADS, ADMINISTERS = "member", "ppi_coordinator", "ppi_lead", "administrator"
# Roles on the whole programme: in no audience of a panel.
PROGRAMME_WIDE = frozenset(
    {LEADS, "finance_officer", "budget_approver", ADMINISTERS, "data_protection_officer", "auditor"}
)
# Somebody who comes along to help a member reads only what is shared with them by name.
COMES_ALONG = frozenset({"supporter"})
NO_AUDIENCE = PROGRAMME_WIDE | COMES_ALONG


class Held(Protocol):
    """A role somebody holds today."""

    @property
    def kind(self) -> str: ...
    @property
    def panel_id(self) -> UUID | None: ...
    @property
    def programme_id(self) -> UUID: ...


@dataclass(frozen=True)
class Standing:
    """Somebody, as far as it decides what they may read: who they are, and what they hold today."""

    person_id: UUID | None
    held: tuple[Held, ...] = ()
    circles: frozenset[UUID] = frozenset()

    def panels_as_member(self) -> set[UUID]:
        """The panels on which they are a member."""
        return {role.panel_id for role in self.held if role.panel_id and role.kind == MEMBER}

    def panels_as_coordinator(self) -> set[UUID]:
        """The panels they coordinate."""
        return {role.panel_id for role in self.held if role.panel_id and role.kind == COORDINATES}

    def panels(self) -> set[UUID]:
        """The panels on which they are one of "everyone"."""
        return {role.panel_id for role in self.held if role.panel_id and role.kind not in NO_AUDIENCE}

    def panels_in_any_way(self) -> set[UUID]:
        """The panels on which they hold any role at all."""
        return {role.panel_id for role in self.held if role.panel_id}

    def programmes_led(self) -> set[UUID]:
        """The programmes whose PPI lead they are."""
        return {role.programme_id for role in self.held if role.kind == LEADS}

    def programmes_of_the_team(self) -> set[UUID]:
        """The programmes to whose study team they belong: staff of any of its panels, and its PPI lead."""
        staff = {role.programme_id for role in self.held if is_staff(role.kind)}
        return staff | self.programmes_led()

    def programmes(self) -> set[UUID]:
        """The programmes they have to do with, through a panel or as its PPI lead."""
        return {role.programme_id for role in self.held if role.kind not in NO_AUDIENCE} | self.programmes_led()


@dataclass(frozen=True)
class Yes:
    """One yes, as far as it decides who may read through it."""

    purpose: str
    audience: str
    owner: Standing
    programme_id: UUID
    panel_id: UUID | None = None
    circle_id: UUID | None = None
    reader_id: UUID | None = None
    until: date | None = None


def is_staff(kind: str) -> bool:
    """Is this a role of the study's own people on a panel?"""
    return kind != MEMBER and kind not in NO_AUDIENCE


def may_read(reader: Standing, yes: Yes, today: date) -> bool:
    """May this person read through this yes today? (Their own statements everyone reads without one.)"""
    if yes.purpose != words.BE_KNOWN or (yes.until is not None and yes.until < today):
        return False
    return owner_is_there(yes) and _is_in(reader, yes)


def owner_is_there(yes: Yes) -> bool:
    """Does the person who said yes still belong to the place they said it for?"""
    if yes.audience in words.OF_A_PANEL:
        return yes.panel_id in yes.owner.panels_in_any_way()
    if yes.audience == words.CO_AUTHORS:
        return yes.circle_id in yes.owner.circles
    return yes.programme_id in yes.owner.programmes()


def _is_in(reader: Standing, yes: Yes) -> bool:
    if yes.audience == words.MEMBERS:
        return yes.panel_id in reader.panels_as_member()
    if yes.audience == words.EVERYONE:
        return yes.panel_id in reader.panels()
    if yes.audience == words.COORDINATOR:
        return yes.panel_id in reader.panels_as_coordinator()
    if yes.audience == words.STUDY_TEAM:
        return yes.programme_id in reader.programmes_of_the_team()
    if yes.audience == words.CO_AUTHORS:
        return yes.circle_id in reader.circles
    if yes.audience == words.NAMED:
        there = yes.panel_id in reader.panels_in_any_way() or yes.programme_id in reader.programmes_led()
        return reader.person_id is not None and reader.person_id == yes.reader_id and there
    return False


@dataclass(frozen=True)
class How:
    """In which words something is said, with or without the name, and until which day (that day included)."""

    form: str = words.OWN
    other_words: str = ""
    named: bool = True
    until: date | None = None


# Pairs of audiences of which the first is wholly inside the second.
INSIDE = frozenset({(words.MEMBERS, words.EVERYONE)})


def is_wider(before: tuple[str, How] | None, now: tuple[str, How]) -> bool:
    """Would the new choice (an audience and how) tell anybody more than the one before, or tell it for longer?

    Both answer the same question. Nothing before is always wider.
    """
    if before is None:
        return True
    (audience_before, how_before), (audience, how) = before, now
    more_people = audience != audience_before and (audience, audience_before) not in INSIDE
    return more_people or _tells_more(how_before, how)


def _tells_more(before: How, now: How) -> bool:
    # Of all other words only the broader ones in place of the own say less. The rest say what was not read here yet:
    # even "has lived experience" may be news to somebody who read about bees.
    same_words = (before.form, before.other_words) == (now.form, now.other_words)
    broader = (before.form, now.form) == (words.OWN, words.BROAD)
    longer = before.until is not None and (now.until is None or now.until > before.until)
    return not (same_words or broader) or longer or (now.named and not before.named)
