"""Every change to how rooms are set up."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed
from meetings.schedule import access as schedule_access
from meetings.schedule.models import Venue, YesNo
from meetings.seating import states
from meetings.seating.models import Room, RoomSeat
from meetings.seating.planning import shapes
from meetings.seating.planning.room import OFFERS, STEP_FREE


@transaction.atomic
def describe_room(*, venue_id: UUID, name: str, shape: str, sizes: Sequence[int], by: Person) -> Room:
    """Write down how a room of a place is set up, for all panels that meet there. `sizes`: the seats of each table.

    What its seats offer starts as rooms mostly are; without a step if the way in has none. Nobody is told by message.
    Raises NotAllowed for anyone who runs no
    panel of the place's programme, NotNow when the place has a room of this name.
    """
    venue = _hold(venue_id, by)
    way_in = frozenset({STEP_FREE} if venue.step_free == YesNo.YES else ())
    seats = [[offers | way_in for offers in row] for row in shapes.seats_of_new(shape, sizes)]
    room = _make(venue, name.strip(), shape, seats, by=by)
    audit.record(by=by, verb="room.made", about=room, venue=venue.pk)
    return room


@transaction.atomic
def change_room(*, room_id: UUID, name: str, seats: shapes.Seats, by: Person) -> Room:
    """Put right how a room is set up: a room of its own takes its place, and plans made in the one before stay.

    `seats`: for each table what each seat offers; the shape stays. Gives the room that is in use now. Raises NotAllowed
    as `describe_room` does, ChangedMeanwhile when somebody else changed this room, NotNow when another has this name.
    """
    before = _hold_room(room_id, by)
    before.replaced_at = clock.now()
    before.save(update_fields=["replaced_at"])
    room = _make(before.venue, name.strip(), before.shape, seats, by=by, follows=before)
    audit.record(by=by, verb="room.changed", about=room, venue=room.venue_id)
    return room


@transaction.atomic
def bring_room_back(*, room_id: UUID, name: str, seats: shapes.Seats, by: Person) -> Room:
    """Make a new room of one that was put away, as it was written: for somebody who had it open meanwhile.

    The new room follows the one put away, whose plans stay in it, and is offered from now on. Nobody is told by
    message. Raises NotAllowed as `describe_room` does, ChangedMeanwhile when the room is in use or somebody else made
    a new one of it first, NotNow when another has this name.
    """
    _hold(Room.objects.values_list("venue", flat=True).get(pk=room_id), by)
    before = Room.objects.select_related("venue").get(pk=room_id)
    has_a_next = Room.objects.filter(follows=before).exists()
    states.check_room_was_put_away(is_in_use=before.replaced_at is None, has_a_next=has_a_next)
    room = _make(before.venue, name.strip(), before.shape, seats, by=by, follows=before)
    audit.record(by=by, verb="room.brought_back", about=room, venue=room.venue_id)
    return room


@transaction.atomic
def put_room_away(*, room_id: UUID, by: Person) -> None:
    """The room is not offered any more; plans made in it stay. Raises NotAllowed and ChangedMeanwhile as above."""
    room = _hold_room(room_id, by)
    room.replaced_at = clock.now()
    room.save(update_fields=["replaced_at"])
    audit.record(by=by, verb="room.put_away", about=room, venue=room.venue_id)


def _hold(venue_id: UUID, by: Person) -> Venue:
    """The place, held still: two people who describe rooms of it do so one after the other."""
    venue = Venue.objects.select_for_update(of=("self",)).select_related("programme").get(pk=venue_id)
    if not schedule_access.can_keep_venues(by, venue.programme):
        raise NotAllowed
    return venue


def _hold_room(room_id: UUID, by: Person) -> Room:
    _hold(Room.objects.values_list("venue", flat=True).get(pk=room_id), by)
    room = Room.objects.select_related("venue").get(pk=room_id)
    states.check_room_is_the_one_seen(is_in_use=room.replaced_at is None)
    return room


def _make(venue: Venue, name: str, shape: str, seats: shapes.Seats, *, by: Person, follows: Room | None = None) -> Room:
    taken = Room.objects.filter(venue=venue, name=name, replaced_at__isnull=True).exists()
    states.check_room_name_is_free(taken=taken)
    room = Room(venue=venue, name=name, shape=shape, made_by=by, follows=follows)
    room.full_clean(validate_unique=False, validate_constraints=False)
    room.save()
    RoomSeat.objects.bulk_create(_rows(room, seats))
    return room


def _rows(room: Room, seats: shapes.Seats) -> list[RoomSeat]:
    return [
        RoomSeat(room=room, table=table, place=place, **{offer: offer in offers for offer in OFFERS})
        for table, row in enumerate(seats, start=1)
        for place, offers in enumerate(row, start=1)
    ]
