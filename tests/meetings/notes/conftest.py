"""A small panel, a meeting that was held two days ago, and its notes."""

from types import SimpleNamespace

import pytest

from leap.core import clock
from meetings.notes import actions
from meetings.schedule.planning.days import working_days_after
from tests import factories
from tests.meetings import rooms

SECTIONS = [("Tea", "We talked about the leaflet."), ("", "Next time we look at it again.")]


def make_world():
    """Wren and Sorrel came, Linnet was invited and did not come, Rowan was not invited."""
    world = factories.small_panel()
    rowan, wren, sorrel, linnet = world.members
    meeting = rooms.held(world.panel, wren, sorrel, world.coordinator, days=-2, away=(linnet,))
    meeting.attendances.filter(came="in_person").update(part=True)
    rooms.reply(meeting, wren, sorrel, linnet, world.coordinator, word="waiting")
    return SimpleNamespace(
        panel=world.panel, coordinator=world.coordinator, lead=world.lead, rowan=rowan, wren=wren, sorrel=sorrel,
        linnet=linnet, researcher=world.researchers[0], meeting=meeting,
    )  # fmt: skip


def write(world, sections=SECTIONS, revision=0, by=None):
    """Keep these parts."""
    return actions.save(
        meeting_id=world.meeting.pk, sections=list(sections), revision=revision, by=by or world.coordinator
    )


def send(world):
    """Put the notes out for ten working days."""
    until = working_days_after(clock.today(), world.panel.notes_open_days, world.panel.nation)
    return actions.send_out(meeting_id=world.meeting.pk, changes_until=until, by=world.coordinator)


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def out(world):
    write(world)
    send(world)
    return world
