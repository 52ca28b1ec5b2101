"""Reads about the code book of an inquiry, its history, and who looks for themes. No words of any account are in it."""

from collections.abc import Sequence

from django.db.models import Prefetch, Q, QuerySet

from accounts.people.models import Person
from accounts_reflective.coding.models import Analyst, Theme, ThemeChange, ThemeLine
from accounts_reflective.coding.planning.code_book import Branch, Entry, Step, as_a_tree, as_it_stood, in_order
from accounts_reflective.coding.queries.numbers import inquiries_with_numbers
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.inquiries.queries import inquiries_for, people_of, people_to_write_with


def entry(theme: Theme) -> Entry:
    """A theme as plain values."""
    return Entry(theme.pk, theme.code, theme.name, theme.meaning, theme.parent_id)


def every_theme(viewer: Person, inquiry: Inquiry) -> list[Theme]:
    """Every theme there is or ever was, if the viewer can see the inquiry; how each stands today is in it."""
    return list(Theme.objects.filter(inquiry__in=inquiries_for(viewer).filter(pk=inquiry.pk)).order_by("code", "pk"))


def themes_in_use(viewer: Person, inquiry: Inquiry) -> QuerySet[Theme]:
    """The themes that can be changed or used today."""
    here = inquiries_for(viewer).filter(pk=inquiry.pk)
    return Theme.objects.filter(inquiry__in=here, ended_at__isnull=True).select_related("inquiry", "parent")


def code_book(viewer: Person, inquiry: Inquiry) -> list[Branch]:
    """The themes in use today with their sub-themes, in the order of their numbers."""
    return as_a_tree(in_order(entry(each) for each in every_theme(viewer, inquiry) if each.ended_at is None))


def changes_of(viewer: Person, inquiry: Inquiry) -> list[ThemeChange]:
    """What was done to the code book, the newest first, each with the themes it was done to."""
    changes = ThemeChange.objects.filter(inquiry__in=inquiries_for(viewer).filter(pk=inquiry.pk))
    return list(
        changes.select_related("changed_by")
        .prefetch_related(Prefetch("lines", ThemeLine.objects.select_related("theme").order_by("theme__code", "pk")))
        .order_by("-number", "pk")
    )


def code_book_then(viewer: Person, inquiry: Inquiry, changes: Sequence[ThemeChange], number: int) -> list[Branch]:
    """The code book as it stood after change `number` (0: before the first), worked out from all `changes_of` it."""
    now = [entry(each) for each in every_theme(viewer, inquiry) if each.ended_at is None]
    later = [_steps(change) for change in changes if change.number > number]
    return as_a_tree(as_it_stood(now, later))


def _steps(change: ThemeChange) -> list[Step]:
    return [
        Step(line.theme_id, line.theme.code, line.was_name, line.was_meaning, line.was_under_id)
        for line in change.lines.all()
    ]


def looked_at_by(viewer: Person) -> QuerySet[Inquiry]:
    """The inquiries in which the viewer looks for themes today: they were chosen, and belong to its programme still."""
    mine = Analyst.objects.filter(person=viewer, until__isnull=True).order_by().values("inquiry")
    return inquiries_for(viewer).filter(pk__in=mine)


def kept_by(viewer: Person) -> QuerySet[Inquiry]:
    """The inquiries whose code book the viewer may change: they look for themes there, or lead the programme."""
    looked_at, led = (each.order_by().values("pk") for each in (looked_at_by(viewer), inquiries_with_numbers(viewer)))
    return inquiries_for(viewer).filter(Q(pk__in=looked_at) | Q(pk__in=led))


def analysts_of(viewer: Person, inquiry: Inquiry) -> list[Person]:
    """Who looks for themes today, for everybody in the inquiry, by name. Who is switched off, or left the programme,
    looks at nothing.
    """
    here = inquiries_for(viewer).filter(pk=inquiry.pk)
    looking = Analyst.objects.filter(inquiry__in=here, until__isnull=True, person__in=people_of(inquiry).values("pk"))
    return [each.person for each in looking.select_related("person").order_by("person__shown_name", "person")]


def people_who_could_look(viewer: Person, inquiry: Inquiry) -> list[Person]:
    """For whoever leads the programme: themself, and everyone on its panels today. Nobody for anyone else."""
    if not inquiries_with_numbers(viewer).filter(pk=inquiry.pk).exists():
        return []
    return [viewer, *people_to_write_with(viewer, inquiry.pk)]
