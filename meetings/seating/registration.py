"""What this room hands to the rooms below it: a link and a line on the meeting's page."""

from accounts.people.models import Person
from leap.core.texts import and_words
from leap.design import shell
from leap.design.parts import Row
from meetings.invitations import registration as invitations
from meetings.schedule import registration as schedule
from meetings.schedule.models import Meeting, MeetingChange
from meetings.seating import access, actions, queries


def rows_for(viewer: Person, meeting: Meeting) -> list[Row]:
    """Where the viewer sits, once there is a plan with a seat for them."""
    own = queries.own_seat(viewer, meeting)
    if own is None:
        return []
    place, others = own
    return [Row("Your seat", f"{place}{and_words(others) if others else ''}")]


def put_away(meeting: Meeting, change: MeetingChange, by: Person) -> None:
    """The meeting was moved: the plan is put away until people have said again who comes."""
    if change.asked_again:
        actions.put_away(meeting=meeting, by=by)


def put_away_for_good(meeting: Meeting, by: Person) -> None:
    """The meeting was called off: nobody has a seat at it."""
    actions.put_away(meeting=meeting, by=by)


def register() -> None:
    """Called once when the project starts."""
    schedule.register_meeting_link(
        order=40,
        label="Who sits where",
        hint="The tables, drawn and as a list",
        url_name="seating:plan-detail",
        shown_to=access.shows_seating_link,
    )
    schedule.register_place_link(order=10, label="How the rooms here are set up", url_name="seating:room-list")
    schedule.register_meeting_rows(order=40, rows=rows_for)
    schedule.on_meeting_moved(put_away)
    invitations.register_own_lines(queries.seats_told)
    schedule.on_meeting_cancelled(put_away_for_good)
    shell.register_own_page(
        shell.OwnPage(
            order=60,
            label="Who you sit with",
            about="Whom you would rather not share a table with. Only you see it.",
            url_name="seating:apart-edit",
        )
    )
