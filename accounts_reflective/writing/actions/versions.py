"""Letting people read: exact words, exact readers, every author's yes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from accounts.people.models import Person
from accounts_reflective.inquiries.queries import people_to_write_with
from accounts_reflective.writing import notices, queries, states
from accounts_reflective.writing.actions.locking import lock_own_account
from accounts_reflective.writing.models import Agreement, Authorship, Draft, Reader, ReflectiveAccount, Version
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow

CHANGED = "The words were changed while you were checking. Please read them again before you agree."
NEWER = "Another version was put forward while you were checking. Please look at that one first."
CLOSED = "A newer version has taken the place of this one, or an author has left. Please look at what is there now."
NOT_CONFIRMED = (
    "Somebody typed this for you. Please tick that you have checked the words before anybody else may read them."
)
NOTHING_TO_KEEP = "There is nothing written yet that we could keep."
NOTHING_WRITTEN = "There is nothing written yet for anyone to read."


@dataclass(frozen=True)
class Cover:
    """What goes with the words of a version: a name for the authors, a note that readers see first, whether it
    describes somebody else, who typed it; and, where somebody else did, that its author has checked it.
    """

    name: str = ""
    content_note: str = ""
    about_others: str = ""
    typed: str = ""
    confirmed: bool = False


NO_COVER = Cover()


@transaction.atomic
def propose(
    *,
    account: ReflectiveAccount,
    readers: Iterable[Person],
    revision: int,
    after: int,
    by: Person,
    cover: Cover = NO_COVER,
) -> Version:
    """Put forward the draft as it stands at `revision`, for exactly these readers; it counts as the proposer's own yes.

    `after` is the number of the last version the author saw, so that pressing twice puts forward one. The other authors
    are asked. What readers can read today stays until everyone agrees the new one; earlier versions that not everyone
    has agreed to are closed. NotNow when the words changed meanwhile or there are none, or when somebody else typed
    them and `by` has not confirmed them; NotAllowed when a reader is no one the author shares a panel with.
    """
    account = lock_own_account(account, by)
    readers = list(readers)
    draft = Draft.objects.unscoped("the words put forward").get(account=account)
    latest = Version.objects.unscoped("its versions").filter(account=account).order_by("-number").first()
    if latest and latest.number == after + 1 and _is_same(latest, draft, readers, cover, by):
        return latest
    if cover.typed == Version.Typed.HELPER and not cover.confirmed:
        raise NotNow(NOT_CONFIRMED)
    _check_can_propose(account, draft, readers, revision, latest.number == after if latest else after == 0, by)
    _close_those_not_open(account)
    version = take_version(account, draft, cover, by, after + 1)
    named = Reader.objects.unscoped("the readers named")
    named.bulk_create([Reader(version=version, person=reader) for reader in readers])
    audit.record(by=by, verb="version.proposed", about=version, whose=by, account=account.pk, readers=len(readers))
    _agree(version, by)
    for author in queries.versions_in_play(by, account)[0].not_yet:
        notices.ask_to_agree(version, author)
    return version


@transaction.atomic
def agree(*, version: Version, by: Person) -> Version:
    """An author agrees that these readers may read these words. The last yes opens it, and closes what was open."""
    account = lock_own_account(version.account, by)
    version = _open_or_waiting(account, version)
    if not _live(version, by).exists():
        _agree(version, by)
    return version


@transaction.atomic
def take_back(*, version: Version, by: Person) -> Version:
    """An author takes their yes back: from the next request on only the authors can read it. No reason is asked."""
    lock_own_account(version.account, by)
    live = _live(version, by).first()
    if live is not None:
        live.taken_back_at = clock.now()
        live.save(update_fields=["taken_back_at"])
        audit.record(by=by, verb="agreement.taken_back", about=version, whose=by, account=version.account_id)
    return version


@transaction.atomic
def keep(*, account: ReflectiveAccount, name: str, after: int, by: Person) -> Version:
    """An author keeps the words as they are now under a name, for the authors alone; it can never be opened to readers.

    `after` is the number of the last version the author saw: pressing twice keeps one. NotNow when there are no words.
    """
    account = lock_own_account(account, by)
    draft = Draft.objects.unscoped("the words kept").get(account=account)
    latest = Version.objects.unscoped("its versions").filter(account=account).order_by("-number").first()
    number = latest.number if latest else 0
    if latest and number == after + 1 and latest.kept_only and latest.proposed_by_id == by.pk:
        return latest
    if not draft.body.strip():
        raise NotNow(NOTHING_TO_KEEP)
    version = take_version(account, draft, Cover(name=name), by, number + 1, kept_only=True)
    audit.record(by=by, verb="version.kept", about=version, whose=by, account=account.pk)
    return version


@transaction.atomic
def rename(*, version: Version, name: str, by: Person) -> Version:
    """An author gives a version another name, or none. Only authors see it; the words stay as they are."""
    account = lock_own_account(version.account, by)
    version = Version.objects.unscoped("the version renamed").get(pk=version.pk, account=account)
    version.name = name.strip()
    version.save(update_fields=["name"])
    audit.record(by=by, verb="version.renamed", about=version, whose=by, account=account.pk)
    return version


@transaction.atomic
def note_reading(*, version: Version, by: Person) -> None:
    """Somebody named as a reader has opened the words: the trail says who and when."""
    audit.record(by=by, verb="account.read", about=version, whose=version.proposed_by, account=version.account_id)


def close_versions(account: ReflectiveAccount, *, but: Version | None = None) -> None:
    """Close the account's versions for good, except one. The caller holds the account."""
    versions = Version.objects.unscoped("to close them").filter(account=account, closed_at__isnull=True)
    for version in versions.exclude(pk=but.pk if but else None):
        version.closed_at = clock.now()
        version.save(update_fields=["closed_at"])
        audit.record(by=None, verb="version.closed", about=version, account=account.pk)


def _check_can_propose(
    account: ReflectiveAccount, draft: Draft, readers: list[Person], revision: int, is_latest: bool, by: Person
) -> None:
    if not is_latest:
        raise NotNow(NEWER)
    if draft.revision != revision:
        raise NotNow(CHANGED)
    if not draft.body.strip():
        raise NotNow(NOTHING_WRITTEN)
    if not readers:
        raise NotNow("Choose at least one person who may read it.")
    allowed = set(people_to_write_with(by, account.inquiry_id).values_list("pk", flat=True))
    authors = Authorship.objects.unscoped("its authors").filter(account=account, state=states.WRITING)
    allowed -= set(authors.values_list("person", flat=True))
    if not {reader.pk for reader in readers} <= allowed:
        raise NotAllowed


def take_version(
    account: ReflectiveAccount, draft: Draft, cover: Cover, by: Person, number: int, *, kept_only: bool = False
) -> Version:
    """The words as they are now, with their cover; closed from the start when the authors keep it for themselves.

    The caller holds the account.
    """
    now = clock.now()
    return Version.objects.unscoped("the words as they are now").create(
        account=account,
        number=number,
        title=draft.title,
        body=draft.body,
        written_as=draft.written_as,
        name=cover.name.strip(),
        content_note=cover.content_note.strip(),
        about_others=cover.about_others,
        typed=cover.typed,
        confirmed_at=now if cover.confirmed else None,
        kept_only=kept_only,
        proposed_at=now,
        proposed_by=by,
        closed_at=now if kept_only else None,
    )


def _agree(version: Version, by: Person) -> None:
    Agreement.objects.unscoped("an author's yes").create(version=version, person=by)
    audit.record(by=by, verb="version.agreed", about=version, whose=by, account=version.account_id)
    if queries.is_agreed_by_all(version):
        close_versions(version.account, but=version)
        audit.record(by=None, verb="version.opened", about=version, account=version.account_id)


def _close_those_not_open(account: ReflectiveAccount) -> None:
    """What not everyone agreed to cannot be agreed to any more; what is open stays open until the new one is."""
    versions = Version.objects.unscoped("its versions").filter(account=account, closed_at__isnull=True)
    open_now = next((version for version in versions if queries.is_agreed_by_all(version)), None)
    close_versions(account, but=open_now)


def _open_or_waiting(account: ReflectiveAccount, version: Version) -> Version:
    version = Version.objects.unscoped("the version agreed to").get(pk=version.pk, account=account)
    if version.closed_at is not None:
        raise NotNow(CLOSED)
    return version


def _is_same(latest: Version, draft: Draft, readers: list[Person], cover: Cover, by: Person) -> bool:
    """Is this the version the same author has just put forward: same words, same readers?"""
    named = Reader.objects.unscoped("the readers named").filter(version=latest)
    same_words = queries.are_the_same(latest, draft)
    same_words = same_words and (latest.name or "", latest.content_note or "") == (cover.name, cover.content_note)
    same_readers = set(named.values_list("person", flat=True)) == {reader.pk for reader in readers}
    return latest.proposed_by_id == by.pk and latest.closed_at is None and same_words and same_readers


def _live(version: Version, person: Person):
    agreements = Agreement.objects.unscoped("one author's yes")
    return agreements.filter(version=version, person=person, taken_back_at__isnull=True)
