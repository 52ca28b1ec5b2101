"""What this room hands to the rooms below it: what is offered, money that follows the register, places in the menu."""

from accounts.people.models import Person
from leap.design import shell
from leap.design.parts import Row
from meetings.attendance import registration as attendance
from meetings.invitations import registration as invitations
from meetings.payments import access, queries
from meetings.payments.actions import lines
from meetings.schedule import registration as schedule
from meetings.schedule.models import Meeting


def settle(meeting: Meeting, by: Person) -> None:
    """The register was saved: everyone who was there is owed what was offered."""
    lines.settle_meeting(meeting=meeting, by=by)


def rows_for(viewer: Person, meeting: Meeting) -> list[Row]:
    """To those who keep the records of a meeting that was held: that nobody is paid yet, because no rate is known."""
    waiting = meeting.state == Meeting.State.HELD and access.can_see_records(viewer)
    if not waiting or not queries.meetings_waiting_for_a_rate(viewer).filter(pk=meeting.pk).exists():
        return []
    return [Row("Payments", "No rate is known for this length of meeting, so nobody is owed anything yet.")]


def register() -> None:
    """Called once when the project starts."""
    invitations.register_offer(queries.offer_for)
    attendance.on_register_taken(settle)
    schedule.register_meeting_rows(order=50, rows=rows_for)
    shell.register_navigation(
        shell.NavItem(
            order=50, label="Payments", url_name="payments:payment-list", shown_to=access.can_see_payments_menu
        )
    )
    shell.register_navigation(
        shell.NavItem(
            order=70, label="Payment records", url_name="payments:record-list", shown_to=access.can_see_records
        )
    )
