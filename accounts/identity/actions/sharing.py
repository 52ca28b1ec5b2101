"""Saying yes to somebody reading one's words, to fewer people or fewer words, and taking it back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.identity import queries, wordings
from accounts.identity.actions import consent
from accounts.identity.actions.owning import checked, live_shares, locked
from accounts.identity.models import ConsentAnswer, Share, Statement
from accounts.identity.planning import words
from accounts.identity.planning.rule import How, is_wider
from accounts.identity.queries.destinations import Destination
from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import ChangedMeanwhile, NotNow

YES, NO = ConsentAnswer.Answer.YES, ConsentAnswer.Answer.NO
READ_AGAIN = "You changed these words in another window. Please read them again before you share."
LOOK_AGAIN = "This changed in another window. Please look again at who can read it."


@transaction.atomic
def share_statement(
    *,
    statement_id: UUID,
    to: str,
    wording_version: int,
    by: Person,
    how: How = How(),  # noqa: B008 - frozen
    seen: datetime | None = None,
) -> Share:
    """From now on these people can read the statement in this form. An earlier yes to the same question is replaced.

    `to` is the key of a destination, `how` the form, the name and the last day. Saying the same yes twice changes
    nothing. `seen` is the `changed_at` of the words that were shown (None: no page showed any). Raises ChangedMeanwhile
    when the words are not those any more, NotNow (with a sentence) when the wording the person said yes to is not the
    current one, they cannot share there today, or there are no words in that form; NotAllowed for a statement that is
    not their own.
    """
    statement = locked(statement_id, by)
    if wording_version != wordings.current().version:
        raise NotNow("The words that explain sharing have changed. Please read them again before you decide.")
    destination = _destination(by, to)
    how = _checked(statement, destination, how)
    before = live_shares(statement).filter(slot=destination.slot).first()
    if before is not None and _is_same(before, destination, how):
        return before
    if seen is not None and seen != statement.changed_at:
        raise ChangedMeanwhile(READ_AGAIN)
    return _replace(before, statement, destination, how, wording_version, by)


@transaction.atomic
def narrow_sharing(
    *,
    statement_id: UUID,
    to: str,
    by: Person,
    how: How = How(),  # noqa: B008 - frozen
    seen: datetime | None = None,
) -> Share:
    """From the next page on fewer people read the statement, or in fewer words. The yes given for more covers it.

    `seen` is the `changed_at` of the words that were shown (None: no page showed any). Raises ChangedMeanwhile when it
    would show other words than those, NotNow when it would tell anybody anything they are not told already, or the
    person cannot share there today; NotAllowed for a statement that is not their own.
    """
    statement = locked(statement_id, by)
    destination = _destination(by, to)
    how = _checked(statement, destination, how)
    before = live_shares(statement).filter(slot=destination.slot).first()
    if before is None or before.wording_version not in wordings.in_force():
        raise NotNow(LOOK_AGAIN)
    if is_wider((before.audience, queries.how_of(before)), (destination.audience, how)):
        raise NotNow(LOOK_AGAIN)
    if _is_same(before, destination, how):
        return before
    if how.form != before.form and seen is not None and seen != statement.changed_at:
        raise ChangedMeanwhile(READ_AGAIN)
    return _replace(before, statement, destination, how, before.wording_version, by)


@transaction.atomic
def stop_sharing(*, statement_id: UUID, slot: str, by: Person) -> Share | None:
    """From the next page on nobody reads the statement through this yes. No reason is asked, and nobody is told.

    Gives nothing when there was no such yes. Raises NotAllowed for a statement that is not the person's own.
    """
    statement = locked(statement_id, by)
    share = live_shares(statement).filter(slot=slot).first()
    if share is None:
        return None
    _end(share, by=by)
    _answer_no(share, by)
    return share


@transaction.atomic
def stop_all_sharing(*, by: Person) -> int:
    """From the next page on nobody else reads anything the person says about themself. Gives how many stopped."""
    mine = Statement.objects.unscoped("the owner stops everything").select_for_update(of=("self",))
    stopped = 0
    for statement in mine.filter(person=by.pk, person__is_active=True).order_by("pk"):
        for share in live_shares(statement).order_by("pk"):
            _end(share, by=by)
            _answer_no(share, by)
            stopped += 1
    return stopped


@transaction.atomic
def decline_statement(*, statement_id: UUID, to: str, by: Person) -> None:
    """The person says no to one question about a statement: it is on record, and nobody asks again.

    Stops a yes to the same question. Raises NotNow when they cannot answer it today, NotAllowed for a statement that is
    not their own.
    """
    statement = locked(statement_id, by)
    destination = _destination(by, to)
    before = live_shares(statement).filter(slot=destination.slot).first()
    if before is not None:
        _end(before, by=by)
    consent.record_answer(
        by=by,
        statement=statement,
        to=destination,
        how=How(),
        answer=NO,
        version=wordings.current().version,
    )
    audit.record(by=by, verb="share.declined", about=statement, whose=by, purpose=destination.purpose)


def _destination(by: Person, key: str) -> Destination:
    to = queries.destinations_for(by).get(key)
    if to is None:
        raise NotNow("You cannot share with these people today, so nobody there can read this.")
    return to


def _checked(statement: Statement, to: Destination, how: How) -> How:
    """The form as it can be kept. NotNow, with a sentence, where it cannot."""
    if not to.has_readers or to.audience == words.PUBLIC:
        how = How(form=how.form if to.audience == words.PUBLIC else words.OWN, other_words=how.other_words)
    if how.form not in words.FORMS:
        raise NotNow("Choose in which words you would like to say it.")
    if not how.named and (to.audience not in words.GROUPS or how.form == words.LIVED):
        raise NotNow("With one person, or without any words of yours, your name cannot be left off.")
    if how.until is not None and how.until < clock.today():
        raise NotNow("That day is over already. Choose today or a later day, or leave it empty.")
    if how.form == words.BROAD and not statement.broad_words:
        raise NotNow("There are no broader words yet. Write some first, or choose other words.")
    if to.purpose in (words.MATCHED, words.COUNTED) and not statement.topics:
        raise NotNow("Tick what this is about first, so that we know which tasks fit or what to count.")
    other = checked(how.other_words) if how.form == words.OTHER else ""
    return How(how.form, other, how.named, how.until)


def _is_same(before: Share, to: Destination, how: How) -> bool:
    same_form = before.audience == to.audience and queries.how_of(before) == how
    return same_form and before.wording_version in wordings.in_force()


def _replace(before: Share | None, statement: Statement, to: Destination, how: How, wording: int, by: Person) -> Share:
    if before is not None:
        _end(before, by=by)
    share = Share(
        statement=statement,
        purpose=to.purpose,
        audience=to.audience,
        programme=to.programme,
        panel=to.panel,
        reader=to.reader,
        circle_id=to.circle.id if to.circle is not None else None,
        form=how.form,
        other_words=how.other_words or None,
        named=how.named,
        until=how.until,
        slot=to.slot,
        wording_version=wording,
        given_at=clock.now(),
    )
    share.save(force_insert=True)
    consent.record_answer(by=by, statement=statement, to=to, how=how, answer=YES, version=wording)
    audit.record(
        by=by,
        verb="share.given",
        about=share,
        whose=by,
        statement=statement.pk,
        purpose=to.purpose,
        audience=to.audience,
        panel=to.panel.pk if to.panel is not None else None,
        form=how.form,
        named=how.named,
        until=how.until,
        wording=wording,
        readers=len(to.readers),
    )
    return share


def _end(share: Share, by: Person) -> None:
    share.ended_at = max(clock.now(), share.given_at)
    share.save(update_fields=["ended_at"])
    audit.record(by=by, verb="share.ended", about=share, whose=by, statement=share.statement_id, panel=share.panel_id)


def _answer_no(share: Share, by: Person) -> None:
    """A yes that was taken back is a no from now on: nobody asks again by themself."""
    consent.turn_to_no(by, share.statement_id, share.slot)
