"""Reads about how a person signs in. Everybody sees their own and nobody else's, staff included."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.crypto import salted_hmac

from accounts.people.models import Person
from leap.core import clock
from leap.design.times import say_when

APP, PASSKEY, SPARE = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES


@dataclass(frozen=True)
class Passkey:
    """One passkey as its owner sees it."""

    key_id: UUID
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class Device:
    """One browser somebody is signed in with."""

    key_id: UUID
    name: str
    since: datetime
    here: bool

    @property
    def about(self) -> str:
        """For whoever hears the button read out without what stands around it."""
        return f"on {self.name}, since {say_when(self.since)}"


@dataclass(frozen=True)
class Ways:
    """The second steps of one person."""

    app: Authenticator | None
    passkeys: list[Passkey]
    spare_left: int

    @property
    def any(self) -> bool:
        """Is there one at all? Spare codes only stand in for another."""
        return bool(self.app or self.passkeys)

    @property
    def count(self) -> int:
        """How many there are, spare codes aside."""
        return len(self.passkeys) + bool(self.app)


def handle(kind: str, pk: object) -> UUID:
    """A name for one row in an address: allauth numbers its rows, and a number would tell how many there are."""
    return UUID(bytes=salted_hmac(f"people.{kind}", str(pk), algorithm="sha256").digest()[:16])


def ways_of(person: Person) -> Ways:
    """The person's own second steps, the oldest passkey first."""
    rows = list(Authenticator.objects.filter(user=person).order_by("created_at", "pk"))
    spare = [row for row in rows if row.type == SPARE]
    passkeys = [
        Passkey(handle("passkey", row.pk), row.data["name"], row.created_at, row.last_used_at)
        for row in rows
        if row.type == PASSKEY
    ]
    app = next((row for row in rows if row.type == APP), None)
    return Ways(app, passkeys, len(spare[0].wrap().get_unused_codes()) if spare else 0)


def has_second_step(person: Person) -> bool:
    """Has the person set one up?"""
    return Authenticator.objects.filter(user=person, type__in=(APP, PASSKEY)).exists()


def app_of(person: Person) -> Authenticator | None:
    """The person's code app, if they have set one up."""
    return Authenticator.objects.filter(user=person, type=APP).first()


def passkey_of(person: Person, key_id: UUID) -> Authenticator | None:
    """One of the person's own passkeys by the name it has in an address; None for anybody else's."""
    own = Authenticator.objects.filter(user=person, type=PASSKEY)
    return next((row for row in own if handle("passkey", row.pk) == key_id), None)


def spare_codes_of(person: Person) -> list[str]:
    """The spare codes that have not been used yet."""
    row = Authenticator.objects.filter(user=person, type=SPARE).first()
    return row.wrap().get_unused_codes() if row else []


def devices_of(person: Person, session_key: str) -> list[Device]:
    """Where the person is signed in now: this device first, then the newest. This one is there even if never noted."""
    noted = UserSession.objects.filter(user=person).order_by("-created_at", "pk")
    live = Session.objects.filter(expire_date__gt=clock.now(), session_key__in=noted.values("session_key"))
    keys = set(live.values_list("session_key", flat=True))
    devices = [
        Device(handle("device", row.pk), row.user_agent, row.created_at, row.session_key == session_key)
        for row in noted
        if row.session_key in keys
    ]
    return sorted(devices, key=lambda device: not device.here)
