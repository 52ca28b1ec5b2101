"""When a meeting is moved: everyone hears once, and is asked again whether it suits them."""

from accounts.people import queries as people
from accounts.people.models import Person
from leap.core import audit
from meetings.invitations import notices, queries, states
from meetings.invitations.actions.links import keep_link
from meetings.invitations.actions.places import start_anew
from meetings.invitations.models import Invitation
from meetings.schedule.models import Meeting, MeetingChange


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
    waiting = queries.still_to_be_told(invitations)
    on_panel = set(people.people_on_panel(by, meeting.panel_id).values_list("pk", flat=True))
    for invitation in invitations:
        invitation.meeting = meeting
        if invitation.person_id in on_panel and invitation.pk not in waiting:
            keep_link(invitation=invitation, by=by)
            notices.tell_changed(invitation, change)


def _ask_again(answered: list[Invitation], change: MeetingChange, by: Person) -> None:
    for each in answered:
        start_anew(each)
    things = [(each, each.person) for each in answered]
    audit.record_each(by=by, verb="invitation.asked_again", things=things, revision=change.revision)
