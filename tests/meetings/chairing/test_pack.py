"""The pack of whoever chairs, for them and who helps: what comes when, who wants in, when they talk about it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow
from leap.design.times import say_day, there
from meetings.attendance.registration import more_time_at
from meetings.chairing import actions, queries, registration, tasks
from meetings.chairing.models import BringIn, ChairTalk, ChairTurn, TalkTime
from meetings.papers import actions as papers
from meetings.papers.actions.items import ItemFacts
from tests import factories
from tests.meetings import rooms
from tests.meetings.chairing.test_views import main_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.small_panel()


@pytest.fixture
def meeting(world):
    ahead = rooms.meeting(world.panel, minutes=120)
    rooms.reply(ahead, *world.members)
    return ahead


def takes(meeting, person, part="chair"):
    answered = {"answered_at": clock.now(), "recorded_by": person}
    return ChairTurn.objects.create(meeting=meeting, person=person, part=part, state="accepted", **answered)


def at(name, meeting):
    return reverse(f"chairing:{name}", args=[meeting.pk])


def wanting():
    return BringIn.objects.unscoped("a test")


def test_the_running_order_is_the_agenda_by_the_clock(world, meeting, as_):
    rowan, wren = world.members[:2]
    takes(meeting, rowan)
    facts = ItemFacts("The leaflet", "Which leaflet?", "discuss", "open", 30, lead=wren, content_note="It is sad.")
    papers.add_item(meeting_id=meeting.pk, facts=facts, by=world.coordinator)
    text = as_(rowan).get(at("chair-briefing", meeting)).text
    assert f"Led by <bdi>{wren.called_name}</bdi>" in text
    assert "Say first: <bdi>It is sad.</bdi>" in text
    order, fits = queries.running_order(rowan, meeting)
    assert [(each.part.what.split(":")[0], (each.begins - meeting.starts_at).seconds // 60) for each in order] == [
        ("Welcome", 0), ("The leaflet", 10), ("Time for what takes longer", 40), ("Thanks", 110),
    ]  # fmt: skip
    assert fits == ""


def test_only_who_chairs_and_who_helps_reads_who_wants_to_be_brought_in(world, meeting, as_):
    rowan, wren, sorrel, linnet = world.members
    takes(meeting, rowan)
    takes(meeting, wren, "beside")
    takes(meeting, linnet, "watch")
    pack, page = at("chair-briefing", meeting), at("chair-detail", meeting)
    viewers = [world.coordinator, world.lead, world.researchers[0], linnet]
    before = [main_of(as_(each).get(page)) for each in viewers] + [main_of(as_(linnet).get(pack))]
    said = as_(sorrel).post(at("bring-me-in", meeting), {"wanted": "yes"}, follow=True)
    assert "You have asked to be brought in." in said.text
    for who in (rowan, wren):
        assert f"<li><bdi>{sorrel.called_name}</bdi></li>" in as_(who).get(pack).text
    assert "Who would like to be brought in" not in as_(linnet).get(pack).text
    assert [main_of(as_(each).get(page)) for each in viewers] + [main_of(as_(linnet).get(pack))] == before
    assert not audit.events_whose(sorrel).exists(), "the trail has readers"
    rooms.reply(meeting, sorrel, word="not_coming")
    assert queries.brought_in(rowan, meeting) == []
    rooms.reply(meeting, sorrel)
    as_(sorrel).post(at("bring-me-in", meeting), {"wanted": "no"})
    assert not wanting().exists(), "taken back is gone"


def test_somebody_who_arranges_the_meeting_chairs_without_reading_who_wants_in(world, meeting, as_):
    takes(meeting, world.coordinator)
    rooms.reply(meeting, world.coordinator)
    pack = at("chair-briefing", meeting)
    before = main_of(as_(world.coordinator).get(pack))
    actions.bring_me_in(meeting_id=meeting.pk, wanted=True, by=world.members[2])
    assert queries.brought_in(world.coordinator, meeting) == []
    assert main_of(as_(world.coordinator).get(pack)) == before
    assert "You arrange this meeting, so we do not show you this" in before
    assert "Nobody has asked for it" not in before


def test_it_goes_with_the_chair_and_who_handed_back_opens_nothing(world, meeting, as_):
    rowan, wren, sorrel, _ = world.members
    takes(meeting, rowan)
    actions.bring_me_in(meeting_id=meeting.pk, wanted=True, by=sorrel)
    actions.pass_turn(meeting_id=meeting.pk, by=rowan)
    takes(meeting, wren)
    assert as_(rowan).get(at("chair-briefing", meeting)).status_code == 404
    assert queries.brought_in(rowan, meeting) == []
    assert queries.brought_in(wren, meeting) == [sorrel.called_name]


def test_when_the_meeting_is_over_it_is_forgotten_who_wanted_in(world, meeting):
    actions.bring_me_in(meeting_id=meeting.pk, wanted=True, by=world.members[2])
    registration.note_who_chaired(meeting, world.coordinator)
    assert not wanting().exists()


def test_without_a_register_too_nobody_reads_it_once_the_meeting_is_over_and_then_it_is_gone(world, meeting):
    rowan, sorrel = world.members[0], world.members[2]
    takes(meeting, rowan)
    actions.bring_me_in(meeting_id=meeting.pk, wanted=True, by=sorrel)
    for hours, seen in ((-1, [sorrel.called_name]), (-3, [])):
        meeting.starts_at = clock.now() + timedelta(hours=hours)
        meeting.save()
        assert queries.brought_in(rowan, meeting) == seen
        tasks.queue_due_briefings()
        assert wanting().exists()
    meeting.starts_at = clock.now() - timedelta(days=1, minutes=1)
    meeting.save()
    tasks.queue_due_briefings()
    assert not wanting().exists()


def test_only_who_comes_asks_and_only_beforehand(world, meeting, as_):
    actions.bring_me_in(meeting_id=meeting.pk, wanted=True, by=world.members[0])
    actions.bring_me_in(meeting_id=meeting.pk, wanted=True, by=world.members[0])
    assert wanting().count() == 1
    with pytest.raises(NotNow, match="once you have said that you come"):
        actions.bring_me_in(meeting_id=meeting.pk, wanted=True, by=world.researchers[0])
    assert as_(world.researchers[0]).post(at("bring-me-in", meeting), {"wanted": "yes"}).status_code == 409
    elsewhere = factories.small_panel("Bracken", programme=world.programme)
    assert as_(elsewhere.members[0]).post(at("bring-me-in", meeting), {"wanted": "yes"}).status_code == 404
    meeting.starts_at = clock.now() - timedelta(minutes=1)
    meeting.save()
    with pytest.raises(NotNow, match="has started"):
        actions.bring_me_in(meeting_id=meeting.pk, wanted=True, by=world.members[1])
    assert "Take that back" in as_(world.members[0]).get(at("chair-detail", meeting)).text
    as_(world.members[0]).post(at("bring-me-in", meeting), {"wanted": "no"})
    assert not wanting().exists(), "taken back is gone, whenever"
    wanting().create(meeting=meeting, person=world.members[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        wanting().create(meeting=meeting, person=world.members[0])


def talk(kind, starts_at, **more):
    local = there(starts_at)
    day = {"day_day": local.day, "day_month": local.month, "day_year": local.year}
    return {"kind": kind, **day, "at": f"{local:%H:%M}", "minutes": "30", "way": "phone", **more}


def test_a_talk_before_and_one_after_are_set_seen_by_the_chair_and_noted_to_be_paid(world, meeting, as_):
    rowan, wren, sorrel, _ = world.members
    takes(meeting, rowan)
    takes(meeting, wren, "beside")
    page, two_days = at("chair-talks", meeting), timedelta(days=2)
    as_(world.coordinator).post(page, talk("before", meeting.starts_at - two_days))
    as_(world.coordinator).post(page, talk("after", meeting.ends_at + two_days, way="online"))
    text = as_(rowan).get(at("chair-briefing", meeting)).text
    assert "30 minutes, by phone" in text
    assert "30 minutes, online" in text
    assert say_day(meeting.starts_at - two_days) in text
    assert queries.talks_for(sorrel, meeting) == []
    for person in (rowan, sorrel, world.researchers[0]):
        assert as_(person).get(page).status_code == 403
    assert "Note who was there" not in as_(world.coordinator).get(page).text, "it is still to come"
    with pytest.raises(NotNow, match="still to come"):
        actions.note_talk(meeting_id=meeting.pk, kind="before", person_ids=[rowan.pk], by=world.coordinator)
    ChairTalk.objects.update(starts_at=clock.now() - timedelta(hours=1))
    note = {"kind": "before", "people": [rowan.pk, wren.pk]}
    assert as_(world.coordinator).post(at("talk-note", meeting), note).status_code == 302
    assert as_(world.coordinator).post(at("talk-note", meeting), note).status_code == 302, "twice is once"
    on = there(clock.now() - timedelta(hours=1)).date()
    times = [time for time in more_time_at(meeting) if time.given]
    given = sorted((time.person_id, time.on, time.minutes, time.what) for time in times)
    assert {(time.what, time.given) for time in more_time_at(meeting)} == {
        ("chair_before", True), ("chair_after", False)
    }  # fmt: skip
    assert given == sorted([(rowan.pk, on, 30, "chair_before"), (wren.pk, on, 30, "chair_before")])
    with pytest.raises(NotAllowed):
        actions.note_talk(meeting_id=meeting.pk, kind="before", person_ids=[sorrel.pk], by=world.coordinator)
    facts = {"kind": "before", "starts_at": meeting.starts_at - two_days, "minutes": 90, "way": "phone"}
    with pytest.raises(NotNow, match="stays as it is"):
        actions.set_talk(meeting_id=meeting.pk, **facts, by=world.coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        TalkTime.objects.create(talk=ChairTalk.objects.get(kind="before"), person=rowan, noted_by=rowan)


def test_a_talk_on_the_wrong_side_is_refused_with_what_was_typed(world, meeting, as_):
    page = at("chair-talks", meeting)
    for facts, sentence in (
        (talk("before", meeting.starts_at - timedelta(minutes=10)), "has to be over when the meeting starts"),
        (talk("after", meeting.starts_at), "can begin when the meeting is over"),
        (talk("before", meeting.starts_at, at="soon"), "Tell us the time like"),
    ):
        said = as_(world.coordinator).post(page, facts)
        assert said.status_code == 422
        assert sentence in said.text
        assert f'value="{facts["day_year"]}"' in said.text
    assert not ChairTalk.objects.exists()


def test_a_moved_meeting_agrees_its_talks_anew(world, meeting):
    facts = {"kind": "before", "starts_at": meeting.starts_at - timedelta(days=1), "minutes": 30, "way": "phone"}
    actions.set_talk(meeting_id=meeting.pk, **facts, by=world.coordinator)
    actions.forget_talks(meeting=meeting, by=world.coordinator)
    assert not ChairTalk.objects.exists()
    meeting.state = "cancelled"
    meeting.save()
    with pytest.raises(NotNow, match="called off"):
        actions.set_talk(meeting_id=meeting.pk, **facts, by=world.coordinator)


def test_talks_to_come_are_agreed_anew_when_somebody_else_chairs_and_what_was_stays(world, meeting):
    rowan, wren, sorrel, _ = world.members
    takes(meeting, rowan)

    def agree():
        for kind, days in (("before", -2), ("after", 2)):
            facts = {"starts_at": meeting.starts_at + timedelta(days=days), "minutes": 30, "way": "phone"}
            actions.set_talk(meeting_id=meeting.pk, kind=kind, **facts, by=world.coordinator)

    agree()
    beside = takes(meeting, wren, "beside")
    actions.pass_turn(meeting_id=meeting.pk, turn_id=beside.pk, by=wren)
    assert ChairTalk.objects.count() == 2, "they are with whoever chairs"
    ChairTalk.objects.filter(kind="before").update(starts_at=clock.now() - timedelta(hours=1))
    actions.pass_turn(meeting_id=meeting.pk, by=rowan)
    assert [talk.kind for talk in ChairTalk.objects.all()] == ["before"], "that one was, and can still be noted"
    ChairTalk.objects.all().delete()
    rooms.held(world.panel, *world.members)
    actions.choose_chair(meeting_id=meeting.pk, person_id=sorrel.pk, by=world.coordinator)
    agree()
    actions.choose_chair(meeting_id=meeting.pk, person_id=wren.pk, by=world.coordinator)
    assert not ChairTalk.objects.exists()
