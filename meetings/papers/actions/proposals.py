"""What people on the panel propose to talk about, and what becomes of it."""

from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from meetings.papers import access, states, wordings
from meetings.papers.actions.items import ItemFacts, add_to
from meetings.papers.actions.steps import lock_to_change
from meetings.papers.models import AgendaItem, Proposal
from meetings.schedule.models import Meeting

MOST_WAITING = 10
ENOUGH = "Thank you. Ten of your ideas for this meeting are waiting to be looked at. Please wait for an answer first."


@transaction.atomic
def propose(*, meeting_id: UUID, title: str, words: str, show_name: bool, by: Person) -> Proposal:
    """Somebody on the panel would like to talk about something. With `show_name` the panel sees who, once it is on the
    agenda. Raises NotAllowed for anyone not on the panel, NotNow when the meeting is over or called off."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("panel").get(pk=meeting_id)
    if not access.can_propose(by, meeting):
        raise NotAllowed
    states.check_can_be_changed(meeting.state, meeting.ends_at, clock.now())
    mine = Proposal.objects.unscoped("how many of one's own wait").filter(meeting=meeting, proposer=by)
    if mine.filter(state=states.WAITING).count() >= MOST_WAITING:
        raise NotNow(ENOUGH)
    proposal = Proposal(meeting=meeting, proposer=by, title=title.strip(), words=words, show_name=show_name)
    proposal.save()
    audit.record(by=by, verb="proposal.made", about=proposal, whose=by, meeting=meeting.pk)
    return proposal


@transaction.atomic
def take_back(*, proposal_id: UUID, by: Person) -> Proposal:
    """Its owner takes it back; those who run the panel see it no more. NotNow once it is answered."""
    proposal = _own(proposal_id, by)
    return _settle(proposal, states.TAKEN_BACK, by)


@transaction.atomic
def show_name(*, proposal_id: UUID, shown: bool, by: Person) -> Proposal:
    """Its owner lets the panel see who proposed it, or no longer: from the next page on."""
    proposal = _own(proposal_id, by)
    proposal.show_name = shown
    proposal.save(update_fields=["show_name"])
    audit.record(by=by, verb="proposal.name_shown", about=proposal, whose=by, shown=shown)
    return proposal


@transaction.atomic
def take_up(*, proposal_id: UUID, by: Person) -> AgendaItem:
    """It goes on the agenda in its owner's words; those who run the panel can then say the rest of it."""
    meeting = lock_to_change(_meeting_of(proposal_id), by)
    proposal = _locked(proposal_id)
    states.check_proposal(proposal.state, states.TAKEN_UP)
    facts = ItemFacts(
        title=proposal.title,
        summary=proposal.words,
        purpose=wordings.DISCUSS,
        influence=wordings.OPEN,
        minutes=15,
    )
    item = add_to(meeting=meeting, facts=facts, by=by)
    proposal.item = item
    _settle(proposal, states.TAKEN_UP, by)
    return item


@transaction.atomic
def answer(*, proposal_id: UUID, words: str, by: Person) -> Proposal:
    """It does not go on this agenda; its owner reads why, in these words."""
    lock_to_change(_meeting_of(proposal_id), by)
    proposal = _locked(proposal_id)
    proposal.answer = words
    return _settle(proposal, states.ANSWERED, by)


def _settle(proposal: Proposal, state: str, by: Person) -> Proposal:
    states.check_proposal(proposal.state, state)
    proposal.state, proposal.settled_at, proposal.settled_by = state, clock.now(), by
    proposal.save()
    audit.record(by=by, verb=f"proposal.{state}", about=proposal, whose=proposal.proposer, meeting=proposal.meeting_id)
    return proposal


def _own(proposal_id: UUID, by: Person) -> Proposal:
    proposal = _locked(proposal_id)
    if not access.can_take_back(by, proposal):
        raise NotAllowed
    return proposal


def _locked(proposal_id: UUID) -> Proposal:
    every = Proposal.objects.unscoped("held still while it is settled")
    return every.select_for_update(of=("self",)).select_related("meeting__panel", "proposer").get(pk=proposal_id)


def _meeting_of(proposal_id: UUID) -> UUID:
    return (
        Proposal.objects.unscoped("which meeting to hold still").values_list("meeting", flat=True).get(pk=proposal_id)
    )
