"""What this room adds to the rooms below it, and where a higher room says what is offered for people's time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from accounts.people import registration as people
from accounts.people.models import Panel, Person
from accounts.reaching import registration as reaching
from leap.core import clock
from leap.design.forms import LeapForm
from leap.design.parts import Row
from leap.design.times import say_clock, say_day
from meetings.invitations import access, actions, notices, queries, states
from meetings.invitations.models import Invitation
from meetings.schedule import registration as schedule
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting

Offer = Callable[[Person, Meeting], str | None]
Choice = Callable[[Person, Meeting], str | None]

TAGS = {
    states.WAITING: schedule.Tag("Can you come?", "waiting"),
    states.COMING: schedule.Tag("You are coming", "good"),
    states.ONLINE: schedule.Tag("You join online", "good"),
    states.PHONE: schedule.Tag("You join by phone", "good"),
    states.COMMENTS: schedule.Tag("You send comments", "calm"),
    states.IN_LINE: schedule.Tag("In line for a place", "waiting"),
    states.NOT_COMING: schedule.Tag("Not this time", "quiet"),
}


@dataclass(frozen=True)
class Money:
    """What is offered for somebody's time, in words, and the form to choose about it, if there is anything to choose.
    The form gives `answer` (empty: nothing was said) and `amount_pence`."""

    said: str = ""
    form: LeapForm | None = None


AskedByLink = Callable[[Invitation, QueryDict | None], Money]
_by_link: list[AskedByLink] = []
_offers: dict[Offer, None] = {}
_choices: dict[Choice, None] = {}


def register_offer(offer: Offer) -> None:
    """`offer(viewer, meeting)` says in a sentence what the viewer's time is paid, or None. Shown before they answer."""
    _offers[offer] = None


def offers_for(viewer: Person, meeting: Meeting) -> list[str]:
    """Every sentence there is about what is offered."""
    return [said for offer in _offers if (said := offer(viewer, meeting))]


def register_offers_in_letters(said: queries.OffersSaid) -> None:
    """`said(invitations)`: by invitation, what is offered, for letters and calls to the people themselves."""
    queries.register_offers_in_letters(said)


def register_choice(choice: Choice) -> None:
    """`choice(viewer, meeting)` is the address at which the viewer chooses about what is offered, or None."""
    _choices[choice] = None


def choice_for(viewer: Person, meeting: Meeting) -> str:
    """Where the viewer chooses about what is offered for their time; nothing when there is nothing to choose."""
    return next((url for choice in _choices if (url := choice(viewer, meeting))), "")


def register_money_by_link(asked: AskedByLink, kept: notices.MoneyKept) -> None:
    """`asked(invitation, typed)`: what is offered to the person behind a link, with the form to choose; `kept` keeps
    what was chosen there. The last ones registered."""
    _by_link[:] = [asked]
    notices.on_money_chosen(kept)


def money_by_link(invitation: Invitation, typed: QueryDict | None) -> Money:
    """What the page behind a link says and asks about money; nothing where no room above handed anything in."""
    return next((asked(invitation, typed) for asked in _by_link), Money())


def register_own_lines(lines: notices.OwnLines) -> None:
    """`lines(invitations)`: by invitation, a line for the person's own reminder by email, and the rows it rests on."""
    notices.register_own_lines(lines)


def register_told(told: queries.Told) -> None:
    """`told(viewer, meeting)`: further messages about a meeting with whose they are, for those who run its panel."""
    queries.register_told(told)


def register_spoke(spoke: queries.Spoke) -> None:
    """`spoke(meeting)`: the keys of people who agreed to something at it, so they know of it."""
    queries.register_spoke(spoke)


def on_invited(told: notices.Newcomers) -> None:
    """`told(meeting, invitations, by)`: called inside the transaction that invites these people, all of them new."""
    notices.on_invited(told)


def next_step(viewer: Person, meeting: Meeting) -> schedule.NextStep | None:
    """Answer the invitation; or, for those who run the panel, invite everyone."""
    if meeting.state == meeting_states.PLANNED and meeting.starts_at > clock.now():
        return _invite_step(meeting)
    mine = _mine(viewer, meeting)
    if mine is None or not _takes_replies(meeting):
        return None
    if mine.reply == states.IN_LINE and queries.holds_place(mine):
        return _place_step(mine)
    if mine.reply != states.WAITING:
        return None
    before = queries.earlier_reply(mine)
    if before is not None:
        return schedule.NextStep(
            title="Does this still work for you?",
            text=f"This meeting has changed. Before, you said: {before.get_reply_display()}. We do not take that as "
            "your answer now. You do not have to say why if you cannot come.",
            label="Give my answer",
            url=_page("reply-edit", meeting),
        )
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
    now = clock.now()
    hears = states.hears(meeting.state, meeting.starts_at, now)
    url = _page("reply-edit", meeting) if hears else ""
    label = "Answer" if mine.reply == states.WAITING else "Change"
    found = [Row("Your answer", mine.get_reply_display(), url, label, "your answer")]
    if meeting.starts_at <= now and (said := queries.latest_answer(mine)) and said.afterwards:
        found.append(Row("Said afterwards", said.get_reply_display()))
    return found


def tags(viewer: Person, meetings: Sequence[Meeting]) -> dict[UUID, schedule.Tag]:
    """The viewer's own answer beside each meeting they were invited to."""
    mine = queries.my_invitations_for(viewer).filter(meeting__in=[meeting.pk for meeting in meetings])
    return {meeting_id: TAGS[reply] for meeting_id, reply in mine.values_list("meeting_id", "reply")}


def free_places(person: Person, panel: Panel, by: Person) -> None:
    """Somebody takes a break, moves or leaves: a place they held is for the next in line."""
    actions.free_places_of(person=person, panel=panel, by=by)


def register() -> None:
    """Called once when the project starts."""
    notices.register()
    people.on_time_away(free_places)
    reaching.register_errands(
        "invitations", reaching.Source(notices.KINDS, queries.may_be_passed_on, queries.errands_for)
    )
    schedule.register_next_step(order=10, step=next_step)
    schedule.register_meeting_rows(order=10, rows=rows)
    schedule.register_meeting_tags(tags)
    schedule.on_meeting_cancelled(actions.tell_cancelled)
    schedule.on_meeting_moved(actions.tell_moved)
    schedule.register_people_asked(queries.people_asked_for)
    schedule.register_who_may_join(queries.is_invited)
    schedule.register_said_no(queries.said_no_to)
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


def _place_step(mine: Invitation) -> schedule.NextStep:
    meeting, until = mine.meeting, mine.offer_until
    kept = f"{say_day(until, meeting.panel)}, {say_clock(until, meeting.panel)}"
    return schedule.NextStep(
        title="A place has come free for you",
        text=f"It is kept for you until {kept}. Then it goes to whoever is next. You do not have to take it.",
        label="Give my answer",
        url=_page("reply-edit", meeting),
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
