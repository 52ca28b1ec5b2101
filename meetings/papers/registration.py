"""What this room hands to the rooms below it: places on a meeting's page, its message, and what may be passed on."""

from django.urls import reverse

from accounts.people.models import Person
from accounts.reaching import registration as reaching
from leap.core import clock
from leap.design.parts import Row
from meetings.invitations import registration as invitations
from meetings.invitations.models import Invitation
from meetings.papers import actions, notices, queries, states
from meetings.papers.planning.timing import reading
from meetings.schedule import registration as schedule
from meetings.schedule.models import Meeting


def rows(viewer: Person, meeting: Meeting) -> list[Row]:
    """How much there is to talk about, and to read."""
    url = reverse("papers:agenda-detail", kwargs={"meeting_id": meeting.pk})
    return [
        Row("Agenda", _agenda(viewer, meeting), url, "Read", "the agenda"),
        *([Row("To read before", said, url, "Read", "the papers")] if (said := _papers(viewer, meeting)) else []),
    ]


def tell_newcomers(meeting: Meeting, new: list[Invitation], by: Person) -> None:
    """People were invited: what was sent to read before the meeting is for them too."""
    actions.tell_newcomers(meeting=meeting, invitations=new, by=by)


def register() -> None:
    """Called once when the project starts."""
    notices.register()
    reaching.register_errands("papers", reaching.Source(notices.KINDS, queries.may_be_passed_on, queries.errands_for))
    invitations.register_told(queries.told_for)
    invitations.on_invited(tell_newcomers)
    schedule.register_meeting_rows(order=15, rows=rows)
    schedule.register_meeting_link(
        order=5,
        label="Agenda and papers",
        url_name="papers:agenda-detail",
        shown_to=lambda viewer, meeting: True,
        hint="What we talk about, what there is to read, and hard words explained.",
    )


def _agenda(viewer: Person, meeting: Meeting) -> str:
    number = queries.items_for(viewer, meeting).count()
    if number:
        return f"{number} thing{'s' * (number != 1)} to talk about"
    can_change = states.can_be_changed(meeting.state, meeting.ends_at, clock.now())
    return "Still being made. You can propose something" if can_change else "Nothing is written down"


def _papers(viewer: Person, meeting: Meeting) -> str:
    number, minutes = queries.to_read(viewer, meeting)
    return f"{number} paper{'s' * (number != 1)}, about {reading(minutes)}" if number else ""
