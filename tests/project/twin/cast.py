"""The people and places that every history has: two panels of one programme, and one of a programme elsewhere."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from allauth.mfa.webauthn.internal.auth import WebAuthn
from allauth.usersessions.models import UserSession
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.people import sign_in_queries
from accounts.people.models import Panel, Person, Programme, Role
from accounts.people.sign_in_devices import NO_ADDRESS
from accounts_reflective.coding.models import Theme
from accounts_reflective.inquiries.models import Inquiry, Stage, Topic
from leap.core import clock
from meetings.payments.models import RateSet
from tests.conftest_second_step import records_of
from tests.soft_passkey import SoftPasskey

LATER = 1e12  # whoever signed in then, signed in lately

HOME, AWAY, FAR = "heather", "bracken", "alder"
MOOR, SHORE = "moor", "shore"
PROGRAMME_OF = {HOME: MOOR, AWAY: MOOR, FAR: SHORE}
PANELS = tuple(PROGRAMME_OF)

# Who holds which roles when a history begins: (panel or programme, kind). `linnet` leaves during it.
ROLES: dict[str, list[tuple[str, str]]] = {
    "rowan": [(HOME, "member")],
    "hazel": [(HOME, "researcher")],
    "briar": [(HOME, "member"), (HOME, "researcher")],
    "willow": [(HOME, "ppi_coordinator")],
    "fern": [(AWAY, "ppi_coordinator")],
    "martin": [(MOOR, "ppi_lead")],
    "penny": [(MOOR, "finance_officer")],
    "ash": [(AWAY, "member")],
    "linnet": [(HOME, "member")],
    "sedge": [],
    "wren": [(HOME, "member")],
    "jay": [(HOME, "member")],
    "teasel": [(HOME, "research_assistant")],
    "sorrel": [(AWAY, "member")],
    "finch": [(AWAY, "research_fellow")],
    "heron": [(FAR, "ppi_coordinator")],
    "plover": [(FAR, "member")],
    "dunnock": [(FAR, "member")],
    "curlew": [(SHORE, "ppi_lead")],
    "merle": [(MOOR, "administrator")],
}
PROPOSES = {MOOR: "rowan", SHORE: "plover"}  # whose topic is in the list; no history says so
WITHOUT_EMAIL = ("jay", "dunnock")

# The columns of the coverage table: each kind of viewer, and who plays them. `None` has not signed in.
VIEWERS: dict[str, str | None] = {
    "member": "rowan",
    "researcher": "hazel",
    "both": "briar",
    "coordinator": "willow",
    "elsewhere": "fern",
    "lead": "martin",
    "finance": "penny",
    "administrator": "merle",
    "stranger": "ash",
    "left": "linnet",
    "no role": "sedge",
    "signed out": None,
}


@dataclass
class Cast:
    """What is there before anything happens."""

    people: dict[str, Person] = field(default_factory=dict)
    panels: dict[str, Panel] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    inquiries: dict[str, Inquiry] = field(default_factory=dict)
    rate_sets: dict[str, RateSet] = field(default_factory=dict)
    stages: dict[str, Stage] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    passkeys: list[UUID] = field(default_factory=list)
    devices: list[UUID] = field(default_factory=list)
    roles: dict[tuple[str, str, str], UUID] = field(default_factory=dict)

    def session_of(self, name: str) -> str:
        """The session a person is signed in with."""
        return f"{name:x<32}"


def gather() -> Cast:
    """Make them all. Nothing about anybody but names and roles."""
    cast = Cast()
    for name in (MOOR, SHORE):
        cast.programmes[name] = Programme.objects.create(name=f"{name.capitalize()} study")
    for name, programme in PROGRAMME_OF.items():
        cast.panels[name] = Panel.objects.create(
            programme=cast.programmes[programme], name=f"{name.capitalize()} panel", site=f"{name.capitalize()} place"
        )
    for name in ROLES:
        email = None if name in WITHOUT_EMAIL else f"{name}@twins.example"
        cast.people[name] = Person.objects.create_user(email=email, called_name=name.capitalize())
    _give_roles(cast)
    _open_inquiries(cast)
    for panel, contact in ((HOME, "willow"), (AWAY, "fern"), (FAR, "heron")):
        cast.panels[panel].contact = cast.people[contact]
        cast.panels[panel].save()
    for name in filter(None, VIEWERS.values()):
        _sign_in(cast, name)
    _let_in(cast)
    return cast


def _give_roles(cast: Cast) -> None:
    since = clock.today() - timedelta(days=400)
    for name, held in ROLES.items():
        for where, kind in held:
            panel = cast.panels.get(where)
            programme = panel.programme if panel else cast.programmes[where]
            role = Role.objects.create(
                person=cast.people[name], programme=programme, panel=panel, kind=kind, starts_on=since
            )
            cast.roles[(name, where, kind)] = role.pk


def _open_inquiries(cast: Cast) -> None:
    for name, programme in cast.programmes.items():
        cast.rate_sets[name] = RateSet.objects.create(programme=programme, name="Rates")
        inquiry = Inquiry.objects.create(programme=programme, title=f"{name} looking back", opened_on=clock.today())
        cast.stages[name] = Stage.objects.create(inquiry=inquiry, number=1, name="Writing", phase="First")
        cast.topics[name] = Topic(inquiry=inquiry, words="Rain", proposed_by=cast.people[PROPOSES[name]])
        cast.topics[name].save(force_insert=True)
        theme = Theme.objects.create(inquiry=inquiry, code="T1", name="Being heard")
        cast.themes[name] = Theme.objects.create(inquiry=inquiry, parent=theme, code="T1.1", name="In the room")
        cast.inquiries[name] = inquiry


def _let_in(cast: Cast) -> None:
    """A passkey and a device of somebody who looks on, and of somebody who does not."""
    for name in ("rowan", "teasel"):
        person = cast.people[name]
        passkey = WebAuthn.add(person, "Chrome on Android", SoftPasskey().credential()).instance
        cast.passkeys.append(sign_in_queries.handle("passkey", passkey.pk))
        key = f"device-of-{name}"
        noted = UserSession.objects.create(user=person, session_key=key, ip=NO_ADDRESS, user_agent="Firefox")
        cast.devices.append(sign_in_queries.handle("device", noted.pk))


def _sign_in(cast: Cast, name: str) -> None:
    person = cast.people[name]
    signed_in = {
        SESSION_KEY: str(person.pk),
        BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
        HASH_SESSION_KEY: person.get_session_auth_hash(),
        **records_of(person, LATER),
    }
    session = SessionStore()
    text = session.encode(signed_in)
    until = clock.now() + timedelta(days=36500)
    session.model.objects.create(session_key=cast.session_of(name), session_data=text, expire_date=until)
