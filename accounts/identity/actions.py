"""Every change to what people say about themselves and to whom. The trail keeps that it happened, never the words."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from accounts.identity import access, queries, wordings
from accounts.identity.models import Share, Statement
from accounts.people.models import Panel, Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import new_id

MOST_LETTERS = 2000


class ChangedElsewhere(NotNow):
    """The same words were changed in another window or on another device in the meantime."""


@transaction.atomic
def write_statement(*, own_words: str, by: Person, key: UUID | None = None) -> Statement:
    """The person has said something about themself. Only they can read it.

    `key` is the form's own: sending the same words from it twice writes one statement, and gives it back as it is.
    Raises NotNow, with a sentence, for words we cannot keep (none at all, or more than 2,000 letters).
    """
    if not by.is_active:
        raise NotAllowed
    words, now = _checked(own_words), clock.now()
    facts = {"person": by, "own_words": words, "written_at": now, "changed_at": now}
    statements = Statement.objects.unscoped("a new one of their own")
    # Each person's keys are their own, so a key tells nothing of what others have.
    statement, is_new = statements.get_or_create(pk=uuid5(by.pk, key.hex) if key else new_id(), defaults=facts)
    if not is_new and statement.own_words == words:
        return statement
    if not is_new:  # other words from the same page: kept too
        statement = statements.create(**facts)
    audit.record(by=by, verb="statement.written", about=statement, whose=by)
    return statement


@transaction.atomic
def change_words(
    *, statement_id: UUID, own_words: str, seen: datetime, by: Person, readers: frozenset[str] | None = None
) -> Statement:
    """The statement has new words; whoever can read it reads the new ones from now on.

    `seen` is the `changed_at` of the words the person started from, `readers` the ids of the shares that the page named
    above the box (None: there was no page). Raises ChangedElsewhere when the saved words are not those any more, so
    that two devices cannot overwrite each other, or when it is shared with somebody the page did not name; NotNow for
    words we cannot keep; NotAllowed for a statement that is not the person's own.
    """
    statement = _locked(statement_id, by)
    words = _checked(own_words)
    if words == statement.own_words:
        return statement
    if statement.changed_at != seen:
        raise ChangedElsewhere(
            "You changed this in another window or on another device. We kept both: the saved words are shown below, "
            "and what you just typed is still in the box."
        )
    if readers is not None and not _shares_of(statement) <= readers:
        raise ChangedElsewhere(
            "You changed who can read this in another window. Please look above the box who that is now. Nothing is "
            "saved yet, and what you just typed is still in the box."
        )
    statement.own_words = words
    statement.changed_at = clock.now()
    statement.save(update_fields=["own_words", "changed_at"])
    audit.record(by=by, verb="statement.changed", about=statement, whose=by)
    return statement


@transaction.atomic
def share_statement(
    *,
    statement_id: UUID,
    panel: Panel,
    audience: str,
    wording_version: int,
    by: Person,
    seen: datetime | None = None,
) -> Share:
    """From now on this audience of this panel can read the statement. An earlier yes for the same panel is replaced.

    Saying the same yes twice changes nothing. `seen` is the `changed_at` of the words that were shown (None: no page
    showed any). Raises ChangedElsewhere when the words are not those any more, NotNow when the wording the person said
    yes to is not the current one or they are not on the panel today, and NotAllowed for a statement that is not their
    own.
    """
    audience = Share.Audience(audience)
    statement = _locked(statement_id, by)
    if wording_version != wordings.CURRENT.version:
        raise NotNow("The words that explain sharing have changed. Please read them again before you decide.")
    readers = _readers(by, panel, audience)
    before = _live(statement, panel.pk)
    if before is not None and before.audience == audience:
        return before
    if seen is not None and seen != statement.changed_at:
        raise ChangedElsewhere("You changed these words in another window. Please read them again before you share.")
    if before is not None:
        _end(before, by=by)
    return _give(statement, panel, audience, wording_version, readers, by)


@transaction.atomic
def narrow_sharing(*, statement_id: UUID, panel: Panel, audience: str, by: Person) -> Share:
    """From the next page on fewer people can read the statement. The yes given for more people covers the fewer ones.

    Raises NotNow when it would let anybody read who cannot already, or the person is not on the panel today; NotAllowed
    for a statement that is not their own.
    """
    audience = Share.Audience(audience)
    statement = _locked(statement_id, by)
    before = _live(statement, panel.pk)
    if before is None or access.is_wider(audience, before.audience):
        raise NotNow("This changed in another window. Please look again at who can read it.")
    readers = _readers(by, panel, audience)
    if before.audience == audience:
        return before
    _end(before, by=by)
    return _give(statement, panel, audience, before.wording_version, readers, by)


@transaction.atomic
def stop_sharing(*, statement_id: UUID, panel_id: UUID, by: Person) -> Share | None:
    """From the next page on nobody on this panel can read the statement. No reason is asked, and nobody is told.

    Gives nothing when it was not shared there. Raises NotAllowed for a statement that is not the person's own.
    """
    share = _live(_locked(statement_id, by), panel_id)
    return _end(share, by=by) if share is not None else None


@transaction.atomic
def delete_statement(*, statement_id: UUID, by: Person) -> None:
    """The words and every yes given for them are gone for good; that there was one stays in the trail.

    Raises NotAllowed for a statement that is not the person's own.
    """
    statement = _locked(statement_id, by)
    audit.record(by=by, verb="statement.deleted", about=statement, whose=by)
    statement.delete()


def _locked(statement_id: UUID, by: Person) -> Statement:
    """The person's own statement, held until the change is done. Anybody else's is refused like one that never was."""
    mine = Statement.objects.unscoped("the owner changes their own").select_for_update(of=("self",))
    statement = mine.filter(pk=statement_id, person=by.pk, person__is_active=True).first()
    if statement is None:
        raise NotAllowed
    return statement


def _checked(own_words: str) -> str:
    """The words as typed, with plain line ends."""
    words = own_words.replace("\r\n", "\n").replace("\r", "\n")
    if not words.strip():
        raise NotNow("There are no words in the box yet. Write a little, or go back without saving.")
    if len(words) > MOST_LETTERS:
        raise NotNow(f"Please make this shorter. The most we can keep here is {MOST_LETTERS:,} letters and spaces.")
    return words


def _live(statement: Statement, panel_id: UUID) -> Share | None:
    yeses = Share.objects.unscoped("the owner changes their own yes")
    return yeses.filter(statement=statement.pk, panel=panel_id, ended_at__isnull=True).first()


def _shares_of(statement: Statement) -> set[str]:
    yeses = Share.objects.unscoped("the owner's own yeses").filter(statement=statement.pk, ended_at__isnull=True)
    return {str(share) for share in yeses.values_list("pk", flat=True)}


def _readers(by: Person, panel: Panel, audience: str) -> int:
    """How many people are in the audience today. NotNow when the person is not on the panel themself."""
    there = queries.audiences_for(by).get(panel.pk)
    if there is None:
        raise NotNow("You are not on this panel today, so nobody there can read this.")
    return len(there[audience])


def _give(
    statement: Statement, panel: Panel, audience: Share.Audience, wording: int, readers: int, by: Person
) -> Share:
    now = clock.now()
    share = Share(statement=statement, panel=panel, audience=audience, wording_version=wording, given_at=now)
    share.save(force_insert=True)
    audit.record(
        by=by,
        verb="share.given",
        about=share,
        whose=by,
        statement=statement.pk,
        panel=panel.pk,
        audience=audience.value,
        wording=wording,
        readers=readers,
    )
    return share


def _end(share: Share, by: Person) -> Share:
    share.ended_at = max(clock.now(), share.given_at)
    share.save(update_fields=["ended_at"])
    audit.record(by=by, verb="share.ended", about=share, whose=by, statement=share.statement_id, panel=share.panel_id)
    return share
