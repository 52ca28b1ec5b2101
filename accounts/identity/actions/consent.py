"""Keeping the proof: which words were shown, what was answered, when, and when that ended."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.identity import wordings
from accounts.identity.models import ConsentAnswer, ConsentWording, Statement
from accounts.identity.planning import words
from accounts.identity.planning.rule import How
from accounts.identity.queries.destinations import Destination
from accounts.people.models import Person
from leap.core import clock
from leap.core.ids import new_id


def keep_wording(question: str, version: int, *, named: bool = True) -> ConsentWording:
    """The wording that is being answered, kept from its first answer on: what was shown, and nothing that was not.

    Raises ValueError when the words of this version are not those that others answered: they were edited since.
    """
    wording = wordings.called(version)
    if wording is None or question not in wording.question:
        raise ValueError(f"no question {question} in version {version}")
    text = wording.text_of(question, named=named)
    kept, _ = ConsentWording.objects.get_or_create(
        question=question if named else f"{question}.unnamed",
        version=version,
        defaults={"text": text, "digest": wordings.digest_of(text)},
    )
    if kept.digest != wordings.digest_of(text):
        raise ValueError(f"version {version} of {question} was edited after people answered it: add a version instead")
    return kept


def record_answer(
    *,
    by: Person,
    statement: Statement,
    to: Destination,
    how: How,
    answer: str,
    version: int,
    channel: str = ConsentAnswer.Channel.THEMSELF,
    entered_by: Person | None = None,
) -> ConsentAnswer:
    """The answer takes the place of an earlier one to the same question, which stays on record as it was."""
    end_answer(by.pk, statement.pk, to.slot)
    kept = ConsentAnswer(
        pk=new_id(),
        person_id=by.pk,
        statement_id=statement.pk,
        slot=to.slot,
        wording=keep_wording(wordings.question_of(to.purpose, to.audience), version, named=how.named),
        answer=answer,
        purpose=to.purpose,
        audience=to.audience,
        form=how.form,
        named=how.named,
        until=how.until,
        readers_then=len(to.readers) if to.purpose == words.BE_KNOWN else None,
        channel=channel,
        entered_by_id=entered_by.pk if entered_by is not None else None,
        answered_at=clock.now(),
    )
    kept.save(force_insert=True)
    return kept


def end_answer(person_id: UUID, statement_id: UUID, slot: str) -> ConsentAnswer | None:
    """The live answer to one question ends now. Gives it, or None when there was none."""
    answer = _live().filter(person_id=person_id, statement_id=statement_id, slot=slot).first()
    if answer is not None:
        _end(answer)
    return answer


def end_answers_about(statement: Statement) -> None:
    """Every live answer about a statement ends now: it is to be deleted."""
    for answer in _live().filter(statement_id=statement.pk):
        _end(answer)


def _end(answer: ConsentAnswer) -> None:
    answer.ended_at = max(clock.now(), answer.answered_at)
    answer.save(update_fields=["ended_at"])


def _live() -> QuerySet[ConsentAnswer]:
    return ConsentAnswer.objects.unscoped("the owner answers").filter(ended_at__isnull=True)


def turn_to_no(by: Person, statement_id: UUID, slot: str) -> None:
    """A yes was taken back: it ends, and the same question is answered with no. Nothing where there was no yes."""
    was = end_answer(by.pk, statement_id, slot)
    if was is None:
        return
    ConsentAnswer(
        pk=new_id(),
        person_id=by.pk,
        statement_id=statement_id,
        slot=slot,
        wording=was.wording,
        answer=ConsentAnswer.Answer.NO,
        purpose=was.purpose,
        audience=was.audience,
        form=was.form,
        named=was.named,
        answered_at=clock.now(),
    ).save(force_insert=True)
