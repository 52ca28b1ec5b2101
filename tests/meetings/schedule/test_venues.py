"""Places: what is known of them, who writes it down, and that steps need a reason when somebody needs none."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.needs import queries as need_queries
from accounts.needs.access import Reader
from accounts.needs.actions import needs
from accounts.needs.models import NeedShare
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from meetings.invitations import actions as invitations
from meetings.invitations.models import Invitation
from meetings.schedule import actions, forms, queries
from meetings.schedule.models import Meeting, Venue
from tests import factories
from tests.meetings import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.small_panel()


def hall(world, **facts):
    known = {"name": "Mill Hall", "address": "1 Mill Lane", **facts}
    return actions.make_venue(programme=world.programme, by=world.coordinator, **known)


def needs_no_steps(person, *readers):
    return needs.write_need(said=needs.Said("physical", ("step_free",)), readers=list(readers), by=person)


def planned_in(world, venue, **facts):
    return rooms.meeting(world.panel, state="planned", place="", venue=venue, meets="in_person", **facts)


def test_what_is_not_said_of_a_place_is_not_known(world):
    venue = hall(world, step_free="yes", parking="no")
    assert (venue.step_free, venue.parking, venue.quiet_room) == ("yes", "no", "not_known")
    assert planned_in(world, venue).where == "Mill Hall, 1 Mill Lane"
    with pytest.raises(NotNow, match="of this name already"):
        hall(world)
    with pytest.raises(TypeError):
        hall(world, name="Other", mood="dark")


def test_only_those_who_run_a_panel_of_the_programme_keep_its_places(world):
    venue = hall(world)
    far = factories.small_panel("Far")
    for person in (world.members[0], world.finance, far.coordinator):
        with pytest.raises(NotAllowed):
            actions.make_venue(programme=world.programme, by=person, name="X", address="Y")
        with pytest.raises(NotAllowed):
            actions.change_venue(venue_id=venue.pk, revision=0, by=person, name="X")
    beside = factories.small_panel("Beside", programme=world.programme)
    assert actions.change_venue(venue_id=venue.pk, revision=0, by=beside.coordinator, lift="no").revision == 1
    with pytest.raises(actions.ChangedMeanwhile):
        actions.change_venue(venue_id=venue.pk, revision=0, by=world.coordinator, lift="yes")
    other = hall(world, name="Another")
    with pytest.raises(NotNow, match="of this name already"):
        actions.change_venue(venue_id=other.pk, revision=0, by=world.coordinator, name="Mill Hall")


def test_a_place_is_seen_by_those_who_meet_there(world):
    venue = hall(world)
    rowan, elsewhere = world.members[0], factories.small_panel("Beside", programme=world.programme)
    assert list(queries.venues_for(rowan)) == []
    meeting = planned_in(world, venue)
    assert list(queries.venues_for(rowan)) == []
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    assert list(queries.venues_for(rowan)) == [venue]
    assert list(queries.venues_for(elsewhere.members[0])) == []
    assert list(queries.venues_for(elsewhere.coordinator)) == [venue]


@pytest.mark.parametrize("known", ["no", "not_known"])
def test_steps_need_a_reason_when_somebody_asked_lets_it_be_known_that_they_need_none(world, known):
    venue = hall(world, step_free=known)
    rowan = world.members[0]
    meeting = planned_in(world, venue)
    need = needs_no_steps(rowan, Reader("runs", world.panel.pk))
    with pytest.raises(actions.PlaceNeedsReason, match="Somebody who is asked needs no steps"):
        invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    assert not Invitation.objects.exists()
    looked = audit.events_whose(rowan, "need.minded").get()
    assert (looked.about_id, looked.facts) == (need.pk, {"surface": "place"})
    assert "No steps" in {look.what for look in need_queries.who_looked(rowan)}
    actions.give_place_reason(meeting_id=meeting.pk, reason=" A ramp is put out. ", by=world.coordinator)
    assert invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    assert Meeting.objects.get().place_reason == "A ramp is put out."


def test_nobody_learns_of_a_need_that_those_who_run_the_panel_may_not_see(world):
    meeting = planned_in(world, hall(world))
    rowan, wren = world.members[:2]
    needs_no_steps(rowan)
    needs_no_steps(wren, Reader("person", world.panel.pk, rowan.pk))
    early = needs_no_steps(world.members[2], Reader("runs", world.panel.pk))
    shares = NeedShare.objects.unscoped("a yes to the sentences of before, which said nothing of places")
    shares.filter(need=early).update(wording_version=1)
    assert invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    assert not audit.events_whose(rowan, "need.minded").exists()


def test_a_step_free_place_and_a_meeting_online_need_no_reason(world):
    needs_no_steps(world.members[0], Reader("runs", world.panel.pk))
    free = planned_in(world, hall(world, step_free="yes"))
    assert invitations.invite_panel(meeting_id=free.pk, by=world.coordinator)
    online = rooms.meeting(world.panel, days=20, state="planned", venue=hall(world, name="X"), meets="online")
    assert invitations.invite_panel(meeting_id=online.pk, by=world.coordinator)


def test_moving_to_a_place_with_steps_asks_why_in_the_form(world, client):
    venue = hall(world, step_free="no")
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, world.members[0], word="waiting")
    needs_no_steps(world.members[0], Reader("runs", world.panel.pk))
    client.force_login(world.coordinator)
    url = reverse("schedule:meeting-move", args=[meeting.pk])
    form = client.get(url).context["form"]
    sent = {name: form.initial[name] for name in ("minutes", "joining", "phone_in", "revision")}
    sent |= {"meets": "in_person", "venue": str(venue.pk), "place": "", "at": "14:00"}
    day = form.initial["day"]
    sent |= {"day_day": day.day, "day_month": day.month, "day_year": day.year}
    asked = client.post(url, sent)
    assert asked.status_code == 422
    assert "this place has steps" in asked.content.decode()
    assert client.post(url, {**sent, "place_reason": "A ramp is put out."}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.venue, meeting.place_reason) == (venue, "A ramp is put out.")
    page = client.get(reverse("schedule:meeting-detail", args=[meeting.pk])).content.decode()
    assert "A ramp is put out." in page
    client.force_login(world.members[0])
    page = client.get(reverse("schedule:meeting-detail", args=[meeting.pk])).content.decode()
    assert "A ramp is put out." not in page
    assert "Mill Hall" in page


def test_the_pages_of_places(world, client):
    client.force_login(world.coordinator)
    sent = {
        "programme": world.programme.pk,
        "name": "Mill Hall",
        "address": "1 Mill Lane",
        "travel": "Bus 4.\nThen walk.",
    }
    sent |= {"revision": "0", **dict.fromkeys(Venue.FACTS, "not_known"), "step_free": "yes"}
    assert client.post("/meetings/places/new/", {**sent, "name": ""}).status_code == 422
    made = client.post("/meetings/places/new/", sent)
    venue = Venue.objects.get()
    assert made.headers["Location"] == reverse("schedule:venue-detail", args=[venue.pk])
    assert "of this name already" in client.post("/meetings/places/new/", sent).content.decode()
    page = client.get(made.headers["Location"]).content.decode()
    assert "Bus 4.\nThen walk." in page
    assert "We do not know" in page
    edit = reverse("schedule:venue-edit", args=[venue.pk])
    assert client.post(edit, {**sent, "parking": "yes"}).status_code == 302
    both = client.post(edit, {**sent, "address": "2 Mill Lane"})
    assert both.status_code == 422
    assert "Two people changed this" in both.content.decode()
    assert "2 Mill Lane" in both.content.decode()
    assert client.post(edit, {**sent, "address": "2 Mill Lane", "revision": "1"}).status_code == 302
    assert "Mill Hall" in client.get("/meetings/places/").content.decode()


def test_a_coordinator_is_led_to_say_why_and_then_invites(world, client):
    meeting = planned_in(world, hall(world, step_free="no"))
    needs_no_steps(world.members[0], Reader("runs", world.panel.pk))
    client.force_login(world.coordinator)
    invite = reverse("invitations:meeting-invite", args=[meeting.pk])
    why = reverse("schedule:place-reason", args=[meeting.pk])
    assert client.post(invite).headers["Location"] == why
    assert "Somebody who is asked needs no steps" in client.get(why).content.decode()
    assert client.post(why, {"reason": " "}).status_code == 422
    assert client.post(why, {"reason": "A ramp is put out."}).status_code == 302
    assert client.post(invite).status_code == 302
    assert Invitation.objects.count() == len(world.on_panel)


# A place in words, and what is shared or found out once people are asked


def meeting_page(client, viewer, meeting):
    client.force_login(viewer)
    return client.get(reverse("schedule:meeting-detail", args=[meeting.pk])).content.decode()


def home(client, viewer):
    client.force_login(viewer)
    return client.get("/").content.decode()


def test_of_a_place_in_words_we_do_not_know_if_it_has_steps_so_a_reason_is_asked_for(world, client):
    meeting = rooms.meeting(world.panel, state="planned", meets="in_person", place="The room over the shop")
    needs_no_steps(world.members[0], Reader("runs", world.panel.pk))
    client.force_login(world.coordinator)
    invite = reverse("invitations:meeting-invite", args=[meeting.pk])
    why = reverse("schedule:place-reason", args=[meeting.pk])
    assert client.post(invite).headers["Location"] == why
    page = client.get(why).content.decode()
    assert "we do not know if this place has steps" in page
    assert "The room over the shop" in page
    assert reverse("schedule:venue-new") in page
    assert not Invitation.objects.exists()
    client.post(why, {"reason": "It has a lift from the street."})
    client.post(invite)
    assert Invitation.objects.count() == len(world.on_panel)


def test_the_reason_for_a_place_in_words_goes_when_the_words_do(world):
    meeting = rooms.meeting(world.panel, place="The room over the shop", place_reason="A lift from the street.")
    rooms.reply(meeting, world.members[0], word="waiting")
    needs_no_steps(world.members[0], Reader("runs", world.panel.pk))

    def typed(place):
        form = forms.MoveForm(viewer=world.coordinator, meeting=meeting, asks_why=False)
        sent = {name: form.initial[name] for name in ("minutes", "meets", "joining", "phone_in", "revision")}
        day = form.initial["day"]
        sent |= {f"day_{box}": str(getattr(day, box)) for box in ("day", "month", "year")}
        sent |= {"at": "14:00", "place": place}
        form = forms.MoveForm(sent, viewer=world.coordinator, meeting=meeting, asks_why=False)
        assert form.is_valid(), form.errors
        return actions.Facts(**form.facts())

    assert typed("The room over the shop").place_reason == "A lift from the street."
    moved = typed("The cellar")
    assert moved.place_reason == ""
    with pytest.raises(actions.PlaceNeedsReason, match="do not know"):
        actions.move_meeting(meeting_id=meeting.pk, revision=0, facts=moved, by=world.coordinator)


def test_the_page_that_moves_a_meeting_takes_no_reason_along_to_another_place(world, client):
    meeting = rooms.meeting(world.panel, place="The room over the shop", place_reason="A lift from the street.")
    rooms.reply(meeting, world.members[0], word="waiting")
    needs_no_steps(world.members[0], Reader("runs", world.panel.pk))
    client.force_login(world.coordinator)
    url = reverse("schedule:meeting-move", args=[meeting.pk])
    form = client.get(url).context["form"]
    assert "place_reason" not in form.fields
    day = form.initial["day"]
    sent = {name: form.initial[name] for name in ("minutes", "meets", "joining", "phone_in", "revision")}
    sent |= {f"day_{box}": str(getattr(day, box)) for box in ("day", "month", "year")}
    sent |= {"at": "14:00", "place": "The cellar"}
    asked = client.post(url, sent)
    assert asked.status_code == 422
    assert asked.context["form"]["place_reason"].value() in (None, "")
    assert "A lift from the street." not in asked.content.decode().split("<main")[1]
    assert client.post(url, {**sent, "place_reason": "A ramp at the cellar."}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.place, meeting.place_reason) == ("The cellar", "A ramp at the cellar.")


@pytest.mark.parametrize("kind", ["words", "list"])
def test_a_need_shared_once_people_are_asked_is_asked_about_on_the_first_page_and_the_meeting(world, client, kind):
    place = {"venue": hall(world, step_free="no"), "place": ""} if kind == "list" else {"place": "Over the shop"}
    says = "this place has steps" if kind == "list" else "we do not know if this place has steps"
    meeting = rooms.meeting(world.panel, state="planned", meets="in_person", **place)
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    rowan = world.members[0]
    assert says not in meeting_page(client, world.coordinator, meeting) + home(client, world.coordinator)
    needs_no_steps(rowan, Reader("runs", world.panel.pk))
    why = reverse("schedule:place-reason", args=[meeting.pk])
    for page in (meeting_page(client, world.coordinator, meeting), home(client, world.coordinator)):
        assert f"Somebody who is asked needs no steps on the way in, and {says}." in page
        assert why in page
        assert rowan.shown_name not in page.split("<main")[1]
    assert audit.events_whose(rowan, "need.minded").count() == 1, "on record once, however often the page is opened"
    with clock.held_at(clock.now() + timedelta(days=2)):
        meeting_page(client, world.coordinator, meeting)
    assert audit.events_whose(rowan, "need.minded").count() == 2
    for viewer in (rowan, world.members[1]):
        assert "no steps" not in meeting_page(client, viewer, meeting) + home(client, viewer)
    actions.give_place_reason(meeting_id=meeting.pk, reason="A ramp is put out.", by=world.coordinator)
    assert "Somebody who is asked" not in meeting_page(client, world.coordinator, meeting) + home(client, world.lead)


def test_a_place_that_turns_out_to_have_steps_is_asked_about_again(world, client):
    venue = hall(world, step_free="yes")
    meeting = planned_in(world, venue)
    needs_no_steps(world.members[0], Reader("runs", world.panel.pk))
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    assert "About the way in" not in meeting_page(client, world.coordinator, meeting)
    actions.change_venue(venue_id=venue.pk, revision=0, by=world.coordinator, step_free="no")
    assert "this place has steps" in meeting_page(client, world.coordinator, meeting)
    assert "this place has steps" in home(client, world.coordinator)
    factories.end_roles(world.members[0])
    assert "this place has steps" not in meeting_page(client, world.coordinator, meeting)


def test_a_need_that_is_not_for_those_who_run_the_panel_changes_neither_words_nor_questions(world, client):
    meeting = planned_in(world, hall(world, step_free="no"))
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)

    client.force_login(world.coordinator)

    def asked():
        with CaptureQueriesContext(connection) as caught:
            for page in (reverse("schedule:meeting-detail", args=[meeting.pk]), "/"):
                assert "needs no steps" not in client.get(page).content.decode()
        return [each["sql"].split("WHERE")[0] for each in caught.captured_queries]

    asked()
    before = asked()
    needs_no_steps(world.members[0])
    needs_no_steps(world.members[1], Reader("person", world.panel.pk, world.members[2].pk))
    elsewhere = factories.small_panel("Bracken")
    needs_no_steps(elsewhere.members[0], Reader("runs", elsewhere.panel.pk))
    assert asked() == before
    assert not audit.events_whose(world.members[0], "need.minded").exists()
