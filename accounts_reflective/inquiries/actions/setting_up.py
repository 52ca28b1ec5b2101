"""Whoever leads a programme starts an inquiry, and says what it asks and in which steps."""

from datetime import date

from django.db import transaction

from accounts.people.models import Person, Programme
from accounts_reflective.inquiries import access, queries
from accounts_reflective.inquiries.models import Inquiry, Stage
from accounts_reflective.inquiries.planning.starting_set import PARTNERS2
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow

MOST_STAGES = 60
ENOUGH = "There are 60 steps already. Please take one out first, or put two together."


@transaction.atomic
def start_inquiry(*, programme: Programme, title: str, question: str, from_partners2: bool, by: Person) -> Inquiry:
    """A new inquiry that everyone on a panel of the programme sees at once, open for writing from today.

    `from_partners2`: with the twelve steps of PARTNERS2, without dates; they can be changed like any others. NotAllowed
    for anybody who does not lead the programme.
    """
    if programme.pk not in {each.pk for each in queries.programmes_led_by(by)}:
        raise NotAllowed
    inquiry = Inquiry.objects.create(
        programme=programme, title=title.strip(), question=question.strip(), opened_on=clock.today()
    )
    for number, step in enumerate(PARTNERS2 if from_partners2 else (), start=1):
        Stage.objects.create(inquiry=inquiry, number=number, **vars(step))
    audit.record(by=by, verb="inquiry.started", about=inquiry)
    return inquiry


@transaction.atomic
def change_inquiry(
    *, inquiry: Inquiry, title: str, question: str, prompts: str, is_finished: bool, by: Person
) -> Inquiry:
    """Other words for what it asks, other questions that help to begin; and whether it is finished.

    When it is finished nobody starts a new piece of writing in it; what was begun can be gone on with. It can be opened
    again. NotAllowed for anybody who does not lead the programme.
    """
    inquiry = _lock(inquiry, by)
    inquiry.title, inquiry.question, inquiry.prompts = title.strip(), question.strip(), prompts.strip()
    inquiry.closed_on = (inquiry.closed_on or clock.today()) if is_finished else None
    inquiry.save()
    audit.record(by=by, verb="inquiry.changed", about=inquiry)
    return inquiry


@transaction.atomic
def add_stage(
    *,
    inquiry: Inquiry,
    name: str,
    phase: str,
    asked: str,
    starts_on: date | None,
    ends_on: date | None,
    after: int,
    by: Person,
) -> Stage:
    """A step more, behind the one with the number `after`; 0 puts it first. Those behind it count one up.

    Steps may overlap, and the same one may come back. NotNow when there are 60 already. NotAllowed for anybody who does
    not lead the programme.
    """
    inquiry = _lock(inquiry, by)
    if len(_in_order(inquiry)) >= MOST_STAGES:
        raise NotNow(ENOUGH)
    stage = Stage(inquiry=inquiry, name=name.strip(), phase=phase.strip(), asked=asked.strip())
    stage.starts_on, stage.ends_on = starts_on, ends_on
    _put(inquiry, stage, after)
    audit.record(by=by, verb="stage.added", about=inquiry, number=stage.number)
    return stage


@transaction.atomic
def change_stage(
    *,
    stage: Stage,
    name: str,
    phase: str,
    asked: str,
    starts_on: date | None,
    ends_on: date | None,
    after: int,
    by: Person,
) -> Stage:
    """Other words, days or another place for a step. Whoever changes its place has decided where it stands: it is no
    guess any more. Nothing happens when somebody took it out meanwhile. NotAllowed as for `add_stage`.
    """
    inquiry = _lock(stage.inquiry, by)
    now = Stage.objects.filter(inquiry=inquiry, pk=stage.pk).first()
    if now is None:
        return stage
    now.name, now.phase, now.asked = name.strip(), phase.strip(), asked.strip()
    now.starts_on, now.ends_on = starts_on, ends_on
    before = now.number
    _put(inquiry, now, after)
    if now.number != before:
        now.reconstructed = False
        now.save(update_fields=["reconstructed"])
    audit.record(by=by, verb="stage.changed", about=inquiry, number=now.number)
    return now


@transaction.atomic
def remove_stage(*, stage: Stage, by: Person) -> None:
    """A step is gone from the list; those behind it count one down. Taking it out twice is once. NotAllowed for anybody
    who does not lead the programme.
    """
    inquiry = _lock(stage.inquiry, by)
    gone, _ = Stage.objects.filter(inquiry=inquiry, pk=stage.pk).delete()
    if gone:
        _count_anew(_in_order(inquiry))
        audit.record(by=by, verb="stage.removed", about=inquiry, number=stage.number)


def _put(inquiry: Inquiry, stage: Stage, after: int) -> None:
    """Write the stage behind the one that has the number `after` now, and number all of them from one on."""
    in_order = _in_order(inquiry)
    ahead = [each for each in in_order if each.number <= after and each.pk != stage.pk]
    behind = [each for each in in_order if each.number > after and each.pk != stage.pk]
    stage.number = len(ahead) + 1
    stage.save()
    _count_anew([*ahead, stage, *behind])


def _in_order(inquiry: Inquiry) -> list[Stage]:
    return list(Stage.objects.filter(inquiry=inquiry).order_by("number"))


def _count_anew(in_order: list[Stage]) -> None:
    for number, each in enumerate(in_order, start=1):
        if each.number != number:
            Stage.objects.filter(pk=each.pk).update(number=number)


def _lock(inquiry: Inquiry, by: Person) -> Inquiry:
    locked = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    if not access.can_set_up(by, locked):
        raise NotAllowed
    return locked
