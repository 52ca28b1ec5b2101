"""What one panel talks about next, what there is to read for it, and the notes of the meeting before."""

from datetime import timedelta

from accounts.people.models import Panel, Person
from leap.core import clock
from meetings.notes import actions as notes
from meetings.papers import actions as papers
from meetings.schedule.models import Meeting


def tell_all(facts: dict, panel: Panel, people: dict[str, Person]) -> None:
    """A week ago the papers went out; a week after the last meeting its notes did."""
    by = people[facts["by"]]
    ahead = panel.meetings.filter(state=Meeting.State.OPEN, starts_at__gt=clock.now()).earliest("starts_at")
    with clock.held_at(clock.now() - timedelta(days=7)):
        _agenda(facts, ahead, people, by)
    last = panel.meetings.filter(state=Meeting.State.HELD).latest("starts_at")
    with clock.held_at(last.starts_at + timedelta(days=7)):
        _notes(facts["notes"], last, people, by)


def _agenda(facts: dict, meeting: Meeting, people: dict[str, Person], by: Person) -> None:
    items = [papers.add_item(meeting_id=meeting.pk, facts=papers.ItemFacts(**each), by=by) for each in facts["items"]]
    told = facts["proposal"]
    proposed = papers.propose(
        meeting_id=meeting.pk, title=told["title"], words=told["words"], show_name=False, by=people[told["by"]]
    )
    papers.take_up(proposal_id=proposed.pk, by=by)
    for word, meaning in facts["words"].items():
        papers.keep_word(programme=meeting.panel.programme, term=word, meaning=meaning, revision=0, by=by)
    paper = papers.write_paper(
        meeting_id=meeting.pk,
        title=facts["paper"]["title"],
        item=items[0],
        facts=papers.PaperFacts(**facts["paper"]["facts"]),
        by=by,
    )
    papers.send_papers(meeting_id=meeting.pk, version_ids=[paper.versions.get().pk], by=by)


def _notes(facts: dict, meeting: Meeting, people: dict[str, Person], by: Person) -> None:
    notes.save(meeting_id=meeting.pk, sections=[tuple(each) for each in facts["sections"]], revision=0, by=by)
    notes.send_out(meeting_id=meeting.pk, changes_until=clock.today() + timedelta(days=14), by=by)
    told = facts["action"]
    person = people[told["person"]]
    action = notes.add_action(meeting_id=meeting.pk, words=told["words"], person=person, by=by)
    notes.say_yes(action_id=action.pk, by=person)
