"""Taking the register, row by row; putting it right; and what follows from it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, InternalError, transaction

from leap.core import audit, clock, outbox
from leap.core.errors import NotAllowed, NotNow
from meetings.attendance import actions, queries, registration, states
from meetings.attendance.models import Attendance, AttendanceChange, Doubt, RegisterCounts
from meetings.attendance.states import Mark, Shown
from meetings.invitations import queries as invitations
from tests import factories
from tests.accounts.needs.factories import reached
from tests.meetings import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.small_panel()


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(world.panel, days=0)
    for person in world.on_panel:
        rooms.reply(meeting, person, word="waiting")
    return meeting


@pytest.fixture
def told(monkeypatch):
    heard = []
    monkeypatch.setattr(registration, "_when_taken", {})
    registration.on_register_taken(lambda meeting, by: heard.append((meeting.pk, by)))
    return heard


def marks(world, came="in_person"):
    return {person.pk: came for person in world.on_panel}


def take(world, meeting, answers=None, by=None, **more):
    given = marks(world) if answers is None else answers
    return actions.take_register(meeting_id=meeting.pk, marks=given, by=by or world.coordinator, **more)


def trail(meeting):
    found = []
    for each in Attendance.objects.filter(meeting=meeting):
        found += [(event.verb, event.facts.get("was"), event.facts["came"]) for event in audit.events_about(each)]
    return found


def test_the_register_is_kept_and_the_meeting_is_held(world, meeting, told):
    assert take(world, meeting).meeting.state == "held"
    saved = Attendance.objects.filter(meeting=meeting)
    assert {each.person for each in saved} == set(world.on_panel)
    assert {each.recorded_by for each in saved} == {world.coordinator}
    assert trail(meeting) == [("attendance.recorded", None, "in_person")] * len(world.on_panel)
    assert told == [(meeting.pk, world.coordinator)]
    take(world, meeting)
    assert len(told) == 1, "the same again changes nothing"
    assert AttendanceChange.objects.count() == len(world.on_panel)


def test_who_is_not_known_yet_has_no_row_and_is_never_taken_for_absent(world, meeting, told):
    wren, finch = world.members[:2]
    take(world, meeting, {wren.pk: "online", finch.pk: "not_known"})
    assert list(Attendance.objects.values_list("person", "came")) == [(wren.pk, "online")]
    take(world, meeting, {wren.pk: "not_known"})  # a slip of the thumb is taken back, and stays in the history
    assert list(Attendance.objects.values_list("came", flat=True)) == ["not_known"]
    said = queries.changes_for(world.coordinator, meeting)
    assert [(each.revision, each.came) for each in said] == [(1, "online"), (2, "not_known")]
    assert not queries.attendance_records_for(world.coordinator).exists()


def test_part_of_a_meeting_is_kept_in_half_hours(world, meeting, told):
    wren, finch = world.members[:2]
    take(world, meeting, {wren.pk: Mark("phone", part=True, half_hours=3), finch.pk: Mark("in_person", part=True)})
    rows = {each.person_id: each for each in Attendance.objects.all()}
    assert states.minutes_there(rows[wren.pk].mark, meeting.minutes) == 90
    assert states.minutes_there(rows[finch.pk].mark, meeting.minutes) is None
    assert states.minutes_there(Mark("online"), meeting.minutes) == 180
    assert states.minutes_there(Mark("away"), meeting.minutes) == 0
    for wrong in (
        Mark("in_person", part=True, half_hours=6),
        Mark("in_person", part=True, half_hours=0),
        Mark("in_person", half_hours=2),
        Mark("away", part=True),
        "asleep",
    ):
        with pytest.raises(NotNow):
            take(world, meeting, {wren.pk: wrong})


def test_the_database_keeps_what_can_be_true(world, meeting, told):
    take(world, meeting)
    rows = Attendance.objects.filter(meeting=meeting)
    wrong = [
        lambda: rows.update(came="remote"),
        lambda: rows.update(came="away", part=True),
        lambda: rows.update(half_hours=2),
        lambda: rows.update(chaired=True),
        lambda: rows.filter(person=world.members[0]).update(came="away", chaired=True),
        lambda: RegisterCounts.objects.create(meeting=meeting, guests=501, changed_by=world.lead),
        lambda: Doubt.objects.create(meeting=meeting, person=world.lead, settled_at=clock.now()),
    ]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    for change in (lambda: AttendanceChange.objects.update(came="away"), AttendanceChange.objects.all().delete):
        with pytest.raises(InternalError, match="never changed"), transaction.atomic():
            change()


def test_two_people_at_two_tables_lose_nothing_and_touch_nothing_else(world, meeting, told):
    """Each sends only what they touched; a row that both touched is left as it was and comes back."""
    wren, finch, hazel, rowan = world.members
    nothing_yet = Shown(revisions={})
    first = take(world, meeting, {wren.pk: "in_person", finch.pk: "online"}, shown=nothing_yet)
    second = take(
        world, meeting, {finch.pk: "away", hazel.pk: "phone", wren.pk: "in_person"}, world.lead, shown=nothing_yet
    )
    assert (first.clashes, second.clashes) == ((), (finch.pk,))
    saved = {each.person_id: (each.came, each.recorded_by) for each in Attendance.objects.all()}
    assert saved == {
        wren.pk: ("in_person", world.coordinator),
        finch.pk: ("online", world.coordinator),
        hazel.pk: ("phone", world.lead),
    }
    again = take(world, meeting, {finch.pk: "away"}, world.lead, shown=Shown(revisions={finch.pk: 1}))
    assert again.clashes == ()
    assert [each.came for each in queries.changes_for(world.lead, meeting).filter(attendance__person=finch)] == [
        "online", "away",
    ]  # fmt: skip
    assert rowan.pk not in queries.register_for(world.lead, meeting)


def test_what_an_answer_suggested_gives_way_to_what_somebody_saw(world, meeting, told):
    wren, finch = world.members[:2]
    take(world, meeting, {wren.pk: "away"})
    suggested = Shown(revisions={}, suggested={wren.pk, finch.pk})
    assert (
        take(world, meeting, {wren.pk: "in_person", finch.pk: "in_person"}, world.lead, shown=suggested).clashes == ()
    )
    assert {each.person: each.came for each in Attendance.objects.all()} == {wren: "away", finch: "in_person"}


def test_counts_are_kept_each_by_itself_and_clash_by_themselves(world, meeting, told):
    take(world, meeting, {}, facts={"guests": 2, "supporters": 0})
    meeting.refresh_from_db()
    assert meeting.state == "held"
    before = Shown(revisions={}, facts={"guests": None, "senior_staff": None, "supporters": None, "chair": None})
    taken = take(world, meeting, {}, world.lead, facts={"guests": 3, "senior_staff": 1}, shown=before)
    assert taken.clashes == ("guests",)
    counts = queries.counts_for(world.lead, meeting)
    assert (counts.guests, counts.supporters, counts.senior_staff) == (2, 0, 1)
    assert queries.counts_for(world.members[0], meeting).guests is None
    assert [event.facts for event in audit.events_about(counts)][-1] == {"senior_staff": 1, "meeting": str(meeting.pk)}
    for wrong in ({"guests": -1}, {"guests": 501}, {"pigeons": 2}):
        with pytest.raises(NotNow):
            take(world, meeting, {}, facts=wrong)


def test_who_chaired_was_there_and_it_is_one_person_or_a_guest(world, meeting, told):
    wren, finch = world.members[:2]
    with pytest.raises(NotNow, match="how they came"):
        take(world, meeting, {}, facts={"chair": wren.pk})
    take(world, meeting, facts={"chair": wren.pk})
    assert queries.who_chaired(meeting) == wren.pk
    take(world, meeting, {}, facts={"chair": finch.pk})
    assert list(Attendance.objects.filter(chaired=True).values_list("person", flat=True)) == [finch.pk]
    take(world, meeting, {finch.pk: "apologies"})
    assert queries.who_chaired(meeting) is None
    take(world, meeting, {}, facts={"chair": "guest"})
    assert queries.who_chaired(meeting) == "guest"
    take(world, meeting, {}, facts={"chair": "nobody"})
    assert queries.who_chaired(meeting) == "nobody"
    events = audit.events_about(queries.counts_for(world.coordinator, meeting), "register.counted")
    assert events.last().facts["chair"] == "nobody"
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterCounts.objects.update(guest_chaired=True)


def test_a_room_that_cannot_follow_undoes_the_register(world, meeting, monkeypatch):
    def fails(meeting, by):
        raise NotNow("Not yet.")

    monkeypatch.setattr(registration, "_when_taken", {fails: None})
    with pytest.raises(NotNow, match="Not yet"):
        take(world, meeting)
    assert not Attendance.objects.exists()
    meeting.refresh_from_db()
    assert meeting.state == "open"


def test_no_register_before_the_meeting_starts(world):
    meeting = rooms.meeting(world.panel, days=1)
    with pytest.raises(NotNow, match="not started"):
        take(world, meeting)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert take(world, meeting).meeting.state == "held"


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_no_register_without_invitations_or_when_called_off(world, state):
    with pytest.raises(NotNow, match="once people have been invited"):
        take(world, rooms.meeting(world.panel, days=-1, state=state))


def test_somebody_who_was_not_expected_can_be_put_on_the_list(world, meeting, told):
    """Another panel's people, the lead, somebody on a break; nobody from another programme, and nobody unknown."""
    other = factories.small_panel("Bracken", programme=world.programme)
    stranger = factories.member(factories.panel("Elsewhere"))
    known = set(queries.people_to_add(world.lead, meeting))
    assert {world.lead, other.members[0]} <= known
    assert stranger not in known
    assert other.members[0] not in queries.people_to_add(world.coordinator, meeting), "they do not see that panel"
    assert not queries.people_to_add(world.members[0], meeting).exists()
    take(world, meeting, {world.lead.pk: "in_person"})
    assert world.lead in queries.people_for_register(world.coordinator, meeting)
    for nobody in (stranger, other.members[0]):
        with pytest.raises(NotNow, match="list of people has changed"):
            take(world, meeting, {nobody.pk: "in_person"})


def test_only_those_who_run_the_panel_take_it(world, meeting):
    other = factories.small_panel("Bracken", programme=world.programme)
    for person in (world.members[0], world.researchers[0], world.finance, other.coordinator):
        with pytest.raises(NotAllowed):
            take(world, meeting, by=person)
        with pytest.raises(NotAllowed):
            actions.note_printed(meeting=meeting, by=person)
    assert take(world, meeting, by=world.lead).meeting.state == "held"


# Who is in it


def test_the_register_lists_who_was_invited_who_is_on_the_panel_and_who_was_recorded(world, meeting):
    guest = factories.person("Guest")
    Attendance.objects.create(meeting=meeting, person=guest, came="online")
    gone = world.members[1]
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    listed = set(queries.people_for_register(world.coordinator, meeting))
    assert listed == {*world.on_panel, guest} - {gone}
    assert not queries.people_for_register(world.members[2], meeting).exists()


def test_replies_say_what_to_expect(world, meeting):
    wren, finch, hazel, rowan = world.members
    for person, word in ((wren, "coming"), (finch, "phone"), (hazel, "not_coming")):
        rooms.reply(meeting, person, word=word)
    expected = {person: each.came for person, each in queries.expected_for(world.coordinator, meeting).items()}
    assert expected == {wren.pk: "in_person", finch.pk: "phone", hazel.pk: "apologies"}
    assert queries.expected_for(rowan, meeting) == {}


# Somebody says that it is not right


def test_one_press_says_that_it_is_not_right_and_it_waits_until_somebody_has_looked(world, meeting, told):
    wren, finch = world.members[:2]
    take(world, meeting, {wren.pk: "away"})
    doubt = actions.doubt_register(meeting_id=meeting.pk, by=wren)
    assert actions.doubt_register(meeting_id=meeting.pk, by=wren) == doubt
    actions.doubt_register(meeting_id=meeting.pk, by=finch)  # about whom it says nothing at all
    assert queries.doubts_for(world.coordinator, meeting) == {wren.pk, finch.pk}
    assert queries.doubts_for(wren, meeting) == set()
    assert list(queries.meetings_with_doubts(world.lead)) == [meeting]
    take(world, meeting, {wren.pk: "in_person"}, looked=[finch.pk])
    assert not queries.doubts_for(world.coordinator, meeting)
    settled = {who: queries.my_doubt_about(who, meeting).was_changed for who in (wren, finch)}
    assert settled == {wren: True, finch: False}
    assert actions.doubt_register(meeting_id=meeting.pk, by=wren) != doubt
    verbs = [event.verb for event in audit.events_about(doubt)]
    assert verbs == ["register.doubted", "register.looked_into"]


def test_whoever_left_can_still_ask_about_what_names_them_and_nobody_else_can(world, meeting, told):
    other = factories.small_panel("Bracken", programme=world.programme)
    wren, finch = world.members[:2]
    with pytest.raises(NotAllowed):
        actions.doubt_register(meeting_id=meeting.pk, by=wren)  # there is no register yet
    take(world, meeting, {wren.pk: "in_person"})
    for person in (wren, finch):
        factories.end_roles(person)
    actions.doubt_register(meeting_id=meeting.pk, by=wren)
    for person in (finch, other.members[0], world.finance):
        with pytest.raises(NotAllowed):
            actions.doubt_register(meeting_id=meeting.pk, by=person)


# Thanks


def test_whoever_came_is_thanked_the_morning_after_and_nobody_else_and_nobody_long_after(world):
    """Also when the register is put right the same evening. Who chose letters is thanked on paper; nobody is rung only
    to be thanked, and nobody else is told that they were there."""
    meeting = rooms.meeting(world.panel, days=2, minutes=60)
    wren, finch, hazel, jay = *world.members[:3], world.researchers[0]
    reached(jay, channel="letter", postal_address="1 Beck Lane")
    reached(hazel, channel="phone", phone_number="01632 960 003")
    rooms.reply(meeting, wren, finch, hazel, jay)
    kind = next(kind for kind in outbox.kinds() if kind.name == "meeting_thanks")
    sent = outbox.OutboxMessage.objects.filter(kind="meeting_thanks")

    def saved(**came):
        return {**marks(world, "away"), **{people[name].pk: word for name, word in came.items()}}

    people = {"wren": wren, "finch": finch, "hazel": hazel, "jay": jay}
    with time_machine.travel(meeting.ends_at):
        at_first = saved(wren=Mark("in_person", part=True), finch="in_person", hazel="phone", jay="phone")
        take(world, meeting, at_first, by=world.lead)
        take(world, meeting, saved(wren=Mark("in_person", part=True), hazel="phone", jay="phone"), by=world.lead)
        assert {message.to_person_id for message in sent} == {wren.pk, finch.pk, jay.pk}
        first = sent.get(to_person_id=wren.pk)
        assert (first.due_at.date() - meeting.ends_at.date()).days == 1
        assert not kind.still_true(first), "not before it is due"
    with time_machine.travel(first.due_at):
        assert [kind.still_true(sent.get(to_person_id=each.pk)) for each in (wren, finch)] == [True, False]
        told = invitations.to_tell_for(world.coordinator, meeting)
        assert [each.person for message, each in told if message.kind == kind.name] == [jay]
    late = rooms.meeting(world.panel, days=-15, minutes=60)
    rooms.reply(late, wren)
    take(world, late, saved(wren="in_person"), by=world.lead)
    assert sent.count() == 3
