"""One site for all stories: loading the demo takes seconds, and each story keeps to meetings and people of its own."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import expect

from meetings.invitations import actions as invitations
from meetings.schedule.models import Meeting
from tests.journeys.site import PAGE_PATIENCE, Site, whole_site


@pytest.fixture(scope="package")
def running_site(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Site]:
    expect.set_options(timeout=PAGE_PATIENCE)
    with django_db_blocker.unblock(), whole_site(tmp_path_factory.mktemp("site")) as found:
        yield found


@pytest.fixture
def site(running_site) -> Iterator[Site]:
    """The running site; the windows a story opened are closed when it ends."""
    yield running_site
    running_site.close_windows()


@pytest.fixture(scope="package")
def larkmoor_meeting(running_site) -> UUID:
    """The meeting ahead on the third panel, with everybody just invited: each story answers for somebody else."""
    return running_site.behind(lambda: _invite_larkmoor(running_site))


def _invite_larkmoor(site: Site) -> UUID:
    planned = Meeting.objects.filter(panel=site.panels["larkmoor"], state=Meeting.State.PLANNED)
    meeting = planned.order_by("starts_at")[0]  # the others are a year of dates that nobody has been told of
    invitations.invite_panel(meeting_id=meeting.pk, by=site.people["willow"])
    return meeting.pk
