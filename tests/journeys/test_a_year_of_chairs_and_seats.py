"""A year of one of the demo's panels: its chairs go round, its seats are mixed from who really came, and one day of it.

Everything is read and done through pages, as the person who would. The dates are the demo's own series; its meeting
of next week is left as it was for other stories.
"""

import re
from datetime import timedelta
from uuid import UUID

from playwright.sync_api import Page, expect

from leap.core import clock
from leap.core.audit.models import AuditEvent
from leap.design.times import there
from meetings.chairing.models import ChairTurn
from meetings.schedule.models import Meeting
from tests.journeys.site import Site
from tests.journeys.test_the_day import came

PANEL = "heronby"
MEMBERS = ("fern", "linnet", "rowan", "wren")
EVERYONE = (*MEMBERS, "heather", "perry", "willow")
OWN_WISH = "/meetings/seating/me/"
LATE = "heather"  # does not say if she comes to the first date
CHAIR_FREE, ABOUT_A_DATE = "A date that needs you", "About a date of yours"


def test_a_year_is_planned_and_its_first_day_is_held(site: Site):
    year = invite_to_a_year(site)
    settle_the_chairs(site, year)
    two_swap_their_dates(site, *year[1:])
    fern_would_like_to_try(site, year[0])
    nobody_begins_alone(site, year[0])
    everyone_reads_the_same_year(site, year)
    make_seats(site, year[0])
    unwanted = keep_a_private_wish(site, year[0])
    missing = [who for who in ("perry", "rowan", "wren") if who != unwanted][:2]
    hold_the_day(site, year[0], missing)
    sat_apart(site, year[0], unwanted)
    take_the_register(site, year[0], missing)
    what_the_year_remembers(site, year, missing)


# The year


def invite_to_a_year(site: Site) -> list[UUID]:
    """Willow invites to every date of the series; each answers for themself. Gives the dates, the earliest first."""
    planned = Meeting.objects.filter(panel=site.panels[PANEL], state=Meeting.State.PLANNED, starts_at__gt=clock.now())
    year = site.behind(lambda: list(planned.order_by("starts_at", "pk").values_list("pk", flat=True)))
    assert len(year) == 3
    page = site.desk("willow")
    for meeting in year:
        page.goto(f"/meetings/{meeting}/")
        page.get_by_role("link", name="Invite people").click()
        page.get_by_role("button", name="Send the invitations").click()
        expect(page.locator("main")).to_contain_text("7 people are invited.")
    for who in EVERYONE:
        page = site.desk(who)
        for meeting in year:
            if (who, meeting) != (LATE, year[0]):
                page.goto(f"/meetings/{meeting}/reply/")
                page.get_by_label("Coming in person").check()
                page.get_by_role("button", name="Send my answer").click()
                expect(page.locator("main")).to_contain_text("Thank you. We look forward to seeing you.")
    return year


# The chairs


def settle_the_chairs(site: Site, year: list[UUID]) -> None:
    """One press asks for the whole year. One says not this time, and the next is asked; the others say yes."""
    page = site.desk("willow")
    page.goto(the_round(site))
    page.get_by_role("button", name="Ask for the whole year").click()
    expect(page.locator("main")).to_contain_text("on the way.")
    for other in dates_of_other_stories(site, year):
        answer(site, asked_at(site, other), other, "Not this time", "You keep your place.")
    passing = year[0]
    first = asked_at(site, passing)
    answer(site, first, passing, "Not this time", "You keep your place.")
    site.wait_for_letter("willow", CHAIR_FREE, about=str(passing))
    nobody_reads_who_passed(site, passing, first)
    page = site.desk("willow")
    page.goto(chair_page(passing))
    page.get_by_role("button", name="Ask whose turn it is").click()
    assert asked_at(site, passing) != first
    for meeting in year:
        answer(site, asked_at(site, meeting), meeting, "Yes, I will chair", "You chair this meeting.")


def the_round(site: Site) -> str:
    return f"/meetings/chairing/{site.panels[PANEL].pk}/"


def chair_page(meeting: UUID) -> str:
    return f"/meetings/{meeting}/chair/"


def dates_of_other_stories(site: Site, year: list[UUID]) -> list[UUID]:
    """Other dates of the panel for which somebody was asked just now."""
    asked = ChairTurn.objects.filter(meeting__panel=site.panels[PANEL], part="chair", state="offered")
    others = asked.exclude(meeting__in=year).order_by("meeting")
    return site.behind(lambda: list(others.values_list("meeting", flat=True)))


def asked_at(site: Site, meeting: UUID) -> str:
    """Who is being asked to chair, as Willow reads it."""
    page = site.desk("willow")
    page.goto(chair_page(meeting))
    return page.locator(".leap-next").get_by_text("is being asked").inner_text().split()[0].lower()


def answer(site: Site, who: str, meeting: UUID, button: str, said: str) -> None:
    page = site.desk(who)
    page.goto(chair_page(meeting))
    expect(page.get_by_role("heading", name="Would you like to chair this meeting?")).to_be_visible()
    page.get_by_role("button", name=button).click()
    expect(page.locator("main")).to_contain_text(said)


def nobody_reads_who_passed(site: Site, meeting: UUID, passed: str) -> None:
    for who in EVERYONE:
        page = site.desk(who)
        page.goto(chair_page(meeting))
        expect(page.get_by_role("heading", name="The chair is not settled yet")).to_be_visible()
        if who != passed:
            expect(page.locator(".leap-next")).not_to_contain_text(passed.capitalize())


def chair_of(site: Site, meeting: UUID) -> str:
    """Who chairs, as Willow reads it on the page of the year."""
    page = site.desk("willow")
    page.goto(the_round(site))
    line = page.locator(f"a[href='{chair_page(meeting)}']").first.inner_text()
    return re.match(r"(\w+) chairs", line)[1].lower()


def two_swap_their_dates(site: Site, earlier: UUID, later: UUID) -> None:
    """What one asks the other stays between them until there is a yes; then everybody reads who chairs which."""
    first, second = chair_of(site, earlier), chair_of(site, later)
    assert first != second
    page = site.window(second)
    page.goto(chair_page(later))
    page.get_by_role("link", name="Swap with somebody who chairs another date").click()
    page.locator(f"input[value='{earlier}']").check()
    page.get_by_role("button", name="Ask to swap").click()
    expect(page.locator("main")).to_contain_text("Until there is an answer, nothing changes.")
    site.look(page, "year-swap-asked")
    for who in set(EVERYONE) - {first, second, "willow"}:
        other = site.desk(who)
        other.goto(chair_page(earlier))
        expect(other.locator("main")).not_to_contain_text("swap")
    page = site.desk(first)
    page.goto(chair_page(earlier))
    page.get_by_role("button", name="Yes, we swap").click()
    expect(page.locator("main")).to_contain_text("The two dates are swapped.")
    assert (chair_of(site, earlier), chair_of(site, later)) == (second, first)


def fern_would_like_to_try(site: Site, meeting: UUID) -> None:
    """Fern never wanted to be asked. Now she would like to, and tells Willow so; Wren says that she would help. Whoever
    had that date hears it, once and alone."""
    say_if_willing(site, "wren", "Yes, and I help who does it for the first time")
    say_if_willing(site, "fern", "Yes, ask me when it is my turn")
    instead_of = chair_of(site, meeting)
    page = site.desk("willow")
    page.goto(chair_page(meeting))
    page.get_by_role("link", name="Somebody has told me that they will chair").click()
    page.get_by_label("Fern").check()
    page.get_by_label("By phone", exact=True).check()
    page.get_by_role("button", name="They said yes").click()
    expect(page.locator("main")).to_contain_text("You chair the meeting on")
    page.get_by_role("button", name="They said it is right. Keep it").click()
    expect(page.locator("main")).to_contain_text("It is written down who chairs.")
    assert chair_of(site, meeting) == "fern"
    letter = site.wait_for_letter(instead_of, ABOUT_A_DATE, about=str(meeting))
    assert not [word for word in ("Fern", "chair ", "Heronby", "panel") if word in letter]
    for who in EVERYONE:
        told = [each for each in site.letters_to(who, about=str(meeting)) if each["Subject"] == ABOUT_A_DATE]
        assert len(told) == (who == instead_of)
    page = site.desk(instead_of)
    page.goto(chair_page(meeting))
    expect(page.locator(".leap-next")).to_contain_text("You do not lose your place in the turns.")
    site.look(page, "year-instead")


def say_if_willing(site: Site, who: str, answer: str) -> None:
    page = site.desk(who)
    page.goto("/meetings/chairing/me/")
    page.get_by_label(answer).check()
    page.get_by_role("button", name="Keep my answer").click()
    expect(page.locator("main")).to_contain_text("Your answer is kept.")


def nobody_begins_alone(site: Site, meeting: UUID) -> None:
    """It is Fern's first time: Wren, who has chaired and likes to help, is asked to sit beside her, and does."""
    page = site.desk("willow")
    page.goto(chair_page(meeting))
    page.get_by_role("button", name="Ask somebody to sit beside the chair").click()
    expect(page.locator("main")).to_contain_text("Wren is being asked.")
    page = site.desk("wren")
    page.goto(chair_page(meeting))
    page.get_by_role("button", name="Yes, I will sit beside them").click()
    expect(page.locator("main")).to_contain_text("You sit beside the chair at this meeting.")
    page = site.desk("fern")
    page.goto(f"{chair_page(meeting)}getting-ready/")
    expect(page.locator("main")).to_contain_text("Wren")
    site.look(page, "year-getting-ready")


def everyone_reads_the_same_year(site: Site, year: list[UUID]) -> None:
    chairs = {meeting: chair_of(site, meeting) for meeting in year}
    for who in EVERYONE:
        page = site.desk(who)
        page.goto(the_round(site))
        for meeting, chair in chairs.items():
            line = page.locator(f"a[href='{chair_page(meeting)}']").first
            expect(line).to_contain_text("You chair" if chair == who else f"{chair.capitalize()} chairs")
        expect(page.locator("main")).not_to_contain_text("Fern has chaired")
    site.look(page, "year-round")


# The seats, and a wish that nobody else sees


def seats_page(meeting: UUID) -> str:
    return f"/meetings/{meeting}/seating/"


def make_seats(site: Site, meeting: UUID) -> None:
    page = site.desk("willow")
    page.goto(f"{seats_page(meeting)}new/")
    expect(page.locator("main")).to_contain_text("6 people have said they are coming in person.")
    just_tables = page.get_by_label("None of these: just tables")
    if just_tables.count():
        just_tables.check()
    page.get_by_label(re.compile("how many seats are there at each", re.IGNORECASE)).fill("3")
    page.get_by_role("button", name="Make this plan").click()
    expect(page.locator("main")).to_contain_text("The plan is made. Everyone on this meeting can see it now.")


def tables(site: Site, meeting: UUID) -> dict[str, str]:
    """Where each person sits, as Willow reads it in the list by name."""
    page = site.desk("willow")
    page.goto(seats_page(meeting))
    lines = page.locator(".seating-list__line").all_inner_texts()
    found = (re.match(r"(\w+).*?Table (\d)", line, re.DOTALL) for line in lines)
    return {each[1].lower(): each[2] for each in found}


def keep_a_private_wish(site: Site, meeting: UUID) -> str:
    """Linnet would rather not sit with one of those at her table. She says so alone, the next plan follows it, and what
    anybody else can read is the same with her wish and without. Gives whom she would rather not sit with."""
    at = tables(site, meeting)
    unwanted = next(who for who, table in sorted(at.items()) if table == at["linnet"] and who not in ("linnet", "fern"))
    wish(site, unwanted, True)
    page = site.desk("linnet")
    page.goto(seats_page(meeting))
    expect(page.locator("main")).to_contain_text("not all you wished for this time. Only you see this line.")
    make_seats(site, meeting)
    page = site.desk("linnet")
    page.goto(seats_page(meeting))
    expect(page.locator("main")).not_to_contain_text("not all you wished for")
    sat_apart(site, meeting, unwanted)
    with_it, own = what_others_read(site, meeting, unwanted), what_linnet_chose(site)
    wish(site, unwanted, False)
    without = what_others_read(site, meeting, unwanted)
    assert own != what_linnet_chose(site), "on the one page that shows it, it shows"
    wish(site, unwanted, True)
    assert {key: with_it[key] == without[key] for key in with_it} == dict.fromkeys(with_it, True)
    verbs = site.behind(lambda: set(AuditEvent.objects.values_list("verb", flat=True)))
    assert not [verb for verb in verbs if "apart" in verb or "wish" in verb]
    return unwanted


def wish(site: Site, whom: str, wanted: bool) -> None:
    page = site.desk("linnet")
    page.goto(OWN_WISH)
    page.get_by_label(whom.capitalize()).set_checked(wanted)
    page.get_by_role("button", name="Keep my choice").click()
    expect(page.locator("main")).to_contain_text("Kept. Only you see it.")


def what_linnet_chose(site: Site) -> str:
    return without_tokens(site.desk("linnet").request.get(OWN_WISH).text())


def sat_apart(site: Site, meeting: UUID, unwanted: str) -> None:
    at = tables(site, meeting)
    assert unwanted not in at or at[unwanted] != at["linnet"]


def what_others_read(site: Site, meeting: UUID, unwanted: str) -> dict[tuple[str, str], str]:
    """Every page about these seats, and about Linnet, as each of the others gets it, to the byte."""
    linnet, panel = site.people["linnet"].pk, site.panels[PANEL].pk
    about = [seats_page(meeting), f"/meetings/{meeting}/", f"/people/{linnet}/", f"/people/panels/{panel}/"]
    run = [f"{seats_page(meeting)}{each}/" for each in ("new", "change", "keep", "compare", "cards", "door")]
    run += [f"/meetings/{meeting}/replies/", "/meetings/records/attendance/", "/meetings/records/attendance.csv"]
    read: dict[tuple[str, str], str] = {}
    for who in (*EVERYONE, "hazel"):
        if who == "linnet":
            continue
        page = site.desk(who)
        for path in [*about, *(run if who in ("willow", "hazel") else [])]:
            got = page.request.get(path)
            assert got.ok, (who, path, got.status)
            read[who, path] = without_tokens(got.text())
        if who == "willow":
            read[who, "swap"] = what_a_swap_would_change(page, meeting, unwanted)
    return read


def without_tokens(text: str) -> str:
    """A page without what is new on each: the token of its forms, the one-time word of its policy, and on a file the
    minute it was taken."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=|nonce=)"[^"]*"|^"?Taken on"?,.*$', "", text, flags=re.MULTILINE)


def what_a_swap_would_change(page: Page, meeting: UUID, unwanted: str) -> str:
    """The parts of the score, were Linnet to sit where somebody beside the unwanted person sits."""
    page.goto(f"{seats_page(meeting)}change/")
    for label, name in (("Who changes places?", "Linnet"), ("With whom?", _beside(page, unwanted))):
        box = page.get_by_label(label)
        value = box.locator("option").filter(has_text=re.compile(f"^{name},")).get_attribute("value")
        box.select_option(value)
    page.get_by_role("button", name="See what changes").click()
    expect(page.locator(".leap-table")).to_be_visible()
    return page.locator("main").inner_text()


def _beside(page: Page, unwanted: str) -> str:
    """Somebody else at the same table, by the list of the page."""
    told = dict(
        option.split(", ", 1) for option in page.get_by_label("With whom?").locator("option").all_inner_texts()[1:]
    )
    table = told[unwanted.capitalize()]
    return next(name for name, where in told.items() if where == table and name != unwanted.capitalize())


# The day


def hold_the_day(site: Site, meeting: UUID, missing: list[str]) -> None:
    """Two do not turn up and Heather, who had not said, comes late. Nobody has to move for it, and all read where she
    sits."""
    began_today(site, meeting)
    page = site.window("willow")
    page.goto(seats_page(meeting))
    page.get_by_role("link", name="Somebody is missing, or has come without a seat").click()
    for who in missing:
        page.get_by_role("group", name="Who is missing?").get_by_label(who.capitalize()).check()
    page.get_by_role("group", name="Who has come and has no seat?").get_by_label(LATE.capitalize()).check()
    page.get_by_role("button", name="See what we can do").click()
    expect(page.locator("main")).to_contain_text(f"{LATE.capitalize()} sits at table")
    site.look(page, "year-today")
    page.locator("button[name=way]").first.click()
    expect(page.locator("main")).to_contain_text("The seats are changed. Everyone on this meeting sees it now.")
    at = tables(site, meeting)
    assert set(at) == set(EVERYONE) - set(missing)
    for who in EVERYONE:
        page = site.desk(who)
        page.goto(seats_page(meeting))
        mine = f"You are at table {at[who]}" if who in at else "You have no seat in this plan"
        expect(page.locator(".leap-next")).to_contain_text(mine)
        expect(page.locator(".seating-list__line")).to_have_count(len(at))


def began_today(site: Site, meeting: UUID) -> None:
    """An hour ago, but not yesterday: seats are changed on the day alone."""
    now = clock.now()
    midnight = there(now, site.panels[PANEL]).replace(hour=0, minute=0, second=0, microsecond=0)
    starts_at = max(now - timedelta(hours=1), midnight)
    site.behind(lambda: Meeting.objects.filter(pk=meeting).update(starts_at=starts_at))


def take_the_register(site: Site, meeting: UUID, missing: list[str]) -> None:
    """What people told us, and what was not so: two did not come, Heather was there for half an hour less."""
    page = site.desk("willow")
    page.goto(f"/meetings/{meeting}/register/?from=answers")
    expect(page.locator("main")).to_contain_text("Fern agreed to chair.")
    for who in missing:
        came(page, who.capitalize()).get_by_label("Not this time").check()
    came(page, LATE.capitalize()).get_by_label("In person").check()
    came(page, LATE.capitalize()).get_by_label("How much of it?").select_option("2 and a half hours")
    page.get_by_role("button", name="Keep this register").click()
    expect(page.locator("main")).to_contain_text("The register is kept.")


def what_the_year_remembers(site: Site, year: list[UUID], missing: list[str]) -> None:
    """Fern has chaired once and everybody reads so. The next plan knows who really sat together, not who was to."""
    for who in EVERYONE:
        page = site.desk(who)
        page.goto(the_round(site))
        expect(page.locator("main")).to_contain_text("Fern has chaired once")
    for who in missing:
        page = site.desk(who)
        page.goto(f"/meetings/{year[0]}/register/me/")
        expect(page.locator("main")).to_contain_text("Not this time")
    make_seats_for_the_next(site, year[1])


def make_seats_for_the_next(site: Site, meeting: UUID) -> None:
    page = site.desk("willow")
    page.goto(f"{seats_page(meeting)}new/")
    expect(page.locator("main")).to_contain_text("7 people have said they are coming in person.")
    page.get_by_role("button", name="Make this plan").click()
    expect(page.locator("main")).to_contain_text("who really sat together before, from the register")
    site.look(page, "year-next-seats")
