"""What may be done with the words beyond reading: each use asked by itself, each author for themself, silence is no."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from accounts.people.models import Person
from accounts_reflective.writing import labels, queries, wordings
from accounts_reflective.writing.actions.locking import lock_account, lock_own_account
from accounts_reflective.writing.actions.versions import NO_COVER, take_version
from accounts_reflective.writing.models import (
    READ_BY_OTHERS,
    WHOLE,
    Authorship,
    ByLine,
    Draft,
    ReflectiveAccount,
    Use,
    UseAnswer,
    UseAsked,
    Version,
)
from leap.core import audit, clock
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow

CHANGED = "The words were changed meanwhile. Please look at them once more before you ask about them."
CLOSED = "The words were asked about anew, or an author has left. Please look at what is there now."
NOT_THERE = "These words are not in the text letter for letter. Please copy them from it."
NOTHING_WRITTEN = "There is nothing written yet that anything could be done with."
FEW_SHARE = (
    "Few people would be shown like that, so somebody may guess that it is you. If that is all right, tick the box "
    "that says so. Or choose another way of being shown."
)
COOLING_OFF = timedelta(days=14)  # between asking and anything that cannot be taken back


@transaction.atomic
def ask_about_uses(*, account: ReflectiveAccount, revision: int, by: Person) -> Version:
    """An author asks all authors, themself too, what may be done with the words as they stand at `revision`.

    One question for each use, none of them answered. What was said to earlier words ends: one changed letter asks
    again. Asking again about the same words changes nothing, unless a question is put in other words now.
    ChangedMeanwhile when the words were saved since; NotNow when there are none.
    """
    account = lock_own_account(account, by)
    draft = Draft.objects.unscoped("the words asked about").get(account=account)
    if draft.revision != revision:
        raise ChangedMeanwhile(CHANGED)
    if not draft.body.strip():
        raise NotNow(NOTHING_WRITTEN)
    version = queries.version_asked_about(by, account)
    if version and queries.is_asked_in_todays_words(by, draft, version):
        return version
    close_uses(account=account, by=by)
    version = take_version(account, draft, NO_COVER, by, queries.last_version_number(by, account) + 1, kept_only=True)
    cools = clock.now() + COOLING_OFF
    for use in WHOLE:
        _ask(version, use, by, cools)
    return version


@transaction.atomic
def ask_about_quote(*, version: Version, excerpt: str, output: str, by: Person) -> UseAsked:
    """An author asks about quoting exactly these words in one named output; every other quotation is its own question.

    NotNow when the words are not in the version letter for letter, or when it is asked about no more.
    """
    account = lock_own_account(version.account, by)
    current = queries.version_asked_about(by, account)
    if current is None or current.pk != version.pk:
        raise NotNow(CLOSED)
    return _ask_quote(version, excerpt, output.strip(), by, queries.uses_asked(by, account))


@transaction.atomic
def propose_quote(*, version: Version, excerpt: str, output: str, by: Person) -> UseAsked:
    """Somebody who may look for themes in these words asks their authors about quoting exactly these in one output.

    The caller has made sure that they may look at this version now. Every author answers, as to any other question.
    NotNow as for `ask_about_quote`.
    """
    lock_account(version.account_id)
    asked = UseAsked.objects.unscoped("what is asked today").filter(version=version, closed_at__isnull=True)
    if not asked.exists():
        raise NotNow(CLOSED)
    # What the authors asked each other is theirs: it must not show by this question being there already.
    return _ask_quote(version, excerpt, output.strip(), by, asked.filter(asked_by=by).order_by("asked_at", "pk"))


def _ask_quote(version: Version, excerpt: str, output: str, by: Person, asked: Iterable[UseAsked]) -> UseAsked:
    """The question about one quotation; when it is among those asked, it is that one."""
    if not excerpt.strip() or excerpt not in version.body:
        raise NotNow(NOT_THERE)
    for same in asked:
        if (same.use, same.excerpt, same.output) == (Use.QUOTE, excerpt, output):
            return same
    return _ask(version, Use.QUOTE, by, clock.now() + COOLING_OFF, excerpt=excerpt, output=output)


@transaction.atomic
def answer_use(
    *, asked: UseAsked, said: str, by: Person, by_line: str = "", by_line_words: str = "", few_ok: bool = False
) -> UseAnswer:
    """An author says yes or no to one use of these exact words, and for what others would read, how they are shown.
    `few_ok` is their second yes, needed where few people would be shown like that, and kept only there.

    The same answer twice is one. Who changes how they are shown, or is called another name now, ends the others' yes:
    the label they agreed to is another one now. So do words of one's own, also at the first yes: nobody had read them.
    NotNow when it is asked no more, or when a yes needs a by-line, or a second yes, and has none.
    """
    account = lock_own_account(asked.version.account, by)
    asked = (
        UseAsked.objects.unscoped("the question answered").select_related("version__account__inquiry").get(pk=asked.pk)
    )
    if asked.closed_at is not None:
        raise NotNow(CLOSED)
    by_line, by_line_words = _by_line(asked, said, by_line, by_line_words)
    shown_words = _shown_words(asked, by, by_line, by_line_words)
    few = bool(by_line) and by_line in queries.who_could_be_recognised(by, asked).few
    if few and not few_ok:
        raise NotNow(FEW_SHARE)
    mine = _answers(asked).filter(person=by).order_by("-given_at", "-pk")
    live = mine.filter(ended_at__isnull=True).first()
    given = UseAnswer(asked=asked, person=by, said=said, by_line=by_line, by_line_words=by_line_words)
    given.shown_words, given.knows_few = shown_words or None, few
    if live and live.said == said and (_shown(live), live.shown_words) == (_shown(given), given.shown_words):
        if few and not live.knows_few:
            live.knows_few = True
            live.save(update_fields=["knows_few"])
        return live
    last_yes = mine.filter(said=UseAnswer.Said.YES).first()  # a no between two labels does not hide that they differ
    new_to_others = _shown(last_yes) != _shown(given) if last_yes else by_line == ByLine.OWN_WORDS
    changed = said == UseAnswer.Said.YES and new_to_others
    ending = _answers(asked).filter(ended_at__isnull=True)
    for old in ending if changed else ending.filter(person=by):
        _end(old)
    given.save(force_insert=True)
    verb = "use.agreed" if said == UseAnswer.Said.YES else "use.refused"
    audit.record(by=by, verb=verb, about=asked.version, whose=by, account=account.pk, use=asked.use)
    return given


@transaction.atomic
def take_back_uses(*, account: ReflectiveAccount, by: Person) -> int:
    """An author takes every yes of theirs back in one step: from the next request nothing of it holds, and of what was
    printed LEAP shows nothing, also where the yes had ended with a changed label or earlier words. No reason is asked.
    Returns how many there were that still held.
    """
    account = lock_own_account(account, by)
    every = UseAnswer.objects.unscoped("one's own").filter(
        asked__version__account=account, person=by, said=UseAnswer.Said.YES, taken_back_at__isnull=True
    )
    live = every.filter(ended_at__isnull=True).count()
    for answer in every:
        _end(answer, taken_back=True)
    audit.record(by=by, verb="use.taken_back", about=account, whose=by, answers=live)
    return live


@transaction.atomic
def take_back_one(*, asked: UseAsked, by: Person) -> None:
    """Somebody takes back one yes of theirs, also to words that are asked about no more or that they are no author of
    any more: what was printed stays printed, and LEAP shows it no longer. Twice is once; no reason is asked.
    NotAllowed for who never said yes to it.
    """
    account = lock_account(asked.version.account_id)
    mine = _answers(asked).filter(person=by, said=UseAnswer.Said.YES).order_by("-given_at", "-pk").first()
    if mine is None:
        raise NotAllowed
    if mine.taken_back_at is None:
        _end(mine, taken_back=True)
        audit.record(by=by, verb="use.one_taken_back", about=account, whose=by)


def end_yes_to_label(*, account: ReflectiveAccount, by: Person) -> None:
    """The label of these words is another one now, by what this person did: every author's yes to whatever others would
    read beside it ends, their own too, and all are asked again: they said yes to the label as it was. The caller holds
    the account.
    """
    shown = UseAnswer.objects.unscoped("yes said to a label").filter(
        asked__version__account=account,
        asked__closed_at__isnull=True,
        asked__use__in=sorted(READ_BY_OTHERS),
        said=UseAnswer.Said.YES,
        ended_at__isnull=True,
    )
    if shown.update(ended_at=clock.now()):
        audit.record(by=by, verb="use.asked_again", about=account, whose=by)


def close_uses(*, account: ReflectiveAccount, by: Person) -> None:
    """Nothing is asked about these words any more, and no yes to them holds. The caller holds the account."""
    open_ones = UseAsked.objects.unscoped("to close them").filter(version__account=account, closed_at__isnull=True)
    if open_ones.update(closed_at=clock.now()):
        audit.record(by=by, verb="use.closed", about=account, whose=by)


def _ask(
    version: Version, use: str, by: Person, cools: datetime, *, excerpt: str | None = None, output: str | None = None
) -> UseAsked:
    asked = UseAsked(
        version=version,
        use=use,
        excerpt=excerpt,
        output=output,
        wording=wordings.use_in_words(use),
        asked_by=by,
        holds_from=cools if use in READ_BY_OTHERS else clock.now(),
    )
    asked.save(force_insert=True)
    audit.record(by=by, verb="use.asked", about=version, whose=by, account=version.account_id, use=use)
    return asked


def _by_line(asked: UseAsked, said: str, by_line: str, words: str) -> tuple[str, str]:
    """How the author is shown, kept only with a yes to what others would read."""
    if said != UseAnswer.Said.YES or asked.use not in READ_BY_OTHERS:
        return "", ""
    words = words.strip() if by_line == ByLine.OWN_WORDS else ""
    if not by_line or (by_line == ByLine.OWN_WORDS and not words):
        raise NotNow("Please choose how you are shown beside these words.")
    return by_line, words


def _shown_words(asked: UseAsked, by: Person, by_line: str, words: str) -> str:
    """The role or the name that is printed if this way of being shown is agreed to, as it is now."""
    writers = Authorship.objects.unscoped("one's own").select_related("person")
    mine = writers.get(account=asked.version.account_id, person=by)
    return labels.words_shown(by_line, words, mine.role_shown, mine.person.shown_name)


def _shown(answer: UseAnswer) -> tuple[str, str, str]:
    """How this answer shows its author to the others. Another role asks them again by itself, in `show_role`."""
    name = answer.shown_words if answer.by_line == ByLine.NAME else ""
    return answer.by_line, answer.by_line_words or "", name or ""


def _answers(asked: UseAsked):
    return UseAnswer.objects.unscoped("what the authors said").filter(asked=asked)


def _end(answer: UseAnswer, *, taken_back: bool = False) -> None:
    answer.ended_at = answer.ended_at or clock.now()
    answer.taken_back_at = clock.now() if taken_back else None
    answer.save(update_fields=["ended_at", "taken_back_at"])
