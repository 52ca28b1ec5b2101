"""What those who run the panel read: answers by name, the best date and why. Nobody else reads any of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.needs.access import Reader
from accounts.needs.actions import needs
from accounts.people.actions import places
from leap.core import audit, clock
from leap.core.errors import NotNow
from meetings.availability import actions, queries
from meetings.availability.models import DateAnswer, DatePoll, DateReply
from meetings.availability.views import parts
from meetings.schedule.models import Meeting
from tests import factories
from tests.meetings import rooms
from tests.meetings.availability.polls import make_poll, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Sorrel missed two of the last meetings; the fifth last is not looked at any more."""
    world = factories.small_panel()
    rowan, wren, sorrel, linnet = world.members
    rooms.held(world.panel, rowan, wren, linnet, sorrel, days=-100)
    rooms.held(world.panel, rowan, wren, linnet, away=(sorrel,), days=-80)
    rooms.held(world.panel, rowan, wren, linnet, away=(sorrel,), days=-60)
    rooms.held(world.panel, rowan, wren, linnet, sorrel, days=-40)
    rooms.held(world.panel, sorrel, away=(rowan, wren, linnet), days=-400)
    return world


def result(world, poll):
    return queries.result_for(world.coordinator, poll)


def best(world, poll):
    found = result(world, poll).best
    return found and found.date.number


def names(found):
    return [each.person.called_name for each in found]


def test_the_best_date_serves_whoever_missed_out_before_it_serves_the_most(world):
    poll = make_poll(world.panel, world.coordinator)
    rowan, wren, sorrel, linnet = world.members
    for who in (rowan, wren, linnet):
        says(poll, who, "yes", "if_need_be", "no")
    assert best(world, poll) == 1
    says(poll, sorrel, "no", "yes", "no")
    found = result(world, poll)
    assert (found.best.date.number, found.held) == (2, 4)
    assert names(found.catching_up) == ["Sorrel"]
    assert names(found.missing_out) == []
    said = parts.best(found)
    assert said.why[0] == "4 of the 6 people asked could come, 3 of them only if need be."
    assert "Sorrel was not at 2 of the last 4 meetings and could come this time." in said.why
    says(poll, sorrel, "no", "no", "no")
    found = result(world, poll)
    assert (found.best.date.number, names(found.missing_out)) == (1, ["Sorrel"])
    assert parts.best(found).worst == ["Sorrel was not at 2 of the last 4 meetings and would miss out again."]


def test_whoever_left_or_takes_a_break_is_not_counted_and_is_again_when_they_answer_in_it(world):
    poll = make_poll(world.panel, world.coordinator)
    rowan, wren, sorrel, linnet = world.members
    for who in (rowan, wren, sorrel):
        says(poll, who, "yes")
    factories.end_roles(rowan)
    for who in (wren, linnet):
        places.pause(person=who, panel=world.panel, by=who)
    found = result(world, poll)
    assert [each.person.called_name for each in found.asked if not each.counts] == ["Linnet", "Rowan", "Wren"]
    assert names(found.dates[0].could_come) == ["Sorrel"]
    assert queries.what_waits_for(linnet).to_answer == []
    assert queries.my_poll(rowan, poll.pk) is None
    says(poll, wren, "yes")
    assert names(result(world, poll).dates[0].could_come) == ["Sorrel", "Wren"]


def test_a_date_is_suggested_only_if_it_keeps_what_the_poll_asks_for(world):
    rowan, wren, sorrel, _ = world.members
    asked_for = {"quorum": 2, "have_to_come": [wren.pk], "notice_days": 33, "gap_days": 3}
    poll = make_poll(world.panel, world.coordinator, dates=5, **asked_for)
    *_, other, _last = poll.dates.all()
    rooms.meeting(world.panel, starts_at=other.starts_at)
    assert best(world, poll) is None
    says(poll, rowan, "yes", "yes", "yes", "yes", "yes")
    says(poll, wren, "yes", "no", "if_need_be", "yes")
    says(poll, sorrel, "", "yes", "", "yes", "yes")
    assert best(world, poll) == 3
    shown = {card.date.number: card.problems for card in parts.date_cards(result(world, poll))}
    assert shown == {
        1: [parts.PROBLEMS["too_soon"]],
        2: [parts.PROBLEMS["somebody_missing"]],
        3: [],
        4: [parts.PROBLEMS["meets_then"], parts.PROBLEMS["too_soon"]],
        5: [parts.PROBLEMS["somebody_missing"]],
    }
    factories.end_roles(wren)  # whoever has left no longer has to be there
    assert best(world, poll) in (2, 5)
    with clock.held_at(poll.dates.last().starts_at):
        assert result(world, poll).dates[0].problems == ["gone"]
        assert best(world, poll) is None


def test_a_date_on_which_the_panel_meets_already_is_named_and_never_suggested(world):
    poll = make_poll(world.panel, world.coordinator)
    first = poll.dates.first()
    for who in world.members:
        says(poll, who, "yes", "if_need_be", "no")
    assert best(world, poll) == 1
    before = rooms.meeting(world.panel, starts_at=first.starts_at - timedelta(hours=3))  # ends as the date begins
    elsewhere = factories.small_panel("Bracken", programme=world.programme)
    rooms.meeting(elsewhere.panel, starts_at=first.starts_at)
    off = rooms.meeting(world.panel, starts_at=first.starts_at, state="cancelled")
    assert best(world, poll) == 1
    Meeting.objects.filter(pk=before.pk).update(minutes=181)
    assert best(world, poll) == 2
    shown = {card.date.number: card.problems for card in parts.date_cards(result(world, poll))}
    assert shown == {1: [parts.PROBLEMS["meets_then"]], 2: [], 3: []}
    with pytest.raises(NotNow, match="already has a meeting then"):
        actions.take_date(poll_id=poll.pk, date_id=first.pk, by=world.coordinator)
    Meeting.objects.filter(pk__in=[before.pk, off.pk]).update(state="cancelled")
    poll, _meeting = actions.take_date(poll_id=poll.pk, date_id=first.pk, by=world.coordinator)
    assert result(world, poll).dates[0].problems == [], "its own meeting is no other"


def test_wishes_about_times_are_said_beside_a_date_only_when_their_owner_lets_them_be_seen(world):
    rowan, wren, *_ = world.members
    poll = make_poll(world.panel, world.coordinator)
    DatePoll.objects.filter(pk=poll.pk).update(meets="in_person")
    poll.refresh_from_db()
    runs = [Reader("runs", world.panel.pk)]
    needs.write_need(said=needs.Said("time", ("not_evening",)), readers=runs, by=rowan)
    needs.write_need(said=needs.Said("place", ("from_home", "near_bus")), readers=runs, by=rowan)
    needs.write_need(said=needs.Said("place", ("from_home",)), by=wren)
    for who in (rowan, wren):
        says(poll, who, "yes")
    found = result(world, poll)
    assert parts.best(found).why[-1] == "Not kept of what helps: Rowan: joining from home."
    looks = audit.events_whose(rowan).filter(verb="need.read")
    assert {(each.actor_id, each.facts["surface"]) for each in looks} == {(world.coordinator.pk, "dates")}
    assert not audit.events_whose(wren).filter(verb="need.read").exists()


def test_nobody_but_those_who_run_the_panel_has_a_result(world):
    poll = make_poll(world.panel, world.coordinator)
    says(poll, world.members[0], "yes")
    elsewhere = factories.small_panel("Bracken", programme=world.programme)
    assert result(world, poll) is not None
    assert queries.result_for(world.lead, poll) is not None
    for viewer in (*world.members, *world.researchers, world.finance, elsewhere.coordinator):
        assert queries.result_for(viewer, poll) is None
        assert not queries.people_to_ask(viewer, poll.panel).exists()
        assert not queries.replies_to_write_down(viewer, poll).exists()


@pytest.mark.parametrize("number", [6, 60])
def test_eight_dates_take_the_same_queries_for_six_people_and_for_sixty(client, world, number):
    for _ in range(number - len(world.on_panel)):
        factories.member(world.panel)
    poll = make_poll(world.panel, world.coordinator, dates=8, quorum=2, gap_days=3)
    dates = list(poll.dates.all())
    replies = list(DateReply.objects.unscoped("a test").filter(poll=poll))
    DateAnswer.objects.unscoped("a test").bulk_create(
        DateAnswer(reply=reply, date=date, answer=("yes", "if_need_be", "no")[(row + date.number) % 3])
        for row, reply in enumerate(replies)
        for date in dates
    )
    DateReply.objects.unscoped("a test").update(answered_at=clock.now())
    client.force_login(world.coordinator)

    def asked(url):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return sum("SAVEPOINT" not in query["sql"] for query in caught.captured_queries)

    shell = asked("/help/")
    assert asked(reverse("availability:poll-result", args=[poll.pk])) - shell == QUERIES


QUERIES = 13
