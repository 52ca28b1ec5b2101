"""A panel, a meeting three weeks off to which everyone is invited, and a paper that is ready to be sent."""

import pytest

from leap.core.uploads import look_at
from meetings.invitations import actions as invitations
from meetings.papers import actions
from tests import factories
from tests.meetings import rooms

FACTS = {"purpose": "advise", "influence": "open", "minutes": 30}
WHOLE = actions.PaperFacts("Two trial leaflets.", "Which is easier?", 5)


@pytest.fixture
def world():
    return factories.small_panel()


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(world.panel, state="planned", days=21)
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    meeting.refresh_from_db()
    return meeting


@pytest.fixture
def add(world, meeting):
    """Puts something on the agenda."""

    def add(title="The leaflet", **more):
        facts = actions.ItemFacts(title, "Which leaflet is easier.", **{**FACTS, **more})
        return actions.add_item(meeting_id=meeting.pk, facts=facts, by=world.coordinator)

    return add


@pytest.fixture
def paper(world, meeting):
    told = {"meeting_id": meeting.pk, "by": world.coordinator}
    paper = actions.write_paper(title="Two leaflets", item=None, facts=WHOLE, **told)
    file = look_at(b"Two leaflets, larger.")
    actions.add_copy(version_id=paper.versions.get().pk, form="large_print", file=file, by=world.coordinator)
    return paper


@pytest.fixture
def send(world, meeting):
    """Sends a paper as it is written now."""

    def send(paper, by=None):
        version = paper.versions.get(sent_at=None)
        return actions.send_papers(meeting_id=meeting.pk, version_ids=[version.pk], by=by or world.coordinator)

    return send
