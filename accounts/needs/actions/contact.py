"""Every change to how people are reached."""

from dataclasses import dataclass, fields
from datetime import time
from uuid import UUID

from django.db import transaction

from accounts.needs import access, queries
from accounts.needs.models import ContactPreference
from accounts.needs.planning.zones import is_known
from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.assisted import How
from leap.core.errors import NotAllowed, NotNow

Channel = ContactPreference.Channel
WHAT_A_WAY_NEEDS: dict[str, tuple[str, str]] = {
    Channel.EMAIL: ("email", "We have no email address for you here. Please choose another way."),
    Channel.PHONE: ("phone_number", "Please give the phone number to ring."),
    Channel.TEXT: ("phone_number", "Please give the number to send texts to."),
    Channel.LETTER: ("postal_address", "Please give the address for letters."),
    Channel.SUPPORTER: ("supporter", "Please say who passes messages on."),
}
QUIET_OR_ANY_TIME = "Please choose one of the two: quiet hours, or any time."
NO_SUCH_CLOCK = "We do not know this time zone. Please choose one from the list."


@dataclass(frozen=True)
class Ways:
    """How somebody is reached. What is None was not spoken about and stays as it is."""

    channel: str | None = None
    backup: str | None = None
    phone_number: str | None = None
    leave_message: str | None = None
    envelope_name: str | None = None
    postal_address: str | None = None
    supporter: str | None = None
    supporter_number: str | None = None
    scope: str | None = None
    scope_words: str | None = None
    safe_times: str | None = None
    quiet_hours: tuple[time, time] | tuple[None, None] | None = None
    any_time: bool | None = None
    time_zone: str | None = None
    is_discreet: bool | None = None
    language: str | None = None


@transaction.atomic
def change_contact(*, ways: Ways, by: Person) -> ContactPreference:
    """From the next message on the person is reached like this. It is theirs from now on, whoever wrote it down.

    Raises NotNow, with a sentence, when a way is chosen without what it needs.
    """
    if not by.is_active:
        raise NotAllowed
    said = _held(by)
    _put(said, ways)
    said.by_themself()
    _check(said, ways)
    said.save()
    audit.record(by=by, verb="contact.changed", about=said, whose=by)
    return said


@transaction.atomic
def record_contact(*, person_id: UUID, ways: Ways, how: str, read_back: bool, by: Person) -> ContactPreference:
    """Write down how somebody wants to be reached. What they did not speak about stays as it is.

    Raises NotAllowed for anyone who does not run a panel the person is on, NotNow when a way lacks what it needs.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None or not access.can_write_down_for(by, person):
        raise NotAllowed
    if how not in How.values:
        raise NotNow("Please say how they told you.")
    if ways == Ways():
        raise NotNow("There is nothing to write down yet. Fill in what they told you, or go back.")
    said = _held(person)
    _put(said, ways)
    said.by_somebody(by=by, how=how, read_back=read_back)
    _check(said, ways)
    said.save()
    audit.record(by=by, verb="contact.written_down", about=said, whose=person, how=how, read_back=read_back)
    return said


def _held(person: Person) -> ContactPreference:
    """What the person has said so far, held until the change is done; the usual when they have said nothing."""
    Person.objects.select_for_update().get(pk=person.pk)
    every = ContactPreference.objects.unscoped("changed by or for its owner")
    return every.filter(person=person.pk).first() or queries.said_nothing_yet(person)


def _put(said: ContactPreference, ways: Ways) -> None:
    before = (said.supporter, said.scope, said.scope_words)
    for each in fields(ways):
        value = getattr(ways, each.name)
        if value is not None and each.name != "quiet_hours":
            setattr(said, each.name, value.strip() if isinstance(value, str) else value)
    if ways.quiet_hours is not None:
        said.quiet_from, said.quiet_until = ways.quiet_hours
        said.any_time = said.any_time and said.quiet_from is None
    if ways.any_time and (ways.quiet_hours is None or ways.quiet_hours[0] is None):
        said.any_time, said.quiet_from, said.quiet_until = True, None, None
    if not said.scope:
        said.supporter_agreed_on = None
    elif (said.supporter, said.scope, said.scope_words) != before:
        said.supporter_agreed_on = clock.today()
    said.changed_at = clock.now()


def _check(said: ContactPreference, ways: Ways) -> None:
    """Every way that was spoken about has what it needs. What was never said is left alone."""
    if said.backup == said.channel:
        raise NotNow("Choose another way as the second one, or none.")
    for way in {said.channel, said.backup} - {""}:
        column, sentence = WHAT_A_WAY_NEEDS[way]
        spoken_about = way in (ways.channel, ways.backup) or getattr(ways, column, None) is not None
        if spoken_about and not _has(said, column):
            raise NotNow(sentence)
    if Channel.SUPPORTER in (said.channel, said.backup) and not said.scope:
        raise NotNow("Please say what we may tell the person who passes messages on.")
    if not is_known(said.time_zone):
        raise NotNow(NO_SUCH_CLOCK)
    if ways.any_time and said.quiet_from is not None:
        raise NotNow(QUIET_OR_ANY_TIME)
    if said.quiet_from is not None and said.quiet_from == said.quiet_until:
        raise NotNow("Quiet hours need a beginning and another time as their end.")


def _has(said: ContactPreference, column: str) -> bool:
    return bool(said.person.email if column == "email" else getattr(said, column))
