"""What workers do for seats. A task makes one call and decides nothing."""

from uuid import UUID

from celery import shared_task

from meetings.seating import actions


@shared_task(name="seating.make_wanted_plan")
def make_wanted_plan(wanted_id: str) -> bool:
    """Make a plan somebody waits for."""
    return actions.make_wanted_plan(wanted_id=UUID(wanted_id))


@shared_task(name="seating.make_wanted_plans")
def make_wanted_plans() -> int:
    """Make plans that wait though a worker was asked. Beat asks every minute; two at once do no harm."""
    return actions.make_wanted_plans()
