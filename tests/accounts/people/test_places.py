"""A place on a panel: paused, taken up again, moved, left. One step each, no reason asked, nothing lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.people import queries, sign_in_notices, states
from accounts.people.actions import places, roles
from accounts.people.models import Leaving, Pause, Role
from accounts.people.registration import is_held_back
from accounts.reaching.registration import errands_for
from leap.core import clock, outbox
from leap.core.audit import events_whose
from leap.core.errors import NotAllowed, NotNow
from leap.core.outbox import Kind, OutboxMessage, registry
from leap.core.outbox.sending import Sender
from meetings.attendance import actions as register
from meetings.attendance import queries as attendance
from meetings.chairing import actions as chairing
from meetings.chairing import queries as chairs
from meetings.invitations import actions as invitations
from meetings.invitations import queries as replies
from meetings.schedule import actions as schedule
from tests import factories as make
from tests.accounts.needs.factories import reached
from tests.accounts.people.test_joining import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return make.small_panel()


@pytest.fixture
def there(here):
    return make.small_panel("Bracken", programme=here.programme)


def plan(world, days=20):
    return schedule.plan_meeting(
        panel=world.panel, title="A date", starts_at=clock.now() + timedelta(days=days), minutes=60, place="Hall",
        about="", by=world.coordinator,
    )  # fmt: skip


def invited(world, days=20, replying=()):
    with clock.held_at(clock.now() - timedelta(days=1)):
        meeting = plan(world, days + 1)
        invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
        for person in replying:
            invitations.reply(meeting_id=meeting.pk, reply="coming", by=person)
    return meeting


def pause(world, person, **facts):
    return places.pause(person=person, panel=world.panel, **{"by": person, **facts})


def place(person, world):
    return queries.place_of(person, world.panel.pk)


# The states


def test_a_place_is_one_of_a_few_words_worked_out_from_roles_and_pauses(here, there):
    rowan, stranger = here.members[0], make.person("Quill")
    assert (place(rowan, here), place(stranger, here)) == (states.ACTIVE, states.NONE)
    pause(here, rowan)
    assert place(rowan, here) == states.PAUSED
    places.come_back(person=rowan, panel=here.panel, by=rowan)
    assert place(rowan, here) == states.ACTIVE
    places.move(person=rowan, panel=here.panel, to=there.panel, how="phone", by=here.lead)
    assert (place(rowan, here), place(rowan, there)) == (states.MOVED, states.ACTIVE)
    places.leave(person=rowan, panel=there.panel, by=rowan)
    assert place(rowan, there) == states.ENDED
    assert states.place(on_panel=False, paused=False, moved=False, was_on_panel=False, invited=True) == states.INVITED


def test_being_at_somebodys_side_is_no_place(here):
    quill = make.person("Quill")
    make.role(quill, here.panel, Role.Kind.SUPPORTER)
    assert place(quill, here) == states.NONE
    with pytest.raises(NotNow):
        pause(here, quill)


def test_the_past_of_somebody_whose_time_ran_out_is_ended(here):
    quill = make.person("Quill")
    make.role(quill, here.panel, ends_on=clock.today() - timedelta(days=9))
    assert place(quill, here) == states.ENDED


@pytest.mark.parametrize("act", ["pause", "come_back", "leave"])
def test_nobody_but_the_person_and_those_who_run_the_panel(here, there, act):
    rowan = here.members[0]
    for by in (here.members[1], here.researchers[0], here.finance, there.coordinator):
        with pytest.raises(NotAllowed):
            getattr(places, act)(person=rowan, panel=here.panel, by=by, how="phone")
    rowan.is_active = False
    with pytest.raises(NotAllowed):
        getattr(places, act)(person=rowan, panel=here.panel, by=rowan)
    assert place(rowan, here) == states.ACTIVE


@pytest.mark.parametrize("act", ["pause", "leave"])
def test_written_down_for_somebody_it_says_how_they_said_so(here, act):
    rowan = here.members[0]
    for how in ("self", "", "telepathy"):
        with pytest.raises(ValidationError):
            getattr(places, act)(person=rowan, panel=here.panel, by=here.coordinator, how=how)
    found = getattr(places, act)(person=rowan, panel=here.panel, by=here.coordinator, how="letter")
    assert (found.how, found.recorded_by) == ("letter", here.coordinator)


def test_what_makes_no_sense_now_is_a_kind_sentence(here):
    rowan, left = here.members[:2]
    with pytest.raises(NotNow, match=r"no pause"):
        places.come_back(person=rowan, panel=here.panel, by=rowan)
    pause(here, rowan)
    with pytest.raises(NotNow, match=r"already"):
        pause(here, rowan)
    make.end_roles(left)
    for act in (places.pause, places.come_back, places.leave):
        with pytest.raises(NotNow):
            act(person=left, panel=here.panel, by=left)


@pytest.mark.parametrize("wrong", [{"again_on": clock.today()}, {"contact": "shouting"}])
def test_a_pause_that_cannot_be_kept_is_refused(here, wrong):
    with pytest.raises(ValidationError):
        pause(here, here.members[0], **wrong)
    assert not Pause.objects.exists()


def test_the_trail_says_when_and_never_why_or_how_much(here):
    rowan = here.members[0]
    pause(here, rowan, contact="light_touch", again_on=clock.today() + timedelta(days=90))
    (event,) = events_whose(rowan).filter(verb="place.paused")
    assert set(event.facts) == {"panel", "how"}


# What a pause does


def test_a_pause_stops_messages_even_those_already_waiting(here, post_office):
    rowan, wren = here.members[:2]
    invited(here)
    pause(here, rowan)
    outbox.deliver_due()
    sent = {letter["To"]: letter["Subject"] for letter in post_office.read()}
    assert sent[rowan.email] == "As you asked", "the pause's own message, and nothing else"
    assert sent[wren.email] == "A date for you"
    held = OutboxMessage.objects.get(to_person_id=rowan.pk, kind="meeting_invitation")
    assert (held.state, held.reason) == ("cancelled", "not-wanted-now")


def test_a_pause_that_comes_while_the_server_is_spoken_to_still_stops_the_text(here, post_office, monkeypatch):
    rowan = here.members[0]
    invited(here)
    message = OutboxMessage.objects.get(to_person_id=rowan.pk)
    real = Sender._start

    def late(*args):
        pause(here, rowan)
        return real(*args)

    monkeypatch.setattr(Sender, "_start", late)
    outbox.deliver_one(message.pk)
    message.refresh_from_db()
    assert (message.state, message.lease_until) == ("cancelled", None)
    assert post_office.letters == []


def test_how_much_contact_decides_what_still_comes(here, post_office):
    none, light, papers = here.members[:3]
    for person, contact in ((none, "none"), (light, "light_touch"), (papers, "papers_only")):
        pause(here, person, contact=contact)
    OutboxMessage.objects.all().delete()
    meeting = plan(here, days=40)
    assert {person.pk for person in replies.people_to_invite_for(here.coordinator, meeting)} & {
        none.pk, light.pk, papers.pk
    } == {light.pk}  # fmt: skip
    with clock.held_at(clock.now() - timedelta(days=9)):
        meeting = plan(here, days=13)
        invitations.invite_panel(meeting_id=meeting.pk, by=here.coordinator)
    invitations.queue_due_reminders()
    assert not OutboxMessage.objects.filter(kind="meeting_reminder", to_person_id=light.pk).exists()
    OutboxMessage.objects.filter(kind="meeting_invitation").update(state="sent")
    schedule.cancel_meeting(meeting_id=meeting.pk, by=here.coordinator)
    outbox.deliver_due()
    assert [letter["Subject"] for letter in post_office.read() if letter["To"] == light.email] == ["A date that is off"]
    assert not [letter for letter in post_office.read() if letter["To"] in (none.email, papers.email)]


def test_a_pause_on_one_panel_stops_nothing_of_another(here, there, post_office):
    rowan = here.members[0]
    make.role(rowan, there.panel)
    pause(here, rowan)
    OutboxMessage.objects.all().delete()
    invited(there)
    outbox.deliver_due()
    assert [letter["Subject"] for letter in post_office.read() if letter["To"] == rowan.email] == ["A date for you"]


def test_what_is_about_no_panel_waits_only_for_who_is_on_a_break_everywhere(here, there):
    rowan = here.members[0]
    make.role(rowan, there.panel)
    writing = Kind("x", "people", lambda m: True, lambda m: {})
    message = OutboxMessage(to_person_id=rowan.pk)
    with transaction.atomic():
        assert not is_held_back(message, writing)
        pause(here, rowan)
        assert not is_held_back(message, writing)
        pause(there, rowan, contact="papers_only")
        assert is_held_back(message, writing)
        assert not is_held_back(message, Kind("x", "people", lambda m: True, lambda m: {}, in_a_pause=("papers_only",)))
        assert not is_held_back(OutboxMessage(to_person_id=here.panel.pk), writing)
        opened = registry.kind_called("opened_in_emergency")
        assert not is_held_back(message, opened), "what protects the person comes on a break"
        assert opened.urgent


def test_a_person_on_a_break_is_not_on_the_list_to_phone(here):
    quill = make.member(here.panel, "Quill", email=None)
    meeting = invited(here)
    assert [each.person for _, each in replies.to_tell_for(here.coordinator, meeting)] == [quill]
    pause(here, quill, by=here.coordinator, how="phone")
    assert replies.to_tell_for(here.coordinator, meeting) == []
    assert errands_for(here.coordinator) == []


def test_a_person_on_a_break_is_neither_seated_nor_asked_to_chair_unless_they_said_since_that_they_come(here):
    rowan, wren = here.members[:2]
    with clock.held_at(clock.now() - timedelta(days=60)):
        for person in (rowan, wren):
            chairing.set_willingness(panel=here.panel, answer="willing", by=person)
    meeting = invited(here, replying=(rowan, wren))
    pause(here, rowan)
    assert list(replies.people_taking_part_for(here.coordinator, meeting)) == [wren]
    invitations.reply(meeting_id=meeting.pk, reply="coming", by=rowan)
    assert set(replies.people_taking_part_for(here.coordinator, meeting)) == {rowan, wren}
    assert chairs.whose_turn(here.coordinator, meeting) != rowan


def test_papers_only_stands_where_papers_are_sent_and_nowhere_else(here, client):
    rowan, wren = here.members[:2]
    pause(here, rowan, contact="papers_only")
    pause(here, wren)
    meeting = invited(here)
    assert replies.wanting_papers_only(here.coordinator, meeting) == [rowan], "invited or not"
    for other in (here.members[2], here.finance):
        assert replies.wanting_papers_only(other, meeting) == []
    client.force_login(here.coordinator)
    page = client.get(reverse("invitations:what-helps", args=[meeting.pk])).text
    assert rowan.shown_name in page.split("Papers, and nothing else")[1].split("Meals")[0]
    places.come_back(person=rowan, panel=here.panel, by=rowan)
    assert "Papers, and nothing else" not in client.get(reverse("invitations:what-helps", args=[meeting.pk])).text


def test_from_the_day_somebody_named_those_who_run_the_panel_are_told_to_be_in_touch(here, there, client):
    rowan, wren, finch = here.members[:3]
    day = clock.today() + timedelta(days=30)
    reached(rowan, channel="phone", phone_number="01632 960001")
    for person in (rowan, wren):
        pause(here, person, again_on=day)
    pause(here, finch)
    runners = (here.coordinator, here.lead)
    assert [queries.in_touch_again(each, here.panel) for each in runners] == [[], []], "not before that day"
    client.force_login(here.coordinator)
    assert "In touch again" not in client.get(url("panel-people", here)).text
    with clock.held_at(clock.now() + timedelta(days=30)):
        for each in runners:
            assert [pause.person for pause in queries.in_touch_again(each, here.panel)] == [rowan, wren]
        for other in (finch, rowan, here.finance, there.coordinator):
            assert queries.in_touch_again(other, here.panel) == []
        card = client.get(url("panel-people", here)).text.split("In touch again")[1].split('<ul class="leap-cards">')[0]
        assert "Ring 01632 960001." in card
        assert wren.email in card
        assert events_whose(rowan).filter(verb="contact.read").count() == 1
        places.come_back(person=rowan, panel=here.panel, by=rowan)
        make.end_roles(wren)
        assert queries.in_touch_again(here.lead, here.panel) == [], "not who is back, nor who is gone"


def test_who_named_no_day_and_whose_roles_ran_out_gets_letters_about_no_panel_again(here):
    """A break ends with the last day on the panel, however that day came."""
    rowan = here.members[0]
    pause(here, rowan)
    writing = Kind("x", "people", lambda m: True, lambda m: {})
    with transaction.atomic():
        assert is_held_back(OutboxMessage(to_person_id=rowan.pk), writing)
        make.end_roles(rowan)
        assert not is_held_back(OutboxMessage(to_person_id=rowan.pk), writing)


def test_the_turn_of_a_person_who_goes_on_a_break_goes_on(here):
    rowan = here.members[0]
    with clock.held_at(clock.now() - timedelta(days=60)):
        chairing.set_willingness(panel=here.panel, answer="willing", by=rowan)
        before = plan(here, days=5)
        invitations.invite_panel(meeting_id=before.pk, by=here.coordinator)
    with clock.held_at(clock.now() - timedelta(days=50)):
        register.take_register(meeting_id=before.pk, marks={rowan.pk: "in_person", **{
            person.pk: "away" for person in here.on_panel if person != rowan}}, by=here.coordinator)  # fmt: skip
    meeting = invited(here, replying=(rowan,))
    turn = chairing.propose_chair(meeting_id=meeting.pk, by=here.coordinator)
    assert turn.person == rowan
    chairing.accept(meeting_id=meeting.pk, by=rowan)
    pause(here, rowan)
    turn.refresh_from_db()
    assert turn.state == "passed"
    assert chairs.live_turn(meeting) is None


def test_a_break_costs_nobody_their_name_their_pages_or_a_mark_in_the_register(here, client):
    rowan, wren = here.members[:2]
    meeting = plan(here)
    client.force_login(wren)
    page = f"/people/panels/{here.panel.pk}/"
    before = client.get(page).content
    pause(here, rowan)
    assert client.get(page).content == before, "nobody else can tell"
    client.force_login(rowan)
    assert client.get(page).status_code == 200
    assert rowan not in attendance.people_for_register(here.coordinator, meeting)
    with clock.held_at(meeting.starts_at):
        assert rowan not in attendance.people_for_register(here.coordinator, meeting)
        assert wren in attendance.people_for_register(here.coordinator, meeting)


# Moving and leaving


def test_moving_keeps_role_words_and_break_and_the_past_stays(here, there):
    rowan = here.members[0]
    role = rowan.roles.get()
    roles.word_role(role=role, wording="asks the questions", by=rowan)
    pause(here, rowan, contact="papers_only")
    places.move(person=rowan, panel=here.panel, to=there.panel, how="in_person", by=here.lead)
    new = rowan.roles.get(panel=there.panel)
    role.refresh_from_db()
    assert (new.wording, new.kind, role.moved_to) == ("asks the questions", "member", new)
    assert place(rowan, there) == states.PAUSED
    assert [(each.panel, each.state) for each in queries.places_for(rowan)] == [
        (there.panel, states.PAUSED),
        (here.panel, states.MOVED),
    ]


def test_only_who_runs_both_panels_moves_somebody_within_the_programme(here, there):
    rowan, wren = here.members[:2]
    make.role(wren, there.panel)
    abroad = make.small_panel("Gorse")
    make.role(here.lead, kind=Role.Kind.PPI_LEAD, programme=abroad.programme)
    facts = {"person": rowan, "panel": here.panel, "how": "phone"}
    for by in (rowan, here.coordinator, there.coordinator):
        with pytest.raises(NotAllowed):
            places.move(**facts, to=there.panel, by=by)
    with pytest.raises(NotNow, match=r"different programmes"):
        places.move(**facts, to=abroad.panel, by=here.lead)
    with pytest.raises(NotNow, match=r"already"):
        places.move(**{**facts, "person": wren}, to=there.panel, by=here.lead)
    with pytest.raises(ValidationError):
        places.move(**{**facts, "how": "self"}, to=there.panel, by=here.lead)
    assert place(rowan, here) == states.ACTIVE


def test_leaving_ends_every_role_and_break_and_keeps_what_is_theirs(here, client):
    rowan = here.members[0]
    make.role(rowan, here.panel, "researcher")
    pause(here, rowan)
    places.leave(person=rowan, panel=here.panel, by=rowan, keep_in_touch=True)
    assert list(queries.roles_now(rowan)) == []
    assert not Pause.objects.filter(ended_at__isnull=True).exists()
    client.force_login(rowan)
    for page in ("payments:payment-list", "writing:account-list", "identity:statement-list", "people:place-list"):
        assert client.get(reverse(page)).status_code == 200, page
    assert client.get(reverse("people:panel-about", args=[here.panel.pk])).status_code == 404


def test_ending_the_last_role_ends_the_break_too(here):
    rowan = here.members[0]
    pause(here, rowan)
    roles.end_role(role=rowan.roles.get(), by=here.coordinator)
    assert not Pause.objects.filter(ended_at__isnull=True).exists()


def test_what_is_left_to_do_is_the_panels_and_thanks_are_noted_once(here, there):
    rowan, wren = here.members[:2]
    for person, touch in ((rowan, True), (wren, False)):
        places.leave(person=person, panel=here.panel, by=person, keep_in_touch=touch)
    assert queries.leavings_for(here.coordinator, here.panel).count() == 2
    assert not queries.leavings_for(there.coordinator, here.panel).exists()
    for each in Leaving.objects.all():
        with pytest.raises(NotAllowed):
            places.note_thanks(leaving=each, by=here.members[2])
        first = places.note_thanks(leaving=each, by=here.coordinator).thanked_at
        assert places.note_thanks(leaving=each, by=here.lead).thanked_at == first
    assert [each.person for each in queries.leavings_for(here.coordinator, here.panel)] == [rowan]
    assert not places.change_keeping_in_touch(panel=here.panel, keep_in_touch=False, by=rowan).keep_in_touch
    places.change_keeping_in_touch(panel=here.panel, keep_in_touch=False, by=rowan)
    assert not queries.leavings_for(here.coordinator, here.panel).exists()
    with pytest.raises(NotAllowed):
        places.change_keeping_in_touch(panel=here.panel, keep_in_touch=True, by=here.members[2])


def test_the_database_keeps_one_pause_at_a_time_and_thanks_with_a_name(here):
    found = pause(here, here.members[0])
    left = places.leave(person=here.members[1], panel=here.panel, by=here.members[1])
    for wrong in (
        lambda: Pause.objects.create(person=found.person, panel=found.panel, recorded_by=found.person),
        lambda: Pause.objects.filter(pk=found.pk).update(ended_at=found.started_at - timedelta(days=1)),
        lambda: Leaving.objects.filter(pk=left.pk).update(thanked_at=clock.now()),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


# Pages


def url(name, world, person=None):
    return reverse(
        f"people:{name}", kwargs={"panel_id": world.panel.pk, **({"person_id": person.pk} if person else {})}
    )


def test_my_own_break_and_return_on_the_page(here, client):
    client.force_login(here.members[0])
    assert "Take a break" in client.get(reverse("people:place-list")).text
    assert "Who knows?" in client.get(url("place-pause", here)).text
    assert client.post(url("place-pause", here), {}).status_code == 422
    past = {"contact": "none", "again_on_day": "1", "again_on_month": "1", "again_on_year": "2020"}
    answer = client.post(url("place-pause", here), past)
    assert (answer.status_code, "This day has passed" in answer.text) == (422, True)
    done = client.post(url("place-pause", here), {"contact": "light_touch"}, follow=True)
    assert "You are taking a break" in done.text
    assert client.post(url("place-pause", here), {"contact": "none"}).status_code == 409
    back = client.post(url("place-return", here), follow=True)
    assert "Welcome back" in back.text
    assert client.post(url("place-return", here)).status_code == 409
    assert client.get(url("place-return", here)).status_code == 405


def test_leaving_on_the_page_says_what_stays_and_what_goes(here, client):
    client.force_login(here.members[0])
    page = client.get(url("place-leave", here)).text
    assert "What stays" in page
    assert "What goes" in page
    done = client.post(url("place-leave", here), {}, follow=True)
    assert "You have left" in done.text
    assert "The panel is not in touch with you" in done.text
    assert client.get(url("place-leave", here)).status_code == 404
    touch = client.post(url("keep-in-touch", here), {"yes": "1"}, follow=True)
    assert "The panel may be in touch with you." in touch.text
    assert client.post(reverse("people:keep-in-touch", args=[here.lead.pk])).status_code == 404


def test_those_who_run_the_panel_write_down_what_somebody_said(here, there, client):
    rowan, wren, finch = here.members[:3]
    client.force_login(here.lead)
    assert client.post(url("person-pause", here, rowan), {"contact": "none"}).status_code == 422
    assert client.post(url("person-pause", here, rowan), {"contact": "none", "how": "phone"}).status_code == 302
    people = client.get(url("panel-people", here)).text
    assert "Taking a break" in people
    assert "Choose how they told you" in client.post(url("person-return", here, rowan), follow=True).text
    client.post(url("person-return", here, rowan), {"how": "phone"})
    assert place(rowan, here) == states.ACTIVE
    assert client.post(url("person-move", here, wren), {"to": there.panel.pk}).status_code == 422
    assert client.post(url("person-move", here, wren), {"to": here.panel.pk, "how": "phone"}).status_code == 422
    assert client.post(url("person-move", here, wren), {"to": there.panel.pk, "how": "phone"}).status_code == 302
    assert place(wren, there) == states.ACTIVE
    assert client.post(url("person-leave", here, finch), {"how": "letter"}).status_code == 302
    assert "We have said thank you" in client.get(url("panel-people", here)).text
    assert client.post(url("thanks-note", here, finch)).status_code == 302
    assert "We have said thank you" not in client.get(url("panel-people", here)).text
    assert client.post(url("thanks-note", here, finch)).status_code == 404


def test_nobody_else_opens_those_pages(here, there, client):
    for viewer, status in ((here.members[1], 403), (there.coordinator, 404), (here.finance, 404)):
        client.force_login(viewer)
        for name in ("person-pause", "person-leave", "person-move", "person-paper"):
            assert client.get(url(name, here, here.members[0])).status_code == status
        assert client.get(url("panel-people", here)).status_code == status
    client.force_login(here.lead)
    assert client.get(url("place-pause", here)).status_code == 404, "a lead has no place of their own there"
    assert client.get(url("person-pause", here, there.members[0])).status_code == 404


# Several at once


@pytest.mark.django_db(transaction=True)
def test_pausing_eight_times_at_once_is_one_pause():
    here = make.small_panel()
    told = at_once(*[lambda: pause(here, here.members[0])] * 8)
    assert sorted(type(each).__name__ for each in told) == ["NotNow"] * 7 + ["Pause"]


@pytest.mark.django_db(transaction=True)
def test_leaving_pausing_and_moving_at_once_end_in_something_that_makes_sense():
    here = make.small_panel()
    there = make.small_panel("Bracken", programme=here.programme)
    rowan = here.members[0]
    told = at_once(
        *[lambda: places.leave(person=rowan, panel=here.panel, by=rowan)] * 3,
        *[lambda: pause(here, rowan)] * 2,
        *[lambda: places.move(person=rowan, panel=here.panel, to=there.panel, how="phone", by=here.lead)] * 3,
    )
    assert all(each is None or isinstance(each, NotNow | Leaving | Pause) for each in told), told
    assert sum(isinstance(each, Leaving) or each is None for each in told) == 1
    assert place(rowan, here) in (states.ENDED, states.MOVED)
    assert not Pause.objects.filter(panel=here.panel, ended_at__isnull=True).exists()


@pytest.mark.django_db(transaction=True)
def test_a_message_being_sent_while_somebody_pauses_left_before_or_never_leaves(post_office):
    here = make.small_panel()
    rowan = here.members[0]
    invited(here)
    message = OutboxMessage.objects.get(to_person_id=rowan.pk)
    told = at_once(
        *[lambda: outbox.deliver_one(message.pk)] * 4, *[lambda: pause(here, rowan)] * 4,
    )  # fmt: skip
    assert [type(each).__name__ for each in told].count("Pause") == 1
    message.refresh_from_db()
    began = Pause.objects.get().started_at
    if message.state == "sent":
        assert events_whose(rowan).filter(verb="place.paused").exists()
        assert len([letter for letter in post_office.letters if letter.rcpt_tos == [rowan.email]]) == 1
    else:
        assert message.state == "cancelled"
        assert message.state_changed_at >= began - timedelta(seconds=30)
        assert [letter for letter in post_office.letters if letter.rcpt_tos == [rowan.email]] == []


def test_a_change_to_how_somebody_signs_in_reaches_them_on_a_break_too(here, post_office):
    rowan = here.members[0]
    pause(here, rowan)
    sign_in_notices.tell_changed(person=rowan, what="app_added")
    outbox.deliver_due()
    assert len([letter for letter in post_office.letters if letter.rcpt_tos == [rowan.email]]) == 2
