"""Every page without script."""

import pytest
from playwright.sync_api import expect

from tests.project.live import live  # noqa: F401 - a fixture
from tests.project.pages import PAGES, named, open_page


@pytest.mark.parametrize(("address", "who"), PAGES, ids=named)
def test_page_says_the_same_without_script(live, address, who):  # noqa: F811
    page, response, _ = open_page(live, address, who, java_script_enabled=False)
    assert response.status == 200
    expect(page.locator("main h1")).to_have_count(1)
    expect(page.locator("main")).not_to_be_empty()
