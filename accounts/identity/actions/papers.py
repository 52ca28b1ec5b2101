"""Who is who on paper, for the people in the room."""

from django.db import transaction

from accounts.identity import access, queries
from accounts.identity.models import Paper, PaperLine
from accounts.people.models import Panel, Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed


@transaction.atomic
def make_paper(*, panel: Panel, by: Person) -> Paper:
    """A sheet of who is who is there to print. It carries only what people share with everyone on the panel.

    Which statements stand on it is kept, so that their owners can see where their words have been. Raises NotAllowed
    for anybody who does not coordinate the panel.
    """
    if not access.can_make_paper(by, panel):
        raise NotAllowed
    paper = Paper(panel=panel, made_by=by, made_at=clock.now())
    paper.save(force_insert=True)
    lines = [
        PaperLine(paper=paper, person_id=words.person_id, statement_id=words.statement_id)
        for words in queries.for_everyone_on(panel)
    ]
    PaperLine.objects.unscoped("what stands on a new sheet").bulk_create(lines)
    audit.record(by=by, verb="paper.made", about=paper, panel=panel.pk, lines=len(lines))
    return paper
