"""May this person do this with money? True or false, no writes."""

from uuid import UUID

from accounts.people import access as people_access
from accounts.people import queries as people_queries
from accounts.people.models import Panel, Person, Programme, Role
from meetings.payments import queries
from meetings.payments.models import PaymentLine, Work
from meetings.schedule import access as schedule
from meetings.schedule.models import Meeting


def can_see_records(actor: Person) -> bool:
    """May the person open payment records: as finance officer, PPI lead or coordinator?"""
    return actor.is_active and people_access.sees_any_money(actor)


def can_see_legal_names(actor: Person) -> bool:
    """Does the person's file carry the name for payments? Coordinators have no need of it."""
    return actor.is_active and people_queries.programmes_with_money_for(actor).exists()


def can_record_rate(actor: Person, programme: Programme) -> bool:
    """May the person enter what a band is worth? Only the PPI lead of the programme."""
    held = Role.objects.filter(people_queries.in_force(), person=actor, programme=programme, kind=Role.Kind.PPI_LEAD)
    return actor.is_active and held.exists()


def can_choose_fee(actor: Person, meeting: Meeting) -> bool:
    """Does the person say for themself whether they are paid for this meeting? Whoever is offered money for it does."""
    return actor.is_active and queries.my_offers_for(actor).filter(meeting=meeting).exists()


def can_record_choices(actor: Person, meeting: Meeting) -> bool:
    """May the person see what members chose, and write a choice down for them? Those who run the panel may."""
    return schedule.can_run_meeting(actor, meeting)


def shows_choices_link(actor: Person, meeting: Meeting) -> bool:
    """Does the meeting's page link to what members chose? Once people are invited to a meeting with money."""
    offered = meeting.opened_at is not None and meeting.fee_band != Meeting.FeeBand.NONE
    return offered and can_record_choices(actor, meeting)


def can_see_payments_menu(actor: Person) -> bool:
    """Does the menu show Payments? For members, who may be owed, and for those who once were, or have work to choose
    about."""
    member = any(held.kind == Role.Kind.MEMBER for held in people_queries.roles_held(actor))
    return member or queries.has_payments(actor)


def can_confirm(actor: Person, line: PaymentLine) -> bool:
    """May the person say that this line is due? Those who run the panel, never for their own money."""
    return actor.pk != line.person_id and people_access.can_run_panel(actor, line.panel)


def can_approve(actor: Person, line: PaymentLine) -> bool:
    """May the person approve this line? Those who keep its money; never their own, nor what they confirmed."""
    kept = people_queries.programmes_with_money_for(actor).filter(pk=line.panel.programme_id)
    return actor.is_active and actor.pk not in (line.person_id, line.confirmed_by_id) and kept.exists()


def can_deny(actor: Person, line: PaymentLine) -> bool:
    """May the person say that this line is not paid? Whoever would have to confirm, or then approve, it."""
    return can_approve(actor, line) if line.state == PaymentLine.State.CONFIRMED else can_confirm(actor, line)


def can_take_back(actor: Person, line: PaymentLine) -> bool:
    """May the person say that a line came back, from finance or the bank? Those who keep its money; never their own."""
    return actor.pk != line.person_id and keeps_money_of(actor, line.panel.programme_id)


def keeps_money_of(actor: Person, programme_id: UUID) -> bool:
    """Does the person keep the money of this programme: as finance officer or PPI lead?"""
    return actor.is_active and people_queries.programmes_with_money_for(actor).filter(pk=programme_id).exists()


def can_see_batches(actor: Person) -> bool:
    """Is there a programme whose money they keep?"""
    return actor.is_active and people_queries.keeps_any_money(actor)


def can_offer_work(actor: Person, panel: Panel) -> bool:
    """May the person offer work on this panel, and say that it is done? Those who run it."""
    return people_access.can_run_panel(actor, panel)


def can_run_work(actor: Person, work: Work) -> bool:
    """May the person write down what was chosen about this work, that it is done, or call it off? Those who run the
    panel, never for themself."""
    return actor.pk != work.person_id and can_offer_work(actor, work.panel)


def can_see_work(actor: Person) -> bool:
    """Are there panels they run, or a programme whose money they keep?"""
    return can_see_records(actor)


def can_claim(actor: Person, meeting: Meeting) -> bool:
    """May the person claim what a meeting cost them? Members who are asked to it may, paid for their time or not."""
    return actor.is_active and queries.my_claimable_for(actor).filter(meeting=meeting).exists()


def can_record_claim(actor: Person, meeting: Meeting, person_id: UUID) -> bool:
    """May the person write a claim down, or work out a journey? Those who run the panel, never for themself."""
    return actor.pk != person_id and schedule.can_run_meeting(actor, meeting)


def shows_expenses_link(actor: Person, meeting: Meeting) -> bool:
    """Does the meeting's page link to what it cost people? To those who run the panel, once people are invited."""
    return meeting.opened_at is not None and can_record_choices(actor, meeting)
