"""What this room hands to the rooms below it: places on a meeting's page, messages, and what follows a register."""

from django.urls import reverse

from accounts.people import registration as people
from accounts.people.models import Panel, Person
from accounts.reaching import registration as reaching
from leap.core import clock
from leap.design.parts import Row
from meetings.attendance import registration as attendance
from meetings.chairing import access, actions, notices, queries, states
from meetings.chairing.wordings import PLACES
from meetings.invitations import registration as invitations
from meetings.schedule import registration as schedule
from meetings.schedule.models import Meeting, MeetingChange


def next_step(viewer: Person, meeting: Meeting) -> schedule.NextStep | None:
    """The viewer is asked to chair; or, for those who arrange the meeting, nobody is asked yet."""
    if not _is_ahead(meeting):
        return None
    shown = queries.shown_chair(viewer, meeting)
    if shown.mine and not shown.chair:
        return _step(meeting, "There is a question for you", "Would you like to chair this meeting?", "Read and answer")
    asked = next((place for place in shown.places if place.mine and not place.person), None)
    if asked is not None:
        return _step(meeting, "There is a question for you", PLACES[asked.part].question, "Read and answer")
    if shown.to_free and queries.is_first_time(shown.to_free) and not (shown.places[0].asked or shown.places[0].person):
        text = f"It is {shown.to_free.person.shown_name}’s first time. Somebody who has chaired can sit beside them."
        return _step(meeting, "Beside the chair", text, "Ask somebody to sit there")
    if meeting.state == Meeting.State.OPEN and not shown.chair and not shown.asked and not shown.mine:
        return _ask_step(viewer, meeting)
    return None


def rows_for(viewer: Person, meeting: Meeting) -> list[Row]:
    """Who chairs, as far as everyone may know."""
    shown = queries.shown_chair(viewer, meeting)
    beside = [place for place in shown.places if place.person is not None]
    rows = [Row(PLACES[place.part].title, "You" if place.mine else place.person.shown_name) for place in beside]
    if shown.chair is not None:
        return [Row("Chair", "You" if shown.mine else shown.chair.shown_name), *rows]
    return [Row("Chair", "Not settled yet"), *rows] if _is_ahead(meeting) else []


def who_agreed(viewer: Person, meeting: Meeting) -> Person | None:
    """Who agreed to chair, for the register."""
    return queries.shown_chair(viewer, meeting).chair


def note_who_chaired(meeting: Meeting, by: Person) -> None:
    """The register was saved: who it says chaired has chaired; else whoever agreed to and was there."""
    actions.note_who_chaired(meeting=meeting, by=by)
    actions.forget_who_wanted_in(meeting=meeting, by=by)


def ask_again(meeting: Meeting, change: MeetingChange, by: Person) -> None:
    """The meeting was moved: whoever agreed to chair it is asked again."""
    if change.asked_again:
        actions.ask_again(meeting=meeting, by=by)
        actions.forget_talks(meeting=meeting, by=by)


def called_off(meeting: Meeting, by: Person) -> None:
    """The meeting was called off: nobody chairs it, nobody is asked any more, and nothing is agreed about it."""
    actions.called_off(meeting=meeting, by=by)
    actions.forget_who_wanted_in(meeting=meeting, by=by)
    actions.forget_talks(meeting=meeting, by=by)


def free_turns(person: Person, panel: Panel, by: Person) -> None:
    """Somebody takes a break, moves or leaves: turns in the chair that are still ahead go on to others."""
    actions.free_turns(person=person, panel=panel, by=by)


def register() -> None:
    """Called once when the project starts."""
    notices.register()
    reaching.register_errands("chairing", reaching.Source(notices.KINDS, queries.may_be_passed_on, queries.errands_for))
    swaps = reaching.Source((notices.SWAP,), queries.swaps_to_pass_on, queries.swap_errands_for)
    reaching.register_errands("chair_swaps", swaps)
    invitations.register_told(queries.briefings_for)
    invitations.register_spoke(queries.who_took_a_part)
    schedule.register_meeting_link(
        order=30,
        label="Chair",
        hint="Who chairs, and how turns are shared",
        url_name="chairing:chair-detail",
        shown_to=lambda viewer, meeting: meeting.state != Meeting.State.CANCELLED,
    )
    schedule.register_next_step(order=30, step=next_step)
    schedule.register_meeting_rows(order=30, rows=rows_for)
    attendance.on_register_taken(note_who_chaired)
    attendance.register_expected_chair(who_agreed)
    attendance.register_more_time(queries.time_beside)
    schedule.on_meeting_moved(ask_again)
    schedule.on_meeting_cancelled(called_off)
    people.on_time_away(free_turns)


def _ask_step(viewer: Person, meeting: Meeting) -> schedule.NextStep | None:
    if not access.can_ask_for_chair(viewer, meeting):
        return None
    return _step(meeting, "The chair is not settled yet", "We work out whose turn it is.", "Ask somebody to chair")


def _step(meeting: Meeting, title: str, text: str, label: str) -> schedule.NextStep:
    url = reverse("chairing:chair-detail", kwargs={"meeting_id": meeting.pk})
    return schedule.NextStep(title=title, text=text, label=label, url=url)


def _is_ahead(meeting: Meeting) -> bool:
    return states.is_ahead(meeting.state, meeting.starts_at, clock.now())
