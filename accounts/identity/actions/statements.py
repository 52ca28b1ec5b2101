"""Writing something about oneself, changing the words, and deleting them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from accounts.identity.actions import consent
from accounts.identity.actions.owning import checked, live_shares, locked, plain
from accounts.identity.models import Statement
from accounts.identity.planning import topics as known
from accounts.identity.planning import words as forms
from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from leap.core.ids import new_id


@transaction.atomic
def write_statement(
    *, own_words: str, by: Person, broad_words: str = "", topics: Iterable[str] = (), key: UUID | None = None
) -> Statement:
    """The person has said something about themself. Only they can read it.

    `key` is the form's own: sending the same words from it twice writes one statement, and gives it back as it is.
    Raises NotNow, with a sentence, for words we cannot keep (none at all, or more than 2,000 letters), and ValueError
    for a topic that is not in the list.
    """
    if not by.is_active:
        raise NotAllowed
    words, broad, now = checked(own_words), plain(broad_words) or None, clock.now()
    facts = {
        "person": by,
        "own_words": words,
        "broad_words": broad,
        "topics": known.write(topics),
        "written_at": now,
        "changed_at": now,
    }
    statements = Statement.objects.unscoped("a new one of their own")
    # Each person's keys are their own, so a key tells nothing of what others have.
    statement, is_new = statements.get_or_create(pk=uuid5(by.pk, key.hex) if key else new_id(), defaults=facts)
    if not is_new and (statement.own_words, statement.broad_words) == (words, broad):
        return statement
    if not is_new:  # other words from the same page: kept too
        statement = statements.create(**facts)
    audit.record(by=by, verb="statement.written", about=statement, whose=by)
    return statement


@transaction.atomic
def change_words(
    *,
    statement_id: UUID,
    own_words: str,
    seen: datetime,
    by: Person,
    broad_words: str | None = None,
    topics: Iterable[str] | None = None,
    readers: frozenset[str] | None = None,
) -> Statement:
    """The statement has new words; whoever can read it reads the new ones from now on. None: as they are.

    `seen` is the `changed_at` of the words the person started from, `readers` the ids of the shares that the page named
    above the box (None: there was no page). Raises ChangedMeanwhile when the saved words are not those any more, so
    that two devices cannot overwrite each other, or when it is shared with somebody the page did not name; NotNow for
    words we cannot keep, or none where somebody reads them; NotAllowed for a statement that is not the person's own.
    """
    statement = locked(statement_id, by)
    words = checked(own_words)
    broad = statement.broad_words if broad_words is None else plain(broad_words) or None
    about = statement.topics if topics is None else known.write(topics)
    if (words, broad, about) == (statement.own_words, statement.broad_words, statement.topics):
        return statement
    if statement.changed_at != seen:
        raise ChangedMeanwhile(
            "You changed this in another window or on another device. We kept both: the saved words are shown below, "
            "and what you just typed is still in the box."
        )
    shares = live_shares(statement)
    if readers is not None and not {str(share) for share in shares.values_list("pk", flat=True)} <= readers:
        raise ChangedMeanwhile(
            "You changed who can read this in another window. Please look above the box who that is now. Nothing is "
            "saved yet, and what you just typed is still in the box."
        )
    if broad is None and shares.filter(form=forms.BROAD).exists():
        raise NotNow("Somebody reads your broader words now. Stop sharing those first, or leave some words in the box.")
    statement.own_words, statement.broad_words, statement.topics = words, broad, about
    statement.changed_at = clock.now()
    statement.save(update_fields=["own_words", "broad_words", "topics", "changed_at"])
    audit.record(by=by, verb="statement.changed", about=statement, whose=by)
    return statement


@transaction.atomic
def delete_statement(*, statement_id: UUID, by: Person) -> None:
    """The words and every yes given for them are gone for good; that there was one, and was agreed to, stays on record.

    Raises NotAllowed for a statement that is not the person's own.
    """
    statement = locked(statement_id, by)
    audit.record(by=by, verb="statement.deleted", about=statement, whose=by)
    consent.end_answers_about(statement)
    statement.delete()
