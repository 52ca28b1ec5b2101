"""Numbers about everybody in a programme: those that were made, and what making the next ones needs.

What stands behind a number is read in one place (`people_counted`) and handed to nobody but the action that keeps what
may be told of it.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.identity import access, wordings
from accounts.identity.models import CountedTopic, CountRelease, Share, TopicChoices
from accounts.identity.planning import counts, topics, words
from accounts.identity.planning.rule import LEADS, NO_AUDIENCE
from accounts.identity.queries.destinations import standing_of
from accounts.people import queries as people
from accounts.people.models import Person, Programme, Role
from leap.core import clock


@dataclass(frozen=True)
class Told:
    """What is told about one topic."""

    topic: str
    text: str


@dataclass(frozen=True)
class Numbers:
    """The numbers of one fixed day, as everybody in the programme reads them."""

    id: UUID
    programme: Programme
    day: date
    is_made: bool
    is_shown: bool
    is_coming: bool
    told: tuple[Told, ...]


@dataclass(frozen=True)
class NumbersOf:
    """Everything about the numbers of one programme that the viewer may see."""

    programme: Programme
    is_led: bool
    coming: Numbers | None
    to_look_at: Numbers | None
    shown: list[Numbers]
    next_day: date
    could_be_made: bool


def numbers_for(viewer: Person) -> list[NumbersOf]:
    """The numbers of each programme the viewer belongs to, by its name. The same for everybody in it."""
    mine = Programme.objects.filter(pk__in=sorted(standing_of(viewer).programmes())).order_by("name", "pk")
    return [_numbers_of(viewer, programme) for programme in mine]


def programme_led_or_404(viewer: Person, programme_id: UUID) -> NumbersOf:
    """One programme the viewer leads, with its numbers. Any other is not found (Http404)."""
    found = [each for each in numbers_for(viewer) if each.programme.pk == programme_id and each.is_led]
    if not found:
        raise Http404
    return found[0]


def numbers_to_look_at_or_404(viewer: Person, release_id: UUID) -> Numbers:
    """Numbers that are made, for the PPI lead to look at: exactly what everybody will read. Else Http404."""
    led = sorted(standing_of(viewer).programmes_led())
    release = _releases().filter(pk=release_id, programme__in=led, outcome=CountRelease.Outcome.MADE).first()
    if release is None:
        raise Http404
    return _numbers(release, _told([release])[release.pk])


def people_in(programme_id: UUID) -> set[UUID]:
    """Who is in a programme today: on a panel of it (not only to help somebody), or its PPI lead."""
    return _people(programme_id, people.in_force(), active=True)


def people_in_before(programme_id: UUID) -> set[UUID]:
    """Everybody who was there when numbers were made before, whether they said yes to be counted or not."""
    made = CountRelease.objects.filter(programme=programme_id, outcome=CountRelease.Outcome.MADE)
    found: set[UUID] = set()
    for release in made.exclude(made_at__isnull=True).order_by("day"):
        moment = release.made_at or clock.now()
        found |= _people(programme_id, people.was_in_force(clock.day_of(moment), moment), active=False)
    return found


def people_counted(programme_id: UUID) -> Counter[str]:
    """For LEAP's own work, never for a page: how many people said yes to be counted, by topic. Each person once.

    Only a yes that stands today counts, and no topic that somebody would rather say nothing about.
    """
    there = people_in(programme_id)
    yeses = Share.objects.unscoped("counting, for a frozen release").filter(
        Q(until__isnull=True) | Q(until__gte=clock.today()),
        purpose=words.COUNTED,
        programme=programme_id,
        ended_at__isnull=True,
        wording_version__in=wordings.in_force(),
        statement__person__in=there,
    )
    rather_not = {
        row.person_id: set(topics.read(row.rather_not))
        for row in TopicChoices.objects.unscoped("left out of the counting").filter(person__in=there)
    }
    found: set[tuple[UUID, str]] = set()
    for share in yeses.select_related("statement"):
        person = share.statement.person_id
        about = set(topics.read(share.statement.topics)) - rather_not.get(person, set())
        found |= {(person, topic) for topic in about}
    return Counter(topic for _, topic in found)


def _people(programme_id: UUID, held: Q, *, active: bool) -> set[UUID]:
    roles = Role.objects.filter(held, ~Q(kind__in=sorted(NO_AUDIENCE)) | Q(kind=LEADS), programme=programme_id)
    roles = roles.filter(person__is_active=True) if active else roles
    return set(roles.values_list("person", flat=True))


def _releases() -> QuerySet[CountRelease]:
    return CountRelease.objects.select_related("programme").order_by("-day")


def _numbers_of(viewer: Person, programme: Programme) -> NumbersOf:
    releases = list(_releases().filter(programme=programme))
    told = _told(releases)
    numbers = [_numbers(release, told[release.pk]) for release in releases]
    coming = next((each for each in numbers if each.is_coming), None)
    return NumbersOf(
        programme=programme,
        is_led=access.can_make_counts(viewer, programme.pk),
        coming=coming,
        to_look_at=next((each for each in numbers if each.is_made and not each.is_shown), None),
        shown=[each for each in numbers if each.is_shown or not (each.is_made or each.is_coming)],
        next_day=counts.next_day(clock.today()),
        could_be_made=counts.may_be_made(people_in(programme.pk), people_in_before(programme.pk)),
    )


def _told(releases: list[CountRelease]) -> dict[UUID, dict[str, CountedTopic]]:
    told: dict[UUID, dict[str, CountedTopic]] = {release.pk: {} for release in releases}
    for each in CountedTopic.objects.filter(release__in=list(told)):
        told[each.release_id][each.topic] = each
    return told


def _numbers(release: CountRelease, told: dict[str, CountedTopic]) -> Numbers:
    return Numbers(
        id=release.pk,
        programme=release.programme,
        day=release.day,
        is_made=release.outcome == CountRelease.Outcome.MADE,
        is_shown=release.shown_at is not None,
        is_coming=release.outcome == CountRelease.Outcome.WAITING,
        told=tuple(
            Told(topics.TOPICS[topic], counts.Shown(told[topic].value, told[topic].or_more).in_words)
            for topic in topics.TOPICS
            if topic in told
        ),
    )
