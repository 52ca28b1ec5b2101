"""An agenda and its papers as the page shows them, and what the views of this room share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.needs import wordings as needs
from accounts.people.models import Person
from leap.core import clock
from leap.core.errors import NotAllowed
from leap.core.uploads.kinds import KINDS
from leap.design.parts import Column, Table
from leap.design.times import say_day
from meetings.papers import access, states, wordings
from meetings.papers.models import AgendaItem, Influence, Paper, PaperCopy, PaperVersion, Purpose
from meetings.papers.planning.finding import words_in
from meetings.papers.planning.lateness import WORKING_DAYS, Due, due_for
from meetings.papers.planning.timing import begins, reading
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting


@dataclass(frozen=True)
class File:
    """One form of a paper, in words."""

    copy: PaperCopy
    label: str
    about: str
    asked_for: bool


@dataclass(frozen=True)
class ShownPaper:
    """A paper as one viewer sees it: the version to read now, the one in the making, and what is to know about both."""

    paper: Paper
    version: PaperVersion | None
    draft: PaperVersion | None
    files: list[File]
    late: str
    reading: str
    words: list[tuple[str, str]]
    missing: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What it is called in the version to read; while none was sent, in the one in the making."""
        now = self.version or self.draft
        return now.title if now else ""

    @property
    def item_id(self) -> UUID | None:
        """Under which thing on the agenda it stands."""
        now = self.version or self.draft
        return now.item_id if now else None

    @property
    def about(self) -> str:
        """What it is for: of what was sent, as it was called then."""
        if self.version:
            return self.version.about
        return self.draft.item.title if self.draft and self.draft.item else ""


@dataclass(frozen=True)
class Entry:
    """One thing on the agenda as the page shows it."""

    item: AgendaItem
    at: datetime
    influence: str
    papers: list[ShownPaper]
    words: list[tuple[str, str]]
    is_first: bool
    is_last: bool


def meeting_seen(viewer: Person, meeting_id: UUID) -> Meeting:
    """A meeting the viewer may see, else Http404."""
    return get_object_or_404(schedule.meetings_for(viewer), pk=meeting_id)


def meeting_to_change(viewer: Person, meeting_id: UUID) -> Meeting:
    """The same for somebody who makes its agenda, while it can be changed: else NotAllowed, NotNow."""
    meeting = meeting_seen(viewer, meeting_id)
    check_may_change(viewer, meeting)
    return meeting


def check_may_change(viewer: Person, meeting: Meeting) -> None:
    """NotAllowed for anyone who does not run the panel, NotNow when the meeting is over or called off."""
    if not access.can_make_agenda(viewer, meeting):
        raise NotAllowed
    states.check_can_be_changed(meeting.state, meeting.ends_at, clock.now())


def can_change(viewer: Person, meeting: Meeting) -> bool:
    """Is the viewer shown what changes an agenda?"""
    is_open = states.can_be_changed(meeting.state, meeting.ends_at, clock.now())
    return is_open and access.can_make_agenda(viewer, meeting)


def due_of(meeting: Meeting) -> Due:
    """By when the papers of a meeting are promised."""
    panel = meeting.panel
    return due_for(clock.day_of(meeting.starts_at, panel.time_zone), panel.nation)


def promise(meeting: Meeting) -> str:
    """The promise about papers, with its day."""
    day = say_day(due_of(meeting).promised)
    return f"Papers are promised by {day}: {WORKING_DAYS} working days before the meeting."


def lateness(meeting: Meeting, sent_at: datetime | None) -> str:
    """In a sentence, how late a paper came, or is; nothing when it is in time."""
    due = due_of(meeting)
    on = clock.day_of(sent_at or clock.now(), meeting.panel.time_zone)
    late = due.days_late(on)
    if not late:
        return ""
    days = f"{late} day{'s' * (late != 1)} late"
    week = "" if due.leaves_a_week(on) else " There is less than a week to read it, and you do not have to."
    if sent_at is None:
        return f"This is {days} now: it was promised by {say_day(due.promised)}."
    return f"This came {days}. We are sorry.{week}"


def shown_papers(
    papers: Iterable[Paper], known: dict[str, str], asked_for: Sequence[str], *, runs: bool
) -> list[ShownPaper]:
    """Each paper with its files, those in a form that the viewer asked for first."""
    return [shown(paper, known, asked_for) for paper in papers if runs or paper.shown]


def shown(paper: Paper, known: dict[str, str], asked_for: Sequence[str]) -> ShownPaper:
    """One of them."""
    sent = next((each for each in paper.shown if each.sent_at is not None), None)
    draft = next((each for each in paper.shown if each.sent_at is None), None)
    now = sent or draft
    return ShownPaper(
        paper,
        sent,
        draft,
        files_of(now, asked_for) if now else [],
        lateness(paper.meeting, paper.first_sent),
        reading(now.reading_minutes) if now and now.reading_minutes else "",
        words_in([now.title, now.summary, now.question], known) if now else [],
        missing_in(draft) if draft else [],
    )


def missing_in(version: PaperVersion) -> list[str]:
    """What a version still needs before it can be sent."""
    return states.what_is_missing(
        summary=version.summary,
        question=version.question,
        reading_minutes=version.reading_minutes,
        number=version.number,
        changed=version.what_changed,
    )


def files_of(version: PaperVersion, asked_for: Sequence[str]) -> list[File]:
    """The forms a version comes in: those asked for first, then the rest in the order they are always in."""
    order = list(wordings.FORMS)
    files = sorted(version.files, key=lambda copy: (copy.form not in asked_for, order.index(copy.form)))
    return [File(copy, wordings.FORMS[copy.form], _about(copy), copy.form in asked_for) for copy in files]


def _about(copy: PaperCopy) -> str:
    size = copy.file.size
    how_big = f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(size // 1024, 1)} KB"
    return f"{KINDS[copy.file.kind].words}, {how_big}"


def missing_forms(asked_for: Sequence[str], papers: Iterable[ShownPaper]) -> list[str]:
    """For those who run the panel: what is asked for and not there for every paper, and what is done by hand."""
    there = list(papers)
    lacking = [
        f"{needs.PICKS[form]}: asked for, and not there yet for {_titles(titles)}"
        for form in asked_for
        if form in wordings.FORMS
        and (titles := [each.title for each in there if form not in {file.copy.form for file in each.files}])
    ]
    return [*lacking, *(f"{words}: asked for" for form, words in wordings.BY_HAND.items() if form in asked_for)]


def _titles(titles: list[str]) -> str:
    return ", ".join(f"“{title}”" for title in titles)


def entries(
    meeting: Meeting, items: Sequence[AgendaItem], papers: Sequence[ShownPaper], known: dict[str, str]
) -> list[Entry]:
    """The agenda, each thing with when it begins, its papers and its hard words."""
    times = begins(meeting.starts_at, [item.minutes for item in items])
    return [
        Entry(
            item,
            at,
            Influence(item.influence).label,
            [paper for paper in papers if paper.item_id == item.pk],
            words_in([item.title, item.summary, item.influence_words, item.content_note], known),
            is_first=number == 0,
            is_last=number == len(items) - 1,
        )
        for number, (item, at) in enumerate(zip(items, times, strict=True))
    ]


def total_reading(papers: Iterable[ShownPaper]) -> str:
    """How long it takes to read all that was sent."""
    minutes = [each.version.reading_minutes for each in papers if each.version is not None]
    return reading(sum(minutes)) if minutes else ""


LABELS = {
    "title": "What we talk about",
    "summary": "In plain words",
    "purpose": "What is asked",
    "influence": "What can be changed",
    "influence_words": "What is open, or why it is fixed",
    "minutes": "Minutes",
    "lead": "Who leads",
    "lead_words": "Who leads, in words",
    "content_note": "A word before",
    "item": "What it is for",
    "question": "What we ask",
    "reading_minutes": "Minutes to read",
    "body": "The paper itself",
    "what_changed": "What has changed",
    "meaning": "What it means",
}


def both_versions(who: str, theirs: dict[str, Any], mine: dict[str, Any]) -> Table:
    """What somebody else saved, beside what was typed here; only what differs."""
    rows = [
        [LABELS[name], _plain(name, value), _plain(name, mine.get(name))]
        for name, value in theirs.items()
        if _plain(name, value) != _plain(name, mine.get(name))
    ]
    return Table("Both versions", [Column("What"), Column(f"{who} saved"), Column("You typed")], rows)


def _plain(name: str, value: Any) -> str:
    if name == "purpose" and value:
        return Purpose(value).label
    if name == "influence" and value:
        return Influence(value).label
    if isinstance(value, Person):
        return value.shown_name
    if isinstance(value, AgendaItem):
        return value.title
    return str(value) if value not in (None, "") else "Nothing"
