"""What an administrator may read while an opening lasts, sheets of paper, and where somebody's words have been."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.identity.models import Opening, Paper, PaperLine, Share, Statement
from accounts.identity.planning import words
from accounts.identity.planning.rule import ADMINISTERS
from accounts.identity.queries import resolver
from accounts.identity.queries.destinations import standing_of
from accounts.identity.queries.records import A_YEAR, Look, who_looked
from accounts.identity.queries.resolver import PersonOnPanel, Surface, Words
from accounts.people import queries as people
from accounts.people.models import Panel, Person, Role
from leap.core import audit, clock
from leap.core.outbox import OutboxMessage
from leap.core.outbox.states import FOR_A_PERSON

NOTE = "note_waits"  # the kind of message that says there is something to read, and nothing else


@dataclass(frozen=True)
class Sheet:
    """Who is who on one panel, to print: what everyone there may read."""

    panel: Panel
    made_at: datetime
    people: list[PersonOnPanel]


@dataclass(frozen=True)
class Used:
    """Where one statement of mine has been."""

    looks: list[Look]
    papers: list[Paper]

    @property
    def is_empty(self) -> bool:
        """Has nobody read it, on a page or on paper?"""
        return not (self.looks or self.papers)


def people_to_open(viewer: Person) -> QuerySet[Person]:
    """The people of the programmes the viewer administers, by name; nobody for anybody else."""
    looked_after = [role.programme_id for role in people.roles_held(viewer) if role.kind == ADMINISTERS]
    theirs = Role.objects.filter(people.in_force(), programme__in=sorted(looked_after))
    found = Person.objects.filter(pk__in=theirs.values("person"), is_active=True)
    return found.exclude(pk=viewer.pk).order_by("shown_name", "pk")


def my_openings(viewer: Person) -> QuerySet[Opening]:
    """What the viewer opened that is still open."""
    every = Opening.objects.unscoped("what the viewer opened")
    return every.filter(opened_by=viewer, ends_at__gt=clock.now()).select_related("person").order_by("opened_at", "pk")


def opening_or_404(viewer: Person, opening_id: UUID) -> Opening:
    """One opening of the viewer's own that is still open and still theirs to use; else not found (Http404)."""
    opening = my_openings(viewer).filter(pk=opening_id, person__in=people_to_open(viewer)).first()
    if opening is None:
        raise Http404
    return opening


def read_in_emergency(viewer: Person, opening_id: UUID) -> tuple[Opening, list[Words]]:
    """All the person has written about themself, once it is on record that it was read. Http404 when it is over."""
    opening = opening_or_404(viewer, opening_id)
    theirs = Statement.objects.unscoped("an opening in an emergency").filter(person=opening.person_id)
    statements = list(theirs.select_related("person").order_by("written_at", "pk"))
    resolver.record_read(viewer, statements, Surface.EMERGENCY)
    return opening, [Words(each.own_words, each.pk, each.person_id) for each in statements]


def openings_to_tell(viewer: Person) -> list[Opening]:
    """What other administrators opened, of people without an email address: who asks what their note says is told this,
    the reason too. For a year, and as long as the note waits. Each look is on record."""
    shown = list(_to_tell(viewer).select_related("person", "opened_by").order_by("-opened_at", "pk"))
    audit.record_each(by=viewer, verb="opening.read", things=[(each, each.person) for each in shown])
    return shown


def opening_to_tell_or_404(viewer: Person, opening_id: UUID) -> Opening:
    """One of them; any other is not found (Http404)."""
    opening = _to_tell(viewer).select_related("person").filter(pk=opening_id).first()
    if opening is None:
        raise Http404
    return opening


def _to_tell(viewer: Person) -> QuerySet[Opening]:
    """In the programmes the viewer administers, and also of people who have left. `note_waits`: nobody has passed the
    note on yet."""
    looked_after = [role.programme_id for role in people.roles_held(viewer) if role.kind == ADMINISTERS]
    theirs = Role.objects.filter(programme__in=looked_after, person=OuterRef("person"))
    notes = OutboxMessage.objects.filter(kind=NOTE, to_person_id=OuterRef("person"), state__in=FOR_A_PERSON)
    every = Opening.objects.unscoped("an administrator who did not open it tells the person")
    others = every.exclude(opened_by=viewer).exclude(person=viewer).filter(Exists(theirs), person__is_active=True)
    by_hand = others.filter(Q(person__email__isnull=True) | Q(person__email="")).annotate(note_waits=Exists(notes))
    return by_hand.filter(Q(opened_at__gte=clock.now() - A_YEAR) | Q(note_waits=True))


def openings_of_mine(viewer: Person) -> QuerySet[Opening]:
    """Each time an administrator opened what the viewer keeps, the newest first, with the reason that was given."""
    every = Opening.objects.unscoped("the person it is about")
    return every.filter(person=viewer).select_related("opened_by").order_by("-opened_at", "pk")


def for_everyone_on(panel: Panel) -> list[Words]:
    """What stands on a sheet for everyone on a panel: said with the name, to everyone, by people there today."""
    return resolver.with_name(_for_everyone(panel))


def paper_or_404(viewer: Person, paper_id: UUID) -> Paper:
    """A sheet of a panel the viewer coordinates; any other is not found (Http404)."""
    every = Paper.objects.unscoped("narrowed to panels the viewer coordinates").select_related("panel", "made_by")
    paper = every.filter(pk=paper_id, panel__in=sorted(standing_of(viewer).panels_as_coordinator())).first()
    if paper is None:
        raise Http404
    return paper


def sheet(viewer: Person, paper: Paper) -> Sheet:
    """The sheet as it is today: of what stood on it, only what is still shared with everyone. The read is recorded."""
    lines = PaperLine.objects.unscoped("what stood on the sheet").filter(paper=paper)
    stood = set(lines.values_list("statement_id", flat=True))
    shares = [share for share in _for_everyone(paper.panel) if share.statement_id in stood]
    others = {share.statement_id: share.statement for share in shares if share.statement.person_id != viewer.pk}
    resolver.record_read(viewer, others.values(), Surface.PAPER)
    said = resolver.by_person(resolver.with_name(shares))
    roles = people.roles_shown_on_panel(viewer, paper.panel_id)
    on_panel = [
        PersonOnPanel(
            each.pk, each.shown_name, each.pronouns, roles.get(each.pk, []), each.pk == viewer.pk, said.get(each.pk, [])
        )
        for each in people.people_on_panel(viewer, paper.panel_id)
    ]
    return Sheet(paper.panel, paper.made_at, on_panel)


def where_used(viewer: Person, statement_id: UUID) -> Used:
    """Who read one statement of the viewer's, and on which sheets of paper it stood."""
    looks = who_looked(viewer, only=statement_id)
    lines = PaperLine.objects.unscoped("the owner's own").filter(person=viewer, statement_id=statement_id)
    papers = Paper.objects.unscoped("where the owner's words stood").filter(pk__in=lines.values("paper"))
    return Used(looks, list(papers.select_related("panel").order_by("-made_at", "pk")))


def _for_everyone(panel: Panel) -> list[Share]:
    standing = resolver.open_to_everyone_on(panel).filter(audience=words.EVERYONE, named=True)
    return resolver.in_order(standing)
