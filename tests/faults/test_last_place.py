"""Fifty people answer at once for one place, two hundred times over (trust.md R18)."""

import pytest
from django.db import connection

from tests import factories
from tests.meetings.invitations import last_place

PEOPLE, ROUNDS = 50, 200


@pytest.mark.django_db(transaction=True)
def test_one_place_is_given_once_in_every_round(capsys):
    world = factories.small_panel(members=PEOPLE)
    in_line = 0
    for _ in range(ROUNDS):
        meeting = last_place.room(world.panel, world.members, places=1)
        outcomes = last_place.all_at_once(meeting, world.members)
        last_place.check(meeting, outcomes, places=1)
        in_line += outcomes.count("in line")
    with connection.cursor() as cursor:
        cursor.execute("select deadlocks from pg_stat_database where datname = current_database()")
        deadlocks = cursor.fetchone()[0]
    with capsys.disabled():
        print(f"\nlast place: {ROUNDS} rounds of {PEOPLE}, {in_line} in line, {deadlocks} deadlocks")
    assert (in_line, deadlocks) == (ROUNDS * (PEOPLE - 1), 0)
