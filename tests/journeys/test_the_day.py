"""Who chairs, who sits where, who came, what each is owed, and the files that are taken away."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Page, expect

from leap.core import clock
from leap.design.times import say_day, say_pounds, there
from meetings.schedule.models import Meeting
from tests.journeys.files import cells_of, rows_of, take_file, take_records
from tests.journeys.site import Site, rate_on

COMING_TO_HERONBY = ("wren", "linnet", "fern", "heather", "perry", "willow")
FORMULA = '=HYPERLINK("http://leap.example","Juniper")'


def ahead(site: Site, panel: str) -> Meeting:
    """The demo's own meeting ahead of this panel: people were invited to it before any story made one more."""
    open_ones = Meeting.objects.filter(panel=site.panels[panel], starts_at__gt=clock.now(), state=Meeting.State.OPEN)
    return site.behind(lambda: open_ones.select_related("panel").order_by("opened_at").first())


# The chair


def test_a_chair_is_asked_with_the_reason_says_yes_and_everyone_sees_it(site: Site):
    address = f"/meetings/{ahead(site, 'heronby').pk}/chair/"
    asked = ask_whose_turn_it_is(site, address)
    others = [who for who in ("wren", "linnet") if who != asked] + ["rowan", "heather"]
    for who in others:
        page = site.desk(who)
        page.goto(address)
        expect(page.get_by_role("heading", name="The chair is not settled yet")).to_be_visible()
        expect(page.locator(".leap-next")).not_to_contain_text(asked.capitalize())
    say_yes(site, asked)
    for who in [*others, "willow"]:
        page = site.desk(who)
        page.goto(address)
        expect(page.get_by_role("heading", name=f"{asked.capitalize()} chairs this meeting")).to_be_visible()
        expect(page.locator("main")).to_contain_text(f"It is {asked.capitalize()}’s turn, because")
    site.look(page, "chair-settled")


def ask_whose_turn_it_is(site: Site, address: str) -> str:
    """The coordinator presses one button; who it is comes from the ledger. Gives the key of the person asked."""
    page = site.window("willow")
    page.goto(address)
    page.get_by_role("button", name="Ask whose turn it is").click()
    expect(page.locator("main")).to_contain_text("The question is on its way.")
    site.look(page, "chair-asked")
    return page.locator(".leap-next").get_by_text("is being asked").inner_text().split()[0].lower()


def say_yes(site: Site, asked: str) -> None:
    """From the letter's neutral subject to a yes; the reason in words comes before the question is answered."""
    assert "Heronby" not in site.wait_for_letter(asked, "A question for you")
    page = site.window(asked)
    page.goto("/")
    page.get_by_role("listitem").filter(has_text="Would you like to chair").get_by_role("link", name="Answer").click()
    expect(page.get_by_role("heading", name="Would you like to chair this meeting?")).to_be_visible()
    reason = page.locator(".leap-next p").first.inner_text()
    assert reason.startswith("It is your turn, because")
    site.look(page, "chair-offered")
    page.get_by_role("button", name="Yes, I will chair").click()
    expect(page.get_by_role("heading", name="You chair this meeting")).to_be_visible()
    site.look(page, "chair-accepted")


# The seats


def test_everyone_who_is_coming_finds_their_seat_in_the_room_and_in_the_list(site: Site):
    address = f"/meetings/{ahead(site, 'heronby').pk}/seating/"
    make_the_plan(site, address)
    for who in COMING_TO_HERONBY:
        page = site.desk(who)
        page.goto(address)
        table = re.search(r"You are at table (\d)", page.get_by_role("heading", level=2).first.inner_text())[1]
        name = who.capitalize()
        drawn = page.get_by_role("img", name=f"Table {table}", exact=True)
        expect(drawn.locator(".seating-drawing__name--own")).to_contain_text(name)
        expect(page.locator(".seating-list__line--own")).to_contain_text(f"{name} (you) Table {table}")
        expect(page.locator(".seating-drawing__chair")).to_have_count(len(COMING_TO_HERONBY))
        expect(page.locator(".seating-list__line")).to_have_count(len(COMING_TO_HERONBY))


def make_the_plan(site: Site, address: str) -> None:
    page = site.window("willow")
    page.goto(address)
    expect(page.locator("main")).to_contain_text("There is no seating plan yet.")
    site.look(page, "seats-none")
    page.get_by_role("link", name="Make a seating plan").click()
    expect(page.locator("main")).to_contain_text("6 people have said they are coming in person.")
    page.get_by_label("How many seats are there at each table?").fill("3")
    page.get_by_role("button", name="Make this plan").click()
    expect(page.locator("main")).to_contain_text("The plan is made. Everyone on this meeting can see it now.")
    expect(page.locator(".seating-drawing")).to_have_count(2)
    site.look(page, "seats-made")
    rowan = site.desk("rowan")  # has not answered
    rowan.goto(address)
    expect(rowan.get_by_role("heading", name="You have no seat in this plan")).to_be_visible()
    site.look(rowan, "seats-no-seat")


# The register, the money and the files


def test_the_register_makes_payment_lines_at_the_rate_of_the_day_and_files_hold_them(site: Site, tmp_path: Path):
    meeting = ahead(site, "tidewell")
    say_no_to_the_money(site, meeting.pk)
    began(site, meeting.pk)
    call_oneself_a_formula(site)
    take_the_register(site, meeting.pk)
    today = see_what_is_owed(site, meeting.pk)
    willow = site.window("willow")
    hold_who_came(willow, tmp_path, today)
    hold_what_is_owed(willow, tmp_path, today)
    hold_what_finance_may_know(site, tmp_path, today)


def say_no_to_the_money(site: Site, meeting_id: UUID) -> None:
    """Sorrel comes and does not want to be paid this time. Nobody asks why."""
    page = site.desk("sorrel")
    page.goto(f"/meetings/{meeting_id}/")
    page.get_by_role("link", name="Change your payment").click()
    page.get_by_label("No payment for this one").check()
    page.get_by_role("button", name="Keep my choice").click()
    expect(page.locator("main")).to_contain_text("Your choice is kept.")
    site.look(page, "meeting-no-payment")


def began(site: Site, meeting_id: UUID) -> None:
    """The demo's meetings are over or ahead; for a register this one has to have begun, and no clock can be held in the
    web server while a browser looks at it. So its start is moved."""
    an_hour_ago = clock.now() - timedelta(hours=1)
    site.behind(lambda: Meeting.objects.filter(pk=meeting_id).update(starts_at=an_hour_ago))


def call_oneself_a_formula(site: Site) -> None:
    page = site.desk("juniper")
    page.goto("/people/me/name/")
    page.get_by_label("What shall we call you?").fill(FORMULA)
    page.get_by_role("button", name="Save this name").click()
    expect(page.locator("main")).to_contain_text("Other people see this name from now on")


def take_the_register(site: Site, meeting_id: UUID) -> None:
    """What people replied is taken over at one press; Sage, who is reached by phone, came for an hour, Kit did not."""
    page = site.window("willow")
    page.goto(f"/meetings/{meeting_id}/")
    page.get_by_role("link", name="Take the register").first.click()
    expect(came(page, "Ash").get_by_label("Not known yet")).to_be_checked()
    page.get_by_role("link", name="Start from what people told us").click()
    expect(came(page, "Ash").get_by_label("In person")).to_be_checked()
    came(page, "Sage").get_by_label("In person").check()
    came(page, "Sage").get_by_label("How much of it?").select_option("1 hour")
    came(page, "Kit").get_by_label("Not this time").check()
    page.get_by_label("How many guests").fill("2")
    page.get_by_role("button", name="Keep this register").click()
    expect(page.locator("main")).to_contain_text("The register is kept.")
    site.look(page, "register-kept")


def came(page: Page, name: str):
    """One person's line of the register."""
    return page.get_by_role("group", name=name)


def see_what_is_owed(site: Site, meeting_id: UUID) -> date:
    """Ash's page has the new line at today's rate and the first meeting's line at the rate of then. Gives the day."""
    meeting = site.behind(lambda: Meeting.objects.select_related("panel").get(pk=meeting_id))
    first = site.behind(lambda: meeting.panel.meetings.select_related("panel").order_by("starts_at").first())
    page = site.desk("ash")
    page.goto("/payments/")
    for each in (meeting, first):
        day = there(each.starts_at, each.panel).date()
        expect(page.get_by_role("row", name=say_day(day))).to_contain_text(say_pounds(rate_on(day)))
    site.look(page, "payments-ash")
    kit = site.desk("kit")  # staff: was not here, and is not paid by this either
    kit.goto("/payments/")
    expect(kit.locator("main")).to_contain_text("There is nothing here yet.")
    site.look(kit, "payments-none")
    return there(meeting.starts_at, meeting.panel).date()


def hold_who_came(page: Page, folder: Path, day: date) -> None:
    page.goto("/meetings/")
    page.get_by_role("link", name="Files of who came").click()
    as_csv = rows_of(take_records(page, "Take it as a CSV file", folder))
    as_excel = cells_of(take_records(page, "Take it as an Excel file", folder))
    assert len(as_csv) == len(as_excel)
    assert {type(row["Date"]) for row in as_excel} == {datetime}
    names = {row["Called"]: row["Came"] for row in as_csv if row["Date"] == day.isoformat()}
    assert names[f"'{FORMULA}"] == names["Ash"] == names["Sage"] == "In person"
    assert names["Kit"] == "Not this time"
    assert FORMULA in {row["Called"] for row in as_excel}


def hold_what_is_owed(page: Page, folder: Path, day: date) -> None:
    """A line for each member who came and wants it, at the rate of the day; control totals are those of the lines."""
    page.goto("/payments/records/")
    as_csv = rows_of(take_file(page, "Records as CSV", folder))
    as_excel = cells_of(take_file(page, "Records for Excel", folder))
    control = rows_of(take_file(page, "Control totals", folder))
    tidewell = {f"'{FORMULA}", "Ash", "Avis", "Kit", "Merle", "Sage", "Sorrel"}  # other panels met today, too
    lines = [row for row in as_csv if row["activity_date"] == day.isoformat() and row["shown_name"] in tidewell]
    assert sorted(row["shown_name"] for row in lines) == sorted([f"'{FORMULA}", "Ash", "Sage"])
    assert {row["amount_pence"] for row in lines} == {str(rate_on(day))}
    assert len({row["line_id"] for row in as_csv}) == len(as_csv) == len(as_excel)
    assert [row["amount_pence"] for row in as_excel] == [int(row["amount_pence"]) for row in as_csv]
    (total,) = [row for row in control if row["state"] == "all"]
    assert int(total["lines"]) == len(as_csv)
    assert int(total["amount_pence"]) == sum(int(row["amount_pence"]) for row in as_csv)


def hold_what_finance_may_know(site: Site, folder: Path, day: date) -> None:
    """Names for payments, dates and money; no panel, no place, no name people go by."""
    page = site.desk("penny")
    page.goto("/")
    page.get_by_role("link", name="Payment records").first.click()
    path = take_file(page, "Records as CSV", folder)
    rows = rows_of(path)
    assert "Ash Example-Bramble" in {row["payee_legal_name"] for row in rows if row["activity_date"] == day.isoformat()}
    for word in ("Heronby", "Tidewell", "Larkmoor", "panel", "HYPERLINK"):
        assert word not in path.read_text(encoding="utf-8-sig")
