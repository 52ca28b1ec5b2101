"""Pictures of a place: who sees them, how they are kept, and how they come and go."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from leap.core import audit
from leap.core.errors import NotAllowed, NotNow
from leap.core.uploads import Refused, content_of, look_at_picture
from leap.core.uploads.models import StoredFile
from meetings.invitations import actions as invitations
from meetings.schedule import actions, queries
from meetings.schedule.models import VenuePicture
from tests import factories
from tests.leap.core import hostile
from tests.meetings import rooms
from tests.meetings.at_once import at_once

pytestmark = pytest.mark.django_db
DOOR = "The blue door beside the bakery."


@pytest.fixture
def world():
    return factories.small_panel()


@pytest.fixture
def venue(world):
    return actions.make_venue(programme=world.programme, by=world.coordinator, name="Mill Hall", address="1 Mill Lane")


def add(venue, by, words=DOOR):
    file = look_at_picture(hostile.photo_with_place())
    return actions.add_picture(venue_id=venue.pk, words=words, file=file, by=by)


def sent(name="door.jpg", **size):
    return SimpleUploadedFile(name, hostile.picture("JPEG", **size))


def files():
    return StoredFile.objects.unscoped("a test").count()


def test_a_picture_is_made_anew_and_small_enough_and_nothing_else_is_one():
    large = Image.open(io.BytesIO(look_at_picture(hostile.picture("JPEG", size=(3200, 1600))).content))
    assert large.size == (1600, 800)
    small = Image.open(io.BytesIO(look_at_picture(hostile.photo_with_place()).content))
    assert (small.size, dict(small.getexif())) == ((30, 40), {})
    for content in (b"", b"Just words.", hostile.pdf()):
        with pytest.raises(Refused):
            look_at_picture(content)


def test_only_those_who_run_a_panel_of_the_programme_add_change_and_take_away(world, venue):
    far = factories.small_panel("Far")
    beside = factories.small_panel("Beside", programme=world.programme)
    picture = add(venue, world.coordinator)
    for person in (world.members[0], world.finance, far.coordinator):
        with pytest.raises(NotAllowed):
            add(venue, person)
        with pytest.raises(NotAllowed):
            actions.change_picture(picture_id=picture.pk, revision=0, words="X", by=person)
        with pytest.raises(NotAllowed):
            actions.remove_picture(picture_id=picture.pk, by=person)
    assert actions.change_picture(picture_id=picture.pk, revision=0, words=" A door. ", by=beside.coordinator)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.change_picture(picture_id=picture.pk, revision=0, words="X", by=world.coordinator)
    assert VenuePicture.objects.get().words == "A door."
    actions.remove_picture(picture_id=picture.pk, by=world.coordinator)
    actions.remove_picture(picture_id=picture.pk, by=world.coordinator)
    assert files() == 0
    with pytest.raises(NotNow, match="taken away"):
        actions.change_picture(picture_id=picture.pk, revision=1, words="X", by=world.coordinator)
    told = [event.verb for event in audit.events_about(picture)]
    assert told == ["venue.picture_added", "venue.picture_changed", "venue.picture_removed"]


def test_a_place_has_four_pictures_at_most_each_with_words(world, venue):
    pictures = [add(venue, world.coordinator) for _ in range(4)]
    with pytest.raises(NotNow, match="four pictures"):
        add(venue, world.coordinator)
    actions.remove_picture(picture_id=pictures[1].pk, by=world.coordinator)
    assert add(venue, world.coordinator).position == 2
    for wrong in ({"position": 5}, {"words": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            VenuePicture.objects.filter(pk=pictures[0].pk).update(**wrong)


def test_a_picture_is_seen_by_those_who_may_see_the_place_and_on_the_page_of_the_meeting(world, venue, client):
    picture = add(venue, world.coordinator)
    url = reverse("schedule:picture-file", args=[picture.pk])
    meeting = rooms.meeting(world.panel, state="planned", place="", venue=venue, meets="in_person")
    page = reverse("schedule:meeting-detail", args=[meeting.pk])
    client.force_login(world.members[0])
    assert client.get(url).status_code == 404
    assert not queries.pictures_for(world.members[0])
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    seen = client.get(url)
    assert seen["Content-Type"] == "image/jpeg"
    assert "no-store" in seen["Cache-Control"]
    assert f'alt="{DOOR}"' in client.get(page).content.decode()
    meeting.meets = "online"
    meeting.save()
    assert DOOR not in client.get(page).content.decode()
    client.force_login(factories.small_panel("Far").coordinator)
    assert client.get(url).status_code == 404


def test_a_coordinator_adds_changes_and_takes_away_and_loses_no_words(world, venue, client):
    client.force_login(world.coordinator)
    new = reverse("schedule:picture-new", args=[venue.pk])
    asked = client.post(new, {"file": sent(), "words": " "})
    assert asked.status_code == 422
    assert "Say in a few words what the picture shows." in asked.content.decode()
    wrong = client.post(new, {"file": SimpleUploadedFile("plan.pdf", hostile.pdf()), "words": DOOR, "revision": 0})
    assert "not a picture we can show" in wrong.content.decode()
    assert DOOR in wrong.content.decode()
    assert client.post(new, {"file": sent(), "words": DOOR, "revision": 0}).status_code == 302
    picture = VenuePicture.objects.get()
    before = content_of(picture.file_id)
    edit = reverse("schedule:picture-edit", args=[picture.pk])
    assert client.post(edit, {"words": DOOR, "revision": 0, "file": sent(size=(9, 9))}).status_code == 302
    picture.refresh_from_db()
    assert content_of(picture.file_id) != before
    assert files() == 1
    both = client.post(edit, {"words": "Another door.", "revision": 0})
    assert both.status_code == 422
    assert "Somebody else changed this picture" in both.content.decode()
    assert "Another door." in both.content.decode()
    assert client.post(edit, {"words": "Another door.", "revision": 1}).status_code == 302
    assert client.post(reverse("schedule:picture-remove", args=[picture.pk])).status_code == 302
    assert files() == 0
    for _ in range(4):
        add(venue, world.coordinator)
    assert "four pictures" in client.post(new, {"file": sent(), "words": DOOR, "revision": 0}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_never_make_a_fifth(world, venue):
    at_once(lambda number: add(venue, world.coordinator))
    assert sorted(VenuePicture.objects.values_list("position", flat=True)) == [1, 2, 3, 4]
    assert files() == 4
