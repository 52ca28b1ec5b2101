"""No page asks the database more than a little. (Each room shows that the number does not grow with its rows.)"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.project.addresses import every_address
from tests.project.test_access_matrix import Askers, world  # noqa: F401 - a fixture

MOST = 15  # trust.md G27, for what a page itself asks
# The first page says what waits in every room, and asks each room once or twice: it grows with rooms, never with rows.
# There and on the page of a meeting we look if somebody asked needs no steps, while its place may have some: one
# question, and once a day another that puts the look on record.
STEPS = 2
MORE = {"/": 18 + STEPS, "/meetings/<uuid:meeting_id>/": MOST + STEPS}
SHELL_PAGE = "/help/"  # asks for nothing but the session, the person, the menu and the contact, as every page does
MOST_FOR_SHELL = 9

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["member", "coordinator", "lead", "finance"])
def test_no_page_asks_the_database_too_often(world, who):  # noqa: F811
    askers, counts = Askers(world), {}
    for address in every_address():
        with CaptureQueriesContext(connection) as asked:
            response = askers.ask(who, "GET", address)
        if response.status_code == 200:
            counts[address.route] = sum("SAVEPOINT" not in query["sql"] for query in asked.captured_queries)
    shell = counts[SHELL_PAGE]
    assert shell <= MOST_FOR_SHELL
    assert {route: count - shell for route, count in counts.items() if count - shell > MORE.get(route, MOST)} == {}
