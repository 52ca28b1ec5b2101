"""Putting an output together, and freezing it. Only what every author of today says yes to can be in it."""

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.people.models import Person
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.inquiries.queries import inquiries_for
from accounts_reflective.publication import access, states
from accounts_reflective.publication.models import Frozen, LetterGiven, NamedAuthor, Output, Printed
from accounts_reflective.publication.planning import content as plan
from accounts_reflective.publication.queries import outputs as queries
from accounts_reflective.writing.actions.letters import give_letters
from accounts_reflective.writing.actions.locking import lock_account
from accounts_reflective.writing.labels import needs_letter
from accounts_reflective.writing.queries import accounts_of
from leap.core import audit, clock
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from leap.core.states import check_move

SAME_NAME = "There is an output with this name already. Authors say yes to a name, so each needs its own."
CHANGED = "Something in it changed meanwhile. Please look at it once more before you freeze it."
CHANGED_PARTS = "It was changed on another page meanwhile. Please look at it and choose again."
EMPTY = "There is nothing in it that every author agreed to, so there is nothing to freeze."
DONE = "It is frozen. What is frozen stays what it was."
ASIDE = "It is set aside. Take it up again first."
FEW = 5
TOO_FEW = (
    "Fewer than 5 reflective accounts are counted today. Numbers of so few could tell what one of them says. Please "
    "leave the numbers out."
)
TOO_CLOSE = (
    "Its numbers differ from those printed before by what fewer than 5 reflective accounts say. Whoever compares the "
    "two could work out what one of them says. Please leave the numbers out."
)
PARTS = ("with_scheme", "with_numbers", "with_quotes", "with_whole")


@transaction.atomic
def start_output(*, inquiry: Inquiry, name: str, by: Person) -> Output:
    """Whoever leads the programme gives a new output its name: authors can be asked about quotations in it.

    NotNow when the inquiry has, or ever had, one of this name. NotAllowed for anybody else.
    """
    inquiry = _lock(inquiry, by)
    name = " ".join(name.split())
    there = Output.objects.filter(inquiry=inquiry).values_list("name", flat=True)
    if queries.same_name(name) in {queries.same_name(each) for each in there}:
        raise NotNow(SAME_NAME)
    output = Output(inquiry=inquiry, name=name, started_by=by)
    try:
        with transaction.atomic():
            output.save(force_insert=True)
    except IntegrityError:
        raise NotNow(SAME_NAME) from None
    audit.record(by=by, verb="output.started", about=output, inquiry=inquiry.pk)
    return output


@transaction.atomic
def choose_parts(*, output: Output, parts: Mapping[str, bool], revision: int, by: Person) -> Output:
    """Say which parts stand in it. ChangedMeanwhile when it was changed since `revision`; NotNow when it is frozen."""
    output = _lock_output(output, by)
    _refuse_unless_drafting(output)
    if output.revision != revision:
        raise ChangedMeanwhile(CHANGED_PARTS)
    for part in PARTS:
        setattr(output, part, bool(parts.get(part)))
    output.revision += 1
    output.save()
    audit.record(by=by, verb="output.changed", about=output, inquiry=output.inquiry_id)
    return output


@transaction.atomic
def set_aside(*, output: Output, aside: bool, by: Person) -> Output:
    """Put an output away that is not to be after all, or take it up again. Its name stays taken. Twice is once."""
    output = _lock_output(output, by)
    to = states.SET_ASIDE if aside else states.DRAFTING
    if output.state == to:
        return output
    check_move(states.OUTPUT_MOVES, output.state, to, DONE)
    output.state = to
    output.save(update_fields=["state"])
    verb = "output.set_aside" if aside else "output.taken_up"
    audit.record(by=by, verb=verb, about=output, inquiry=output.inquiry_id)
    return output


@transaction.atomic
def name_me(*, output: Output, words: str, by: Person) -> None:
    """An author of the inquiry says in which words they want to be named as an author of the output, or with no words
    that they do not. Nobody is named who did not say so. NotAllowed for who writes nothing in the inquiry; NotNow for
    a new name when it is frozen: then a name can only be taken out of LEAP's page, also by who has left since.
    """
    _lock_inquiry(output.inquiry_id)
    output = Output.objects.get(pk=output.pk)
    words = " ".join(words.split())
    if words and output.state == states.FROZEN:
        raise NotNow(DONE)
    if words and not accounts_of(by).filter(inquiry=output.inquiry_id, inquiry__in=inquiries_for(by)).exists():
        raise NotAllowed
    NamedAuthor.objects.unscoped("one's own").filter(output=output, person=by).delete()
    if words:
        NamedAuthor(output=output, person=by, words=words).save(force_insert=True)
    audit.record(by=by, verb="author.named" if words else "author.not_named", about=output, whose=by)


@transaction.atomic
def freeze(*, output: Output, seen: str, by: Person) -> Frozen:
    """Freeze the output exactly as whoever leads the programme has just seen it (`seen`: the digest of that).

    Everything in it is held meanwhile, so that no yes can be taken back in between; letters are drawn by lot. From then
    on nothing of it changes. ChangedMeanwhile when anything is not as it was seen: a yes taken back, a letter of the
    text, a label, a name, a theme, a number. NotNow when nothing is in it, when it is frozen already, or when its
    numbers count fewer than five accounts or are too close to those printed before.
    """
    output = _lock_output(output, by)
    _refuse_unless_drafting(output)
    found = _held(output, by)
    if found.content.digest != seen:
        raise ChangedMeanwhile(CHANGED)
    if found.content.is_empty:
        raise NotNow(EMPTY)
    _refuse_if_too_close(output, found)
    found = queries.with_letters(found, _give_letters(output, found))
    now = clock.now()
    text = plan.as_text(found.content, now.date().isoformat())
    frozen = Frozen(output=output, text=text, pieces=plan.as_json(found.content), sha256=plan.hash_of(text))
    frozen.frozen_by, frozen.frozen_at = by, now
    frozen.save(force_insert=True)
    beside = {piece.key: piece.label for piece in found.content.pieces}
    rows = [
        Printed(frozen=frozen, account=each.account, asked=each.asked, label=beside.get(str(each.asked.pk), ""))
        for each in [*found.uses, *found.counted]
    ]
    Printed.objects.unscoped("what stands in the copy").bulk_create(rows)
    output.state = states.FROZEN
    output.save(update_fields=["state"])
    audit.record(by=by, verb="output.frozen", about=output, inquiry=output.inquiry_id, uses=len(rows))
    return frozen


def _refuse_unless_drafting(output: Output) -> None:
    check_move(states.OUTPUT_MOVES, output.state, states.FROZEN, DONE if output.state == states.FROZEN else ASIDE)


def _held(output: Output, by: Person) -> queries.Together:
    """What is in it, once every account in it is held: from here on no author's answer can change."""
    before = _together(output, by)
    for account in sorted(before.accounts):
        lock_account(account)
    found = _together(output, by)
    counted = len(found.counted)
    if not found.accounts <= before.accounts or any(chart.counted != counted for chart in found.content.charts):
        raise ChangedMeanwhile(CHANGED)  # an account that is not held came in between
    return found


def _together(output: Output, by: Person) -> queries.Together:
    found = queries.together(by, output)
    if found is None:
        raise NotAllowed
    return found


def _refuse_if_too_close(output: Output, found: queries.Together) -> None:
    """Numbers of a few accounts tell what those few say; so do two numbers that differ by a few accounts, or by what
    few or none of other accounts but the same say now. Only the same numbers of the same accounts tell nothing new.
    """
    now, charts = {each.account.pk for each in found.counted}, found.content.charts
    if 0 < len(now) < FEW:
        raise NotNow(TOO_FEW)
    for accounts, printed in queries.counted_before(output) if now else []:
        if len(now ^ accounts) < FEW and (now, charts) != (accounts, printed):
            raise NotNow(TOO_CLOSE)


def _give_letters(output: Output, found: queries.Together) -> dict[UUID, str]:
    """A letter for each account in whose label there is one, by lot. It is written down that it was given."""
    lettered = {each.account.pk for each in found.uses if needs_letter(each.shown)}
    given = queries.letters_given(output.inquiry)
    letters = give_letters(inquiry=output.inquiry, accounts=lettered, taken=given)
    new = sorted(set(letters.values()) - given)
    LetterGiven.objects.bulk_create([LetterGiven(inquiry=output.inquiry, letter=letter) for letter in new])
    return letters


def _lock(inquiry: Inquiry, by: Person) -> Inquiry:
    """Hold the inquiry, and with it its code book and its outputs, until the transaction ends."""
    locked = _lock_inquiry(inquiry.pk)
    if not access.can_put_together(by, locked):
        raise NotAllowed
    return locked


def _lock_inquiry(pk) -> Inquiry:
    return Inquiry.objects.select_for_update().get(pk=pk)


def _lock_output(output: Output, by: Person) -> Output:
    _lock(output.inquiry, by)
    return Output.objects.select_related("inquiry").get(pk=output.pk)
