"""Looking for people for a task: it reaches those who said yes to it, and nobody learns who they are but by their own
answer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.identity import actions, notices, queries, wordings
from accounts.identity.models import Share, Task, TaskAnswer
from accounts.identity.planning import words
from accounts.identity.tasks import tell_people_asked
from accounts.people import actions as people
from accounts.people.actions import places
from leap.core import clock, outbox
from leap.core.errors import NotAllowed, NotNow
from leap.core.models import AuditEvent, OutboxMessage
from leap.core.outbox import registry
from leap.reports import queries as reports
from tests import factories as make
from tests.accounts.identity.factories import says, yes
from tests.accounts.needs.factories import reached
from tests.meetings.at_once import at_once

pytestmark = pytest.mark.django_db

WORDS = "Two hours on a Tuesday, to read a leaflet with us. We pay for it."


def would_like(person, panel, *topics):
    """The person says yes to being asked about these topics."""
    return yes(says(person, topics=topics), f"{words.MATCHED}.{panel.pk}")


def looks_for(here, *topics, by=None, title="Read a leaflet", days=14):
    return actions.make_task(
        panel=here.panel,
        title=title,
        words=WORDS,
        topics=topics or ("caring",),
        answer_by=clock.today() + timedelta(days=days),
        by=by or here.coordinator,
    )


def asked_about(task, *people_there):
    return [person.called_name for person in people_there if any(t.waits for t in queries.my_tasks(person))]


def reports_waiting(person):
    return [each for each in reports.waiting_for(person) if each.text == "There is a question for you."]


def letters():
    return OutboxMessage.objects.filter(kind=notices.TASK)


def test_those_who_said_yes_to_it_are_asked_and_nobody_else():
    here = make.small_panel()
    one, two, three, four = here.members
    would_like(one, here.panel, "caring")
    would_like(two, here.panel, "age", "caring")
    would_like(three, here.panel, "age")
    yes(says(four, topics=["caring"]), f"{words.COUNTED}.{here.programme.pk}")
    task = looks_for(here)
    assert asked_about(task, *here.members, here.coordinator, here.lead) == [one.called_name, two.called_name]
    tell_people_asked()
    assert set(letters().values_list("to_person_id", flat=True)) == {one.pk, two.pk}


def test_staff_are_asked_like_members():
    here = make.small_panel()
    would_like(here.researchers[0], here.panel, "caring")
    task = looks_for(here)
    assert asked_about(task, *here.researchers) == [here.researchers[0].called_name]


def test_whoever_asks_is_not_asked():
    here = make.small_panel()
    would_like(here.coordinator, here.panel, "caring")
    task = looks_for(here)
    assert asked_about(task, here.coordinator) == []
    tell_people_asked()
    assert not letters().exists()
    assert asked_about(looks_for(here, by=here.lead), here.coordinator) == [here.coordinator.called_name]


@pytest.mark.parametrize(
    "change",
    [
        "stopped",
        "left",
        "switched off",
        "deleted",
        "rather not",
        "closed",
        "too late",
        "other words",
        "a break",
    ],
)
def test_a_question_goes_when_the_yes_goes_even_at_the_last_moment(change, monkeypatch):
    here = make.small_panel()
    owner = here.members[0]
    share = would_like(owner, here.panel, "caring")
    task = looks_for(here)
    tell_people_asked()
    (letter,) = letters()
    kind = registry.kind_called(notices.TASK)
    assert kind.still_true(letter)
    if change == "stopped":
        actions.stop_sharing(statement_id=share.statement_id, slot=share.slot, by=owner)
    if change == "left":
        people.end_role(role=owner.roles.get(), by=here.lead)
    if change == "switched off":
        owner.is_active = False
        owner.save()
    if change == "deleted":
        actions.delete_statement(statement_id=share.statement_id, by=owner)
    if change == "rather not":
        actions.set_rather_not_say(topics=["caring"], by=owner)
    if change == "a break":
        places.pause(person=owner, panel=here.panel, by=owner)
    if change == "closed":
        actions.close_task(task_id=task.pk, by=here.lead)
    if change == "too late":
        Task.objects.unscoped("test").update(answer_by=clock.today() - timedelta(days=1))
    if change == "other words":
        monkeypatch.setattr(wordings, "in_force", lambda: [99])
    assert not kind.still_true(letter)
    assert asked_about(task, owner) == []
    with pytest.raises(NotAllowed):
        actions.answer_task(task_id=task.pk, fits=True, by=owner)


def test_people_without_email_see_it_on_their_first_page_and_no_list_names_them():
    here = make.small_panel()
    jay = make.member(here.panel, "Jay", email=None)
    would_like(jay, here.panel, "caring")
    looks_for(here)
    tell_people_asked()
    assert not letters().exists()
    assert not outbox.waiting_for_a_person().exists()
    assert [each.text for each in reports.waiting_for(jay)] == ["There is a question for you."]


def test_an_address_that_went_makes_no_task_by_hand():
    here = make.small_panel()
    owner = here.members[0]
    would_like(owner, here.panel, "caring")
    looks_for(here)
    tell_people_asked()
    owner.email = None
    owner.save()
    assert registry.way_now(letters().get(), registry.kind_called(notices.TASK)) == registry.NOBODY_ELSE


def test_letters_are_written_once_however_often_it_runs():
    here = make.small_panel()
    would_like(here.members[0], here.panel, "caring")
    looks_for(here)
    assert (tell_people_asked(), tell_people_asked()) == (1, 0)
    assert letters().count() == 1
    would_like(here.members[1], here.panel, "caring")
    assert tell_people_asked() == 0


def test_a_yes_is_shown_by_name_and_a_no_to_nobody():
    here = make.small_panel()
    one, two, three, _ = here.members
    for person in (one, two, three):
        would_like(person, here.panel, "caring")
    task = looks_for(here)
    actions.answer_task(task_id=task.pk, fits=True, by=three)
    actions.answer_task(task_id=task.pk, fits=True, by=one)
    actions.answer_task(task_id=task.pk, fits=False, by=two)
    for runs in (here.coordinator, here.lead):
        names = [person.called_name for person in queries.who_said_yes(runs, task.pk)]
        assert names == sorted([one.called_name, three.called_name])
    for other in (one, two, here.finance, make.coordinator(make.panel("Bracken", programme=here.programme), "Fern")):
        assert queries.who_said_yes(other, task.pk) == []


def test_a_yes_can_be_taken_back_even_when_it_is_too_late_or_one_is_asked_no_more():
    here = make.small_panel()
    owner = here.members[0]
    share = would_like(owner, here.panel, "caring")
    task = looks_for(here)
    assert actions.take_back_answer(task_id=task.pk, by=owner) is None
    actions.answer_task(task_id=task.pk, fits=True, by=owner)
    actions.stop_sharing(statement_id=share.statement_id, slot=share.slot, by=owner)
    actions.close_task(task_id=task.pk, by=here.lead)
    assert [each.said_yes for each in queries.my_tasks(owner)] == [True]
    actions.take_back_answer(task_id=task.pk, by=owner)
    assert queries.who_said_yes(here.lead, task.pk) == []
    assert queries.my_tasks(owner) == []


def test_somebody_who_leaves_the_panel_is_not_shown_there():
    here = make.small_panel()
    owner = here.members[0]
    would_like(owner, here.panel, "caring")
    task = looks_for(here)
    actions.answer_task(task_id=task.pk, fits=True, by=owner)
    places.pause(person=owner, panel=here.panel, by=owner)
    assert queries.who_said_yes(here.lead, task.pk) == [], "nobody is in touch with them while they take a break"
    places.come_back(person=owner, panel=here.panel, by=owner)
    assert queries.who_said_yes(here.lead, task.pk) == [owner]
    people.end_role(role=owner.roles.get(), by=here.lead)
    make.role(owner, here.panel, "supporter")
    assert queries.who_said_yes(here.lead, task.pk) == []


def test_nobody_is_asked_through_somebody_else():
    """Who is to be reached by phone gets no letter, and no list tells anybody to ring them about a task."""
    here = make.small_panel()
    rings, later = here.members[:2]
    for person in (rings, later):
        would_like(person, here.panel, "caring")
    reached(rings, channel="phone", phone_number="01632 960001")
    looks_for(here)
    tell_people_asked()
    (message,) = letters()
    assert (message.to_person_id, message.channel) == (later.pk, "email")
    reached(later, channel="phone", phone_number="01632 960002")
    assert registry.way_now(message, registry.kind_called(notices.TASK)) == registry.NOBODY_ELSE
    assert reports_waiting(rings), "their first page asks them"


def test_a_no_can_become_a_yes_while_the_question_stands():
    here = make.small_panel()
    owner = here.members[0]
    would_like(owner, here.panel, "caring")
    task = looks_for(here)
    actions.answer_task(task_id=task.pk, fits=False, by=owner)
    assert [(each.waits, each.said_yes) for each in queries.my_tasks(owner)] == [(False, False)]
    actions.answer_task(task_id=task.pk, fits=True, by=owner)
    actions.answer_task(task_id=task.pk, fits=True, by=owner)
    assert AuditEvent.objects.filter(verb="task.answered").count() == 2


@pytest.mark.parametrize("who", ["member", "researcher", "elsewhere", "finance", "switched off"])
def test_only_whoever_runs_the_panel_looks_for_people(who):
    here = make.small_panel()
    elsewhere = make.coordinator(make.panel("Bracken", programme=here.programme), "Fern")
    task = looks_for(here)
    actor = {"member": here.members[0], "researcher": here.researchers[0], "finance": here.finance}.get(who, elsewhere)
    if who == "switched off":
        actor = here.coordinator
        actor.is_active = False
        actor.save()
    with pytest.raises(NotAllowed):
        looks_for(here, by=actor)
    with pytest.raises(NotAllowed):
        actions.close_task(task_id=task.pk, by=actor)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"title": "  "}, "no words"),
        ({"title": "a" * 81}, "shorter"),
        ({"words": ""}, "no words"),
        ({"topics": ()}, "what the task is about"),
        ({"answer_by": None}, "over already"),
    ],
)
def test_what_cannot_be_kept_gets_a_sentence(facts, said):
    here = make.small_panel()
    good = {"title": "A task", "words": WORDS, "topics": ["caring"], "answer_by": clock.today()}
    facts = {key: clock.today() - timedelta(days=1) if key == "answer_by" else value for key, value in facts.items()}
    with pytest.raises(NotNow) as refused:
        actions.make_task(panel=here.panel, by=here.coordinator, **{**good, **facts})
    assert said in refused.value.sentence
    with pytest.raises(ValueError, match="no such topic"):
        actions.make_task(panel=here.panel, by=here.coordinator, **{**good, "topics": ["magic"]})


def test_the_trail_says_that_a_task_was_made_and_nothing_about_who_is_asked():
    here = make.small_panel()
    for person in here.members:
        would_like(person, here.panel, "caring")
    before = AuditEvent.objects.count()
    task = looks_for(here)
    tell_people_asked()
    actions.close_task(task_id=task.pk, by=here.coordinator)
    actions.close_task(task_id=task.pk, by=here.coordinator)
    events = AuditEvent.objects.order_by("at")[before:]
    assert [event.verb for event in events] == ["task.made", "task.closed"]
    assert {key for event in events for key in event.facts} == {"panel", "answer_by"}


def test_making_a_task_asks_the_database_the_same_for_nobody_and_for_everybody():
    asked = []
    for number in (0, 5):
        here = make.small_panel(f"Panel {number}", members=5)
        for person in here.members[:number]:
            would_like(person, here.panel, "caring")
        with CaptureQueriesContext(connection) as queries_made:
            looks_for(here)
        asked.append(len(queries_made))
    assert asked[0] == asked[1]


def test_the_database_keeps_one_answer_of_each_person():
    here = make.small_panel()
    task = looks_for(here)
    answers = TaskAnswer.objects.unscoped("test")
    answers.create(task=task, person=here.members[0], answer="yes")
    with pytest.raises(IntegrityError), transaction.atomic():
        answers.create(task=task, person=here.members[0], answer="no")
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.unscoped("test").update(closed_at=clock.now() - timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_eight_windows_answering_at_once_leave_one_answer():
    here = make.small_panel()
    owner = here.members[0]
    would_like(owner, here.panel, "caring")
    task = looks_for(here)
    said = at_once(lambda number: actions.answer_task(task_id=task.pk, fits=bool(number % 2), by=owner))
    assert not [each for each in said if isinstance(each, Exception)]
    assert TaskAnswer.objects.unscoped("test").count() == 1


@pytest.mark.django_db(transaction=True)
def test_stopping_against_answering_never_leaves_a_yes_given_after_the_stop():
    here = make.small_panel()
    owner = here.members[0]
    share = would_like(owner, here.panel, "caring")
    task = looks_for(here)

    def step(number):
        if number % 2:
            return actions.stop_sharing(statement_id=share.statement_id, slot=share.slot, by=owner)
        return actions.answer_task(task_id=task.pk, fits=True, by=owner)

    said = at_once(step)
    assert all(isinstance(each, NotAllowed) for each in said if isinstance(each, Exception))
    assert not Share.objects.unscoped("test").filter(ended_at__isnull=True).exists()
    with pytest.raises(NotAllowed):
        actions.answer_task(task_id=task.pk, fits=True, by=owner)


@pytest.mark.django_db(transaction=True)
def test_eight_workers_write_each_letter_once():
    here = make.small_panel()
    for person in here.members:
        would_like(person, here.panel, "caring")
    looks_for(here)
    done = at_once(lambda _: tell_people_asked())
    assert sorted(done) == [0] * 7 + [1]
    assert letters().count() == 4


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_eight_times_is_one_task():
    from uuid import UUID

    here = make.small_panel()
    facts = {"title": "A task", "words": WORDS, "topics": ["caring"], "answer_by": clock.today(), "key": UUID(int=7)}
    made = at_once(lambda _: actions.make_task(panel=here.panel, by=here.coordinator, **facts).pk)
    assert len(set(made)) == 1
