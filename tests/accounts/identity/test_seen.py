"""Seeing oneself as somebody else does is what that person really finds: page by page, and to the letter."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given

from accounts.identity import queries
from accounts.identity.models import Share
from accounts.identity.planning import words
from accounts.identity.queries import Surface
from accounts.people import queries as people
from accounts.people.models import Role
from accounts_reflective.inquiries.models import Inquiry
from leap.core import clock
from leap.core.models import AuditEvent
from tests import factories as make
from tests.accounts.identity.factories import EVERYONE, MEMBERS, says, shares, told, yes
from tests.accounts.identity.test_rule import (  # noqa: F401 - the stage is a fixture
    PEOPLE,
    a_role,
    drawn_worlds,
    in_world,
    stage,
    worlds,
)
from tests.accounts_reflective.writing.factories import account, joined

pytestmark = pytest.mark.django_db


def entry_html(entry):
    return render_to_string("identity/_entry.html", {"person": entry})


def really(me, other):
    """What somebody finds about me on each page, through the reads that the pages are made of."""
    panels = people.panels_for(other).filter(pk__in=sorted(people.panel_ids_of(me)))
    on_pages = {}
    for panel in panels:
        page = queries.panel_people(other, panel.pk, Surface.PANEL_PAGE)
        (entry,) = [each for each in page.people if each.id == me.pk]
        on_pages[panel.pk] = (entry_html(entry), texts(page.without_name))
    told_by_all = queries.shared_with_me(other, Surface.SHARED_WITH_ME)
    told_by_me = [texts(each.statements) for each in told_by_all.people if each.id == me.pk]
    return {
        "panels": on_pages,
        "opens": people.fellow_people(other).filter(pk=me.pk).exists(),
        "person page": texts(queries.what_viewer_may_read(other, me, Surface.PERSON_PAGE)),
        "told": told_by_me,
        "told without name": texts(told_by_all.without_name),
    }


def as_shown(me, eyes):
    """The same, as the page "See yourself as" gives it to me."""
    seen = queries.seen_as(me, eyes)
    return {
        "panels": {page.panel.pk: (entry_html(page.entry), texts(page.without_name)) for page in seen.panels},
        "opens": seen.opens_person_page,
        "person page": texts(seen.person_page),
        "told": [texts(each.statements) for each in seen.told.people],
        "told without name": texts(seen.told.without_name),
    }


def texts(found):
    return [each.text for each in found]


def test_in_drawn_worlds_i_see_exactly_what_each_fellow_sees(stage, record_property):  # noqa: F811
    told_of = {"pairs": 0, "words": 0}

    def look(world):
        for me in (person for person in world.people if person.is_active):
            hide_those_of_others(me)
            reads = AuditEvent.objects.filter(verb="statement.read").count()
            eyes = queries.eyes_for(me)
            shown = {key: as_shown(me, each) for key, each in eyes.items()}
            assert AuditEvent.objects.filter(verb="statement.read").count() == reads  # nobody looked
            for other in world.people:
                if f"person.{other.pk}" in eyes:
                    found = really(me, other)
                    assert shown[f"person.{other.pk}"] == found
                    told_of["pairs"] += 1
                    told_of["words"] += len(found["person page"]) + len(found["told without name"])
                else:
                    assert other == me or not other.is_active or not people.fellow_people(other).filter(pk=me.pk)
            show_all_again()

    @drawn_worlds(30)
    @given(worlds)
    def over_worlds(drawn):
        in_world(stage, drawn, look)

    over_worlds()
    assert told_of["pairs"] > 100
    assert told_of["words"] > 30
    record_property(
        "told", f"See yourself as: {told_of['pairs']:,} pairs of people in drawn worlds, each as the other finds them."
    )


def hide_those_of_others(me):
    """What others say without a name stands among mine on a real page; here only mine is looked at."""
    Share.objects.unscoped("test").exclude(statement__person=me).update(wording_version=1000)


def show_all_again():
    Share.objects.unscoped("test").filter(wording_version=1000).update(wording_version=2)


@pytest.fixture
def here():
    return make.small_panel(members=3)


@pytest.fixture
def me(here):
    """Somebody who tells each group something else about the same thing."""
    person = here.members[0]
    statement = says(person, "My own words.", broad_words="In broader words.")
    shares(statement, here.panel, MEMBERS, form=words.BROAD)
    yes(statement, f"{words.COORDINATOR}.{here.panel.pk}")
    yes(statement, f"{words.STUDY_TEAM}.{here.programme.pk}", form=words.OTHER, other_words="For the team.")
    yes(statement, f"{words.NAMED}.{here.panel.pk}.{here.lead.pk}", form=words.LIVED)
    told(person, here.panel, "Said without a name.", EVERYONE, named=False)
    return person


def page_as(client, me, key):
    client.force_login(me)
    return client.get(reverse("identity:seen-as"), {"eyes": key})


def test_each_way_of_looking_shows_its_own_words(client, here, me):
    wanted = {
        f"member.{here.panel.pk}": ["In broader words."],
        f"researcher.{here.panel.pk}": ["For the team."],
        f"ppi_coordinator.{here.panel.pk}": ["My own words."],
        f"ppi_lead.{here.programme.pk}": ["For the team."],
        f"study_team.{here.programme.pk}": ["For the team."],
        f"person.{here.lead.pk}": ["For the team."],
        f"person.{here.coordinator.pk}": ["My own words."],
        "nobody": [],
    }
    said = ["My own words.", "In broader words.", "For the team."]
    for key, found in wanted.items():
        page = page_as(client, me, key).text
        assert [text for text in said if text in page] == (
            found if key != f"ppi_coordinator.{here.panel.pk}" and key != f"person.{here.coordinator.pk}" else
            ["My own words.", "For the team."]
        ), key  # fmt: skip
    assert "They find nothing about you here." in page_as(client, me, "nobody").text
    assert "Without your name" in page_as(client, me, f"researcher.{here.panel.pk}").text


def test_the_entry_on_the_page_is_the_one_the_other_finds(client, here, me):
    for viewer in [*here.on_panel[1:], here.lead]:
        seen = page_as(client, me, f"person.{viewer.pk}").text
        reader = Client()
        reader.force_login(viewer)
        panel = reader.get(reverse("identity:panel-detail", args=[here.panel.pk])).text
        card = panel.split(f"{reverse('identity:person-detail', args=[me.pk])}")[1].split("</h2>")[1].split("</li>")[0]
        assert card.strip() in seen
        mine = reader.get(reverse("identity:person-detail", args=[me.pk])).text
        for block in mine.split('<div class="leap-next">')[1:]:
            assert f'<div class="leap-next">{block.split("</div>")[0]}' in seen


def test_looking_through_somebodys_eyes_leaves_no_trace(client, here, me):
    before = AuditEvent.objects.count()
    for key in queries.eyes_for(me):
        page_as(client, me, key)
    assert AuditEvent.objects.count() == before


def test_it_tells_nothing_of_roles_that_i_cannot_see(client, here, me):
    """A fellow who is also a member elsewhere, or looks after money, looks like one who is not."""
    there = make.small_panel("Bracken", programme=here.programme)
    other = here.members[1]
    before = page_as(client, me, f"person.{other.pk}").content
    choices = sorted(queries.eyes_for(me))
    make.role(other, there.panel)
    make.role(other, kind=Role.Kind.FINANCE_OFFICER, programme=here.programme)
    make.role(other, make.panel("Elsewhere"), Role.Kind.RESEARCHER)
    assert sorted(queries.eyes_for(me)) == choices
    assert page_as(client, me, f"person.{other.pk}").content == before


def test_two_people_of_one_name_are_told_apart_by_what_i_know_of_them(client, here, me):
    """Their pronouns and what they are on my panels, as its pages say; nothing about panels I am not on."""
    there = make.small_panel("Bracken", programme=here.programme)
    one, two = here.members[1:3]
    for person in (one, two, here.researchers[0], here.lead):
        person.called_name = "Sam"
        person.save()
    one.pronouns = "she/her"
    one.save()
    make.role(one, there.panel, "researcher")
    make.role(one, here.panel, Role.Kind.SUPPORTER)
    two.roles.update(wording="keeper of the biscuits")
    here.lead.pronouns = "they/them"
    here.lead.save()
    labels = {key: each.label for key, each in queries.eyes_for(me).items()}
    known = {
        one: "Sam (she/her), Panel member on Heather",
        two: "Sam, keeper of the biscuits on Heather",
        here.researchers[0]: "Sam, Researcher on Heather",
        here.lead: "Sam, PPI lead",
    }
    for person, words_for in known.items():
        assert labels[f"person.{person.pk}"] == words_for
        assert words_for in page_as(client, me, "nobody").text
    page = client.get(
        reverse("identity:statement-share-how", args=[queries.my_statements(me)[0].id]),
        {"to": f"named.{here.panel.pk}"},
    )
    assert all(words_for in page.text for words_for in known.values()), "so is whom one shares with"


def test_those_i_write_with_see_me_as_this_page_says(client, here, me):
    inquiry = Inquiry.objects.create(programme=here.programme, title="Small boats", opened_on=clock.today())
    other, third = here.members[1:3]
    ours = account(inquiry=inquiry, author=me, title="A small boat", role_shown="a sailor")
    joined(ours, other, by=me)
    make.end_roles(other)  # no panel of mine any more, but we still write together
    yes(says(me, "For those I write with."), f"{words.CO_AUTHORS}.{ours.pk}")
    for key in (f"person.{other.pk}", f"{words.CO_AUTHORS}.{ours.pk}"):
        page = page_as(client, me, key).text
        assert "shown to readers as <bdi>“a sailor”</bdi>" in page
        assert "For those I write with." in page
        assert "On the page of" not in page
    eyes = queries.eyes_for(me)[f"person.{other.pk}"]
    ((found,),) = (queries.seen_as(me, eyes).in_circles,)
    really_read = queries.what_co_authors_may_read(other, ours.pk, Surface.CO_AUTHORS_PAGE)[me.pk]
    assert texts(found.statements) == texts(really_read)
    reader = Client()
    reader.force_login(other)
    theirs = reader.get(reverse("writing:account-authors", args=[ours.pk])).text
    assert "For those I write with." in theirs
    assert "shown to readers as “a sailor”" in theirs
    page = page_as(client, me, f"person.{third.pk}").text
    assert "A small boat" not in page.split("sees you like this")[1]


def test_staff_of_my_other_programme_see_what_i_tell_its_team(here):
    """Somebody on my panel who is staff of a second study that I lead reads what I tell that team."""
    me, other = here.members[0], here.researchers[0]
    second = make.small_panel("Gorse")
    make.role(me, kind=Role.Kind.PPI_LEAD, programme=second.programme)
    make.role(other, second.panel, Role.Kind.RESEARCHER)
    yes(says(me, "For the other team."), f"{words.STUDY_TEAM}.{second.programme.pk}")
    eyes = queries.eyes_for(me)[f"person.{other.pk}"]
    assert as_shown(me, eyes) == really(me, other)
    assert as_shown(me, eyes)["told"] == [["For the other team."]]


@pytest.mark.parametrize("key", ["", "nonsense", "person.", "\x00", "person.00000000-0000-4000-8000-000000000000"])
def test_made_up_eyes_get_a_sentence(client, here, me, key):
    page = page_as(client, me, key)
    assert page.status_code == 422
    assert "Choose one of those shown." in page.text or "Choose whose eyes" in page.text or "hidden" in page.text


def test_nobody_elses_eyes_are_offered(here, me):
    there = make.small_panel("Bracken", programme=here.programme)
    offered = queries.eyes_for(me)
    for person in [*there.on_panel, here.finance, me]:
        assert f"person.{person.pk}" not in offered


def test_the_pages_about_me_cost_the_same_for_4_and_for_40(client, here, me):
    addresses = [
        reverse("identity:seen-list"),
        f"{reverse('identity:seen-as')}?eyes=member.{here.panel.pk}",
        reverse("identity:statement-list"),
        reverse("identity:consent-list"),
        reverse("identity:look-list"),
        reverse("identity:sharing-review"),
        reverse("identity:sharing-stop"),
        reverse("identity:statement-share", args=[queries.my_statements(me)[0].id]),
        f"{reverse('identity:statement-share-how', args=[queries.my_statements(me)[0].id])}?to=members.{here.panel.pk}",
    ]
    client.force_login(me)
    few = [queries_of(client, address) for address in addresses]
    for _ in range(36):
        make.member(here.panel)
    for number in range(9):
        told(me, here.panel, f"Number {number}.", EVERYONE)
    assert [queries_of(client, address) for address in addresses] == few
    assert max(few) <= 15


def queries_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
