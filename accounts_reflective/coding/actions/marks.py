"""Authors mark their own words against a framework, change their marks, take them back. Nobody is asked why."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from accounts_reflective.coding.models import Coding, Mark
from accounts_reflective.coding.planning.frameworks import FrameworkVersion
from accounts_reflective.coding.planning.marks import Said, without_answer
from accounts_reflective.writing import queries as writing
from accounts_reflective.writing.actions.locking import lock_own_account
from accounts_reflective.writing.models import ReflectiveAccount
from leap.core import audit, clock
from leap.core.errors import ChangedMeanwhile, NotNow

OTHER_WORDS = "The words were asked about anew meanwhile, so these marks would be about other words."
SAVED_ELSEWHERE = (
    "You saved these marks on another page meanwhile. What you chose and typed here is still here. Save it again to "
    "keep it, or open the page anew to see what was saved."
)
NOT_ALL = "To be done, choose an answer for each. “Not sure” is an answer too. Or save, and go on another day."


@transaction.atomic
def save_marks(
    *,
    account: ReflectiveAccount,
    version_id: UUID | None,
    framework: FrameworkVersion,
    said: Mapping[str, Said],
    revision: int,
    done: bool,
    by: Person,
) -> Coding:
    """An author keeps what they say about each item of a framework, for themself and about exactly these words.

    What is left out is removed. `done` needs an answer to each item (NotNow), and lets the author see the marks of the
    co-authors who are done too; once said it stays. ChangedMeanwhile when the words are asked about anew, or when the
    author saved in another place since `revision`. NotAllowed for anybody who is no author today.
    """
    account = lock_own_account(account, by)
    version = writing.version_asked_about(by, account)
    if version is None or version.pk != version_id:
        raise ChangedMeanwhile(OTHER_WORDS)
    coding = _own(by, account, framework.key).filter(version_id=version_id).first()
    if (coding.revision if coding else 0) != revision:
        raise ChangedMeanwhile(SAVED_ELSEWHERE)
    if done and without_answer(framework.codes, said):
        raise NotNow(NOT_ALL)
    coding = coding or Coding(version_id=version_id, framework=framework.key, coded_by=by)
    coding.revision, coding.saved_at = revision + 1, clock.now()
    if done and coding.done_at is None:
        coding.done_at = clock.now()
    coding.save()
    for code in framework.codes:
        _keep(coding, code, said.get(code, Said()).to_keep)
    audit.record(by=by, verb="marks.saved", about=coding, whose=by, account=account.pk, done=done)
    return coding


@transaction.atomic
def take_back_marks(*, account: ReflectiveAccount, framework: FrameworkVersion, by: Person) -> int:
    """An author takes every mark of theirs against a framework back, those of earlier words too. They are gone, and in
    no number from the next request on. Returns how many lists there were. NotAllowed for who is no author today.
    """
    account = lock_own_account(account, by)
    mine = _own(by, account, framework.key)
    lists = mine.count()
    mine.delete()
    audit.record(by=by, verb="marks.taken_back", about=account, whose=by, lists=lists)
    return lists


def _own(by: Person, account: ReflectiveAccount, key: str):
    return Coding.objects.unscoped("one's own").filter(version__account=account, framework=key, coded_by=by)


def _keep(coding: Coding, code: str, said: Said) -> None:
    """One mark as it is now; one that says the same as before keeps the time it was made at."""
    marks = Mark.objects.unscoped("one's own").filter(coding=coding, item=code)
    before = marks.first()
    if before and (before.said, before.strength, before.note or "") == (said.said, said.strength, said.note):
        return
    marks.delete()
    if not said.is_empty:
        Mark(coding=coding, item=code, said=said.said, strength=said.strength, note=said.note or None).save(
            force_insert=True
        )
