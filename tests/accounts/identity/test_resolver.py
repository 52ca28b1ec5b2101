"""Who may read what: one rule, looked at from every side."""

import itertools
from datetime import timedelta

import pytest

from accounts.identity import actions, queries
from accounts.identity.queries import Surface, panel_key
from accounts.people import queries as people
from accounts.people.models import Role
from leap.core import clock
from leap.core.errors import ProtectedAccess
from leap.core.models import AuditEvent
from tests import factories as make
from tests.accounts.identity.factories import EVERYONE, MEMBERS, PLAIN, says, shares, told

pytestmark = pytest.mark.django_db


def words_read(viewer, person, surface=Surface.PERSON_PAGE):
    return [words.text for words in queries.what_viewer_may_read(viewer, person, surface)]


def words_on_page(viewer, panel):
    return {
        person.shown_name: [words.text for words in person.statements]
        for person in queries.panel_people(viewer, panel.pk, Surface.PANEL_PAGE).people
    }


def test_nobody_else_reads_what_is_not_shared():
    here, there = make.two_panels()
    owner = here.members[0]
    says(owner)
    for viewer in make.everyone(here, there):
        assert words_read(viewer, owner) == ([PLAIN] if viewer == owner else [])


def test_members_audience_is_the_members_of_that_panel_and_nobody_else():
    here, there = make.two_panels()
    owner, *fellows = here.members
    told(owner, here.panel, audience=MEMBERS)
    readers = [viewer for viewer in make.everyone(here, there) if words_read(viewer, owner)]
    assert set(readers) == {owner, *fellows}


def test_everyone_audience_is_all_who_hold_a_role_on_the_panel_without_lead_and_finance():
    here, there = make.two_panels()
    owner = here.members[0]
    told(owner, here.panel, audience=EVERYONE)
    readers = [viewer for viewer in make.everyone(here, there) if words_read(viewer, owner)]
    assert set(readers) == set(here.on_panel)
    assert here.lead not in readers
    assert here.finance not in readers


def test_lead_who_is_also_on_the_panel_reads_by_that_role_alone():
    here = make.small_panel()
    owner = here.members[0]
    told(owner, here.panel, "for members", MEMBERS)
    told(owner, here.panel, "for everyone", EVERYONE)
    make.role(here.lead, here.panel, Role.Kind.RESEARCHER)
    assert words_read(here.lead, owner) == ["for everyone"]


def test_researchers_have_the_same_choices_and_the_same_protection():
    here = make.small_panel(researchers=2)
    owner, other = here.researchers
    told(owner, here.panel, "for members", MEMBERS)
    told(owner, here.panel, "for everyone", EVERYONE)
    assert words_read(here.members[0], owner) == ["for members", "for everyone"]
    assert words_read(other, owner) == ["for everyone"]
    assert words_read(here.coordinator, owner) == ["for everyone"]


def test_roles_elsewhere_never_widen_an_audience():
    """A researcher here who is a member there reads, here, what researchers here read."""
    here, there = make.two_panels()
    owner = here.members[0]
    make.role(owner, there.panel, Role.Kind.RESEARCHER)
    told(owner, here.panel, "for members here", MEMBERS)
    viewer = here.researchers[0]
    make.role(viewer, there.panel, Role.Kind.MEMBER)
    make.role(viewer, here.panel, Role.Kind.PPI_COORDINATOR)
    assert words_read(viewer, owner) == []


def test_being_on_two_panels_with_the_owner_shows_each_statement_once():
    here, there = make.two_panels()
    owner, viewer, *_ = here.members
    for person in (owner, viewer):
        make.role(person, there.panel)
    statement = told(owner, here.panel)
    shares(statement, there.panel)
    assert words_read(viewer, owner) == [PLAIN]


@pytest.mark.parametrize("audience", [MEMBERS, EVERYONE])
def test_listed_readers_are_exactly_those_who_can_read(audience):
    """What the owner is told ("14 people, show me who") and what the resolver does can never differ. Every pair of
    roles is held by somebody."""
    here = make.small_panel()
    owner = here.members[0]
    viewers = make.everyone(here)
    for kinds in itertools.combinations(sorted(Role.Kind), 2):
        viewer = make.person(" and ".join(kinds))
        viewers.append(viewer)
        for kind in kinds:
            make.role(viewer, None if kind in Role.PROGRAMME_WIDE else here.panel, kind, programme=here.programme)
    told(owner, here.panel, audience=audience)
    listed = queries.destinations_for(owner)[panel_key(audience, here.panel)].readers
    can_read = [person for person in viewers if person != owner and words_read(person, owner)]
    assert sorted(p.called_name for p in listed) == sorted(p.called_name for p in can_read)
    assert len(viewers) > 100
    assert 10 < len(listed) == len({p.pk for p in listed}) < len(viewers)


def test_a_role_reads_from_its_first_day_to_its_last():
    here = make.small_panel()
    owner = here.members[0]
    told(owner, here.panel)
    today = clock.today()
    day = timedelta(days=1)
    spans = {
        "begins tomorrow": (today + day, None, False),
        "begins today": (today, None, True),
        "ends today": (today - day, today, True),
        "ended yesterday": (today - day, today - day, False),
    }
    for name, (first, last, may_read) in spans.items():
        viewer = make.person(name)
        make.role(viewer, here.panel, starts_on=first, ends_on=last)
        assert bool(words_read(viewer, owner)) is may_read, name


def test_when_the_owner_leaves_the_panel_nobody_there_reads_on():
    here = make.small_panel()
    owner, viewer, *_ = here.members
    told(owner, here.panel)
    make.end_roles(owner)
    assert words_read(viewer, owner) == []
    assert words_read(owner, owner) == [PLAIN]


def test_when_the_reader_leaves_they_read_no_more():
    here = make.small_panel()
    owner, viewer, *_ = here.members
    told(owner, here.panel)
    make.end_roles(viewer)
    assert words_read(viewer, owner) == []


def test_inactive_people_read_nothing_not_even_their_own_and_are_not_read():
    here = make.small_panel()
    owner, viewer, third, *_ = here.members
    told(owner, here.panel)
    told(viewer, here.panel)
    viewer.is_active = False
    viewer.save()
    assert words_read(viewer, owner) == []
    assert words_read(viewer, viewer) == []
    assert words_read(third, viewer) == []
    assert queries.my_statements(viewer) == []


def test_own_words_come_oldest_first_and_so_do_those_of_others():
    here = make.small_panel()
    owner, viewer, *_ = here.members
    for words in ("first", "second", "third"):
        told(owner, here.panel, words)
    assert words_read(viewer, owner) == words_read(owner, owner) == ["first", "second", "third"]


def test_sharing_again_later_does_not_move_a_statement():
    """The place of a statement must not tell that it was taken back for a while."""
    here = make.small_panel()
    owner, viewer, *_ = here.members
    first = told(owner, here.panel, "first")
    told(owner, here.panel, "second")
    actions.stop_sharing(statement_id=first.pk, slot=f"panel.{here.panel.pk}", by=owner)
    shares(first, here.panel)
    assert words_read(viewer, owner) == ["first", "second"]


def test_the_panel_page_shows_what_is_shared_with_that_panel_only():
    here, there = make.two_panels()
    owner, viewer, *_ = here.members
    for person in (owner, viewer):
        make.role(person, there.panel)
    told(owner, here.panel, "told Heather")
    told(owner, there.panel, "told Bracken")
    assert words_on_page(viewer, here.panel)[owner.called_name] == ["told Heather"]
    assert words_on_page(viewer, there.panel)[owner.called_name] == ["told Bracken"]
    assert words_read(viewer, owner) == ["told Heather", "told Bracken"]


def test_my_own_entry_on_the_panel_page_leaves_out_what_i_keep_to_myself():
    """The page may be open on a table between two people."""
    here = make.small_panel()
    owner = here.members[0]
    says(owner, "only mine")
    told(owner, here.panel, "shared")
    assert words_on_page(owner, here.panel)[owner.called_name] == ["shared"]


def test_panel_page_is_empty_for_whoever_may_not_see_the_panel():
    here, there = make.two_panels()
    told(here.members[0], here.panel, audience=EVERYONE)
    for viewer in (there.members[0], there.coordinator, here.finance):
        assert queries.panel_people(viewer, here.panel.pk, Surface.PANEL_PAGE).people == []


def test_panel_page_gives_the_lead_names_and_no_words():
    here = make.small_panel()
    told(here.members[0], here.panel, audience=EVERYONE)
    page = words_on_page(here.lead, here.panel)
    assert len(page) == len(here.on_panel)
    assert set(map(tuple, page.values())) == {()}


def test_each_read_of_somebody_elses_words_is_recorded_without_them():
    here = make.small_panel()
    owner, viewer, *_ = here.members
    statement = told(owner, here.panel)
    words_read(viewer, owner)
    event = AuditEvent.objects.get(verb="statement.read")
    assert (event.actor_id, event.whose_id, event.about_id) == (viewer.pk, owner.pk, statement.pk)
    assert event.facts == {"surface": "person_page"}


def test_reading_ones_own_or_finding_nothing_is_not_recorded():
    here = make.small_panel()
    owner, viewer, *_ = here.members
    says(owner)
    words_read(owner, owner)
    words_read(viewer, owner)
    words_on_page(viewer, here.panel)
    assert not AuditEvent.objects.filter(verb="statement.read").exists()


def test_a_page_of_many_statements_is_recorded_in_one_insert(django_assert_num_queries):
    here = make.small_panel()
    viewer, *others = here.members
    for person in others:
        for number in range(3):
            told(person, here.panel, f"words {number}")
    with people.roles_looked_up_once(), django_assert_num_queries(5) as captured:
        queries.panel_people(viewer, here.panel.pk, Surface.PANEL_PAGE)
    assert sum("INSERT" in query["sql"] for query in captured.captured_queries) == 1
    assert AuditEvent.objects.filter(verb="statement.read", facts__surface="panel_page").count() == 9


def test_panel_page_costs_the_same_for_4_and_for_40_people(django_assert_num_queries):
    here = make.small_panel(members=4)
    for person in here.members:
        told(person, here.panel)
    with people.roles_looked_up_once(), django_assert_num_queries(5):
        queries.panel_people(here.members[0], here.panel.pk, Surface.PANEL_PAGE)
    more = [make.member(here.panel) for _ in range(36)]
    for person in [*here.members, *more]:
        for number in range(10):
            told(person, here.panel, f"words {number}")
    with people.roles_looked_up_once(), django_assert_num_queries(5):
        found = queries.panel_people(here.members[0], here.panel.pk, Surface.PANEL_PAGE)
    assert sum(len(person.statements) for person in found.people) == 40 * 10 + 4


def test_unknown_surface_is_refused_before_anything_is_read(django_assert_num_queries):
    here = make.small_panel()
    with django_assert_num_queries(0), pytest.raises(ValueError, match="elsewhere"):
        queries.what_viewer_may_read(here.members[0], here.members[1], "elsewhere")


def test_there_is_no_other_road_to_a_statement():
    here = make.small_panel()
    owner = here.members[0]
    statement = told(owner, here.panel)
    for road in (
        lambda: type(statement).objects.all(),
        lambda: type(statement).objects.get(pk=statement.pk),
        lambda: owner.statement_set.all(),
        lambda: statement.shares.all(),
        lambda: owner.statement_set.unscoped("curious"),
    ):
        with pytest.raises(ProtectedAccess):
            road()


def test_my_statements_say_who_can_read_each_today():
    here, there = make.two_panels()
    owner = here.members[0]
    make.role(owner, there.panel)
    says(owner, "only mine")
    both = told(owner, here.panel, "for both")
    shares(both, there.panel, EVERYONE)
    shared, private = queries.my_statements(owner)
    assert (private.own_words, private.readers_in_words) == ("only mine", "Only you")
    assert shared.readers_in_words == (
        "You and everyone on Bracken (6 people today) and the members of Heather (3 people today)"
    )
    names = sorted(member.called_name for member in here.members[1:])
    assert [person.called_name for person in shared.shares[1].readers] == names


def test_my_statement_shared_with_a_panel_i_left_is_read_by_nobody_and_says_so():
    here = make.small_panel()
    owner = here.members[0]
    told(owner, here.panel)
    make.end_roles(owner)
    (mine,) = queries.my_statements(owner)
    assert mine.is_shared
    assert mine.open_shares == []
    assert mine.readers_in_words == "Only you"
    assert mine.shares[0].readers == ()


def test_my_statements_cost_the_same_for_one_and_for_twenty(django_assert_num_queries):
    here = make.small_panel()
    owner = here.members[0]
    told(owner, here.panel)
    with people.roles_looked_up_once(), django_assert_num_queries(6):
        queries.my_statements(owner)
    for number in range(19):
        told(owner, here.panel, f"words {number}")
    with people.roles_looked_up_once(), django_assert_num_queries(6):
        assert len(queries.my_statements(owner)) == 20
