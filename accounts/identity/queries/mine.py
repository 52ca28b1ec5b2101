"""What somebody has written about themself and said yes to, as they see it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.identity import wordings
from accounts.identity.models import Share, Statement, TopicChoices
from accounts.identity.planning import topics, words
from accounts.identity.planning.rule import How
from accounts.identity.queries.destinations import Destination, destinations_for
from accounts.identity.queries.resolver import said_in
from accounts.people.models import Panel, Person
from leap.core import clock

ONLY_YOU = "Only you"


@dataclass(frozen=True)
class MyShare:
    """One yes of mine. `to` is None when I no longer belong to the place I said it for: then nobody reads it."""

    id: UUID
    slot: str
    purpose: str
    audience: str
    how: How
    text: str
    given_at: datetime
    wording_version: int
    panel: Panel | None
    place: str
    to: Destination | None

    @property
    def readers(self) -> tuple[Person, ...]:
        """Who can read it through this yes today, by name."""
        return self.to.readers if self.to is not None and self.is_open else ()

    @property
    def asks_again(self) -> bool:
        """Has the question changed since? Then nobody reads it until its owner has looked at the new one."""
        return self.wording_version not in wordings.in_force()

    @property
    def is_open(self) -> bool:
        """Does this yes stand today?"""
        return self.to is not None and not self.asks_again

    @property
    def shows_words(self) -> bool:
        """Does anybody read words through it?"""
        return self.purpose == words.BE_KNOWN

    @property
    def in_words(self) -> str:
        """Who can read it through this yes: "the members of Heather (4 people today)"."""
        return wordings.readers(self.to) if self.to is not None else f"nobody in {self.place} today"

    @property
    def how_in_words(self) -> str:
        """In which words, with or without the name: "in your own words, without your name"."""
        return wordings.how(self.how)

    @property
    def stop_label(self) -> str:
        """What the button says: nothing is shared where nobody reads words."""
        return "Stop sharing" if self.shows_words else "Stop this"

    @property
    def stop_about(self) -> str:
        """What "Stop sharing" is read out with, so that two such buttons differ."""
        return f"with {self.in_words}" if self.to is not None else f"in {self.place}"


@dataclass(frozen=True)
class MyStatement:
    """One statement as its owner sees it."""

    id: UUID
    own_words: str
    broad_words: str
    topics: tuple[str, ...]
    written_at: datetime
    changed_at: datetime
    shares: list[MyShare] = field(default_factory=list)

    @property
    def is_shared(self) -> bool:
        """Has its owner said yes to anything?"""
        return bool(self.shares)

    @property
    def open_shares(self) -> list[MyShare]:
        """Each yes that lets somebody read it today."""
        return [share for share in self.shares if share.is_open and share.shows_words]

    @property
    def other_shares(self) -> list[MyShare]:
        """Each yes through which nobody reads it today: to being asked about tasks, being counted, one that rests."""
        return [share for share in self.shares if share not in self.open_shares]

    @property
    def readers_in_words(self) -> str:
        """Who can read it today, for the line above a box."""
        return " and ".join(["You", *(share.in_words for share in self.open_shares)]) if self.open_shares else ONLY_YOU

    @property
    def own_words_readers(self) -> str:
        """Who can read the own words today."""
        return self._readers_of(words.OWN)

    @property
    def broad_words_readers(self) -> str:
        """Who can read the broader words today."""
        return self._readers_of(words.BROAD)

    def _readers_of(self, form: str) -> str:
        through = [share.in_words for share in self.open_shares if share.how.form == form]
        return " and ".join(["You", *through]) if through else ONLY_YOU

    @property
    def topics_in_words(self) -> list[str]:
        """What it is about, if its owner said so."""
        return [topics.TOPICS[topic] for topic in self.topics]

    def in_slot(self, slot: str) -> MyShare | None:
        """The yes that stands as the answer to one question."""
        return next((share for share in self.shares if share.slot == slot), None)


def my_statements(viewer: Person, destinations: dict[str, Destination] | None = None) -> list[MyStatement]:
    """All the viewer has written about themself, newest first, each with who can read it today."""
    mine = list(_own(viewer).order_by("-written_at", "pk"))
    shares = _shares().filter(statement__in=[statement.pk for statement in mine])
    to = destinations_for(viewer) if destinations is None else destinations
    by_statement: dict[UUID, list[MyShare]] = {}
    for share in shares:
        by_statement.setdefault(share.statement_id, []).append(_my_share(share, to))
    return [_my_statement(statement, by_statement.get(statement.pk, [])) for statement in mine]


def my_statement_or_404(viewer: Person, statement_id: UUID) -> MyStatement:
    """One statement of the viewer's own, with who can read it today. Anybody else's is not found (Http404)."""
    statement, _ = my_statement_to_share_or_404(viewer, statement_id)
    return statement


def my_statement_to_share_or_404(viewer: Person, statement_id: UUID) -> tuple[MyStatement, dict[str, Destination]]:
    """The same, with everything the viewer can say yes to today, by key."""
    mine = _own(viewer).filter(pk=statement_id).first()
    if mine is None:
        raise Http404
    to = destinations_for(viewer)
    return _my_statement(mine, [_my_share(share, to) for share in _shares().filter(statement=mine.pk)]), to


def rather_not_say(viewer: Person) -> tuple[str, ...]:
    """The topics the viewer would rather say nothing about."""
    row = TopicChoices.objects.unscoped("a person reads their own").filter(person=viewer.pk).first()
    return topics.read(row.rather_not) if row is not None else ()


def _own(viewer: Person) -> QuerySet[Statement]:
    every = Statement.objects.unscoped("a person reads their own")
    return every.filter(person=viewer.pk, person__is_active=True)


def _shares() -> QuerySet[Share]:
    """Each yes that its owner has not taken back and that is not over, in an order that is always the same."""
    every = Share.objects.unscoped("the owner's own yeses").filter(ended_at__isnull=True)
    return (
        every.exclude(until__lt=clock.today())
        .select_related("statement", "panel", "programme", "reader")
        .order_by("programme__name", "panel__name", "given_at", "pk")
    )


def _my_share(share: Share, destinations: dict[str, Destination]) -> MyShare:
    to = destinations.get(key_of(share))
    return MyShare(
        id=share.pk,
        slot=share.slot,
        purpose=share.purpose,
        audience=share.audience,
        how=how_of(share),
        text=said_in(share),
        given_at=share.given_at,
        wording_version=share.wording_version,
        panel=share.panel,
        place=to.place if to is not None else (share.panel.name if share.panel else share.programme.name),
        to=to,
    )


def key_of(share: Share) -> str:
    """The key of the destination a yes was given for."""
    if share.audience in (words.MEMBERS, words.EVERYONE):
        return f"{share.audience}.{share.panel_id}"
    return share.slot


def how_of(share: Share) -> How:
    """In which words, with or without the name, and until when."""
    return How(share.form, share.other_words or "", share.named, share.until)


def _my_statement(statement: Statement, shares: list[MyShare]) -> MyStatement:
    return MyStatement(
        id=statement.pk,
        own_words=statement.own_words,
        broad_words=statement.broad_words or "",
        topics=topics.read(statement.topics),
        written_at=statement.written_at,
        changed_at=statement.changed_at,
        shares=shares,
    )
