"""The numbers for one inquiry and one framework, worked out anew for each page. docs/adr/0054 says who sees them."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.people.models import Person, Role
from accounts.people.queries import roles_held
from accounts_reflective.coding.models import Coding, Mark
from accounts_reflective.coding.planning.frameworks import FrameworkVersion
from accounts_reflective.coding.planning.tally import Answers, Tally, tally
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.inquiries.queries import inquiries_for
from accounts_reflective.writing import queries as writing


def inquiries_with_numbers(viewer: Person) -> QuerySet[Inquiry]:
    """The inquiries whose numbers the viewer may see while they can still change: of programmes they lead today."""
    led = {held.programme_id for held in roles_held(viewer) if held.kind == Role.Kind.PPI_LEAD}
    return inquiries_for(viewer).filter(programme__in=sorted(led))


def numbers_of(viewer: Person, inquiry: Inquiry, framework: FrameworkVersion) -> Tally:
    """How many accounts speak about each item: of those only whose every author says yes, now and to these exact words,
    to looking for themes and to counting. Nothing of any other account is in it, not even that there is one.
    """
    counted = _counted(viewer, inquiry)
    authors = writing.authors_today([account for _, account in counted])
    said = _said(framework, [version for version, _ in counted])
    accounts = [
        [said.get((version, person)) for person in sorted(authors.get(account, ()))] for version, account in counted
    ]
    return tally(framework.codes, accounts)


def _counted(viewer: Person, inquiry: Inquiry) -> list[tuple[UUID, UUID]]:
    """The versions that are counted, each with its account."""
    here = inquiries_with_numbers(viewer).filter(pk=inquiry.pk).order_by().values("pk")
    counted = writing.uses_that_count(inquiry).filter(version__account__inquiry__in=here)
    return list(counted.order_by("version").values_list("version", "version__account"))


def _said(framework: FrameworkVersion, versions: list[UUID]) -> dict[tuple[UUID, UUID], Answers]:
    """By version and author: what they said about each item, of those who are done. Notes stay in the table."""
    done = Coding.objects.unscoped("of accounts that are counted").filter(
        version__in=versions, framework=framework.key, done_at__isnull=False
    )
    codings = {pk: (version, person) for pk, version, person in done.values_list("pk", "version", "coded_by")}
    said: dict[tuple[UUID, UUID], dict[str, str]] = {key: {} for key in codings.values()}
    marks = Mark.objects.unscoped("of accounts that are counted").filter(coding__in=done.values("pk"))
    for coding, item, answer in marks.order_by("coding", "item").values_list("coding", "item", "said"):
        said[codings[coding]][item] = answer
    return dict(said)
