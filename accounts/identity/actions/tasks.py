"""Looking for people for a task, and answering. Nobody who looks ever learns who was asked."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction

from accounts.identity import notices
from accounts.identity.actions.owning import checked
from accounts.identity.models import Task, TaskAnswer
from accounts.identity.planning import topics as known
from accounts.identity.queries import tasks as tasks_of
from accounts.people import access as people
from accounts.people.models import Panel, Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import new_id

MOST_LETTERS_IN_A_TITLE = 80


@transaction.atomic
def make_task(
    *, panel: Panel, title: str, words: str, topics: Iterable[str], answer_by: date, by: Person, key: UUID | None = None
) -> Task:
    """A question waits for everyone on the panel whose yes covers one of these topics; letters follow by themselves.

    Nothing here depends on who that is, so making it takes the same for nobody and for everybody. `key` is the form's
    own: the same form sent twice makes one task. Raises NotAllowed for somebody who does not run the panel, NotNow
    (with a sentence) for words or a date we cannot keep, ValueError for a topic that is not in the list.
    """
    if not people.can_run_panel(by, panel):
        raise NotAllowed
    title, about = checked(title), known.write(topics)
    if len(title) > MOST_LETTERS_IN_A_TITLE:
        raise NotNow(f"Please make the name shorter: at most {MOST_LETTERS_IN_A_TITLE} letters and spaces.")
    if about is None:
        raise NotNow("Choose what the task is about, so that we know who said yes to being asked.")
    if answer_by < clock.today():
        raise NotNow("That day is over already. Choose today or a later day.")
    task, is_new = Task.objects.unscoped("a new one").get_or_create(
        pk=uuid5(by.pk, key.hex) if key else new_id(),
        defaults={
            "panel": panel,
            "asked_by": by,
            "title": title,
            "words": checked(words),
            "topics": about,
            "answer_by": answer_by,
            "made_at": clock.now(),
        },
    )
    if is_new:
        audit.record(by=by, verb="task.made", about=task, panel=panel.pk, answer_by=answer_by)
    return task


@transaction.atomic
def close_task(*, task_id: UUID, by: Person) -> Task:
    """Nobody is asked any more. Who said yes stays. Raises NotAllowed for somebody who does not run the panel."""
    task = Task.objects.unscoped("to close it").select_related("panel").select_for_update(of=("self",))
    found = task.filter(pk=task_id).first()
    if found is None or not people.can_run_panel(by, found.panel):
        raise NotAllowed
    if found.closed_at is None:
        found.closed_at = max(clock.now(), found.made_at)
        found.save(update_fields=["closed_at"])
        audit.record(by=by, verb="task.closed", about=found, panel=found.panel_id)
    return found


@transaction.atomic
def answer_task(*, task_id: UUID, fits: bool, by: Person) -> TaskAnswer:
    """A yes is shown to whoever runs the panel. A no is shown to nobody; it only stops the question.

    May be changed for as long as the question stands. Raises NotAllowed for somebody who is not asked today.
    """
    Person.objects.select_for_update().get(pk=by.pk)
    task = next((each for each in tasks_of.my_tasks(by) if each.id == task_id), None)
    if task is None or not task.is_asked:
        raise NotAllowed
    return _answer(task_id, TaskAnswer.Answer.YES if fits else TaskAnswer.Answer.NO, by)


@transaction.atomic
def take_back_answer(*, task_id: UUID, by: Person) -> TaskAnswer | None:
    """A yes becomes a no, at any time: nobody sees the person's name there any more. None when there was no answer."""
    Person.objects.select_for_update().get(pk=by.pk)
    if not TaskAnswer.objects.unscoped("their own").filter(task=task_id, person=by.pk).exists():
        return None
    return _answer(task_id, TaskAnswer.Answer.NO, by)


def tell_people_asked() -> int:
    """Write down the letters of each new task, once however often this runs. Says how many tasks were done.

    Only for people with an address: the others see the question on their first page, and no list tells anybody to pass
    it on to them.
    """
    return sum(_tell(pk) for pk in tasks_of.tasks_to_tell().values_list("pk", flat=True))


@transaction.atomic
def _tell(task_id: UUID) -> bool:
    locked = tasks_of.tasks_to_tell().select_for_update(of=("self",), skip_locked=True)
    task = locked.filter(pk=task_id).first()
    if task is None:
        return False
    for person in tasks_of.people_asked(task):
        notices.ask(task, person)
    task.told_at = clock.now()
    task.save(update_fields=["told_at"])
    return True


def _answer(task_id: UUID, answer: str, by: Person) -> TaskAnswer:
    mine = TaskAnswer.objects.unscoped("a person's own answer")
    kept, is_new = mine.get_or_create(
        task_id=task_id, person=by, defaults={"answer": answer, "answered_at": clock.now()}
    )
    if is_new or kept.answer != answer:
        kept.answer, kept.answered_at = answer, clock.now()
        kept.save(update_fields=["answer", "answered_at"])
        audit.record(by=by, verb="task.answered", about=kept, whose=by)
    return kept
