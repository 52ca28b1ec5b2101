"""Writing together: asking, joining, saying no, leaving. Nobody is asked why."""

from django.db import transaction

from accounts.people.models import Person
from accounts_reflective.inquiries.queries import people_to_write_with
from accounts_reflective.writing import notices, queries, states
from accounts_reflective.writing.actions.locking import lock_account, lock_own_account
from accounts_reflective.writing.actions.uses import close_uses, end_yes_to_label
from accounts_reflective.writing.actions.versions import close_versions
from accounts_reflective.writing.models import Authorship, ReflectiveAccount
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.states import check_move

ALREADY_WRITING = "This person is already writing this with you."
NOT_ASKED = "This is not waiting for your answer any more."
ONLY_AUTHOR = (
    "You are the only author, so there would be nobody left to look after these words. "
    "Nobody else can read them unless you choose it."
)


@transaction.atomic
def ask(*, account: ReflectiveAccount, person: Person, by: Person) -> Authorship:
    """An author asks someone on a panel they share to write with them. Until they join, they can read nothing of it.

    Asking twice is asking once. Someone who said no before, or left, can be asked again.
    """
    account = lock_own_account(account, by)
    if not people_to_write_with(by, account.inquiry_id).filter(pk=person.pk).exists():
        raise NotAllowed
    found = Authorship.objects.unscoped("asked before?").filter(account=account, person=person).first()
    if found and found.state == states.ASKED:
        return found
    if found:
        check_move(states.AUTHORSHIP_MOVES, found.state, states.ASKED, ALREADY_WRITING)
    # An earlier no or a leaving makes way, also where there is none: asking is the same for whoever watches.
    Authorship.objects.unscoped("asked again").filter(account=account, person=person).delete()
    asked = Authorship(account=account, person=person, state=states.ASKED, asked_by=by)
    asked.save(force_insert=True)
    audit.record(by=by, verb="coauthor.asked", about=account, whose=person)
    notices.ask(asked)
    return asked


@transaction.atomic
def take_back_ask(*, account: ReflectiveAccount, person: Person, by: Person) -> None:
    """An author takes the question back before it is answered. NotNow when it has been answered."""
    account = lock_own_account(account, by)
    asked = Authorship.objects.unscoped("the ask").filter(account=account, person=person, state=states.ASKED).first()
    if asked is None:
        raise NotNow("This person has already answered.")
    asked.delete()
    audit.record(by=by, verb="coauthor.ask_taken_back", about=account, whose=person)


@transaction.atomic
def join(*, account: ReflectiveAccount, by: Person, role_shown: str = "") -> Authorship:
    """Someone who was asked becomes an author: they can read and change the draft.

    Versions agreed before are closed to readers until the new author agrees too; and because the label names one more,
    the others are asked again about what would be printed beside it.
    """
    account = lock_account(account.pk)
    asked = _own_answer(account, by, states.WRITING)
    if asked.state == states.WRITING:
        return asked
    if not queries.asks_for(by).filter(pk=asked.pk).exists():
        raise NotAllowed
    asked.state, asked.role_shown, asked.since = states.WRITING, role_shown.strip(), clock.now()
    asked.save()
    end_yes_to_label(account=account, by=by)
    audit.record(by=by, verb="coauthor.joined", about=account, whose=by)
    return asked


@transaction.atomic
def decline(*, account: ReflectiveAccount, by: Person) -> Authorship:
    """Someone who was asked says no. They are not asked why."""
    account = lock_account(account.pk)
    asked = _own_answer(account, by, states.DECLINED)
    if asked.state == states.DECLINED:
        return asked
    asked.state, asked.since = states.DECLINED, clock.now()
    asked.save()
    audit.record(by=by, verb="coauthor.declined", about=account, whose=by)
    return asked


@transaction.atomic
def leave(*, account: ReflectiveAccount, by: Person) -> Authorship:
    """An author leaves in one step. Every version closes to its readers, and every use of the words ends: the others
    agree anew without them.

    NotNow for the only author, whose words nobody could reach any more.
    """
    account = lock_own_account(account, by)
    authors = Authorship.objects.unscoped("its authors").filter(account=account, state=states.WRITING)
    mine = authors.get(person=by)
    if not authors.exclude(pk=mine.pk).exists():
        raise NotNow(ONLY_AUTHOR)
    mine.state, mine.since = states.LEFT, clock.now()
    mine.save()
    close_versions(account)
    close_uses(account=account, by=by)
    audit.record(by=by, verb="coauthor.left", about=account, whose=by)
    return mine


@transaction.atomic
def show_role(*, account: ReflectiveAccount, role_shown: str, by: Person) -> Authorship:
    """An author changes how their own role is shown to readers, or shows none. It stands in the label: all authors, the
    one who changed it too, are asked again about what would be printed beside it. The same words again change nothing.
    """
    account = lock_own_account(account, by)
    mine = Authorship.objects.unscoped("one's own").get(account=account, person=by)
    if mine.role_shown != role_shown.strip():
        end_yes_to_label(account=account, by=by)
    mine.role_shown = role_shown.strip()
    mine.save()
    audit.record(by=by, verb="coauthor.role_shown", about=account, whose=by)
    return mine


def _own_answer(account: ReflectiveAccount, by: Person, to: str) -> Authorship:
    """The person's own authorship, if it can move to this state or is there already."""
    mine = Authorship.objects.unscoped("one's own").filter(account=account, person=by).first()
    if mine is None:
        raise NotAllowed
    if mine.state != to:
        check_move(states.AUTHORSHIP_MOVES, mine.state, to, NOT_ASKED)
    return mine
