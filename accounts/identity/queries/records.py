"""What is on record about somebody's own choices: what they said yes or no to, and who read what they share."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import Http404

from accounts.identity import wordings
from accounts.identity.models import ConsentAnswer, Opening, Review, Share, Statement
from accounts.identity.planning import words
from accounts.identity.planning.rule import How
from accounts.identity.queries.resolver import Surface
from accounts.people.models import Panel, Person, Programme
from leap.core import audit, clock

A_YEAR = timedelta(days=365)
A_MONTH = timedelta(days=30)
WARNED_BEFORE = timedelta(days=14)
ANY_WORD = "members"
GONE = "Words you have deleted since"
SURFACES = {
    Surface.PANEL_PAGE: "on the page of the panel",
    Surface.PERSON_PAGE: "on your page",
    Surface.SHARED_WITH_ME: "among what was shared with them",
    Surface.CO_AUTHORS_PAGE: "where you write together",
    Surface.PAPER: "on a sheet to print",
    Surface.EMERGENCY: "in an emergency",
}


@dataclass(frozen=True)
class MyAnswer:
    """One answer of mine, as it stands on record."""

    id: UUID
    statement_id: UUID
    about: str
    asked: str
    is_yes: bool
    how: str
    channel: str
    entered_by: str
    answered_at: datetime
    ended_at: datetime | None
    until: date | None
    wording_version: int
    wording_text: str
    digest: str
    purpose: str
    audience: str
    readers_then: int | None

    @property
    def is_live(self) -> bool:
        """Is this how things stand today?"""
        return self.ended_at is None and (self.until is None or self.until >= clock.today())


@dataclass(frozen=True)
class Look:
    """One day on which one person read something of mine in one place."""

    day: date
    who: str
    where: str
    about: list[str]


def my_answers(viewer: Person) -> list[MyAnswer]:
    """Everything the viewer was asked about what they say of themself and answered, the newest first."""
    return _answers(viewer, _answers_of(viewer).order_by("-answered_at", "pk"))


def my_answer_or_404(viewer: Person, answer_id: UUID) -> MyAnswer:
    """One answer of the viewer's own. Anybody else's is not found (Http404)."""
    found = _answers(viewer, _answers_of(viewer).filter(pk=answer_id))
    if not found:
        raise Http404
    return found[0]


def who_looked(viewer: Person, *, only: UUID | None = None) -> list[Look]:
    """Who read something of the viewer's (or one statement), on which day, where; the newest first.

    Nothing about what else they read.
    """
    events = [
        event
        for event in audit.events_whose(viewer, verb="statement.read")
        if event.actor_id != viewer.pk and only in (None, event.about_id)
    ]
    names = dict(Person.objects.filter(pk__in={e.actor_id for e in events}).values_list("pk", "shown_name"))
    starts = _starts(viewer)

    def place(event) -> tuple:
        return (clock.day_of(event.at), names.get(event.actor_id, "Somebody"), event.facts.get("surface", ""))

    looks = []
    for (day, who, surface), found in groupby(sorted(events, key=place), key=place):
        about = {starts.get(event.about_id, GONE) for event in found}
        looks.append(Look(day, who, _where(surface), sorted(about)))
    return sorted(looks, key=lambda look: (-look.day.toordinal(), look.who, look.where))


@dataclass(frozen=True)
class SharingNews:
    """What waits for somebody about what they share: statements, each with what it is."""

    opened: bool
    may_be_asked: bool
    review_due: bool
    ending: list[tuple[UUID, date]]
    asking_again: list[UUID]


def sharing_news(viewer: Person) -> SharingNews:
    """What waits for the viewer on their first page. Two queries, whatever they share."""
    live = Share.objects.unscoped("the owner's own yeses").filter(ended_at__isnull=True, statement__person=viewer.pk)
    shares = list(live.exclude(until__lt=clock.today()).order_by("until", "given_at", "pk"))
    soon = clock.today() + WARNED_BEFORE
    ending = {share.statement_id: share.until for share in shares if share.until is not None and share.until <= soon}
    again = [share.statement_id for share in shares if share.wording_version not in wordings.in_force()]
    openings = Opening.objects.unscoped("the person it is about").filter(person=OuterRef("pk"))
    reviews = Review.objects.unscoped("a person's own").filter(person=OuterRef("pk")).order_by("-at")
    recent = Exists(openings.filter(opened_at__gte=clock.now() - A_MONTH))
    told = Person.objects.filter(pk=viewer.pk).values_list(recent, Subquery(reviews.values("at")[:1]))
    opened, reviewed_at = told.get()
    return SharingNews(
        opened=opened,
        may_be_asked=any(share.purpose == words.MATCHED for share in shares),
        review_due=_is_due([share.given_at for share in shares], reviewed_at),
        ending=list(ending.items()),
        asking_again=list(dict.fromkeys(again)),
    )


def share_ending(share_id: UUID) -> Share | None:
    """A yes that still stands, for the message that says it ends soon; None when it is over or was taken back."""
    live = Share.objects.unscoped("is the message about it still true").filter(pk=share_id, ended_at__isnull=True)
    return live.filter(until__gte=clock.today()).select_related("statement__person").first()


def _is_due(given: list[datetime], reviewed_at: datetime | None) -> bool:
    """Is it a year since somebody last looked through what they share, or since the oldest yes that stands?"""
    if not given:
        return False
    return max(min(given), reviewed_at or min(given)) <= clock.now() - A_YEAR


def _where(surface: str) -> str:
    try:
        return SURFACES[Surface(surface)]
    except ValueError:
        return ""


def _answers_of(viewer: Person) -> QuerySet[ConsentAnswer]:
    return (
        ConsentAnswer.objects.unscoped("a person's own answers").filter(person_id=viewer.pk).select_related("wording")
    )


def _answers(viewer: Person, answers: QuerySet[ConsentAnswer]) -> list[MyAnswer]:
    found = list(answers)
    starts = _starts(viewer)
    places = _places(found)
    people = _names(found)
    return [_my_answer(answer, starts, places, people) for answer in found]


def _my_answer(answer: ConsentAnswer, starts: dict, places: dict, people: dict) -> MyAnswer:
    question = answer.wording.text.partition("\n")[0]
    place, called = places.get(answer.slot, ("a panel", ANY_WORD))
    gaps = {"place": place, "panel": place, "people": called, "person": people.get(_last_id(answer.slot), "somebody")}
    return MyAnswer(
        id=answer.pk,
        statement_id=answer.statement_id,
        about=starts.get(answer.statement_id, GONE),
        asked=question.format(**gaps),
        is_yes=answer.answer == ConsentAnswer.Answer.YES,
        how=wordings.how(How(answer.form, "", answer.named, answer.until))
        if answer.audience != words.NOBODY
        else "only counted or matched, not read",
        channel=answer.get_channel_display(),
        entered_by=people.get(answer.entered_by_id, "somebody") if answer.entered_by_id else "",
        answered_at=answer.answered_at,
        ended_at=answer.ended_at,
        until=answer.until,
        wording_version=answer.wording.version,
        wording_text=answer.wording.text.format(**gaps),
        digest=answer.wording.digest,
        purpose=answer.get_purpose_display(),
        audience=answer.get_audience_display(),
        readers_then=answer.readers_then,
    )


def _starts(viewer: Person) -> dict[UUID, str]:
    """The first words of each statement the viewer still has."""
    mine = Statement.objects.unscoped("a person reads their own").filter(person=viewer.pk, person__is_active=True)
    return {each.pk: _start_of(each.own_words) for each in mine}


def _start_of(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 60 else f"{one_line[:57].rstrip()}..."


def _last_id(slot: str) -> UUID | None:
    return UUID(slot.rpartition(".")[2]) if slot.startswith(f"{words.NAMED}.") else None


def _places(answers: list[ConsentAnswer]) -> dict[str, tuple[str, str]]:
    """What stands for the panel, the programme or the account of each slot, and a panel's word for its people. An
    account's title is its authors' own."""
    ids = {answer.slot: answer.slot.split(".")[1] for answer in answers}
    panels = Panel.objects.filter(pk__in=set(ids.values())).values_list("pk", "name", "word")
    programmes = Programme.objects.filter(pk__in=set(ids.values())).values_list("pk", "name")
    names = {str(pk): (name, ANY_WORD) for pk, name in programmes}
    names |= {str(pk): (name, word) for pk, name, word in panels}
    return {slot: names.get(pk, ("what you write together", ANY_WORD)) for slot, pk in ids.items()}


def _names(answers: list[ConsentAnswer]) -> dict[UUID | None, str]:
    wanted = {_last_id(answer.slot) for answer in answers} | {answer.entered_by_id for answer in answers}
    return dict(Person.objects.filter(pk__in=wanted - {None}).values_list("pk", "shown_name"))
