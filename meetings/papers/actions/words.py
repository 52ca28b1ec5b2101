"""Hard words: explaining one, and asking for one to be explained without anybody knowing who asked."""

from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.people.models import Person, Programme
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from meetings.papers import access, queries
from meetings.papers.actions.steps import CHANGED, ChangedMeanwhile, check_revision
from meetings.papers.models import Word, WordAsked

MOST_ASKED = 50
ENOUGH = "Many words wait to be explained already. Please ask again in a few days."


@transaction.atomic
def keep_word(*, programme: Programme, term: str, meaning: str, revision: int, by: Person) -> Word:
    """A word is explained, or explained anew; where somebody asked for it, that is settled. `revision` is that of the
    explanation that was on the page (0: there was none of the programme's own): ChangedMeanwhile when there is a newer.
    Raises NotAllowed for anyone who runs no panel of the programme."""
    if not access.can_keep_words(by, programme):
        raise NotAllowed
    word = Word.objects.select_for_update().filter(programme=programme, term__iexact=term.strip()).first()
    check_revision(word.revision if word else 0, revision)
    if word is None:
        word = Word(programme=programme, term=term.strip())
    word.meaning, word.revision = meaning.strip(), word.revision + 1
    word.changed_at, word.changed_by = clock.now(), by
    word.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            word.save()
    except IntegrityError:
        raise ChangedMeanwhile(CHANGED) from None
    for asked in queries.words_asked_for(by, programme):
        if asked.term.casefold() == word.term.casefold():
            asked.delete()
    audit.record(by=by, verb="word.explained", about=word, programme=programme.pk)
    return word


@transaction.atomic
def ask_for_word(*, programme: Programme, term: str, by: Person) -> None:
    """Somebody asks what a word means. Who did is written nowhere.

    Asked twice, it stands there once, as it was typed last and with the first day: the first wording would tell that
    somebody asked before. For the same reason asking takes the same steps either way. Raises NotAllowed outside the
    programme, NotNow when too many words wait.
    """
    if not queries.programmes_for(by).filter(pk=programme.pk).exists():
        raise NotAllowed
    Programme.objects.select_for_update().get(pk=programme.pk)
    every = list(WordAsked.objects.unscoped("is it there already").filter(programme=programme))
    asked = WordAsked(programme=programme, term=term.strip(), asked_on=clock.today())
    before = next((each for each in every if each.term.casefold() == asked.term.casefold()), None)
    if before is None and len(every) >= MOST_ASKED:
        raise NotNow(ENOUGH)
    WordAsked.objects.unscoped("the same word, asked before").filter(pk=before.pk if before else asked.pk).delete()
    if before is not None:
        asked.asked_on = before.asked_on
    asked.save(force_insert=True)


@transaction.atomic
def settle_word(*, asked_id: UUID, programme: Programme, by: Person) -> None:
    """A word that was asked for and needs no explanation comes off the list."""
    if not access.can_keep_words(by, programme):
        raise NotAllowed
    WordAsked.objects.unscoped("off the list").filter(pk=asked_id, programme=programme).delete()
    audit.record(by=by, verb="word.settled", about=programme)
