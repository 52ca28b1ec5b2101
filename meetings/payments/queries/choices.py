"""What is offered to whom, and what they chose about it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.people import queries as people_queries
from accounts.people.models import Person, Role
from leap.design.times import say_pounds
from meetings.invitations import queries as invitations
from meetings.invitations import states as replies
from meetings.invitations.models import Invitation
from meetings.payments import states, wordings
from meetings.payments.models import FeeChoice, FeeWish, Rate, RateSet
from meetings.payments.queries.lines import is_member_on_the_day
from meetings.payments.queries.rates import RateCard, answers_for, card_for, day_of, rate_for, rate_set_of
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting

CHOICE_PARTS = ("meeting__panel", "recorded_by")


def offer_for(viewer: Person, meeting: Meeting) -> str:
    """What is offered to the viewer for the meeting, for how long, and where to choose, said before they answer.

    Empty for those who are not a member of the panel on that day: money is for members. Says so where none is offered.
    """
    held = Role.objects.filter(people_queries.in_force(day_of(meeting)), panel=meeting.panel_id, person=viewer)
    if not held.filter(kind=Role.Kind.MEMBER).exists():
        return ""
    if meeting.fee_band == Meeting.FeeBand.NONE:
        return wordings.NOTHING_OFFERED
    rate_set = rate_set_of(meeting)
    rate = rate_for(rate_set, meeting.fee_band, day_of(meeting), panel=meeting.panel) if rate_set else None
    answer, amount = what_i_said_holds(viewer, meeting, my_choice_for(viewer, meeting), rate_set)
    said = what_is_offered(meeting, rate, rate_set)
    return f"{said} {wordings.and_now(answer, say_pounds(amount) if amount else '')}"


def what_is_offered(meeting: Meeting, rate: Rate | None, rate_set: RateSet | None) -> str:
    """In words: how much, for how long, and whether getting ready is counted in. For a meeting with a fee."""
    return wordings.offer(
        pounds=say_pounds(rate.amount_pence) if rate else "",
        minutes=meeting.minutes,
        counts_preparation=counts_preparation(rate, rate_set),
    )


def counts_preparation(rate: Rate | None, rate_set: RateSet | None) -> bool:
    """Is time to get ready in what is offered? As the rate says; where it says nothing, as all offers do."""
    if rate is not None and rate.counts_preparation is not None:
        return rate.counts_preparation
    return rate_set is None or rate_set.counts_preparation


def in_letters(found: Iterable[Invitation]) -> dict[UUID, str]:
    """By invitation, what is offered, for letters and calls. Four queries, however many; nothing for who is no member.

    For those who were handed these invitations to pass on.
    """
    found = list(found)
    keys = [each.pk for each in found]
    asked = Invitation.objects.filter(pk__in=keys).annotate(on=schedule.day_there("meeting__"))
    members = set(asked.filter(is_member_on_the_day()).values_list("pk", flat=True))
    card = card_for({each.meeting.panel.programme_id for each in found})
    return {each.pk: _said(each.meeting, card) for each in found if each.pk in members}


def offered_by_link(invitation: Invitation) -> tuple[str, tuple[str, ...], int | None]:
    """For the page behind the link in this person's message: what is offered, in words (nothing for who is no member),
    the answers there are to choose from, and the offer in pence. Never what was chosen."""
    meeting = invitation.meeting
    card = card_for([meeting.panel.programme_id])
    said = in_letters([invitation]).get(invitation.pk, "")
    if not said or meeting.fee_band == Meeting.FeeBand.NONE:
        return said, (), None
    rate = card.rate(meeting)
    return said, answers_for(card.sets.get(meeting.panel.programme_id)), rate.amount_pence if rate else None


def my_offers_for(viewer: Person) -> QuerySet[Invitation]:
    """The viewer's own invitations that come with money: as a member of the panel on that day, to a meeting with a fee.

    Also where no rate is known yet: the money follows as soon as it is.
    """
    return _with_money(invitations.my_invitations_for(viewer))


def offers_for(viewer: Person, meeting: Meeting) -> QuerySet[Invitation]:
    """The same for everyone invited to one meeting who did not say no to coming, by name.

    For those who run the panel; for anyone else, nothing.
    """
    return _with_money(invitations.replies_for(viewer, meeting)).exclude(reply=replies.NOT_COMING)


def my_choice_for(viewer: Person, meeting: Meeting) -> FeeChoice | None:
    """What the viewer chose about the money for a meeting; None when they chose nothing for it, and where what came by
    a link yields to what they chose for all their meetings."""
    return _standing(meeting).filter(person=viewer).select_related(*CHOICE_PARTS).first()


def my_wish(viewer: Person) -> FeeWish | None:
    """What the viewer wants now for every meeting for which they choose nothing."""
    return FeeWish.objects.filter(person=viewer).order_by("-chosen_at", "-pk").first()


def choices_for(viewer: Person, meeting: Meeting) -> dict[UUID, FeeChoice]:
    """What everyone chose about the money for a meeting and holds, by person, for those who run the panel; else
    nothing."""
    run = people_queries.panels_run_by(viewer).values("pk")
    chosen = _standing(meeting).filter(meeting__panel__in=run).select_related(*CHOICE_PARTS)
    return {choice.person_id: choice for choice in chosen}


def what_holds_for_me(viewer: Person, meeting: Meeting) -> tuple[str, int | None]:
    """The viewer's answer (and amount in pence, if it is a lower one) that holds for a meeting."""
    return what_holds(meeting, [viewer.pk])[viewer.pk]


def what_i_said_holds(
    viewer: Person, meeting: Meeting, choice: FeeChoice | None, rate_set: RateSet | None
) -> tuple[str, int | None]:
    """The same, for a page that has looked up the viewer's choice and the rates already: one query."""
    wish = _wishes(meeting, [viewer.pk]).get(viewer.pk)
    return states.holds(choice, wish, offered=answers_for(rate_set))


def what_holds(meeting: Meeting, people: Iterable[UUID]) -> dict[UUID, tuple[str, int | None]]:
    """The same for these people: for the action that works out what is due, and for those who may see choices.

    What was chosen for the meeting, else what was chosen for all meetings before it started, else paid as offered.
    """
    people = list(people)
    chosen = {each.person_id: each for each in FeeChoice.objects.filter(meeting=meeting, person__in=people)}
    wishes = _wishes(meeting, people)
    offered = answers_for(rate_set_of(meeting))
    return {who: states.holds(chosen.get(who), wishes.get(who), offered=offered) for who in people}


def _standing(meeting: Meeting) -> QuerySet[FeeChoice]:
    # As states.stands: what came by a link yields to what the person wanted for all their meetings.
    wished = FeeWish.objects.filter(person=OuterRef("person"), chosen_at__lte=meeting.starts_at)
    return FeeChoice.objects.filter(meeting=meeting).filter(Q(recorded_by__isnull=False) | ~Exists(wished))


def _wishes(meeting: Meeting, people: list[UUID]) -> dict[UUID, FeeWish]:
    made = FeeWish.objects.filter(person__in=people, chosen_at__lte=meeting.starts_at)
    return {each.person_id: each for each in made.order_by("person", "-chosen_at", "-pk").distinct("person")}


def _said(meeting: Meeting, card: RateCard) -> str:
    if meeting.fee_band == Meeting.FeeBand.NONE:
        return wordings.NOTHING_OFFERED
    said = what_is_offered(meeting, card.rate(meeting), card.sets.get(meeting.panel.programme_id))
    return f"{said} {wordings.TELL_US}"


def _with_money(found: QuerySet[Invitation]) -> QuerySet[Invitation]:
    on_the_day = found.annotate(on=schedule.day_there("meeting__")).filter(
        is_member_on_the_day(), person__is_active=True
    )
    return on_the_day.exclude(meeting__fee_band=Meeting.FeeBand.NONE)
