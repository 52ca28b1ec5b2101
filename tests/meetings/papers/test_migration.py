"""When titles went from papers to their versions, and on the way back, no paper lost its name."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from meetings.papers import actions
from meetings.papers.models import PaperVersion

BEFORE = ("papers", "0001_initial")


def to(*places):
    executor = MigrationExecutor(connection)
    executor.migrate(list(places) or executor.loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
def test_a_paper_is_called_what_its_newest_version_is_called_and_back(world, paper, send):
    send(paper)
    second = actions.start_version(paper_id=paper.pk, by=world.coordinator)
    facts = actions.PaperFacts("Three leaflets.", "Which?", 6)
    told = {"title": "More leaflets", "item": None, "facts": facts, "by": world.coordinator}
    actions.change_paper(version_id=second.pk, revision=0, **told)
    try:
        to(BEFORE)
        with connection.cursor() as cursor:
            cursor.execute("select title from papers_paper")
            was = cursor.fetchall()
    finally:
        to()
    assert was == [("More leaflets",)]
    assert set(PaperVersion.objects.values_list("title", flat=True)) == {"More leaflets"}
