"""What a band is worth, from when, and since when we know."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.people.models import Panel, Person, Programme
from leap.core import audit
from leap.core.errors import NotAllowed, NotNow
from meetings.payments import access, queries, states
from meetings.payments.actions.lines import settle_meeting
from meetings.payments.models import Activity, BandEnd, Rate, RateSet
from meetings.payments.planning.example_rates import EXAMPLE


@transaction.atomic
def announce(
    *,
    programme_id: UUID,
    valid_from: date,
    amounts: Mapping[str, int],
    source_note: str = "",
    panel_id: UUID | None = None,
    activity: str = Activity.ANY,
    counts_preparation: bool | None = None,
    by: Person,
) -> list[Rate]:
    """From this date these bands are worth this much (pence); those that are not named stay as they are.

    For one panel, or without one for every panel that has none of its own; for one kind of work, or for every kind that
    has none of its own. `counts_preparation`: is time to get ready in it (None: as all offers say)? What was known
    already is not recorded twice. Lines that exist stay as they are: what a date in the past leaves short is proposed
    (queries.short_lines). Raises NotAllowed for anyone but the programme's PPI lead, NotNow when nothing of it is new,
    ValidationError as below.
    """
    programme = _locked(programme_id, by)
    rate_set, panel = rate_set_to_keep(programme=programme, by=by), _panel(programme, panel_id)
    meant = {"panel": panel, "activity": activity}
    facts = {"valid_from": valid_from, "source_note": source_note, "counts_preparation": counts_preparation, **meant}
    kept = {band: queries.rate_kept(rate_set, band, valid_from, **meant) for band in amounts}
    # Only a record of the same start says the same: an older one can still be overtaken by another in between.
    said = {
        band: (rate.amount_pence, rate.counts_preparation, rate.valid_from) if rate else None
        for band, rate in kept.items()
    }
    new = [band for band, pence in amounts.items() if said[band] != (pence, counts_preparation, valid_from)]
    if not new:
        raise NotNow(states.KNOWN)
    return [record_rate(rate_set=rate_set, band=band, amount_pence=amounts[band], by=by, **facts) for band in new]


@transaction.atomic
def take_example(*, programme_id: UUID, by: Person) -> list[Rate]:
    """The example rates become the programme's own, each with where it comes from and the word to check with the
    funder: something to begin with, never an official list.

    Raises NotAllowed for anyone but the programme's PPI lead, NotNow when there is any rate already.
    """
    programme = _locked(programme_id, by)
    rate_set = rate_set_to_keep(programme=programme, by=by)
    if rate_set.rates.exists():
        raise NotNow(states.HAS_RATES)
    rates = [
        record_rate(
            rate_set=rate_set,
            band=each.band,
            amount_pence=each.pence,
            valid_from=each.valid_from,
            source_note=each.note,
            by=by,
        )
        # The newest first: whoever waits for a rate is paid by the first one that is known for their day.
        for each in sorted(EXAMPLE, key=lambda each: each.valid_from, reverse=True)
    ]
    audit.record(by=by, verb="rate_example.taken", about=rate_set, rates=len(rates))
    return rates


@transaction.atomic
def keep_band_ends(*, programme_id: UUID, panel_id: UUID | None, ends: Mapping[str, int], by: Person) -> None:
    """Up to so many minutes (1 to 1440) somebody's time counts as each of these bands, for one panel or for all that
    say nothing themselves. What is there already keeps the band that was picked.

    Raises NotAllowed for anyone but the PPI lead, NotNow when a longer band would end before a shorter one.
    """
    programme = _locked(programme_id, by)
    panel = _panel(programme, panel_id)
    states.check_band_ends(queries.band_ends_of(programme, panel) | ends)
    rate_set = rate_set_to_keep(programme=programme, by=by)
    for band, minutes in ends.items():
        same = {"rate_set": rate_set, "panel": panel, "band": band}
        kept = BandEnd.objects.filter(**same).first() or BandEnd(**same)
        kept.up_to_minutes = minutes
        kept.full_clean()
        kept.save()
    audit.record(by=by, verb="band_ends.kept", about=rate_set, **ends)


def _locked(programme_id: UUID, by: Person) -> Programme:
    programme = Programme.objects.select_for_update().filter(pk=programme_id).first()
    if programme is None or not access.can_record_rate(by, programme):
        raise NotAllowed
    return programme


def _panel(programme: Programme, panel_id: UUID | None) -> Panel | None:
    if panel_id is None:
        return None
    panel = Panel.objects.filter(pk=panel_id, programme=programme).first()
    if panel is None:
        raise NotAllowed
    return panel


def rate_set_to_keep(*, programme: Programme, by: Person) -> RateSet:
    """The programme's rate set, made now if there is none.

    For the actions of this room, which have locked the programme and asked whether `by` may.
    """
    named = f"{programme.name} rates"[:80]
    return RateSet.objects.get_or_create(programme=programme, defaults={"name": named})[0]


@transaction.atomic
def record_rate(
    *,
    rate_set: RateSet,
    band: str,
    amount_pence: int,
    valid_from: date,
    source_note: str = "",
    panel: Panel | None = None,
    activity: str = Activity.ANY,
    counts_preparation: bool | None = None,
    by: Person | None,
) -> Rate:
    """From this date the band is worth this much, for a panel (None: for all) and a kind of work. Whoever was waiting
    because no rate was known is owed it now.

    Lines that exist stay as they are. `by` is nobody only when a programme is first set up. Raises NotAllowed for
    anyone but the programme's PPI lead, ValidationError for an unknown band or an amount below one penny.
    """
    rate_set = RateSet.objects.select_for_update().get(pk=rate_set.pk)
    if by is not None and not access.can_record_rate(by, rate_set.programme):
        raise NotAllowed
    rate = Rate(
        rate_set=rate_set,
        panel=panel,
        activity=activity,
        band=band,
        amount_pence=amount_pence,
        counts_preparation=counts_preparation,
        valid_from=valid_from,
        source_note=source_note,
    )
    rate.full_clean()
    rate.save(force_insert=True)
    facts = {"band": band, "amount_pence": amount_pence, "valid_from": valid_from}
    meant = {"panel": panel.pk} if panel else {}
    meant |= {"activity": activity} if activity != Activity.ANY else {}
    audit.record(by=by, verb="rate.recorded", about=rate, **facts, **meant)
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
    programme = _locked(programme_id, by)
    kept = rate_set_to_keep(programme=programme, by=by)
    kept.counts_preparation, kept.voucher, kept.charity = counts_preparation, voucher, charity
    kept.pay_within_days, kept.claim_within_days = pay_within_days, claim_within_days
    kept.letter_heading = letter_heading.strip()
    kept.full_clean()
    kept.save()
    facts = {"counts_preparation": counts_preparation, "voucher": bool(voucher), "charity": bool(charity)}
    audit.record(by=by, verb="payment_terms.kept", about=kept, **facts)
    return kept
