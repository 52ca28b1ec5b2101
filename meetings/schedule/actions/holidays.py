"""School holidays: a panel's own list of them, written down and taken away."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction

from accounts.people import access as people
from accounts.people.models import Panel, Person
from leap.core import audit
from leap.core.errors import NotAllowed, NotNow
from meetings.schedule.models import SchoolHoliday
from meetings.schedule.planning.school_holidays import Holiday, problem_of


@transaction.atomic
def add_school_holidays(*, panels: Iterable[Panel], holidays: Iterable[Holiday], by: Person) -> list[SchoolHoliday]:
    """Everyone on these panels sees them beside the meetings and dates that fall into them. Nothing is refused for it.

    Gives those that are new: one that is written down for a panel already stays as it is. All are kept or none. Raises
    NotAllowed for anyone who does not run all the panels, NotNow for one that ends before it begins or is too long.
    """
    panels, holidays = list(panels), list(holidays)
    if not panels or not all(people.can_run_panel(by, panel) for panel in panels):
        raise NotAllowed
    if wrong := next(filter(None, map(problem_of, holidays)), ""):
        raise NotNow(wrong)
    return [made for panel in panels for made in _add(panel, holidays, by)]


def _add(panel: Panel, holidays: list[Holiday], by: Person) -> list[SchoolHoliday]:
    found = [
        SchoolHoliday.objects.get_or_create(panel=panel, **vars(holiday), defaults={"added_by": by})
        for holiday in holidays
    ]
    made = [holiday for holiday, is_new in found if is_new]
    audit.record(by=by, verb="school_holidays.added", about=panel, number=len(made))
    return made


@transaction.atomic
def remove_school_holidays(*, holiday_ids: Collection[UUID], by: Person) -> int:
    """They are shown to nobody any more. Gives how many went: one that somebody else took away meanwhile is no matter.

    Raises NotAllowed when one of them is of a panel the person does not run: then all stay.
    """
    going = SchoolHoliday.objects.filter(pk__in=holiday_ids).select_related("panel").order_by("pk")
    going = list(going.select_for_update(of=("self",)))
    panels = {holiday.panel_id: holiday.panel for holiday in going}
    if not all(people.can_run_panel(by, panel) for panel in panels.values()):
        raise NotAllowed
    for panel in panels.values():
        number = sum(holiday.panel_id == panel.pk for holiday in going)
        audit.record(by=by, verb="school_holidays.removed", about=panel, number=number)
    SchoolHoliday.objects.filter(pk__in=[holiday.pk for holiday in going]).delete()
    return len(going)
