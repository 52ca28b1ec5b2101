"""The pages about tasks. Whoever looks for people reads the same for nobody and for five who are asked, to the byte and
to the query; leaks put in on purpose are noticed."""

from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.identity import actions, notices, queries
from accounts.identity.models import Task, TaskAnswer
from accounts.identity.queries import tasks as tasks_of
from leap.core import clock, outbox
from leap.reports import queries as reports
from tests import factories as make
from tests.accounts.identity.test_counting_pages import without_chance, without_ids
from tests.accounts.identity.test_tasks import WORDS, looks_for, would_like

pytestmark = pytest.mark.django_db


def filled_in(**changed):
    day = clock.today() + timedelta(days=10)
    facts = {
        "topics": ["caring"],
        "title": "Read a leaflet",
        "words": WORDS,
        "answer_by_0": day.day,
        "answer_by_1": day.month,
        "answer_by_2": day.year,
    }
    boxes = {"answer_by_day": day.day, "answer_by_month": day.month, "answer_by_year": day.year}
    return {**facts, **boxes, **changed}


def test_somebody_looks_for_people_and_sees_who_says_yes(client):
    here = make.small_panel()
    one, two, *_ = here.members
    for person in (one, two):
        would_like(person, here.panel, "caring")
    client.force_login(here.coordinator)
    assert "Look for people for a task" in client.get(f"/people/panels/{here.panel.pk}/").text
    assert "No task yet" in client.get(f"/people/panels/{here.panel.pk}/tasks/").text
    new = client.get(f"/people/panels/{here.panel.pk}/tasks/new/").text
    assert "Those who are asked, and whoever runs Heather" in new
    made = client.post(f"/people/panels/{here.panel.pk}/tasks/new/", filled_in())
    task = Task.objects.unscoped("test").get()
    assert made["Location"] == f"/people/tasks/{task.pk}/"
    assert "Nobody yet" in client.get(made["Location"]).text
    client.force_login(one)
    assert "There is a question for you." in client.get("/").text
    page = client.get(f"/people/me/tasks/{task.pk}/").text
    assert "so knows that this fits you" in " ".join(page.split())
    assert "Caring for somebody, unpaid" in page
    assert client.post(f"/people/me/tasks/{task.pk}/", {"fits": "yes"}).status_code == 302
    assert "You said yes" in client.get("/people/me/tasks/").text
    client.force_login(two)
    client.post(f"/people/me/tasks/{task.pk}/", {"fits": "no"})
    assert "You said no" in client.get("/people/me/tasks/").text
    assert "There is a question for you." not in client.get("/").text
    client.force_login(here.coordinator)
    page = client.get(f"/people/tasks/{task.pk}/").text
    assert one.called_name in page
    assert two.called_name not in page
    client.force_login(one)
    back = f"/people/me/tasks/{task.pk}/take-back/"
    assert "Take your answer back" in client.get(back).text
    assert client.post(back).status_code == 302
    client.force_login(here.lead)
    assert "Nobody yet" in client.get(f"/people/tasks/{task.pk}/").text
    assert "Stop asking" in client.get(f"/people/tasks/{task.pk}/close/").text
    client.post(f"/people/tasks/{task.pk}/close/")
    assert "Closed" in client.get(f"/people/panels/{here.panel.pk}/tasks/").text
    client.force_login(two)
    assert client.get(f"/people/me/tasks/{task.pk}/").status_code == 404


def test_an_answer_that_is_no_answer_changes_nothing(client):
    here = make.small_panel()
    would_like(here.members[0], here.panel, "caring")
    task = looks_for(here)
    client.force_login(here.members[0])
    assert client.post(f"/people/me/tasks/{task.pk}/", {"fits": "maybe"}).status_code == 200
    assert not TaskAnswer.objects.unscoped("test").exists()


@pytest.mark.parametrize(
    "changed", [{"topics": []}, {"title": ""}, {"words": " "}, {"answer_by_2": 2020, "answer_by_year": 2020}]
)
def test_what_is_missing_is_said_and_what_was_typed_stays(client, changed):
    here = make.small_panel()
    client.force_login(here.coordinator)
    answer = client.post(f"/people/panels/{here.panel.pk}/tasks/new/", filled_in(**changed))
    assert answer.status_code == 422
    assert "Read a leaflet" in answer.text or "title" in changed
    assert not Task.objects.unscoped("test").exists()


def test_not_asked_and_not_there_look_the_same(client):
    here = make.small_panel()
    task = looks_for(here)
    would_like(here.members[0], here.panel, "age")
    client.force_login(here.members[0])
    looks = []
    for address in (f"/people/me/tasks/{task.pk}/", f"/people/me/tasks/{here.panel.pk}/"):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        looks.append((answer.status_code, without_chance(answer.text), [without_ids(each["sql"]) for each in asked]))
    assert looks[0] == looks[1]
    assert looks[0][0] == 404


@pytest.mark.parametrize("who", ["member", "researcher", "finance", "elsewhere"])
def test_nobody_else_finds_the_pages_of_those_who_look_for_people(client, who):
    here = make.small_panel()
    task = looks_for(here)
    elsewhere = make.coordinator(make.panel("Bracken", programme=here.programme), "Fern")
    actor = {"member": here.members[0], "researcher": here.researchers[0], "finance": here.finance}.get(who, elsewhere)
    client.force_login(actor)
    for address in (
        f"/people/panels/{here.panel.pk}/tasks/",
        f"/people/panels/{here.panel.pk}/tasks/new/",
        f"/people/tasks/{task.pk}/",
        f"/people/tasks/{task.pk}/close/",
    ):
        assert client.get(address).status_code == 404
    if who != "elsewhere":
        assert "Look for people for a task" not in client.get(f"/people/panels/{here.panel.pk}/").text


RUNS = ("/people/panels/{panel}/", "/people/panels/{panel}/tasks/", "/people/tasks/{task}/", "/", "/meetings/")


def as_the_coordinator_sees_it(client, asked, *, said_no=0, yes_in_order=()):
    """Everything somebody who runs the panel gets, when so many are asked: making the task, letters, then each page."""
    with transaction.atomic():
        here = make.small_panel(members=6)
        jay = make.member(here.panel, "Jay", email=None)
        people_asked = [*here.members[:5], jay][:asked]
        for person in people_asked:
            would_like(person, here.panel, "caring")
        client.force_login(here.coordinator)
        looks = [seen(client, "post", f"/people/panels/{here.panel.pk}/tasks/new/", filled_in())]
        actions.tell_people_asked()
        task = Task.objects.unscoped("test").get()
        for person in people_asked[:said_no]:
            actions.answer_task(task_id=task.pk, fits=False, by=person)
        for place in yes_in_order:
            actions.answer_task(task_id=task.pk, fits=True, by=people_asked[place])
        looks += [seen(client, "get", address.format(panel=here.panel.pk, task=task.pk)) for address in RUNS]
        looks += [[each.text for each in reports.waiting_for(here.coordinator)]]
        looks += [outbox.waiting_for_a_person().count()]
        transaction.set_rollback(True)
    return looks


def seen(client, way, address, data=None):
    with CaptureQueriesContext(connection) as asked:
        answer = getattr(client, way)(address, data or {})
    return answer.status_code, without_chance(answer.text), [without_ids(each["sql"]) for each in asked]


def test_nobody_and_six_who_are_asked_look_the_same_to_whoever_asks(client):
    nobody = as_the_coordinator_sees_it(client, 0)
    assert nobody == as_the_coordinator_sees_it(client, 1)
    assert nobody == as_the_coordinator_sees_it(client, 6)
    assert nobody == as_the_coordinator_sees_it(client, 6, said_no=6)


def test_the_order_of_answers_is_not_told(client):
    one_first = as_the_coordinator_sees_it(client, 6, yes_in_order=(0, 1, 2))
    assert one_first == as_the_coordinator_sees_it(client, 6, yes_in_order=(2, 0, 1))
    assert one_first != as_the_coordinator_sees_it(client, 6)


def asked_count_shown(real):
    """A leak put in on purpose: the page says how many were asked."""

    def run_task(task):
        shown = real(task)
        return type(shown)(**{**vars(shown), "title": f"{shown.title} ({len(tasks_of.people_asked(task))})"})

    return mock.patch.object(tasks_of, "_run_task", run_task)


def a_query_for_each(real):
    """A leak put in on purpose: the list of tasks looks each answer up, a no too."""

    def run_task(task):
        for answer in TaskAnswer.objects.unscoped("a leak").filter(task=task.pk):
            Task.objects.unscoped("a leak").filter(pk=answer.task_id).exists()
        return real(task)

    return mock.patch.object(tasks_of, "_run_task", run_task)


@contextmanager
def by_hand_row_shown(real):
    """A leak put in on purpose: somebody without email becomes a task by hand."""

    def ask(task, person):
        outbox.queue(kind=notices.TASK, to=person, about=task, occasion="asked")

    with mock.patch.object(notices, "ask", ask), mock.patch.object(outbox.Kind, "may_be_passed_on", True):
        yield


def letters_in_the_same_step(real):
    """A leak put in on purpose: making the task writes the letters, so it takes longer for more people."""
    made = actions.tasks.make_task

    def make_task(**facts):
        task = made(**facts)
        actions.tell_people_asked()
        return task

    return mock.patch.object(actions, "make_task", make_task)


@pytest.mark.parametrize("leak", [asked_count_shown, by_hand_row_shown, letters_in_the_same_step])
def test_a_leak_of_who_is_asked_is_noticed(client, leak):
    with leak(tasks_of._run_task):
        assert as_the_coordinator_sees_it(client, 0) != as_the_coordinator_sees_it(client, 6)


def test_a_leak_of_a_no_is_noticed(client):
    with a_query_for_each(tasks_of._run_task):
        assert as_the_coordinator_sees_it(client, 6) != as_the_coordinator_sees_it(client, 6, said_no=6)


def test_a_leak_of_the_order_of_answers_is_noticed(client):
    """Put in on purpose: who answered first comes first."""

    def in_order(viewer, task_id):
        yes = TaskAnswer.objects.unscoped("a leak").filter(task=task_id, answer="yes")
        return [each.person for each in yes.select_related("person").order_by("answered_at")]

    with mock.patch.object(queries, "who_said_yes", in_order):
        one_first = as_the_coordinator_sees_it(client, 6, yes_in_order=(0, 1, 2))
        assert one_first != as_the_coordinator_sees_it(client, 6, yes_in_order=(2, 0, 1))
