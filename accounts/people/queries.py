"""Reads about people, panels and roles. The viewer comes first; what they may not see is not in the answer."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from accounts.people import states
from accounts.people.models import (
    AssistedEntry,
    JoinInvitation,
    Leaving,
    Panel,
    PanelDocument,
    Pause,
    Person,
    Programme,
    Role,
)
from leap.core import clock
from leap.core.outbox import Know, OutboxMessage, once, rows
from leap.core.secret_links import hash_of


def in_force(on: date | None = None) -> Q:
    """The condition that a role holds on a date (today if none is given), its first and last day included."""
    on = on or clock.today()
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def in_force_since(first: date) -> Q:
    """The condition that a role held on some day from this one to today, both included."""
    return Q(starts_on__lte=clock.today()) & (Q(ends_on__isnull=True) | Q(ends_on__gte=first))


def belonging(on: date | None = None) -> Q:
    """The condition that a role makes somebody part of a panel on a date. Being at a member's side does not."""
    return in_force(on) & Q(panel__isnull=False) & ~Q(kind__in=Role.BESIDE)


def showing_a_panel(on: date | None = None) -> Q:
    """The condition that a role by itself shows the pages of some panel on a date, as `shows_a_panel` says of one."""
    return belonging(on) | (in_force(on) & Q(kind=Role.Kind.PPI_LEAD))


def was_in_force(on: date, moment: datetime) -> Q:
    """The condition that a role held on a past date, or at that moment of it: somebody may leave in the evening."""
    return in_force(on) | Q(starts_on__lte=on, ended_at__gte=moment)


@dataclass(frozen=True)
class Held:
    """One role a person holds today: what it is, and on which panel or for which whole programme."""

    kind: str
    panel_id: UUID | None
    programme_id: UUID
    clock: str = ""  # the time zone this person goes by: the same in each of their roles


_clock: list[Combinable] = []
_looked_up: ContextVar[dict[UUID, tuple[Held, ...]] | None] = ContextVar("looked_up", default=None)
_panels_seen: ContextVar[dict[UUID, list[Panel]] | None] = ContextVar("panels_seen", default=None)


@contextmanager
def roles_looked_up_once() -> Iterator[None]:
    """While this is open, what a person holds is asked once. Only for reading a page, where no role can change."""
    known, panels = _looked_up.get(), _panels_seen.get()
    token = _looked_up.set({} if known is None else known)
    panels_token = _panels_seen.set({} if panels is None else panels)
    try:
        yield
    finally:
        _looked_up.reset(token)
        _panels_seen.reset(panels_token)


def roles_held(person: Person) -> tuple[Held, ...]:
    """What the person holds today, in an order that is always the same."""
    known = _looked_up.get()
    if known is not None and person.pk in known:
        return known[person.pk]
    held = once(_roles_by_id, person.pk)
    if known is not None:
        known[person.pk] = held
    return held


def _roles_by_id(person_id: UUID) -> tuple[Held, ...]:
    roles = Role.objects.filter(in_force(), person=person_id).order_by("panel", "programme", "kind")
    roles = roles.annotate(clock=_clock[0] if _clock else Value(""))
    return tuple(Held(*facts) for facts in roles.values_list("kind", "panel", "programme", "clock"))


def register_clock(zone: Combinable) -> None:
    """`zone`: of roles, the time zone (an IANA name) their person goes by, empty until they say. The last counts."""
    _clock[:] = [zone]


def clock_of(person: Person) -> str:
    """The time zone (an IANA name) the person goes by; empty until they say, and for who holds no role. It comes with
    what they hold, so a page that says times asks nothing more."""
    return next((held.clock for held in roles_held(person)), "")


def roles_now(person: Person) -> QuerySet[Role]:
    """The roles a person holds today, with their panel."""
    return Role.objects.filter(in_force(), person=person).select_related("panel").order_by("panel__name", "kind")


def panels_for(viewer: Person) -> QuerySet[Panel]:
    """The panels a person belongs to today, and for a PPI lead every panel of the programme."""
    held = roles_held(viewer)
    return _panels((role.panel_id for role in held if role.panel_id and role.kind not in Role.BESIDE), _led(held))


def my_panels(viewer: Person) -> list[Panel]:
    """The panels of `panels_for`, by name; on a page that is only read they are fetched once."""
    known = _panels_seen.get()
    if known is None:
        return list(panels_for(viewer))
    if viewer.pk not in known:
        known[viewer.pk] = list(panels_for(viewer))
    return known[viewer.pk]


def panels_looked_back_on(viewer: Person) -> QuerySet[Panel]:
    """For someone on no panel today: the panels they were on, and those of a programme they have a role in."""
    ever = list(Role.objects.filter(person=viewer).values_list("panel", "programme"))
    return _panels((panel for panel, _ in ever if panel), (programme for panel, programme in ever if panel is None))


def panels_run_by(viewer: Person) -> QuerySet[Panel]:
    """The panels whose meetings a person arranges: as their coordinator, or as the programme's PPI lead."""
    held = roles_held(viewer)
    return _panels((role.panel_id for role in held if role.kind == Role.Kind.PPI_COORDINATOR), _led(held))


def panel_ids_of(person: Person, *, as_member: bool = False) -> set[UUID]:
    """The panels on which a person holds a role today; with `as_member`, only where they are a panel member."""
    kinds = {Role.Kind.MEMBER} if as_member else set(Role.Kind) - set(Role.BESIDE)
    return {role.panel_id for role in roles_held(person) if role.panel_id and role.kind in kinds}


def shows_a_panel(held: Held) -> bool:
    """Does this role by itself show the pages of some panel?"""
    return held.kind == Role.Kind.PPI_LEAD or bool(held.panel_id and held.kind not in Role.BESIDE)


def _led(held: Iterable[Held]) -> Iterator[UUID]:
    return (role.programme_id for role in held if role.kind == Role.Kind.PPI_LEAD)


def _panels(panels: Iterable[UUID], programmes: Iterable[UUID]) -> QuerySet[Panel]:
    """These panels, and every panel of these programmes."""
    found = Panel.objects.filter(Q(pk__in=sorted(set(panels))) | Q(programme__in=sorted(set(programmes))))
    return found.select_related("contact", "stand_in", "programme")


def people_on_panel(viewer: Person, panel_id: UUID, *, on: date | None = None) -> QuerySet[Person]:
    """The active people with a role on this panel (today, or on a date), if the viewer may see the panel; else nobody.

    Ordered by the name each is called, then by key, so that the order tells nothing else.
    """
    on_panel = Role.objects.filter(belonging(on), panel__in=panels_for(viewer).filter(pk=panel_id))
    return Person.objects.filter(pk__in=on_panel.values("person"), is_active=True).order_by("shown_name", "pk")


def roles_shown_on_panel(viewer: Person, panel_id: UUID) -> dict[UUID, list[str]]:
    """For each person on the panel, their roles there in their own wording, or the plain name of the role."""
    shown: dict[UUID, list[str]] = {}
    roles = Role.objects.filter(belonging(), panel__in=panels_for(viewer).filter(pk=panel_id)).order_by("kind", "pk")
    for role in roles:
        shown.setdefault(role.person_id, []).append(role.shown)
    return shown


def roles_shown_to(viewer: Person, person: Person) -> list[str]:
    """What one person is to the panels the viewer may see, in the person's own wording; nothing about other panels."""
    roles = Role.objects.filter(belonging(), person=person, panel__in=panels_for(viewer)).select_related("panel")
    in_order = roles.order_by("panel__name", "kind", "pk")
    return [f"{role.shown}, {role.panel.name}" for role in in_order if role.panel is not None]


def programmes_with_money_for(viewer: Person) -> QuerySet[Programme]:
    """The programmes whose payment records a person may see as a whole: as finance officer or PPI lead."""
    kept = {role.programme_id for role in roles_held(viewer) if role.kind in Role.KEEPS_MONEY}
    return Programme.objects.filter(pk__in=sorted(kept))


def keeps_any_money(viewer: Person) -> bool:
    """Is there such a programme? Known from the roles that a page has looked up already."""
    return any(role.kind in Role.KEEPS_MONEY for role in roles_held(viewer))


def fellow_people(viewer: Person) -> QuerySet[Person]:
    """Everyone who shares a panel with the viewer today (the viewer left out): the people they can be shown by name."""
    on_mine = Role.objects.filter(belonging(), panel__in=panels_for(viewer))
    return (
        Person.objects.filter(pk__in=on_mine.values("person"), is_active=True)
        .exclude(pk=viewer.pk)
        .order_by("shown_name", "pk")
    )


# Places: what somebody is to a panel now. It follows from roles and pauses; nothing else says it.


@dataclass(frozen=True)
class Place:
    """A person's place on one panel, as they and those who run the panel see it."""

    person: Person
    panel: Panel
    state: str
    roles: list[Role] = field(default_factory=list)
    pause: Pause | None = None
    leaving: Leaving | None = None

    @property
    def is_paused(self) -> bool:
        """Is the person taking a break?"""
        return self.state == states.PAUSED

    @property
    def is_on_panel(self) -> bool:
        """Do they have a place now, paused or not?"""
        return self.state in states.ON_PANEL


def place_of(person: Person, panel_id: UUID) -> str:
    """The state of somebody's place on a panel, worked out afresh. For the actions, and for whoever may see it."""
    roles = list(_place_roles().filter(person=person, panel=panel_id))
    return _state(roles, _open_pauses().filter(person=person, panel=panel_id).exists())


def places_for(viewer: Person) -> list[Place]:
    """Every panel the viewer has or had a place on, by name, those of today first."""
    roles = list(_place_roles().filter(person=viewer))
    pauses = {pause.panel_id: pause for pause in _open_pauses().filter(person=viewer)}
    leavings = {each.panel_id: each for each in Leaving.objects.filter(person=viewer).order_by("left_at")}
    panels = {role.panel_id: role.panel for role in roles if role.panel}
    places = [
        _place(viewer, panel, [role for role in roles if role.panel_id == key], pauses.get(key), leavings.get(key))
        for key, panel in panels.items()
    ]
    return sorted(places, key=lambda place: (not place.is_on_panel, place.panel.name))


def places_on(viewer: Person, panel: Panel) -> list[Place]:
    """Everyone with a place on a panel today and what it is, by name, for those who run the panel; else nobody."""
    if not panels_run_by(viewer).filter(pk=panel.pk).exists():
        return []
    on_panel = list(people_on_panel(viewer, panel.pk))
    roles = list(_place_roles().filter(panel=panel.pk, person__in=on_panel))
    pauses = {pause.person_id: pause for pause in _open_pauses().filter(panel=panel.pk)}
    return [
        _place(person, panel, [role for role in roles if role.person_id == person.pk], pauses.get(person.pk), None)
        for person in on_panel
    ]


def supporters_on(viewer: Person, panel: Panel) -> list[Role]:
    """Who is at a member's side on this panel, for those who run it; else nobody."""
    runs = panels_run_by(viewer).filter(pk=panel.pk)
    beside = Role.objects.filter(in_force(), kind__in=Role.BESIDE, panel__in=runs).select_related("person", "panel")
    return list(beside.order_by("person__shown_name", "person_id"))


def in_touch_again(viewer: Person, panel: Panel) -> list[Pause]:
    """The breaks whose day to be in touch again has come, for those who run the panel; else none.

    The earliest day first. The break goes on until somebody ends it: only this one call or letter is wanted.
    """
    runs = panels_run_by(viewer).filter(pk=panel.pk)
    still_there = Role.objects.filter(belonging(), person=OuterRef("person"), panel=OuterRef("panel"))
    due = _open_pauses().filter(
        Exists(still_there), panel__in=runs, again_on__lte=clock.today(), person__is_active=True
    )
    by_day = due.exclude(person=viewer.pk).select_related("person", "panel")
    return list(by_day.order_by("again_on", "person__shown_name", "pk"))


def leavings_for(viewer: Person, panel: Panel) -> QuerySet[Leaving]:
    """Who left and was not thanked yet, or may be kept in touch with; for those who run the panel, latest first."""
    mine = Leaving.objects.filter(panel__in=panels_run_by(viewer).filter(pk=panel.pk))
    open_still = mine.filter(Q(thanked_at__isnull=True) | Q(keep_in_touch=True))
    return open_still.select_related("person", "panel").order_by("-left_at", "pk")


def away_from(panel_id: object) -> QuerySet[Pause]:
    """For LEAP's own work: the open pauses of a panel (its id, or an OuterRef to one)."""
    return _open_pauses().filter(panel=panel_id)


def wanting_nothing_on(panel_id: object) -> QuerySet[Pause]:
    """For LEAP's own work: the open pauses of a panel (its id, or an OuterRef to one) in which nothing is wanted, and
    whose day to be in touch again has not come."""
    not_yet = Q(again_on__isnull=True) | Q(again_on__gt=clock.today())
    return away_from(panel_id).filter(not_yet, contact=Pause.Contact.NONE)


def address_of(person_id: UUID) -> str | None:
    """The address messages to this person go to; None when they have none or no longer use LEAP."""
    return Person.objects.filter(pk=person_id, is_active=True).values_list("email", flat=True).first()


def open_pauses_of(person: Person) -> list[tuple[UUID, str]]:
    """The panels somebody is taking a break from, each with how much contact they asked for."""
    return list(_open_pauses().filter(person=person).order_by("panel").values_list("panel", "contact"))


def takes_a_break(person_id: UUID) -> bool:
    """For the outbox: is the person with this id taking a break from any panel?"""
    return _open_pauses().filter(person=person_id).exists()


def read_ahead(messages: Iterable[OutboxMessage], know: Know) -> None:
    """For the outbox: addresses, roles and breaks of all these messages go to, in three queries."""
    people = Person.objects.filter(pk__in={message.to_person_id for message in messages})
    facts = people.values_list("pk", "email", "is_active")
    addresses = {pk: email if is_active else None for pk, email, is_active in facts}
    roles = Role.objects.filter(person__in=addresses).order_by("panel", "programme", "kind")
    roles = roles.only("person", "kind", "panel", "programme", "starts_on", "ends_on")
    breaks = Pause.objects.filter(person__in=addresses).order_by("pk")
    had, paused = defaultdict(list), defaultdict(list)
    for role in roles:
        had[role.person_id].append(role)
    for person_id, ended_at in breaks.values_list("person", "ended_at"):
        paused[person_id].append(ended_at)
    for pk, address in addresses.items():
        held = tuple(Held(role.kind, role.panel_id, role.programme_id) for role in had[pk] if _holds(role))
        know(address_of, pk, address, rows(Person, "id", pk, 1))
        know(_roles_by_id, pk, held, rows(Role, "person", pk, len(had[pk])))
        know(takes_a_break, pk, None in paused[pk], rows(Pause, "person", pk, len(paused[pk])))


def _open_pauses() -> QuerySet[Pause]:
    return Pause.objects.filter(ended_at__isnull=True)


def _place_roles() -> QuerySet[Role]:
    panel_roles = Role.objects.filter(panel__isnull=False).exclude(kind__in=Role.BESIDE)
    return panel_roles.select_related("panel", "moved_to__panel").order_by("panel__name", "starts_on", "kind", "pk")


def _state(roles: list[Role], paused: bool) -> str:
    now = [role for role in roles if _holds(role)]
    ended = [role for role in roles if role.ended_at is not None]
    last = max(ended, key=lambda role: role.ended_at, default=None)
    moved = last is not None and last.moved_to_id is not None
    return states.place(on_panel=bool(now), paused=paused, moved=moved, was_on_panel=bool(roles))


def _holds(role: Role) -> bool:
    today = clock.today()
    return role.starts_on <= today and (role.ends_on is None or role.ends_on >= today)


def _place(person: Person, panel: Panel, roles: list[Role], pause: Pause | None, leaving: Leaving | None) -> Place:
    state = _state(roles, pause is not None)
    shown = [role for role in roles if _holds(role)] if state in states.ON_PANEL else roles
    return Place(person=person, panel=panel, state=state, roles=shown, pause=pause, leaving=leaving)


# Invitations to join


def open_invitations() -> QuerySet[JoinInvitation]:
    """Those that can be answered now. For the actions and the message; pages ask one of the next three."""
    every = JoinInvitation.objects.unscoped("narrowed by a token, an address or a key by whoever asks")
    return every.filter(state=states.WAITING, expires_at__gt=clock.now())


def invitations_past_their_time() -> QuerySet[JoinInvitation]:
    """For LEAP's own work: those that nobody answered in time."""
    every = JoinInvitation.objects.unscoped("closing what is too old")
    return every.filter(state=states.WAITING, expires_at__lte=clock.now()).order_by("pk")


def invitation_behind(token: str) -> JoinInvitation | None:
    """The open invitation that this link belongs to. An unknown, used or old link finds nothing."""
    return _with_names(open_invitations().filter(token_hash=hash_of(token))).first()


def my_invitations_for(viewer: Person) -> QuerySet[JoinInvitation]:
    """The open invitations that went to the viewer's own address, soonest to close first."""
    mine = open_invitations().filter(email=viewer.email) if viewer.email else open_invitations().none()
    return _with_names(mine).order_by("expires_at", "pk")


def invitations_sent_for(viewer: Person, programme: Programme, panel: Panel | None) -> QuerySet[JoinInvitation]:
    """The open invitations to one panel (or to a whole programme's roles), for those who may invite there."""
    if panel is not None:
        runs = panels_run_by(viewer).filter(pk=panel.pk)
        return _with_names(open_invitations().filter(panel__in=runs)).order_by("-invited_at", "pk")
    led = [role.programme_id for role in roles_held(viewer) if role.kind == Role.Kind.PPI_LEAD]
    open_here = open_invitations().filter(panel__isnull=True, programme=programme.pk, programme__in=led)
    return _with_names(open_here).order_by("-invited_at", "pk")


def open_invitation_to_run(viewer: Person, invitation_id: UUID) -> JoinInvitation | None:
    """An open invitation that the viewer may take back; None when they may not know of it."""
    panels, led = panels_run_by(viewer).values("pk"), programmes_led_by(viewer).values("pk")
    mine = Q(panel__in=panels) | Q(panel__isnull=True, programme__in=led)
    return open_invitations().filter(mine, pk=invitation_id).first()


def told_of(viewer: Person, person: Person, panel: Panel) -> AssistedEntry | None:
    """Who told a person without email what is stored, for those who run the panel."""
    told = AssistedEntry.objects.filter(role__person=person, role__panel__in=panels_run_by(viewer).filter(pk=panel.pk))
    return told.select_related("told_by").first()


def address_is_known(invitation: JoinInvitation) -> bool:
    """Does the address of this invitation belong to somebody here? Only whoever holds its link learns it."""
    return Person.objects.filter(email=invitation.email).exists()


def _with_names(found: QuerySet[JoinInvitation]) -> QuerySet[JoinInvitation]:
    return found.select_related("panel__contact", "programme", "invited_by")


# Panels and programmes


def people_who_answer_for(viewer: Person, panel: Panel) -> QuerySet[Person]:
    """Who may be a panel's contact or tell people what is stored: those who run it, for those who run it."""
    if not panels_run_by(viewer).filter(pk=panel.pk).exists():
        return Person.objects.none()
    coordinates = Q(kind=Role.Kind.PPI_COORDINATOR, panel=panel.pk)
    leads = Q(kind=Role.Kind.PPI_LEAD, programme=panel.programme_id)
    running = Role.objects.filter(in_force(), coordinates | leads).values("person")
    named = [pk for pk in (panel.contact_id, panel.stand_in_id) if pk is not None]
    who = Q(pk__in=running) | Q(pk__in=named)
    return Person.objects.filter(who, is_active=True).order_by("shown_name", "pk")


def documents_for(viewer: Person, panel: Panel) -> QuerySet[PanelDocument]:
    """Every version of what the panel agreed about itself, the newest of each kind first, for who sees the panel."""
    seen = PanelDocument.objects.filter(panel__in=panels_for(viewer).filter(pk=panel.pk))
    return seen.select_related("recorded_by", "panel").order_by("kind", "-number")


def agreed_now(viewer: Person, panel: Panel) -> dict[str, PanelDocument]:
    """The version in force of each thing the panel agreed about itself, by its kind, for who sees the panel."""
    newest_last = reversed(documents_for(viewer, panel))
    return {document.kind: document for document in newest_last}


def programmes_led_by(viewer: Person) -> QuerySet[Programme]:
    """The programmes the viewer is the PPI lead of."""
    led = {role.programme_id for role in roles_held(viewer) if role.kind == Role.Kind.PPI_LEAD}
    return Programme.objects.filter(pk__in=sorted(led)).order_by("name", "pk")


def programme_roles_for(viewer: Person, programme: Programme) -> QuerySet[Role]:
    """Who holds a role for the whole programme today, for its PPI lead; else nobody."""
    led = programmes_led_by(viewer).filter(pk=programme.pk)
    held = Role.objects.filter(in_force(), panel__isnull=True, programme__in=led).select_related("person")
    return held.order_by("kind", "person__shown_name", "pk")


def leads_of(programmes: Iterable[UUID]) -> list[tuple[Person, Programme]]:
    """The PPI leads of these programmes: whom somebody turns to who has nobody nearer to ask."""
    led = Role.objects.filter(in_force(), programme__in=sorted(set(programmes)), kind=Role.Kind.PPI_LEAD)
    roles = led.filter(person__is_active=True).select_related("person", "programme")
    return [(role.person, role.programme) for role in roles.order_by("programme__name", "person__shown_name", "pk")]


def role_to_change(viewer: Person, role_id: UUID) -> Role | None:
    """A role held today that is the viewer's own, or that they may end; None when they may not know of it."""
    panels, programmes = panels_run_by(viewer).values("pk"), programmes_led_by(viewer).values("pk")
    mine = Q(person=viewer) | Q(panel__in=panels) | Q(panel__isnull=True, programme__in=programmes)
    return Role.objects.filter(in_force(), mine, pk=role_id).select_related("person", "panel", "programme").first()
