"""What only the person themself is ever told: when their money goes past what they asked to be told about.

Nothing here may be read on behalf of anybody else, and no page of anybody else may ask it.
"""

from datetime import date

from accounts.people.models import Person
from leap.core import clock
from meetings.invitations import states as replies
from meetings.payments import states
from meetings.payments.models import Ceiling, FeeChoice, FeeWish, PaymentLine, Work
from meetings.payments.planning import ceilings
from meetings.payments.queries.choices import my_offers_for
from meetings.payments.queries.lines import for_time
from meetings.payments.queries.rates import RateCard, card_for, day_of
from meetings.payments.queries.work import my_works_for, pence_of_work
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting

Amounts = list[tuple[date, int]]
Ahead = list[tuple[Work, int | None]]


def ceiling_of(viewer: Person) -> tuple[int | None, int | None]:
    """The viewer's own ceilings for a week and for a month, in pence; None where they set none."""
    mine = Ceiling.objects.unscoped("the viewer's own").filter(person=viewer).first()
    return (int(mine.week) if mine and mine.week else None, int(mine.month) if mine and mine.month else None)


def my_amounts_for(viewer: Person, *, besides: Meeting | Work | None = None, works: Ahead | None = None) -> Amounts:
    """By day, what the viewer was or may be paid (pence): their lines, every meeting ahead they may come to, and the
    work they are asked to do (`works`, where a page has looked that up already).

    What they spent and get back, and what is given to a charity, are not counted; a voucher is. `besides` leaves one
    meeting or piece of work out.
    """
    lines = (
        PaymentLine.objects.filter(for_time(), person=viewer)
        .exclude(way=PaymentLine.Way.CHARITY)
        .exclude(state=PaymentLine.State.DENIED)
    )
    paid = list(lines.order_by("activity_on", "pk").values_list("activity_on", "amount_pence"))
    offers = _offers(viewer, besides)
    open_works = [] if works is not None else [each for each in my_works_for(viewer) if each != besides]
    card = card_for({each.panel.programme_id for each in [*offers, *open_works]})
    wishes = _wishes_of(viewer)
    meetings = _with_pence(viewer, offers, card, wishes)
    if works is None:
        latest = wishes[-1] if wishes else None
        works = [(each, pence_of_work(each, card, latest)) for each in open_works]
    return [*paid, *((day_of(each), pence or 0) for each, pence in [*meetings, *works])]


def past_my_ceiling(
    viewer: Person, *, works: Ahead | None = None, ceiling: tuple[int | None, int | None] | None = None
) -> list[ceilings.Past]:
    """Every week and month from this one on in which the viewer's money goes past their ceiling. `works`: as above;
    `ceiling`: what `ceiling_of` said, where it was asked already."""
    week, month = ceiling if ceiling is not None else ceiling_of(viewer)
    if week is None and month is None:
        return []
    today = clock.today()
    found = ceilings.past(my_amounts_for(viewer, works=works), week=week, month=month)
    return [each for each in found if each.first >= ceilings.first_day(each.kind, today)]


def past_with(viewer: Person, meeting: Meeting | Work, pence: int) -> tuple[list[ceilings.Past], int | None]:
    """The ceilings that this amount for this meeting, or work, goes past, and how much (pence) could be chosen below
    them all."""
    week, month = ceiling_of(viewer)
    if week is None and month is None:
        return [], None
    others, on = my_amounts_for(viewer, besides=meeting), day_of(meeting)
    found = ceilings.past([*others, (on, pence)], week=week, month=month)
    here = [each for each in found if each.first == ceilings.first_day(each.kind, on)]
    return here, ceilings.left(others, on, week=week, month=month)


def my_amounts_ahead_for(viewer: Person, *, besides: Meeting | None = None) -> list[tuple[Meeting, int | None]]:
    """Every meeting ahead with money that the viewer may come to, the soonest first, with what they get for it as they
    chose (pence): nothing after a no and for a charity, and None while no rate is known."""
    offers = _offers(viewer, besides)
    card = card_for({meeting.panel.programme_id for meeting in offers})
    return _with_pence(viewer, offers, card, _wishes_of(viewer))


def _offers(viewer: Person, besides: Meeting | Work | None) -> list[Meeting]:
    mine = my_offers_for(viewer).filter(meeting__state__in=meeting_states.AHEAD).exclude(reply=replies.NOT_COMING)
    ordered = mine.select_related("meeting__panel").order_by("meeting__starts_at", "meeting_id")
    return [each.meeting for each in ordered if each.meeting != besides]


def _wishes_of(viewer: Person) -> list[FeeWish]:
    return list(FeeWish.objects.filter(person=viewer).order_by("chosen_at", "pk"))


def _with_pence(
    viewer: Person, offers: list[Meeting], card: RateCard, wishes: list[FeeWish]
) -> list[tuple[Meeting, int | None]]:
    chosen = {each.meeting_id: each for each in FeeChoice.objects.filter(person=viewer, meeting__in=offers)}
    return [(each, _pence(each, card, chosen.get(each.pk), wishes)) for each in offers]


def _pence(meeting: Meeting, card: RateCard, choice: FeeChoice | None, wishes: list[FeeWish]) -> int | None:
    rate = card.rate(meeting)
    wish = next((each for each in reversed(wishes) if each.chosen_at <= meeting.starts_at), None)
    answer, amount = states.holds(choice, wish, offered=card.answers(meeting))
    if answer not in states.INCOME:
        return 0
    return None if rate is None else states.fee_pence(answer, amount, rate.amount_pence)
