"""What this room hands to the rooms below it: what is offered, money that follows the register, places on pages."""

from django.http import QueryDict
from django.urls import reverse

from accounts.people import registration as people
from accounts.people.models import Panel, Person
from accounts.reaching import registration as reaching
from leap.core import clock
from leap.design import shell
from leap.design.parts import Row
from leap.design.times import say_pounds
from meetings.attendance import registration as attendance
from meetings.invitations import registration as invitations
from meetings.invitations import states as replies
from meetings.invitations.models import Invitation
from meetings.payments import access, notices, queries, states, wordings
from meetings.payments.actions import beside, choices, lines
from meetings.payments.forms import LinkFeeChoiceForm
from meetings.schedule import registration as schedule
from meetings.schedule.models import Meeting


def settle(meeting: Meeting, by: Person) -> None:
    """The register was saved: everyone who was there is owed what was offered."""
    lines.settle_meeting(meeting=meeting, by=by)


def time_beside(meeting: Meeting, by: Person | None) -> None:
    """A talk before or after the meeting was agreed, changed or noted: what is offered and owed for it follows."""
    beside.keep_time_beside(meeting=meeting, by=by)


def own_rows(viewer: Person, meeting: Meeting) -> list[Row]:
    """What the viewer is paid for coming, with the way to change it while the meeting is ahead; and where they claim
    what it cost them to take part, whatever they answered and chose.

    Once it is held, of the payment only that they chose none: what somebody is owed stands on their payments page.
    """
    mine = queries.my_claimable_for(viewer).filter(meeting=meeting).first()
    if mine is None:
        return []
    url = reverse("payments:expense-new", args=[meeting.pk])
    spent = Row("Expenses", "What it cost you to take part", url, "Claim", "what it cost you")
    is_paid = meeting.fee_band != Meeting.FeeBand.NONE and mine.reply != replies.NOT_COMING
    return [*(_payment_rows(viewer, meeting) if is_paid else []), spent]


def _payment_rows(viewer: Person, meeting: Meeting) -> list[Row]:
    if meeting.state == Meeting.State.CANCELLED:
        return []
    holds = queries.what_holds_for_me(viewer, meeting)
    if meeting.state == Meeting.State.HELD and holds[0] != states.NONE:
        return []
    can_choose = states.can_choose(meeting.state, meeting.starts_at, clock.now())
    url = reverse("payments:choice-edit", args=[meeting.pk]) if can_choose else ""
    value = _amount(meeting) if holds[0] == states.FULL else wordings.answer_in_words(*holds)
    return [Row("Payment", value, url, "Change", "your payment")]


def choice_url(viewer: Person, meeting: Meeting) -> str | None:
    """Where the viewer says whether they want the money for a meeting still to come, if any is offered to them."""
    can_choose = states.can_choose(meeting.state, meeting.starts_at, clock.now())
    if not can_choose or not queries.my_offers_for(viewer).filter(meeting=meeting).exists():
        return None
    return reverse("payments:choice-edit", args=[meeting.pk])


def rows_for(viewer: Person, meeting: Meeting) -> list[Row]:
    """To those who keep the records of a meeting that was held: that nobody is paid yet, because no rate is known."""
    waiting = meeting.state == Meeting.State.HELD and access.can_see_records(viewer)
    if not waiting or not queries.meetings_waiting_for_a_rate(viewer).filter(pk=meeting.pk).exists():
        return []
    return [Row("Payments", "No rate is known for this length of meeting, so nobody is owed anything yet.")]


def asked_by_link(invitation: Invitation, typed: QueryDict | None) -> invitations.Money:
    """What is offered to the person a link was sent to, and the choice there is. Nothing that was chosen."""
    said, answers, pence = queries.offered_by_link(invitation)
    form = LinkFeeChoiceForm(typed, prefix="money", answers=answers, offer_pence=pence) if answers else None
    return invitations.Money(said, form)


def before_leaving(viewer: Person, panel: Panel) -> list[people.BeforeLeaving]:
    """Money the person is owed stays owed; where they see it."""
    if not viewer.payment_lines.filter(panel=panel).exists():
        return []
    text = "Money you are owed is paid after you leave, too."
    return [people.BeforeLeaving(text, "See your payments", reverse("payments:payment-list"))]


def _amount(meeting: Meeting) -> str:
    rate = queries.rate_of_meeting(meeting)
    return say_pounds(rate.amount_pence) if rate else "You are paid. The amount is not known yet."


def register() -> None:
    """Called once when the project starts."""
    notices.register()
    reaching.register_errands("payments", reaching.Source(notices.KINDS, queries.may_be_passed_on, queries.errands_for))
    asked = reaching.Source((notices.ASKED,), queries.work_to_pass_on, queries.work_errands_for)
    reaching.register_errands("work", asked)
    people.register_before_leaving(order=10, notes=before_leaving)
    invitations.register_offer(queries.offer_for)
    invitations.register_choice(choice_url)
    invitations.register_offers_in_letters(queries.in_letters)
    invitations.register_money_by_link(asked_by_link, choices.choose_by_link)
    attendance.on_register_taken(settle)
    attendance.on_more_time(time_beside)
    attendance.register_worth_of_time(queries.worth_of_time)
    schedule.register_pays_less(queries.pays_less)
    schedule.register_meeting_rows(order=15, rows=own_rows)
    schedule.register_meeting_rows(order=50, rows=rows_for)
    schedule.register_meeting_link(
        order=51,
        label="Expenses",
        url_name="payments:expense-list",
        shown_to=access.shows_expenses_link,
        hint="What it cost people to take part, and writing a claim down for somebody.",
    )
    schedule.register_meeting_link(
        order=50,
        label="Payment choices",
        url_name="payments:choice-list",
        shown_to=access.shows_choices_link,
        hint="Who wants to be paid for this meeting and who does not.",
    )
    shell.register_navigation(
        shell.NavItem(
            order=50, label="Payments", url_name="payments:payment-list", shown_to=access.can_see_payments_menu
        )
    )
    shell.register_navigation(
        shell.NavItem(
            order=70, label="Payment records", url_name="payments:record-list", shown_to=access.can_see_records
        )
    )
