"""What the home page shows, gathered from the rooms that know it. Each asks its own viewer-first query."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.identity import queries as identity
from accounts.people import access as people_access
from accounts.people import queries as people
from accounts.people.access import is_on_panel
from accounts.people.models import Person
from accounts.reaching import queries as reaching
from accounts_reflective.writing import queries as writing
from leap.core import clock
from leap.design.times import say_day
from meetings.attendance import queries as registers
from meetings.availability import queries as dates
from meetings.chairing import queries as chairing
from meetings.invitations import queries as invitations
from meetings.invitations.models import Invitation
from meetings.payments import queries as payments
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting
from meetings.schedule.registration import steps_matter_at


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for the viewer: what it is, and where to do it. Nothing happens if they leave it."""

    text: str
    label: str
    url: str


def home_for(viewer: Person) -> dict:
    """My panels, my next meeting and what waits for me."""
    meeting = schedule.next_meeting_for(viewer)
    mine = _my_invitations(viewer, meeting)
    unanswered = [each for each in mine if each.waits]
    waiting = list(waiting_for(viewer, unanswered))
    return {
        "panels": people.my_panels(viewer),
        "meeting": meeting,
        "answer": _my_answer(viewer, meeting, mine),
        "waiting": waiting,
        "keeps_money": people.keeps_any_money(viewer),
    }


def waiting_for(viewer: Person, unanswered: Iterable[Invitation] | None = None) -> Iterator[Waiting]:
    """Everything that waits for this person: the soonest date first, then writing, then what they look after."""
    for invitation in invitations.unanswered_for(viewer) if unanswered is None else unanswered:
        url = _page("invitations:reply-edit", invitation.meeting)
        free = "" if invitation.reply == Invitation.Reply.WAITING else "A place is free for you. "
        yield Waiting(f"{free}Can you come on {_day(invitation.meeting)}?", "Answer", url)
    found = dates.what_waits_for(viewer)
    for poll in found.to_answer:
        url = reverse("availability:poll-answer", args=[poll.pk])
        yield Waiting(f"Which dates suit you? You can say until {say_day(poll.answer_by)}.", "Answer", url)
    for turn in chairing.offers_for(viewer):
        url = _page("chairing:chair-detail", turn.meeting)
        yield Waiting(chairing.question_about(turn), "Answer", url)
    for invited in people.my_invitations_for(viewer):
        yield Waiting(
            "You are invited to something.", "Read and answer", reverse("people:offer-answer", args=[invited.pk])
        )
    for mine in writing.what_waits_for(viewer):
        if mine.state == mine.State.ASKED:
            url = reverse("writing:account-join", kwargs={"account_id": mine.account_id})
            yield Waiting(f"{mine.asked_by.shown_name} asks you to write with them.", "See and answer", url)
        else:
            url = reverse("writing:account-agree", kwargs={"account_id": mine.account_id})
            yield Waiting("Words you wrote together wait for your yes.", "Read and decide", url)
    yield from _about_sharing(viewer)
    yield from _looked_after_by(viewer, found)


def _about_sharing(viewer: Person) -> Iterator[Waiting]:
    """What ends soon by itself, what is asked again, and the yearly look through what the viewer shares."""
    news = identity.sharing_news(viewer)
    if news.opened:
        yield Waiting("Somebody opened what you keep for yourself.", "See who and why", reverse("identity:look-list"))
    for statement_id, until in news.ending:
        url = reverse("identity:statement-detail", kwargs={"statement_id": statement_id})
        yield Waiting(f"Something you share ends on {say_day(until)}.", "Look at it", url)
    for statement_id in news.asking_again:
        url = reverse("identity:statement-detail", kwargs={"statement_id": statement_id})
        yield Waiting("The words about sharing have changed. Nobody reads yours until you look.", "Look at it", url)
    if news.review_due:
        yield Waiting("Is what you share still right?", "Look through it", reverse("identity:sharing-review"))
    for task in identity.my_questions(viewer) if news.may_be_asked else ():
        url = reverse("identity:my-task-detail", kwargs={"task_id": task.id})
        yield Waiting("There is a question for you.", "Read and answer", url)


def _looked_after_by(viewer: Person, found: dates.Waits) -> Iterator[Waiting]:
    """What waits for someone who arranges meetings or keeps the money."""
    waiting, doubted = schedule.meetings_waiting_for(viewer), registers.meetings_with_doubts(viewer)
    unsure = schedule.meetings_whose_place_may_have_steps(viewer)
    either = reduce(or_, (Q(pk__in=each.order_by().values("pk")) for each in (waiting, doubted, unsure)))
    meetings = list(schedule.meetings_run_by(viewer).filter(either))
    ahead = [each for each in meetings if each.state == Meeting.State.OPEN and each.starts_at > clock.now()]
    for meeting_id, asks in steps_matter_at(viewer, ahead).items():
        url = reverse("schedule:place-reason", args=[meeting_id])
        named = next(_named(each) for each in ahead if each.pk == meeting_id)
        yield Waiting(f"{named}: {asks}", "See what you can do", url)
    for meeting in (each for each in meetings if each.state == Meeting.State.PLANNED):
        url = _page("invitations:meeting-invite", meeting)
        yield Waiting(f"Nobody has been told yet about {_named(meeting)}.", "Invite people", url)
    for poll in found.to_decide:
        url = reverse("availability:poll-result", args=[poll.pk])
        yield Waiting(f"The answers about dates are in: {poll.panel.name}.", "Choose a date", url)
    yield from _to_pass_on(viewer)
    for meeting in (each for each in meetings if each.state == Meeting.State.OPEN and each not in ahead):
        url = _page("attendance:register-edit", meeting)
        yield Waiting(f"The register is not taken yet: {_named(meeting)}.", "Take the register", url)
    for meeting in (each for each in meetings if each.state == Meeting.State.HELD):
        url = _page("attendance:register-edit", meeting)
        yield Waiting(f"Somebody says that a register is not right: {_named(meeting)}.", "Look at it", url)
    for panel in schedule.panels_to_plan_for(viewer):
        yield Waiting(f"{panel.name} has no meeting ahead.", "Make a meeting", reverse("schedule:meeting-new"))
    late, has_no_rate = payments.what_waits_for(viewer)
    if late:
        yield Waiting(f"Payments that are late: {late}.", "See how payments are going", reverse("payments:figures"))
    if has_no_rate:
        url = reverse("payments:record-list")
        yield Waiting("A meeting was held and no rate is known for it.", "See payment records", url)


def _to_pass_on(viewer: Person) -> Iterator[Waiting]:
    """Calls, letters, and messages somebody has to decide about."""
    if not people_access.runs_any_panel(viewer):
        return
    work = reaching.what_waits(viewer)
    url = reverse("reaching:work-list")
    if work.calls:
        yield Waiting(f"Calls to make: {len(work.calls)}.", "See whom to ring", url)
    if work.letters:
        yield Waiting(f"Letters to print: {len(work.letters)}.", "See the letters", reverse("reaching:letter-list"))
    if work.troubles:
        yield Waiting(f"Messages that may not have arrived: {len(work.troubles)}.", "Look and decide", url)


def _my_invitations(viewer: Person, meeting: Meeting | None) -> list[Invitation]:
    """Those that wait for an answer, and the one to this meeting: one question to the database for both."""
    waits = Exists(invitations.unanswered_for(viewer).filter(pk=OuterRef("pk")))
    mine = invitations.my_invitations_for(viewer).annotate(waits=waits)
    wanted = mine.filter(Q(waits=True) | Q(meeting=meeting and meeting.pk))
    return list(wanted.order_by("meeting__starts_at", "meeting_id"))


def _my_answer(viewer: Person, meeting: Meeting | None, mine: list[Invitation]) -> str:
    if meeting is None or not is_on_panel(viewer, meeting.panel_id):
        return ""
    return next((each.get_reply_display() for each in mine if each.meeting_id == meeting.pk), "")


def _named(meeting: Meeting) -> str:
    return f"{meeting.panel.name}, {_day(meeting)}"


def _day(meeting: Meeting) -> str:
    return say_day(meeting.starts_at, meeting.panel)


def _page(name: str, meeting: Meeting) -> str:
    return reverse(name, kwargs={"meeting_id": meeting.pk})
