"""Where an author's words are used: in which themes they stand, and where they are to be quoted."""

from dataclasses import dataclass

from accounts.people.models import Person
from accounts_reflective.coding.models import Analyst, LookedThrough, Passage
from accounts_reflective.coding.planning.code_book import home_of, order_of
from accounts_reflective.coding.queries.code_book import every_theme
from accounts_reflective.writing import queries as writing
from accounts_reflective.writing.models import ReflectiveAccount, Use


@dataclass(frozen=True)
class InTheme:
    """Some of an author's words, and the theme they were placed in. Not by whom: that is for those who look."""

    theme: str
    words: str


def placed_of(viewer: Person, account: ReflectiveAccount) -> list[InTheme]:
    """For an author: their words in themes, as placed by those who are done with them, in the order of the text.

    Nothing while not every author says yes to looking for themes. An author who looks for themes here too, or
    ever did and may again, and is not done with these words, sees none of it yet: others' marks would show.
    """
    asked = writing.uses_that_hold().filter(use=Use.ANALYSE, version__account=account)
    holds = asked.filter(version__account__in=writing.accounts_of(viewer).order_by().values("pk")).first()
    themes = {each.pk: each for each in every_theme(viewer, account.inquiry)}
    looks = Analyst.objects.filter(person=viewer, inquiry=account.inquiry_id).exists()
    if holds is None:
        return []
    # The same two questions whoever is done and whatever is marked: how many there are must tell nothing.
    done = LookedThrough.objects.unscoped("who is done").filter(version=holds.version_id)
    is_done = done.filter(person=viewer).exists()
    marks = Passage.objects.unscoped("for the authors of the words").filter(
        version=holds.version_id, marked_by__in=done.values("person"), removed_at__isnull=True, start__isnull=False
    )
    merged = {key: theme.merged_into_id for key, theme in themes.items()}
    found = {(each.start, each.end, home_of(each.theme_id, merged)) for each in marks.order_by("start", "pk")}
    if looks and not is_done:
        return []
    in_use = [(start, end, themes[key]) for start, end, key in found if key in themes and not themes[key].ended_at]
    in_use.sort(key=lambda each: (each[0], each[1], order_of(each[2].code)))
    return [InTheme(str(theme), holds.version.body[start:end]) for start, end, theme in in_use]
