"""Papers: writing one, its copies, sending it, another version, withdrawing it."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock, uploads
from leap.core.errors import NotNow
from meetings.invitations import queries as invited
from meetings.invitations.models import Invitation
from meetings.papers import notices, queries, states
from meetings.papers.actions.steps import check_revision, lock_to_change
from meetings.papers.models import AgendaItem, Paper, PaperCopy, PaperVersion
from meetings.schedule import actions as schedule
from meetings.schedule.models import Meeting

ELSEWHERE = "That is on the agenda of another meeting. Please choose one of those shown."
SENT_ALREADY = "This version has been sent, so it stays as it is. You can write a new version."
IN_THE_MAKING = "A new version of this paper is already being written."
WITHDRAWN = "This paper has been withdrawn."
NOT_READY = "“{title}” cannot be sent yet. It still needs {needs}."
NOBODY_YET = "Invite people first: a paper is sent to those who are invited."
NOTHING = "There is nothing to send: choose a paper that is ready."


@dataclass(frozen=True)
class PaperFacts:
    """What is written about a paper, and the paper itself if it is to be read on the page."""

    summary: str = ""
    question: str = ""
    reading_minutes: int | None = None
    body: str = ""
    what_changed: str = ""


@transaction.atomic
def write_paper(*, meeting_id: UUID, title: str, item: AgendaItem | None, facts: PaperFacts, by: Person) -> Paper:
    """A paper in the making, which only those who run the panel see. Raises NotAllowed for anyone else, NotNow when the
    meeting is over or called off."""
    meeting = lock_to_change(meeting_id, by)
    paper = Paper(meeting=meeting, made_by=by)
    paper.full_clean()
    paper.save()
    told = {"title": title.strip(), "item": _item_of(meeting, item), **asdict(facts)}
    version = PaperVersion(paper=paper, number=1, changed_by=by, **told)
    version.full_clean()
    version.save()
    audit.record(by=by, verb="paper.written", about=paper, meeting=meeting.pk)
    return paper


@transaction.atomic
def change_paper(
    *, version_id: UUID, revision: int, title: str, item: AgendaItem | None, facts: PaperFacts, by: Person
) -> PaperVersion:
    """What is in the making is written anew, and may be called something else or be for something else;
    what was sent keeps its title and its place.

    `revision` is the one that was on the page: ChangedMeanwhile when somebody saved since.
    """
    meeting, version = _draft(version_id, by)
    check_revision(version.revision, revision)
    for name, value in {"title": title.strip(), "item": _item_of(meeting, item), **asdict(facts)}.items():
        setattr(version, name, value)
    version.revision, version.changed_at, version.changed_by = version.revision + 1, clock.now(), by
    version.full_clean()
    version.save()
    audit.record(by=by, verb="paper.changed", about=version.paper, number=version.number)
    return version


@transaction.atomic
def add_copy(*, version_id: UUID, form: str, file: uploads.Checked, by: Person) -> PaperCopy:
    """The version in the making in one form. One that was there in this form is replaced."""
    _, version = _draft(version_id, by)
    for old in PaperCopy.objects.filter(version=version, form=form):
        _throw_away(old)
    copy = PaperCopy(version=version, form=form, file=uploads.keep(file), added_by=by)
    copy.full_clean()
    copy.save()
    audit.record(by=by, verb="paper.copy_added", about=copy, form=form, paper=version.paper_id)
    return copy


@transaction.atomic
def remove_copy(*, copy_id: UUID, by: Person) -> None:
    """A file comes off the version in the making, and is gone."""
    copy = PaperCopy.objects.filter(pk=copy_id).first()
    if copy is None:
        return
    _draft(copy.version_id, by)
    audit.record(by=by, verb="paper.copy_removed", about=copy, form=copy.form)
    _throw_away(copy)


@transaction.atomic
def send_papers(*, meeting_id: UUID, version_ids: Collection[UUID], by: Person) -> tuple[list[PaperVersion], int]:
    """These versions can be read from now on, and everyone who gets papers hears of it once, whoever sent them aside.
    Gives the versions and how many people are told. Those sent already (a button pressed twice) are left as they are.

    Raises NotNow when one is not ready, saying what it needs; then none is sent.
    """
    meeting = lock_to_change(meeting_id, by)
    if meeting.opened_at is None:
        raise NotNow(NOBODY_YET)
    drafts = list(queries.drafts_of(by, meeting).filter(pk__in=version_ids))
    if not version_ids:
        raise NotNow(NOTHING)
    for version in drafts:
        _check_ready(version)
    for version in drafts:
        version.sent_at, version.sent_by = clock.now(), by
        version.about = version.item.title if version.item else ""
        version.save(update_fields=["sent_at", "sent_by", "about"])
        audit.record(by=by, verb="paper.sent", about=version.paper, number=version.number, meeting=meeting.pk)
    told = _tell_everyone(meeting, by) if drafts and notices.is_ahead(meeting) else 0
    return drafts, told


def tell_newcomers(*, meeting: Meeting, invitations: Collection[Invitation], by: Person) -> int:
    """Whoever is invited after papers were sent hears of them too, once; not who heard already, nor when none stands.

    Called while people are invited, so the meeting is ahead, and held still: papers are sent before this, or to the
    newcomers as well.
    """
    last = notices.last_sent(meeting)
    if last is None:
        return 0
    new = [each.person_id for each in invitations if each.person_id != by.pk]
    people = invited.people_getting_papers(meeting).filter(pk__in=new).exclude(pk__in=notices.told_since(meeting, last))
    return sum(notices.tell_ready(meeting, person) for person in people)


@transaction.atomic
def start_version(*, paper_id: UUID, by: Person) -> PaperVersion:
    """Another version in the making, with the words of the last one; its copies have to be made anew. The one that was
    sent can still be read. NotNow when one is in the making already."""
    meeting = lock_to_change(_meeting_of(paper_id), by)
    last = PaperVersion.objects.filter(paper=paper_id).select_related("paper", "item").order_by("-number")[0]
    _check_stands(last.paper)
    if last.sent_at is None:
        raise NotNow(IN_THE_MAKING)
    facts = PaperFacts(last.summary, last.question, last.reading_minutes, last.body)
    new = {"paper": last.paper, "number": last.number + 1, "title": last.title, "item": last.item, "changed_by": by}
    version = PaperVersion.objects.create(**new, **asdict(facts))
    audit.record(by=by, verb="paper.version_started", about=last.paper, number=version.number, meeting=meeting.pk)
    return version


@transaction.atomic
def withdraw_paper(*, paper_id: UUID, by: Person) -> Paper:
    """Nobody but those who run the panel can read it any more, and its files are gone. At any time, also afterwards."""
    schedule.lock_to_run(_meeting_of(paper_id), by)
    paper = Paper.objects.get(pk=paper_id)
    _check_stands(paper)
    for copy in PaperCopy.objects.filter(version__paper=paper):
        _throw_away(copy)
    paper.withdrawn_at, paper.withdrawn_by = clock.now(), by
    paper.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record(by=by, verb="paper.withdrawn", about=paper, meeting=paper.meeting_id)
    return paper


def _tell_everyone(meeting: Meeting, by: Person) -> int:
    return sum(
        notices.tell_ready(meeting, person) for person in invited.people_getting_papers(meeting).exclude(pk=by.pk)
    )


def _check_ready(version: PaperVersion) -> None:
    missing = states.what_is_missing(
        summary=version.summary,
        question=version.question,
        reading_minutes=version.reading_minutes,
        number=version.number,
        changed=version.what_changed,
    )
    if missing:
        raise NotNow(NOT_READY.format(title=version.title, needs="; ".join(missing)))


def _draft(version_id: UUID, by: Person) -> tuple[Meeting, PaperVersion]:
    """A version in the making with its meeting, which is held still."""
    meeting_id = PaperVersion.objects.values_list("paper__meeting", flat=True).get(pk=version_id)
    meeting = lock_to_change(meeting_id, by)
    version = PaperVersion.objects.select_related("paper").get(pk=version_id)
    _check_stands(version.paper)
    if version.sent_at is not None:
        raise NotNow(SENT_ALREADY)
    return meeting, version


def _check_stands(paper: Paper) -> None:
    if paper.withdrawn_at is not None:
        raise NotNow(WITHDRAWN)


def _item_of(meeting: Meeting, item: AgendaItem | None) -> AgendaItem | None:
    if item is not None and item.meeting_id != meeting.pk:
        raise NotNow(ELSEWHERE)
    return item


def _meeting_of(paper_id: UUID) -> UUID:
    return Paper.objects.values_list("meeting", flat=True).get(pk=paper_id)


def _throw_away(copy: PaperCopy) -> None:
    copy.delete()
    uploads.throw_away(copy.file_id)
