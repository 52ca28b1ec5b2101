"""The agenda: adding, changing, moving and taking off. Whoever changes it holds the meeting still."""

from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotNow
from meetings.papers import queries, wordings
from meetings.papers.actions.steps import check_revision, lock_to_change
from meetings.papers.models import AgendaItem, Proposal
from meetings.schedule.models import Meeting

MOST = 40
FULL = f"There are {MOST} things on this agenda. Please take something off first."
LEADS = "Please choose somebody who is on the panel, or write who leads it."
UP, DOWN = "up", "down"


@dataclass(frozen=True)
class ItemFacts:
    """One thing to talk about: `lead` is somebody on the panel, or `lead_words` says who leads it, or nobody does."""

    title: str
    summary: str
    purpose: str
    influence: str
    minutes: int
    influence_words: str = ""
    lead: Person | None = None
    lead_words: str = ""
    content_note: str = ""

    def plain(self, meeting: Meeting, by: Person) -> dict[str, object]:
        """As it is kept. What is said about an influence that is open is left out. NotNow for a lead from elsewhere."""
        if self.lead is not None and not queries.people_who_can_lead(by, meeting).filter(pk=self.lead.pk).exists():
            raise NotNow(LEADS)
        facts = {**asdict(self), "lead": self.lead}
        if self.influence == wordings.OPEN:
            facts["influence_words"] = ""
        return facts


@transaction.atomic
def add_item(*, meeting_id: UUID, facts: ItemFacts, by: Person) -> AgendaItem:
    """Something more to talk about, at the end. Raises NotAllowed for anyone who does not run the panel, NotNow when
    the meeting is over or called off."""
    meeting = lock_to_change(meeting_id, by)
    return add_to(meeting=meeting, facts=facts, by=by)


def add_to(*, meeting: Meeting, facts: ItemFacts, by: Person) -> AgendaItem:
    """The step of it that others share; the meeting is held still."""
    there = AgendaItem.objects.filter(meeting=meeting)
    if there.count() >= MOST:
        raise NotNow(FULL)
    last = there.aggregate(last=Max("position"))["last"]
    item = AgendaItem(
        meeting=meeting, position=0 if last is None else last + 1, changed_by=by, **facts.plain(meeting, by)
    )
    item.full_clean()
    item.save()
    audit.record(by=by, verb="agenda.added", about=item, meeting=meeting.pk)
    return item


@transaction.atomic
def change_item(*, item_id: UUID, revision: int, facts: ItemFacts, by: Person) -> AgendaItem:
    """It is said anew. `revision` is the one that was on the page: ChangedMeanwhile when somebody saved since."""
    meeting = lock_to_change(_meeting_of(item_id), by)
    item = _item(item_id)
    check_revision(item.revision, revision)
    for name, value in facts.plain(meeting, by).items():
        setattr(item, name, value)
    item.revision, item.changed_at, item.changed_by = item.revision + 1, clock.now(), by
    item.full_clean()
    item.save()
    audit.record(by=by, verb="agenda.changed", about=item, meeting=meeting.pk)
    return item


@transaction.atomic
def move_item(*, item_id: UUID, where: str, by: Person) -> AgendaItem:
    """One place up or down. At the end already, nothing changes."""
    meeting = lock_to_change(_meeting_of(item_id), by)
    order = list(AgendaItem.objects.filter(meeting=meeting))
    at = next((place for place, each in enumerate(order) if each.pk == item_id), None)
    if at is None:
        raise NotNow(GONE)
    to = at - 1 if where == UP else at + 1
    if 0 <= to < len(order):
        one, other = order[at], order[to]
        one.position, other.position = other.position, one.position
        for each in (one, other):
            each.save(update_fields=["position"])
        audit.record(by=by, verb="agenda.moved", about=one, meeting=meeting.pk)
    return order[at]


@transaction.atomic
def remove_item(*, item_id: UUID, by: Person) -> None:
    """It comes off the agenda. Its papers stay with the meeting, and say what they were for when they were sent;
    whoever proposed it sees that it was taken up once."""
    meeting = lock_to_change(_meeting_of(item_id), by)
    item = _item(item_id)
    Proposal.objects.unscoped("taken off the agenda again").filter(item=item).update(item=None)
    item.versions.update(item=None)
    audit.record(by=by, verb="agenda.removed", about=item, meeting=meeting.pk)
    item.delete()


GONE = "This has been taken off the agenda meanwhile."


def _meeting_of(item_id: UUID) -> UUID:
    found = AgendaItem.objects.filter(pk=item_id).values_list("meeting", flat=True).first()
    if found is None:
        raise NotNow(GONE)
    return found


def _item(item_id: UUID) -> AgendaItem:
    found = AgendaItem.objects.filter(pk=item_id).first()
    if found is None:
        raise NotNow(GONE)
    return found
