"""May this person do this to these notes? True or false, no writes."""

from accounts.people import access as people
from accounts.people.models import Person
from meetings.attendance import queries as attendance
from meetings.attendance.models import Attendance
from meetings.notes.models import MeetingNotes, NotesAction
from meetings.schedule import access as schedule
from meetings.schedule.models import Meeting


def can_write(actor: Person, meeting: Meeting) -> bool:
    """May the person write the notes, put them to people, answer suggestions: do they run the meeting?"""
    return schedule.can_run_meeting(actor, meeting)


def can_suggest(actor: Person, notes: MeetingNotes) -> bool:
    """Were they there, in any way, for any part of it, and are they still on the panel?"""
    here = attendance.my_attendance_for(actor, notes.meeting)
    on_panel = people.is_on_panel(actor, notes.meeting.panel_id)
    return on_panel and here is not None and here.came in Attendance.HERE


def can_end(actor: Person, action: NotesAction) -> bool:
    """May they say how it ended: did they take it on, or do they run the meeting it is from?"""
    took_it_on = can_hand_back(actor, action) and action.said_yes_at is not None
    return took_it_on or can_write(actor, action.notes.meeting)


def can_hand_back(actor: Person, action: NotesAction) -> bool:
    """Is it the person who was asked, or who has it?"""
    return action.person_id == actor.pk


def can_record_answer(actor: Person, action: NotesAction) -> bool:
    """May they write down what the person said who is asked: do they run the meeting, and is it not their own?"""
    return can_write(actor, action.notes.meeting) and action.person_id != actor.pk
