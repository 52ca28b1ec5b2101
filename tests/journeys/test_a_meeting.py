"""A coordinator makes a meeting, everybody invited gets a letter of their own, answers come in, a reminder goes out."""

import re
from datetime import date, timedelta
from email.message import EmailMessage
from uuid import UUID

from playwright.sync_api import Page, expect

from leap.core import clock
from leap.demo.loader import PASSWORD
from leap.design.times import say_pounds
from meetings.invitations.models import Invitation
from tests.journeys.site import Site, rate_on

INVITED = {"rowan", "wren", "linnet", "fern", "heather", "perry", "willow"}
INVITATION, REMINDER = "A date for you", "A date coming up"
STILL_OPEN = "A date for you: can you come?"
PLACE = "The back room, Heronby Library (invented)"


def test_a_meeting_from_the_first_idea_to_the_reminder(site: Site):
    willow = site.window("willow")
    look_it_through(willow, site)
    meeting_id = make_it(willow, site)
    assert_nobody_knows(site, meeting_id)
    invite_everyone(willow, site)
    assert_one_letter_each(site, meeting_id)
    answer_by_the_link(site, meeting_id)
    answer_from_the_letter(site, meeting_id)
    write_an_answer_down(willow, site, meeting_id)
    assert_one_reminder_each(site, meeting_id)


def look_it_through(page: Page, site: Site) -> None:
    """The form, the page to check, one thing changed, and everything else still there."""
    page.goto("/meetings/")
    page.get_by_role("link", name="Make a meeting").click()
    page.get_by_label("Heronby panel").check()
    day = the_day()
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(label, exact=True).fill(str(number))
    page.get_by_label("What time does it start?").fill("half past two")
    page.get_by_label("In person and online at once").check()
    page.get_by_label("Where is it?").fill("The front room")
    page.get_by_label("How can people join from somewhere else?").fill("A link comes by letter.")
    page.get_by_label("Which number can people ring to take part?").fill("01632 960 140")
    page.get_by_label("What is it about?").fill("One question we need your advice on.")
    page.get_by_role("button", name="Look it through").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("time")
    page.get_by_label("What time does it start?").fill("2.30pm")
    page.get_by_role("button", name="Look it through").click()
    expect(page.get_by_role("heading", name="Is this right?")).to_be_visible()
    expect(page.locator("main")).to_contain_text("2:30pm")
    site.look(page, "meeting-check")
    page.get_by_role("link", name=re.compile(r"^Change\s+place$")).click()
    expect(page.get_by_label("What is it about?")).to_have_value("One question we need your advice on.")
    page.get_by_label("Where is it?").fill(PLACE)
    page.get_by_role("button", name="Look it through").click()
    expect(page.locator("main")).to_contain_text(PLACE)


def the_day() -> date:
    """In three days: the reminder of five days before is due now, and the next one only the day after tomorrow."""
    return clock.today() + timedelta(days=3)


def make_it(page: Page, site: Site) -> UUID:
    page.get_by_role("button", name="Make this meeting").click()
    expect(page.locator("main")).to_contain_text("The meeting is made. Nobody has been told about it yet.")
    contact = page.locator(".leap-contact")
    expect(contact).to_contain_text("Hazel")  # the lead, since it is Willow herself who would be named
    expect(contact).not_to_contain_text("Willow")
    site.look(page, "meeting-made")
    return UUID(page.url.rstrip("/").rpartition("/")[2])


def assert_nobody_knows(site: Site, meeting_id: UUID) -> None:
    assert site.desk("rowan").goto(f"/meetings/{meeting_id}/").status == 404
    assert not any(site.letters_to(who, about=str(meeting_id)) for who in INVITED)


def invite_everyone(page: Page, site: Site) -> None:
    page.get_by_role("link", name="Invite people").click()
    expect(page.locator("main .govuk-list--bullet li")).to_have_text(sorted(who.capitalize() for who in INVITED))
    site.look(page, "invite-check")
    page.get_by_role("button", name="Send the invitations").click()
    expect(page.locator("main")).to_contain_text("7 people are invited.")


def assert_one_letter_each(site: Site, meeting_id: UUID) -> None:
    """To everybody invited and nobody else: one address on each, and not a word of what it is about."""
    for who in INVITED:
        site.wait_for_letter(who, INVITATION, about=str(meeting_id))
    assert_discreet(site, INVITATION, meeting_id, to=INVITED)


def assert_discreet(site: Site, subject: str, meeting_id: UUID, *, to: set[str]) -> None:
    letters = [letter for letter in letters_about(site, meeting_id) if letter["Subject"] == subject]
    assert sorted(letter["To"] for letter in letters) == sorted(f"{who}@leap.example" for who in to)
    for letter in letters:
        assert not letter["Cc"]
        for word in ("Heronby", "panel", "Harbour", "Library", "advice"):
            assert word not in letter.get_content()


def letters_about(site: Site, meeting_id: UUID) -> list[EmailMessage]:
    """Every letter that leads to this meeting. Each went to the one address that is written on it."""
    arrived = zip(list(site.office.letters), site.office.read(), strict=False)
    found = [(envelope, letter) for envelope, letter in arrived if str(meeting_id) in letter.get_content()]
    assert all(envelope.rcpt_tos == [letter["To"]] for envelope, letter in found)
    return [letter for _, letter in found]


def answer_by_the_link(site: Site, meeting_id: UUID) -> None:
    """Nobody is signed in. The page says a day and a time, asks one question, and takes the answer."""
    letter = site.wait_for_letter("rowan", INVITATION, about=str(meeting_id))
    page = site.window()
    page.goto(re.findall(r"http\S+", letter)[0])
    expect(page.get_by_role("heading", name="A date for you")).to_be_visible()
    for word in ("Rowan", "Heronby", "Advisory", PLACE):
        expect(page.locator("body")).not_to_contain_text(word)
    page.get_by_role("button", name="Send this answer").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose one of the answers")
    site.look(page, "answer-by-link")
    page.get_by_label("Joining by phone").check()
    page.get_by_role("button", name="Send this answer").click()
    expect(page.locator("main")).to_contain_text("We have kept this answer: Joining by phone.")
    site.look(page, "answer-by-link-kept")


def answer_from_the_letter(site: Site, meeting_id: UUID) -> None:
    """The other link in the letter leads past signing in to the question itself."""
    letter = site.wait_for_letter("rowan", INVITATION, about=str(meeting_id))
    page = site.window()
    page.goto(re.findall(r"http\S+", letter)[1])
    page.get_by_text("Use a password instead").click()
    page.locator("details").get_by_label("Your email address").fill("rowan@leap.example")
    page.locator("details").get_by_role("textbox", name="Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in with a password").click()
    expect(page.get_by_role("heading", name="Can you come?")).to_be_visible()
    expect(page.locator("main")).to_contain_text(f"We offer {say_pounds(rate_on(the_day()))} for this meeting.")
    page.get_by_label("Coming in person").check()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.locator("main")).to_contain_text("Thank you. We look forward to seeing you.")
    site.look(page, "meeting-answered")


def write_an_answer_down(page: Page, site: Site, meeting_id: UUID) -> None:
    """Fern said no on the phone. The record says who wrote it down; there is no box for a reason."""
    page.goto(f"/meetings/{meeting_id}/replies/")
    expect(page.get_by_role("row", name="Rowan")).to_contain_text("They answered here")
    page.get_by_role("link", name="Fern").click()
    page.get_by_label("Not this time").check()
    page.get_by_label("By phone", exact=True).check()
    page.get_by_role("button", name="Keep this answer").click()
    expect(page.locator("main")).to_contain_text("You cannot come this time. That is fine.")
    page.get_by_role("button", name="They said it is right. Keep it").click()
    expect(page.get_by_role("row", name="Fern")).to_contain_text("kept by Willow")
    site.look(page, "replies-some")


def assert_one_reminder_each(site: Site, meeting_id: UUID) -> None:
    """Beat asks, a worker writes down what is due and sends it: one to each who may come, none on later rounds.

    Rowan is coming and is reminded; the others have not answered and hear that they still can.
    """
    assert not any(letter["Subject"] in (REMINDER, STILL_OPEN) for letter in letters_about(site, meeting_id))
    pretend_they_were_invited_before_the_reminder_was_due(site, meeting_id)
    site.wait_for_letter("rowan", REMINDER, about=str(meeting_id))
    for who in INVITED - {"fern", "rowan"}:
        site.wait_for_letter(who, STILL_OPEN, about=str(meeting_id))
    site.wait_for_rounds(2)
    assert_discreet(site, REMINDER, meeting_id, to={"rowan"})
    assert_discreet(site, STILL_OPEN, meeting_id, to=INVITED - {"fern", "rowan"})


def pretend_they_were_invited_before_the_reminder_was_due(site: Site, meeting_id: UUID) -> None:
    """Who has only just heard is not reminded, and no clock can be held in the worker: so the past is moved."""
    then = clock.now() - timedelta(days=10)
    site.behind(lambda: Invitation.objects.filter(meeting=meeting_id).update(invited_at=then))
