"""The register's page and the files."""

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leap.core.ids import new_id
from leap.core.models import AuditEvent
from leap.core.tables import person_ref
from meetings.attendance import queries
from meetings.attendance.models import Attendance
from tests import factories
from tests.meetings import rooms

pytestmark = pytest.mark.django_db

CSV, XLSX = "/meetings/records/attendance.csv", "/meetings/records/attendance.xlsx"
READS = ("SELECT", "DECLARE")


@pytest.fixture
def world():
    return factories.small_panel()


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(world.panel, days=0)
    for person, word in zip(world.members, ["coming", "online", "not_coming", "waiting"], strict=True):
        rooms.reply(meeting, person, word=word)
    return meeting


def page(meeting):
    return reverse("attendance:register-edit", args=[meeting.pk])


def text_of(response):
    return response.content.decode()


def choices(world, meeting, came="in_person"):
    seen = {"seen": queries.register_mark(meeting)}
    return seen | {f"came_{person.pk.hex}": came for person in world.on_panel}


def test_the_register_is_filled_in_from_replies_but_nothing_is_kept_yet(world, meeting, as_):
    shown = as_(world.coordinator).get(page(meeting))
    form = shown.context["form"]
    initial = [form.fields[f"came_{person.pk.hex}"].initial for person in world.members]
    assert initial == ["in_person", "remote", "away", None]
    assert not Attendance.objects.exists()


def test_the_register_is_taken_and_put_right(world, meeting, as_):
    client = as_(world.coordinator)
    detail = reverse("schedule:meeting-detail", args=[meeting.pk])
    assert "Take the register" in text_of(client.get(detail))
    kept = client.post(page(meeting), choices(world, meeting), follow=True)
    assert kept.redirect_chain[-1][0] == detail
    assert "The register is kept." in text_of(kept)
    again = client.get(page(meeting))
    assert again.context["form"].fields[f"came_{world.members[2].pk.hex}"].initial == "in_person"
    client.post(page(meeting), choices(world, meeting, "part"))
    assert set(Attendance.objects.values_list("came", flat=True)) == {"part"}
    assert "Here for part of it" in text_of(as_(world.members[0]).get(detail))


def test_an_answer_left_out_is_asked_for_by_name_and_the_rest_is_kept(world, meeting, as_):
    typed = choices(world, meeting, "part")
    typed.pop(f"came_{world.members[3].pk.hex}")
    shown = as_(world.coordinator).post(page(meeting), typed)
    assert shown.status_code == 422
    assert f"Choose one for {world.members[3].called_name}." in text_of(shown)
    assert text_of(shown).count('value="part" checked') == len(world.on_panel) - 1
    assert not Attendance.objects.exists()


def test_two_coordinators_see_each_others_answers_before_one_replaces_them(world, meeting, as_):
    typed = choices(world, meeting, "remote")
    as_(world.coordinator).post(page(meeting), choices(world, meeting))
    shown = as_(world.lead).post(page(meeting), typed)
    assert shown.status_code == 422
    assert f"Saved by {world.coordinator.called_name}" in text_of(shown)
    assert text_of(shown).count('value="remote" checked') == len(world.on_panel)
    assert as_(world.lead).post(page(meeting), {**typed, "seen": shown.context["seen"]}).status_code == 302
    assert set(Attendance.objects.values_list("came", flat=True)) == {"remote"}


def test_somebody_who_joins_the_list_meanwhile_is_asked_about(world, meeting, as_):
    typed = choices(world, meeting)
    rowan = factories.member(world.panel)
    shown = as_(world.coordinator).post(page(meeting), typed)
    assert shown.status_code == 422
    assert f"Choose one for {rowan.called_name}." in text_of(shown)


@pytest.mark.parametrize(("state", "days"), [("open", 2), ("planned", -1), ("cancelled", -1)])
def test_no_register_before_its_time(world, as_, state, days):
    meeting = rooms.meeting(world.panel, days=days, state=state)
    client = as_(world.coordinator)
    assert client.get(page(meeting)).status_code == 409
    assert client.post(page(meeting), choices(world, meeting)).status_code == 409


def test_the_register_is_closed_to_others(world, meeting, as_):
    other = factories.small_panel("Bracken", programme=world.programme)
    unknown = reverse("attendance:register-edit", args=[new_id()])
    for method in ("get", "post"):
        assert getattr(as_(world.members[0]), method)(page(meeting)).status_code == 403
        client = as_(other.coordinator)
        refused = getattr(client, method)(page(meeting))
        assert refused.status_code == 404
        assert refused.content == getattr(client, method)(unknown).content
    assert not Attendance.objects.exists()


def test_the_register_asks_the_database_as_often_for_forty_people_as_for_four(world, as_):
    def queries_for(members):
        big = factories.small_panel(f"Panel {members}", members=members, programme=world.programme)
        meeting = rooms.held(big.panel, *big.on_panel)
        client = as_(big.coordinator)
        counts = []
        for url in (page(meeting), CSV, XLSX):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(url).status_code == 200
            counts.append(len(asked))
            written = [query["sql"] for query in asked if not query["sql"].lstrip().upper().startswith(READS)]
            assert not [sql for sql in written if "core_auditevent" not in sql and "SAVEPOINT" not in sql]
            assert bool(written) == (url != page(meeting)), "a file that is taken leaves a line in the trail"
        return counts

    assert queries_for(4) == queries_for(40)


# Files


def rows_of_csv(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def rows_of_xlsx(response):
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert not [cell for row in sheet for cell in row if cell.data_type == "f"]
    return [[cell.value or "" for cell in row] for row in sheet]


def test_both_files_hold_the_same_records(world, as_):
    wren = world.members[0]
    wren.called_name = "=1+1"
    wren.save()
    meeting = rooms.meeting(
        world.panel, state="held", starts_at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC), title="Advisory meeting"
    )
    at = datetime(2026, 7, 3, 9, 5, 6, 7, tzinfo=UTC)
    Attendance.objects.create(meeting=meeting, person=wren, came="part", recorded_at=at, recorded_by=world.coordinator)
    client = as_(world.coordinator)
    record = [
        "2026-07-02", "Advisory meeting", "Heather", person_ref(wren.pk), "=1+1", "Here for part of it",
        "2026-07-03T10:05:06+01:00", world.coordinator.called_name,
    ]  # fmt: skip
    assert rows_of_xlsx(client.get(XLSX)) == [list(queries.HEADINGS), record]
    record[4] = "'=1+1"
    assert rows_of_csv(client.get(CSV)) == [list(queries.HEADINGS), record]


@pytest.mark.parametrize("url", [CSV, XLSX])
def test_a_file_has_a_neutral_name_and_is_not_kept_by_anyone_between(world, as_, url):
    answer = as_(world.members[0]).get(url)
    assert answer["Content-Disposition"] == f'attachment; filename="meeting-records.{url.rsplit(".")[-1]}"'
    assert "no-store" in answer["Cache-Control"]


def test_a_member_gets_only_their_own_records(world, as_):
    wren, finch = world.members[:2]
    rooms.held(world.panel, wren, finch)
    rows = rows_of_csv(as_(wren).get(CSV))
    assert [row[4] for row in rows[1:]] == [wren.called_name]
    assert rows_of_csv(as_(world.finance).get(CSV)) == [list(queries.HEADINGS)]


def test_taking_a_file_is_written_down_each_time_with_how_much_was_taken(world, as_):
    wren, finch = world.members[:2]
    rooms.held(world.panel, wren, finch, days=-60)
    rooms.held(world.panel, wren)
    first = as_(world.coordinator).get(CSV).content
    assert as_(world.coordinator).get(CSV).content == first
    as_(wren).get(XLSX)
    as_(world.finance).get(XLSX)
    events = AuditEvent.objects.filter(verb="attendance.exported").order_by("at", "id")
    assert [(event.actor_id, event.facts) for event in events] == [
        (world.coordinator.pk, {"form": "csv", "records": 3, "people": 2, "meetings": 2}),
        (world.coordinator.pk, {"form": "csv", "records": 3, "people": 2, "meetings": 2}),
        (wren.pk, {"form": "xlsx", "records": 2, "people": 1, "meetings": 2}),
        (world.finance.pk, {"form": "xlsx", "records": 0, "people": 0, "meetings": 0}),
    ]


def test_the_list_offers_files_to_those_who_have_records(world, as_):
    rooms.held(world.panel, world.members[0])
    assert "The meetings I came to, as an Excel file" in text_of(as_(world.members[0]).get("/meetings/"))
    assert "Who came, as an Excel file" in text_of(as_(world.coordinator).get("/meetings/"))
    assert CSV not in text_of(as_(world.members[1]).get("/meetings/"))
