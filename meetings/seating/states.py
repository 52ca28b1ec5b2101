"""When seats can be planned. Plain Python."""

from collections.abc import Hashable, Sequence, Set
from uuid import UUID

from leap.core.states import ChangedMeanwhile, NotNow

PLANNABLE = ("planned", "open")  # states of a meeting that is still ahead


def check_can_plan(meeting_state: str) -> None:
    """Do nothing while the meeting is ahead; else raise NotNow with a kind sentence."""
    if meeting_state == "held":
        raise NotNow("This meeting has been held, so its seats stay as they were.")
    if meeting_state not in PLANNABLE:
        raise NotNow("This meeting was called off, so it needs no seats.")


def check_can_reseat(meeting_state: str, *, is_today: bool) -> None:
    """Do nothing while the meeting is ahead or on its day, with or without a register; else raise NotNow."""
    if not (meeting_state == "held" and is_today):
        check_can_plan(meeting_state)


def check_is_the_same(*, same: bool) -> None:
    """Raise NotNow when another choice is being made at this moment."""
    if not same:
        raise NotNow(BEING_MADE)


def check_there_is_such_an_offer(number: int, moves: Sequence[int]) -> int:
    """Where the offer that moves so many people stands; raise NotNow when there is none (any more)."""
    if number not in moves:
        raise NotNow(NO_OFFER)
    return moves.index(number)


def check_somebody_comes(people: int) -> None:
    """Raise NotNow until somebody has said that they are coming in person."""
    if people == 0:
        raise NotNow(
            "Nobody has said yet that they are coming in person. You can plan the seats as soon as somebody has."
        )


MOST_AT_ONCE = 60  # people and supporters at the tables; a plan for more is made in the background
TRIES = 3  # to begin a plan that a worker did not end; and to search again when something changed meanwhile
BEING_MADE = (
    "A plan for this meeting is being made at this moment, from another choice. What you chose is still here. "
    "Please wait until that one is there and look at it. Then you can make yours."
)


def takes_long(places: int) -> bool:
    """Is a plan with so many places made in the background, so that nobody waits for a page?"""
    return places > MOST_AT_ONCE


CHANGED = "Somebody else has changed who sits where since you opened this page. Both are below, and nothing is lost."
CHANGED_UNDER_TICKS = (
    "Somebody else has changed who sits where since you opened this page. Your ticks are still here, beside the tables "
    "as they are now. Please look once more and keep them."
)
REST_IS_KEPT = "Everything else is as you left it. Please look once more and send it again."
NO_PLAN = "There is no seating plan yet. Make one first, then you can change it."
SAME_TABLE = "These two share a table already, so nothing would change. Please choose people from two tables."
SAME_PERSON = "Please choose two different people."
LOCKED = "One of these two is to stay where they sit. Let them move first, then change places."
NEEDED = (
    "These two cannot change places: a seat would not be what somebody needs any more. Please choose somebody else."
)
SUPPORTED = (
    "These two cannot change places: there is no free chair where a supporter could sit beside the person they come "
    "with. Please choose somebody with a free chair beside them, or two people who each have a supporter. "
    "Or make the plan again."
)
STAYS_IN_USE = "The plan in use stays as it is. It may go when fewer people are kept where they sit."
NO_SEAT = "One of these two has no seat in this plan any more. Please choose again."
NO_OFFER = "This cannot be done any more. Please look at the ways there are now."
NOBODY_TICKED = "Please tick who is missing, or who has come and has no seat."
NEEDED_THERE = (
    "That plan cannot be used any more: a seat in it would not be what somebody needs. Please try another plan."
)
OTHER_PEOPLE = "Since that plan was made, other people are coming, or in another way. Please try another plan."
MAKE_AGAIN = (
    "Who comes, or where, has changed since this plan was made, so it cannot be tried in another way. "
    "Make the plan again: there you can choose the room and who has a place."
)


def check_plan_is_the_one_seen(seen: UUID, in_use: UUID | None) -> None:
    """Raise ChangedMeanwhile when the plan in use is not the one that was on the page."""
    if seen != in_use:
        raise ChangedMeanwhile(CHANGED)


def check_can_swap(one: tuple[int, bool] | None, other: tuple[int, bool] | None, *, beside: bool = False) -> None:
    """Raise NotNow unless both have a seat, at two tables, and may leave it. Each is (table, locked) or None.

    `beside`: people meet those beside them only, so that places at one table are changed too.

    Nothing hidden is asked here: whoever makes the swap sees all of it.
    """
    if one is None or other is None:
        raise NotNow(NO_SEAT)
    if one[0] == other[0] and not beside:
        raise NotNow(SAME_TABLE)
    if one[1] or other[1]:
        raise NotNow(LOCKED)


def check_supporters_stay_beside(*, can: bool) -> None:
    """Raise NotNow when a supporter would not sit beside the person they come with any more."""
    if not can:
        raise NotNow(SUPPORTED)


def check_needs_are_kept(unmet_now: int, unmet_then: int, sentence: str = NEEDED) -> None:
    """Raise NotNow when more people would sit on a seat that is not what they need.

    Only needs count that whoever makes the change may see. Whose it would be and what they need is not said: the
    sentence is the same for all, and a wish to sit apart is not asked for at all.
    """
    if unmet_then > unmet_now:
        raise NotNow(sentence)


def check_same_people(people: Sequence[Set[tuple[Hashable, bool]]]) -> None:
    """Raise NotNow unless there are two plans and both seat the same people, who come in the same way and bring the
    same supporters.
    """
    if len(people) < 2 or people[0] != people[1]:
        raise NotNow(OTHER_PEOPLE)


def check_room_still_does(*, does: bool) -> None:
    """Raise NotNow when a plan cannot be tried in another way in its own room; only making it again chooses another."""
    if not does:
        raise NotNow(MAKE_AGAIN)


ROOM_CHANGED = (
    "Somebody else changed this room while you had it open. Nothing of yours is lost: what you wrote is still here. "
    "Please look at the room as it is now, and save again if yours is right."
)
ROOM_PUT_AWAY = (
    "Somebody else put this room away while you had it open. Nothing of yours is lost: what you wrote is still here. "
    "If the room is used after all, press “Make it a new room”. If it is not, there is nothing more to do."
)
ROOM_NAME = "This place has a room of that name already. Change that one, or give this one another name."


ROOM_GONE = "That room is not one of this meeting’s place any more. Please choose again."
ALL_EMPTY = "Every table is to be left empty. Leave at least one to sit at."


class NoSuchSeat(NotNow):
    """The room has no seat left for a need, or beside somebody for their supporter. The sentence says what one more
    seat would have to offer, or where it would have to be.
    """

    tells_a_need = True


class NoSeatsSideBySide(NoSuchSeat):
    """The same, for a supporter whose person needs nothing of their seat as far as is told."""

    tells_a_need = False


def check_room_is_offered(*, found: bool) -> None:
    """Raise NotNow when the room chosen is not one this meeting can have."""
    if not found:
        raise NotNow(ROOM_GONE)


def check_room_will_do(too_few: str, lacking: Sequence[str], *, anyway: bool) -> None:
    """Raise NotNow when there are too few seats; NoSuchSeat when one is lacking that offers what somebody needs.

    Each is a sentence that says what to change. `anyway`: whoever makes the plan has read the second and goes on.
    """
    if too_few:
        raise NotNow(too_few)
    if lacking and not anyway:
        raise NoSuchSeat(" ".join(lacking))


def check_supporters_sit_beside(lacking: str, *, tells_a_need: bool = False) -> None:
    """Raise NoSuchSeat with this sentence when a supporter would not sit beside the person they come with."""
    if lacking:
        raise NoSuchSeat(lacking) if tells_a_need else NoSeatsSideBySide(lacking)


def check_everyone_has_somebody_beside(too_few: str) -> None:
    """Raise NotNow with this sentence when not everyone who joins would sit beside somebody."""
    if too_few:
        raise NotNow(too_few)


def check_room_is_the_one_seen(*, is_in_use: bool) -> None:
    """Raise ChangedMeanwhile when the room that was on the page is not in use any more."""
    if not is_in_use:
        raise ChangedMeanwhile(ROOM_CHANGED)


def check_room_was_put_away(*, is_in_use: bool, has_a_next: bool) -> None:
    """Raise ChangedMeanwhile unless the room is put away and none was made of it since."""
    if is_in_use or has_a_next:
        raise ChangedMeanwhile(ROOM_CHANGED)


def check_room_name_is_free(*, taken: bool) -> None:
    """Raise NotNow when another room of the place has the name."""
    if taken:
        raise NotNow(ROOM_NAME)
