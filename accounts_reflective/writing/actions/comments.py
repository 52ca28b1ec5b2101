"""What readers write to the authors about a version they were let read. It never touches the text."""

from uuid import UUID, uuid5

from django.db import transaction

from accounts.people.models import Person
from accounts_reflective.writing import queries
from accounts_reflective.writing.actions.locking import lock_account, lock_own_account
from accounts_reflective.writing.models import Comment, Version
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow

ANSWERED = "One of you has answered this already. Please look at that answer first."


@transaction.atomic
def write_comment(*, version: Version, words: str, by: Person, key: UUID) -> Comment:
    """A reader writes to the authors about the version they can read today. Only its authors read it, with the name.

    `key` is the form's own: sending it twice writes one. NotAllowed for anybody who cannot read this version now.
    """
    lock_account(version.account_id)
    if not queries.versions_for_reading(by).filter(pk=version.pk).exists():
        raise NotAllowed
    comments = Comment.objects.unscoped("a new one")
    comment, is_new = comments.get_or_create(
        pk=uuid5(by.pk, key.hex), defaults={"version": version, "written_by": by, "words": words.strip()}
    )
    if is_new:
        audit.record(by=by, verb="comment.written", about=comment, whose=by, account=version.account_id)
    return comment


@transaction.atomic
def take_back_comment(*, comment: Comment, by: Person) -> None:
    """Whoever wrote a comment takes it back: words and answer are gone. Taking back twice is taking back once."""
    if comment.written_by_id != by.pk:
        raise NotAllowed
    lock_account(comment.version.account_id)
    gone, _ = Comment.objects.unscoped("taken back").filter(pk=comment.pk).delete()
    if gone:
        account = comment.version.account_id
        audit.record(by=by, verb="comment.taken_back", about=comment, whose=by, account=account)


@transaction.atomic
def answer_comment(*, comment: Comment, words: str, by: Person) -> Comment:
    """An author answers; whoever wrote the comment reads the answer as the authors' own, without a name.

    NotNow when another author has answered meanwhile.
    """
    comment = _locked(comment, by)
    if comment.answered_at is not None:
        if (comment.answered_by_id, comment.answer) == (by.pk, words.strip()):
            return comment
        raise NotNow(ANSWERED)
    comment.answer, comment.answered_by, comment.answered_at = words.strip(), by, clock.now()
    comment.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(by=by, verb="comment.answered", about=comment, whose=by, account=comment.version.account_id)
    return comment


@transaction.atomic
def settle_comment(*, comment: Comment, settled: bool, by: Person) -> Comment:
    """An author says that a comment is dealt with, or that it is not after all. The reader is not told which."""
    comment = _locked(comment, by)
    if (comment.settled_at is not None) != settled:
        comment.settled_at, comment.settled_by = (clock.now(), by) if settled else (None, None)
        comment.save(update_fields=["settled_at", "settled_by"])
        verb = "comment.settled" if settled else "comment.reopened"
        audit.record(by=by, verb=verb, about=comment, whose=by, account=comment.version.account_id)
    return comment


def _locked(comment: Comment, by: Person) -> Comment:
    """The comment as it is now, its account held for one of its authors; NotNow when its writer took it back."""
    lock_own_account(comment.version.account, by)
    found = Comment.objects.unscoped("the comment answered").select_related("version").filter(pk=comment.pk).first()
    if found is None:
        raise NotNow("Whoever wrote this has taken it back.")
    return found
