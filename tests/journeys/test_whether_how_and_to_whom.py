"""Account E's wish: to choose whether, how and to whom. A member and a researcher do it with the same pages."""

import pytest
from playwright.sync_api import Page, expect

from accounts.identity.models import Share, Statement
from accounts.people.models import Person
from tests.journeys.site import Site

ACCOUNT = "Three pens"  # written by Linnet, Fern (members) and Perry (research assistant)
FOUR = {
    "panel": "I keep a list of kind things people have said.",
    "authors": "My brother was ill for a long time, and I learnt to read faces.",
    "kept": "There is a door I do not open yet.",
    "kept too": "I have changed my mind about something large.",
}
BROADER = "Somebody close to me was unwell, and I learnt a lot from it."
OF_A_RESEARCHER = {name: f"{words} I say this as a researcher." for name, words in FOUR.items()}
BROADER_OF_A_RESEARCHER = f"{BROADER} I say this as a researcher."


@pytest.mark.parametrize(
    ("who", "words", "broader", "panel_reader", "author"),
    [
        ("linnet", FOUR, BROADER, "wren", "fern"),
        ("perry", OF_A_RESEARCHER, BROADER_OF_A_RESEARCHER, "heather", "linnet"),
    ],
)
def test_four_statements_for_three_kinds_of_people(site: Site, who, words, broader, panel_reader, author):
    mine = site.window(who)
    for each in words.values():
        write(site, mine, each)
    add_broader_words(site, mine, words["authors"], broader)
    everyone = "Everyone on Heronby panel"
    share(site, mine, words["panel"], everyone, "My own words")
    share(site, mine, words["authors"], f"The people who write “{ACCOUNT}” with you", "My broader words")

    see_myself_as(site, mine, site.people[panel_reader], words["panel"], hidden=[broader, *kept(words)])
    see_myself_as(site, mine, site.people[author], broader, hidden=[words["authors"], *kept(words)])
    panel, fellow_author, stranger = site.window(panel_reader), site.window(author), site.window("ash")
    check(panel, on_panel=[words["panel"]], hidden=[words["authors"], broader, *kept(words)])
    check(fellow_author, on_panel=[words["panel"]], hidden=[words["authors"], *kept(words)])
    authors_page(fellow_author)
    expect(fellow_author.locator("main")).to_contain_text(broader)
    expect(fellow_author.locator("main")).not_to_contain_text(words["authors"])
    nothing_for(stranger, site, who, [*words.values(), broader])

    withdraw(site, mine, words["panel"])
    for window in (panel, fellow_author):
        check(window, on_panel=[], hidden=[*words.values()])
    authors_page(fellow_author)
    expect(fellow_author.locator("main")).to_contain_text(broader)
    proof_remains(site, mine)
    assert site.behind(lambda: live_shares(words["panel"], site.people[who])) == 0


def write(site: Site, page: Page, words: str) -> None:
    """Something new: only its writer reads it."""
    page.goto("/people/me/statements/new/")
    page.get_by_label("What would you like to say").fill(words)
    page.get_by_role("button", name="Save it for me").click()
    expect(page.locator("main")).to_contain_text("Only you")


def opened(page: Page, words: str) -> None:
    """The page of one's own words."""
    page.goto("/people/me/statements/")
    page.get_by_role("link", name=words[:40]).first.click()
    expect(page.locator("main")).to_contain_text(words)


def add_broader_words(site: Site, page: Page, words: str, broader: str) -> None:
    """The same in broader words, and what it is about."""
    opened(page, words)
    page.get_by_role("link", name="Say it in broader words too").click()
    page.get_by_label("How would you say it in broader words?").fill(broader)
    page.get_by_label("Caring for somebody, unpaid").check()
    site.look(page, "broader-words")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text(broader)


def share(site: Site, page: Page, words: str, to: str, form: str) -> None:
    """With whom, in which words, and the yes."""
    opened(page, words)
    page.get_by_role("link", name="Choose who").click()
    page.get_by_label(to).check()
    site.look(page, "share-with-whom")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label(form, exact=True).check()
    site.look(page, "share-how")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("main")).to_contain_text("will be able to read this")
    page.get_by_text("Show me who").click()
    site.look(page, "share-check")
    page.get_by_role("button", name="Yes, share it").click()
    expect(page.locator("main")).to_contain_text("Now it is shared")
    site.look(page, "shared")


def see_myself_as(site: Site, page: Page, reader: Person, shown: str, hidden: list[str]) -> None:
    """The pages as one person finds them."""
    page.goto("/people/me/seen/")
    site.look(page, "who-can-see-what")
    page.get_by_role("link", name="See yourself as somebody else does").click()
    page.get_by_label("See yourself as").select_option(f"person.{reader.pk}")
    page.get_by_role("button", name="Show me").click()
    expect(page.locator("main")).to_contain_text(shown)
    for words in hidden:
        expect(page.locator("main")).not_to_contain_text(words)
    site.look(page, "seen-as")


def kept(words: dict[str, str]) -> list[str]:
    """What is for nobody."""
    return [words["kept"], words["kept too"]]


def check(page: Page, *, on_panel: list[str], hidden: list[str]) -> None:
    """What stands on the page of the panel, and what does not."""
    page.goto("/people/panels/")
    page.get_by_role("link", name="Heronby panel").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Who is who")
    for words in on_panel:
        expect(page.locator("main")).to_contain_text(words)
    for words in hidden:
        expect(page.locator("main")).not_to_contain_text(words)


def authors_page(page: Page) -> None:
    """Where those who write together see each other."""
    page.goto("/reflections/writing/")
    page.get_by_role("link", name=ACCOUNT).first.click()
    page.get_by_role("link", name="Write with somebody").first.click()


def nothing_for(page: Page, site: Site, who: str, words: list[str]) -> None:
    """Somebody on another panel finds no page of theirs at all."""
    answer = page.goto(f"/people/{site.people[who].pk}/")
    assert answer is not None
    assert answer.status == 404
    for address in ("/people/panels/", "/people/shared-with-you/", "/"):
        page.goto(address)
        for each in words:
            expect(page.locator("body")).not_to_contain_text(each)


def withdraw(site: Site, page: Page, words: str) -> None:
    """One click, at once, no reason; then where it has been."""
    opened(page, words)
    page.get_by_role("button", name="Stop sharing").click()
    expect(page.locator("main")).to_contain_text("Who can read this now: Only you")
    expect(page.locator("main")).to_contain_text("What somebody has read, we cannot take back.")
    site.look(page, "where-it-has-been")


def proof_remains(site: Site, page: Page) -> None:
    """What was agreed and taken back stands on record, and can be kept."""
    page.goto("/people/me/choices/")
    site.look(page, "what-i-said-yes-to")
    page.get_by_role("link", name="Share this with everyone on Heronby panel?").first.click()
    site.look(page, "one-answer")
    with page.expect_download() as download:
        page.get_by_role("link", name="Keep a copy (text)").click()
    assert "Share this with everyone on Heronby panel?" in download.value.path().read_text()
    page.goto("/people/me/looks/")
    site.look(page, "who-has-looked")


def live_shares(words: str, person) -> int:
    """How many yeses stand for these words."""
    mine = Statement.objects.unscoped("the end of a story").filter(person=person)
    statement = next(each for each in mine if each.own_words == words)
    return Share.objects.unscoped("the end of a story").filter(statement=statement, ended_at=None).count()
