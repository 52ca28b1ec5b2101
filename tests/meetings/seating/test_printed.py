"""What is printed: place cards, the list for the door and the plan, made into pages by a real browser."""

from io import BytesIO

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route
from pypdf import PdfReader

from meetings.invitations.models import Invitation
from meetings.schedule import actions as schedule
from meetings.seating import actions, queries
from meetings.seating.models import Seat
from tests import factories
from tests.browser import real_browser
from tests.meetings import rooms

pytestmark = pytest.mark.django_db
SITE = "https://leap.example"
A4 = {"width": 794, "height": 1123}
LONG = "Bartholomea Featherstonehaugh-Cholmondeley of the Upper Meadow"


@pytest.fixture
def world():
    return factories.small_panel(members=34, researchers=4)


@pytest.fixture
def meeting(world):
    venue = schedule.make_venue(
        programme=world.programme, name="Teal Hall", address="1 Teal Lane", by=world.coordinator
    )
    ahead = rooms.meeting(world.panel, venue=venue)
    long = world.members[0]
    long.called_name = LONG
    long.save()
    rooms.reply(ahead, *world.members, *world.researchers)
    Invitation.objects.filter(meeting=ahead, person__in=world.members[3:5]).update(supporter="yes")
    return ahead


def opened(browser: Browser, html: str) -> Page:
    """The page as it would be printed, with our own style and letters and nothing from anywhere else."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        found = finders.find(path.removeprefix("/static/").split("?")[0]) if path.startswith("/static/") else None
        if found:
            route.fulfill(path=found)
        elif path == "/":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            route.abort()

    page = browser.new_page(viewport=A4)
    page.route("**/*", answer)
    page.goto(f"{SITE}/")
    page.emulate_media(media="print")
    return page


def html_of(as_, viewer, meeting, name):
    return as_(viewer).get(reverse(f"seating:{name}", args=[meeting.pk])).content.decode()


def pages_of(browser: Browser, html: str, picture: str = "") -> list[str]:
    """The words of each page of paper."""
    page = opened(browser, html)
    try:
        if picture:
            page.screenshot(path=f"var/shots/printed-{picture}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= A4["width"], "nothing hangs over the edge of the paper"
        read = PdfReader(BytesIO(page.pdf(format="A4")))
    finally:
        page.close()
    return [" ".join(each.extract_text().split()) for each in read.pages]


def where(pages: list[str], words: str) -> list[int]:
    """The numbers of the pages that have these words, whole, wherever their lines end."""
    whole = words.replace(" ", "")
    return [number for number, page in enumerate(pages, start=1) if whole in page.replace(" ", "")]


def says_nothing_of_what_it_is_for(pages: list[str]) -> bool:
    """Paper at a door is read by whoever passes."""
    return not any(word in page for page in pages for word in ("LEAP", "mental", "Samaritans", "talk to a person"))


def test_each_card_is_whole_on_one_page_six_to_a_page(as_, world, meeting):
    plan = actions.make_plan(meeting_id=meeting.pk, seats_per_table=5, by=world.coordinator)
    html = html_of(as_, world.coordinator, meeting, "plan-cards")
    seats = list(plan.every_seat.select_related("person", "plan__room"))
    with real_browser() as browser:
        pages = pages_of(browser, html, "cards")
    for name, place in queries.printed(seats):
        assert len(where(pages, f"{name} {place}")) == 1, name
    assert len(where(pages, LONG)) == 1
    assert sum(page.count("Supporter") for page in pages) == 2
    assert len(pages) in (len(seats) // 6 + 1, len(seats) // 6 + 2), "a long name may need a little more"
    assert says_nothing_of_what_it_is_for(pages)
    assert not where(pages, "Place cards")


def test_the_list_for_the_door_has_every_line_whole_and_the_meeting_on_top(as_, world, meeting):
    plan = actions.make_plan(meeting_id=meeting.pk, seats_per_table=5, by=world.coordinator)
    html = html_of(as_, world.coordinator, meeting, "plan-door")
    seats = list(plan.every_seat.select_related("person", "plan__room"))
    with real_browser() as browser:
        pages = pages_of(browser, html, "door")
    assert where(pages, "Spring meeting") == [1]
    for name, place in queries.printed(seats):
        assert where(pages, f"{name} {place}"), name
    assert len(pages) == 2
    assert says_nothing_of_what_it_is_for(pages)


def test_whoever_joins_from_somewhere_else_has_a_card_and_a_line_like_everybody(as_, world, meeting):
    """Cards stand where a screen or a phone does. Paper at a door does not say who joins how, nor whose supporter."""
    joining = world.members[5:7]
    rooms.reply(meeting, *joining, word="online")
    actions.make_plan(meeting_id=meeting.pk, seats_per_table=5, with_remote=True, by=world.coordinator)
    html = {name: html_of(as_, world.coordinator, meeting, name) for name in ("plan-cards", "plan-door", "plan-detail")}
    with real_browser() as browser:
        paper = {name: pages_of(browser, each, f"hybrid-{name}") for name, each in html.items()}
    for name in ("plan-cards", "plan-door"):
        words = " ".join(paper[name])
        assert all(words.count(f"{person.shown_name} Table") == 1 for person in joining), name
        assert words.count("Supporter Table") == 2, name
        assert not any(word in words for word in ("online", "joins", "somewhere else", "Supporter of")), name
    plan = " ".join(paper["plan-detail"]).split("Everyone’s seat, by name")[1]
    for person in joining:
        assert f"{person.shown_name}, joins from somewhere else Table" in plan, "the plan read aloud says it, to all"
    assert plan.count("Supporter Table") == 2


def test_no_table_of_a_plan_is_cut_in_two(as_, world, meeting):
    plan = actions.make_plan(meeting_id=meeting.pk, seats_per_table=5, by=world.coordinator)
    html = html_of(as_, world.coordinator, meeting, "plan-detail")
    tables: dict[int, list[str]] = {}
    for seat in plan.every_seat.select_related("person"):
        tables.setdefault(seat.table, []).append(queries.called(seat)[:9])  # a long name is cut
    with real_browser() as browser:
        pages = pages_of(browser, html, "plan")
    (list_begins,) = where(pages, "Everyone’s seat, by name")
    drawn_on = pages[:list_begins]
    for number, names in tables.items():
        (page,) = where(drawn_on, f"Table {number} {names[0]}")
        drawn = pages[page - 1].split(f"Table {number} {names[0]}")[1]
        assert all(name in drawn for name in names[1:]), number
    assert says_nothing_of_what_it_is_for([page.replace("LEAP", "", 1) for page in pages[:1]] + pages[1:])
    assert "Make the plan again" not in " ".join(pages)


@pytest.mark.parametrize("shape", ["horseshoe", "boardroom"])
def test_the_longest_table_is_drawn_on_one_page(as_, world, meeting, shape):
    room = actions.describe_room(venue_id=meeting.venue_id, name="Hall", shape=shape, sizes=(30,), by=world.coordinator)
    rooms.reply(meeting, *world.members[6:], word="not_coming")
    rooms.reply(meeting, *world.members[6:20])
    plan = actions.make_plan(meeting_id=meeting.pk, room_id=room.pk, by=world.coordinator)
    html = html_of(as_, world.coordinator, meeting, "plan-detail")
    names = [seat.person.shown_name[:9] for seat in plan.seats.select_related("person")]
    with real_browser() as browser:
        page = opened(browser, html)
        page.screenshot(path=f"var/shots/printed-{shape}.png", full_page=True)
        drawn = page.locator(".seating-drawing")
        high = drawn.bounding_box()["height"]
        page.close()
        pages = pages_of(browser, html)
    assert high <= 1000, "no higher than a sheet of paper"
    assert any(all(name in page for name in names) for page in pages)
    assert Seat.every.filter(plan=plan).count() == len(names) + 2
