"""The numbers for one inquiry and one framework, worked out anew for each page. docs/adr/0054 says who sees them."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from accounts.people.models import Person
from accounts_reflective.coding.models import Coding, Mark
from accounts_reflective.coding.planning.frameworks import FrameworkVersion
from accounts_reflective.coding.planning.tally import Answers, Tally, tally
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.inquiries.queries import inquiries_led_by
from accounts_reflective.writing import queries as writing


def inquiries_with_numbers(viewer: Person) -> QuerySet[Inquiry]:
    """The inquiries whose numbers the viewer may see while they can still change: of programmes they lead today."""
    return inquiries_led_by(viewer)


def numbers_of(viewer: Person, inquiry: Inquiry, framework: FrameworkVersion) -> Tally:
    """How many accounts speak about each item: of those only whose every author says yes, now and to these exact words,
    to looking for themes and to counting. Nothing of any other account is in it, not even that there is one.
    """
    return numbers_of_each(viewer, inquiry, [framework])[framework.key]


def numbers_of_each(viewer: Person, inquiry: Inquiry, several: Sequence[FrameworkVersion]) -> dict[str, Tally]:
    """The same for several frameworks, by their keys, in as many questions to the database as for one."""
    said = said_by_account(viewer, inquiry, several)
    return {each.key: tally(each.codes, list(said[each.key].values())) for each in several}


def said_by_account(
    viewer: Person, inquiry: Inquiry, several: Sequence[FrameworkVersion]
) -> dict[str, dict[UUID, list[Answers | None]]]:
    """What each counted account's authors of today said, by framework and account; None for one who is not done. Empty
    for a viewer who may not see numbers that can still change.
    """
    counted = _counted(viewer, inquiry)
    authors = writing.authors_today([account for _, account in counted])
    said = _said([each.key for each in several], [version for version, _ in counted])
    return {
        each.key: {
            account: [said.get((each.key, version, person)) for person in sorted(authors.get(account, ()))]
            for version, account in counted
        }
        for each in several
    }


def _counted(viewer: Person, inquiry: Inquiry) -> list[tuple[UUID, UUID]]:
    """The versions that are counted, each with its account."""
    here = inquiries_with_numbers(viewer).filter(pk=inquiry.pk).order_by().values("pk")
    counted = writing.uses_that_count(inquiry).filter(version__account__inquiry__in=here)
    return list(counted.order_by("version").values_list("version", "version__account"))


def _said(frameworks: list[str], versions: list[UUID]) -> dict[tuple[str, UUID, UUID], Answers]:
    """By framework, version and author: what they said about each item, of those who are done. Notes stay where they
    are.
    """
    done = Coding.objects.unscoped("of accounts that are counted").filter(
        version__in=versions, framework__in=frameworks, done_at__isnull=False
    )
    codings = {each[0]: each[1:] for each in done.values_list("pk", "framework", "version", "coded_by")}
    said: dict[tuple[str, UUID, UUID], dict[str, str]] = {key: {} for key in codings.values()}
    marks = Mark.objects.unscoped("of accounts that are counted").filter(coding__in=done.values("pk"))
    for coding, item, answer in marks.order_by("coding", "item").values_list("coding", "item", "said"):
        said[codings[coding]][item] = answer
    return dict(said)
