"""What a band is worth, from when, and since when we know."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person, Programme
from leap.core import audit
from leap.core.errors import NotAllowed, NotNow
from meetings.payments import access, queries, states
from meetings.payments.actions.lines import settle_meeting
from meetings.payments.models import Rate, RateSet


@transaction.atomic
def announce(
    *, programme_id: UUID, valid_from: date, amounts: Mapping[str, int], source_note: str = "", by: Person
) -> list[Rate]:
    """From this date these bands are worth this much (pence); those that are not named stay as they are.

    What was known already is not recorded twice. Lines that exist stay as they are: what a date in the past leaves
    short is proposed (queries.short_lines). Raises NotAllowed for anyone but the programme's PPI lead, NotNow when
    nothing of it is new, ValidationError as below.
    """
    programme = Programme.objects.select_for_update().filter(pk=programme_id).first()
    if programme is None or not access.can_record_rate(by, programme):
        raise NotAllowed
    rate_set = rate_set_to_keep(programme=programme, by=by)
    new = [band for band, pence in amounts.items() if not _is_known(rate_set, band, pence, valid_from)]
    if not new:
        raise NotNow(states.KNOWN)
    facts = {"rate_set": rate_set, "valid_from": valid_from, "source_note": source_note, "by": by}
    return [record_rate(band=band, amount_pence=amounts[band], **facts) for band in new]


def _is_known(rate_set: RateSet, band: str, pence: int, valid_from: date) -> bool:
    # Only a record of the same start says the same: an older one can still be overtaken by another in between.
    known = queries.rate_for(rate_set, band, valid_from)
    return known is not None and (known.amount_pence, known.valid_from) == (pence, valid_from)


def rate_set_to_keep(*, programme: Programme, by: Person) -> RateSet:
    """The programme's rate set, made now if there is none.

    For the actions of this room, which have locked the programme and asked whether `by` may.
    """
    named = f"{programme.name} rates"[:80]
    return RateSet.objects.get_or_create(programme=programme, defaults={"name": named})[0]


@transaction.atomic
def record_rate(
    *, rate_set: RateSet, band: str, amount_pence: int, valid_from: date, source_note: str = "", by: Person | None
) -> Rate:
    """From this date the band is worth this much. Whoever was waiting because no rate was known is owed it now.

    Lines that exist stay as they are. `by` is nobody only when a programme is first set up. Raises NotAllowed for
    anyone but the programme's PPI lead, ValidationError for an unknown band or an amount below one penny.
    """
    rate_set = RateSet.objects.select_for_update().get(pk=rate_set.pk)
    if by is not None and not access.can_record_rate(by, rate_set.programme):
        raise NotAllowed
    rate = Rate(rate_set=rate_set, band=band, amount_pence=amount_pence, valid_from=valid_from, source_note=source_note)
    rate.full_clean()
    rate.save(force_insert=True)
    audit.record(by=by, verb="rate.recorded", about=rate, band=band, amount_pence=amount_pence, valid_from=valid_from)
    waiting = queries.waiting_for_a_rate().filter(panel__programme=rate_set.programme, fee_band=band)
    for meeting in waiting.order_by("starts_at", "pk"):
        settle_meeting(meeting=meeting, by=by)
    return rate


@transaction.atomic
def keep_terms(
    *,
    programme_id: UUID,
    counts_preparation: bool,
    voucher: str,
    charity: str,
    pay_within_days: int = 30,
    claim_within_days: int = states.DAYS_TO_CLAIM,
    letter_heading: str = "",
    by: Person,
) -> RateSet:
    """What the programme says beside each offer from now on: whether time to get ready is counted in, which vouchers or
    which charity people can choose instead of money (empty: not offered), within how many days (1 to 90) they are
    paid, within how many (7 to 365) they are asked to claim what it cost them, and what stands at the top of letters.
    A day that was promised already stays.

    What somebody has chosen stands. Raises NotAllowed for anyone but the programme's PPI lead.
    """
    programme = Programme.objects.select_for_update().filter(pk=programme_id).first()
    if programme is None or not access.can_record_rate(by, programme):
        raise NotAllowed
    kept = rate_set_to_keep(programme=programme, by=by)
    kept.counts_preparation, kept.voucher, kept.charity = counts_preparation, voucher, charity
    kept.pay_within_days, kept.claim_within_days = pay_within_days, claim_within_days
    kept.letter_heading = letter_heading.strip()
    kept.full_clean()
    kept.save()
    facts = {"counts_preparation": counts_preparation, "voucher": bool(voucher), "charity": bool(charity)}
    audit.record(by=by, verb="payment_terms.kept", about=kept, **facts)
    return kept
