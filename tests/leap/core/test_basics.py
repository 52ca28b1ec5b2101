"""Clock, ids, states, personal-data classes and errors."""

import ast
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import models

from leap.core import clock, ids, states
from leap.core.errors import NotAllowed, NotNow
from leap.core.hashers import PanelArgon2Hasher
from leap.core.models import AuditEvent, OutboxMessage
from leap.core.outbox import states as outbox_states
from leap.core.personal_data import ERASE, KEEP, classes, unclassified_fields, unknown_fields
from leap.core.states import check_move, may_move
from tests.leap.core.shelf import Shelf, registry


def test_now_is_aware_and_utc():
    with time_machine.travel(datetime(2026, 7, 1, 23, 30, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
        assert clock.now().utcoffset().total_seconds() == 0


def test_today_is_the_date_where_the_panel_is():
    with time_machine.travel(datetime(2026, 7, 1, 23, 30, tzinfo=UTC), tick=False):
        assert str(clock.today()) == "2026-07-02"
        assert str(clock.today("UTC")) == "2026-07-01"
    with pytest.raises(ZoneInfoNotFoundError):
        clock.today("Nowhere/Atall")


def test_the_clock_can_be_held_and_goes_on_afterwards():
    moment = datetime(2024, 3, 31, 1, 30, tzinfo=ZoneInfo("Europe/Paris"))
    with clock.held_at(moment):
        assert clock.now() == moment
        assert clock.now().utcoffset().total_seconds() == 0
        assert str(clock.today("UTC")) == "2024-03-31"
    assert clock.now().year > 2024


def test_new_ids_are_random_and_come_from_one_place(monkeypatch):
    assert ids.new_id() != ids.new_id()
    assert ids.new_id().version == 4
    monkeypatch.setattr(ids, "make", iter(["first", "second"]).__next__)
    assert (Shelf().pk, Shelf().pk) == ("first", "second")


MOVES = {"invited": {"coming", "declined"}, "coming": {"declined"}}


def test_a_move_in_the_table_passes_and_any_other_is_refused_kindly():
    assert may_move(MOVES, "invited", "coming")
    check_move(MOVES, "invited", "coming", "unused")
    with pytest.raises(NotNow) as refused:
        check_move(MOVES, "declined", "coming", "You have already told us you cannot come.")
    assert refused.value.sentence == str(refused.value) == "You have already told us you cannot come."


@pytest.mark.parametrize("module", [states, outbox_states])
def test_state_tables_are_plain_python(module):
    tree = ast.parse(Path(module.__file__).read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= {"leap.core.states"}
    assert not any(isinstance(node, ast.Import) for node in ast.walk(tree))


@pytest.mark.parametrize("name", outbox_states.ALL)
def test_every_message_state_can_be_reached_and_the_finished_ones_are_final(name):
    reachable = {outbox_states.PENDING, outbox_states.TO_DO}.union(*outbox_states.MOVES.values())
    assert name in reachable
    final = name in (outbox_states.SENT, outbox_states.CANCELLED, outbox_states.DONE)
    assert final == (name not in outbox_states.MOVES)


def test_passwords_are_hashed_with_argon2_at_our_cost_and_checked():
    hasher = PanelArgon2Hasher()
    hashed = hasher.encode("a long enough password", hasher.salt())
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in hashed
    assert hasher.verify("a long enough password", hashed)
    assert not hasher.verify("another password", hashed)


def test_not_allowed_becomes_a_403():
    assert issubclass(NotAllowed, PermissionDenied)


def test_a_record_shows_only_its_class_and_id():
    shelf = Shelf(name="Somebody Real")
    assert str(shelf) == f"Shelf {shelf.pk}"


def test_the_tables_of_the_core_are_classified():
    for model in (AuditEvent, OutboxMessage):
        assert unclassified_fields(model) == []
        assert unknown_fields(model) == []


def test_a_field_without_a_class_and_a_class_without_a_field_are_found():
    class Half(models.Model):
        name = models.TextField()
        age = models.IntegerField()
        personal_data = classes(public="height", personal={"name": ERASE})

        class Meta:
            apps = registry
            app_label = "core_tests"

    assert unclassified_fields(Half) == ["age"]
    assert unknown_fields(Half) == ["height"]
    assert unclassified_fields(Shelf) == ["name"]
    assert unknown_fields(Shelf) == []


def test_classes_refuse_doubles_and_unknown_rules_and_cannot_be_changed():
    with pytest.raises(ValueError, match="two personal-data classes: name"):
        classes(public="name", secret={"name": KEEP})
    with pytest.raises(ValueError, match="unknown erasure rule 'forget'"):
        classes(special={"name": "forget"})
    declared = classes(public="a b", special={"c": KEEP})
    assert declared.names() == {"a", "b", "c"}
    with pytest.raises(TypeError):
        declared.special["d"] = ERASE
