"""The same job without JavaScript, and without a mouse."""

from uuid import UUID

from playwright.sync_api import Page, expect

from tests.journeys.site import Site, code_in

MOST_STOPS = 60


def test_without_script_a_member_answers_writes_and_shares(site: Site, larkmoor_meeting: UUID):
    page = site.window("clover", java_script_enabled=False)
    answer(page, larkmoor_meeting)
    say_something_about_oneself(page)
    write_an_account(page)


def answer(page: Page, meeting_id: UUID) -> None:
    page.goto("/")
    page.locator(f"a[href='/meetings/{meeting_id}/reply/']").click()
    page.get_by_label("Joining online").check()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.locator("main")).to_contain_text("We look forward to having you with us from where you are.")


def say_something_about_oneself(page: Page) -> None:
    """Written, shared with everyone on the panel after the page that counts them, and stopped again."""
    page.goto("/people/me/statements/new/")
    page.get_by_label("What would you like to say about yourself?").fill("Plain pages suit me.")
    page.get_by_role("button", name="Save it for me").click()
    page.get_by_role("link", name="Choose who can read it").click()
    page.get_by_label("Everyone on Larkmoor panel").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("My own words").check()
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("main")).to_contain_text("6 people will be able to read this.")
    page.get_by_role("button", name="Yes, share it").click()
    expect(page.locator("main")).to_contain_text("Now it is shared.")
    page.get_by_role("button", name="Stop sharing").click()
    expect(page.locator("main")).to_contain_text("Stopped. From now on nobody reads it that way.")


def write_an_account(page: Page) -> None:
    page.goto("/reflections/writing/new/")
    page.get_by_label("What would you like to call it?").fill("Without any script")
    page.get_by_role("button", name="Start writing").click()
    expect(page.locator("main")).to_contain_text("Press “Save” when you stop.")
    page.get_by_label("Your words").fill("It was a plain day.\n\nThe tea was good.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("Your words are saved.")
    expect(page.locator(".leap-sheet p")).to_have_text(["It was a plain day.", "The tea was good."])


def test_with_the_keyboard_alone_a_member_signs_in_and_answers(site: Site, larkmoor_meeting: UUID):
    """From the first page to the answer: Tab, Enter, the arrow and the letter keys, and nothing else."""
    page = site.window()
    page.goto("/")
    tab_to(page, "Your email address")
    page.keyboard.type("teasel@leap.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Type in your code")).to_be_visible()
    tab_to(page, "Your code")
    page.keyboard.type(code_in(site.wait_for_letter("teasel", "Your code for signing in")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hello Teasel")).to_be_visible()
    tab_to(page, "Answer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Can you come?")).to_be_visible()
    tab_to(page, "Coming in person")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Send my answer")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("We look forward to having you with us from where you are.")
    assert page.url.endswith(f"/meetings/{larkmoor_meeting}/")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the thing with this name has the focus."""
    seen = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).innerText.trim()"))
        if seen[-1] == name:
            return
    raise AssertionError(f"Tab never reached “{name}”, only {seen}")
