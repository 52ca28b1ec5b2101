from meetings.seating.views.plans import (
    apart_edit,
    mixing_edit,
    plan_again,
    plan_cards,
    plan_change,
    plan_compare,
    plan_detail,
    plan_door,
    plan_keep,
    plan_new,
    plan_today,
)
from meetings.seating.views.rooms import (
    room_detail,
    room_edit,
    room_list,
    room_new,
    room_remove,
)
from meetings.seating.views.wanted import plan_making

__all__ = [
    "apart_edit",
    "mixing_edit",
    "plan_again",
    "plan_cards",
    "plan_change",
    "plan_compare",
    "plan_detail",
    "plan_door",
    "plan_keep",
    "plan_making",
    "plan_new",
    "plan_today",
    "room_detail",
    "room_edit",
    "room_list",
    "room_new",
    "room_remove",
]
