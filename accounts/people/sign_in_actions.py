"""Every change to how a person signs in: second steps, spare codes and signed-in devices."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.people import sign_in_access, sign_in_notices, sign_in_queries
from accounts.people.models import Person
from accounts.people.sign_in_devices import NO_ADDRESS, words_for
from leap.core import audit
from leap.core.errors import NotNow

ONE_APP = "You have set up an app that makes codes already. To use another one, take the first off before."
LAST_ONE = (
    "This is your only second step, and the work you do here needs one. "
    "Add another one first; then you can take this one off."
)


@transaction.atomic
def add_app(*, secret: str, by: Person) -> Authenticator:
    """Codes from the person's app work from now on. Spare codes are made with the first second step.

    Raises NotNow when there is an app already.
    """
    _lock(by)
    if sign_in_queries.app_of(by):
        raise NotNow(ONE_APP)
    added = TOTP.activate(by, secret).instance
    _added(added, by)
    return added


@transaction.atomic
def add_passkey(*, name: str, credential: dict, by: Person) -> Authenticator:
    """The person can sign in with this passkey from now on. Spare codes are made with the first second step."""
    _lock(by)
    added = WebAuthn.add(by, name, credential).instance
    _added(added, by)
    return added


def _added(factor: Authenticator, by: Person) -> None:
    RecoveryCodes.activate(by)
    audit.record(by=by, verb="second_step.added", about=by, whose=by, kind=factor.type)
    sign_in_notices.tell_changed(person=by, what="app_added" if factor.type == "totp" else "passkey_added")


@transaction.atomic
def take_off(*, factor: Authenticator, by: Person) -> None:
    """The second step no longer works. With the last one the spare codes go too: there is nothing to stand in for.

    Raises NotNow when it is the only one of somebody whose role needs one, or when it is gone already.
    """
    _lock(by)
    row = Authenticator.objects.filter(pk=factor.pk, user=by).first()
    if row is None:
        raise NotNow("This has been taken off already.")
    last = sign_in_queries.ways_of(by).count == 1
    if last and sign_in_access.must_use_second_step(by):
        raise NotNow(LAST_ONE)
    row.delete()
    if last:
        Authenticator.objects.filter(user=by).delete()
    audit.record(by=by, verb="second_step.removed", about=by, whose=by, kind=row.type)
    sign_in_notices.tell_changed(person=by, what="app_removed" if row.type == "totp" else "passkey_removed")


@transaction.atomic
def make_spare_codes(*, by: Person) -> None:
    """Ten new spare codes; the old ones no longer work. Raises NotNow without a second step to stand in for."""
    _lock(by)
    if not sign_in_queries.has_second_step(by):
        raise NotNow("Spare codes stand in for a second step. Set one up first.")
    Authenticator.objects.filter(user=by, type=sign_in_queries.SPARE).delete()
    RecoveryCodes.activate(by)
    audit.record(by=by, verb="spare_codes.made", about=by, whose=by)
    sign_in_notices.tell_changed(person=by, what="spare_codes_made")


@transaction.atomic
def forget_second_step(*, person: Person, by: Person | None) -> None:
    """Somebody lost what they sign in with, and whoever runs LEAP knows that it is them who asks.

    All of it is taken off, every device is signed out, and the person hears of it by message. Raises NotNow when
    there is nothing to forget.
    """
    _lock(person)
    gone, _ = Authenticator.objects.filter(user=person).delete()
    if not gone:
        raise NotNow("This person has set up no second step.")
    _end_every_session(person)
    audit.record(by=by, verb="second_step.forgotten", about=person, whose=person)
    sign_in_notices.tell_changed(person=person, what="forgotten")


@transaction.atomic
def note_device(*, session_key: str, agent: str, by: Person) -> None:
    """Somebody has just signed in: their list of devices shows this one, and no longer those that are signed out."""
    live = Session.objects.filter(session_key__in=UserSession.objects.filter(user=by).values("session_key"))
    UserSession.objects.filter(user=by).exclude(session_key__in=live.values("session_key")).delete()
    UserSession.objects.create(user=by, session_key=session_key, ip=NO_ADDRESS, user_agent=words_for(agent))


@transaction.atomic
def end_device(*, key_id: UUID, here: str, by: Person) -> None:
    """One of the person's other devices is signed out. One that is signed out already is fine: it is what was asked."""
    for row in UserSession.objects.filter(user=by).exclude(session_key=here):
        if sign_in_queries.handle("device", row.pk) == key_id:
            _end([row], by)


@transaction.atomic
def end_other_devices(*, here: str, by: Person) -> None:
    """Every device of the person but this one is signed out."""
    _end(list(UserSession.objects.filter(user=by).exclude(session_key=here)), by)


@transaction.atomic
def end_every_device(*, by: Person) -> None:
    """Every device of the person is signed out, this one too."""
    _end(list(UserSession.objects.filter(user=by)), by)


def _end(rows: list[UserSession], by: Person) -> None:
    Session.objects.filter(session_key__in=[row.session_key for row in rows]).delete()
    UserSession.objects.filter(pk__in=[row.pk for row in rows]).delete()
    if rows:
        audit.record(by=by, verb="devices.signed_out", about=by, whose=by, devices=len(rows))


def _end_every_session(person: Person) -> None:
    """Every session, whether or not it was noted as a device: they are few, and none may be left."""
    UserSession.objects.filter(user=person).delete()
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            session.delete()


def _lock(person: Person) -> None:
    """Two changes to one person's ways of signing in happen one after the other."""
    Person.objects.select_for_update().get(pk=person.pk)
