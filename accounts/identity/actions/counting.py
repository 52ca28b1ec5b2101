"""Numbers about everybody in a programme: asked for beforehand, made on the fixed day, then shown.

They are made once. What is kept is what may be told; what was counted is gone when the transaction ends.
"""

from uuid import UUID

from django.db import transaction

from accounts.identity import access
from accounts.identity.models import CountedTopic, CountRelease
from accounts.identity.planning import counts, topics
from accounts.identity.queries import counting
from accounts.people.models import Person, Programme
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow

TOO_FEW = (
    f"Numbers cannot be made now. At least {counts.NEW_PEOPLE} people must be there who were not there for numbers "
    f"made before, and no more than {counts.EARLIER_PEOPLE} who were. Otherwise somebody could be worked out."
)


@transaction.atomic
def ask_for_counts(*, programme_id: UUID, by: Person) -> CountRelease:
    """Numbers will be made on the next fixed day, from what stands then. Everybody in the programme can see that.

    Asking twice for the same day is asking once. Raises NotAllowed for anyone but the PPI lead of the programme, NotNow
    (with a sentence) while too few people are new.
    """
    if not access.can_make_counts(by, programme_id):
        raise NotAllowed
    Programme.objects.select_for_update().get(pk=programme_id)
    if not counts.may_be_made(counting.people_in(programme_id), counting.people_in_before(programme_id)):
        raise NotNow(TOO_FEW)
    release, is_new = CountRelease.objects.get_or_create(
        programme_id=programme_id,
        day=counts.next_day(clock.today()),
        defaults={"asked_by": by, "asked_at": clock.now()},
    )
    if is_new:
        audit.record(by=by, verb="counts.asked_for", about=release, day=release.day)
    return release


def make_due_counts() -> int:
    """Make every set of numbers whose day has come, each once however often this runs. Says how many days were done."""
    due = CountRelease.objects.filter(outcome=CountRelease.Outcome.WAITING, day__lte=clock.today())
    return sum(_make(pk) for pk in due.order_by("day", "pk").values_list("pk", flat=True))


@transaction.atomic
def show_counts(*, release_id: UUID, by: Person) -> CountRelease:
    """Everybody in the programme can read these numbers from now on. They can never be changed or taken away.

    Raises NotAllowed for anyone but the PPI lead of the programme, NotNow when there are no numbers.
    """
    release = CountRelease.objects.select_for_update().filter(pk=release_id).first()
    if release is None or not access.can_make_counts(by, release.programme_id):
        raise NotAllowed
    if release.outcome != CountRelease.Outcome.MADE:
        raise NotNow("There are no numbers for this day.")
    if release.shown_at is None:
        release.shown_at = clock.now()
        release.save(update_fields=["shown_at"])
        audit.record(by=by, verb="counts.shown", about=release, day=release.day)
    return release


@transaction.atomic
def _make(release_id: UUID) -> bool:
    waiting = CountRelease.objects.select_for_update(skip_locked=True)
    release = waiting.filter(pk=release_id, outcome=CountRelease.Outcome.WAITING).first()
    if release is None:
        return False
    now, before = counting.people_in(release.programme_id), counting.people_in_before(release.programme_id)
    can_be_made = counts.may_be_made(now, before)
    if can_be_made:
        _keep(release, len(now - before))
    release.outcome = CountRelease.Outcome.MADE if can_be_made else CountRelease.Outcome.TOO_FEW
    release.made_at = clock.now()
    release.save(update_fields=["outcome", "made_at"])
    audit.record(by=None, verb="counts.made", about=release, day=release.day, outcome=str(release.outcome))
    return True


def _keep(release: CountRelease, new_people: int) -> None:
    counted = counting.people_counted(release.programme_id)
    told = {topic: counts.shown(counted[topic], new_people) for topic in topics.TOPICS}
    CountedTopic.objects.bulk_create(
        CountedTopic(release=release, topic=topic, value=each.value, or_more=each.or_more)
        for topic, each in told.items()
    )
