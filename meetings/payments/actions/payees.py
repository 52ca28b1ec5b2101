"""Under which number finance knows somebody: kept by those who handle payments, and nobody's own."""

from uuid import UUID

from django.db import transaction

from accounts.people.models import Person, Programme
from leap.core import audit, clock
from leap.core.errors import NotAllowed
from meetings.payments import access, queries
from meetings.payments.models import PayeeNumber


@transaction.atomic
def keep_number(*, programme_id: UUID, person_id: UUID, number: str, by: Person) -> None:
    """Payment files made from now on can say this number of the person; an empty one takes it away. Batches that are
    there keep what they were made with. The person sees it at their payments.

    The trail says that it was changed, by whom and whether there is one, and never the number. Raises NotAllowed for
    anyone who does not keep the money, for their own, and for somebody who was never owed anything here;
    ValidationError for more than 30 characters.
    """
    programme = Programme.objects.select_for_update().filter(pk=programme_id).first()
    if programme is None or not access.keeps_money_of(by, programme.pk):
        raise NotAllowed
    if person_id not in {each.person_id for each in queries.payees_for(by, programme)}:
        raise NotAllowed
    whose = {"programme": programme, "person_id": person_id}
    kept = PayeeNumber.objects.unscoped("to write it anew").filter(**whose).first() or PayeeNumber(**whose)
    was, number = "" if kept._state.adding else kept.number, number.strip()
    if was == number:
        return
    audit.record(
        by=by, verb="payee_number.kept" if number else "payee_number.taken_away", about=programme,
        whose=Person.objects.get(pk=person_id), was_known=bool(was),
    )  # fmt: skip
    if not number:
        kept.delete()
        return
    kept.number, kept.kept_at, kept.kept_by = number, clock.now(), by
    kept.full_clean()
    kept.save()
