"""Every change to seats."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.ids import new_id
from meetings.schedule.actions import lock_to_run
from meetings.schedule.models import Meeting
from meetings.seating import queries, states
from meetings.seating.models import ApartWish, Seat, SeatingPlan
from meetings.seating.planning import Plan, choose_tables, plan_next_meeting, with_offers

FEWEST_SEATS, MOST_SEATS = 2, 20
LARGEST_SEED = 2**31


@transaction.atomic
def make_plan(*, meeting_id: UUID, seats_per_table: int, by: Person) -> SeatingPlan:
    """Seat everyone who said they come in person, so that people sit with those they have sat with least.

    Whoever needs a seat by the door or at the quiet edge gets one there, without a word of whose wish it was. Who would
    rather not share a table does not, as far as the tables allow; nothing that is stored or shown says so.

    The new plan is the one everyone on the meeting sees from now on; the one before it is kept, out of use. Nobody is
    told by message. `seats_per_table` is 2 to 20. Raises NotAllowed for anyone who does not arrange the meeting, NotNow
    when the meeting is over or called off, or nobody comes in person yet.
    """
    meeting = lock_to_run(meeting_id, by)  # two people pressing at once: one after the other, the later plan stays
    states.check_can_plan(meeting.state)
    coming = queries.people_coming(by, meeting)
    states.check_somebody_comes(len(coming))
    plan_id = new_id()
    seed = plan_id.int % LARGEST_SEED
    planned = plan_next_meeting(
        queries.with_seats_needed(by, meeting, coming),
        with_offers(choose_tables(len(coming), seats_per_table)),
        queries.history_before(meeting),
        seed=seed,
        wishes=queries.wishes_of([person.id for person in coming]),
    )
    replaced = SeatingPlan.objects.filter(meeting=meeting, replaced_at__isnull=True).update(replaced_at=clock.now())
    plan = SeatingPlan.objects.create(
        pk=plan_id, meeting=meeting, seats_per_table=seats_per_table, seed=seed, made_by=by
    )
    Seat.objects.bulk_create(_seats(plan, planned))
    facts: dict[str, Any] = {"people": len(coming), "tables": len(planned.groups), "replaced": bool(replaced)}
    audit.record(by=by, verb="seating_plan.made", about=plan, meeting=meeting.pk, seed=seed, **facts)
    return plan


@transaction.atomic
def wish_apart(*, person_ids: Iterable[UUID], by: Person) -> None:
    """Keep whom somebody would rather not share a table with: from now on plans keep them apart wherever tables allow.

    The choice replaces the one before; with nobody in it, nothing is kept. Only people they are on a panel with today
    count. Nobody is told, now or later, and it is not written in the trail: the trail has readers. Plans that are made
    already stay as they are.
    """
    Person.objects.select_for_update().get(pk=by.pk)  # two devices at once: one after the other, the later choice stays
    beside = {person.pk for person in queries.people_beside(by)}
    others = sorted(str(each) for each in set(person_ids) & beside)
    mine = queries.apart_wish_of(by)
    if not others:
        if mine is not None:
            mine.delete()
        return
    mine = mine or ApartWish(person=by)
    mine.others = " ".join(others)
    mine.save()


@transaction.atomic
def put_away(*, meeting: Meeting, by: Person) -> None:
    """Called when a meeting is moved, in its transaction: who comes is not known any more, so nobody has a seat."""
    plan = SeatingPlan.objects.select_for_update().filter(meeting=meeting, replaced_at__isnull=True).first()
    if plan is not None:
        plan.replaced_at = clock.now()
        plan.save(update_fields=["replaced_at"])
        audit.record(by=by, verb="seating_plan.put_away", about=plan, meeting=meeting.pk)


def _seats(plan: SeatingPlan, planned: Plan) -> list[Seat]:
    return [
        Seat(plan=plan, person_id=UUID(str(person)), table=table, place=place)
        for table, people in enumerate(planned.groups, start=1)
        for place, person in enumerate(people, start=1)
    ]
