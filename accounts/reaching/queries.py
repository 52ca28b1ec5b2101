"""Reads about messages: for those who run a panel what they pass on, for everybody what was sent to themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import Http404

from accounts.needs import queries as needs
from accounts.needs.queries import WayToReach
from accounts.people import access as people_access
from accounts.people.models import Person
from accounts.reaching import wordings
from accounts.reaching.registration import Errand, errands_for
from accounts.reaching.wordings import Said
from leap.core import audit, outbox
from leap.core.errors import NotAllowed
from leap.core.outbox import OutboxMessage

CALLED = (outbox.PHONE, outbox.SUPPORTER)
SENT_ON_A_PAGE = 100
NO_NUMBER = "(our number)"
OPENED = "message.opened"
NOBODY_ANSWERED = "no-answer"  # as the outbox keeps it of a call that was tried


@dataclass(frozen=True)
class Work:
    """What waits for somebody who runs panels: whom to ring, what to print, and what did not arrive."""

    calls: list[Errand]
    letters: list[Errand]
    troubles: list[Errand]

    @property
    def is_empty(self) -> bool:
        return not (self.calls or self.letters or self.troubles)


@dataclass(frozen=True)
class Call:
    """One call: how to reach the person, what to say to them, and what to leave when they do not pick up."""

    errand: Errand
    lines: list[str]
    say: list[str]
    leave: str
    may_leave: bool


@dataclass(frozen=True)
class Letter:
    """One letter that is in the file to print. Its code stands at the foot of its page, beside its address and in the
    list that is ticked: its number there today, and the last letters of the message's own key. The number alone is of
    one look: who ticks by a paper that was printed yesterday would find another letter under it."""

    number: int
    errand: Errand

    @property
    def code(self) -> str:
        """The number with the mark, like 3-a1b2."""
        return f"{self.number}-{self.errand.message.pk.hex[-4:]}"


@dataclass(frozen=True)
class LeftOut:
    """One letter that is not in the file, and why."""

    errand: Errand
    why: str


@dataclass(frozen=True)
class Batch:
    """All letters that wait: those in the file, the oldest first, and those that cannot be in it."""

    letters: list[Letter]
    left_out: list[LeftOut]


@dataclass(frozen=True)
class Sheet:
    """One letter: its code, paragraphs, what can be ticked, whom to ring; and what stands on the envelope."""

    code: str
    errand: Errand
    paragraphs: list[str]
    ring: str
    envelope: list[str]
    is_large: bool
    other_wishes: list[str]


@dataclass(frozen=True)
class SentToMe:
    """One message to the viewer. What it said is not kept."""

    what: str
    at: datetime
    way: str
    became: Said


def work_for(viewer: Person) -> Work:
    """Everything that waits for the viewer on the panels they run, the oldest first. NotAllowed for anybody else."""
    _check(viewer)
    return what_waits(viewer)


def what_waits(viewer: Person) -> Work:
    """The same for the first page: nothing, for somebody who runs no panel."""
    waiting = errands_for(viewer)
    tasks = [errand for errand in waiting if errand.message.state == "to_do"]
    return Work(
        calls=[errand for errand in tasks if errand.message.channel in CALLED],
        letters=[errand for errand in tasks if errand.message.channel == outbox.LETTER],
        troubles=[errand for errand in waiting if errand.message.state != "to_do"],
    )


def errand_or_404(viewer: Person, message_id: UUID) -> Errand:
    """One of them. What is not the viewer's, is done or was never there is not found (Http404)."""
    _check(viewer)
    found = [errand for errand in errands_for(viewer) if errand.message.pk == message_id]
    if not found:
        raise Http404
    return found[0]


def call_or_404(viewer: Person, message_id: UUID) -> Call:
    """One call to make, with the number. Looking at it is on record: of the person's number, and of the message, which
    may be passed on from now on."""
    errand = errand_to_call_or_404(viewer, message_id)
    _opened(viewer, [errand])
    way = needs.ways_to_reach(viewer, errand.panel.pk, [errand.person], "to_call").get(errand.person.pk, NO_WAY)
    leave = _to_leave(viewer, errand, way)
    return Call(errand, list(way.lines), _to_say(errand, way), leave, may_leave=bool(leave))


def errand_to_call_or_404(viewer: Person, message_id: UUID) -> Errand:
    """One call to make, without the number: nobody has looked at anything."""
    errand = errand_or_404(viewer, message_id)
    if errand.message.state != "to_do" or errand.message.channel not in CALLED:
        raise Http404
    return errand


def may_leave_message(viewer: Person, errand: Errand) -> bool:
    """May a machine that answers be spoken to? Looking is on record."""
    return call_or_404(viewer, errand.message.pk).may_leave


def letters_for(viewer: Person) -> Batch:
    """The letters to print, without where they go, and those that can go nowhere, with the reason. NotAllowed for
    whoever runs no panel.

    They are numbered here and nowhere else, the oldest first whatever the panel: what is ticked is what was printed.
    """
    waiting = work_for(viewer).letters
    why: dict[tuple[UUID, UUID], str] = {}
    for panel_id, here in _by_panel(waiting).items():
        nowhere = needs.why_no_letter(viewer, panel_id, [errand.person for errand in here])
        why |= {(panel_id, person_id): words for person_id, words in nowhere.items()}
    in_file = [errand for errand in waiting if _where(errand) not in why]
    left_out = [LeftOut(errand, why[_where(errand)]) for errand in waiting if _where(errand) in why]
    return Batch([Letter(number, errand) for number, errand in enumerate(in_file, start=1)], left_out)


def sheets_for(viewer: Person) -> list[Sheet]:
    """The letters to print in the order of their numbers, with what stands on each and where it goes. Looking at that
    is on record. A letter whose address went this very moment is missing, and takes its number with it."""
    letters = letters_for(viewer).letters
    asked = _by_panel([letter.errand for letter in letters])
    ways, wishes = {}, {}
    for panel_id, here in asked.items():
        people = [errand.person for errand in here]
        ways[panel_id] = needs.ways_to_reach(viewer, panel_id, people, "to_write")
        wishes[panel_id] = needs.paper_wishes(viewer, panel_id, [person.pk for person in people])
    sheets = []
    for letter in letters:
        panel_id, person_id = _where(letter.errand)
        way = ways[panel_id].get(person_id)
        if way is not None and way.postal_address:
            sheets.append(_sheet(letter, way, wishes[panel_id].get(person_id, [])))
    _opened(viewer, [sheet.errand for sheet in sheets])
    return sheets


def sent_to_me(viewer: Person, page: object = 1) -> Page:
    """The viewer's messages, the latest first, a page at a time: what, when, by which way and what became of each. All
    of them, however long ago; a page there is not is the nearest there is."""
    kinds = {kind.name: kind.in_words for kind in outbox.kinds()}
    mine = OutboxMessage.objects.filter(to_person_id=viewer.pk, kind__in=kinds)
    # By kind where one step sent two: chance tells things.
    mine = mine.order_by("-state_changed_at", "kind", "-id")
    found = Paginator(mine, SENT_ON_A_PAGE).get_page(page)
    found.object_list = [
        SentToMe(
            kinds[each.kind],
            each.state_changed_at,
            wordings.ways(each.channel, yours=True),
            wordings.became_yours(each.state, each.channel, each.reason),
        )
        for each in found.object_list
    ]
    return found


def became(message: OutboxMessage) -> Said:
    """What became of a message, for those who run the panel it is about."""
    return wordings.became(message.state, message.channel, message.reason, message.attempts)


def perhaps_passed_on(messages: Iterable[OutboxMessage]) -> set[UUID]:
    """For LEAP's own work, not for a page: the keys of those of these messages that somebody may have passed on without
    ticking it: the page of the call was opened, or the letter was put in the file to print. A call that nobody answered
    was not, until its page is opened again. One query, or none for no messages.
    """
    waiting = list(messages)
    opened = audit.last_about([each.pk for each in waiting], OPENED, "channel") if waiting else {}
    return {each.pk for each in waiting if _may_have_gone(each, opened)}


def _may_have_gone(message: OutboxMessage, opened: dict[tuple[UUID, str], datetime]) -> bool:
    if (message.pk, outbox.LETTER) in opened:
        return True
    rung = [opened[message.pk, channel] for channel in CALLED if (message.pk, channel) in opened]
    return bool(rung) and not (message.reason == NOBODY_ANSWERED and max(rung) <= message.state_changed_at)


NO_WAY = WayToReach(lines=[f"Ring {needs.NO_NUMBER}"])


def _check(viewer: Person) -> None:
    if not people_access.runs_any_panel(viewer):
        raise NotAllowed


def _opened(viewer: Person, errands: Iterable[Errand]) -> None:
    by_way: dict[str, list[Errand]] = {}
    for errand in errands:
        by_way.setdefault(errand.message.channel, []).append(errand)
    for channel, here in by_way.items():
        things = [(errand.message, errand.person) for errand in here]
        audit.record_each(by=viewer, verb=OPENED, things=things, channel=channel)


def _to_say(errand: Errand, way: WayToReach) -> list[str]:
    """To the person themself everything; to somebody who passes it on no more than they may be told."""
    kind = outbox.kind_called(errand.message.kind)
    if errand.message.channel != outbox.SUPPORTER:
        return outbox.write_spoken(kind, errand.facts, names_all=True, zone=way.zone)
    if way.scope == "call_me":
        return [wordings.SUPPORTER_ASKS.format(name=errand.person.called_name, contact=_contact(errand))]
    return outbox.write_spoken(kind, errand.facts, names_all=way.scope == "panel")


def _to_leave(viewer: Person, errand: Errand, way: WayToReach) -> str:
    """What to say to a machine that answers: as much as the person chose, and never which panel it is."""
    told = {
        "caller": viewer.called_name,
        "number": errand.panel.contact_phone or NO_NUMBER,
        "name": errand.person.called_name,
    }
    if errand.message.channel == outbox.SUPPORTER or way.leave_message == "no":
        return ""
    if way.leave_message == "name_only":
        return wordings.NAME_ONLY.format(**told)
    kind = outbox.kind_called(errand.message.kind)
    words = outbox.write_spoken(kind, errand.facts, names_all=False, zone=way.zone)[0]
    return wordings.WHOLE_MESSAGE.format(**told, words=words)


def _where(errand: Errand) -> tuple[UUID, UUID]:
    """Whom a letter goes to, and for which panel."""
    return errand.panel.pk, errand.person.pk


def _by_panel(errands: Iterable[Errand]) -> dict[UUID, list[Errand]]:
    found: dict[UUID, list[Errand]] = {}
    for errand in errands:
        found.setdefault(errand.panel.pk, []).append(errand)
    return found


def _sheet(letter: Letter, way: WayToReach, wishes: list[str]) -> Sheet:
    errand = letter.errand
    kind = outbox.kind_called(errand.message.kind)
    return Sheet(
        letter.code,
        errand,
        outbox.write_spoken(kind, errand.facts, names_all=not way.is_discreet, zone=way.zone),
        _contact(errand),
        [way.envelope_name or errand.person.called_name, *way.postal_address.splitlines()],
        is_large=needs.LARGE_PRINT in wishes,
        other_wishes=[wish for wish in wishes if wish != needs.LARGE_PRINT],
    )


def _contact(errand: Errand) -> str:
    panel = errand.panel
    name = panel.contact.called_name if panel.contact is not None else outbox.sender_name()
    number = panel.contact_phone.replace(" ", "\u00a0")  # on one line, so that it can be dialled
    return f"{name} on {number}" if number else name
