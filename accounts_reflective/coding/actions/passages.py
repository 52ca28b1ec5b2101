"""People who look for themes place words of others in themes: each by themself, until they say that they are done."""

from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from accounts_reflective.coding.models import LookedThrough, Passage, Remark, Theme
from accounts_reflective.coding.planning.sentences import carried, is_there_twice, place_of, sentences
from accounts_reflective.coding.queries import passages as queries
from accounts_reflective.coding.queries.code_book import themes_in_use
from accounts_reflective.writing.actions.locking import lock_account
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow

NOT_THERE = "There are no sentences with these numbers. Please look at the numbers before the words."
NOT_EXACT = "These words are not in those sentences letter for letter. Please copy them, or leave the box empty."
TWICE = "These words are there more than once. Please copy a few more words before or after them."
THEME_GONE = "This theme is used no more. Please choose another one."
NOT_DONE = "You can talk about it once you are done."


@transaction.atomic
def place_words(
    *, version_id: UUID, theme: Theme | None, first: int, last: int, by: Person, exact: str = "", memo: str = ""
) -> Passage:
    """Somebody who looks for themes places sentences `first` to `last`, or with `exact` only these words of them, in a
    theme, with a memo if they like. Placing the same words there twice is once; a memo replaces the one before.

    NotNow when there are no such sentences or words, or the exact words are there more than once, or the theme is
    used no more. NotAllowed when they may not look at this version, or not any more.
    """
    looked = hold(version_id=version_id, by=by)
    if theme is None or not themes_in_use(by, looked.account.inquiry).filter(pk=theme.pk).exists():
        raise NotNow(THEME_GONE)
    if place_of(looked.version.body, first, last) is None:
        raise NotNow(NOT_THERE)
    exact = exact.replace("\r\n", "\n").strip()
    place = place_of(looked.version.body, first, last, exact)
    if place is None:
        raise NotNow(NOT_EXACT)
    if exact and is_there_twice(looked.version.body, first, last, exact):
        raise NotNow(TWICE)
    start, end = place
    facts = {"version": looked.version, "theme": theme, "marked_by": by, "start": start, "end": end}
    passage = _mine(looked, by).filter(theme=theme, start=start, end=end).first() or Passage(**facts)
    passage.memo = memo.strip() or passage.memo
    passage.save()
    audit.record(by=by, verb="passage.placed", about=passage, account=looked.account.pk)
    return passage


@transaction.atomic
def take_out(*, version_id: UUID, passage_id: UUID, by: Person) -> None:
    """Somebody takes a mark of their own out; its memo is gone. Twice is once."""
    looked = hold(version_id=version_id, by=by)
    passage = _mine(looked, by).filter(pk=passage_id).first()
    if passage is not None:
        passage.removed_at, passage.memo = clock.now(), None
        passage.save(update_fields=["removed_at", "memo"])
        audit.record(by=by, verb="passage.taken_out", about=passage, account=looked.account.pk)


@transaction.atomic
def finish(*, version_id: UUID, by: Person) -> LookedThrough:
    """Somebody is done with these words, also when they marked none. Now they see what others who are done marked, and
    those see theirs. Twice is once; it cannot be undone, because what was seen cannot be unseen.
    """
    looked = hold(version_id=version_id, by=by)
    done = LookedThrough.objects.unscoped("one's own").filter(version=looked.version, person=by).first()
    if done is None:
        done = LookedThrough(version=looked.version, person=by)
        done.save(force_insert=True)
        audit.record(by=by, verb="passages.done", about=done, account=looked.account.pk)
    return done


@transaction.atomic
def bring_over(*, version_id: UUID, by: Person) -> tuple[int, int]:
    """Somebody brings their own marks of the version before to these words. Returns how many found their words, and how
    many did not: those stand without a place, to be placed anew. What these words were is not shown: their authors may
    have wanted them gone. Marks in a theme that is used no more, and those brought over already, stay behind.
    """
    looked = hold(version_id=version_id, by=by)
    found = lost = 0
    for old in queries.earlier_marks(by, looked):
        place = carried(old.version.body, looked.version.body, old.start, old.end)
        start, end = place or (None, None)
        same = {"theme": old.theme, "start": start, "end": end}
        facts = {"version": looked.version, "marked_by": by, "carried_from": old, **same}
        if place is not None and _mine(looked, by).filter(**same).exists():
            # It is there already. That it came over is kept as a mark taken out, so that it is not offered again.
            Passage(removed_at=clock.now(), **facts).save(force_insert=True)
            continue
        Passage(memo=old.memo, **facts).save(force_insert=True)
        found, lost = (found + 1, lost) if place else (found, lost + 1)
    audit.record(by=by, verb="passages.brought_over", about=looked.account, found=found, lost=lost)
    return found, lost


@transaction.atomic
def say(*, version_id: UUID, sentence: int, words: str, key: UUID, by: Person) -> Remark:
    """Somebody who is done says to the others who are why they see a sentence as they do. `key` is the form's own:
    sending it twice says it once. NotNow before they are done, and for a sentence that is not there.
    """
    looked = hold(version_id=version_id, by=by)
    if not looked.is_done:
        raise NotNow(NOT_DONE)
    if not 1 <= sentence <= len(sentences(looked.version.body)):
        raise NotNow(NOT_THERE)
    facts = {"version": looked.version, "sentence": sentence, "said_by": by, "words": words.strip()}
    remark, is_new = Remark.objects.unscoped("a new one").get_or_create(pk=queries.own_key(by, key), defaults=facts)
    if is_new:
        audit.record(by=by, verb="remark.said", about=remark, account=looked.account.pk)
    return remark


@transaction.atomic
def take_remark_back(*, version_id: UUID, remark_id: UUID, by: Person) -> None:
    """Somebody takes their own remark back: the words are gone. Twice is once."""
    looked = hold(version_id=version_id, by=by)
    mine = Remark.objects.unscoped("one's own").filter(pk=remark_id, version=looked.version, said_by=by)
    if mine.delete()[0]:
        audit.record(by=by, verb="remark.taken_back", about=looked.account)


def hold(*, version_id: UUID, by: Person) -> queries.Looked:
    """What they may look at, held until the transaction ends; its authors can take their yes back right after.

    NotAllowed when they may not look at it, or not any more.
    """
    found = queries.looked_at(by, version_id)
    if found is not None:
        lock_account(found.account.pk)
        found = queries.looked_at(by, version_id)
    if found is None:
        raise NotAllowed
    return found


def _mine(looked: queries.Looked, by: Person):
    every = Passage.objects.unscoped("one's own").select_for_update()
    return every.filter(version=looked.version, marked_by=by, removed_at__isnull=True)
