"""Reads of what authors marked: one's own, and those of co-authors once both are done. No role opens any other."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from accounts.people.models import Person
from accounts_reflective.coding.models import Coding, Mark
from accounts_reflective.coding.planning.frameworks import FrameworkVersion
from accounts_reflective.writing import queries as writing
from accounts_reflective.writing.models import ReflectiveAccount
from accounts_reflective.writing.states import WRITING


@dataclass(frozen=True)
class OwnMarks:
    """The viewer's marks of one version against one framework. `earlier`: they are of earlier words, to be looked at
    again; nothing of them counts.
    """

    coding: Coding | None = None
    marks: dict[str, Mark] = field(default_factory=dict)
    earlier: bool = False

    @property
    def revision(self) -> int:
        """How often these marks were saved; 0 for those of earlier words."""
        return self.coding.revision if self.coding and not self.earlier else 0

    @property
    def is_done(self) -> bool:
        """Did the viewer say that they are done with these words?"""
        return bool(self.coding and not self.earlier and self.coding.done_at)


@dataclass(frozen=True)
class CoMarks:
    """What one co-author who is done marked of the same words."""

    person: Person
    marks: dict[str, Mark]


def own_marks(viewer: Person, account: ReflectiveAccount, framework: FrameworkVersion) -> OwnMarks:
    """For an author: their own marks of the words asked about today, or else of the words before."""
    version = writing.version_asked_about(viewer, account)
    newest = _own(viewer, account).filter(framework=framework.key).order_by("-version__number", "pk").first()
    if version is None or newest is None:
        return OwnMarks()
    return OwnMarks(newest, _marks_of([newest])[newest.pk], earlier=newest.version_id != version.pk)


def own_codings(viewer: Person, account: ReflectiveAccount) -> dict[str, Coding]:
    """For an author: their own list for each framework (by its key) of the words asked about today."""
    version = writing.version_asked_about(viewer, account)
    return {each.framework: each for each in _own(viewer, account).filter(version=version).order_by("pk")}


def co_marks(viewer: Person, account: ReflectiveAccount, framework: FrameworkVersion) -> list[CoMarks]:
    """For an author who said that they are done: what each co-author of today who is done marked of the same words.

    Nobody before that, and nothing of one who is not done: not even that they have begun.
    """
    mine = _own(viewer, account).filter(version=OuterRef("version"), framework=framework.key, done_at__isnull=False)
    authors = [each.person_id for each in writing.authors_of(viewer, account) if each.state == WRITING]
    done = Coding.objects.unscoped("of co-authors, when both are done").filter(
        Exists(mine),
        version=writing.version_asked_about(viewer, account),
        framework=framework.key,
        coded_by__in=[each for each in authors if each != viewer.pk],
        done_at__isnull=False,
    )
    codings = list(done.select_related("coded_by").order_by("coded_by__shown_name", "coded_by"))
    marks = _marks_of(codings)
    return [CoMarks(each.coded_by, marks[each.pk]) for each in codings]


def _own(viewer: Person, account: ReflectiveAccount) -> QuerySet[Coding]:
    mine = writing.accounts_of(viewer).filter(pk=account.pk).order_by().values("pk")
    return Coding.objects.unscoped("narrowed to the viewer's own").filter(version__account__in=mine, coded_by=viewer)


def _marks_of(codings: list[Coding]) -> dict:
    found: dict = {each.pk: {} for each in codings}
    for mark in Mark.objects.unscoped("of these lists").filter(coding__in=codings).order_by("item", "pk"):
        found[mark.coding_id][mark.item] = mark
    return found
