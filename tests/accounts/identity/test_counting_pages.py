"""The pages of numbers: the same for everybody, the same for nine and for nobody, and nothing else on the way there."""

import re
from contextlib import contextmanager
from unittest import mock

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.identity import actions
from accounts.identity.actions import counting as made
from accounts.identity.models import CountedTopic, CountRelease, Share
from accounts.identity.planning import counts
from accounts.identity.queries import counting
from leap.core import clock
from tests import factories as make
from tests.accounts.identity.test_counting_actions import (
    AUTUMN,
    NEW_YEAR,
    autumn,  # noqa: F401 - held for every test here too
    big_programme,
    counted,
    everybody,
    numbers_of,
)

pytestmark = pytest.mark.django_db


def get(client, who, address="/people/numbers/"):
    client.force_login(who)
    return client.get(address)


def test_everybody_reads_the_same_numbers_once_they_are_shown(client):
    here = big_programme()
    for person in everybody(here)[:12]:
        counted(person, here.programme, "caring")
    release, _ = numbers_of(here)
    before = get(client, here.members[0]).text
    assert "They stand here once" in before
    assert "10 or more" not in before
    actions.show_counts(release_id=release.pk, by=here.lead)
    for who in (here.members[0], here.coordinator, here.lead, everybody(here)[-1]):
        text = get(client, who).text
        assert "about 10" in text or "10 or more" in text
        assert "fewer than 10, or none" in text


def test_people_of_another_programme_and_the_finance_officer_read_none(client):
    here = big_programme()
    release, _ = numbers_of(here)
    actions.show_counts(release_id=release.pk, by=here.lead)
    stranger = make.member(make.panel("Alder"), "Plover")
    for who in (stranger, here.finance):
        text = get(client, who).text
        assert "fewer than 10, or none" not in text
        assert here.programme.name not in text or who == stranger


def test_everybody_is_told_beforehand_that_numbers_will_be_made(client):
    here = big_programme()
    actions.ask_for_counts(programme_id=here.programme.pk, by=here.lead)
    text = get(client, here.members[0]).text
    assert "Friday 1 January 2027" in text
    assert "stop being counted" in text


def test_the_lead_asks_looks_and_shows(client):
    here = big_programme()
    page = get(client, here.lead)
    assert "Ask for numbers" in page.text
    address = f"/people/numbers/ask/{here.programme.pk}/"
    assert "Make numbers on Friday 1 January 2027?" in client.get(address).text
    assert client.post(address).status_code == 302
    with clock.held_at(NEW_YEAR):
        actions.make_due_counts()
    release = CountRelease.objects.get()
    check = client.get(f"/people/numbers/{release.pk}/")
    assert "exactly what everybody" in check.text
    assert check.text.count("fewer than 10, or none") == 18
    assert client.post(f"/people/numbers/{release.pk}/").status_code == 302
    release.refresh_from_db()
    assert release.shown_at is not None


@pytest.mark.parametrize("who", ["coordinator", "member", "finance", "stranger"])
def test_nobody_else_finds_the_pages_of_the_lead(client, who):
    here = big_programme()
    release, _ = numbers_of(here)
    stranger = make.lead(make.programme("Another"), "Heron")
    actor = {"coordinator": here.coordinator, "member": here.members[0], "finance": here.finance}.get(who, stranger)
    client.force_login(actor)
    for address in (f"/people/numbers/ask/{here.programme.pk}/", f"/people/numbers/{release.pk}/"):
        assert client.get(address).status_code == client.post(address).status_code == 404


def test_too_late_is_said_kindly(client):
    here = big_programme()
    numbers_of(here)
    client.force_login(here.lead)
    answer = client.post(f"/people/numbers/ask/{here.programme.pk}/")
    assert answer.status_code == 409
    assert "At least 20 people" in " ".join(answer.text.split())


def worlds_look_the_same(client, numbers, *, everyone_sees=True):
    """The pages of the lead and of a member, when so many people said yes to be counted; bytes and queries."""
    looks = []
    for number in numbers:
        with only_this_world():
            here = big_programme()
            for person in everybody(here)[:number]:
                counted(person, here.programme, "caring")
            release, _ = numbers_of(here)
            pages = []
            for who, address in ((here.lead, f"/people/numbers/{release.pk}/"), (here.members[-1], "/people/numbers/")):
                if everyone_sees and who != here.lead:
                    actions.show_counts(release_id=release.pk, by=here.lead)
                client.force_login(who)
                with CaptureQueriesContext(
                    connection,
                ) as asked:
                    text = client.get(address).text
                pages.append((without_chance(text), [without_ids(each["sql"]) for each in asked.captured_queries]))
            looks.append(pages)
    return all(look == looks[0] for look in looks)


@contextmanager
def only_this_world():
    """What happens inside is forgotten afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def without_chance(text):
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", text)
    return re.sub(r'(csrfmiddlewaretoken" value=|nonce=|csrf[a-z]*=)"[^"]*"', r"\1", text)


def without_ids(sql):
    sql = re.sub(r'SAVEPOINT "[^"]*"', "SAVEPOINT", sql)
    return re.sub(r"'[^']*'(::uuid)?|\b[0-9a-f]{32}\b", "?", re.sub(r"IN \([^)]*\)", "IN (?)", sql))


def test_nobody_and_nine_people_give_the_same_pages_and_the_same_queries(client):
    assert worlds_look_the_same(client, (0, 1, 9))


def test_ten_and_twelve_look_the_same_too_and_nine_and_ten_do_not(client):
    assert worlds_look_the_same(client, (10, 11, 12))
    assert not worlds_look_the_same(client, (9, 10))


def told_from_nine(count, new_people):
    """A leak put in on purpose: nobody is told in another way than a few."""
    return counts.Shown() if count else counts.Shown(10, or_more=True)


def left_out_where_nobody_is(release, new_people):
    """A leak put in on purpose: a topic that nobody ticked has no line."""
    counted_now = counting.people_counted(release.programme_id)
    for topic, count in counted_now.items():
        CountedTopic.objects.create(release=release, topic=topic, value=counts.shown(count, new_people).value)


def more_queries_for_more_people(programme_id):
    """A leak put in on purpose: the page looks at each yes behind a number."""
    for _ in Share.objects.unscoped("a leak").filter(purpose="counted"):
        CountRelease.objects.filter(programme=programme_id).exists()
    return set()


@pytest.mark.parametrize(
    ("where", "name", "leak"),
    [
        (counts, "shown", told_from_nine),
        (made, "_keep", left_out_where_nobody_is),
        (counting, "people_in_before", more_queries_for_more_people),
    ],
)
def test_a_leak_of_nobody_against_nine_is_noticed(client, where, name, leak):
    with mock.patch.object(where, name, leak):
        assert not worlds_look_the_same(client, (0, 9))


def test_there_is_no_number_for_one_panel(client):
    """Ten people on one panel and none on the other read the same as five on each."""
    looks = []
    for chosen in (slice(0, 10), slice(0, 20, 2)):
        with only_this_world():
            here = big_programme()
            by_panel = sorted(everybody(here), key=lambda person: (person.roles.get().panel.name, person.called_name))
            for person in by_panel[chosen]:
                counted(person, here.programme, "caring")
            release, _ = numbers_of(here)
            looks.append(without_chance(get(client, here.lead, f"/people/numbers/{release.pk}/").text))
    assert looks[0] == looks[1]


def test_a_page_holds_no_number_that_was_counted(client):
    """Seventeen people: the page says about 10 or more, and 17 stands nowhere on it or in the tables."""
    here = big_programme(members=30)
    for person in everybody(here)[:17]:
        counted(person, here.programme, "caring")
    release, told = numbers_of(here)
    assert told["caring"] == (15, False)
    check = get(client, here.lead, f"/people/numbers/{release.pk}/").text
    assert "17" not in without_chance(check).split("<main", 1)[1].split("</main", 1)[0]


def test_it_is_autumn():
    assert clock.now() == AUTUMN
