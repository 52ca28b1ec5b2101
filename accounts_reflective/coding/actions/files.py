"""Taking words out of LEAP as a file, saying that a file is deleted, and bringing a code book in."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from accounts_reflective.coding.actions.themes import create_theme
from accounts_reflective.coding.models import FileTaken, Theme
from accounts_reflective.coding.planning.refi import Code
from accounts_reflective.coding.queries import files as queries
from accounts_reflective.coding.queries.code_book import looked_at_by, themes_in_use
from accounts_reflective.inquiries.models import Inquiry
from leap.core import audit, clock
from leap.core.errors import NotAllowed

FROM_A_FILE = "It came from the code book of another program."


@transaction.atomic
def take_file(*, inquiry: Inquiry, kind: str, by: Person) -> bytes:
    """Somebody who looks for themes takes a file of what they may see today. Which versions are in it is written down,
    so that they can be asked to delete it when a yes is taken back. NotAllowed for anybody else.
    """
    if not looked_at_by(by).filter(pk=inquiry.pk).exists():
        raise NotAllowed
    held = queries.holdings_of(by, inquiry)
    taken = FileTaken(inquiry=inquiry, kind=kind, versions=held.versions, taken_by=by)
    taken.save(force_insert=True)
    audit.record(by=by, verb="words.exported", about=taken, inquiry=inquiry.pk, form=kind, versions=len(held.versions))
    return queries.content_of(kind, held)


@transaction.atomic
def say_deleted(*, taken_id: UUID, by: Person) -> None:
    """Somebody says that they deleted a file of theirs. Twice is once; somebody else's is left alone."""
    mine = FileTaken.objects.unscoped("one's own").filter(pk=taken_id, taken_by=by, deleted_at__isnull=True)
    if mine.update(deleted_at=clock.now()):
        audit.record(by=by, verb="words.deleted", about=FileTaken(pk=taken_id), whose=by)


@transaction.atomic
def bring_in(*, inquiry: Inquiry, codes: Sequence[Code], by: Person) -> tuple[int, int]:
    """Make themes of the codes of another program, with those under them as sub-themes. Returns how many are new, and
    how many were left out because a theme in use has the name. NotAllowed for who may not keep the code book.
    """
    there = {each.name.casefold(): each for each in themes_in_use(by, inquiry)}
    new = left = 0
    for code in codes:
        top = there.get(code.name.casefold())
        left += top is not None
        if top is None:
            top = _made(inquiry, code, None, by)
            there[code.name.casefold()] = top
            new += 1
        under = top.parent or top
        for each in code.under:
            if each.name.casefold() in there:
                left += 1
                continue
            there[each.name.casefold()] = _made(inquiry, each, under, by)
            new += 1
    return new, left


def _made(inquiry: Inquiry, code: Code, under: Theme | None, by: Person) -> Theme:
    return create_theme(inquiry=inquiry, name=code.name, meaning=code.meaning, under=under, why=FROM_A_FILE, by=by)
