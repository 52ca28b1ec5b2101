"""Every change to seats and to the rooms they stand in."""

from meetings.seating.actions.plans import (
    choose_mixing,
    lock,
    make_plan,
    put_away,
    reseat,
    swap,
    try_another,
    use_plan,
    wish_apart,
    wish_seat_told,
)
from meetings.seating.actions.rooms import (
    bring_room_back,
    change_room,
    describe_room,
    put_room_away,
)
from meetings.seating.actions.searching import Asked
from meetings.seating.actions.wanted import make_wanted_plan, make_wanted_plans, want_another, want_plan

__all__ = [
    "Asked",
    "bring_room_back",
    "change_room",
    "choose_mixing",
    "describe_room",
    "lock",
    "make_plan",
    "make_wanted_plan",
    "make_wanted_plans",
    "put_away",
    "put_room_away",
    "reseat",
    "swap",
    "try_another",
    "use_plan",
    "want_another",
    "want_plan",
    "wish_apart",
    "wish_seat_told",
]
