"""Eight people press at once: one turn, one answer."""

import pytest

from leap.core import outbox
from leap.core.states import NotNow
from meetings.chairing import actions
from meetings.chairing.models import ChairTurn, ChairWillingness
from tests import factories
from tests.meetings import rooms
from tests.meetings.at_once import THREADS, at_once


@pytest.fixture
def world(transactional_db):
    world = factories.small_panel()
    for person in world.members:
        actions.set_willingness(panel=world.panel, answer="willing", by=person)
    rooms.held(world.panel, *world.members)
    return world


@pytest.fixture
def meeting(world):
    ahead = rooms.meeting(world.panel)
    rooms.reply(ahead, *world.members)
    return ahead


def refusals(results):
    assert all(isinstance(result, ChairTurn | NotNow) for result in results), results
    return sum(isinstance(result, NotNow) for result in results)


def test_eight_presses_ask_one_person_once(world, meeting):
    results = at_once(lambda number: actions.propose_chair(meeting_id=meeting.pk, by=world.coordinator))
    assert refusals(results) == THREADS - 1
    assert ChairTurn.objects.count() == 1
    assert outbox.OutboxMessage.objects.filter(kind="chair_offer").count() == 1


def test_of_yes_and_no_at_once_a_yes_is_never_lost_after_a_no(world, meeting):
    person = actions.propose_chair(meeting_id=meeting.pk, by=world.coordinator).person

    def answer(number):
        step = actions.pass_turn if number % 2 else actions.accept
        return step(meeting_id=meeting.pk, by=person)

    results = at_once(answer)
    # Yes then no is a turn handed back; no is final. Either way one no; yes said twice before it is fine.
    assert refusals(results) >= THREADS // 2 - 1
    assert refusals(results[1::2]) == THREADS // 2 - 1
    assert ChairTurn.objects.get().state == "passed"


def test_eight_answers_about_chairing_leave_one_in_force(world):
    words = ChairWillingness.Answer.values
    results = at_once(
        lambda number: actions.set_willingness(panel=world.panel, answer=words[number % 4], by=world.members[0])
    )
    assert all(isinstance(result, ChairWillingness) for result in results), results
    mine = ChairWillingness.objects.filter(person=world.members[0])
    assert mine.filter(replaced_at__isnull=True).count() == 1
