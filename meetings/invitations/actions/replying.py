"""What people answer: themselves, by the link in a message, or told to somebody who writes it down for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from meetings.invitations import access, notices, queries, states
from meetings.invitations.actions.places import hold_still, take_place
from meetings.invitations.models import Answer, Invitation

KEPT = (
    "reply", "how", "read_back", "replied_at", "recorded_by", "place", "line_number", "offered_at", "offer_until",
)  # fmt: skip
LINK_CLOSED = "This link does not work any more."
CHANGED = "This date was changed while you had the page open. Please look at it again, and choose the answer for it."


@dataclass(frozen=True)
class Also:
    """What may be said beside the answer; an empty word means it was not said this time, and what was said stays."""

    needs: str = ""
    travel: str = ""
    supporter: str = ""


@dataclass(frozen=True)
class Came:
    """How an answer came in, who wrote it down (None: it came by the link), and if they read it back to the person."""

    how: str
    by: Person | None
    read_back: bool = False


@transaction.atomic
def reply(
    *,
    meeting_id: UUID,
    reply: str,
    by: Person,
    needs: str = "",
    travel: str = "",
    supporter: str = "",
    seen: int | None = None,
) -> Invitation:
    """The person's answer is kept; a new answer takes its place until the meeting starts. No reason is asked.

    `needs` is what they said to "Has anything changed in what helps you?", `travel` whether they would like help with
    the journey, `supporter` whether somebody comes along, if they said anything. "waiting" takes an answer back. From
    the start of the meeting on the answer is kept as said afterwards, and changes no seat. Raises NotAllowed for
    anyone not invited or no longer on the panel, Full when every place in the room is taken, Moved when the meeting is
    not any more what it was in the revision that was `seen`, NotNow when answers are closed.
    """
    invitation = _lock(meeting_id, by.pk)
    if not access.can_reply(by, invitation):
        raise NotAllowed
    return _answer(invitation, reply, Came(states.SELF, by), Also(needs, travel, supporter), seen)


@transaction.atomic
def reply_by_link(
    *,
    secret: str,
    reply: str,
    needs: str = "",
    travel: str = "",
    supporter: str = "",
    money: Mapping[str, Any] | None = None,
    tell_me: bool = False,
    seen: int | None = None,
    by: None = None,
) -> Invitation:
    """The answer of whoever holds the link, for the one invitation it belongs to. Who pressed the button is not known.

    `needs`, `travel` and `supporter` as `reply`; an empty word leaves what was said before. `needs` "ask_me" shows
    those who run the panel that the person would like them to get in touch. `money` is what the room above asked about
    what is offered: the person always hears that a choice came in, by their own channel. `tell_me`: the person it was
    sent to hears that their answer has arrived. Raises NotNow when the link is unknown, stopped or past its time, or
    its person has left; Full, Moved and NotNow as `reply`.
    """
    found = queries.invitation_behind(secret)
    if found is None:
        raise NotNow(LINK_CLOSED)
    invitation = _lock(found.meeting_id, found.person_id)
    if queries.invitation_behind(secret) is None:  # stopped, or they left, while we waited for our turn
        raise NotNow(LINK_CLOSED)
    kept = _answer(invitation, reply, Came(states.BY_LINK, None), Also(needs, travel, supporter), seen)
    if money and money["answer"]:
        notices.keep_money(kept, money)
        notices.tell_choice_taken(kept)
    if tell_me:
        notices.tell_reply_taken(kept)
    return kept


@transaction.atomic
def record_reply(
    *,
    meeting_id: UUID,
    person_id: UUID,
    reply: str,
    how: str,
    by: Person,
    read_back: bool = False,
    needs: str = "",
    travel: str = "",
    supporter: str = "",
    seen: int | None = None,
) -> Invitation:
    """Write down the answer somebody gave by phone, by letter or in person; the trail says who wrote it down, and if it
    was read back to them and they said that it is right (`read_back`; a letter cannot be).

    `needs`, `travel` and `supporter` are what they said when asked, if they were asked.

    Raises NotAllowed for anyone who does not run the panel and for somebody who was not invited or has left the panel,
    Full, Moved and NotNow as `reply`.
    """
    invitation = _lock(meeting_id, person_id)
    if not access.can_see_replies(by, invitation.meeting) or not access.can_reply(invitation.person, invitation):
        raise NotAllowed
    if how not in states.ON_BEHALF:
        raise NotNow("Please say how the answer reached you.")
    came = Came(how, by, read_back=read_back and how in states.IS_THERE)
    return _answer(invitation, reply, came, Also(needs, travel, supporter), seen)


def _lock(meeting_id: UUID, person_id: UUID) -> Invitation:
    """The invitation; the meeting and it are held still until the transaction ends."""
    meeting = hold_still(meeting_id)
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("person")
    invitation = locked.filter(meeting=meeting, person=person_id).first()
    if invitation is None:
        raise NotAllowed
    invitation.meeting = meeting
    return invitation


def _answer(invitation: Invitation, reply: str, came: Came, also: Also, seen: int | None) -> Invitation:
    meeting, now = invitation.meeting, clock.now()
    if seen not in (None, meeting.revision):
        raise states.Moved(CHANGED)
    states.check_hears(meeting.state, meeting.starts_at, now)
    taken = queries.answers_taken(invitation)
    if came.how in states.ON_BEHALF:
        taken |= {*queries.ways_written_down(meeting)}
    states.check_answer(reply, came.how, taken)
    if states.takes_words_afterwards(meeting.state, meeting.starts_at, now):
        _say(invitation, reply, came, afterwards=True)
        return invitation
    if _is_news(invitation, reply, came):
        was = invitation.reply
        take_place(invitation, reply, by_link=came.how == states.BY_LINK)
        _set(invitation, reply, came)
        _say(invitation, reply, came, was=was)
    _note(invitation, also, came.by)
    if came.by is not None and reply != states.WAITING:
        notices.settle(invitation, came.how, came.by)
    return invitation


def _is_news(invitation: Invitation, reply: str, came: Came) -> bool:
    """The same answer again is one answer; but not after a break, when a place in the line has passed by, or when it is
    read back only now."""
    if queries.is_from_before_a_break(invitation):
        return True
    offered = reply == states.IN_LINE and invitation.offered_at is not None
    passed_by = offered and not queries.holds_place(invitation)
    as_known = invitation.how == came.how and invitation.read_back >= came.read_back
    same = invitation.reply == reply and (as_known or reply == states.WAITING)
    return passed_by or not same


def _set(invitation: Invitation, reply: str, came: Came) -> None:
    said = reply != states.WAITING
    invitation.reply, invitation.how, invitation.read_back = reply, came.how if said else "", said and came.read_back
    invitation.replied_at, invitation.recorded_by = (clock.now(), came.by) if said else (None, None)
    invitation.save(update_fields=KEPT)


def _say(invitation: Invitation, reply: str, came: Came, was: str = "", afterwards: bool = False) -> None:
    """Add this answer to those given before; said twice in a row it is one."""
    last = queries.latest_answer(invitation)
    if afterwards and last is not None and last.afterwards and (last.reply, last.how) == (reply, came.how):
        return
    facts = {"reply": reply, "how": came.how}
    kept = {"said_at": clock.now(), "recorded_by": came.by, "read_back": came.read_back, "afterwards": afterwards}
    Answer.objects.create(invitation=invitation, **facts, **kept)
    facts |= {"afterwards": True} if afterwards else {"was": was}
    verb = "invitation.replied"
    if came.how in states.ON_BEHALF:
        verb, facts = "invitation.reply_recorded", {**facts, "read_back": came.read_back}
    audit.record(by=came.by, verb=verb, about=invitation, whose=invitation.person, **facts)


def _note(invitation: Invitation, also: Also, by: Person | None) -> None:
    """What was said beside the answer: whether, never what and never why. The trail does not say which way."""
    if also.needs:
        invitation.needs, invitation.needs_asked_at = Invitation.Needs(also.needs), clock.now()
        audit.record(by=by, verb="invitation.needs_asked", about=invitation, whose=invitation.person)
    if also.travel or also.supporter:
        invitation.travel = also.travel or invitation.travel
        invitation.supporter = also.supporter or invitation.supporter
        audit.record(by=by, verb="invitation.help_noted", about=invitation, whose=invitation.person)
    if any((also.needs, also.travel, also.supporter)):
        invitation.save(update_fields=["needs", "needs_asked_at", "travel", "supporter"])
