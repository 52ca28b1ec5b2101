"""When a meeting is moved or called off: everyone who may have heard of the date hears of it once, and nobody else.

Whoever has not heard yet is told the date as it is then, or, when it is off, nothing: "this date is off" only bewilders
somebody who never heard of it. Whenever it can be that they have heard, they count as having heard.
"""

from collections.abc import Iterable
from uuid import UUID

from accounts.people import queries as people
from accounts.people.models import Person
from accounts.reaching import queries as reaching
from leap.core import audit, clock, outbox
from meetings.invitations import notices, queries, states
from meetings.invitations.actions.links import keep_link
from meetings.invitations.actions.places import start_anew
from meetings.invitations.models import Invitation
from meetings.schedule.models import Meeting, MeetingChange

NEVER_LEFT = "cancelled"


def tell_moved(meeting: Meeting, change: MeetingChange, by: Person) -> None:
    """Everyone invited who is still on the panel hears once what was and what is, and is asked again if it suits them.

    What they had answered stays among their answers and counts no more; places and the line begin anew. Whoever has a
    message waiting hears it from that one. Called while the meeting is held still.
    """
    invitations = list(
        Invitation.objects.filter(meeting=meeting)
        .select_for_update(of=("self",))
        .select_related("person")
        .order_by("pk")
    )
    if change.asked_again:
        _ask_again([each for each in invitations if each.reply != states.WAITING], change, by)
    waiting = _still_to_be_told(invitations)
    on_panel = set(people.people_on_panel(by, meeting.panel_id).values_list("pk", flat=True))
    for invitation in invitations:
        invitation.meeting = meeting
        if invitation.person_id in on_panel and invitation.pk not in waiting:
            keep_link(invitation=invitation, by=by)
            notices.tell_changed(invitation, change)


def tell_cancelled(meeting: Meeting, by: Person) -> None:
    """Everyone invited who is still on the panel and may have heard of the meeting hears that it is off, unless its
    time has passed anyway. Called while the meeting is held still."""
    if meeting.starts_at <= clock.now():
        return
    on_panel = people.people_on_panel(by, meeting.panel_id)
    invited = Invitation.objects.filter(meeting=meeting, person__in=on_panel).select_related("person")
    never_heard = _never_heard(meeting, by)
    for invitation in invited.order_by("pk"):  # not as the table happens to lie, which tells who answered last
        invitation.meeting = meeting
        if invitation.person_id not in never_heard:
            notices.tell_cancelled(invitation)


def _ask_again(answered: list[Invitation], change: MeetingChange, by: Person) -> None:
    for each in answered:
        start_anew(each)
    things = [(each, each.person) for each in answered]
    audit.record_each(by=by, verb="invitation.asked_again", things=things, revision=change.revision)


def _still_to_be_told(invitations: Iterable[Invitation]) -> set[UUID]:
    """Of these, who has a message waiting that will say what is so when it goes."""
    kinds = (notices.INVITATION, notices.CHANGED)
    about = outbox.OutboxMessage.objects.filter(about_id__in=[each.pk for each in invitations], kind__in=kinds)
    waiting = _held_still(about.values_list("pk", flat=True))
    passed_on = reaching.perhaps_passed_on(waiting)
    return {message.about_id for message in waiting if message.pk not in passed_on}


def _never_heard(meeting: Meeting, by: Person) -> set[UUID]:
    """The people who were to be told of the meeting and cannot have heard: nothing about it has left for them, no
    call about it was opened and no letter put in a file to print, they have said nothing, and they do not run the
    panel.

    What may have been sent, what is leaving at this moment, and what failed and was for somebody to sort out by another
    way may have been heard.
    """
    told = [(message, each.person.pk) for message, each in queries.messages_for(by, meeting)]
    waiting = _held_still(message.pk for message, _ in told)
    never_left = [message for message, _ in told if message.state == NEVER_LEFT]
    quiet = {message.pk for message in (*waiting, *never_left)} - reaching.perhaps_passed_on([*waiting, *never_left])
    invited = {person for message, person in told if message.kind == notices.INVITATION}
    heard = {person for message, person in told if message.pk not in quiet}
    return invited - heard - queries.who_spoke_of(meeting) - _who_run(meeting, by)


def _held_still(keys: Iterable[UUID]) -> list[outbox.OutboxMessage]:
    """Those of these messages that wait. None of them leaves until what is being changed is written down, and then each
    is looked at again before it does."""
    waiting = outbox.OutboxMessage.objects.filter(pk__in=list(keys), state__in=outbox.NOT_BEGUN)
    return list(waiting.order_by("pk").select_for_update())


def _who_run(meeting: Meeting, by: Person) -> set[UUID]:
    """They see every date on their pages from the start."""
    return set(people.people_who_answer_for(by, meeting.panel).values_list("pk", flat=True))
