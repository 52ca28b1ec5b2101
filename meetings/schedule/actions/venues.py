"""Places to meet in: writing one down, putting it right."""

from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.people.models import Person, Programme
from leap.core import audit
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from meetings.schedule import access
from meetings.schedule.models import Venue

FIELDS = ("name", "address", "travel", *Venue.FACTS)
SAME_NAME = "There is a place of this name already. Change that one, or give this one another name."
CHANGED = "Somebody else changed this place while you had it open. Nothing of yours is lost: both are below."


def make_venue(*, programme: Programme, by: Person, **facts: str) -> Venue:
    """A place that all panels of the programme can meet in: any of FIELDS; what is left out is not known.

    Raises NotAllowed for anyone who runs none of its panels, NotNow when there is one of this name, ValidationError for
    what we cannot keep.
    """
    if not access.can_keep_venues(by, programme):
        raise NotAllowed
    venue = Venue(programme=programme, made_by=by, **_plain(facts))
    with transaction.atomic():
        _save(venue)
        audit.record(by=by, verb="venue.made", about=venue, programme=programme.pk)
    return venue


def change_venue(*, venue_id: UUID, revision: int, by: Person, **facts: str) -> Venue:
    """What is known of a place is put right, for every meeting in it. Nobody is sent a message.

    Raises NotAllowed for anyone who runs no panel of its programme, ChangedMeanwhile when somebody else changed it
    since `revision`, NotNow when another place has this name.
    """
    with transaction.atomic():
        venue = Venue.objects.select_for_update(of=("self",)).select_related("programme").get(pk=venue_id)
        if not access.can_keep_venues(by, venue.programme):
            raise NotAllowed
        if venue.revision != revision:
            raise ChangedMeanwhile(CHANGED)
        for name, value in _plain(facts).items():
            setattr(venue, name, value)
        venue.revision += 1
        _save(venue)
        audit.record(by=by, verb="venue.changed", about=venue, programme=venue.programme_id)
    return venue


def _plain(facts: dict[str, str]) -> dict[str, str]:
    if strange := set(facts) - set(FIELDS):
        raise TypeError(f"not known of a place: {sorted(strange)}")
    return {name: value if name == "travel" else value.strip() for name, value in facts.items()}


def _save(venue: Venue) -> None:
    venue.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            venue.save()
    except IntegrityError:
        raise NotNow(SAME_NAME) from None
