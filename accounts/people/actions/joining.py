"""Inviting somebody to join, and their answer. Nobody is a person here until they say yes, in the name they type."""

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.people import access, notices, queries, states
from accounts.people.actions.roles import add_person, new_person
from accounts.people.models import AssistedEntry, How, JoinInvitation, Panel, Person, Programme, Role
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.secret_links import hash_of, new_secret
from leap.core.states import check_move

OPEN_FOR = timedelta(days=28)
OPEN_ALREADY = "This address is asked already, for this role. The question closes by itself when it is not answered."
SIGN_IN = "This address is known here. Please sign in with it, then answer."
STILL_TO_COME = "This day is still to come."
READ_BACK = "Read it back to them first, so that they can put it right."


@transaction.atomic
def invite(
    *, email: str, kind: str, by: Person, panel: Panel | None = None, programme: Programme | None = None
) -> JoinInvitation:
    """Ask whoever reads this address if they would like to join. They alone learn whether the address is known here.

    It is open for four weeks, for one answer. Raises NotAllowed for anyone who may not give roles here, ValidationError
    for an address or role we cannot keep, NotNow when the same question is open already.
    """
    home = panel.programme if panel is not None else programme
    if home is None or not access.can_give_roles(by, home, panel):
        raise NotAllowed
    token, now = new_secret(), clock.now()
    invitation = JoinInvitation(
        programme=home,
        panel=panel,
        kind=kind,
        email=email.strip().lower(),
        token=token,
        token_hash=hash_of(token),
        invited_by=by,
        invited_at=now,
        expires_at=now + OPEN_FOR,
        state=states.WAITING,
    )
    invitation.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError as clash:
        if "join_invitation_is_open_once" in str(clash):
            raise NotNow(OPEN_ALREADY) from clash
        raise ValidationError({"kind": "This role does not belong here."}) from clash
    audit.record(by=by, verb="join_invitation.sent", about=invitation, kind=kind, panel=panel.pk if panel else None)
    notices.tell_invited(invitation)
    return invitation


@transaction.atomic
def accept_as_new(*, token: str, called_name: str, by: None = None) -> Person:
    """Yes, from somebody who is not here yet. Now they are, called what they typed, with the role they were asked for.

    Raises NotNow when the invitation is closed, or when the address is known: then its owner signs in and answers;
    ValidationError for a name we cannot keep.
    """
    invitation = _lock(queries.open_invitations().filter(token_hash=hash_of(token)))
    if Person.objects.filter(email=invitation.email).exists():
        raise NotNow(SIGN_IN)
    person = new_person(called_name=called_name, email=invitation.email)
    audit.record(by=person, verb="person.added", about=person, whose=person)
    _take_role(invitation, person)
    return person


@transaction.atomic
def accept_signed_in(*, invitation_id: UUID, by: Person) -> Role:
    """Yes, from somebody who is here already, to a role more. A role they hold already stays the one they hold.

    Raises NotNow when it is closed, NotAllowed when it went to another address.
    """
    invitation = _lock(queries.open_invitations().filter(pk=invitation_id))
    if not by.is_active or invitation.email != by.email:
        raise NotAllowed
    return _take_role(invitation, by)


@transaction.atomic
def decline(*, by: Person | None, token: str | None = None, invitation_id: UUID | None = None) -> None:
    """No: the address is forgotten at once. Nobody asks why. Whoever holds the link may say so, signed in or not.

    Raises NotNow when it is closed, NotAllowed when somebody signed in answers what went to another address.
    """
    found = {"pk": invitation_id} if token is None else {"token_hash": hash_of(token)}
    invitation = _lock(queries.open_invitations().filter(**found))
    if token is None and (by is None or invitation.email != by.email):
        raise NotAllowed
    _close(invitation, states.DECLINED, by)


@transaction.atomic
def take_back(*, invitation_id: UUID, by: Person) -> None:
    """The question is not asked any more, and the address forgotten. A letter that waits is not sent.

    Raises NotAllowed for anyone who may not give roles there, NotNow when it is closed.
    """
    invitation = _lock(queries.open_invitations().filter(pk=invitation_id))
    if not access.can_give_roles(by, invitation.programme, invitation.panel):
        raise NotAllowed
    _close(invitation, states.TAKEN_BACK, by)


def expire_invitations(*, by: None = None) -> int:
    """Close what nobody answered in time, and forget the addresses. Says how many."""
    closed = 0
    for pk in queries.invitations_past_their_time().values_list("pk", flat=True):
        with transaction.atomic():
            late = queries.invitations_past_their_time().select_for_update(skip_locked=True).filter(pk=pk).first()
            if late is not None:
                _close(late, states.EXPIRED, None)
                closed += 1
    return closed


@transaction.atomic
def add_in_person(
    *,
    called_name: str,
    kind: str,
    panel: Panel,
    told_by: Person,
    how: str,
    told_on: date,
    read_back: bool,
    by: Person,
) -> Person:
    """Somebody without email joins: they were told what is stored, it was read back to them, and they said yes.

    Raises NotAllowed for anyone who does not run the panel, ValidationError for what we cannot keep or when they were
    not told properly.
    """
    wrong = {}
    if how not in (How.PHONE, How.LETTER, How.IN_PERSON):
        wrong["how"] = "Choose how they were told."
    if told_on > clock.today(panel.time_zone):
        wrong["told_on"] = STILL_TO_COME
    if not read_back:
        wrong["read_back"] = READ_BACK
    if not access.can_run_panel(told_by, panel):
        wrong["told_by"] = "Choose somebody who runs the panel."
    if wrong:
        raise ValidationError(wrong)
    person = add_person(called_name=called_name, email=None, programme=panel.programme, kind=kind, panel=panel, by=by)
    told = {"told_by": told_by, "how": how, "told_on": told_on, "read_back": read_back, "recorded_by": by}
    AssistedEntry.objects.create(role=person.roles.get(), **told)
    audit.record(by=by, verb="person.told", about=person, whose=person, told_by=told_by.pk, how=how, told_on=told_on)
    return person


def _lock(found: QuerySet[JoinInvitation]) -> JoinInvitation:
    invitation = found.select_for_update(of=("self",)).select_related("panel", "programme", "invited_by").first()
    if invitation is None:
        raise NotNow(states.CLOSED)
    return invitation


def _take_role(invitation: JoinInvitation, person: Person) -> Role:
    Person.objects.select_for_update().get(pk=person.pk)  # two yeses of one person: one after the other
    where = {"panel": invitation.panel, "programme": invitation.programme}
    role = Role.objects.filter(queries.in_force(), person=person, kind=invitation.kind, **where).first()
    if role is None:
        role = Role.objects.create(person=person, kind=invitation.kind, starts_on=clock.today(), **where)
        audit.record(by=person, verb="role.given", about=role, whose=person, kind=role.kind, invitation=invitation.pk)
    _close(invitation, states.ACCEPTED, person)
    return role


def _close(invitation: JoinInvitation, to: str, by: Person | None) -> None:
    check_move(states.INVITATION_MOVES, invitation.state, to, states.CLOSED)
    invitation.state, invitation.answered_at = to, clock.now()
    invitation.person = by if to == states.ACCEPTED else None
    invitation.email = invitation.token = invitation.token_hash = ""
    invitation.save(update_fields=["state", "answered_at", "person", "email", "token", "token_hash"])
    audit.record(by=by, verb=f"join_invitation.{to}", about=invitation)
