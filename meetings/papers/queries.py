"""Reads about agendas, papers and words. The viewer comes first; what they may not see is not in the answer."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.needs import queries as needs
from accounts.people import queries as people
from accounts.people.models import Person, Programme, Role
from accounts.reaching.registration import Errand
from leap.core import outbox
from meetings.invitations import queries as invitations
from meetings.papers import notices, states, wordings
from meetings.papers.models import AgendaItem, Paper, PaperCopy, PaperVersion, Proposal, Word, WordAsked
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting

# The agenda


def items_for(viewer: Person, meeting: Meeting) -> QuerySet[AgendaItem]:
    """The agenda in its order, for whoever may see the meeting; else nothing."""
    return _items(viewer).filter(meeting=meeting)


def item_seen(viewer: Person, item_id: UUID) -> QuerySet[AgendaItem]:
    """One thing on the agenda of a meeting the viewer may see."""
    return _items(viewer).filter(pk=item_id).select_related("meeting__panel", "lead", "changed_by")


def people_who_can_lead(viewer: Person, meeting: Meeting) -> QuerySet[Person]:
    """Everyone on the panel today, as the viewer sees them."""
    return people.people_on_panel(viewer, meeting.panel_id)


def _items(viewer: Person) -> QuerySet[AgendaItem]:
    """With the lead's name while they are on the panel, and the proposer's when they let the panel see it."""
    seen = schedule.meetings_for(viewer).order_by().values("pk")
    on_panel = _on_panel("meeting__panel", "proposer")
    proposed = Proposal.objects.unscoped("whoever let the panel see that they proposed it")
    shown = proposed.filter(on_panel, item=OuterRef("pk"), show_name=True, proposer__is_active=True)
    leads = _on_panel("meeting__panel", "lead") & Q(lead__is_active=True)
    who_leads = Case(When(leads, then=F("lead__shown_name")), default=F("lead_words"), output_field=CharField())
    return AgendaItem.objects.filter(meeting__in=seen).annotate(
        led_by=who_leads,
        proposed_by=Coalesce(Subquery(shown.values("proposer__shown_name")[:1]), Value(""), output_field=CharField()),
    )


def _on_panel(panel: str, person: str) -> Q:
    return Q(Exists(Role.objects.filter(people.belonging(), panel=OuterRef(panel), person=OuterRef(person))))


# Proposals


def my_proposals(viewer: Person, meeting: Meeting) -> QuerySet[Proposal]:
    """What the viewer proposed for one meeting they may see, with what became of it."""
    seen = schedule.meetings_for(viewer).filter(pk=meeting.pk).order_by()
    mine = Proposal.objects.unscoped("a person's own").filter(proposer=viewer, meeting__in=seen.values("pk"))
    return mine.select_related("meeting__panel")


def my_proposal(viewer: Person, proposal_id: UUID) -> QuerySet[Proposal]:
    """One of the viewer's own, of a meeting they may still see."""
    seen = schedule.meetings_for(viewer).order_by().values("pk")
    mine = Proposal.objects.unscoped("a person's own").filter(proposer=viewer, meeting__in=seen)
    return mine.filter(pk=proposal_id).select_related("meeting__panel")


def proposals_run_by(viewer: Person) -> QuerySet[Proposal]:
    """What people propose for the meetings the viewer arranges, and have not taken back."""
    run = schedule.meetings_run_by(viewer).order_by().values("pk")
    every = Proposal.objects.unscoped("for those who run the panel").filter(meeting__in=run)
    return every.exclude(state=states.TAKEN_BACK).select_related("meeting__panel", "proposer")


def proposals_to_answer(viewer: Person, meeting: Meeting) -> QuerySet[Proposal]:
    """Those for one meeting that wait for an answer, if the viewer arranges it; else nothing."""
    return proposals_run_by(viewer).filter(meeting=meeting, state=states.WAITING)


# Papers


def papers_for(viewer: Person, meeting: Meeting) -> QuerySet[Paper]:
    """The papers of a meeting with the versions the viewer may read, the newest first, each with its copies.

    Whoever may see the meeting reads what was sent. What is in the making, and what was withdrawn, is for those who run
    the panel.
    """
    return _papers(viewer).filter(meeting=meeting)


def paper_for(viewer: Person, paper_id: UUID) -> QuerySet[Paper]:
    """One of the papers the viewer may read."""
    return _papers(viewer).filter(pk=paper_id)


def versions_run_by(viewer: Person) -> QuerySet[PaperVersion]:
    """Every version of the papers of the meetings the viewer arranges."""
    run = schedule.meetings_run_by(viewer).order_by().values("pk")
    return PaperVersion.objects.filter(paper__meeting__in=run).select_related(
        "paper__meeting__panel", "changed_by", "item"
    )


def drafts_of(viewer: Person, meeting: Meeting) -> QuerySet[PaperVersion]:
    """What is in the making for a meeting the viewer arranges, the oldest paper first."""
    drafts = versions_run_by(viewer).filter(paper__meeting=meeting, sent_at__isnull=True)
    return drafts.filter(paper__withdrawn_at__isnull=True).order_by("paper__made_at", "paper")


def copy_for(viewer: Person, copy_id: UUID) -> QuerySet[PaperCopy]:
    """One file, if the viewer may read the version it belongs to. One question, whatever the answer."""
    return PaperCopy.objects.filter(pk=copy_id, version__in=_versions(viewer).order_by().values("pk")).select_related(
        "file", "version__paper__meeting__panel"
    )


def to_read(viewer: Person, meeting: Meeting) -> tuple[int, int]:
    """How many papers were sent for a meeting the viewer may see, and how many minutes they take to read."""
    newer = PaperVersion.objects.filter(notices.IS_OUT, paper=OuterRef("paper"), number__gt=OuterRef("number"))
    out = _versions(viewer).filter(notices.IS_OUT, ~Exists(newer), paper__meeting=meeting)
    minutes = list(out.order_by().values_list("reading_minutes", flat=True))
    return len(minutes), sum(minutes)


def formats_asked_for(viewer: Person, meeting: Meeting) -> list[str]:
    """For those who run the panel: in which formats papers are asked for by those who get them. Never who."""
    getting = invitations.people_getting_papers(meeting).order_by("pk").values_list("pk", flat=True)
    return needs.formats_asked_for(viewer, meeting.panel_id, list(getting))


def _papers(viewer: Person) -> QuerySet[Paper]:
    versions = _versions(viewer)
    copies = Prefetch("copies", PaperCopy.objects.select_related("file"), to_attr="files")
    shown = Prefetch(
        "versions", versions.select_related("item").order_by("-number").prefetch_related(copies), to_attr="shown"
    )
    seen = Paper.objects.filter(Exists(versions.filter(paper=OuterRef("pk")).order_by()))
    seen = seen.annotate(first_sent=Min("versions__sent_at")).select_related("meeting__panel")
    # Said again here: where rows are grouped the order of the model does not count, and chance tells things.
    return seen.order_by("made_at", "pk").prefetch_related(shown)


def _versions(viewer: Person) -> QuerySet[PaperVersion]:
    seen = Q(paper__meeting__in=schedule.meetings_for(viewer).order_by().values("pk"))
    run = Q(paper__meeting__in=schedule.meetings_run_by(viewer).order_by().values("pk"))
    return PaperVersion.objects.filter((seen & notices.IS_OUT) | run)


# Words


def words_of(programme_id: UUID) -> dict[str, str]:
    """What hard words mean in a programme: its own, then the starter of everybody. They tell nothing about anybody."""
    own = dict(Word.objects.filter(programme=programme_id).values_list("term", "meaning"))
    said = {term.lower() for term in own}
    return {**{term: meaning for term, meaning in wordings.STARTER.items() if term.lower() not in said}, **own}


def programmes_for(viewer: Person) -> QuerySet[Programme]:
    """The programmes whose words the viewer can look up: those of their panels."""
    return Programme.objects.filter(pk__in=people.panels_for(viewer).values("programme"))


def word_of(programme: Programme, term: str) -> Word | None:
    """The programme's own explanation of a word, whatever its capitals."""
    return Word.objects.filter(programme=programme, term__iexact=term).select_related("changed_by").first()


def words_asked_for(viewer: Person, programme: Programme) -> list[WordAsked]:
    """The words somebody asked about, for those who run a panel of the programme: in the order of the alphabet, so that
    the order tells nothing."""
    runs = people.panels_run_by(viewer).filter(programme=programme)
    every = WordAsked.objects.unscoped("nobody's name is in it").filter(Exists(runs), programme=programme)
    return sorted(every, key=lambda each: (each.term.casefold(), each.pk))


# Messages


def told_for(viewer: Person, meeting: Meeting) -> list[tuple[outbox.OutboxMessage, invitations.HasPerson]]:
    """Who was told that there is something to read before this meeting, for those who arrange it; else nothing."""
    return invitations.told_about_for(viewer, meeting, notices.READY, [meeting.pk])


def may_be_passed_on(viewer: Person) -> QuerySet[Meeting]:
    """The keys of meetings about whose papers there may be something to say, for those who run the panel."""
    return schedule.meetings_run_by(viewer).order_by().values("pk")


def errands_for(viewer: Person, messages: list[outbox.OutboxMessage]) -> list[Errand]:
    """These messages as something to pass on, as far as they are still true and wanted."""
    out = PaperVersion.objects.filter(notices.IS_OUT, paper__meeting=OuterRef("pk"))
    run = schedule.meetings_run_by(viewer).filter(Exists(out)).select_related("panel__contact", "venue")
    found = {meeting.pk: meeting for meeting in run.filter(pk__in=[message.about_id for message in messages])}
    getting = _getting_papers(meeting for meeting in found.values() if notices.is_ahead(meeting))
    return [
        notices.errand(message, found[message.about_id], person)
        for message in messages
        if (person := getting.get((message.about_id, message.to_person_id)))
    ]


def _getting_papers(meetings: Iterable[Meeting]) -> dict[tuple[UUID, UUID], Person]:
    """Who gets the papers of which of these meetings: one question, however many there are."""
    each = [
        invitations.people_getting_papers(meeting).order_by().annotate(of=Value(meeting.pk, UUIDField()))
        for meeting in meetings
    ]
    return {(person.of, person.pk): person for person in each[0].union(*each[1:], all=True)} if each else {}
