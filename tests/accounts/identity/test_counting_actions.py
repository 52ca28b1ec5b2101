"""Numbers about everybody, asked for, made and shown: by the PPI lead alone, once, on the fixed day, for good."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.identity import actions, queries, tasks
from accounts.identity.models import CountedTopic, CountRelease
from accounts.identity.planning import words
from accounts.identity.planning.topics import TOPICS
from accounts.people import actions as people
from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.models import AuditEvent
from tests import factories as make
from tests.accounts.identity.factories import says, yes
from tests.meetings.at_once import at_once

pytestmark = pytest.mark.django_db

AUTUMN = datetime(2026, 9, 1, 12, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 1, 0, 5, tzinfo=UTC)
SUMMER = datetime(2027, 7, 1, 0, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def autumn():
    with clock.held_at(AUTUMN):
        yield


def counted(person, programme, *topics):
    """The person says yes to be counted, for these topics."""
    return yes(says(person, topics=topics), f"{words.COUNTED}.{programme.pk}")


def big_programme(members=22):
    """Two panels with enough people for numbers."""
    here = make.small_panel(members=members // 2)
    make.small_panel("Bracken", programme=here.programme, members=members - members // 2)
    return here


def everybody(here):
    return [role.person for role in here.programme.roles.filter(kind="member").select_related("person").order_by("pk")]


def numbers_of(here, moment=NEW_YEAR):
    """Asked for, and made on the day. What is told, by topic."""
    release = actions.ask_for_counts(programme_id=here.programme.pk, by=here.lead)
    with clock.held_at(moment):
        actions.make_due_counts()
    release.refresh_from_db()
    return release, {each.topic: (each.value, each.or_more) for each in release.topics.all()}


def newcomers(here, number):
    """So many who join today."""
    people_who_join = [make.person() for _ in range(number)]
    for person in people_who_join:
        make.role(person, here.panel, starts_on=clock.today())
    return people_who_join


def test_people_are_counted_once_each_and_told_from_ten_on():
    here = big_programme()
    for person in everybody(here)[:10]:
        counted(person, here.programme, "caring", "faith")
        counted(person, here.programme, "caring")
    for person in everybody(here)[:9]:
        counted(person, here.programme, "age")
    release, told = numbers_of(here)
    assert release.outcome == "made"
    assert told["caring"] == told["faith"] == (10, False)
    assert told["age"] == told["language"] == (None, False)
    assert set(told) == set(TOPICS)


@pytest.mark.parametrize("change", ["stopped", "left", "switched off", "deleted", "rather not say", "another purpose"])
def test_only_a_yes_that_stands_on_the_day_counts(change):
    here = big_programme()
    ten = everybody(here)[:10]
    for person in ten[:9]:
        counted(person, here.programme, "caring")
    last = ten[9]
    if change == "another purpose":
        yes(says(last, topics=["caring"]), f"{words.MATCHED}.{last.roles.get().panel_id}")
    else:
        statement = counted(last, here.programme, "caring").statement
    if change == "stopped":
        actions.stop_sharing(statement_id=statement.pk, slot=f"{words.COUNTED}.{here.programme.pk}", by=last)
    if change == "left":
        people.end_role(role=last.roles.get(), by=here.lead)
    if change == "switched off":
        last.is_active = False
        last.save()
    if change == "deleted":
        actions.delete_statement(statement_id=statement.pk, by=last)
    if change == "rather not say":
        actions.set_rather_not_say(topics=["caring"], by=last)
    assert numbers_of(here)[1]["caring"] == (None, False)


def test_nothing_is_counted_before_the_day_nor_twice():
    here = big_programme()
    actions.ask_for_counts(programme_id=here.programme.pk, by=here.lead)
    assert tasks.make_due_counts() == 0
    assert not CountedTopic.objects.exists()
    for person in everybody(here)[:12]:
        counted(person, here.programme, "caring")
    with clock.held_at(NEW_YEAR):
        assert tasks.make_due_counts() == 1
        assert tasks.make_due_counts() == 0
    assert CountedTopic.objects.get(topic="caring").value == 10


def test_too_few_people_are_told_no_number_at_all():
    here = make.small_panel(members=10)
    with pytest.raises(NotNow) as refused:
        actions.ask_for_counts(programme_id=here.programme.pk, by=here.lead)
    assert "At least 20 people" in refused.value.sentence


def test_people_who_left_until_the_day_can_make_numbers_impossible():
    here = big_programme(members=16)
    release = actions.ask_for_counts(programme_id=here.programme.pk, by=here.lead)
    people.end_role(role=everybody(here)[0].roles.get(), by=here.lead)
    people.end_role(role=everybody(here)[1].roles.get(), by=here.lead)
    with clock.held_at(NEW_YEAR):
        actions.make_due_counts()
    release.refresh_from_db()
    assert release.outcome == "too_few"
    assert not release.topics.exists()
    with pytest.raises(NotNow):
        actions.show_counts(release_id=release.pk, by=here.lead)


def test_one_who_comes_or_goes_makes_no_new_number():
    here = big_programme()
    numbers_of(here)
    with clock.held_at(NEW_YEAR):
        newcomers(here, 1)
        people.end_role(role=everybody(here)[0].roles.get(), by=here.lead)
        with pytest.raises(NotNow):
            actions.ask_for_counts(programme_id=here.programme.pk, by=here.lead)


def test_somebody_who_left_on_the_day_after_they_were_counted_was_there():
    here = big_programme()
    numbers_of(here)
    with clock.held_at(datetime(2027, 1, 1, 18, tzinfo=UTC)):
        left = everybody(here)
        for person in left:
            people.end_role(role=person.roles.get(), by=here.lead)
    with clock.held_at(datetime(2027, 1, 2, 9, tzinfo=UTC)):
        newcomers(here, 20)
        assert queries.numbers_for(here.lead)[0].could_be_made
        for person in left[:5]:
            make.role(person, here.panel, starts_on=clock.today())
        # With the staff of both panels and the lead, ten are here who were here before.
        assert not queries.numbers_for(here.lead)[0].could_be_made


def test_new_numbers_are_made_once_nearly_everybody_is_new():
    here = big_programme()
    numbers_of(here)
    with clock.held_at(datetime(2027, 3, 1, 12, tzinfo=UTC)):
        for person in everybody(here):
            people.end_role(role=person.roles.get(), by=here.lead)
        for person in newcomers(here, 20)[:13]:
            counted(person, here.programme, "caring")
        release, told = numbers_of(here, SUMMER)
    assert release.day.isoformat() == "2027-07-01"
    assert told["caring"] == (10, True)


@pytest.mark.parametrize("who", ["coordinator", "finance", "member", "other lead", "switched off"])
def test_only_the_lead_of_the_programme_asks_and_shows(who):
    here = big_programme()
    release, _ = numbers_of(here)
    other = make.lead(make.programme("Another"), "Heron")
    actor = {"coordinator": here.coordinator, "finance": here.finance, "member": here.members[0]}.get(who, other)
    if who == "switched off":
        actor = here.lead
        actor.is_active = False
        actor.save()
    with pytest.raises(NotAllowed):
        actions.ask_for_counts(programme_id=here.programme.pk, by=actor)
    with pytest.raises(NotAllowed):
        actions.show_counts(release_id=release.pk, by=actor)


def test_showing_twice_is_showing_once_and_the_trail_holds_no_number():
    here = big_programme()
    release, _ = numbers_of(here)
    first = actions.show_counts(release_id=release.pk, by=here.lead).shown_at
    with clock.held_at(SUMMER):
        assert actions.show_counts(release_id=release.pk, by=here.lead).shown_at == first
    trail = AuditEvent.objects.filter(verb__startswith="counts.").order_by("at", "verb")
    assert sorted(event.verb for event in trail) == ["counts.asked_for", "counts.made", "counts.shown"]
    assert {key for event in trail for key in event.facts} == {"day", "outcome"}


def test_asking_twice_is_asking_once():
    here = big_programme()
    first = actions.ask_for_counts(programme_id=here.programme.pk, by=here.lead)
    assert actions.ask_for_counts(programme_id=here.programme.pk, by=here.lead) == first


@pytest.mark.parametrize(
    "change",
    [
        "update identity_countedtopic set value = 25",
        "delete from identity_countedtopic",
        "truncate identity_countedtopic",
        "truncate identity_countrelease cascade",
        "delete from identity_countrelease",
        "update identity_countrelease set day = '2028-01-01'",
        "update identity_countrelease set outcome = 'waiting', made_at = null",
        "update identity_countrelease set shown_at = null",
        "insert into identity_countedtopic (id, release_id, topic, value, or_more)"
        " select gen_random_uuid(), id, 'all', 15, false from identity_countrelease",
    ],
)
def test_the_database_itself_keeps_numbers_as_they_are(change):
    here = big_programme()
    release, told = numbers_of(here)
    actions.show_counts(release_id=release.pk, by=here.lead)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    release.refresh_from_db()
    assert {each.topic: (each.value, each.or_more) for each in release.topics.all()} == told


@pytest.mark.parametrize(
    "facts", [{"value": 9}, {"value": 11}, {"value": 5}, {"value": 0}, {"value": None, "or_more": True}]
)
def test_the_database_refuses_a_number_that_may_not_be_told(facts):
    here = big_programme()
    release = actions.ask_for_counts(programme_id=here.programme.pk, by=here.lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        CountedTopic.objects.create(release=release, topic="caring", **facts)


@pytest.mark.parametrize("day", ["2027-01-02", "2027-02-01", "2027-07-31"])
def test_the_database_refuses_another_day(day):
    here = big_programme()
    with pytest.raises(IntegrityError), transaction.atomic():
        CountRelease.objects.create(programme=here.programme, day=day, asked_by=here.lead)


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_make_numbers_once():
    here = big_programme()
    actions.ask_for_counts(programme_id=here.programme.pk, by=here.lead)

    def make_them():
        with clock.held_at(NEW_YEAR):
            return actions.make_due_counts()

    done = at_once(lambda _: make_them())
    assert sorted(done) == [0] * 7 + [1]
    assert CountedTopic.objects.count() == len(TOPICS)


@pytest.mark.django_db(transaction=True)
def test_eight_leads_asking_at_once_ask_once():
    here = big_programme()

    def ask():
        with clock.held_at(AUTUMN):
            return actions.ask_for_counts(programme_id=here.programme.pk, by=here.lead).pk

    assert len(set(at_once(lambda _: ask()))) == 1
    assert CountRelease.objects.count() == 1
