"""Choosing about the money by the link in a message: what is offered is said, what was chosen never is, and nothing
that somebody said themselves changes by it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from leap.core import audit, clock, outbox
from leap.core.errors import NotAllowed
from meetings.invitations import actions as invitations
from meetings.invitations.models import Invitation, ReplyLink
from meetings.payments import actions, queries
from meetings.payments.models import FeeChoice
from tests import factories
from tests.meetings import rooms
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db
MASK = re.compile(r'(name="csrfmiddlewaretoken" value="|nonce=")[^"]+')


@pytest.fixture
def world():
    world = factories.small_panel("Heather recovery panel")
    money.example_rates(world.programme)
    return world


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(world.panel, state="planned")
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    outbox.OutboxMessage.objects.all().delete()
    meeting.refresh_from_db()
    return meeting


def page(meeting, person):
    found = ReplyLink.objects.unscoped("a test").get(invitation__meeting=meeting, invitation__person=person)
    return reverse("invitations:reply-by-link", args=[found.token])


def looks(meeting, person):
    return MASK.sub("", Client().get(page(meeting, person)).content.decode())


def says(meeting, person, answer, amount="", reply="coming"):
    said = {"reply": reply, "money-answer": answer, "money-amount": amount}
    return Client().post(page(meeting, person), said)


def holds(meeting, person):
    return queries.what_holds_for_me(person, meeting)


def told(person):
    return outbox.OutboxMessage.objects.filter(kind="meeting_choice_taken", to_person_id=person.pk).count()


def test_what_is_offered_is_said_and_chosen_and_what_was_chosen_never_shows(world, meeting):
    wren = world.members[0]
    before = looks(meeting, wren)
    assert "We offer £82.50 for this meeting" in before
    done = says(meeting, wren, "less", "40").content.decode()
    assert "Your choice about the money has come in" in done
    assert "£40" not in done
    assert "lower" not in done
    assert holds(meeting, wren) == ("less", 4000)
    assert looks(meeting, wren) == before
    choice = FeeChoice.objects.get(person=wren)
    assert choice.recorded_by is None
    event = audit.events_about(choice, "fee_choice.made").get()
    assert (event.actor_id, event.whose_id) == (None, wren.pk)
    coordinator = Client()
    coordinator.force_login(world.coordinator)
    listed = coordinator.get(reverse("payments:choice-list", args=[meeting.pk])).content.decode()
    assert "By the link in a message" in listed
    assert says(meeting, wren, "", reply="online").status_code == 200
    assert holds(meeting, wren) == ("less", 4000), "saying nothing changes nothing"


def pressed(meeting, person, *answers):
    """These answers by the link, a minute apart; how many messages that made."""
    now, before = clock.now(), told(person)
    for number, answer in enumerate(answers):
        with clock.held_at(now + timedelta(minutes=number)):
            says(meeting, person, answer)
    return told(person) - before


def test_the_person_hears_each_time_and_can_put_it_right(world, meeting):
    wren = world.members[0]
    assert pressed(meeting, wren, "none", "none", "full") == 3
    own = reverse("payments:choice-edit", args=[meeting.pk])
    signed_in = Client()
    signed_in.force_login(wren)
    shown = signed_in.get(own).content.decode()
    assert "This came by the link in a message," in shown
    assert "what you told us" not in shown
    actions.choices.choose(meeting_id=meeting.pk, answer="none", by=wren)
    says(meeting, wren, "full")
    assert holds(meeting, wren) == ("none", None)


@pytest.mark.parametrize("said", ["themself", "to the coordinator", "for all meetings", "the same as the link"])
def test_a_link_changes_nothing_that_somebody_said_themselves_and_does_not_tell(world, meeting, said):
    wren, finch = world.members[:2]
    if said == "themself":
        actions.choices.choose(meeting_id=meeting.pk, answer="none", by=wren)
    elif said == "to the coordinator":
        told_them = {"meeting_id": meeting.pk, "person_id": wren.pk, "by": world.coordinator}
        actions.choices.record_choice(answer="none", **told_them)
    elif said == "for all meetings":
        actions.choices.wish(answer="none", by=wren)
    else:
        says(meeting, wren, "none")
        actions.choices.choose(meeting_id=meeting.pk, answer="none", by=wren)
    tried, free = says(meeting, wren, "full"), says(meeting, finch, "full")
    assert holds(meeting, wren) == ("none", None)
    same = [each.content.decode().replace(page(meeting, who), "") for each, who in ((tried, wren), (free, finch))]
    assert MASK.sub("", same[0]) == MASK.sub("", same[1]), "whoever holds the link does not learn it"
    assert told(wren) >= 1


@pytest.mark.parametrize("said_before", [True, False])
def test_how_many_messages_come_does_not_tell_that_something_was_said_before(world, meeting, said_before):
    wren = world.members[0]
    if said_before:
        actions.choices.wish(answer="none", by=wren)
    assert pressed(meeting, wren, "full", "none", "none", "full") == 4
    with clock.held_at(clock.now() + timedelta(hours=1)):
        says(meeting, wren, "full")
        says(meeting, wren, "none")
    assert told(wren) == 5, "pressed twice within a minute it is said once"


@pytest.mark.parametrize("link_first", [True, False])
def test_what_was_wanted_for_all_meetings_holds_over_the_link_in_either_order(world, meeting, link_first):
    wren = world.members[0]
    actions.choices.keep_ceiling(week_pence=100, month_pence=None, by=wren)
    if link_first:
        says(meeting, wren, "full")
    actions.choices.wish(answer="none", by=wren)
    theirs = Invitation.objects.select_related("person").get(meeting=meeting, person=wren)
    says(meeting, wren, "full")
    assert actions.choices.choose_by_link(invitation=theirs, answer="full") is False
    assert holds(meeting, wren) == ("none", None)
    assert queries.past_my_ceiling(wren) == []
    assert "You chose no payment" in queries.offer_for(wren, meeting)
    coordinator = Client()
    coordinator.force_login(world.coordinator)
    listed = coordinator.get(reverse("payments:choice-list", args=[meeting.pk])).content.decode()
    assert "Chosen for all their meetings" in listed
    assert "By the link in a message" not in listed
    meeting.fee_band = "max"  # of which no rate is known
    meeting.save()
    lines = money.register(meeting, {wren: "in_person"})
    assert lines == []
    assert not queries.waiting_for_a_rate().exists(), "nobody waits for money they do not want"


def test_what_was_wanted_once_the_meeting_began_changes_nothing_that_came_by_the_link(world, meeting):
    wren = world.members[0]
    says(meeting, wren, "less", "40")
    money.begun(meeting)
    actions.choices.wish(answer="none", by=wren)
    [line] = money.register(meeting, {wren: "in_person"})
    assert line.amount_pence == 4000


def test_a_rate_announced_late_adds_nothing_that_only_the_link_asked_for(world, meeting):
    wren = world.members[0]
    says(meeting, wren, "full")
    actions.choices.wish(answer="less", amount_pence=2000, by=wren)
    [line] = money.register(meeting, {wren: "in_person"})
    assert line.amount_pence == 2000
    by_lead = {"programme_id": world.programme.pk, "by": world.lead}
    actions.rates.announce(valid_from=line.activity_on, amounts={"half_day": 9000}, **by_lead)
    assert queries.short_lines(world.coordinator) == []


def test_who_is_offered_no_money_is_asked_nothing_and_bad_words_are_kept(world, meeting):
    researcher, wren = world.researchers[0], world.members[0]
    assert "money-answer" not in looks(meeting, researcher)
    assert says(meeting, researcher, "full").status_code == 200
    assert not FeeChoice.objects.exists()
    theirs = Invitation.objects.select_related("person").get(meeting=meeting, person=researcher)
    with pytest.raises(NotAllowed):
        actions.choices.choose_by_link(invitation=theirs, answer="full")
    for answer, amount, sentence in (("less", "900", "up to £82.50"), ("less", "", "how much"), ("gold", "", "one of")):
        again = says(meeting, wren, answer, amount)
        assert again.status_code == 422
        assert sentence in again.content.decode()
        assert 'value="coming" checked' in again.content.decode()
    assert 'value="900"' in says(meeting, wren, "less", "900").content.decode()
    missing = Client().post(page(meeting, wren), {"money-answer": "none"})
    assert missing.status_code == 422
    assert re.search(r'name="money-answer"[^>]*value="none"[^>]*checked', missing.content.decode())
    assert not FeeChoice.objects.exists()
    free = rooms.meeting(world.panel, state="planned", fee_band="none")
    invitations.invite_panel(meeting_id=free.pk, by=world.coordinator)
    assert "No payment is offered" in looks(free, wren)
    assert "money-answer" not in looks(free, wren)
