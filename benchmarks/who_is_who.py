"""Who is who on a panel where everybody says ten things: how many queries, and what the resolver costs for each person.

Everything is made in a transaction that is taken back. Times are compared with a bare query of as many rows in the same
run, because this computer is shared.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

from leap.local.figures import figure

STATEMENTS = 10
PEOPLE, FEW, MANY = 40, 4, 400
# From the issue: the page of a 40-person panel in at most 12 queries, and as many for 4 people as for 400.
QUERIES = 12


def main() -> None:
    """Print the queries for three sizes of panel, and the time for each person."""
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        counts = {size: measured(size) for size in (FEW, PEOPLE, MANY)}
        transaction.set_rollback(True)
    asked = {size: queries for size, (queries, _, _) in counts.items()}
    _, seconds, bare = counts[PEOPLE]
    print(f"queries by size: {asked}")
    print(f"resolver: {1000 * seconds / PEOPLE:.2f} ms for each of {PEOPLE} people with {STATEMENTS} statements")
    print(f"the page's words against a bare query of the same rows: {seconds / bare:.1f} times")
    figure("who_is_who_queries", asked[PEOPLE], "queries", QUERIES, at_most=True)
    figure("who_is_who_queries_4_against_400", abs(asked[FEW] - asked[MANY]), "queries_difference", 0, at_most=True)


def measured(size: int) -> tuple[int, float, float]:
    """Queries, seconds, and the seconds of a bare query of the same rows, for a panel of this size."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from accounts.identity import queries
    from accounts.identity.models import Share
    from accounts.people.queries import roles_looked_up_once

    panel, viewer = panel_of(size)

    def page():
        with roles_looked_up_once():
            return queries.panel_people(viewer, panel.pk, queries.Surface.PANEL_PAGE)

    with CaptureQueriesContext(connection) as captured:
        on_panel = page()
    said = sum(len(person.statements) for person in on_panel.people)
    if said != size * STATEMENTS:
        raise AssertionError(f"{size * STATEMENTS} statements were shared and {said} are shown")
    bare = Share.objects.unscoped("as many rows, and nothing else").filter(panel=panel).select_related("statement")
    return len(captured.captured_queries), timed(page), timed(lambda: list(bare.all()))


def panel_of(size: int):
    """A panel of this many members, each of whom tells the members ten things; and one who looks."""
    from accounts.identity import wordings
    from accounts.identity.models import Share, Statement
    from accounts.people.models import Panel, Person, Programme, Role
    from leap.core import clock

    programme = Programme.objects.create(name=f"Measured {size}")
    panel = Panel.objects.create(programme=programme, name=f"Measured {size}", site="Here")
    people = [Person.objects.create_user(called_name=f"Person {number}") for number in range(size)]
    since = clock.today() - timedelta(days=100)
    Role.objects.bulk_create(
        Role(person=each, programme=programme, panel=panel, kind="member", starts_on=since) for each in people
    )
    statements = Statement.objects.unscoped("measured").bulk_create(
        Statement(person=each, own_words=f"Something about me, number {number}.")
        for each in people
        for number in range(STATEMENTS)
    )
    Share.objects.unscoped("measured").bulk_create(
        Share(
            statement=each,
            audience="members",
            programme=programme,
            panel=panel,
            slot=f"panel.{panel.pk}",
            wording_version=wordings.current().version,
        )
        for each in statements
    )
    return panel, people[0]


def timed(step: Callable[[], object]) -> float:
    """The median of five runs, in seconds."""
    runs = []
    for _ in range(5):
        began = time.perf_counter()
        step()
        runs.append(time.perf_counter() - began)
    return median(runs)
