"""One meeting of a quarter, from finding a date to the file about who came, across the night the clocks go back."""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import icalendar
import pypdf
from playwright.sync_api import Page, expect

from leap.core import clock
from leap.core.outbox import OutboxMessage
from leap.core.outbox.claiming import LEASE
from tests.journeys.files import cells_of, take_records
from tests.journeys.site import Site
from tests.quarter.conftest import Autumn

DATES = ((date(2026, 10, 29), "2pm"), (date(2026, 11, 3), "2pm"), (date(2026, 11, 4), "10:30am"))
ANSWER_BY = date(2026, 10, 5)
PLACE = "The upstairs room, Tidewell Baths (invented)"
BY_EMAIL = ("ash", "merle", "kit", "avis")
SUBJECTS = {"invited": "A date for you", "moved": "A date that has changed", "reminded": "A date coming up"}
# Nine in the morning a week before, in summer time; nine on the day before, in winter time.
WEEK_BEFORE, DAY_BEFORE = datetime(2026, 10, 22, 8, tzinfo=UTC), datetime(2026, 10, 28, 9, tzinfo=UTC)
AFTERWARDS = datetime(2026, 10, 29, 18, tzinfo=UTC)
A_LITTLE = timedelta(seconds=4)


def test_a_quarter_from_the_first_question_to_the_file(autumn: Autumn, tmp_path: Path):
    site = autumn.site
    willow = site.window("willow")
    reach_three_people_in_their_own_ways(willow, site)
    poll = ask_about_dates(willow, site)
    answer_about_dates(willow, site, poll)
    meeting = take_the_best_date_and_invite(willow, site, poll)
    assert_invited_by_four_channels(willow, autumn, meeting)
    feed = make_calendar_link(site)
    answer_in_four_ways(willow, site, meeting)
    before = entry_in(site, feed, meeting)
    move_it(willow, site, meeting)
    assert_told_once_and_calendar_follows(willow, autumn, meeting, feed, before)
    answer_in_four_ways(willow, site, meeting)
    remind_a_week_before_with_a_worker_killed(autumn, meeting)
    remind_the_day_before_in_winter_time(autumn, meeting)
    autumn.go_to(AFTERWARDS)
    take_the_register(site, meeting)
    open_the_file_of_who_came(site, tmp_path)


# Finding a date


def reach_three_people_in_their_own_ways(page: Page, site: Site) -> None:
    """Sorrel by text, Juniper on the phone, Sage by letter, as they told Willow."""
    ways = {
        "sorrel": ("Text message", "Phone number", "01632 960 151"),
        "juniper": ("Phone call", "Phone number", "01632 960 152"),
        "sage": ("Letter", "Address for letters", "3 Invented Row\nTidewell"),
    }
    for who, (way, label, value) in ways.items():
        page.goto(f"/people/{site.people[who].pk}/write-down/contact/")
        page.get_by_role("radio", name=way).first.check()
        page.evaluate("() => document.querySelectorAll('details').forEach(each => each.open = true)")
        page.get_by_label(label).fill(value)
        page.get_by_role("radio", name="By phone").check()
        page.get_by_role("button", name="Keep this for them").click()
        expect(page.locator(".govuk-error-summary")).to_have_count(0)


def ask_about_dates(page: Page, site: Site) -> UUID:
    page.goto(f"/meetings/dates/new/{site.panels['tidewell'].pk}/")
    page.get_by_label("What shall we call the meeting?").fill("Autumn meeting")
    for number, (day, at) in enumerate(DATES, start=1):
        fill_day(page, f"day_{number}", day)
        page.locator(f"[name=at_{number}]").fill(at)
    page.get_by_label("Where is it?").fill(PLACE)
    page.get_by_label("In person and online at once").check()
    page.get_by_label("How can people join from somewhere else?").fill("A link comes by letter.")
    page.get_by_label("Which number can people ring to take part?").fill("01632 960 140")
    fill_day(page, "answer_by", ANSWER_BY)
    page.get_by_role("button", name="Look it through").click()
    expect(page.get_by_role("heading", name="Who is asked")).to_be_visible()
    page.get_by_role("button", name="Ask everyone now").click()
    expect(page.locator("main")).to_contain_text("Everyone is asked.")
    return UUID(page.url.rstrip("/").split("/")[-2])


def fill_day(page: Page, name: str, day: date) -> None:
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"[name={name}_{part}]").fill(str(value))


def answer_about_dates(page: Page, site: Site, poll: UUID) -> None:
    """Ash and Sorrel in the browser; Juniper's come by phone and Sage's by letter, and Willow writes them down."""
    for who, answers in {"ash": ("Yes", "If need be", "No"), "sorrel": ("Yes", "No", "Yes")}.items():
        desk = site.desk(who)
        desk.goto(f"/meetings/dates/{poll}/")
        choose(desk, answers)
        desk.get_by_role("button", name="Keep my answers").click()
        expect(desk.locator("main")).to_contain_text("Your answers are kept.")
    for who, how, answers in (
        ("juniper", "By phone", ("If need be", "No", "No")),
        ("sage", "By letter", ("Yes", "Yes", "No")),
    ):
        page.goto(f"/meetings/dates/{poll}/answers/{site.people[who].pk}/")
        choose(page, answers)
        page.get_by_role("radio", name=how).check()
        page.get_by_role("button", name="Keep these answers").click()
        if how == "By phone":  # a letter is kept at once
            page.get_by_role("button", name="They said it is right. Keep it").click()
        expect(page.locator("main")).to_contain_text("We have kept the answers from")


def choose(page: Page, answers: tuple[str, ...]) -> None:
    """One answer for each date, in their order."""
    for place, answer in enumerate(answers):
        question = page.locator("fieldset").filter(has=page.get_by_role("radio", name="If need be")).nth(place)
        question.get_by_role("radio", name=answer, exact=True).check()


# Inviting


def take_the_best_date_and_invite(page: Page, site: Site, poll: UUID) -> UUID:
    page.goto(f"/meetings/dates/{poll}/answers/")
    expect(page.locator(".leap-next")).to_contain_text("29 October 2026")
    page.locator(".leap-next").get_by_role("link", name="Take this date").click()
    page.get_by_role("button", name="Yes, take this date").click()
    expect(page.locator("main")).to_contain_text("The date is taken.")
    meeting = UUID(page.url.rstrip("/").split("/")[-2])
    page.get_by_role("button", name="Send the invitations").click()
    expect(page.locator("main")).to_contain_text("people are invited.")
    return meeting


def assert_invited_by_four_channels(page: Page, autumn: Autumn, meeting: UUID) -> None:
    site = autumn.site
    for who in BY_EMAIL:
        site.wait_for_letter(who, SUBJECTS["invited"], about=str(meeting))
    assert_channels(page, autumn, meeting, texts=1, about="29 October")


def assert_channels(page: Page, autumn: Autumn, meeting: UUID, *, texts: int, about: str) -> None:
    """One text to Sorrel, one call to Juniper, one letter to Sage in the file to print; then both are done."""
    site = autumn.site
    site.wait_for_rounds(2)
    sent = [words for number, words, _ in autumn.texts.kept if number == "+441632960151" and "A date" in words]
    assert len(sent) == texts
    page.goto("/reach/")
    calls = page.get_by_role("link", name="Juniper")
    expect(calls).to_have_count(1)
    calls.click()
    expect(page.locator("main")).to_contain_text("01632 960 152")
    page.get_by_label("I told them").check()
    page.get_by_role("button", name="Save").click()
    letters = page.request.get("/reach/letters/print.pdf").body()
    words = " ".join(each.extract_text() for each in pypdf.PdfReader(BytesIO(letters)).pages)
    assert "3 Invented Row" in words
    assert about in words
    page.goto("/reach/letters/")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="These were posted").click()


# Answering


def answer_in_four_ways(page: Page, site: Site, meeting: UUID) -> None:
    """By the link in the letter, in the browser, by phone and by letter; and the researchers by their links."""
    for who in BY_EMAIL:
        letters = site.letters_to(who, about=str(meeting))
        window = site.desk(None)
        window.goto(re.findall(r"http\S+", letters[-1].get_content())[0])
        window.get_by_label("Coming in person").check()
        window.get_by_role("button", name="Send this answer").click()
        expect(window.locator("main")).to_contain_text("We have kept this answer")
    desk = site.desk("sorrel")
    desk.goto(f"/meetings/{meeting}/reply/")
    desk.get_by_label("Coming in person").check()
    desk.get_by_role("button", name="Send my answer").click()
    for who, how in (("juniper", "By phone"), ("sage", "By letter")):
        page.goto(f"/meetings/{meeting}/replies/{site.people[who].pk}/")
        page.get_by_label("Coming in person").check()
        page.get_by_role("radio", name=how, exact=True).check()
        page.get_by_role("button", name="Keep this answer").click()
        if how == "By phone":
            page.get_by_role("button", name="They said it is right. Keep it").click()
        expect(page.get_by_role("row", name=f"{who.capitalize()} Coming")).to_contain_text("kept by Willow")


# Moving


def make_calendar_link(site: Site) -> str:
    desk = site.desk("ash")
    desk.goto("/meetings/calendar/")
    desk.get_by_role("button", name="Make my link").click()
    return desk.locator(".leap-words").inner_text().strip()


def entry_in(site: Site, feed: str, meeting: UUID) -> icalendar.Event:
    """The meeting in Ash's calendar, as an independent parser reads it."""
    read = icalendar.Calendar.from_ical(site.desk(None).request.get(feed).body())
    (found,) = [each for each in read.walk("VEVENT") if str(meeting) in each["UID"]]
    return found


def move_it(page: Page, site: Site, meeting: UUID) -> None:
    page.goto(f"/meetings/{meeting}/move/")
    page.get_by_label("What time does it start?").fill("3:30pm")
    page.get_by_role("button", name="Save and tell everyone").click()
    expect(page.locator("main")).to_contain_text("3:30pm")


def assert_told_once_and_calendar_follows(
    page: Page, autumn: Autumn, meeting: UUID, feed: str, before: icalendar.Event
) -> None:
    site = autumn.site
    for who in BY_EMAIL:
        site.wait_for_letter(who, SUBJECTS["moved"], about=str(meeting))
    assert_channels(page, autumn, meeting, texts=2, about="3:30pm")
    assert counted(site, "moved", meeting) == dict.fromkeys(BY_EMAIL, 1)
    after = entry_in(site, feed, meeting)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.start - before.start == timedelta(minutes=90)


def counted(site: Site, what: str, meeting: UUID) -> dict[str, int]:
    """How many letters of a kind about this meeting each of them has got."""
    found = {who: site.letters_to(who, about=str(meeting)) for who in BY_EMAIL}
    return {who: [each["Subject"] for each in letters].count(SUBJECTS[what]) for who, letters in found.items()}


# Reminding


def remind_a_week_before_with_a_worker_killed(autumn: Autumn, meeting: UUID) -> None:
    """At nine in summer time. The worker dies with a letter handed over and no answer heard: it is not sent again."""
    site = autumn.site
    autumn.go_to(WEEK_BEFORE - timedelta(minutes=5))
    site.wait_for_rounds(2)
    assert counted(site, "reminded", meeting) == dict.fromkeys(BY_EMAIL, 0)
    died = []

    def die(server, envelope) -> None:
        words = (str(meeting), SUBJECTS["reminded"])
        if not died and all(each.encode() in envelope.original_content for each in words):
            autumn.kill_worker()
            died.append(clock.now())

    site.office.after_text = die
    autumn.go_to(WEEK_BEFORE - A_LITTLE)
    site.wait_until(lambda: bool(died))
    assert died[0] >= WEEK_BEFORE
    autumn.go_to(clock.now() + LEASE * 2)
    site.wait_until(lambda: counted(site, "reminded", meeting) == dict.fromkeys(BY_EMAIL, 1))
    site.wait_for_rounds(2)
    assert counted(site, "reminded", meeting) == dict.fromkeys(BY_EMAIL, 1)
    page = site.desk("willow")  # weeks have gone by: she signs in again
    page.goto(f"/meetings/{meeting}/reached/")
    expect(page.locator("main")).to_contain_text("Please decide")
    expect(page.locator("main")).to_contain_text("May have been sent")
    site.look(page, "quarter-reached")
    states = site.behind(
        lambda: list(OutboxMessage.objects.filter(kind="meeting_reminder").values_list("state", flat=True))
    )
    assert states.count("uncertain") == 1


def remind_the_day_before_in_winter_time(autumn: Autumn, meeting: UUID) -> None:
    """The clocks have gone back: nine is an hour later than it was."""
    site = autumn.site
    autumn.go_to(DAY_BEFORE - timedelta(minutes=50))
    site.wait_for_rounds(2)
    assert counted(site, "reminded", meeting) == dict.fromkeys(BY_EMAIL, 1)
    autumn.go_to(DAY_BEFORE - A_LITTLE)
    site.wait_until(lambda: counted(site, "reminded", meeting) == dict.fromkeys(BY_EMAIL, 2))
    assert clock.now() >= DAY_BEFORE
    site.wait_for_rounds(2)
    assert counted(site, "reminded", meeting) == dict.fromkeys(BY_EMAIL, 2)


# Who came


def take_the_register(site: Site, meeting: UUID) -> None:
    """What people told us is taken over; Juniper joined by phone for an hour, and nobody has heard of Willow yet."""
    page = site.desk("willow")
    page.goto(f"/meetings/{meeting}/register/")
    page.get_by_role("link", name="Start from what people told us").click()
    juniper = page.get_by_role("group", name="Juniper")
    juniper.get_by_label("By phone").check()
    juniper.get_by_label("How much of it?").select_option("1 hour")
    page.get_by_role("group", name="Avis").get_by_label("Not this time").check()
    page.get_by_label("How many guests").fill("2")
    page.get_by_role("button", name="Keep this register").click()
    expect(page.locator("main")).to_contain_text("The register is kept.")


def open_the_file_of_who_came(site: Site, folder: Path) -> None:
    """As an independent reader sees it: a date is a date, and each person has one line for this meeting."""
    page = site.desk("willow")
    page.goto("/meetings/records/attendance/")
    lines = cells_of(take_records(page, "Take it as an Excel file", folder))
    came = {line["Called"]: line["Came"] for line in lines if line["Date"] == datetime(2026, 10, 29)}
    assert came["Juniper"] == "By phone"
    assert came["Avis"] == "Not this time"
    assert [came[name] for name in ("Ash", "Sorrel", "Sage", "Merle", "Kit")] == ["In person"] * 5
