"""How chairing goes round: the year asked for at once and again, the ledger in words, what was before LEAP."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from meetings.attendance import actions as register
from meetings.chairing import actions, queries
from meetings.chairing.forms import BeforeForm
from meetings.chairing.models import ChairedBefore, ChairTurn
from meetings.chairing.planning import ledger
from meetings.chairing.states import numbers_shown
from tests import factories
from tests.meetings import rooms
from tests.meetings.chairing.test_turns import chaired, willing
from tests.meetings.chairing.test_views import main_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Four willing members who have all been to one meeting."""
    world = factories.small_panel()
    willing(world.panel, *world.members)
    rooms.held(world.panel, *world.members, days=-200)
    return world


def ahead(world, days, *coming):
    meeting = rooms.meeting(world.panel, days=days)
    rooms.reply(meeting, *coming)
    return meeting


def at(name, panel):
    return reverse(f"chairing:{name}", args=[panel.pk])


def ask_the_year(world, meeting, as_):
    return as_(world.coordinator).post(reverse("chairing:chair-propose", args=[meeting.pk]), {"part": "year"})


def asked():
    turns = ChairTurn.objects.filter(state="offered").select_related("meeting", "person").order_by("meeting__starts_at")
    return [turn.person for turn in turns]


def test_the_year_is_asked_for_at_one_press_and_goes_round(world, as_):
    meetings = [ahead(world, days, *world.members) for days in (10, 40, 70, 100)]
    later = rooms.meeting(world.panel, days=130)  # nobody has answered yet
    page = as_(world.coordinator).get(at("chair-round", world.panel)).text
    assert "Ask for the whole year" in page
    said = ask_the_year(world, meetings[0], as_)
    assert said.url == at("chair-round", world.panel)
    assert set(asked()) == set(world.members), "everybody once"
    assert not later.chair_turns.exists()
    assert ask_the_year(world, meetings[0], as_).status_code == 409
    for person in (world.members[0], world.researchers[0]):
        said = as_(person).post(reverse("chairing:chair-propose", args=[meetings[0].pk]), {"part": "year"})
        assert said.status_code == 403
        with pytest.raises(NotAllowed):
            actions.plan_year(panel=world.panel, by=person)


def test_the_year_is_planned_anew_and_what_is_settled_stays(world):
    rowan, wren, sorrel, linnet = world.members
    meetings = [ahead(world, 10, *world.members), ahead(world, 40, rowan, wren), ahead(world, 70, rowan, sorrel)]
    actions.choose_chair(meeting_id=meetings[0].pk, person_id=rowan.pk, by=world.coordinator)
    assert actions.plan_year(panel=world.panel, by=world.coordinator) == 2
    assert asked() == [wren, sorrel], "Rowan has a turn already"
    actions.pass_turn(meeting_id=meetings[1].pk, by=wren)
    rooms.reply(meetings[1], linnet)
    assert actions.plan_year(panel=world.panel, by=world.coordinator) == 1
    assert asked() == [linnet, sorrel]
    assert queries.live_turn(meetings[0]).person == rowan
    with pytest.raises(NotNow, match="nobody to ask right now for a date"):
        actions.plan_year(panel=world.panel, by=world.coordinator)


def test_nobody_is_asked_for_the_year_at_their_first_meeting_or_unwilling(world):
    heron = factories.member(world.panel, "Heron")
    willing(world.panel, heron, since=20)
    actions.set_willingness(panel=world.panel, answer="never", by=world.members[0])
    ahead(world, 10, heron, world.members[0])
    with pytest.raises(NotNow):
        actions.plan_year(panel=world.panel, by=world.coordinator)


def test_the_year_goes_on_from_what_was(world):
    rowan, wren = world.members[:2]
    chaired(rooms.held(world.panel, rowan, wren, days=-50), rowan)
    ahead(world, 10, rowan, wren)
    assert actions.plan_year(panel=world.panel, by=world.coordinator) == 1
    assert asked() == [wren]


def test_the_panel_reads_in_words_who_chaired_and_who_will(world, as_):
    rowan, wren, sorrel, _ = world.members
    for days in (-90, -60):
        chaired(rooms.held(world.panel, *world.members, days=days), rowan)
    coming = ahead(world, 10, *world.members)
    page = at("chair-round", world.panel)
    before = main_of(as_(sorrel).get(page))
    assert f"{rowan.called_name} has chaired twice" in before
    assert "Not settled yet" in before
    turn = actions.propose_chair(meeting_id=coming.pk, by=world.coordinator)
    actions.set_willingness(panel=world.panel, answer="never", by=rowan)
    other = next(person for person in (wren, sorrel) if person != turn.person)
    assert f"{turn.person.called_name} chairs" not in main_of(as_(other).get(page)), "who is asked is shown to nobody"
    actions.accept(meeting_id=coming.pk, by=turn.person)
    assert f"{turn.person.called_name} chairs" in main_of(as_(other).get(page))
    assert "You chair" in main_of(as_(turn.person).get(page))
    elsewhere = factories.small_panel("Bracken", programme=world.programme)
    for stranger in (elsewhere.members[0], elsewhere.coordinator, world.finance):
        assert as_(stranger).get(page).status_code == 404


def test_nobody_reads_a_different_page_whatever_is_asked_and_answered(world, as_):
    coming = ahead(world, 10, *world.members)
    viewers = [world.members[3], world.researchers[0], world.coordinator, world.lead]

    def pages():
        return [main_of(as_(each).get(at("chair-round", world.panel))) for each in viewers]

    first = pages()
    turn = actions.propose_chair(meeting_id=coming.pk, by=world.coordinator)
    assert pages()[:2] == first[:2] or turn.person == world.members[3]
    actions.pass_turn(meeting_id=coming.pk, by=turn.person)
    assert pages() == first


def test_the_lead_alone_reads_how_members_and_staff_share_it(world, as_):
    rowan, staff = world.members[0], world.researchers[0]
    for days, who in ((-90, rowan), (-60, staff), (-30, rowan)):
        chaired(rooms.held(world.panel, *world.members, staff, days=days), who)
    held = rooms.meeting(world.panel, days=-5)
    marks = {person.pk: "in_person" for person in world.members}
    register.take_register(meeting_id=held.pk, marks=marks, facts={"chair": "guest"}, by=world.coordinator)
    words = "members chaired 2, staff 1 and guests 1"
    assert words in as_(world.lead).get(at("chair-round", world.panel)).text
    for other in (world.coordinator, rowan, staff):
        assert "members chaired" not in as_(other).get(at("chair-round", world.panel)).text


def test_what_was_before_leap_starts_the_balances(world, as_):
    rowan, wren, sorrel, linnet = world.members
    page = at("chaired-before", world.panel)
    names = {person: BeforeForm.name_for(person) for person in world.members}
    assert as_(rowan).get(page).status_code == 403
    wrong = as_(world.coordinator).post(page, {names[rowan]: "often", names[wren]: "2"})
    assert wrong.status_code == 422
    assert "Write a number from 0 to 99" in wrong.text
    assert 'value="often"' in wrong.text
    said = as_(world.coordinator).post(
        page, {names[rowan]: "3", names[wren]: "1", names[sorrel]: "0", names[linnet]: ""}
    )
    assert said.status_code == 302
    assert "Rowan has chaired three times" in as_(linnet).get(at("chair-round", world.panel)).text
    coming = ahead(world, 10, rowan, wren, sorrel)
    turn = actions.propose_chair(meeting_id=coming.pk, by=world.coordinator)
    assert turn.person == sorrel, "who has had the smallest share of it"
    assert queries.is_first_time(turn)
    actions.pass_turn(meeting_id=coming.pk, by=sorrel)
    second = actions.propose_chair(meeting_id=coming.pk, by=world.coordinator)
    assert (second.person, queries.is_first_time(second)) == (wren, False)
    seen = numbers_shown(queries.noted_before(world.coordinator, world.panel))
    as_(world.coordinator).post(page, {names[rowan]: "1", "seen": seen})
    assert dict(ChairedBefore.objects.values_list("person", "times")) == {rowan.pk: 1}
    with pytest.raises(NotAllowed):
        actions.note_chaired_before(panel=world.panel, times={world.lead.pk: 1}, by=world.coordinator)


def test_what_was_before_a_time_away_counts_for_nothing(world):
    rowan, wren = world.members[:2]
    actions.note_chaired_before(panel=world.panel, times={rowan.pk: 5, wren.pk: 0}, by=world.coordinator)
    ChairedBefore.objects.update(until=clock.today() - timedelta(days=500))
    role = rowan.roles.get()
    role.starts_on = clock.today() - timedelta(days=300)
    role.save()
    coming = ahead(world, 10, rowan, wren)
    meetings, starts = queries.held_meetings_before(coming), queries.fresh_starts(world.panel)
    assert starts[rowan.pk] == role.starts_on
    lines = ledger(meetings, starts, queries.chaired_before(world.panel))
    assert rowan.pk not in lines


def test_keeping_the_numbers_again_loses_nobodys_and_makes_none_younger(world, as_):
    rowan, wren, sorrel, linnet = world.members
    noted = {rowan.pk: 3, wren.pk: 1, linnet.pk: 2}
    actions.note_chaired_before(panel=world.panel, times=noted, by=world.coordinator)
    long_ago = clock.today() - timedelta(days=300)
    ChairedBefore.objects.update(until=long_ago)
    factories.end_roles(linnet)
    actions.note_chaired_before(panel=world.panel, times={rowan.pk: 3, sorrel.pk: 4}, by=world.coordinator)
    kept = {row.person_id: (row.times, row.until) for row in ChairedBefore.objects.all()}
    assert kept == {rowan.pk: (3, long_ago), linnet.pk: (2, long_ago), sorrel.pk: (4, clock.today())}


def test_numbers_that_changed_since_the_page_are_not_overwritten_and_what_was_typed_stays(world, as_):
    rowan, wren = world.members[:2]
    page, names = at("chaired-before", world.panel), [BeforeForm.name_for(each) for each in (rowan, wren)]
    actions.note_chaired_before(panel=world.panel, times={wren.pk: 5}, by=world.lead)
    said = as_(world.coordinator).post(page, {names[0]: "7", "seen": ""})
    assert said.status_code == 422
    assert "Somebody changed these numbers" in said.text
    assert f"{wren.called_name} 5" in said.text
    assert 'value="7"' in said.text
    assert dict(ChairedBefore.objects.values_list("person", "times")) == {wren.pk: 5}
    seen = numbers_shown({wren.pk: 5})
    assert f'value="{seen}"' in said.text, "pressed again, it is kept"
    assert as_(world.coordinator).post(page, {names[0]: "7", names[1]: "5", "seen": seen}).status_code == 302
    assert dict(ChairedBefore.objects.values_list("person", "times")) == {rowan.pk: 7, wren.pk: 5}


def test_who_chaired_before_leap_is_not_said_to_chair_for_the_first_time(world):
    rowan, wren = world.members[:2]
    actions.note_chaired_before(panel=world.panel, times={rowan.pk: 2}, by=world.coordinator)
    coming = ahead(world, 10, rowan)
    turn = actions.propose_chair(meeting_id=coming.pk, by=world.coordinator)
    actions.accept(meeting_id=coming.pk, by=rowan)

    def said(viewer):
        return queries.reason_for(viewer, coming, queries.shown_chair(viewer, coming))

    assert turn.person == rowan
    assert said(wren).endswith(f"{rowan.called_name} has chaired before.")
    assert said(rowan).endswith("You have chaired before.")
    assert queries.who_has_chaired(wren, coming) == [(rowan.called_name, 2)]
