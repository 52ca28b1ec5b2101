"""Somebody who is asked to do work outside a meeting hears of it by their own way, with what is offered and until when
they can answer, and never once it is answered, done or called off."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.reaching import registration as reaching
from leap.core import clock, outbox
from leap.core.outbox import OutboxMessage
from meetings.payments import actions, notices, queries, states
from tests import factories
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = factories.small_panel(members=2)
    money.example_rates(world.programme)
    return world


def ask(world, who=0, days=14, **facts):
    facts = {"activity": "review", "title": "Comments on a leaflet", "minutes": 120, **facts}
    told = {"panel_id": world.panel.pk, "person_id": world.members[who].pk, "by": world.coordinator}
    return actions.work.offer(on=clock.today() + timedelta(days=days), **told, **facts)


def message():
    return OutboxMessage.objects.get(kind="work_asked")


def kind():
    return outbox.kind_called("work_asked")


def test_whoever_is_asked_hears_once_what_is_offered_and_until_when(world):
    work = ask(world)
    told = message()
    assert (told.to_person_id, told.about_id) == (work.person_id, work.pk)
    facts = kind().context(told)
    assert facts["offer"].startswith("We offer £55.00 for this. We think it takes about 2 hours.")
    assert facts["until"] == work.on
    assert kind().panel_of(told) == world.panel.pk
    notices.ask(work)
    assert OutboxMessage.objects.filter(kind="work_asked").count() == 1


def test_there_are_seven_days_to_answer_also_where_the_day_of_the_work_is_sooner(world):
    ask(world, days=-3)
    assert kind().context(message())["until"] == clock.today() + timedelta(days=states.DAYS_TO_CHECK)


@pytest.mark.parametrize("then", ["chosen", "called off", "away"])
def test_what_is_answered_or_off_is_not_said_any_more(world, then):
    work = ask(world)
    assert kind().still_true(message())
    if then == "chosen":
        actions.work.choose(work_id=work.pk, answer="none", by=work.person)
    elif then == "called off":
        actions.work.call_off(work_id=work.pk, by=world.coordinator)
    else:
        work.person.is_active = False
        work.person.save(update_fields=["is_active"])
    assert not kind().still_true(message())
    assert not queries.work_to_pass_on(world.coordinator) or then == "away"


def test_who_runs_the_panel_passes_it_on_to_who_is_rung_and_nobody_else_does(world):
    work = ask(world)
    told = message()
    for viewer, sees in ((world.coordinator, 1), (world.finance, 0), (world.members[1], 0)):
        assert queries.work_to_pass_on(viewer).count() == sees
    [errand] = queries.work_errands_for(world.coordinator, [told])
    assert errand.person == work.person
    assert errand.facts["offer"].startswith("We offer £55.00")
    assert errand.page == reverse("payments:work-list")
    assert "work" in reaching._sources
    actions.work.choose(work_id=work.pk, answer="full", by=work.person)
    assert queries.work_errands_for(world.coordinator, [told]) == []


def test_passing_on_takes_as_many_queries_for_one_as_for_more(world, django_assert_num_queries):
    ask(world)
    told = [message()]
    with django_assert_num_queries(1):
        [errand] = queries.work_errands_for(world.coordinator, told)
    with django_assert_num_queries(2):
        assert "£55.00" in str(errand.facts["offer"])
    for number in range(3):
        ask(world, who=1, title=f"Leaflet {number}")
    waiting = list(OutboxMessage.objects.filter(kind="work_asked"))
    with django_assert_num_queries(3):
        assert len([str(each.facts["offer"]) for each in queries.work_errands_for(world.coordinator, waiting)]) == 4
