"""What this room tells people. The first lines of each letter say nothing of what it is about."""

from typing import Any

from django.urls import reverse

from accounts.identity import queries
from accounts.identity.models import Opening, Share, Task
from accounts.identity.queries import tasks
from accounts.people.models import Person
from leap.core import outbox
from leap.core.outbox import OutboxMessage

ENDS_SOON = "share_ends_soon"
OPENED = "opened_in_emergency"
TASK = "task_question"


def tell_ending(share: Share) -> bool:
    """The owner hears that one yes ends soon by itself; False when they have been told already."""
    to = share.statement.person
    return outbox.queue(kind=ENDS_SOON, to=to, about=share, occasion="ends-soon") is not None


def tell_opened(opening: Opening) -> None:
    """The person hears that somebody opened what they keep private."""
    outbox.queue(kind=OPENED, to=opening.person, about=opening, occasion="opened")


def ask(task: Task, person: Person) -> None:
    """Somebody who said yes to it hears that there is a question. Nobody without an address: a task by hand would tell
    who is asked, and they see the question on their first page."""
    if person.email:
        outbox.queue(kind=TASK, to=person, about=task, occasion="asked")


def register() -> None:
    """Called once when the project starts."""
    kinds = (
        (ENDS_SOON, _still_ends, "identity:sharing-review", "Something you chose ends soon"),
        (OPENED, _always, "identity:look-list", "Somebody opened what you keep for yourself"),
        (TASK, _is_still_asked, "identity:my-task-list", "A question for you"),
    )
    for name, still_true, page, in_words in kinds:
        outbox.register_kind(outbox.Kind(name, "identity", still_true, _link(page), in_words=in_words))


def _always(message: OutboxMessage) -> bool:
    return True


def _still_ends(message: OutboxMessage) -> bool:
    return queries.share_ending(message.about_id) is not None


def _is_still_asked(message: OutboxMessage) -> bool:
    """A yes that was stopped, an answer, or an address that is gone stops the letter."""
    person = Person.objects.filter(pk=message.to_person_id, is_active=True, email__isnull=False).first()
    return person is not None and tasks.stands_for(person, message.about_id)


def _link(url_name: str):
    def context(message: OutboxMessage) -> dict[str, Any]:
        return {"link": reverse(url_name)}

    return context
