"""What this room tells people. The first lines of each letter say nothing of what it is about."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from accounts.identity import queries
from accounts.identity.models import Opening, Share, Task
from accounts.identity.queries import tasks
from accounts.people import queries as people
from accounts.people.models import Pause, Person, Role
from leap.core import outbox
from leap.core.outbox import OutboxMessage

ENDS_SOON = "share_ends_soon"
OPENED = "opened_in_emergency"
TASK = "task_question"
NOTE = queries.NOTE
NOTE_IN_WORDS = "A note about how information is kept"


def tell_ending(share: Share) -> bool:
    """The owner hears that one yes ends soon by itself; False when they have been told already, or cannot be. By email
    or text alone: a task by hand would tell whoever passes it on that they share something. Their first page says it to
    everybody."""
    return outbox.queue(kind=ENDS_SOON, to=share.statement.person, about=share, occasion="ends-soon") is not None


def tell_opened(opening: Opening) -> None:
    """The person hears that somebody opened what they keep private: by email, or through a note that anybody may pass
    on, because it says nothing."""
    if opening.person.email:
        outbox.queue(kind=OPENED, to=opening.person, about=opening, occasion="opened")
    else:
        leave_note(opening.person)


def leave_note(person: Person) -> bool:
    """The person hears that there is something to read, and nothing else; False while an earlier note still waits.

    Whatever the occasion, it is the same row: about the person alone, and numbered by the notes they had before. So the
    number is taken already exactly when one of those is still on its way.
    """
    before = outbox.OutboxMessage.objects.filter(kind=NOTE, to_person_id=person.pk)
    had = before.exclude(state__in=outbox.NOT_BEGUN).count()
    return outbox.queue(kind=NOTE, to=person, about=person, occasion=f"note-{had}") is not None


def note_facts() -> dict[str, Any]:
    """What the words of a note need: where to read and whom to ask what it says. The same for everybody."""
    ask = " on ".join(filter(None, (settings.HELP_NAME or outbox.sender_name(), settings.HELP_PHONE)))
    return {"ask": ask, "link": reverse("identity:look-list")}


def ask(task: Task, person: Person) -> None:
    """Somebody who said yes to it hears that there is a question. By email or text alone: a task by hand would
    tell who is asked, and they see the question on their first page."""
    outbox.queue(kind=TASK, to=person, about=task, occasion="asked")


def register() -> None:
    """Called once when the project starts."""
    every = tuple(Pause.Contact.values)
    ends, opened, asked = _link("identity:sharing-review"), _link("identity:look-list"), _link("identity:my-task-list")
    # They are about a panel, so a break from it stops them; but nobody ever passes them on.
    private = {"never_by_hand": True}
    protects = {"in_a_pause": every, "urgent": True}  # it comes on a break too, at once, however else they are reached
    for name, still_true, context, in_words, facts in (
        (ENDS_SOON, _still_ends, ends, "Something you chose ends soon", {"panel_of": _panel_of_share, **private}),
        (OPENED, _always, opened, "Somebody opened what you keep for yourself", protects),
        (TASK, _is_still_asked, asked, "A question for you", {"panel_of": _panel_of_task, **private}),
    ):
        outbox.register_kind(outbox.Kind(name, "identity", still_true, context, in_words=in_words, **facts))
    note = {"panel_of": _panel_of_note, "in_a_pause": every, "in_words": NOTE_IN_WORDS}
    outbox.register_kind(outbox.Kind(NOTE, "identity", _is_active, lambda message: note_facts(), **note))


def _always(message: OutboxMessage) -> bool:
    return True


def _is_active(message: OutboxMessage) -> bool:
    return Person.objects.filter(pk=message.to_person_id, is_active=True).exists()


def _still_ends(message: OutboxMessage) -> bool:
    return queries.share_ending(message.about_id) is not None


def _is_still_asked(message: OutboxMessage) -> bool:
    """A yes that was stopped, or an answer, stops the letter."""
    person = Person.objects.filter(pk=message.to_person_id, is_active=True).first()
    return person is not None and tasks.stands_for(person, message.about_id)


def _panel_of_share(message: OutboxMessage) -> UUID | None:
    """The panel a yes was said for; none for one to a study team or to those one writes with."""
    share = queries.share_ending(message.about_id)
    return share.panel_id if share is not None else None


def _panel_of_task(message: OutboxMessage) -> UUID | None:
    return tasks.panel_of(message.about_id)


def _panel_of_note(message: OutboxMessage) -> UUID | None:
    """A panel whose people may pass it on: any that the person is on; none for somebody who left."""
    roles = Role.objects.filter(people.belonging(), person=message.to_person_id).order_by("panel__name", "panel")
    return roles.values_list("panel", flat=True).first()


def _link(url_name: str):
    def context(message: OutboxMessage) -> dict[str, Any]:
        return {"link": reverse(url_name)}

    return context
