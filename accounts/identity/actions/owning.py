"""What the actions of this room have in common: a statement of one's own, held still, and words we can keep."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.identity.models import Share, Statement
from accounts.people.models import Person
from leap.core.errors import NotAllowed, NotNow

MOST_LETTERS = 2000


def locked(statement_id: UUID, by: Person) -> Statement:
    """The person's own statement, held until the change is done. Anybody else's is refused like one that never was."""
    mine = Statement.objects.unscoped("the owner changes their own").select_for_update(of=("self",))
    statement = mine.filter(pk=statement_id, person=by.pk, person__is_active=True).first()
    if statement is None:
        raise NotAllowed
    return statement


def checked(typed: str) -> str:
    """The words as typed, with plain line ends. NotNow, with a sentence, for none at all or more than we can keep."""
    words = plain(typed)
    if not words:
        raise NotNow("There are no words in the box yet. Write a little, or go back without saving.")
    return words


def plain(typed: str) -> str:
    """The words as typed, with plain line ends; empty for blanks alone. NotNow for more than we can keep."""
    words = typed.replace("\r\n", "\n").replace("\r", "\n")
    if len(words) > MOST_LETTERS:
        raise NotNow(f"Please make this shorter. The most we can keep here is {MOST_LETTERS:,} letters and spaces.")
    return words if words.strip() else ""


def live_shares(statement: Statement) -> QuerySet[Share]:
    """Each yes for this statement that its owner has not taken back."""
    yeses = Share.objects.unscoped("the owner's own yeses")
    return yeses.filter(statement=statement.pk, ended_at__isnull=True)
