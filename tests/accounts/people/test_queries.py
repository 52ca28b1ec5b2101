"""Who holds which role today, and what that lets a viewer see."""

from datetime import timedelta

import pytest

from accounts.people import access, queries
from accounts.people.models import Role
from leap.core import clock
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def names(people):
    return [person.called_name for person in people]


def test_roles_hold_from_their_first_day_to_their_last():
    panel = make.panel()
    today = clock.today()
    spans = {
        "begins tomorrow": (today + DAY, None, False),
        "today only": (today, today, True),
        "ended yesterday": (today - DAY, today - DAY, False),
        "no end": (today - DAY, None, True),
    }
    for name, (first, last, holds) in spans.items():
        person = make.person(name)
        make.role(person, panel, starts_on=first, ends_on=last)
        assert queries.roles_now(person).exists() is holds, name
        assert access.is_on_panel(person, panel.pk) is holds, name
        assert access.is_member_of(person, panel.pk) is holds, name
        assert queries.panels_for(person).exists() is holds, name


def test_people_see_their_own_panels_and_the_lead_all_of_the_programme():
    here, there = make.two_panels()
    abroad = make.small_panel("Gorse")
    panels = {person: set(queries.panels_for(person)) for person in make.everyone(here, there, abroad)}
    assert panels[here.members[0]] == panels[here.researchers[0]] == panels[here.coordinator] == {here.panel}
    assert panels[here.lead] == {here.panel, there.panel}
    assert panels[here.finance] == set()


def test_coordinator_runs_their_panel_the_lead_all_and_nobody_else_any():
    here, there = make.two_panels()
    abroad = make.small_panel("Gorse")
    runs = {
        person: [w.panel for w in (here, there, abroad) if access.can_run_panel(person, w.panel)]
        for person in make.everyone(here, there, abroad)
    }
    assert runs.pop(here.coordinator) == [here.panel]
    assert runs.pop(there.coordinator) == [there.panel]
    assert runs.pop(here.lead) == [here.panel, there.panel]
    assert runs.pop(abroad.coordinator) == runs.pop(abroad.lead) == [abroad.panel]
    assert not any(runs.values())


def test_money_is_seen_by_the_finance_officer_and_the_lead_of_that_programme():
    here = make.small_panel()
    abroad = make.small_panel("Gorse")
    can_see = [
        person
        for person in make.everyone(here, abroad)
        if queries.programmes_with_money_for(person).filter(pk=here.programme.pk).exists()
    ]
    assert set(can_see) == {here.lead, here.finance}


def test_somebody_who_may_not_sign_in_any_more_may_do_nothing():
    here = make.small_panel()
    for person in make.everyone(here):
        person.is_active = False
        person.save()
        assert not access.is_on_panel(person, here.panel.pk)
        assert not access.is_member_of(person, here.panel.pk)
        assert not access.can_run_panel(person, here.panel)


def test_the_menu_follows_what_a_person_is_today():
    here = make.small_panel()
    expected = {
        here.members[0]: (True, False, False),
        here.researchers[0]: (True, False, False),
        here.coordinator: (True, True, True),
        here.lead: (True, True, True),
        here.finance: (False, False, True),
        make.person("Quill"): (False, False, False),
    }
    for person, flags in expected.items():
        seen = access.sees_any_panel(person), access.runs_any_panel(person), access.sees_any_money(person)
        assert seen == flags
    make.end_roles(here.coordinator)
    assert not access.runs_any_panel(here.coordinator)
    assert not access.sees_any_money(here.coordinator)


def test_people_on_a_panel_are_those_with_a_role_today_by_name():
    here, there = make.two_panels()
    gone, off, *stay = here.members
    make.end_roles(gone)
    off.is_active = False
    off.save()
    expected = sorted(names([*stay, *here.researchers, here.coordinator]))
    assert names(queries.people_on_panel(stay[0], here.panel.pk)) == expected
    assert names(queries.people_on_panel(here.lead, here.panel.pk)) == expected
    for outsider in (there.members[0], there.coordinator, here.finance, gone):
        assert names(queries.people_on_panel(outsider, here.panel.pk)) == []


def test_people_on_a_panel_on_a_day_gone_by():
    here = make.small_panel()
    gone = here.members[0]
    make.end_roles(gone)
    then = clock.today() - 30 * DAY
    assert gone in queries.people_on_panel(here.coordinator, here.panel.pk, on=then)
    assert gone not in queries.people_on_panel(here.coordinator, here.panel.pk)


def test_somebody_with_two_roles_is_listed_once_with_both():
    here = make.small_panel()
    person = here.members[0]
    make.role(person, here.panel, Role.Kind.PEER_RESEARCHER, wording="asks the questions")
    assert list(queries.people_on_panel(person, here.panel.pk)).count(person) == 1
    assert queries.roles_shown_on_panel(person, here.panel.pk)[person.pk] == ["Panel member", "asks the questions"]
    assert queries.roles_shown_on_panel(make.person("Quill"), here.panel.pk) == {}


def test_fellow_people_share_a_panel_with_me_and_are_not_me():
    here, there = make.two_panels()
    viewer = here.members[0]
    assert set(queries.fellow_people(viewer)) == set(here.on_panel) - {viewer}
    assert set(queries.fellow_people(here.lead)) == {*here.on_panel, *there.on_panel}
    assert set(queries.fellow_people(here.finance)) == set()


def test_roles_shown_to_a_viewer_stop_at_the_panels_they_see():
    here, there = make.two_panels()
    person, viewer, *_ = here.members
    make.role(person, there.panel, Role.Kind.RESEARCHER)
    assert queries.roles_shown_to(viewer, person) == ["Panel member, Heather"]
    assert queries.roles_shown_to(there.members[0], person) == ["Researcher, Bracken"]
    assert queries.roles_shown_to(here.lead, person) == ["Researcher, Bracken", "Panel member, Heather"]
    assert queries.roles_shown_to(make.person("Quill"), person) == []


def test_what_a_person_holds_is_asked_once_while_a_page_is_read_and_anew_otherwise(django_assert_num_queries):
    here = make.small_panel()
    member = here.members[0]
    with queries.roles_looked_up_once():
        assert access.is_on_panel(member, here.panel.pk)
        make.end_roles(member)
        with django_assert_num_queries(0):
            assert access.is_on_panel(member, here.panel.pk)
    assert not access.is_on_panel(member, here.panel.pk)


def test_a_request_that_may_change_something_looks_again(rf):
    from accounts.people.middleware import RolesOnceMiddleware

    here = make.small_panel()
    member, seen = here.members[0], []

    def view(request):
        seen.append(access.is_on_panel(member, here.panel.pk))
        make.end_roles(member)
        seen.append(access.is_on_panel(member, here.panel.pk))

    RolesOnceMiddleware(view)(rf.post("/"))
    assert seen == [True, False]


def test_what_was_looked_up_stays_looked_up_when_a_part_of_the_page_asks_again(django_assert_num_queries):
    member = make.small_panel().members[0]
    with queries.roles_looked_up_once():
        queries.roles_held(member)
        with django_assert_num_queries(0), queries.roles_looked_up_once():
            queries.roles_held(member)
        with django_assert_num_queries(0):
            queries.roles_held(member)
