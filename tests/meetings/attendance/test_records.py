"""Files of who came, and one's own record."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leap.core.ids import new_id
from leap.core.models import AuditEvent
from leap.core.tables import person_ref
from meetings.attendance.models import Attendance, RegisterCounts
from meetings.attendance.queries.records import MEETING_HEADINGS, PERSON_HEADINGS
from tests import factories
from tests.meetings import rooms

pytestmark = pytest.mark.django_db

CSV, XLSX, CHOOSE = (
    "/meetings/records/attendance.csv",
    "/meetings/records/attendance.xlsx",
    "/meetings/records/attendance/",
)
OWN = "/meetings/records/mine/"


@pytest.fixture
def world():
    return factories.small_panel()


def lines_of(response):
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline="")))


def rows_of_csv(response):
    """The table below what the file says about itself."""
    lines = lines_of(response)
    assert len({len(line) for line in lines}) == 1, "every line has as many cells"
    return lines[lines.index([""] * len(lines[0])) + 1 :]


def sheets_of(response):
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    return [[[cell.value for cell in row] for row in sheet] for sheet in book]


def names_in(response):
    return [row[4] for row in rows_of_csv(response)[1:]]


def test_both_files_hold_the_same_records_with_real_types_and_say_who_took_them(world, as_):
    wren = world.members[0]
    wren.called_name, wren.legal_name = "=1+1", "Wren Secret"
    wren.save()
    type(wren).objects.filter(pk=world.members[1].pk).update(called_name="Rowan\u202e\nNow")
    meeting = rooms.meeting(
        world.panel, state="held", starts_at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC), title="A date"
    )
    facts = {
        "meeting": meeting,
        "recorded_at": datetime(2026, 7, 3, 9, 5, 6, 7, tzinfo=UTC),
        "recorded_by": world.coordinator,
    }
    Attendance.objects.create(person=wren, came="phone", part=True, half_hours=3, chaired=True, **facts)
    Attendance.objects.create(person=world.members[1], came="apologies", **facts)
    Attendance.objects.create(person=world.members[2], came="not_known", **facts)
    client = as_(world.coordinator)
    table, about = sheets_of(client.get(XLSX))
    told = world.coordinator.called_name
    record = [
        datetime(2026, 7, 2), "A date", "Heather", person_ref(wren.pk), "=1+1", "By phone", "part", 1.5, "yes",
        datetime(2026, 7, 3, 10, 5, 6), told,
    ]  # fmt: skip
    assert table[:2] == [list(PERSON_HEADINGS), record]
    assert [row[4:8] for row in table[2:]] == [["Rowan Now", "Sent apologies", None, None]]
    assert ["Taken by", told] in about
    csv_file = client.get(CSV)
    assert csv_file.streaming
    assert lines_of(csv_file)[1][:2] == ["Taken by", told]
    first = rows_of_csv(client.get(CSV))[1]
    assert [first[0], *first[4:10]] == ["2026-07-02", "'=1+1", "By phone", "part", "1.5", "yes", "2026-07-03T10:05:06"]
    for response in (client.get(CSV), client.get(XLSX)):
        assert b"Secret" not in response.getvalue(), "no file of who came knows the name for payments"


def test_a_line_for_each_meeting_has_numbers_and_who_chaired(world, as_):
    meeting = rooms.held(world.panel, *world.members[:2], away=(world.members[2],))
    Attendance.objects.filter(person=world.members[0]).update(chaired=True, part=True)
    RegisterCounts.objects.create(meeting=meeting, guests=2, supporters=0, changed_by=world.lead)
    table = sheets_of(as_(world.coordinator).get(XLSX, {"lines": "meetings"}))[0]
    assert table[0] == list(MEETING_HEADINGS)
    assert table[1][3:] == [2, 0, 0, 1, 0, 0, 1, 0, 2, None, world.members[0].called_name]


def test_panel_meeting_person_and_period_choose_records_by_the_panels_own_calendar(world, as_):
    other = factories.small_panel("Bracken", programme=world.programme)
    wren, finch = world.members[:2]
    summer = {"state": "held", "title": "A date"}
    late = rooms.meeting(world.panel, starts_at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC), **summer)  # 1 July there
    for person in (wren, finch):
        Attendance.objects.create(meeting=late, person=person, came="in_person")
    rooms.held(other.panel, other.members[0])
    client = as_(world.lead)

    def found(**asked):
        return names_in(client.get(CSV, asked))

    assert len(found()) == 3
    assert set(found(panel=world.panel.pk.hex)) == {wren.called_name, finch.called_name}
    assert found(person=finch.pk.hex) == [finch.called_name]
    assert len(found(meeting=late.pk.hex)) == 2
    july = {"first_day": "1", "first_month": "7", "first_year": "2026"}
    june = {"last_day": "30", "last_month": "6", "last_year": "2026"}
    assert len(found(**july, panel=world.panel.pk.hex)) == 2
    assert found(**june) == []
    event = AuditEvent.objects.filter(verb="attendance.exported").order_by("at", "id").last()
    assert (event.actor_id, event.facts["last"], event.facts["records"]) == (world.lead.pk, "2026-06-30", 0)
    both = client.get(CSV, {**july, **june})
    assert both.status_code == 422
    assert "not before Wednesday 1 July 2026" in both.content.decode()
    hidden = as_(world.coordinator).get(CSV, {"panel": other.panel.pk.hex})
    unknown = as_(world.coordinator).get(CSV, {"panel": new_id().hex})
    assert hidden.status_code == unknown.status_code == 422
    assert hidden.content.replace(other.panel.pk.hex.encode(), b"") == hidden.content


def test_only_those_who_run_a_panel_take_files_and_each_time_it_is_written_down(world, as_):
    rooms.held(world.panel, *world.members[:2], days=-60)
    for person in (world.members[0], world.researchers[0], world.finance):
        assert {as_(person).get(url).status_code for url in (CSV, XLSX, CHOOSE)} == {403}
    assert not AuditEvent.objects.filter(verb="attendance.exported").exists()
    client = as_(world.coordinator)
    assert client.get(CHOOSE).status_code == 200
    answer = client.get(CSV)
    assert answer["Content-Disposition"] == 'attachment; filename="meeting-records.csv"'
    assert "no-store" in answer["Cache-Control"]
    client.get(XLSX)
    events = AuditEvent.objects.filter(verb="attendance.exported").order_by("at", "id")
    assert [(event.facts["form"], event.facts["records"], event.facts["people"]) for event in events] == [
        ("csv", 2, 2), ("xlsx", 2, 2),
    ]  # fmt: skip


def test_a_file_asks_the_database_as_often_for_many_as_for_few(world, as_):
    def asked_for(members):
        big = factories.small_panel(f"Panel {members}", members=members, programme=world.programme)
        rooms.held(big.panel, *big.on_panel)
        counts, client = [], as_(big.coordinator)
        for url in (CSV, XLSX):
            with CaptureQueriesContext(connection) as asked:
                client.get(url).getvalue()
            counts.append(len(asked))
        return counts

    assert asked_for(4) == asked_for(40)


# One's own record


def own(client, **typed):
    return client.post(OWN, {"name": "A poet from Leeds", **typed})


@pytest.fixture
def been(world):
    """Wren came to two meetings, chaired one, and sent comments to a third; another panel's name is a condition."""
    wren = world.members[0]
    rooms.held(world.panel, wren, days=-90)
    second = rooms.held(world.panel, wren, days=-60)
    Attendance.objects.filter(meeting=second).update(chaired=True, part=True, half_hours=2)
    rooms.held(world.panel, wren, days=-30, came="comments")
    rooms.held(world.panel, world.members[1], days=-20)
    world.panel.name = "Psychosis panel"
    world.panel.save()
    return wren


def test_a_member_takes_their_own_record_in_the_name_they_choose(world, been, as_):
    client = as_(been)
    assert been.shown_name in client.get(OWN).content.decode()
    shown = own(client, **{"as": "page"}).content.decode()
    assert "A poet from Leeds" in shown
    assert been.shown_name not in shown.partition("<main")[2].partition("</main>")[0]
    assert "Meetings: 2." in shown
    assert "Time at meetings: 4 hours." in shown
    assert "Chaired: 1." in shown
    assert "Comments sent instead of coming: 1." in shown
    table = rows_of_csv(own(client, **{"as": "csv"}))
    assert [row[3:] for row in table[1:]] == [
        ["In person, for 3 hours", "3.0", "no"],
        ["In person, for 1 hour", "1.0", "yes"],
        ["Sent comments", "0.0", "no"],
    ]  # fmt: skip
    assert own(client, **{"as": "pdf"}).content.startswith(b"%PDF")
    taken = AuditEvent.objects.filter(verb="attendance.own_record_taken")
    assert sorted(event.facts["form"] for event in taken) == ["csv", "page", "pdf"]


def test_the_record_names_no_panel_unless_asked_and_works_after_leaving(world, been, as_):
    factories.end_roles(been)
    client = as_(been)
    plain = own(client, **{"as": "csv"}).getvalue().decode()
    assert "Psychosis" not in plain
    assert "An advisory panel" in plain
    assert "Psychosis" in own(client, names_panels="on", **{"as": "csv"}).getvalue().decode()
    since = {"first_day": "1", "first_month": "1", "first_year": str(date.today().year + 1)}
    assert "There is nothing in the registers" in own(client, **since).content.decode()
    wrong = own(client, name="x" * 121)
    assert wrong.status_code == 422
    assert "x" * 121 in wrong.content.decode()


def test_the_list_of_meetings_leads_to_files_and_to_ones_own_record(world, as_):
    rooms.held(world.panel, world.members[0])
    assert "My record of taking part" in as_(world.members[0]).get("/meetings/").content.decode()
    assert "Files of who came" in as_(world.coordinator).get("/meetings/").content.decode()
    assert "record" not in as_(world.members[1]).get("/meetings/").content.decode().partition("<main")[2].lower()
