"""One statement, several yeses: other words for other people, the fullest for whoever has two, and no way to link what
is said without a name to anybody."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.identity import actions, circles, queries
from accounts.identity.circles import Circle
from accounts.identity.models import Share
from accounts.identity.planning import words
from accounts.identity.queries import Surface
from accounts.people.models import Role
from leap.core.ids import new_id
from tests import factories as make
from tests.accounts.identity.factories import EVERYONE, MEMBERS, says, shares, told, yes

pytestmark = pytest.mark.django_db

OWN, BROADER = "My own words.", "In broader words."


@pytest.fixture
def here():
    return make.small_panel()


@pytest.fixture
def owner(here):
    return here.members[0]


@pytest.fixture
def statement(owner):
    return says(owner, OWN, broad_words=BROADER)


def reads(viewer, person):
    return [each.text for each in queries.what_viewer_may_read(viewer, person, Surface.PERSON_PAGE)]


def page_of(client, viewer, panel):
    client.force_login(viewer)
    return client.get(reverse("identity:panel-detail", args=[panel.pk]))


def test_each_audience_reads_its_own_words(here, owner, statement):
    shares(statement, here.panel, MEMBERS, form=words.BROAD)
    yes(statement, f"{words.COORDINATOR}.{here.panel.pk}")
    yes(statement, f"{words.STUDY_TEAM}.{here.programme.pk}", form=words.LIVED)
    yes(statement, f"{words.NAMED}.{here.panel.pk}.{here.members[1].pk}", form=words.OTHER, other_words="Just for you.")
    assert reads(here.members[1], owner) == ["Just for you."]
    assert reads(here.members[2], owner) == [BROADER]
    assert reads(here.coordinator, owner) == [OWN]
    assert reads(here.researchers[0], owner) == ["Has lived experience"]
    assert reads(here.lead, owner) == ["Has lived experience"]
    assert reads(here.finance, owner) == []


def test_whoever_has_two_reads_the_fullest_once(here, owner, statement):
    viewer = here.members[1]
    shares(statement, here.panel, MEMBERS, form=words.BROAD)
    yes(statement, f"{words.NAMED}.{here.panel.pk}.{viewer.pk}")
    assert reads(viewer, owner) == [OWN]
    make.role(viewer, here.panel, Role.Kind.PPI_COORDINATOR)
    yes(statement, f"{words.COORDINATOR}.{here.panel.pk}", form=words.LIVED)
    assert reads(viewer, owner) == [OWN]


def test_of_two_sets_of_other_words_those_for_one_person_win(here, owner, statement):
    viewer = here.members[1]
    shares(statement, here.panel, MEMBERS, form=words.OTHER, other_words="For the members.")
    yes(statement, f"{words.NAMED}.{here.panel.pk}.{viewer.pk}", form=words.OTHER, other_words="For you.")
    assert reads(viewer, owner) == ["For you."]


def test_only_that_there_is_lived_experience_shows_no_word(client, here, owner, statement):
    shares(statement, here.panel, EVERYONE, form=words.LIVED)
    page = page_of(client, here.coordinator, here.panel).text
    assert "Has lived experience" in page
    for word in (OWN, BROADER):
        assert word not in page


def test_changing_the_own_words_changes_no_other_words(here, owner, statement):
    shares(statement, here.panel, EVERYONE, form=words.OTHER, other_words="Stays.")
    actions.change_words(statement_id=statement.pk, own_words="New.", seen=statement.changed_at, by=owner)
    assert reads(here.coordinator, owner) == ["Stays."]


def test_said_without_a_name_stands_apart_and_carries_no_key(client, here, owner, statement):
    shares(statement, here.panel, MEMBERS, named=False)
    viewer = here.members[1]
    assert reads(viewer, owner) == []
    on_panel = queries.panel_people(viewer, here.panel.pk, Surface.PANEL_PAGE)
    assert [(each.text, each.statement_id, each.person_id) for each in on_panel.without_name] == [(OWN, None, None)]
    assert all(not person.statements for person in on_panel.people)
    page = page_of(client, viewer, here.panel).text
    said = page.split("Said here without a name")[1].split("</ul>")[0]
    assert OWN in said
    assert owner.called_name not in said
    for key in (statement.pk, *Share.objects.unscoped("test").values_list("pk", flat=True)):
        assert str(key) not in page
    assert OWN not in page.replace(said, "")
    assert OWN not in page_of(client, here.coordinator, here.panel).text
    client.force_login(viewer)
    assert OWN not in client.get(reverse("identity:person-detail", args=[owner.pk])).text


def test_the_order_without_names_is_nobodys(here):
    """Neither by name, nor by who wrote first: over many pages each stands first now and then."""
    first = set()
    for number in range(12):
        there = make.small_panel(f"Panel {number}", programme=here.programme, members=3)
        for person in there.members[:2]:
            told(person, there.panel, person.called_name[::-1], named=False)
        found = queries.panel_people(there.members[2], there.panel.pk, Surface.PANEL_PAGE).without_name
        first.add([person.called_name[::-1] for person in there.members[:2]].index(found[0].text))
    assert first == {0, 1}


def test_with_and_without_the_name_the_same_words_never_stand_twice_on_a_page(client, here, owner, statement):
    viewer = here.members[1]
    shares(statement, here.panel, MEMBERS, named=False)
    yes(statement, f"{words.NAMED}.{here.panel.pk}.{viewer.pk}")
    assert page_of(client, viewer, here.panel).text.count(OWN) == 1
    assert page_of(client, here.members[2], here.panel).text.count(OWN) == 1


def test_what_somebody_else_says_in_the_same_words_hides_nothing(client, here, owner):
    told(owner, here.panel, OWN, named=False)
    told(here.members[2], here.panel, OWN)
    assert page_of(client, here.members[1], here.panel).text.count(OWN) == 2


def test_a_look_at_what_has_no_name_is_still_on_record_for_its_owner(here, owner, statement):
    shares(statement, here.panel, MEMBERS, named=False)
    queries.panel_people(here.members[1], here.panel.pk, Surface.PANEL_PAGE)
    assert [look.who for look in queries.who_looked(owner)] == [here.members[1].called_name]


def test_shared_with_you_holds_what_was_told_by_name_and_to_the_team(client, here, owner, statement):
    yes(statement, f"{words.STUDY_TEAM}.{here.programme.pk}", form=words.BROAD, named=False)
    told(owner, here.panel, "For the panel.", EVERYONE)
    yes(says(owner, "For the lead."), f"{words.NAMED}.{here.panel.pk}.{here.lead.pk}")
    client.force_login(here.lead)
    page = client.get(reverse("identity:shared-list")).text
    assert "For the lead." in page
    assert BROADER in page.split("Said here without a name")[1]
    assert "For the panel." not in page
    client.force_login(here.members[1])
    assert "There is nothing here at the moment." in client.get(reverse("identity:shared-list")).text


@pytest.fixture
def together(here, monkeypatch):
    """Two members who write with a researcher."""
    circle = Circle(new_id(), "A small boat", here.programme, (*here.members[:2], here.researchers[0]))
    gone = set()

    def circles_of(person):
        inside = tuple(each for each in circle.members if each.pk not in gone)
        return [Circle(circle.id, circle.name, circle.programme, inside)] if person in inside else []

    monkeypatch.setattr(circles, "_providers", [circles_of])
    return circle, gone


def test_co_authors_are_those_who_write_it_today_and_nobody_else(here, owner, statement, together):
    circle, gone = together
    to = queries.destinations_for(owner)[f"{words.CO_AUTHORS}.{circle.id}"]
    assert {each.pk for each in to.readers} == {here.members[1].pk, here.researchers[0].pk}
    yes(statement, to.key)

    def found(viewer):
        return queries.what_co_authors_may_read(viewer, circle.id, Surface.CO_AUTHORS_PAGE).get(owner.pk)

    for viewer in make.everyone(here):
        assert bool(found(viewer)) is (viewer in circle.members)
        assert viewer == owner or reads(viewer, owner) == []
    gone.add(here.members[1].pk)
    assert not found(here.members[1])
    gone.add(owner.pk)
    assert not found(here.researchers[0])
    (mine,) = queries.my_statements(owner)
    assert mine.open_shares == []


def test_registering_the_same_circles_twice_changes_nothing(monkeypatch):
    monkeypatch.setattr(circles, "_providers", [])
    for _ in range(2):
        circles.register(no_circles)
    assert circles._providers == [no_circles]


def no_circles(person):
    return []


def test_who_is_who_takes_the_same_few_queries_for_4_40_and_400(client, here, owner):
    viewer = here.members[1]
    told(owner, here.panel, "One.", EVERYONE)
    told(owner, here.panel, "Two.", EVERYONE, named=False)
    client.force_login(viewer)
    address = reverse("identity:panel-detail", args=[here.panel.pk])

    def count():
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address)
        return len(captured), len(re.findall('class="leap-card"', page.text))

    few, cards = count()
    assert cards == len(here.on_panel) + 1
    for _ in range(36):
        person = make.member(here.panel)
        for number in range(10):
            told(person, here.panel, f"words {number}", EVERYONE)
    forty, cards = count()
    assert cards > 40
    for _ in range(360):
        make.member(here.panel)
    many, cards = count()
    assert cards > 400
    assert few == forty == many
    assert few <= 12
