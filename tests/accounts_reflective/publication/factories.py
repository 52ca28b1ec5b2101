"""Outputs put together the way people do it. Every word is invented."""

from datetime import timedelta

from accounts.people.models import Person
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.publication import actions
from accounts_reflective.publication.models import Frozen, Output
from accounts_reflective.publication.queries.outputs import Together, together
from accounts_reflective.writing import queries as writing
from accounts_reflective.writing.actions import uses
from accounts_reflective.writing.models import ReflectiveAccount, Use, UseAsked
from leap.core import clock
from tests.accounts_reflective.coding.factories import all_said, ask, mark
from tests.accounts_reflective.writing.factories import account as an_account

NAME = "Our first year"
EXCERPT = "We began with tea."
EVERY_PART = dict.fromkeys(actions.PARTS, True)
LONG_AGO = timedelta(days=30)


def output(inquiry: Inquiry, by: Person, name: str = NAME, parts: dict | None = None) -> Output:
    """A new output with these parts, or every part."""
    made = actions.start_output(inquiry=inquiry, name=name, by=by)
    return actions.choose_parts(output=made, parts=EVERY_PART if parts is None else parts, revision=0, by=by)


def asked_long_ago(account: ReflectiveAccount, by: Person, *quotes: tuple[str, str]) -> list[UseAsked]:
    """The uses of the words as they are, and these quotations (words, output); the time to think is over."""
    with clock.held_at(clock.now() - LONG_AGO):
        version = ask(account, by)
        for excerpt, place in quotes:
            uses.ask_about_quote(version=version, excerpt=excerpt, output=place, by=by)
    return list(writing.uses_asked(by, account))


def say(
    account: ReflectiveAccount, by: Person, *which: str, said: str = "yes", by_line: str = "letter_and_role"
) -> None:
    """An author answers the questions of these kinds."""
    for asked in writing.uses_asked(by, account):
        if asked.use in which:
            uses.answer_use(asked=asked, said=said, by_line=by_line, by=by, few_ok=True)


def others_counted(inquiry: Inquiry, by: Person, number: int = 4) -> list[ReflectiveAccount]:
    """More accounts that are counted and speak about nothing: numbers of fewer than five are never frozen."""
    made = [an_account(inquiry, by) for _ in range(number)]
    for each in made:
        asked_long_ago(each, by)
        mark(each, by, all_said("no"))
        say(each, by, Use.ANALYSE, Use.COUNT)
    return made


def now_in(output: Output, by: Person) -> Together:
    """What stands in it now."""
    found = together(by, output)
    assert found is not None
    return found


def freeze(output: Output, by: Person) -> Frozen:
    """Frozen as it stands."""
    return actions.freeze(output=output, seen=now_in(output, by).content.digest, by=by)
