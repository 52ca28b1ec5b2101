"""Pictures of a place: adding one, putting another in its stead, taking one away."""

from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, uploads
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from meetings.schedule import access
from meetings.schedule.models import Venue, VenuePicture

FULL = "There are four pictures of this place already. Please take one away first, or put this one in its stead."
CHANGED = "Somebody else changed this picture while you had it open. It is shown below as it is now. Is yours better?"
GONE = "This picture has been taken away in the meantime."


@transaction.atomic
def add_picture(*, venue_id: UUID, words: str, file: uploads.Checked, by: Person) -> VenuePicture:
    """Whoever may see the place sees this picture of it. `words` say what it shows, for those who cannot see it.

    Raises NotAllowed for anyone who runs no panel of its programme, NotNow when there are four already.
    """
    venue = _lock(venue_id, by)
    taken = set(VenuePicture.objects.filter(venue=venue).values_list("position", flat=True))
    free = [number for number in range(1, VenuePicture.MOST + 1) if number not in taken]
    if not free:
        raise NotNow(FULL)
    picture = VenuePicture(venue=venue, position=free[0], words=words.strip(), file=uploads.keep(file), added_by=by)
    picture.full_clean()
    picture.save()
    audit.record(by=by, verb="venue.picture_added", about=picture, venue=venue.pk)
    return picture


@transaction.atomic
def change_picture(
    *, picture_id: UUID, revision: int, words: str, by: Person, file: uploads.Checked | None = None
) -> VenuePicture:
    """Other words for a picture, or another picture in its stead; the one before is gone.

    Raises NotAllowed for anyone who runs no panel of its programme, ChangedMeanwhile when somebody else changed it
    since `revision`, NotNow when it has been taken away.
    """
    picture = _locked(picture_id, by)
    if picture is None:
        raise NotNow(GONE)
    if picture.revision != revision:
        raise ChangedMeanwhile(CHANGED)
    before = picture.file_id
    picture.words, picture.revision = words.strip(), revision + 1
    if file is not None:
        picture.file = uploads.keep(file)
    picture.full_clean()
    picture.save()
    if file is not None:
        uploads.throw_away(before)
    audit.record(by=by, verb="venue.picture_changed", about=picture, venue=picture.venue_id)
    return picture


@transaction.atomic
def remove_picture(*, picture_id: UUID, by: Person) -> None:
    """The picture is gone, file and all. When it is already, nothing happens.

    Raises NotAllowed for anyone who runs no panel of its programme.
    """
    picture = _locked(picture_id, by)
    if picture is None:
        return
    audit.record(by=by, verb="venue.picture_removed", about=picture, venue=picture.venue_id)
    picture.delete()
    uploads.throw_away(picture.file_id)


def _locked(picture_id: UUID, by: Person) -> VenuePicture | None:
    venue_id = VenuePicture.objects.filter(pk=picture_id).values_list("venue", flat=True).first()
    if venue_id is None:
        return None
    _lock(venue_id, by)
    return VenuePicture.objects.filter(pk=picture_id).first()


def _lock(venue_id: UUID, by: Person) -> Venue:
    """The place, held still, so that its pictures change one after the other."""
    venue = Venue.objects.select_for_update(of=("self",), no_key=True).select_related("programme").get(pk=venue_id)
    if not access.can_keep_venues(by, venue.programme):
        raise NotAllowed
    return venue
