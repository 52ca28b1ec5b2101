"""Marks made the way people make them: through the actions. Every note is invented."""

from accounts.people.models import Person
from accounts_reflective.coding.actions import marks
from accounts_reflective.coding.models import Coding
from accounts_reflective.coding.planning.frameworks import STANDARDS_2019, FrameworkVersion
from accounts_reflective.coding.planning.marks import Said
from accounts_reflective.coding.queries.marks import own_marks
from accounts_reflective.writing import queries as writing
from accounts_reflective.writing.actions import uses
from accounts_reflective.writing.models import ReflectiveAccount
from tests.accounts_reflective.writing.factories import draft_of

SIX = STANDARDS_2019


def ask(account: ReflectiveAccount, by: Person):
    """The authors are asked about the words as they are."""
    return uses.ask_about_uses(account=account, revision=draft_of(account).revision, by=by)


def all_said(said: str = "yes", **others: str) -> dict[str, Said]:
    """The same about every standard, but for the ones named: US2="no"."""
    return {code: Said(others.get(code, said)) for code in SIX.codes}


def mark(
    account: ReflectiveAccount,
    by: Person,
    said: dict[str, Said],
    *,
    done: bool = True,
    framework: FrameworkVersion = SIX,
    **facts,
) -> Coding:
    """An author marks the words asked about today."""
    version = writing.version_asked_about(by, account)
    revision = own_marks(by, account, framework).revision
    facts = {"version_id": version.pk, "revision": revision, **facts}
    return marks.save_marks(account=account, framework=framework, said=said, done=done, by=by, **facts)


def says_yes(account: ReflectiveAccount, by: Person, *which: str, said: str = "yes") -> None:
    """An author answers these uses."""
    for asked in writing.uses_asked(by, account):
        if asked.use in which:
            uses.answer_use(asked=asked, said=said, by_line="letter", by=by)


def let_count(account: ReflectiveAccount) -> None:
    """Every author of today lets the words be looked at for themes and be counted."""
    people = list(Person.objects.filter(pk__in=writing.authors_today([account.pk])[account.pk]).order_by("pk"))
    ask(account, people[0])
    for person in people:
        says_yes(account, person, "analyse", "count")
