"""What helps somebody: written, shared, changed, stopped, taken back. And who sees it."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import Http404

from accounts.needs import queries, wordings
from accounts.needs.access import Reader, can_write_down_for
from accounts.needs.actions import needs as actions
from accounts.needs.actions.needs import Said
from accounts.needs.models import Need, NeedShare
from accounts.people.actions import places
from accounts.people.models import Role
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from leap.core.models import AuditEvent
from tests import factories as make
from tests.accounts.needs.factories import CHAIR, helps, to

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return make.small_panel()


def at_meeting(viewer, world, *people, **only):
    who = [person.pk for person in people]
    return queries.what_helps_at(
        viewer, world.panel.pk, **{"papers": who, "taking_part": who, "in_person": who, **only}
    )


def seen(viewer, world, *people):
    return [(each.name, each.picks, each.own_words) for each in at_meeting(viewer, world, *people)[0]]


def looks(person, verb="need.read"):
    return AuditEvent.objects.filter(whose_id=person.pk, verb=verb)


# Only me, until I say who


def test_what_helps_is_only_its_owners_until_they_say_who(here):
    owner = here.members[0]
    helps(owner, words="A chair with a high back.")
    for viewer in (here.coordinator, here.lead, here.members[1], here.finance):
        assert at_meeting(viewer, here, owner)[0] == []
        assert queries.shared_with_me(viewer) == []
    assert queries.what_the_chair_sees(here.members[1], here.panel.pk, [owner.pk]) == []
    (mine,) = queries.my_needs(owner)
    assert (mine.need.own_words, mine.readers, mine.readers_in_words) == ("A chair with a high back.", [], "Only you")


def test_those_who_run_the_panel_see_what_is_for_them_and_it_is_on_record(here):
    owner = here.members[0]
    need = helps(owner, to(here.panel), picks=("space", "step_free"), words="Wide doors.")
    want = [(owner.shown_name, ["No steps on the way in", wordings.PICKS["space"]], "Wide doors.")]
    assert seen(here.coordinator, here, owner) == want
    assert seen(here.lead, here, owner) == want
    for viewer in (here.members[1], here.researchers[0], here.finance):
        assert seen(viewer, here, owner) == []
    assert {event.actor_id for event in looks(owner)} == {here.coordinator.pk, here.lead.pk}
    assert {(event.about_id, event.facts["surface"]) for event in looks(owner)} == {(need.pk, "meeting")}


def test_the_owner_sees_who_looked(here):
    owner = here.members[0]
    helps(owner, to(here.panel))
    helps(owner, to(here.panel), group="food", picks=("vegan",))
    at_meeting(here.coordinator, here, owner)
    told = {(look.name, look.what, look.where) for look in queries.who_looked(owner)}
    name = here.coordinator.shown_name
    assert told == {
        (name, "What helps you", wordings.SURFACES["meeting"]),
        (name, "What you eat", wordings.SURFACES["meals"]),
    }
    assert queries.who_looked(here.members[1]) == []


def test_ones_own_is_read_without_a_record(here):
    helps(here.coordinator, to(here.panel))
    assert len(seen(here.coordinator, here, here.coordinator)) == 1
    assert not looks(here.coordinator).exists()


def test_a_yes_for_one_panel_opens_nothing_on_another(here):
    there = make.small_panel("Bracken", programme=here.programme)
    owner = here.members[0]
    make.role(owner, there.panel)
    helps(owner, to(here.panel))
    assert seen(there.coordinator, there, owner) == []
    assert at_meeting(there.coordinator, here, owner)[0] == []
    assert len(seen(here.coordinator, here, owner)) == 1


def test_the_chair_sees_only_what_is_for_the_chair(here):
    owner, other = here.members[:2]
    helps(owner, to(here.panel, CHAIR), group="time", picks=("break_each_hour",))
    helps(owner, to(here.panel), group="content", picks=("warned_first",))
    helps(other, to(here.panel, CHAIR), group="time", words="Not taking part.")
    found = queries.what_the_chair_sees(here.members[2], here.panel.pk, [owner.pk])
    assert [each.picks for each in found] == [["A break every hour"]]
    assert seen(here.coordinator, here, owner) == [(owner.shown_name, ["A word before hard subjects"], "")]


def test_a_person_chosen_by_name_sees_it_while_both_are_on_the_panel(here):
    owner, friend, third = here.members[:3]
    helps(owner, to(here.panel, person=friend), words="Sit with me.")
    assert [each.own_words for each in queries.shared_with_me(friend)] == ["Sit with me."]
    assert queries.shared_with_me(third) == []
    assert queries.shared_with_me(owner) == []
    assert seen(here.coordinator, here, owner) == []
    assert looks(owner).get().facts == {"surface": "shared"}
    make.end_roles(friend)
    assert queries.shared_with_me(friend) == []


@pytest.mark.parametrize("leaves", ["owner", "switched off"])
def test_who_has_left_is_seen_by_nobody_any_more(here, leaves):
    owner, friend = here.members[:2]
    readers = (to(here.panel), to(here.panel, CHAIR), to(here.panel, person=friend))
    helps(owner, *readers, group="time", picks=("break_each_hour",))
    helps(owner, to(here.panel), picks=("near_door",))
    helps(owner, to(here.panel), group="food", picks=("vegan",))
    if leaves == "owner":
        make.end_roles(owner)
    else:
        owner.is_active = False
        owner.save()
    shown, meals = at_meeting(here.coordinator, here, owner)
    assert (shown, meals.kinds, meals.words, meals.named) == ([], [], [], [])
    assert queries.what_the_chair_sees(friend, here.panel.pk, [owner.pk]) == []
    assert queries.shared_with_me(friend) == []
    assert queries.seats_needed(here.coordinator, here.panel.pk, [owner.pk]) == {}


def test_who_comes_along_at_somebodys_side_is_nobodys_choice_and_reads_nothing(here):
    """Being on such a list would tell that a member has somebody at their side."""
    owner, friend = here.members[:2]
    helps(owner, to(here.panel), to(here.panel, person=friend), words="Sit with me.")
    make.end_roles(friend)
    make.role(friend, here.panel, Role.Kind.SUPPORTER)
    assert queries.shared_with_me(friend) == []
    assert friend.pk not in {each.reader.person_id for each in queries.choices_for(owner, "physical")}
    with pytest.raises(Http404):
        queries.person_to_write_down_for_or_404(here.coordinator, friend.pk)
    make.end_roles(owner)
    make.role(owner, here.panel, Role.Kind.SUPPORTER)
    assert at_meeting(here.coordinator, here, owner)[0] == []


def test_a_break_shows_to_no_fellow_and_who_rings_is_still_helped(here):
    owner, friend, third = here.members[:3]
    helps(owner, to(here.panel, person=friend), words="Sit with me.")
    before = queries.choices_for(third, "physical"), queries.shared_with_me(friend)
    places.pause(person=owner, panel=here.panel, by=owner)
    assert (queries.choices_for(third, "physical"), queries.shared_with_me(friend)) == before
    assert queries.person_to_write_down_for_or_404(here.coordinator, owner.pk) == owner
    said = actions.Said("physical", ("near_door",), "")
    told = {"said": said, "readers": [], "how": "phone", "read_back": True}
    assert actions.record_need(person_id=owner.pk, by=here.coordinator, **told).person == owner
    places.pause(person=friend, panel=here.panel, by=friend)
    assert queries.shared_with_me(friend) == before[1], "whoever takes a break reads everything as before"


# Each group where it is acted on


def test_papers_are_for_all_who_may_want_them_and_the_room_for_those_who_come(here):
    reads, comes = here.members[:2]
    for person in (reads, comes):
        helps(person, to(here.panel), group="format", picks=("large_print",))
        helps(person, to(here.panel), picks=("arm_chair",))
        helps(person, to(here.panel), group="communication", picks=("captions",))
    shown, _ = at_meeting(here.coordinator, here, reads, comes, taking_part=[comes.pk], in_person=[])
    found = {(each.name, each.group) for each in shown}
    assert found == {
        (reads.shown_name, "format"),
        (comes.shown_name, "format"),
        (comes.shown_name, "communication"),
    }


def test_meals_are_kinds_and_numbers_and_words_without_names(here):
    for person, kind in zip(here.members, ("vegan", "vegan", "vegan", "halal"), strict=True):
        helps(person, to(here.panel), group="food", picks=(kind,))
    helps(here.researchers[0], to(here.panel), group="food", words="no mustard")
    helps(here.members[1], to(here.panel), group="food", words="Apples, please")
    helps(here.members[2], group="food", picks=("kosher",))
    shown, meals = at_meeting(here.coordinator, here, *here.on_panel)
    assert shown == meals.named == []
    assert [(meal.kind, meal.how_many) for meal in meals.kinds] == [("Vegan", "3"), ("Halal", "1 or 2 (order 2)")]
    assert meals.words == ["Apples, please", "no mustard"]
    assert looks(here.members[0], "need.counted").count() == 1
    assert not looks(here.members[0], "need.read").exists()


def test_one_meal_looks_like_two_and_swapping_who_eats_it_changes_nothing(here):
    told = []
    for eaters in ((0,), (1,), (0, 1)):
        with transaction.atomic():
            for place in eaters:
                helps(here.members[place], to(here.panel), group="food", picks=("halal",))
            told.append(at_meeting(here.coordinator, here, *here.members)[1])
            transaction.set_rollback(True)
    assert told[0] == told[1] == told[2]


def test_the_same_meal_said_twice_is_one_plate(here):
    for place in (0, 0, 1):
        helps(here.members[place], to(here.panel), group="food", picks=("vegan",))
    (meal,) = at_meeting(here.coordinator, here, *here.members)[1].kinds
    assert meal.how_many == wordings.how_many(2)


def test_a_name_goes_to_the_kitchen_only_when_its_owner_says_so(here):
    helps(here.members[0], to(here.panel), group="food", words="No sesame, ever.", named=True)
    helps(here.members[1], to(here.panel), picks=("near_door",), named=True)  # means nothing elsewhere
    _, meals = at_meeting(here.coordinator, here, *here.members)
    assert [(each.name, each.own_words) for each in meals.named] == [(here.members[0].shown_name, "No sesame, ever.")]
    assert meals.words == []
    assert looks(here.members[0], "need.read").count() == 1


def test_a_seat_offers_what_those_who_run_the_panel_may_see(here):
    first, second, third = here.members[:3]
    helps(first, to(here.panel), picks=("space", "near_toilet"))
    helps(first, to(here.panel), picks=("quiet_edge",))
    helps(second, picks=("near_door",))
    helps(third, to(here.panel), picks=("arm_chair",))
    who = [person.pk for person in here.members]
    found = queries.seats_needed(here.coordinator, here.panel.pk, who)
    assert found == {first.pk: {"space", "at_edge"}}
    assert queries.seats_needed(here.members[3], here.panel.pk, who) == {}


# Writing and changing


def test_the_same_form_sent_twice_writes_one(here):
    owner, key = here.members[0], uuid.uuid4()
    said = Said("place", ("neutral_place",))
    first = actions.write_need(said=said, by=owner, key=key)
    assert actions.write_need(said=said, by=owner, key=key).pk == first.pk
    assert actions.write_need(said=said, by=here.members[1], key=key).pk != first.pk
    assert len(queries.my_needs(owner)) == 1


@pytest.mark.parametrize(
    "said",
    [
        Said("moods", ("sad",)),
        Said("food", ("near_door",)),
        Said("food"),
        Said("food", (), "  \n "),
        Said("food", (), "x" * 1001),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(here, said):
    with pytest.raises(NotNow) as refused:
        actions.write_need(said=said, by=here.members[0])
    assert refused.value.sentence.endswith(".")
    assert queries.my_needs(here.members[0]) == []


def test_somebody_switched_off_writes_nothing(here):
    owner = here.members[0]
    owner.is_active = False
    owner.save()
    with pytest.raises(NotAllowed):
        actions.write_need(said=Said("food", ("vegan",)), by=owner)


def test_nobody_can_be_let_in_who_is_not_there(here):
    there = make.small_panel("Bracken", programme=here.programme)
    owner = here.members[0]
    wrong = [
        to(there.panel),
        to(here.panel, person=there.members[0]),
        to(here.panel, person=owner),
        to(here.panel, CHAIR),  # the chair has nothing to do with the room
        Reader("everyone", here.panel.pk),
    ]
    for reader in wrong:
        with pytest.raises(NotNow), transaction.atomic():
            helps(owner, reader)
    assert queries.my_needs(owner) == []


def test_changing_sets_the_words_and_the_readers_together(here):
    owner, friend = here.members[:2]
    need = helps(owner, to(here.panel), words="old")
    said = Said("physical", ("hearing_loop",), "new\r\nline")
    changed = actions.change_need(need_id=need.pk, said=said, readers=[to(here.panel, person=friend)], by=owner)
    assert changed.own_words == "new\nline"
    assert seen(here.coordinator, here, owner) == []
    assert [each.own_words for each in queries.shared_with_me(friend)] == ["new\nline"]
    verbs = AuditEvent.objects.filter(whose_id=owner.pk).exclude(verb="need.read").order_by("at", "id")
    assert sorted(verbs.values_list("verb", flat=True)) == sorted(
        ["need.written", "need_share.given", "need.changed", "need_share.ended", "need_share.given"]
    )


def test_two_windows_do_not_overwrite_each_other(here):
    owner = here.members[0]
    need = helps(owner, words="first")
    seen_at = need.changed_at
    actions.change_need(need_id=need.pk, said=Said("physical", (), "second"), readers=[], seen=seen_at, by=owner)
    with pytest.raises(ChangedMeanwhile):
        actions.change_need(need_id=need.pk, said=Said("physical", (), "third"), readers=[], seen=seen_at, by=owner)
    assert queries.my_needs(owner)[0].need.own_words == "second"


def test_a_need_stays_in_its_group(here):
    need = helps(here.members[0])
    with pytest.raises(NotNow):
        actions.change_need(need_id=need.pk, said=Said("food", ("vegan",)), readers=[], by=here.members[0])


def test_a_reader_who_left_may_stay_ticked_but_nobody_new_can_be(here):
    owner, friend = here.members[:2]
    need = helps(owner, to(here.panel, person=friend))
    make.end_roles(friend)
    said = Said("physical", ("near_door",))
    actions.change_need(need_id=need.pk, said=said, readers=[to(here.panel, person=friend)], by=owner)
    assert queries.shared_with_me(friend) == []


def test_stopping_is_at_once_and_twice_is_fine(here):
    owner = here.members[0]
    need = helps(owner, to(here.panel))
    for _ in range(2):
        actions.stop_sharing(need_id=need.pk, by=owner)
        assert seen(here.coordinator, here, owner) == []
    assert AuditEvent.objects.filter(verb="need_share.ended").count() == 1


def test_taking_back_leaves_nothing_but_the_trail(here):
    owner = here.members[0]
    need = helps(owner, to(here.panel))
    actions.withdraw_need(need_id=need.pk, by=owner)
    assert not Need.objects.unscoped("test").exists()
    assert not NeedShare.objects.unscoped("test").exists()
    assert seen(here.coordinator, here, owner) == []
    with pytest.raises(NotAllowed):
        actions.withdraw_need(need_id=need.pk, by=owner)


@pytest.mark.parametrize("who", ["coordinator", "member", "lead"])
def test_nobody_else_changes_stops_or_takes_back(here, who):
    need = helps(here.members[0], to(here.panel))
    other = {"coordinator": here.coordinator, "member": here.members[1], "lead": here.lead}[who]
    for act in (actions.stop_sharing, actions.withdraw_need):
        with pytest.raises(NotAllowed):
            act(need_id=need.pk, by=other)
    with pytest.raises(NotAllowed):
        actions.change_need(need_id=need.pk, said=Said("physical", ("parking",)), readers=[], by=other)
    assert len(seen(here.coordinator, here, here.members[0])) == 1


# Written down for somebody


def record(person, by, readers=(), **more):
    told = {"said": Said("time", ("not_early",)), "how": "phone", "read_back": True, **more}
    return actions.record_need(person_id=person.pk, readers=readers, by=by, **told)


def test_what_is_written_down_is_the_persons_and_says_by_whom(here):
    owner = here.members[0]
    need = record(owner, here.coordinator)
    assert (need.written_by, need.how_in_words, need.read_back) == (here.coordinator, "by phone", True)
    assert queries.my_needs(owner)[0].need.was_written_down
    assert seen(here.coordinator, here, owner) == []  # they wrote it, and do not see it again
    event = AuditEvent.objects.get(verb="need.written_down")
    assert (event.actor_id, event.whose_id, event.facts) == (
        here.coordinator.pk,
        owner.pk,
        {"how": "phone", "read_back": True},
    )


def test_the_person_may_let_those_who_run_the_panel_see_it_at_once(here):
    owner = here.members[0]
    record(owner, here.coordinator, [to(here.panel)])
    assert len(seen(here.coordinator, here, owner)) == 1


def test_what_the_person_changes_is_theirs_alone(here):
    owner = here.members[0]
    need = record(owner, here.coordinator)
    actions.change_need(need_id=need.pk, said=Said("time", ("not_evening",)), readers=[], by=owner)
    assert not queries.my_needs(owner)[0].need.was_written_down


def test_one_form_writes_down_once(here):
    key = uuid.uuid4()
    assert (
        record(here.members[0], here.coordinator, key=key).pk == record(here.members[0], here.coordinator, key=key).pk
    )


def test_only_those_who_run_a_panel_of_the_person_write_down(here):
    there = make.small_panel("Bracken", programme=make.programme("Other"))
    owner = here.members[0]
    for other in (there.coordinator, there.lead, here.members[1], here.researchers[0], here.finance, owner):
        assert not can_write_down_for(other, owner)
        with pytest.raises(NotAllowed):
            record(owner, other)
    with pytest.raises(NotAllowed):
        actions.record_need(
            person_id=uuid.uuid4(), said=Said("food", ("vegan",)), how="phone", read_back=True, by=here.coordinator
        )
    with pytest.raises(NotAllowed):
        record(here.coordinator, here.coordinator)
    make.end_roles(owner)
    with pytest.raises(NotAllowed):
        record(owner, here.coordinator)


def test_nobody_is_let_in_on_another_panel_or_by_name_by_whoever_writes_down(here):
    there = make.small_panel("Bracken", programme=make.programme("Other"))
    owner = here.members[0]
    make.role(owner, there.panel)
    for reader in (to(there.panel), to(here.panel, person=here.members[1])):
        with pytest.raises(NotNow), transaction.atomic():
            record(owner, here.coordinator, [reader])


def test_how_it_came_in_has_to_be_said(here):
    with pytest.raises(NotNow):
        record(here.members[0], here.coordinator, how="telepathy")


# At rest


def test_the_database_shows_neither_group_nor_words(here):
    helps(here.members[0], to(here.panel), group="content", picks=("warned_first",), words="Before we talk of money.")
    with connection.cursor() as cursor:
        for table in ("needs_need", "needs_needshare"):
            cursor.execute(f'select t::text from "{table}" t')
            row = cursor.fetchone()[0]
            for word in ("content", "warned", "money"):
                assert word not in row
                assert word.encode().hex() not in row


@pytest.mark.parametrize(
    "wrong",
    [{"audience": "person"}, {"audience": "runs", "reader": True}, {"ended_at": "2020-01-01T00:00:00Z"}],
)
def test_the_database_keeps_a_yes_whole(here, wrong):
    need = helps(here.members[0], to(here.panel))
    if "reader" in wrong:
        wrong = {**wrong, "reader": here.members[1]}
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedShare.objects.unscoped("test").filter(need=need).update(**wrong)


def test_the_database_keeps_written_down_whole(here):
    need = helps(here.members[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.unscoped("test").filter(pk=need.pk).update(how="phone")


def test_words_about_who_sees_what_are_there_for_every_group():
    for group in wordings.ALL:
        assert group.acts[wordings.RUNS].endswith(".")
        assert group.where.endswith(".")
        assert set(group.seats) <= set(group.picks)
        assert " why" in group.hint
    codes = [code for group in wordings.ALL for code in group.picks]
    assert len(codes) == len(set(codes)), "a code means one thing"
    assert not [code for code in codes if code in wordings.GROUPS or code == Need.WITH_NAME]
