"""Reads of findings that can still change: which accounts are behind a number."""

from accounts.people.models import Person
from accounts_reflective.coding.planning.frameworks import FrameworkVersion
from accounts_reflective.coding.planning.tally import all_say
from accounts_reflective.coding.queries.numbers import said_by_account
from accounts_reflective.coding.queries.passages import reference
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.writing import queries as writing


def accounts_behind(viewer: Person, inquiry: Inquiry, framework: FrameworkVersion, code: str) -> list[str]:
    """For whoever leads the programme: how the accounts are called that say yes to this item, by the alphabet. By
    letter or sign, never by who wrote them; nobody else gets any (docs/adr/0054).
    """
    said = said_by_account(viewer, inquiry, [framework])[framework.key]
    yes = {account for account, answers in said.items() if all_say(answers, code, "yes")}
    counted = (each.version.account for each in writing.uses_that_count(inquiry))
    return sorted(reference(account) for account in counted if account.pk in yes)
