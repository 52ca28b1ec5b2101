"""What this room adds to the rooms below it, and where a higher room says what is offered for people's time."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.urls import reverse

from accounts.people.models import Person
from accounts.reaching import registration as reaching
from leap.core import clock
from leap.design.parts import Row
from meetings.invitations import access, actions, notices, queries, states
from meetings.invitations.models import Invitation
from meetings.schedule import registration as schedule
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting

Offer = Callable[[Person, Meeting], str | None]

TAGS = {
    states.WAITING: schedule.Tag("Can you come?", "waiting"),
    states.COMING: schedule.Tag("You are coming", "good"),
    states.REMOTE: schedule.Tag("You join online or by phone", "good"),
    states.NOT_COMING: schedule.Tag("Not this time", "quiet"),
}

_offers: dict[Offer, None] = {}


def register_offer(offer: Offer) -> None:
    """`offer(viewer, meeting)` says in a sentence what the viewer's time is paid, or None. Shown before they answer."""
    _offers[offer] = None


def offers_for(viewer: Person, meeting: Meeting) -> list[str]:
    """Every sentence there is about what is offered."""
    return [said for offer in _offers if (said := offer(viewer, meeting))]


def next_step(viewer: Person, meeting: Meeting) -> schedule.NextStep | None:
    """Answer the invitation; or, for those who run the panel, invite everyone."""
    if meeting.state == meeting_states.PLANNED and meeting.starts_at > clock.now():
        return _invite_step(meeting)
    mine = _mine(viewer, meeting)
    if mine is None or mine.reply != states.WAITING or not _takes_replies(meeting):
        return None
    return schedule.NextStep(
        title="Can you come?",
        text="You do not have to say why if you cannot. You can change your answer until the meeting starts.",
        label="Give my answer",
        url=_page("reply-edit", meeting),
    )


def rows(viewer: Person, meeting: Meeting) -> list[Row]:
    """The viewer's own answer."""
    mine = _mine(viewer, meeting)
    if mine is None:
        return []
    url = _page("reply-edit", meeting) if _takes_replies(meeting) else ""
    label = "Answer" if mine.reply == states.WAITING else "Change"
    return [Row("Your answer", mine.get_reply_display(), url, label, "your answer")]


def tags(viewer: Person, meetings: Sequence[Meeting]) -> dict[UUID, schedule.Tag]:
    """The viewer's own answer beside each meeting they were invited to."""
    mine = queries.my_invitations_for(viewer).filter(meeting__in=[meeting.pk for meeting in meetings])
    return {meeting_id: TAGS[reply] for meeting_id, reply in mine.values_list("meeting_id", "reply")}


def register() -> None:
    """Called once when the project starts."""
    notices.register()
    reaching.register_errands(
        "invitations", reaching.Source(notices.KINDS, queries.may_be_passed_on, queries.errands_for)
    )
    schedule.register_next_step(order=10, step=next_step)
    schedule.register_meeting_rows(order=10, rows=rows)
    schedule.register_meeting_tags(tags)
    schedule.on_meeting_cancelled(actions.tell_cancelled)
    schedule.register_meeting_link(
        order=10,
        label="Invite newcomers",
        url_name="invitations:meeting-invite",
        shown_to=_can_invite,
        hint="People who have joined the panel since the others were invited.",
    )
    schedule.register_meeting_link(
        order=20,
        label="Replies",
        url_name="invitations:reply-list",
        shown_to=_can_see_replies,
        hint="Who is coming.",
    )
    schedule.register_meeting_link(
        order=22,
        label="Who was reached",
        url_name="invitations:reached-list",
        shown_to=_can_see_replies,
        hint="Each message: sent, waiting, or for somebody to pass on.",
    )
    schedule.register_meeting_link(
        order=25,
        label="What helps people",
        url_name="invitations:what-helps",
        shown_to=_can_see_replies,
        hint="For the room, the papers, the talk, the times and the meals.",
    )


def _invite_step(meeting: Meeting) -> schedule.NextStep:
    return schedule.NextStep(
        title="Invite the panel",
        text="Nobody has been told about this meeting yet. You see everyone’s name before anything is sent.",
        label="Invite people",
        url=_page("meeting-invite", meeting),
    )


def _mine(viewer: Person, meeting: Meeting) -> Invitation | None:
    return queries.my_invitations_for(viewer).filter(meeting=meeting).first()


def _takes_replies(meeting: Meeting) -> bool:
    return states.takes_replies(meeting.state, meeting.starts_at, clock.now())


def _can_invite(viewer: Person, meeting: Meeting) -> bool:
    return _takes_replies(meeting) and queries.people_to_invite_for(viewer, meeting).exists()


def _can_see_replies(viewer: Person, meeting: Meeting) -> bool:
    return meeting.opened_at is not None and access.can_see_replies(viewer, meeting)


def _page(name: str, meeting: Meeting) -> str:
    return reverse(f"invitations:{name}", kwargs={"meeting_id": meeting.pk})
