"""Every change to what helps people and to who may see it. The trail keeps that it happened, never what helps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from accounts.needs import access, queries, wordings
from accounts.needs.access import Reader
from accounts.needs.models import Need, NeedShare
from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.assisted import How
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from leap.core.ids import new_id

MOST_LETTERS = 1000


@dataclass(frozen=True)
class Said:
    """What helps: a group, ready adjustments of it, own words; `with_name` lets the kitchen know whose meal it is."""

    group: str
    picks: tuple[str, ...] = ()
    own_words: str = ""
    with_name: bool = False

    @property
    def chosen(self) -> str:
        """The codes as they are kept."""
        return " ".join([self.group, *self.picks, *([Need.WITH_NAME] if self.with_name else [])])


@transaction.atomic
def write_need(*, said: Said, readers: Iterable[Reader] = (), by: Person, key: UUID | None = None) -> Need:
    """The person has said what helps them. Only they see it, and whoever they name in `readers`.

    `key` is the form's own: sending the same form twice writes one need, and gives it back as it is. Raises NotNow,
    with a sentence, for what we cannot keep and for readers who cannot be let in today.
    """
    if not by.is_active:
        raise NotAllowed
    said = _checked(said)
    need, is_new = _kept_once(said, by, uuid5(by.pk, key.hex) if key else new_id())
    if is_new:
        need.save(force_insert=True)
        audit.record(by=by, verb="need.written", about=need, whose=by)
        _set_readers(need, set(readers), _allowed(queries.choices_for(by, said.group)), by)
    return need


@transaction.atomic
def record_need(
    *,
    person_id: UUID,
    said: Said,
    readers: Iterable[Reader] = (),
    how: str,
    read_back: bool,
    by: Person,
    key: UUID | None = None,
) -> Need:
    """Write down what somebody said by phone, by letter or in person. It is theirs: who wrote it down cannot read it
    again, unless the person lets those who run the panel see it.

    Raises NotAllowed for anyone who does not run a panel the person is on, NotNow for what we cannot keep.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None or not access.can_write_down_for(by, person):
        raise NotAllowed
    said = _checked(said)
    need, is_new = _kept_once(said, person, uuid5(by.pk, f"{person.pk} {key.hex}") if key else new_id())
    if is_new:
        need.by_somebody(by=by, how=_way(how), read_back=read_back)
        need.save(force_insert=True)
        audit.record(by=by, verb="need.written_down", about=need, whose=person, how=need.how, read_back=read_back)
        _set_readers(need, set(readers), _allowed(queries.choices_to_write_down(by, person, said.group)), by)
    return need


@transaction.atomic
def change_need(
    *, need_id: UUID, said: Said, readers: Iterable[Reader], seen: datetime | None = None, by: Person
) -> Need:
    """The need is as said now, and only these may see it besides its owner. It is the owner's from now on, whoever
    wrote it down.

    `seen` is the `changed_at` the person started from (None: no page). Raises ChangedMeanwhile when it has changed
    since, NotNow for what we cannot keep, NotAllowed for a need that is not the person's own.
    """
    need = _locked(need_id, by)
    if seen is not None and seen != need.changed_at:
        raise ChangedMeanwhile(
            "You changed this in another window or on another device. What you just chose is still below, and nothing "
            "is saved yet. Please look once more, then save."
        )
    if said.group != need.group:
        raise NotNow("This belongs to another group. Please add it there.")
    said = _checked(said)
    need.chosen, need.own_words, need.changed_at = said.chosen, said.own_words, _later(need.changed_at)
    need.by_themself()
    need.save()
    audit.record(by=by, verb="need.changed", about=need, whose=by)
    _set_readers(need, set(readers), _allowed(queries.choices_for(by, need.group)), by)
    return need


@transaction.atomic
def stop_sharing(*, need_id: UUID, by: Person) -> None:
    """From the next page on nobody but the owner sees it. No reason is asked, and nobody is told."""
    need = _locked(need_id, by)
    _set_readers(need, set(), set(), by)
    need.changed_at = _later(need.changed_at)
    need.save(update_fields=["changed_at"])


@transaction.atomic
def withdraw_need(*, need_id: UUID, by: Person) -> None:
    """The need and every yes given for it are gone for good; that there was one stays in the trail.

    Raises NotAllowed for a need that is not the person's own.
    """
    need = _locked(need_id, by)
    audit.record(by=by, verb="need.withdrawn", about=need, whose=by)
    need.delete()


def _locked(need_id: UUID, by: Person) -> Need:
    """The person's own need, held until the change is done. Anybody else's is refused like one that never was."""
    mine = Need.objects.unscoped("the owner changes their own").select_for_update(of=("self",))
    need = mine.filter(pk=need_id, person=by.pk, person__is_active=True).first()
    if need is None:
        raise NotAllowed
    return need


def _kept_once(said: Said, person: Person, pk: UUID) -> tuple[Need, bool]:
    """The need of this key if it is there already, else a new one that is not saved yet."""
    Person.objects.select_for_update().get(pk=person.pk)  # twice at once: one after the other
    there = Need.objects.unscoped("the same form sent twice").filter(pk=pk).first()
    now = clock.now()
    new = Need(pk=pk, person=person, chosen=said.chosen, own_words=said.own_words, said_at=now, changed_at=now)
    return (there, False) if there is not None else (new, True)


def _checked(said: Said) -> Said:
    """What was said, with plain line ends, in codes we know."""
    group = wordings.GROUPS.get(said.group)
    if group is None or not set(said.picks) <= set(group.picks):
        raise NotNow("Please choose from what is shown.")
    words = said.own_words.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not words and not said.picks:
        raise NotNow("Tick something that helps, or write it in your own words. Or go back without saving.")
    if len(words) > MOST_LETTERS:
        raise NotNow(f"Please make this shorter. The most we can keep here is {MOST_LETTERS:,} letters and spaces.")
    return Said(said.group, tuple(said.picks), words, said.with_name and said.group == wordings.FOOD)


def _way(how: str) -> str:
    if how not in How.values:
        raise NotNow("Please say how they told you.")
    return how


def _allowed(choices: list[queries.Choice]) -> set[Reader]:
    return {choice.reader for choice in choices}


def _set_readers(need: Need, wanted: set[Reader], allowed: set[Reader], by: Person) -> None:
    """End each yes that is not wanted any more, give each new one. NotNow for somebody who cannot be let in today."""
    every = NeedShare.objects.unscoped("the owner's own yeses").filter(need=need.pk, ended_at__isnull=True)
    live = {queries.reader_of(share): share for share in every}
    if not wanted - set(live) <= allowed:
        raise NotNow("Somebody you ticked is not on your panel any more. Please look again at who may see it.")
    for reader in live.keys() - wanted:
        _end(live[reader], need, by)
    for reader in sorted(wanted - live.keys(), key=lambda each: each.key):
        _give(reader, need, by)


def _give(reader: Reader, need: Need, by: Person) -> None:
    share = NeedShare(
        need=need,
        panel_id=reader.panel_id,
        audience=reader.audience,
        reader_id=reader.person_id,
        wording_version=wordings.VERSION,
        given_at=clock.now(),
    )
    share.save(force_insert=True)
    facts = {"need": need.pk, "panel": reader.panel_id, "audience": reader.audience, "reader": reader.person_id}
    audit.record(by=by, verb="need_share.given", about=share, whose=need.person, wording=wordings.VERSION, **facts)


def _end(share: NeedShare, need: Need, by: Person) -> None:
    share.ended_at = _later(share.given_at)
    share.save(update_fields=["ended_at"])
    audit.record(by=by, verb="need_share.ended", about=share, whose=need.person, need=need.pk, panel=share.panel_id)


def _later(moment: datetime) -> datetime:
    return max(clock.now(), moment)
