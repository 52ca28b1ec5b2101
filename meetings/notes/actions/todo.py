"""Actions and points to be answered: asking somebody, their yes or no, also written down for them, how it ended."""

from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.people import queries as people
from accounts.people.models import Panel, Person
from leap.core import audit, clock
from leap.core.assisted import WRITTEN_DOWN, How
from leap.core.errors import NotAllowed, NotNow
from meetings.notes import access, notices, queries, states
from meetings.notes.actions.notes import lock_notes
from meetings.notes.models import NotesAction

MOST_NAMED = 100  # in one line of the trail
HANDED_BACK = "This is not with you any more. Nothing has been changed."
NOT_ASKED = "Nobody waits for an answer to this now: it was given already, or is not wanted any more."
WHICH = "Please say what they told you, and how it reached you."
YES, NO = "yes", "no"


@transaction.atomic
def add_action(
    *, meeting_id: UUID, words: str, by: Person, kind: str = NotesAction.Kind.ACTION, person: Person | None = None,
    role: str = "", by_day: date | None = None,
) -> NotesAction:  # fmt: skip
    """Write down something to do, or a point to be answered. A person is only asked: it is theirs when they say yes.

    They hear of it once, as soon as the notes are out.

    Raises NotAllowed for anyone who does not run the meeting, and for a person who is not on its panel.
    """
    notes = lock_notes(meeting_id)
    panel = notes.meeting.panel
    if not access.can_write(by, notes.meeting):
        raise NotAllowed
    if person is not None and not people.people_on_panel(by, panel.pk).filter(pk=person.pk).exists():
        raise NotAllowed
    action = NotesAction(
        panel=panel, notes=notes, kind=kind, words=words, person=person, role=role.strip(), by_day=by_day
    )
    if person is not None and person.pk == by.pk:
        action.said_yes_at = clock.now()
    action.save(force_insert=True)
    audit.record(by=by, verb="notes_action.added", about=action, whose=person, kind=kind)
    if person is not None and action.said_yes_at is None and notes.state in states.READABLE:
        notices.tell_asked(action)
    return action


@transaction.atomic
def say_yes(*, action_id: UUID, by: Person) -> NotesAction:
    """The person takes it on. Raises NotAllowed for anyone who is not asked, NotNow when it is finished."""
    action = _lock(action_id)
    if not access.can_hand_back(by, action):
        raise NotAllowed
    if action.state != states.OPEN:
        raise NotNow(HANDED_BACK)
    if action.said_yes_at is None:
        action.said_yes_at = clock.now()
        action.save(update_fields=["said_yes_at"])
        audit.record(by=by, verb="notes_action.taken_on", about=action, whose=by)
    return action


@transaction.atomic
def hand_back(*, action_id: UUID, by: Person) -> NotesAction:
    """The person does not want it, or no longer. No reason is asked; nothing on the action says that it was theirs.

    Raises NotAllowed for anyone who is not asked, NotNow when it is finished.
    """
    action = _lock(action_id)
    if not access.can_hand_back(by, action):
        raise NotAllowed
    if action.state != states.OPEN:
        raise NotNow(HANDED_BACK)
    _leave_nothing(action)
    audit.record(by=by, verb="notes_action.handed_back", about=action, whose=by)
    return action


@transaction.atomic
def record_answer(*, action_id: UUID, said: str, how: str, read_back: bool, by: Person) -> NotesAction:
    """Write down the yes or no of somebody who was reached by phone, by letter or in person. No reason is kept.

    A yes makes it theirs, and they see who wrote it down, when and how; they can hand it back. A no leaves nothing on
    the action, as their own no does. Nobody has to ring or write to them any more.

    Raises NotAllowed for anyone who does not run the meeting, and for their own answer; NotNow when the person is not
    asked: the notes are a draft, they answered or left meanwhile, or it is finished.
    """
    action = _lock(action_id)
    if not access.can_record_answer(by, action):
        raise NotAllowed
    if not queries.is_asked(action):
        raise NotNow(NOT_ASKED)
    if said not in (YES, NO) or how not in How.values:
        raise NotNow(WHICH)
    person = action.person
    if said == YES:
        action.said_yes_at = clock.now()
        action.by_somebody(by=by, how=how, read_back=read_back)
        action.save(update_fields=["said_yes_at", *WRITTEN_DOWN])
    else:
        _leave_nothing(action)
    audit.record(by=by, verb="notes_action.answer_recorded", about=action, whose=person, said=said, how=how)
    notices.settle(action, by)
    return action


def _leave_nothing(action: NotesAction) -> None:
    action.person, action.said_yes_at = None, None
    action.by_themself()
    action.save(update_fields=["person", "said_yes_at", *WRITTEN_DOWN])


def hand_back_all(*, person: Person, panel: Panel, by: Person) -> None:
    """Somebody leaves a panel: what they were asked to do there, or took on, is with nobody. What was done stays.

    The same is asked of the database whatever there was: they may be named in a draft that they do not know of.
    """
    every = NotesAction.objects.unscoped("of whoever leaves").filter(person=person, panel=panel, state=states.OPEN)
    found = list(every.select_for_update().order_by("pk").values_list("pk", flat=True))
    every.update(person=None, said_yes_at=None, written_by=None, how="", read_back=False, written_down_at=None)
    audit.record(by=by, verb="notes_actions.handed_back", about=panel, whose=person, actions=found[:MOST_NAMED])


@transaction.atomic
def end_action(*, action_id: UUID, to: str, outcome: str, by: Person) -> NotesAction:
    """It is done, or no longer needed; with a word about what came of it. A point needs its answer in words.

    Raises NotAllowed for anyone who does not run the panel and did not take it on, NotNow when it is finished already.
    """
    action = _lock(action_id)
    if not access.can_end(by, action):
        raise NotAllowed
    states.check_action(action.state, to)
    if not outcome.strip():
        raise NotNow("Please say in a few words what came of it. The panel reads this.")
    action.state, action.outcome, action.ended_at = to, outcome, clock.now()
    action.save(update_fields=["state", "outcome", "ended_at"])
    audit.record(by=by, verb="notes_action.ended", about=action, to=to)
    return action


def _lock(action_id: UUID) -> NotesAction:
    every = NotesAction.objects.unscoped("the one to be changed").filter(pk=action_id)
    action = every.select_for_update(of=("self",)).select_related("notes__meeting__panel", "person").first()
    if action is None:
        raise NotAllowed
    return action
