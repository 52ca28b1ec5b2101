"""Starting and saving. No words are ever lost: what cannot be saved over is kept beside."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction

from accounts.people.models import Person
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.writing import access, states
from accounts_reflective.writing.actions.locking import lock_own_account
from accounts_reflective.writing.models import Authorship, Draft, KeptCopy, ReflectiveAccount
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import new_id
from leap.design.forms import MOST_WORDS

PAGES_REMEMBERED = 20
CHOICES = KEEP_DRAFT, USE_COPY, USE_BOTH = ("draft", "copy", "both")


@dataclass(frozen=True)
class Saved:
    """What became of a save. With a `kept_copy`, newer words stayed in the draft and ours were kept beside them."""

    draft: Draft
    kept_copy: KeptCopy | None = None


@transaction.atomic
def start(
    *, title: str, inquiry: Inquiry, by: Person, role_shown: str = "", key: UUID | None = None
) -> ReflectiveAccount:
    """A new reflective account that only `by` can read. `key` is the form's own: sending it twice starts one, not two.

    `role_shown` is how their role will be shown to readers; empty shows none. NotAllowed outside their own inquiries.
    """
    if not access.can_write_in(by, inquiry):
        raise NotAllowed
    accounts = ReflectiveAccount.objects.unscoped("a new one")
    # Each person's keys are their own: a key that is somebody else's account starts a new one, as any other key does.
    own_key = uuid5(by.pk, key.hex) if key else new_id()
    account, is_new = accounts.get_or_create(pk=own_key, defaults={"inquiry": inquiry})
    if not is_new:
        return lock_own_account(account, by)
    Authorship.objects.unscoped("the first author").create(
        account=account, person=by, state=states.WRITING, role_shown=role_shown.strip()
    )
    Draft.objects.unscoped("its draft").create(account=account, title=title.strip(), saved_by=by)
    audit.record(by=by, verb="account.started", about=account, whose=by, inquiry=inquiry.pk)
    return account


@transaction.atomic
def save_draft(
    *,
    account: ReflectiveAccount,
    title: str,
    body: str,
    revision: int,
    by: Person,
    device: str = "",
    turn: int = 0,
    written_as: str = "",
) -> Saved:
    """Save the words typed over `revision` of the draft, by the open page `device` in its request number `turn`, to be
    shown as `written_as` says (as before, when it is empty).

    If somebody else, or another device, saved meanwhile, nothing is overwritten: these words become a kept copy, and
    the authors choose. What the same page goes on to save goes to the same copy. Kept copies are only words.
    """
    account = lock_own_account(account, by)
    draft = Draft.objects.unscoped("the draft being saved").get(account=account)
    same_page = bool(device) and draft.saved_device == device
    is_newest = revision == draft.revision or same_page
    if (draft.title, draft.body) == (title, body) and (written_as in ("", draft.written_as) or not is_newest):
        return Saved(draft)
    if device and turn < dict(draft.saved_pages).get(device, 0):
        return Saved(draft)  # a late request of a page that has saved newer words since
    # The page that saved last may have missed our answer: nobody else has saved since, whatever revision it knows.
    if not is_newest:
        copy = _keep(account, title, body, by, device, turn)
        _note_page(draft, device, turn)
        draft.save(update_fields=["saved_pages"])
        return Saved(draft, copy)
    draft.written_as = written_as or draft.written_as
    _put(draft, title, body, by, device, turn)
    audit.record(by=by, verb="draft.saved", about=account, whose=by, revision=draft.revision)
    return Saved(draft)


def _put(draft: Draft, title: str, body: str, by: Person, device: str = "", turn: int = 0) -> None:
    draft.title, draft.body, draft.saved_by = title, body, by
    draft.saved_device, draft.saved_turn = device, turn
    _note_page(draft, device, turn)
    draft.revision += 1
    draft.saved_at = clock.now()
    draft.save()


def _note_page(draft: Draft, device: str, turn: int) -> None:
    """Remember the newest request of this page, and of the last few that saved before it."""
    if device:
        others = [[page, newest] for page, newest in draft.saved_pages if page != device]
        draft.saved_pages = [*others[1 - PAGES_REMEMBERED :], [device, turn]]


def _keep(account: ReflectiveAccount, title: str, body: str, by: Person, device: str, turn: int) -> KeptCopy:
    copies = KeptCopy.objects.unscoped("words typed meanwhile").filter(
        account=account, typed_by=by, device=device, put_away_at__isnull=True
    )
    same = next((each for each in copies if device or (each.title, each.body) == (title, body)), None)
    if same and turn < same.turn:
        return same
    copy = same or KeptCopy(account=account, typed_by=by, device=device)
    copy.title, copy.body, copy.turn, copy.kept_at = title, body, turn, clock.now()
    copy.save()
    audit.record(by=by, verb="copy.kept", about=account, whose=by, copy=copy.pk)
    return copy


@transaction.atomic
def choose_between(*, copy: KeptCopy, choice: str, revision: int, by: Person) -> Draft:
    """An author chooses: `draft` (keep it as it is), `copy` (take the kept words) or `both` (put them at the end).

    Whatever is not chosen is put away, not deleted. NotNow when the draft changed after `revision`, or when both
    together are too long.
    """
    account = lock_own_account(copy.account, by)
    copy = KeptCopy.objects.unscoped("the copy chosen about").get(pk=copy.pk, account=account)
    draft = Draft.objects.unscoped("the draft chosen about").get(account=account)
    if revision != draft.revision:
        raise NotNow("The words were saved again while you were choosing. Please look at both once more.")
    if choice == USE_COPY:
        _put_away(KeptCopy(account=account, title=draft.title, body=draft.body, typed_by=draft.saved_by))
        _put(draft, copy.title, copy.body, by)
    elif choice == USE_BOTH:
        _put(draft, draft.title, _joined(draft.body, copy.body), by)
    _put_away(copy)
    audit.record(by=by, verb="copy.chosen", about=account, whose=by, copy=copy.pk, choice=choice)
    return draft


def _joined(first: str, second: str) -> str:
    both = f"{first.rstrip()}\n\n{second.lstrip()}"
    if len(both) > MOST_WORDS:
        raise NotNow(
            f"Together they have more than {MOST_WORDS:,} letters and spaces, the most that fits in one piece."
        )
    return both


def _put_away(copy: KeptCopy) -> None:
    copy.put_away_at = clock.now()
    copy.save()
