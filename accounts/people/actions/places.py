"""A place on a panel: paused, taken up again, moved, left. Each is one step, and nobody is asked why."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.people import access, notices, queries, registration, states
from accounts.people.actions.roles import stop_role
from accounts.people.models import How, Leaving, Panel, Pause, Person, Role
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.states import check_move

PAST = "This day has passed. Choose a later one, or leave it empty."
SAME_PROGRAMME = "The two panels belong to different programmes."
THERE_ALREADY = "They are on that panel already."


@transaction.atomic
def pause(
    *,
    person: Person,
    panel: Panel,
    by: Person,
    contact: str = Pause.Contact.NONE,
    again_on: date | None = None,
    how: str = How.SELF,
) -> Pause:
    """From now on no message leaves that the person did not ask for. Their place, their money and their past stay.

    A turn in the chair that is still ahead is freed. Raises NotAllowed for anyone but the person and those who run the
    panel, NotNow when they are not on it or have a pause already, ValidationError for a day that has passed.
    """
    # The lock that sending takes too: a message is stopped by this pause, or had begun to leave before it.
    _lock(person, panel, states.PAUSED, by, how, states.ALREADY_PAUSED)
    if again_on is not None and again_on <= clock.today(panel.time_zone):
        raise ValidationError({"again_on": PAST})
    facts = {"contact": contact, "again_on": again_on, "started_at": clock.now(), "recorded_by": by, "how": how}
    found = Pause(person=person, panel=panel, **facts)
    found.full_clean(validate_unique=False, validate_constraints=False)
    found.save(force_insert=True)
    audit.record(by=by, verb="place.paused", about=found, whose=person, panel=panel.pk, how=how)
    registration.tell_away(person, panel, by)
    notices.tell_paused(found)
    return found


@transaction.atomic
def come_back(*, person: Person, panel: Panel, by: Person, how: str = How.SELF) -> None:
    """The pause is over: everything is as it was. Raises NotAllowed and NotNow as `pause` does."""
    _lock(person, panel, states.ACTIVE, by, how, states.NOT_PAUSED)
    found = Pause.objects.select_for_update().get(person=person, panel=panel, ended_at__isnull=True)
    _end(found)
    audit.record(by=by, verb="place.taken_up", about=found, whose=person, panel=panel.pk, how=how)


@transaction.atomic
def leave(*, person: Person, panel: Panel, by: Person, keep_in_touch: bool = False, how: str = How.SELF) -> Leaving:
    """Every role of the person on this panel ends now. What they wrote, agreed to and are owed stays theirs to see.

    Raises NotAllowed for anyone but the person and those who run the panel, NotNow when they are not on it.
    """
    _lock(person, panel, states.ENDED, by, how, states.NOT_ON_PANEL)
    for role in _roles(person, panel):
        stop_role(role=role, by=by)
    facts = {"keep_in_touch": keep_in_touch, "left_at": clock.now(), "recorded_by": by, "how": how}
    found = Leaving.objects.create(person=person, panel=panel, **facts)
    audit.record(by=by, verb="place.left", about=found, whose=person, panel=panel.pk, how=how)
    registration.tell_away(person, panel, by)
    registration.tell_left(person, panel, by)
    return found


@transaction.atomic
def move(*, person: Person, panel: Panel, to: Panel, how: str, by: Person) -> None:
    """The person goes on in another panel of the programme, with the roles and words they had. Their past stays here.

    `how` says how this was talked about with them. Raises NotAllowed for anyone who does not run both panels; NotNow
    when they are not on the first, are on the second already, or the programmes differ.
    """
    _lock(person, panel, states.MOVED, by, how, states.NOT_ON_PANEL, own=False)
    if not access.can_run_panel(by, to):
        raise NotAllowed
    if panel.programme_id != to.programme_id:
        raise NotNow(SAME_PROGRAMME)
    if to.pk in queries.panel_ids_of(person):
        raise NotNow(THERE_ALREADY)
    paused = Pause.objects.filter(person=person, panel=panel, ended_at__isnull=True).first()
    for role in _roles(person, panel):
        stop_role(role=role, by=by)
        facts = {"kind": role.kind, "wording": role.wording, "starts_on": clock.today(), "programme": to.programme}
        role.moved_to = Role.objects.create(person=person, panel=to, **facts)
        role.save(update_fields=["moved_to"])
        audit.record(by=by, verb="role.given", about=role.moved_to, whose=person, kind=role.kind)
    if paused is not None:
        same = {"contact": paused.contact, "again_on": paused.again_on, "recorded_by": by, "how": how}
        Pause.objects.create(person=person, panel=to, started_at=clock.now(), **same)
    audit.record(by=by, verb="place.moved", about=person, whose=person, panel=panel.pk, to=to.pk, how=how)
    registration.tell_away(person, panel, by)


@transaction.atomic
def change_keeping_in_touch(*, panel: Panel, keep_in_touch: bool, by: Person) -> Leaving:
    """Somebody who has left says whether the panel may be in touch. Raises NotAllowed for who has not left it."""
    found = Leaving.objects.select_for_update().filter(person=by, panel=panel).order_by("-left_at").first()
    if found is None:
        raise NotAllowed
    if found.keep_in_touch != keep_in_touch:
        found.keep_in_touch = keep_in_touch
        found.save(update_fields=["keep_in_touch"])
        audit.record(by=by, verb="leaving.keep_in_touch", about=found, whose=by)
    return found


@transaction.atomic
def note_thanks(*, leaving: Leaving, by: Person) -> Leaving:
    """Somebody has said thank you to a person who left. Pressed twice, nothing more happens."""
    found = Leaving.objects.select_for_update(of=("self",)).select_related("panel", "person").get(pk=leaving.pk)
    if not access.can_run_panel(by, found.panel):
        raise NotAllowed
    if found.thanked_at is None:
        found.thanked_at, found.thanked_by = clock.now(), by
        found.save(update_fields=["thanked_at", "thanked_by"])
        audit.record(by=by, verb="leaving.thanked", about=found, whose=found.person)
    return found


def _lock(person: Person, panel: Panel, to: str, by: Person, how: str, sentence: str, own: bool = True) -> None:
    """One change of a person's place at a time; whether `by` may, and whether it makes sense now."""
    is_own = own and by.pk == person.pk and by.is_active
    if not is_own and not access.can_run_panel(by, panel):
        raise NotAllowed
    if how not in (How.values if is_own else [How.PHONE, How.LETTER, How.IN_PERSON]):
        raise ValidationError({"how": "Choose how they told you."})
    Person.objects.select_for_update().get(pk=person.pk)
    was = queries.place_of(person, panel.pk)
    if was not in states.ON_PANEL:
        raise NotNow(states.NOT_ON_PANEL)
    check_move(states.PLACE_MOVES, was, to, sentence)


def _roles(person: Person, panel: Panel) -> list[Role]:
    held = Role.objects.select_for_update(of=("self",)).filter(queries.in_force(), person=person, panel=panel)
    return list(held.select_related("person", "panel", "programme").order_by("kind", "pk"))


def _end(found: Pause) -> None:
    found.ended_at = clock.now()
    found.save(update_fields=["ended_at"])
