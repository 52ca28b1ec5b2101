"""Invitations to join: nobody is a person here until they say yes, in the name they type."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.people import queries, tasks
from accounts.people.actions import joining
from accounts.people.models import AssistedEntry, JoinInvitation, Person, Role
from leap.core import audit, clock, outbox
from leap.core.errors import NotAllowed, NotNow
from leap.core.outbox import OutboxMessage, registry
from tests import factories as make

pytestmark = pytest.mark.django_db
NEW = "newcomer@example.org"


@pytest.fixture
def here():
    return make.small_panel()


def invite(world, email=NEW, by=None, kind=Role.Kind.MEMBER) -> JoinInvitation:
    return joining.invite(email=email, kind=kind, panel=world.panel, by=by or world.coordinator)


def every() -> list[JoinInvitation]:
    return list(JoinInvitation.objects.unscoped("a test").order_by("invited_at"))


def link(invitation: JoinInvitation) -> str:
    return reverse("people:join", kwargs={"token": invitation.token})


def test_an_invitation_makes_no_person_and_the_outbox_keeps_no_address(here):
    before = Person.objects.count()
    invitation = invite(here, email=" Newcomer@Example.ORG ")
    assert Person.objects.count() == before
    message = OutboxMessage.objects.get(kind="join_invitation")
    assert (message.to_person_id, message.channel) == (invitation.pk, "email")
    row = {field.name: str(getattr(message, field.name)) for field in OutboxMessage._meta.concrete_fields}
    assert not any("newcomer" in value.lower() for value in row.values())
    assert registry.address_of(invitation.pk) == NEW
    with connection.cursor() as cursor:
        cursor.execute("select token, token_hash from people_joininvitation")
        sealed, hashed = cursor.fetchone()
    assert invitation.token.encode() not in bytes(sealed)
    assert invitation.token not in hashed


def test_the_letter_goes_once_and_not_after_the_invitation_is_taken_back(here, post_office):
    first = invite(here)
    joining.take_back(invitation_id=first.pk, by=here.lead)
    second = invite(here)
    outbox.deliver_due()
    letters = [letter.get_content() for letter in post_office.read()]
    assert len(letters) == 1
    assert second.token in letters[0]
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"sent", "cancelled"}


def test_only_whoever_runs_the_panel_or_leads_the_programme_invites(here):
    away = make.small_panel("Gorse")
    for by in [*here.members, *here.researchers, here.finance, away.coordinator, away.lead]:
        with pytest.raises(NotAllowed):
            invite(here, by=by)
        with pytest.raises(NotAllowed):
            joining.invite(email=NEW, kind="finance_officer", programme=here.programme, by=by)
    with pytest.raises(NotAllowed):
        joining.invite(email=NEW, kind="finance_officer", programme=here.programme, by=here.coordinator)
    with pytest.raises(NotAllowed):
        joining.invite(email=NEW, kind="finance_officer", by=here.lead)
    assert every() == []
    assert joining.invite(email=NEW, kind="finance_officer", programme=here.programme, by=here.lead).panel is None


@pytest.mark.parametrize(("email", "kind"), [("", "member"), ("no at", "member"), (NEW, "ppi_lead"), (NEW, "boss")])
def test_an_address_or_role_that_cannot_be_is_refused(here, email, kind):
    with pytest.raises(ValidationError):
        invite(here, email=email, kind=kind)
    assert every() == []


def test_inviting_somebody_known_and_unknown_looks_the_same(here, client):
    """T21: same answer, same queries, one message each, whether the address is anybody's here or on this very panel."""
    known, off = make.person("Known"), make.person("Off", is_active=False)
    client.force_login(here.coordinator)
    address = reverse("people:invitation-new", kwargs={"panel_id": here.panel.pk})
    seen = set()
    for email in (NEW, known.email, off.email, here.members[0].email):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.post(address, {"email": email, "kind": "member"})
        statements = tuple(re.sub(r"'[^']*'|s\d+_x\d+", "?", each["sql"])[:90] for each in asked.captured_queries)
        seen.add((answer.status_code, answer["Location"], statements))
    assert len(seen) == 1
    assert OutboxMessage.objects.filter(kind="join_invitation", channel="email").count() == 4


def test_looking_at_the_link_changes_nothing_and_says_who_invites_to_what_and_what_is_stored(here):
    invitation = invite(here)
    lines = audit.events_about(invitation).count()
    for way in ("get", "head", "get"):
        answer = getattr(Client(), way)(link(invitation))
        assert answer.status_code == 200
    page = Client().get(link(invitation)).text
    to_what = (here.coordinator.shown_name, "Heather", "Moorland study", "panel member")
    for said in (*to_what, "What is stored", "What is not", "Who sees it", "delete my address"):
        assert said in page
    assert audit.events_about(invitation).count() == lines
    assert every()[0].state == "waiting"


def test_yes_makes_the_person_in_the_name_they_type(here):
    invitation = invite(here)
    address = link(invitation)
    done = Client().post(address, {"answer": "yes", "called_name": " Nightjar "})
    assert "Welcome, <bdi>Nightjar</bdi>" in done.text
    person = Person.objects.get(email=NEW)
    assert (person.called_name, [role.kind for role in queries.roles_now(person)]) == ("Nightjar", ["member"])
    kept = every()[0]
    assert (kept.state, kept.person, kept.email, kept.token, kept.token_hash) == ("accepted", person, "", "", "")
    again = Client().get(address)
    assert again.status_code == 404
    assert again.content == Client().get(reverse("people:join", kwargs={"token": "never-was"})).content


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "\u200d", "Ro\x00wan"])
def test_yes_without_a_name_that_shows_asks_again(here, name):
    invitation = invite(here)
    answer = Client().post(link(invitation), {"answer": "yes", "called_name": name})
    assert answer.status_code == 422
    assert not Person.objects.filter(email=NEW).exists()
    with pytest.raises(ValidationError):
        joining.accept_as_new(token=invitation.token, called_name="" if name.strip() else name)


def test_no_forgets_the_address_at_once(here):
    invitation = invite(here)
    done = Client().post(link(invitation), {"answer": "no"})
    assert "Your address is deleted" in done.text
    assert (every()[0].state, every()[0].email) == ("declined", "")
    assert registry.address_of(invitation.pk) is None
    for again in ("yes", "no"):
        assert Client().post(link(invitation), {"answer": again, "called_name": "Nightjar"}).status_code == 404


def test_unanswered_ones_expire_and_the_address_goes(here):
    invitation = invite(here)
    with clock.held_at(clock.now() + timedelta(days=29)):
        assert Client().get(link(invitation)).status_code == 404, "too old is closed, even before anybody tidies"
        with pytest.raises(NotNow):
            joining.accept_as_new(token=invitation.token, called_name="Nightjar")
        assert tasks.expire_invitations() == 1
        assert tasks.expire_invitations() == 0
    assert (every()[0].state, every()[0].email, every()[0].token) == ("expired", "", "")


def test_somebody_who_is_here_already_signs_in_and_answers(here, client):
    wren = make.person("Wren Known")
    invitation = invite(here, email=wren.email)
    page = Client().get(link(invitation))
    assert "Sign in to answer" in page.text
    assert Client().post(link(invitation), {"answer": "yes", "called_name": "Thief"}).status_code == 409
    assert list(queries.roles_now(wren)) == []
    client.force_login(wren)
    assert "You are invited to something." in client.get("/").text
    assert "Heather" in client.get(reverse("people:place-list")).text
    mine = reverse("people:offer-answer", kwargs={"invitation_id": invitation.pk})
    assert client.post(mine).status_code == 422
    assert client.post(mine, {"answer": "yes"}).status_code == 302
    assert [role.kind for role in queries.roles_now(wren)] == ["member"]
    assert client.get(mine).status_code == 404


def test_somebody_who_is_here_already_says_no(here, client):
    wren = make.person("Wren Known")
    client.force_login(wren)
    for address in (lambda i: reverse("people:offer-answer", kwargs={"invitation_id": i.pk}), link):
        assert client.post(address(invite(here, email=wren.email)), {"answer": "no"}).status_code in (200, 302)
    assert {each.state for each in every()} == {"declined"}
    assert list(queries.roles_now(wren)) == []


def test_an_invitation_to_somebody_elses_address_is_not_answered_for_them(here, client):
    invitation = invite(here)
    client.force_login(here.members[0])
    assert "went to another address" in client.get(link(invitation)).text
    assert client.post(link(invitation), {"answer": "yes"}).status_code == 409
    assert client.get(reverse("people:offer-answer", kwargs={"invitation_id": invitation.pk})).status_code == 404
    for act in (joining.accept_signed_in, joining.decline):
        with pytest.raises(NotAllowed):
            act(invitation_id=invitation.pk, by=here.members[0])
    with pytest.raises(NotAllowed):
        joining.decline(invitation_id=invitation.pk, by=None)
    assert every()[0].state == "waiting"


def test_a_role_held_already_stays_one(here):
    wren = here.members[0]
    joining.accept_signed_in(invitation_id=invite(here, email=wren.email).pk, by=wren)
    assert queries.roles_now(wren).count() == 1


def test_only_those_who_run_the_panel_see_and_take_back(here, client):
    invitation = invite(here)
    away = make.small_panel("Gorse")
    address = reverse("people:invitation-take-back", kwargs={"invitation_id": invitation.pk})
    for viewer in (here.members[0], away.coordinator, away.lead, here.finance):
        assert not queries.invitations_sent_for(viewer, here.programme, here.panel).exists()
        client.force_login(viewer)
        assert client.post(address).status_code == 404
        with pytest.raises(NotAllowed):
            joining.take_back(invitation_id=invitation.pk, by=viewer)
    client.force_login(here.coordinator)
    people = reverse("people:panel-people", kwargs={"panel_id": here.panel.pk})
    assert NEW in client.get(people).text
    assert client.get(address).status_code == 405
    assert "taken back" in client.post(address, follow=True).text
    assert NEW not in client.get(people).text


def test_the_same_question_is_open_once_and_says_so(here, client):
    invite(here)
    with pytest.raises(NotNow):
        invite(here, by=here.lead)
    client.force_login(here.lead)
    address = reverse("people:invitation-new", kwargs={"panel_id": here.panel.pk})
    answer = client.post(address, {"email": NEW, "kind": "member"})
    assert (answer.status_code, "is asked already" in answer.text) == (422, True)
    assert client.post(address, {"email": NEW, "kind": "researcher"}).status_code == 302
    for bad in ({}, {"email": "x", "kind": "member"}, {"email": NEW, "kind": "ppi_lead"}, {"email": NEW}):
        assert client.post(address, bad).status_code == 422


def test_the_lead_invites_for_the_whole_programme(here, client):
    client.force_login(here.lead)
    where = {"programme_id": here.programme.pk}
    address = reverse("people:programme-invitation-new", kwargs=where)
    assert client.post(address, {"email": NEW, "kind": "administrator"}).status_code == 302
    assert NEW in client.get(reverse("people:programme-people", kwargs=where)).text
    (invitation,) = every()
    assert "Moorland study" in Client().get(link(invitation)).text
    take_back = reverse("people:invitation-take-back", kwargs={"invitation_id": invitation.pk})
    assert client.post(take_back)["Location"] == reverse("people:programme-people", kwargs=where)
    client.force_login(here.coordinator)
    for name in ("programme-people", "programme-invitation-new", "programme-edit"):
        assert client.get(reverse(f"people:{name}", kwargs=where)).status_code == 404


def test_the_database_keeps_the_promises_too(here):
    invitation = invite(here)
    rows = JoinInvitation.objects.unscoped("a test").filter(pk=invitation.pk)
    for change in ({"state": "declined"}, {"email": ""}, {"person": here.lead}, {"email": "A@b.org"}, {"panel": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


# Without email


def told(world, **changes):
    facts = {"called_name": "Quill", "kind": "member", "panel": world.panel, "told_by": world.coordinator,
             "how": "phone", "told_on": clock.today(), "read_back": True, "by": world.coordinator}  # fmt: skip
    return joining.add_in_person(**{**facts, **changes})


def test_somebody_without_email_is_added_with_who_told_them_how_and_when(here):
    quill = told(here)
    assert (quill.email, [role.kind for role in queries.roles_now(quill)]) == (None, ["member"])
    entry = AssistedEntry.objects.get(role__person=quill)
    assert (entry.told_by, entry.how, entry.told_on, entry.recorded_by) == (
        here.coordinator, "phone", clock.today(), here.coordinator,
    )  # fmt: skip
    assert queries.told_of(here.members[0], quill, here.panel) is None


@pytest.mark.parametrize(
    ("changes", "box"),
    [
        ({"how": "self"}, "how"),
        ({"how": "telepathy"}, "how"),
        ({"told_on": clock.today() + timedelta(days=2)}, "told_on"),
        ({"read_back": False}, "read_back"),
        ({"called_name": ""}, "called_name"),
    ],
)
def test_nobody_is_added_behind_their_back(here, changes, box):
    with pytest.raises(ValidationError) as refused:
        told(here, **changes)
    assert box in refused.value.error_dict
    assert not AssistedEntry.objects.exists()


def test_only_those_who_run_the_panel_add_and_tell(here):
    with pytest.raises(ValidationError):
        told(here, told_by=here.members[0])
    with pytest.raises(NotAllowed):
        told(here, by=here.members[0])


def test_adding_on_the_page_leads_to_a_paper_to_print(here, client):
    client.force_login(here.coordinator)
    where = {"panel_id": here.panel.pk}
    address = reverse("people:person-add", kwargs=where)
    today = clock.today()
    sent = {"called_name": "Quill", "kind": "member", "told_by": here.lead.pk, "how": "in_person",
            "told_on_day": today.day, "told_on_month": today.month, "told_on_year": today.year,
            "read_back": "on"}  # fmt: skip
    for missing in (*sent, None):
        some = {name: value for name, value in sent.items() if name != missing and missing is not None}
        assert client.post(address, some).status_code == 422
    later = {**sent, "told_on_year": today.year + 1}
    assert "still to come" in client.post(address, later).text
    done = client.post(address, sent, follow=True)
    for said in ("For <bdi>Quill</bdi>", f"<bdi>{here.lead.shown_name}</bdi> told you so (in person", "What is stored"):
        assert said in done.text
    client.force_login(here.members[0])
    quill = Person.objects.get(called_name="Quill")
    paper = reverse("people:person-paper", kwargs={**where, "person_id": quill.pk})
    assert client.get(paper).status_code == 403
    client.force_login(here.lead)
    assert client.get(paper).status_code == 200
    assert client.get(reverse("people:person-paper", kwargs={**where, "person_id": here.finance.pk})).status_code == 404


# Several at once


def at_once(*calls) -> list[object]:
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait(10)
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_eight_coordinators_inviting_one_address_ask_once():
    here = make.small_panel()
    others = [make.coordinator(here.panel) for _ in range(7)]
    told = at_once(*[lambda by=by: invite(here, by=by) for by in [here.coordinator, *others]])
    assert sorted(type(each).__name__ for each in told) == ["JoinInvitation"] + ["NotNow"] * 7
    assert OutboxMessage.objects.filter(kind="join_invitation").count() == 1


@pytest.mark.django_db(transaction=True)
def test_saying_yes_eight_times_makes_one_person():
    here = make.small_panel()
    token = invite(here).token
    told = at_once(*[lambda n=n: joining.accept_as_new(token=token, called_name=f"Nightjar {n}") for n in range(8)])
    assert [type(each).__name__ for each in told].count("Person") == 1
    assert Person.objects.filter(email=NEW).count() == 1


@pytest.mark.django_db(transaction=True)
def test_yes_no_taking_back_and_expiring_at_once_end_in_one_of_them():
    here = make.small_panel()
    wren = make.person("Wren Known")
    invitation = invite(here, email=wren.email)
    one = {"invitation_id": invitation.pk}
    told = at_once(
        *[lambda: joining.accept_signed_in(**one, by=wren)] * 3,
        *[lambda: joining.decline(**one, by=wren)] * 3,
        *[lambda: joining.take_back(**one, by=here.lead)] * 2,
    )
    assert sum(not isinstance(each, NotNow) for each in told) == 1
    assert (queries.roles_now(wren).count() == 1) == (every()[0].state == "accepted")
