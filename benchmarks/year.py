"""The year of a lead with two panels that share people: 12 meetings, 60 people asked to each, holidays and clashes.

Everything is made in a transaction that is taken back.
"""

from datetime import timedelta

from leap.local.figures import figure

MEETINGS, PEOPLE, FEW = 12, 60, 2
# From the issue: the year view of 12 meetings x 60 people in at most 15 queries, the shell of the page included.
QUERIES = 15


def main() -> None:
    """Print the queries of the year's page for 12 meetings of 60 people, and how many more than for 2 of 2."""
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        few, many = queries_for(FEW, FEW), queries_for(MEETINGS, PEOPLE)
        transaction.set_rollback(True)
    figure("year_view_queries", many, "queries", QUERIES, at_most=True)
    figure("year_view_queries_12_against_2", abs(many - few), "queries_difference", 0, at_most=True)


def queries_for(meetings: int, people: int) -> int:
    """The queries of the whole page, as a signed-in lead of a programme of this size asks for it."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.conftest_second_step import sign_in_as

    client = Client()
    sign_in_as(client, "lead", lead_of(meetings, people))
    client.get("/meetings/year/", headers={"host": "localhost"})
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/meetings/year/", headers={"host": "localhost"})
    if page.status_code != 200 or page.content.decode().count("share people") != meetings:
        raise AssertionError("the year was not shown with all its clashes")
    return len(asked)


def lead_of(meetings: int, people: int):
    """Somebody who leads two panels; everybody is on both, and both meet on the same days."""
    from accounts.people.models import Panel, Person, Programme, Role
    from leap.core import clock
    from meetings.invitations.models import Invitation
    from meetings.schedule.models import Meeting

    programme = Programme.objects.create(name=f"Year {people}")
    panels = [Panel.objects.create(programme=programme, name=name, site="Site") for name in ("Heather", "Bracken")]
    lead = Person.objects.create_user(email=f"lead{people}@example.org", called_name="Lead")
    since = clock.today() - timedelta(days=400)
    Role.objects.create(person=lead, programme=programme, kind=Role.Kind.PPI_LEAD, starts_on=since)
    members = [Person.objects.create_user(called_name=f"Person {number}") for number in range(people)]
    Role.objects.bulk_create(
        Role(person=person, programme=programme, panel=panel, kind=Role.Kind.MEMBER, starts_on=since)
        for person in members
        for panel in panels
    )
    now = clock.now()
    for number in range(meetings):
        meeting = Meeting.objects.create(
            panel=panels[number % 2],
            title="Advisory meeting",
            starts_at=now + timedelta(days=28 * (number // 2) + 3),
            minutes=120,
            place="Room 2",
            state=Meeting.State.OPEN,
            opened_at=now,
        )
        Invitation.objects.bulk_create(Invitation(meeting=meeting, person=person) for person in members)
    return lead
