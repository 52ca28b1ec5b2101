"""The one road to what helps people and to how they are reached. Nobody reads either by another.

Who may see a need is decided inside one SQL statement, so that a need that is hidden and one that was never said leave
the same queries, the same counts and the same page behind. Each need that is shown to somebody else is on record.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONObject
from django.http import Http404

from accounts.needs import wordings
from accounts.needs.access import Reader, acting_on
from accounts.needs.models import ContactPreference, Need, NeedShare
from accounts.needs.planning.quiet import NIGHT, quiet_until
from accounts.needs.planning.zones import in_words
from accounts.people import queries as people
from accounts.people.models import Panel, Person, Role
from leap.core import audit, clock, outbox
from leap.core.texts import and_words

READ, COUNTED, REACHED, MINDED = "need.read", "need.counted", "contact.read", "need.minded"
MOST_LOOKS = 100
ONCE_A_DAY = timedelta(days=1)
MAY_BE_TOLD = {
    "call_me": "only to ask for a call back",
    "dates": "dates and places",
    "panel": "anything about the panel",
}
# By whether they can be reached at all now: whoever takes a break in which they want to hear nothing cannot.
NO_LETTER = {
    True: "We have no address. Ask them, and write it down",
    False: "They want to hear nothing just now, or told us no way to reach them",
}
NO_NUMBER = "(we have no number here)"
LARGE_PRINT = wordings.PICKS["large_print"]


@dataclass(frozen=True)
class Choice:
    """Somebody a need can be opened to, in words: for a tick on a form."""

    reader: Reader
    label: str
    hint: str


@dataclass(frozen=True)
class MyNeed:
    """One need as its owner sees it."""

    need: Need
    group: wordings.Group
    readers: list[tuple[Reader, str]] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        return self.need.pk

    @property
    def picks(self) -> list[str]:
        """The ready adjustments in words."""
        return [wordings.PICKS[code] for code in self.need.picks]

    @property
    def readers_in_words(self) -> str:
        """Who may see it besides its owner, for the line above a box."""
        return "; ".join(["You", *(label for _, label in self.readers)]) if self.readers else "Only you"


@dataclass(frozen=True)
class Shown:
    """One need as somebody else sees it: whose, what helps. No dates, and no word of who else may see it."""

    person_id: UUID
    name: str
    group: str
    picks: list[str]
    own_words: str


@dataclass(frozen=True)
class HelpsOne:
    """All that one viewer sees of what helps one person: the title of each group, with what was said."""

    name: str
    helps: list[tuple[str, Shown]]


@dataclass(frozen=True)
class Meal:
    """One kind of meal and how many, rounded so that nobody is the only one."""

    kind: str
    how_many: str


@dataclass(frozen=True)
class Meals:
    """What the kitchen is told: kinds with numbers, words without names in the order of the alphabet, and those who
    agreed to be named.
    """

    kinds: list[Meal]
    words: list[str]
    named: list[Shown]


@dataclass(frozen=True)
class Look:
    """Somebody looked at what the viewer shares."""

    at: datetime
    name: str
    what: str
    where: str


@dataclass(frozen=True)
class WayToReach:
    """How to reach one person by hand: each line a sentence, the preferred way first; and what a caller keeps to."""

    lines: list[str]
    leave_message: str = "no"
    scope: str = ""
    envelope_name: str = ""
    postal_address: str = ""
    is_discreet: bool = True
    zone: str = ""


# One's own


def my_needs(viewer: Person) -> list[MyNeed]:
    """All the viewer has said about what helps them, in the order of the groups, each with who may see it today."""
    mine = list(_own(viewer))
    return sorted(_with_readers(mine), key=lambda each: list(wordings.GROUPS).index(each.group.key))


def my_formats(viewer: Person) -> list[str]:
    """How the viewer said papers work best for them: codes, in the order they are offered."""
    chosen = {code for need in _own(viewer) if need.group == wordings.FORMAT for code in need.picks}
    return [code for code in wordings.GROUPS[wordings.FORMAT].picks if code in chosen]


def my_need_or_404(viewer: Person, need_id: UUID) -> MyNeed:
    """One need of the viewer's own. Anybody else's is not found (Http404)."""
    mine = list(_own(viewer).filter(pk=need_id))
    if not mine:
        raise Http404
    return _with_readers(mine)[0]


def choices_for(owner: Person, group: str) -> list[Choice]:
    """Everybody a need of this group can be opened to today: those who act on each panel, then people by name."""
    panels = list(people.panels_for(owner).filter(pk__in=sorted(people.panel_ids_of(owner))))
    return [*_acting_choices(panels, group), *_named_choices(owner, panels)]


def choices_to_write_down(viewer: Person, owner: Person, group: str) -> list[Choice]:
    """The same for somebody who writes down what another person said: only those who act, on panels the viewer runs."""
    return _acting_choices(list(panels_to_write_down(viewer, owner)), group)


def panels_to_write_down(viewer: Person, owner: Person) -> QuerySet[Panel]:
    """The panels the viewer runs that the other person is on today. Asked in one go: how many others they are on shows
    nowhere, not even in the question to the database."""
    held = Role.objects.filter(people.belonging(), person=owner.pk)
    return people.panels_run_by(viewer).filter(pk__in=held.values("panel"))


def person_to_write_down_for_or_404(viewer: Person, person_id: UUID) -> Person:
    """Somebody who belongs to a panel the viewer runs, never the viewer. Anybody else is not found (Http404).

    On a break too: they may ring, and what they say is written down.
    """
    on_mine = Role.objects.filter(people.belonging(), panel__in=people.panels_run_by(viewer).values("pk"))
    found = Person.objects.filter(pk=person_id, pk__in=on_mine.values("person"), is_active=True).exclude(pk=viewer.pk)
    person = found.first()
    if person is None:
        raise Http404
    return person


def who_looked(viewer: Person) -> list[Look]:
    """Who has seen what the viewer shares: their needs, their meals as a number, how to reach them; latest first."""
    events = list(
        audit.events_whose(viewer).filter(verb__in=(READ, COUNTED, REACHED, MINDED)).order_by("-at", "-id")[:MOST_LOOKS]
    )
    names = {person.pk: _name(person) for person in Person.objects.filter(pk__in=[each.actor_id for each in events])}
    what = {READ: "What helps you", COUNTED: "What you eat", REACHED: "How to reach you", MINDED: "No steps"}
    looks = [
        Look(each.at, names.get(each.actor_id, ""), what[each.verb], wordings.SURFACES[each.facts["surface"]])
        for each in events
    ]
    return list(dict.fromkeys(looks))


# Where it is acted on


def what_helps_at(
    viewer: Person, panel_id: UUID, *, papers: Iterable[UUID], taking_part: Iterable[UUID], in_person: Iterable[UUID]
) -> tuple[list[Shown], Meals]:
    """For those who run the panel (for anyone else nothing): what helps the people of one meeting, and their meals.

    Each group is shown for those it is acted on for: papers for all who may want them, the room and the meals for those
    who come to it. Only what its owner lets those who run the panel see, while they are on it. On record.
    """
    who = {wordings.FORMAT: set(papers)}
    who |= {group: set(taking_part) for group in AT_THE_TABLE}
    who |= {group: set(in_person) for group in (*IN_THE_ROOM, wordings.FOOD)}
    everyone = sorted(set().union(*who.values()))
    found = [need for need in _open_to_runners(viewer, panel_id, everyone) if need.person_id in who[need.group]]
    meals = [need for need in found if need.group == wordings.FOOD]
    others = [need for need in found if need.group != wordings.FOOD]
    _note(viewer, READ, "meeting", [*others, *(need for need in meals if need.with_name)])
    _note(viewer, COUNTED, "meals", [need for need in meals if not need.with_name])
    return [_shown(need) for need in others], _meals(meals)


AT_THE_TABLE = (wordings.COMMUNICATION, wordings.TIME, wordings.CONTENT)
STEP_FREE = "step_free"
IN_THE_ROOM = (wordings.PHYSICAL, wordings.PLACE, wordings.SUPPORT)


def what_the_chair_sees(viewer: Person, panel_id: UUID, taking_part: QuerySet | list[UUID]) -> list[Shown]:
    """What helps those who take part, as far as they let the chair see it. On record.

    The chairing room asks this for the person who has agreed to chair, and for nobody else. It gives who takes part as
    a question to the database, not as a list: the chair does not know them, and the length of a list would tell.
    """
    shares = _live_shares().filter(audience=wordings.CHAIR, panel=panel_id)
    found = list(_through(shares).filter(person__in=taking_part))
    _note(viewer, READ, "chair", found)
    return [_shown(need) for need in found]


def shared_with_me(viewer: Person) -> list[Shown]:
    """What helps people who chose the viewer by name, while both belong to the panel they shared it on. On record.

    A break of either changes nothing: it would tell the other of the break.
    """
    mine = Role.objects.filter(people.belonging(), person=viewer.pk, panel=OuterRef("panel"), person__is_active=True)
    shares = _live_shares().filter(Exists(mine), audience=wordings.PERSON, reader=viewer.pk)
    found = list(_through(shares))
    _note(viewer, READ, "shared", found)
    return [_shown(need) for need in found]


def seats_needed(
    viewer: Person, panel_id: UUID, coming: Iterable[UUID], *, to_be_told: bool = False
) -> dict[UUID, frozenset[str]]:
    """For a seating plan of somebody who runs the panel: what a seat must offer for whom. Never shown to anyone.

    `to_be_told`: only what may be named, without whose it is, when a room has no such seat. The sentences beside the
    tick say so since wordings.SINCE_ROOMS, and an older yes does not count.
    """
    since = wordings.SINCE_ROOMS if to_be_told else 1
    return _seats(_open_to_runners(viewer, panel_id, sorted(coming), since=since))


def _seats(found: Iterable[Need]) -> dict[UUID, frozenset[str]]:
    needed: dict[UUID, set[str]] = {}
    for need in found:
        seats = wordings.GROUPS[need.group].seats
        needed.setdefault(need.person_id, set()).update(seats[code] for code in need.picks if code in seats)
    return {person: frozenset(offers) for person, offers in needed.items() if offers}


def seat_i_need(viewer: Person, panel_id: UUID) -> frozenset[str]:
    """What the viewer's own seat must offer on this panel, as far as they let those who run it see it."""
    shares = _live_shares().filter(audience=wordings.RUNS, panel=panel_id)
    return _seats(_through(shares).filter(person=viewer)).get(viewer.pk, frozenset())


def note_seat_refused(viewer: Person, panel_id: UUID, people_moved: Iterable[UUID], *, surface: str = "seats") -> None:
    """A change of seats was refused to the viewer: a seat would not have been what one of these people needs.

    No name was said, but the viewer may guess, so each of those whose seat must offer something finds it on their page
    of who looked. Nothing is kept of people who let those who run the panel see nothing.
    """
    since = wordings.SINCE_ROOMS if surface == "room" else 1
    found = [
        need
        for need in _open_to_runners(viewer, panel_id, sorted(people_moved), since=since)
        if any(code in wordings.GROUPS[need.group].seats for code in need.picks)
    ]
    _note(viewer, READ, surface, found)


def about_dates(viewer: Person, panel_id: UUID, wanted: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
    """For those who run the panel (for anyone else nothing): of these people, the ready wishes about times and places,
    as far as they let those who run the panel see them. On record.
    """
    groups = (wordings.TIME, wordings.PLACE)
    found = [need for need in _open_to_runners(viewer, panel_id, sorted(wanted)) if need.group in groups and need.picks]
    _note(viewer, READ, "dates", found)
    wishes: dict[UUID, frozenset[str]] = {}
    for need in found:
        wishes[need.person_id] = wishes.get(need.person_id, frozenset()) | frozenset(need.picks)
    return wishes


def is_step_free_needed(viewer: Person, panel_id: UUID, asked: Iterable[UUID]) -> bool:
    """For somebody who runs the panel and chooses its place: does anybody asked need no steps on the way in?

    Yes or no, never who or how many; and only what its owner lets those who run the panel see, and agreed to since the
    sentences beside the tick say so. On record for each.
    """
    found = _need_no_steps(_open_to_runners(viewer, panel_id, sorted(asked), since=wordings.SINCE_PLACES))
    _note(viewer, MINDED, "place", found)
    return bool(found)


def step_free_needed_at(viewer: Person, panels: Collection[UUID], asked: QuerySet) -> set[UUID]:
    """The same for several meetings of panels the viewer runs at once: the keys of those of which it is so.

    `asked` holds a `person` for each `meeting` they are asked to. One question for all of it. For pages that say it
    each time they are opened: on record for each once in 24 hours.
    """
    shares = _to_runners(viewer, panels, wordings.SINCE_PLACES)
    theirs = asked.order_by().filter(person=OuterRef("person"))
    noted = audit.events_by(viewer, MINDED, since=clock.now() - ONCE_A_DAY).filter(about_id=OuterRef("pk"))
    found = _need_no_steps(
        _through(shares)
        .filter(Exists(theirs))
        .annotate(
            opened_in=ArraySubquery(_still_open(shares).values("panel")),
            asked_to=ArraySubquery(theirs.values(one=JSONObject(meeting="meeting", panel="meeting__panel"))),
            is_noted=Exists(noted),
        )
    )
    places = {
        need: {UUID(to["meeting"]) for to in need.asked_to if UUID(to["panel"]) in need.opened_in} for need in found
    }
    _note(viewer, MINDED, "place", [need for need, at in places.items() if at and not need.is_noted])
    return {meeting for at in places.values() for meeting in at}


def _need_no_steps(needs: Iterable[Need]) -> list[Need]:
    return [need for need in needs if need.group == wordings.PHYSICAL and STEP_FREE in need.picks]


def by_person(shown: Iterable[Shown]) -> list[HelpsOne]:
    """One entry for each person, in the order they come."""
    found: dict[UUID, HelpsOne] = {}
    for each in shown:
        one = found.setdefault(each.person_id, HelpsOne(each.name, []))
        one.helps.append((wordings.GROUPS[each.group].title, each))
    return list(found.values())


# How people are reached


def my_contact(viewer: Person) -> ContactPreference:
    """How the viewer wants to be reached; what is so for everybody when they have not said."""
    return _preference(viewer.pk) or said_nothing_yet(viewer)


def said_nothing_yet(person: Person) -> ContactPreference:
    """What is so for somebody who has not said how they want to be reached: by email if they have an address, and the
    clock of the panel they came to first."""
    first = Role.objects.filter(people.belonging(), person=person.pk).order_by("starts_on", "panel__name", "pk")
    zone = first.values_list("panel__time_zone", flat=True).first()
    said = ContactPreference(person=person, channel=_usual(person))
    said.time_zone = zone or said.time_zone
    return said


def ways_to_reach(viewer: Person, panel_id: UUID, wanted: Iterable[Person], surface: str) -> dict[UUID, WayToReach]:
    """For those who run the panel (for anyone else nothing): how to reach these people on it by hand. On record.

    Nobody who takes a break and wants to hear nothing, until the day from which they said we may be in touch again.
    """
    wordings.SURFACES[surface]
    asked = {person.pk: person for person in wanted}
    found = list(_reachable(viewer, panel_id, asked))
    things = [(each, asked[each.person_id]) for each in found if each.person_id != viewer.pk]
    audit.record_each(by=viewer, verb=REACHED, things=things, surface=surface)
    return {each.person_id: _way(each) for each in found}


def why_no_letter(viewer: Person, panel_id: UUID, wanted: Iterable[Person]) -> dict[UUID, str]:
    """Of these people on a panel the viewer runs, those no letter can go to now, each with the reason in words. It
    opens no address: only whether there is one."""
    asked = {person.pk: person for person in wanted}
    with_address = {each.person_id: bool(each.postal_address) for each in _reachable(viewer, panel_id, asked)}
    return {pk: NO_LETTER[pk in with_address] for pk in asked if not with_address.get(pk)}


def _reachable(viewer: Person, panel_id: UUID, asked: Iterable[UUID]) -> QuerySet[ContactPreference]:
    """How those of these people want to be reached whom the viewer may reach for this panel now."""
    runs = people.panels_run_by(viewer).filter(pk=panel_id)
    on_panel = Role.objects.filter(people.belonging(), panel__in=runs, person=OuterRef("person"))
    wants_nothing = people.wanting_nothing_on(panel_id).filter(person=OuterRef("person"))
    every = ContactPreference.objects.unscoped("those who run the panel reach its people")
    reached = every.filter(Exists(on_panel), ~Exists(wants_nothing), person__is_active=True)
    reached = reached.annotate(panel_clock=Subquery(runs.values("time_zone")[:1]))
    return reached.filter(person__in=sorted(asked)).order_by("person")


def _way(said: ContactPreference) -> WayToReach:
    return WayToReach(
        list(_lines(said, said.panel_clock)),
        said.leave_message,
        said.scope,
        said.envelope_name,
        said.postal_address,
        said.is_discreet,
        said.time_zone,
    )


def paper_wishes(viewer: Person, panel_id: UUID, whose: Iterable[UUID]) -> dict[UUID, list[str]]:
    """How paper works best for these people, as far as they let those who run the panel see it. On record."""
    found = [need for need in _open_to_runners(viewer, panel_id, sorted(whose)) if need.group == wordings.FORMAT]
    _note(viewer, READ, "to_write", found)
    wishes: dict[UUID, list[str]] = {}
    for need in found:
        said = [wordings.PICKS[code] for code in need.picks] + [word for word in [need.own_words] if word]
        wishes.setdefault(need.person_id, []).extend(said)
    return wishes


def formats_asked_for(viewer: Person, panel_id: UUID, whose: Iterable[UUID]) -> list[str]:
    """For those who run the panel (for anyone else nothing): in which formats these people would like papers, as far as
    they let those who run the panel see it. Codes in the order they are offered; never who, nor how many. On record.
    """
    found = [need for need in _open_to_runners(viewer, panel_id, sorted(whose)) if need.group == wordings.FORMAT]
    _note(viewer, READ, "papers", found)
    chosen = {code for need in found for code in need.picks}
    return [code for code in wordings.GROUPS[wordings.FORMAT].picks if code in chosen]


def reached_by_hand(viewer: Person, panel_id: UUID, wanted: Iterable[Person]) -> set[UUID]:
    """Which of these people are reached by somebody and not by a machine; for those who run the panel, else none."""
    asked = {person.pk: person for person in wanted}
    runs = people.panels_run_by(viewer).filter(pk=panel_id)
    every = ContactPreference.objects.unscoped("those who run the panel see whom to ring")
    said = dict(every.filter(Exists(runs), person__in=sorted(asked)).values_list("person", "channel"))
    by_machine = {pk for pk, person in asked.items() if person.email and said.get(pk, "email") == "email"}
    if outbox.gateway_is_there():
        by_machine |= {pk for pk, channel in said.items() if channel == "text"}
    return set(asked) - by_machine


def clock_of_their_person() -> Combinable:
    """For the room below: of roles, the clock (an IANA name) their person goes by; empty until they say."""
    said = _preferences().filter(person=OuterRef("person")).values("time_zone")[:1]
    return Coalesce(Subquery(said), Value(""))


def wishes_of(person_id: UUID) -> outbox.Wishes:
    """For the outbox: how this person wants to be reached now."""
    return _wishes(_preferences().filter(person=person_id).first())


def read_ahead(messages: Iterable[outbox.OutboxMessage], know: outbox.Know) -> None:
    """For the outbox: the same for all these messages go to, in one query."""
    people = {message.to_person_id for message in messages}
    said = {each.person_id: each for each in _preferences().filter(person__in=people)}
    for pk in people:
        rests_on = outbox.rows(ContactPreference, "person", pk, int(pk in said))
        know(wishes_of, pk, _wishes(said.get(pk)), rests_on)


def _wishes(said: ContactPreference | None) -> outbox.Wishes:
    if said is None:
        return outbox.Wishes()
    return outbox.Wishes(
        ways=tuple(way for way in (said.channel, said.backup) if way),
        number=said.phone_number,
        is_discreet=said.is_discreet,
        not_before=partial(_not_before, said),
        may_yield=said.quiet_from is None,
        zone=said.time_zone,
    )


def _not_before(said: ContactPreference, moment: datetime) -> datetime | None:
    if said.any_time:
        return None
    starts, ends = (said.quiet_from, said.quiet_until) if said.quiet_from and said.quiet_until else NIGHT
    return quiet_until(moment, starts, ends, said.time_zone)


def _preference(person_id: UUID) -> ContactPreference | None:
    return _preferences().filter(person=person_id).select_related("written_by", "person").first()


def _preferences() -> QuerySet[ContactPreference]:
    return ContactPreference.objects.unscoped("a person's own, or what the outbox must keep to")


def _usual(person: Person) -> str:
    return ContactPreference.Channel.EMAIL if person.email else ContactPreference.Channel.PHONE


def _lines(said: ContactPreference, panel_clock: str) -> Iterator[str]:
    """How to reach somebody, one sentence each; the preferred way first. Whose clock is meant is said where the person
    goes by another than the panel."""
    clock_said = f", by the clock of {in_words(said.time_zone)}" if said.time_zone != panel_clock else ""
    for way, start in ((said.channel, ""), (said.backup, "If that does not work: ")):
        if way:
            yield start + _line(said, way)
    if said.safe_times:
        yield f"Good times: {said.safe_times}{clock_said}"
    if said.quiet_from is not None and said.quiet_until is not None:
        yield f"Not between {_clock(said.quiet_from)} and {_clock(said.quiet_until)}{clock_said}"
    if said.language:
        yield f"Language: {said.language}"


def _line(said: ContactPreference, way: str) -> str:
    channels = ContactPreference.Channel
    if way == channels.PHONE:
        message = ContactPreference.Message(said.leave_message).label
        return f"Ring {said.phone_number or NO_NUMBER}. May you leave a message? {message}"
    if way == channels.TEXT:
        return f"Send a text to {said.phone_number}. Name no panel and no place in it"
    if way == channels.LETTER:
        address = ", ".join(said.postal_address.split("\n"))
        return f"Send a letter in a plain envelope to {said.envelope_name or 'them'}, {address}"
    if way == channels.SUPPORTER:
        number = f", {said.supporter_number}" if said.supporter_number else ""
        day = said.supporter_agreed_on
        agreed = f" They said yes to that on {day.day} {day:%B} {day.year}." if day else ""
        own = f" In their words: {' '.join(said.scope_words.split())}" if said.scope_words else ""
        return f"Through {said.supporter}{number}. You may tell them {MAY_BE_TOLD[said.scope]}.{agreed}{own}"
    return "Email"


def _clock(at) -> str:
    return f"{at.hour % 12 or 12}:{at:%M}{'am' if at.hour < 12 else 'pm'}"


# Behind the doors


def _own(viewer: Person) -> QuerySet[Need]:
    every = Need.objects.unscoped("a person reads their own").select_related("written_by")
    return every.filter(person=viewer.pk, person__is_active=True).order_by("said_at", "pk")


def _live_shares() -> QuerySet[NeedShare]:
    return NeedShare.objects.unscoped("each yes that has not been taken back").filter(ended_at__isnull=True)


def _open_to_runners(viewer: Person, panel_id: UUID, whose: list[UUID], since: int = 1) -> list[Need]:
    """`since`: only through a yes to sentences of this version or a later one."""
    return list(_through(_to_runners(viewer, [panel_id], since)).filter(person__in=whose))


def _to_runners(viewer: Person, panels: Collection[UUID], since: int) -> QuerySet[NeedShare]:
    runs = people.panels_run_by(viewer).filter(pk__in=panels)
    return _live_shares().filter(audience=wordings.RUNS, panel__in=runs.values("pk"), wording_version__gte=since)


def _through(shares: QuerySet[NeedShare]) -> QuerySet[Need]:
    """The needs these yeses open today: while the owner belongs to the panel the yes is for. By name, oldest first.

    Somebody who has left and comes along at another's side does not belong to it. A break changes nothing here: whoever
    acts on a need asks for those who take part, and a named reader is not to learn of it.
    """
    live = _still_open(shares)
    every = Need.objects.unscoped("the resolver: only what somebody lets this viewer see")
    found = every.filter(Exists(live), person__is_active=True).select_related("person")
    return found.order_by("person__shown_name", "person", "said_at", "pk")


def _still_open(shares: QuerySet[NeedShare]) -> QuerySet[NeedShare]:
    """Of needs: these yeses that open them today."""
    still_there = Role.objects.filter(people.belonging(), panel=OuterRef("panel"), person=OuterRef("need__person"))
    return shares.filter(Exists(still_there), need=OuterRef("pk"))


def _note(viewer: Person, verb: str, surface: str, needs: Iterable[Need]) -> None:
    things = [(need, need.person) for need in needs if need.person_id != viewer.pk]
    audit.record_each(by=viewer, verb=verb, things=things, surface=surface)


def _shown(need: Need) -> Shown:
    picks = [wordings.PICKS[code] for code in need.picks]
    return Shown(need.person_id, _name(need.person), need.group, picks, need.own_words)


def _name(person: Person) -> str:
    return person.shown_name


def _meals(needs: list[Need]) -> Meals:
    eaters: dict[str, set[UUID]] = {}
    for need in needs:
        for code in need.picks:
            eaters.setdefault(code, set()).add(need.person_id)
    counted = Counter({code: len(who) for code, who in eaters.items()})
    kinds = [
        Meal(words, wordings.how_many(counted[code]))
        for code, words in wordings.GROUPS[wordings.FOOD].picks.items()
        if counted[code]
    ]
    unnamed = {need.own_words for need in needs if need.own_words and not need.with_name}
    return Meals(kinds, sorted(unnamed, key=str.casefold), [_shown(need) for need in needs if need.with_name])


def _with_readers(needs: list[Need]) -> list[MyNeed]:
    shares = _live_shares().filter(need__in=[need.pk for need in needs]).select_related("panel", "reader")
    by_need: dict[UUID, list[NeedShare]] = {}
    for share in shares.order_by("panel__name", "-audience", "reader__shown_name", "pk"):
        by_need.setdefault(share.need_id, []).append(share)
    return [_my_need(need, by_need.get(need.pk, [])) for need in needs]


def _my_need(need: Need, shares: list[NeedShare]) -> MyNeed:
    readers = [(reader_of(share), _reader_in_words(share, need.group)) for share in shares]
    return MyNeed(need, wordings.GROUPS[need.group], readers)


def reader_of(share: NeedShare) -> Reader:
    """Whom a yes lets in."""
    return Reader(share.audience, share.panel_id, share.reader_id)


def _reader_in_words(share: NeedShare, group: str) -> str:
    if share.reader is not None:
        return _name(share.reader)
    return wordings.label_for(share.audience, group, share.panel.name).replace(" that I come to", " that you come to")


def _acting_choices(panels: list[Panel], group: str) -> list[Choice]:
    runners = _who_runs(panels)
    return [
        Choice(
            Reader(audience, panel.pk),
            wordings.label_for(audience, group, panel.name),
            _acting_hint(audience, group, runners[panel.pk]),
        )
        for panel in panels
        for audience in acting_on(group)
    ]


def _acting_hint(audience: str, group: str, runners: list[str]) -> str:
    does = wordings.GROUPS[group].acts[audience]
    if audience == wordings.CHAIR:
        return f"{does} They see it only for that meeting, and so that you take part."
    return f"{does} Today that is {and_words(runners)}." if runners else does


def _who_runs(panels: list[Panel]) -> dict[UUID, list[str]]:
    """The names of those who run each panel today."""
    kinds = Q(kind=Role.Kind.PPI_COORDINATOR, panel__in=panels)
    kinds |= Q(kind=Role.Kind.PPI_LEAD, programme__in=[panel.programme_id for panel in panels])
    held = Role.objects.filter(people.in_force(), kinds, person__is_active=True).select_related("person")
    roles = list(held.order_by("person__shown_name", "person"))
    return {
        panel.pk: [
            _name(role.person)
            for role in roles
            if role.panel_id == panel.pk or (role.panel_id is None and role.programme_id == panel.programme_id)
        ]
        for panel in panels
    }


def _named_choices(owner: Person, panels: list[Panel]) -> list[Choice]:
    names = {panel.pk: panel.name for panel in panels}
    # Those who belong, on a break or not: leaving somebody out would tell of the break. Nobody at a member's side.
    roles = Role.objects.filter(people.belonging(), panel__in=panels, person__is_active=True).exclude(person=owner.pk)
    by_person: dict[UUID, Choice] = {}
    for role in roles.select_related("person").order_by("person__shown_name", "person", "panel__name", "kind"):
        choice = Choice(
            Reader(wordings.PERSON, role.panel_id, role.person_id), _name(role.person), names[role.panel_id]
        )
        by_person.setdefault(role.person_id, choice)
    return list(by_person.values())
