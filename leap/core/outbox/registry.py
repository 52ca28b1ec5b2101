"""What rooms tell the outbox when LEAP starts: the kinds of message, how to find an address, how people are reached."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from leap.core import clock
from leap.core.outbox import states, texts
from leap.core.outbox.models import BY_HAND, EMAIL, LETTER, PHONE, TEXT, OutboxMessage
from leap.core.outbox.once import looked_up_once, once
from leap.core.outbox.use import ALL_THE_SAME, ALWAYS, LETTER_LATE, LETTER_TOO_LATE, Use
from leap.core.post import POST_TAKES

AddressBook = Callable[[UUID], str | None]


def about_no_panel(message: OutboxMessage) -> UUID | None:
    """For a kind of message that is about no panel in particular."""
    return None


@dataclass(frozen=True)
class Wishes:
    """How a person wants to be reached. `ways`: the channels they chose, the first one first; empty until they say.

    `number` is where texts go. `is_discreet`: nothing but fixed, neutral subjects. `not_before(moment)` gives the
    moment a message due then has to wait for, or None when it may leave; `may_yield`: that is only the usual night, so
    news that could not wait for its end comes all the same. `zone` is the clock they go by (an IANA name),
    empty until they say.
    """

    ways: tuple[str, ...] = ()
    number: str = ""
    is_discreet: bool = True
    not_before: Callable[[datetime], datetime | None] = lambda moment: None
    zone: str = ""
    may_yield: bool = False


WishBook = Callable[[UUID], Wishes]
NO_WISHES = Wishes()
UNSAID = (EMAIL, PHONE)  # for somebody who has not said how they want to be reached
# Why a message goes no more, as its row keeps it.
UNTRUE, HELD_BACK, NOBODY_ELSE = "no-longer-true", "not-wanted-now", "nobody-may-pass-it-on"


@dataclass(frozen=True)
class Way:
    """The way one message goes now. By hand there is no address: whoever passes it on looks it up, on record.

    `state` and `reason` are those of a letter that would come late, and of one that would come too late and so is not
    written; both empty otherwise.
    """

    channel: str
    address: str = ""
    state: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    Both functions get the OutboxMessage. `still_true` is asked at the last moment before sending: False cancels the
    message. `context` gives what the templates in `<room>/messages/` need: `<name>_subject.txt` and `_body.txt` for a
    letter by email, `_text.txt` for a text and, where it is about a panel, `_spoken.txt` for a call and for paper;
    `site_origin` and `sender` are added. `panel_of` says which panel the message is about: whoever runs it may pass the
    message on. A message about no panel is nobody's business but the person's: no call and no letter comes of it.
    `in_a_pause` names how much contact somebody who is taking a break must have asked for to get it all the same
    (nothing: it is not sent to them). `plain_name` gives what the subject may name (a panel) for somebody who chose not
    to be discreet. `urgent` is for what protects the person themself (their signing in was changed): by email and at
    once, always. `never_by_hand` is for what is not worth a call to somebody who wants peace; `by_hand_on_paper` for
    what is worth a letter to who chose letters, and no ringing of a telephone. `in_words` is what lists call it.
    `use` says until when it is of use: asked when it would go by letter, or wait for the end of quiet hours.
    """

    name: str
    room: str
    still_true: Callable[[OutboxMessage], bool]
    context: Callable[[OutboxMessage], dict[str, Any]]
    panel_of: Callable[[OutboxMessage], UUID | None] = about_no_panel
    in_a_pause: tuple[str, ...] = ()
    plain_name: Callable[[OutboxMessage], str] | None = None
    urgent: bool = False
    never_by_hand: bool = False
    by_hand_on_paper: bool = False
    in_words: str = ""
    use: Callable[[OutboxMessage], Use] = lambda message: ALWAYS

    @property
    def subject_template(self) -> str:
        return f"{self.room}/messages/{self.name}_subject.txt"

    @property
    def body_template(self) -> str:
        return f"{self.room}/messages/{self.name}_body.txt"

    @property
    def text_template(self) -> str:
        return f"{self.room}/messages/{self.name}_text.txt"

    @property
    def spoken_template(self) -> str:
        return f"{self.room}/messages/{self.name}_spoken.txt"

    @property
    def may_be_passed_on(self) -> bool:
        """May somebody else tell the person? Only what is about a panel, by those who run it."""
        return self.panel_of is not about_no_panel and not self.never_by_hand

    def goes_by(self, channel: str) -> bool:
        """May this be passed on in this way?"""
        return self.may_be_passed_on and (channel == LETTER or not self.by_hand_on_paper)


Asked = Callable[[OutboxMessage, Kind], bool]


@dataclass(frozen=True)
class Hold:
    """What may hold a message back at the last moment. See `register_hold`."""

    asked: Asked
    may_be: Callable[[OutboxMessage], bool]
    locks: type[Model] | None


_kinds: dict[str, Kind] = {}
_books: dict[str, AddressBook] = {}
_holds: dict[str, Hold] = {}
_wishes: list[WishBook] = []


def register_kind(kind: Kind) -> None:
    """Make a kind known, in AppConfig.ready(). The same name twice, for two different kinds, raises ValueError."""
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"two kinds of message are called {kind.name!r}")


def kinds() -> list[Kind]:
    """Every known kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def kind_called(name: str) -> Kind:
    """The kind of this name; LookupError when no room registered it."""
    if name not in _kinds:
        raise LookupError(f"no room has registered the message kind {name!r}")
    return _kinds[name]


def register_address_book(book: AddressBook, of: str = "people") -> None:
    """Say how to find an email address by id (None when there is none): of people, or of whoever else is written to.

    The outbox keeps ids and never an address. The last book registered `of` the same is used; ids are random, so at
    most one book knows each.
    """
    _books[of] = book


def address_of(to_id: UUID) -> str | None:
    """The address now, or None; RuntimeError when no room has registered an address book."""
    if not _books:
        raise RuntimeError("no address book is registered with the outbox")
    return next((address for book in _books.values() if (address := once(book, to_id))), None)


def register_hold(
    asked: Asked, name: str, *, may_be: Callable[[OutboxMessage], bool] | None = None, locks: type[Model] | None = None
) -> None:
    """`asked(message, kind)` at the last moment, in one transaction with "sending has begun": True stops it.

    It locks what its answer rests on, so that a change made meanwhile either stops the message or comes after it.
    `may_be(message)` is asked before, and may be read ahead. While it says False nothing is held back and `asked` is
    not asked; then only the row of `locks` is locked that has the id of whoever the message goes to.
    """
    _holds[name] = Hold(asked, may_be or (lambda message: True), locks)


def is_held_back(message: OutboxMessage) -> bool:
    """Does any room hold this message back now? Asked inside a transaction, and nothing read before it counts."""
    kind = kind_called(message.kind)
    with looked_up_once():
        return any(hold.asked(message, kind) for hold in _holds.values())


def may_be_held_back(message: OutboxMessage) -> bool:
    """Is there anything that could hold this message back, as far as is known by now?"""
    return any(hold.may_be(message) for hold in _holds.values())


def locked_for_holds(message: OutboxMessage) -> list[tuple[str, list[UUID]]]:
    """The statements, with their facts, that lock what the answer of `may_be_held_back` rests on."""
    tables = [hold.locks._meta.db_table for hold in _holds.values() if hold.locks is not None]
    # The name of the table is Django's own, and the id is a parameter.
    locks = [f"SELECT FROM {table} WHERE id = %s FOR NO KEY UPDATE" for table in tables]  # nosec B608
    return [(lock, [message.to_person_id]) for lock in locks]


def register_wishes(book: WishBook) -> None:
    """Say how to find out how a person wants to be reached. The last one registered is used."""
    _wishes[:] = [book]


def wishes_of(person_id: UUID) -> Wishes:
    """How the person wants to be reached now; when no room knows: by email, discreetly, at any time."""
    return once(_wishes[0], person_id) if _wishes else NO_WISHES


def wishes_for(kind: Kind, person_id: UUID) -> Wishes:
    """The person's wishes as far as they count for this kind of message."""
    return NO_WISHES if kind.urgent else wishes_of(person_id)


def use_of(message: OutboxMessage) -> Use:
    """Until when this message is of use; always, when somebody decided that its letter goes however late it comes."""
    return ALWAYS if message.reason == ALL_THE_SAME else kind_called(message.kind).use(message)


def way_to(kind: Kind, person_id: UUID, use: Callable[[], Use] = lambda: ALWAYS) -> Way | None:
    """The way this kind of message goes to this person now: the first of their wishes that can be.

    A letter that would come late gives way to the next of their wishes, and is the last resort: nobody is rung who
    has not asked for calls, only because the post is slow. When none of their wishes can be, somebody rings them; or
    nobody does (None), when the message is nobody else's business.
    """
    wishes = wishes_for(kind, person_id)
    slow = None
    for channel in wishes.ways or UNSAID:
        if channel == EMAIL:
            if address := address_of(person_id):
                return Way(EMAIL, address)
        elif channel == TEXT:
            if wishes.number and texts.gateway_is_there():
                return Way(TEXT, wishes.number)
        elif channel == LETTER and kind.goes_by(LETTER):
            slow = _by_letter(use())
            if not slow.state:
                return slow
        elif kind.goes_by(channel):
            return Way(channel)
    return slow or (Way(PHONE) if kind.goes_by(PHONE) else None)


def _by_letter(use: Use) -> Way:
    arrives = clock.now() + POST_TAKES
    if use.is_over(arrives):
        return Way(LETTER, state=use.ends, reason=LETTER_TOO_LATE)
    return Way(LETTER, state=states.TO_DO, reason=LETTER_LATE) if use.is_late(arrives) else Way(LETTER)


def way_now(message: OutboxMessage, kind: Kind) -> Way | str:
    """The way this message goes now; or the word for why it goes no more: it is not true, not wanted, or nobody but the
    person may hear it and they cannot be reached.

    Whether it is wanted is asked here of what is passed on by hand, and of what a machine sends when its words would
    leave.
    """
    if not kind.still_true(message):
        return UNTRUE
    way = way_to(kind, message.to_person_id, partial(use_of, message))
    if way is None or way.channel in BY_HAND:
        with transaction.atomic():
            if is_held_back(message):
                return HELD_BACK
    return way or NOBODY_ELSE
