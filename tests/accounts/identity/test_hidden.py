"""Hidden looks like never written: the same bytes, headers and SQL before and after."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.identity import actions
from accounts.identity.queries import panel_key
from leap.core import clock
from leap.core.ids import new_id
from tests import factories as make
from tests.accounts.identity.factories import EVERYONE, MEMBERS, says, shares, told, yes

pytestmark = pytest.mark.django_db

# What differs between two requests for the same page, whoever wrote what: the CSRF mask, and in the line that records a
# read its random id and its time.
CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
RECORDED = re.compile(r'(INSERT INTO "core_auditevent" .*? VALUES ).*', re.S)


def observe(viewer, url):
    """Everything a viewer could tell two worlds apart by."""
    client = Client()
    client.force_login(viewer)
    client.get(reverse("design:help"))  # so that the session row is warm in both
    reset_queries()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    session = client.cookies["sessionid"].value
    sql = [RECORDED.sub(r"\1", query["sql"].replace(session, "<session>")) for query in captured.captured_queries]
    sql = [re.sub(r"'20\d\d-[^']+'::timestamptz", "<time>", line) for line in sql]
    headers = sorted((name, value) for name, value in response.headers.items() if name != "Set-Cookie")
    return response.status_code, headers, CSRF.sub(b"", response.content), sql


@pytest.fixture
def worlds():
    here, there = make.two_panels()
    owner = here.members[0]
    make.role(owner, there.panel)
    return here, there, owner


def do_everything_that_is_not_for(here, there, owner):
    """All the ways a statement can be there and yet not be for a researcher of this panel."""
    says(owner, "kept to herself", broad_words="kept", topics=["caring"])
    yes(says(owner, "counted only", topics=["age"]), f"counted.{here.programme.pk}")
    yes(says(owner, "matched only", topics=["age"]), f"matched.{here.panel.pk}")
    yes(says(owner, "beside her name"), f"label.{here.programme.pk}")
    yes(says(owner, "for one fellow"), f"named.{here.panel.pk}.{here.members[1].pk}", form="lived")
    told(owner, here.panel, "without her name", MEMBERS, named=False)
    actions.decline_statement(
        statement_id=says(owner, "asked and declined", topics=["age"]).pk, to=f"counted.{here.programme.pk}", by=owner
    )
    actions.set_rather_not_say(topics=["faith"], by=owner)
    actions.confirm_all(by=owner)
    with time_machine.travel(clock.now() - timedelta(days=9), tick=True):
        told(owner, here.panel, "until last week", EVERYONE, until=clock.today())
    told(owner, there.panel, "for the other panel's members", MEMBERS)
    told(owner, there.panel, "for all of the other panel", EVERYONE)
    told(owner, here.panel, "for the members here", MEMBERS)
    stopped = told(owner, here.panel, "taken back", EVERYONE)
    actions.stop_sharing(statement_id=stopped.pk, slot=f"panel.{here.panel.pk}", by=owner)
    narrowed = told(owner, here.panel, "narrowed", EVERYONE)
    actions.narrow_sharing(statement_id=narrowed.pk, to=panel_key(MEMBERS, here.panel), by=owner)
    gone = told(owner, here.panel, "deleted", EVERYONE)
    actions.delete_statement(statement_id=gone.pk, by=owner)


@pytest.mark.parametrize("who", ["researcher", "coordinator", "lead"])
@pytest.mark.parametrize("something_visible", [False, True])
def test_pages_are_the_same_whether_hidden_or_never_written(worlds, who, something_visible):
    here, there, owner = worlds
    viewer = {"researcher": here.researchers[0], "coordinator": here.coordinator, "lead": here.lead}[who]
    if something_visible:
        told(owner, here.panel, "for everyone here", EVERYONE)
    addresses = [
        reverse("identity:panel-detail", args=[here.panel.pk]),
        reverse("identity:person-detail", args=[owner.pk]),
        reverse("identity:panel-list"),
        reverse("identity:shared-list"),
        reverse("identity:seen-list"),
        f"{reverse('identity:seen-as')}?eyes=person.{owner.pk}",
        reverse("identity:look-list"),
        reverse("identity:consent-list"),
        reverse("identity:statement-list"),
        reverse("people:me-detail"),
    ]
    before = [observe(viewer, url) for url in addresses]
    do_everything_that_is_not_for(here, there, owner)
    after = [observe(viewer, url) for url in addresses]
    for was, now, url in zip(before, after, addresses, strict=True):
        assert was[0] == now[0] in (200, 422), url  # 422: eyes of somebody with whom the lead shares no panel
        assert was[3] == now[3], f"{url}: SQL differs"
        assert was[1:3] == now[1:3], f"{url}: headers or bytes differ"


def test_the_comparison_notices_what_is_for_the_viewer(worlds):
    """A comparison that could not fail would prove nothing."""
    here, _, owner = worlds
    url = reverse("identity:panel-detail", args=[here.panel.pk])
    before = observe(here.researchers[0], url)
    told(owner, here.panel, "for everyone here", EVERYONE)
    after = observe(here.researchers[0], url)
    assert before[2] != after[2]
    assert before[3] != after[3]


@pytest.mark.parametrize("page", ["detail", "edit", "broader", "share", "share-how", "share-check", "delete"])
@pytest.mark.parametrize("who", ["fellow", "coordinator", "lead", "finance", "stranger"])
def test_somebody_elses_statement_is_the_same_404_as_one_that_never_was(worlds, page, who):
    here, there, owner = worlds
    viewer = {
        "fellow": here.members[1],
        "coordinator": here.coordinator,
        "lead": here.lead,
        "finance": here.finance,
        "stranger": there.members[0],
    }[who]
    statement = told(owner, here.panel, audience=EVERYONE)
    unknown = new_id()
    hidden, never = (
        observe(viewer, reverse(f"identity:statement-{page}", args=[key])) for key in (statement.pk, unknown)
    )
    assert hidden[0] == never[0] == 404
    assert hidden[1:3] == never[1:3]
    assert [line.replace(statement.pk.hex, "").replace(str(statement.pk), "") for line in hidden[3]] == [
        line.replace(unknown.hex, "").replace(str(unknown), "") for line in never[3]
    ]


def test_changing_somebody_elses_statement_is_the_same_404_and_does_nothing(worlds, client):
    here, _, owner = worlds
    statement = told(owner, here.panel, "still mine", EVERYONE)
    client.force_login(here.members[1])
    posted = {
        "own_words": "not mine",
        "seen": "",
        "to": f"everyone.{here.panel.pk}",
        "form": "own",
        "slot": f"panel.{here.panel.pk}",
        "wording": 2,
    }
    for page in ("edit", "broader", "share", "share-how", "share-check", "decline", "stop", "delete"):
        answers = [
            client.post(reverse(f"identity:statement-{page}", args=[key]), posted)
            for key in (statement.pk, uuid.uuid4())
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert CSRF.sub(b"", answers[0].content) == CSRF.sub(b"", answers[1].content)
    client.force_login(here.coordinator)
    assert "still mine" in client.get(reverse("identity:person-detail", args=[owner.pk])).text


def test_a_person_or_panel_one_shares_nothing_with_is_the_same_404_as_none(worlds):
    here, there, _ = worlds
    stranger = there.members[1]
    told(here.members[1], here.panel, audience=EVERYONE)
    for name, known in (("person-detail", here.members[1].pk), ("panel-detail", here.panel.pk)):
        hidden, never = (observe(stranger, reverse(f"identity:{name}", args=[key])) for key in (known, new_id()))
        assert hidden[0] == never[0] == 404
        assert hidden[1:3] == never[1:3]
        assert len(hidden[3]) == len(never[3])


def test_coordinator_sharing_no_panel_any_more_finds_nobody(worlds):
    here, _, owner = worlds
    shares(says(owner), here.panel, EVERYONE)
    make.end_roles(here.coordinator)
    assert observe(here.coordinator, reverse("identity:person-detail", args=[owner.pk]))[0] == 404
