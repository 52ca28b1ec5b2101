"""Tasks that look for people: as somebody who is asked sees them, and as whoever runs the panel does.

Whoever runs the panel never reads who is asked: `people_asked` is for LEAP's own work alone, and no page, list, number,
order or date is made from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.identity import wordings
from accounts.identity.models import Share, Task, TaskAnswer, TopicChoices
from accounts.identity.planning import topics, words
from accounts.people import queries as people
from accounts.people.models import Panel, Person, Role
from leap.core import clock

YES, NO = TaskAnswer.Answer.YES, TaskAnswer.Answer.NO


@dataclass(frozen=True)
class MyTask:
    """One task as somebody who is asked about it sees it."""

    id: UUID
    panel: Panel
    title: str
    words: str
    topics_in_words: tuple[str, ...]
    answer_by: date
    answer: str
    is_asked: bool

    @property
    def waits(self) -> bool:
        """Is there a question to answer?"""
        return self.is_asked and not self.answer

    @property
    def said_yes(self) -> bool:
        """Did they say that it fits them?"""
        return self.answer == YES


@dataclass(frozen=True)
class RunTask:
    """One task as whoever runs the panel sees it: nothing about whom LEAP asks."""

    id: UUID
    panel: Panel
    title: str
    words: str
    topics_in_words: tuple[str, ...]
    answer_by: date
    is_open: bool


def my_tasks(viewer: Person) -> list[MyTask]:
    """The open tasks the viewer is asked about today, and those they said yes to; the soonest date first."""
    mine = _answers().filter(person=viewer.pk)
    answers = dict(mine.values_list("task", "answer"))
    said_yes = [task for task, answer in answers.items() if answer == YES]
    asked = _topics_by_panel(viewer)
    found = _tasks("those somebody is asked about").filter(
        _open(panel__in=sorted(asked)) & ~Q(asked_by=viewer.pk) | Q(pk__in=said_yes)
    )
    tasks = [_my_task(task, answers.get(task.pk, ""), asked.get(task.panel_id, set())) for task in found]
    return [task for task in tasks if task.is_asked or task.said_yes]


def my_questions(viewer: Person) -> list[MyTask]:
    """Those of `my_tasks` that wait for an answer. For somebody who said yes to none, one look is enough."""
    asked = _topics_by_panel(viewer)
    answered = _answers().filter(task=OuterRef("pk"), person=viewer.pk)
    found = _tasks("those somebody is asked about").filter(
        _open(panel__in=sorted(asked)), ~Exists(answered), ~Q(asked_by=viewer.pk)
    )
    return [task for task in (_my_task(each, "", asked[each.panel_id]) for each in found) if task.waits]


def my_task_or_404(viewer: Person, task_id: UUID) -> MyTask:
    """One of `my_tasks`. One the viewer is not asked about is not found (Http404), like one that never was."""
    found = [task for task in my_tasks(viewer) if task.id == task_id]
    if not found:
        raise Http404
    return found[0]


def tasks_run_by(viewer: Person, panel_id: UUID) -> list[RunTask]:
    """The tasks of a panel, the newest first, for whoever runs it; none for anybody else."""
    run = people.panels_run_by(viewer).filter(pk=panel_id)
    return [_run_task(task) for task in _tasks("whoever runs the panel").filter(panel__in=run).order_by("-made_at")]


def task_run_by_or_404(viewer: Person, task_id: UUID) -> RunTask:
    """One task of a panel the viewer runs. Any other is not found (Http404)."""
    task = _tasks("whoever runs the panel").filter(pk=task_id, panel__in=people.panels_run_by(viewer)).first()
    if task is None:
        raise Http404
    return _run_task(task)


def who_said_yes(viewer: Person, task_id: UUID) -> list[Person]:
    """Those on the panel today who said that the task fits them, by name, for whoever runs the panel; else nobody.

    Not those who take a break, while it lasts: the list is there to be in touch with them.
    """
    yes = _answers().filter(task=task_id, answer=YES, task__panel__in=people.panels_run_by(viewer))
    there = Role.objects.filter(people.belonging(), panel=OuterRef("task__panel"), person=OuterRef("person"))
    away = people.away_from(OuterRef("task__panel")).filter(person=OuterRef("person"))
    said = yes.filter(Exists(there), ~Exists(away))
    return list(Person.objects.filter(pk__in=said.values("person"), is_active=True).order_by("shown_name", "pk"))


def stands_for(person: Person, task_id: UUID) -> bool:
    """For LEAP's own work: is there still a question for this person, which they have not answered?"""
    return task_id in {task.id for task in my_questions(person)}


def panel_of(task_id: UUID) -> UUID | None:
    """For LEAP's own work: the panel of a task, for the letter about it."""
    return _tasks("which panel a letter is about").filter(pk=task_id).values_list("panel", flat=True).first()


def people_asked(task: Task) -> list[Person]:
    """For LEAP's own work, never for a page: everyone whose yes covers the task today."""
    yeses = list(_yeses().filter(panel=task.panel_id).select_related("statement__person"))
    owners = {share.statement.person_id: share.statement.person for share in yeses}
    rather_not = _rather_not(owners)
    wanted = set(topics.read(task.topics))
    asked = {
        share.statement.person_id
        for share in yeses
        if wanted & set(topics.read(share.statement.topics)) - rather_not.get(share.statement.person_id, set())
    }
    return [owners[pk] for pk in sorted(asked - {task.asked_by_id})]


def is_open(task: Task) -> bool:
    """Can the task still be answered?"""
    return task.closed_at is None and task.answer_by >= clock.today()


def tasks_to_tell() -> QuerySet[Task]:
    """For LEAP's own work: the open tasks nobody was written to about yet."""
    return _tasks("those to write letters about").filter(_open(told_at__isnull=True))


def _open(**more) -> Q:
    return Q(closed_at__isnull=True, answer_by__gte=clock.today(), **more)


def _tasks(reason: str) -> QuerySet[Task]:
    return Task.objects.unscoped(reason).select_related("panel", "asked_by").order_by("answer_by", "pk")


def _answers() -> QuerySet[TaskAnswer]:
    return TaskAnswer.objects.unscoped("somebody's own answers, or each yes for whoever runs the panel")


def _yeses() -> QuerySet[Share]:
    """Each yes to being asked that stands today, of somebody on the panel it was given for who takes no break."""
    there = Role.objects.filter(people.belonging(), panel=OuterRef("panel"), person=OuterRef("statement__person"))
    every = Share.objects.unscoped("whom to ask about a task")
    return every.filter(
        Q(until__isnull=True) | Q(until__gte=clock.today()),
        Exists(there),
        ~Exists(people.away_from(OuterRef("panel")).filter(person=OuterRef("statement__person"))),
        purpose=words.MATCHED,
        ended_at__isnull=True,
        wording_version__in=wordings.in_force(),
        statement__person__is_active=True,
    )


def _rather_not(whose: Iterable[UUID]) -> dict[UUID, set[str]]:
    rows = TopicChoices.objects.unscoped("nobody is asked about these").filter(person__in=list(whose))
    return {row.person_id: set(topics.read(row.rather_not)) for row in rows}


def _topics_by_panel(viewer: Person) -> dict[UUID, set[str]]:
    """What the viewer said yes to being asked about, on each of their panels."""
    yeses = list(_yeses().filter(statement__person=viewer.pk).select_related("statement"))
    rather_not = _rather_not([viewer.pk]).get(viewer.pk, set()) if yeses else set()
    asked: dict[UUID, set[str]] = {}
    for share in yeses:
        if share.panel_id is not None:
            asked.setdefault(share.panel_id, set()).update(set(topics.read(share.statement.topics)) - rather_not)
    return asked


def _my_task(task: Task, answer: str, asked_about: set[str]) -> MyTask:
    return MyTask(
        id=task.pk,
        panel=task.panel,
        title=task.title,
        words=task.words,
        topics_in_words=_in_words(task),
        answer_by=task.answer_by,
        answer=answer,
        is_asked=is_open(task) and bool(asked_about & set(topics.read(task.topics))),
    )


def _run_task(task: Task) -> RunTask:
    return RunTask(task.pk, task.panel, task.title, task.words, _in_words(task), task.answer_by, is_open(task))


def _in_words(task: Task) -> tuple[str, ...]:
    return tuple(topics.TOPICS[topic] for topic in topics.read(task.topics))
