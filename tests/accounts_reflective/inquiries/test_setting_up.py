"""Whoever leads a programme starts an inquiry and its steps; nobody else does, and everybody can read them."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts_reflective.inquiries import actions, queries
from accounts_reflective.inquiries.models import Inquiry, Stage
from accounts_reflective.inquiries.planning.starting_set import PARTNERS2
from leap.core.audit.models import AuditEvent
from leap.core.errors import NotAllowed, NotNow
from leap.demo import files
from tests import factories
from tests.accounts_reflective.inquiries.factories import inquiry, stage

pytestmark = pytest.mark.django_db

NEW = {"title": "Our first year", "question": "What was it like?", "steps": "partners2"}
STEP = {"name": "Drawing", "phase": "Planning", "asked": "", "starts_on": None, "ends_on": None}


@pytest.fixture
def world():
    return factories.small_panel()


def names(here: Inquiry) -> list[tuple[int, str]]:
    return list(Stage.objects.filter(inquiry=here).order_by("number").values_list("number", "name"))


def test_a_lead_starts_from_the_twelve_steps_and_everybody_sees_which_places_are_a_guess(world, as_):
    client = as_(world.lead)
    answer = client.post(reverse("inquiries:inquiry-new"), {**NEW, "programme": str(world.programme.pk)})
    made = Inquiry.objects.get()
    assert answer.url == reverse("inquiries:stage-list", args=[made.pk])
    assert [name for _, name in names(made)] == [each.name for each in PARTNERS2]
    assert list(Stage.objects.filter(reconstructed=False).values_list("number", flat=True)) == [2, 7]
    page = as_(world.members[0]).get(reverse("inquiries:inquiry-detail", args=[made.pk])).content.decode()
    assert page.count("(its place is a guess)") == 10
    assert PARTNERS2[1].asked in page
    assert AuditEvent.objects.filter(verb="inquiry.started", about_id=made.pk, actor_id=world.lead.pk).count() == 1


def test_there_are_as_many_steps_to_start_from_as_the_paper_has():
    assert len(PARTNERS2) == files.read("partners2_shape")["stages"]


def test_one_can_start_without_steps(world, as_):
    as_(world.lead).post(
        reverse("inquiries:inquiry-new"), {**NEW, "steps": "none", "programme": str(world.programme.pk)}
    )
    assert names(Inquiry.objects.get()) == []


def test_nobody_else_starts_one_or_changes_one(world, as_):
    here = inquiry(world.programme)
    one = stage(here, 1, "Writing")
    other_lead = factories.lead(factories.programme("Other study"), "Curlew")
    for person in (*world.on_panel, world.finance, other_lead):
        with pytest.raises(NotAllowed):
            actions.start_inquiry(programme=world.programme, title="x", question="", from_partners2=False, by=person)
        with pytest.raises(NotAllowed):
            actions.change_inquiry(inquiry=here, title="x", question="", prompts="", is_finished=True, by=person)
        with pytest.raises(NotAllowed):
            actions.add_stage(inquiry=here, by=person, after=0, **STEP)
        with pytest.raises(NotAllowed):
            actions.change_stage(stage=one, by=person, after=0, **STEP)
        with pytest.raises(NotAllowed):
            actions.remove_stage(stage=one, by=person)
    assert names(here) == [(1, "Writing")]
    client = as_(world.members[0])
    assert client.get(reverse("inquiries:stage-list", args=[here.pk])).status_code == 403
    assert client.get(reverse("inquiries:inquiry-new")).status_code == 403


def test_what_was_typed_stays_when_something_is_missing(world, as_):
    answer = as_(world.lead).post(reverse("inquiries:inquiry-new"), {"title": "", "question": "What now?"})
    assert answer.status_code == 422
    assert "What now?" in answer.content.decode()
    assert not Inquiry.objects.exists()


def test_steps_are_put_behind_one_another_moved_and_taken_out(world):
    here = inquiry(world.programme)
    for after, name in enumerate(("Drawing", "Writing", "Reading")):
        actions.add_stage(inquiry=here, by=world.lead, after=after, **{**STEP, "name": name})
    actions.add_stage(inquiry=here, by=world.lead, after=1, **{**STEP, "name": "Talking"})
    assert names(here) == [(1, "Drawing"), (2, "Talking"), (3, "Writing"), (4, "Reading")]
    reading = Stage.objects.get(name="Reading")
    actions.change_stage(stage=reading, by=world.lead, after=0, **{**STEP, "name": "Reading"})
    assert names(here) == [(1, "Reading"), (2, "Drawing"), (3, "Talking"), (4, "Writing")]
    actions.remove_stage(stage=Stage.objects.get(name="Drawing"), by=world.lead)
    actions.remove_stage(stage=Stage.objects.get(name="Writing"), by=world.lead)
    assert names(here) == [(1, "Reading"), (2, "Talking")]


def test_the_same_step_may_come_back_and_steps_may_overlap(world):
    here = inquiry(world.programme)
    days = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 10, 1)}
    for after in (0, 1):
        actions.add_stage(inquiry=here, by=world.lead, after=after, **{**STEP, **days})
    assert names(here) == [(1, "Drawing"), (2, "Drawing")]


def test_a_step_that_somebody_moves_is_no_guess_any_more_and_one_that_stays_is(world):
    here = actions.start_inquiry(programme=world.programme, title="x", question="", from_partners2=True, by=world.lead)
    first, last = Stage.objects.get(inquiry=here, number=1), Stage.objects.get(inquiry=here, number=12)
    actions.change_stage(stage=first, by=world.lead, after=0, **{**STEP, "name": "Asking"})
    actions.change_stage(stage=last, by=world.lead, after=3, **{**STEP, "name": "Agreeing"})
    assert Stage.objects.get(pk=first.pk).reconstructed
    assert not Stage.objects.get(pk=last.pk).reconstructed


def test_a_step_is_changed_on_its_page_which_shows_its_place(world, as_):
    here = inquiry(world.programme)
    stage(here, 1, "Drawing")
    two = stage(here, 2, "Writing", "Writing")
    client = as_(world.lead)
    address = reverse("inquiries:stage-edit", args=[here.pk, two.pk])
    form = client.get(address).context["form"]
    assert form["after"].value() == 1
    assert form.fields["after"].choices == [("0", "At the beginning"), ("1", "After 1, Drawing")]
    days = {"starts_on_day": "3", "starts_on_month": "9", "starts_on_year": "2026"}
    late = {"ends_on_day": "1", "ends_on_month": "9", "ends_on_year": "2026"}
    typed = {"name": "Writing", "phase": "Doing", "asked": "Who likes to writes.", "after": "0", **days}
    refused = client.post(address, {**typed, **late})
    assert refused.status_code == 422
    assert "The last day is before the first." in refused.content.decode()
    assert "Who likes to writes." in refused.content.decode()
    no_first = client.post(address, {**{k: v for k, v in typed.items() if "starts" not in k}, **late})
    assert "Please write the first day, too" in no_first.content.decode()
    assert client.post(address, typed).status_code == 302
    assert names(here) == [(1, "Writing"), (2, "Drawing")]


def test_the_database_keeps_one_number_for_one_step_and_no_end_before_its_start(world):
    here = inquiry(world.programme)
    with transaction.atomic():
        kept = transaction.savepoint()
        stage(here, 1, "A")
        stage(here, 1, "B")
        with pytest.raises(IntegrityError):
            connection.cursor().execute("set constraints all immediate")
        transaction.savepoint_rollback(kept)
    with pytest.raises(IntegrityError), transaction.atomic():
        stage(here, 3, "C", starts_on=date(2026, 9, 2), ends_on=date(2026, 9, 1))


@pytest.mark.django_db(transaction=True)
def test_two_steps_added_at_the_same_moment_get_two_numbers(world):
    here = inquiry(world.programme)
    together, failed = Barrier(4), []

    def add() -> None:
        try:
            together.wait(30)
            actions.add_stage(inquiry=here, by=world.lead, after=0, **STEP)
        except Exception as problem:
            failed.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=add) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert failed == []
    assert [number for number, _ in names(here)] == [1, 2, 3, 4]


def test_sixty_steps_are_enough(world):
    here = inquiry(world.programme)
    for number in range(1, 61):
        stage(here, number, f"Step {number}")
    with pytest.raises(NotNow, match="60 steps"):
        actions.add_stage(inquiry=here, by=world.lead, after=60, **STEP)


def test_questions_that_help_stand_beside_the_box_and_nobody_has_to_answer(world, as_):
    here = inquiry(world.programme)
    client = as_(world.lead)
    address = reverse("inquiries:inquiry-edit", args=[here.pk])
    typed = {"title": here.title, "question": here.question, "prompts": " When was it easy?\n\n What helped? "}
    assert client.post(address, typed).status_code == 302
    here.refresh_from_db()
    assert queries.prompts_of(here) == ["When was it easy?", "What helped?"]
    too_many = client.post(address, {**typed, "prompts": "\n".join(f"Question {n}?" for n in range(13))})
    assert too_many.status_code == 422
    assert "Please keep the best 12. There are 13 now." in too_many.content.decode()
    assert "Question 12?" in too_many.content.decode()


def test_a_finished_inquiry_takes_no_new_writing_and_can_be_opened_again(world, as_):
    here = inquiry(world.programme)
    typed = {"title": here.title, "question": "", "prompts": ""}
    client = as_(world.lead)
    client.post(reverse("inquiries:inquiry-edit", args=[here.pk]), {**typed, "is_finished": "on"})
    assert not queries.open_inquiries_for(world.members[0]).exists()
    client.post(reverse("inquiries:inquiry-edit", args=[here.pk]), typed)
    assert queries.open_inquiries_for(world.members[0]).exists()
