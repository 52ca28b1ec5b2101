"""Limited places, and the line for them. Never more people than places; a freed place is offered to the next, once.

Everything here happens while the meeting is held still (`hold_still`), so places are given one after the other.
Whoever frees a place only frees it: the line moves on within a minute, in a worker. Otherwise whoever says that they
cannot come could tell from how long it takes whether somebody waits.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.people.models import Panel, Person
from leap.core import audit, clock
from leap.core.errors import NotNow
from meetings.invitations import notices, queries, states
from meetings.invitations.models import Invitation
from meetings.invitations.planning.places import answer_by, free_place
from meetings.schedule.models import Meeting

HAS_ONE = "You have a place already, so there is no need to be in line."
IS_FREE = "There is a place free just now. Choose “Coming in person” and it is yours."
FULL = "All the places in the room are taken just now. Please choose another way. You can be in line for a place, too."


def hold_still(meeting_id: UUID) -> Meeting:
    """The meeting, held still until the transaction ends: whoever else wants to answer waits for this."""
    held = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("panel")
    return held.get(pk=meeting_id)


def take_place(invitation: Invitation, reply: str, *, by_link: bool = False) -> None:
    """Set what this answer means for places and the line; whoever calls saves it. Raises Full or NotNow.

    `by_link`: whoever holds the link is told what is so of the room, never what the person had answered.
    """
    meeting = invitation.meeting
    if meeting.places is None or reply not in (states.COMING, states.IN_LINE):
        _give_up_place(invitation)
    elif reply == states.COMING:
        place = invitation.place or _place_for(invitation)
        if place is None:
            raise states.Full(FULL)
        _give_up_place(invitation)
        invitation.place = place
    else:
        _join_line(invitation, by_link=by_link)


def keep_lines_moving(*, by: None = None) -> int:
    """Look after every line: take back places nobody keeps, and offer what is free to the next. How many meetings.

    A place that was offered is taken back when its time is over, any place when its holder is away from the panel.
    """
    meetings = list(queries.meetings_with_lines())
    for meeting_id in meetings:
        with transaction.atomic():
            _move_on(hold_still(meeting_id))
    return len(meetings)


def _move_on(meeting: Meeting) -> None:
    if meeting.places is None or not states.takes_replies(meeting.state, meeting.starts_at, clock.now()):
        return
    _free(queries.holders_away(meeting), by=None)
    _end_offers(queries.offers_past_their_time(meeting))
    _number(queries.coming_without_a_number(meeting), queries.places_taken(meeting))
    while place := free_place(queries.places_taken(meeting), meeting.places):
        first = queries.next_in_line(meeting)
        until = answer_by(clock.now(), meeting.starts_at, notices.way_of_offer(first)) if first else None
        if first is None or until is None:
            return
        _offer(first, place, until)


def free_places_of(*, person: Person, panel: Panel, by: Person) -> None:
    """Somebody takes a break, moves or leaves: what they held is for the next in line. They may answer anew."""
    for meeting_id in queries.meetings_held_a_place_at(person, panel):
        _free(queries.place_of(person, hold_still(meeting_id)), by)


def _place_for(invitation: Invitation) -> int | None:
    if queries.is_full_for(invitation):
        return None
    return free_place(queries.places_taken(invitation.meeting), invitation.meeting.places)


def _give_up_place(invitation: Invitation) -> None:
    """No place, no number in the line, no offer; whoever calls saves it."""
    invitation.place = invitation.line_number = invitation.offered_at = invitation.offer_until = None


def start_anew(invitation: Invitation) -> None:
    """As if they had not answered, with nothing held; whoever calls says why. What they said stays in their answers."""
    _give_up_place(invitation)
    invitation.reply, invitation.how, invitation.read_back = states.WAITING, "", False
    invitation.replied_at = invitation.recorded_by = None
    invitation.save()


def _join_line(invitation: Invitation, *, by_link: bool) -> None:
    if invitation.reply == states.COMING and invitation.place is not None:
        raise NotNow(IS_FREE if by_link else HAS_ONE)
    if invitation.reply == states.IN_LINE and (queries.holds_place(invitation) or invitation.offered_at is None):
        return  # a place is kept for them just now, or they stand in line: nobody loses their turn by asking twice
    if not queries.is_full_for(invitation):
        raise NotNow(IS_FREE)
    _give_up_place(invitation)
    invitation.line_number = queries.last_in_line(invitation.meeting) + 1


def _free(held: Iterable[Invitation], by: Person | None) -> None:
    for invitation in held:
        start_anew(invitation)
        audit.record(by=by, verb="invitation.place_freed", about=invitation, whose=invitation.person)


def _end_offers(offered: Iterable[Invitation]) -> None:
    """Whoever did not answer is asked no more. Whoever never heard of it (nobody rang, the letter was not posted) has
    not had their turn: they stand in line again, after those who are there now."""
    for invitation in offered:
        unheard = not notices.heard_of_offer(invitation)
        invitation.place = None
        if unheard:
            _give_up_place(invitation)
            invitation.line_number = queries.last_in_line(invitation.meeting) + 1
        invitation.save(update_fields=["place", "line_number", "offered_at", "offer_until"])
        facts = {"unheard": True} if unheard else {}
        audit.record(by=None, verb="invitation.place_offer_ended", about=invitation, whose=invitation.person, **facts)


def _number(coming: Iterable[Invitation], taken: set[int]) -> None:
    """Those who said yes before there was a limit keep their yes, even when that is more than there are places."""
    for invitation in coming:
        invitation.place = next(number for number in range(1, len(taken) + 2) if number not in taken)
        invitation.save(update_fields=["place"])
        taken.add(invitation.place)


def _offer(invitation: Invitation, place: int, until: datetime) -> None:
    invitation.place, invitation.offered_at, invitation.offer_until = place, clock.now(), until
    invitation.save(update_fields=["place", "offered_at", "offer_until"])
    audit.record(by=None, verb="invitation.place_offered", about=invitation, whose=invitation.person)
    notices.tell_place_offered(invitation)
