"""When titles and what papers are for went to their versions, and on the way back, no paper lost either."""

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


@pytest.mark.django_db(transaction=True)
def test_a_paper_is_for_what_its_newest_version_is_for_and_back(world, add, meeting, send):
    first, second = add("The leaflet"), add("The poster")
    told = {"meeting_id": meeting.pk, "title": "Two", "facts": actions.PaperFacts("Two.", "Which?", 5)}
    paper = actions.write_paper(item=first, by=world.coordinator, **told)
    actions.write_paper(item=None, by=world.coordinator, **told)
    send(paper)
    draft = actions.start_version(paper_id=paper.pk, by=world.coordinator)
    told = {"title": "More", "item": second, "facts": actions.PaperFacts(), "by": world.coordinator}
    actions.change_paper(version_id=draft.pk, revision=0, **told)
    try:
        to(("papers", "0002_titles_of_versions"))
        with connection.cursor() as cursor:
            cursor.execute("select item_id from papers_paper order by made_at")
            was = [item for (item,) in cursor.fetchall()]
    finally:
        to()
    assert was == [second.pk, None]
    kept = PaperVersion.objects.order_by("paper__made_at", "number").values_list("item", "about")
    assert list(kept) == [(second.pk, "The poster"), (second.pk, ""), (None, "")]
