"""The agenda: its order and times, two who change it, what members propose, hard words."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.people.actions import panels
from leap.core import clock
from leap.core.audit.models import AuditEvent
from leap.core.errors import NotAllowed, NotNow
from meetings.papers import actions, queries
from meetings.papers.models import AgendaItem, Proposal, Word, WordAsked
from meetings.papers.planning.finding import words_in
from tests import factories
from tests.meetings.at_once import at_once

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"papers:{name}", args=args)


def typed(**more) -> dict:
    facts = {"title": "The leaflet", "summary": "Which is easier.", "purpose": "advise", "influence": "open"}
    return {**facts, "minutes": "30", "revision": "0", **more}


def test_everything_stands_in_its_order_with_its_time_and_can_be_moved(world, meeting, add, as_):
    one, two, three = (add(title, minutes=minutes) for title, minutes in (("One", 10), ("Two", 20), ("Three", 5)))
    client = as_(world.coordinator)
    client.post(page("item-move", three.pk), {"where": "up"})
    client.post(page("item-move", one.pk), {"where": "up"})
    client.post(page("item-move", one.pk), {"where": "down"})
    assert [each.title for each in queries.items_for(world.members[0], meeting)] == ["Three", "One", "Two"]
    shown = client.get(page("agenda-detail", meeting.pk)).content.decode()
    assert "35 of 180 minutes" in shown
    client.post(page("item-remove", two.pk))
    assert AgendaItem.objects.count() == 2
    with pytest.raises(NotNow, match="taken off"):
        actions.move_item(item_id=two.pk, where="up", by=world.coordinator)
    with pytest.raises(NotNow, match="taken off"):
        actions.change_item(item_id=two.pk, revision=0, facts=None, by=world.coordinator)


def test_members_see_purpose_influence_note_lead_and_words_explained(world, meeting, add, as_):
    lead = world.researchers[0]
    add("A trial", influence="limited", influence_words="The pictures.", lead=lead, content_note="It is about loss.")
    shown = as_(world.members[0]).get(page("agenda-detail", meeting.pk)).content.decode()
    for words in ("To advise on", "Some of it is open: The pictures.", f"led by {lead.shown_name}", "a fair test of"):
        assert words in shown
    assert shown.index("It is about loss.") < shown.index("Which leaflet is easier.")
    assert "Change" not in shown
    factories.end_roles(lead, world.panel)
    assert lead.shown_name not in as_(world.members[0]).get(page("agenda-detail", meeting.pk)).content.decode()


def test_a_hard_word_in_the_note_before_a_subject_is_explained_too(world, meeting, add, as_):
    told = {"programme": world.programme, "revision": 0, "by": world.coordinator}
    actions.keep_word(term="Sertraline", meaning="A tablet for low mood.", **told)
    add("Two leaflets", content_note="It speaks of sertraline.")
    shown = as_(world.members[0]).get(page("agenda-detail", meeting.pk)).content.decode()
    assert "A tablet for low mood." in shown


def test_what_is_typed_wrongly_gets_a_sentence_and_is_still_there(world, meeting, as_):
    client = as_(world.coordinator)
    wrong = typed(influence="fixed", minutes="0", lead=world.members[0].pk, lead_words="Somebody")
    answer = client.post(page("item-new", meeting.pk), wrong)
    said = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Write why it is fixed.", "at least 1 minute", "not both", "Which is easier."):
        assert words in said
    elsewhere = factories.small_panel("Bracken", programme=world.programme).members[0]
    facts = actions.ItemFacts("x", "y", "know", "open", 5, lead=elsewhere)
    with pytest.raises(NotNow, match="on the panel"):
        actions.add_item(meeting_id=meeting.pk, facts=facts, by=world.coordinator)
    assert client.post(page("item-new", meeting.pk), typed()).status_code == 302
    assert as_(world.members[0]).post(page("item-new", meeting.pk), typed()).status_code == 403


def test_two_who_change_it_lose_nothing(world, meeting, add, paper, as_):
    item = add()
    client = as_(world.coordinator)
    assert client.post(page("item-edit", item.pk), typed(summary="Mine.")).status_code == 302
    answer = client.post(page("item-edit", item.pk), typed(summary="Theirs."))
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "Mine." in said
    assert "Theirs." in said
    assert client.post(page("item-edit", item.pk), typed(summary="Theirs.", revision="1")).status_code == 302
    facts = {"title": "Leaflets", "summary": "A", "question": "B", "reading_minutes": "3", "revision": "0"}
    assert client.post(page("paper-edit", paper.pk), facts).status_code == 302
    answer = client.post(page("paper-edit", paper.pk), {**facts, "summary": "Typed by me"})
    assert answer.status_code == 422
    assert "Typed by me" in answer.content.decode()


def test_a_proposal_is_for_those_who_run_the_panel_until_it_is_taken_up(world, meeting, as_):
    member, other = world.members[:2]
    client = as_(member)
    client.post(page("proposal-new", meeting.pk), {"title": "Buses", "words": "How we get here."})
    proposal = Proposal.objects.unscoped("a test").get()
    assert "Buses" in client.get(page("agenda-detail", meeting.pk)).content.decode()
    assert "Buses" not in as_(other).get(page("agenda-detail", meeting.pk)).content.decode()
    for name in ("proposal-take-back", "proposal-name", "proposal-take-up", "proposal-answer"):
        assert as_(other).post(page(name, proposal.pk)).status_code == 404
    run = as_(world.coordinator)
    assert f"From {member.shown_name}" in run.get(page("agenda-detail", meeting.pk)).content.decode()
    run.post(page("proposal-take-up", proposal.pk))
    shown = as_(other).get(page("agenda-detail", meeting.pk)).content.decode()
    assert "How we get here." in shown
    assert f"Proposed by {member.shown_name}" not in shown
    as_(member).post(page("proposal-name", proposal.pk), {"shown": "yes"})
    assert f"Proposed by {member.shown_name}" in as_(other).get(page("agenda-detail", meeting.pk)).content.decode()
    as_(member).post(page("proposal-name", proposal.pk), {"shown": "no"})
    assert "Proposed by" not in as_(other).get(page("agenda-detail", meeting.pk)).content.decode()
    with pytest.raises(NotNow):
        actions.take_back(proposal_id=proposal.pk, by=member)
    with pytest.raises(NotAllowed):
        actions.take_back(proposal_id=proposal.pk, by=other)
    actions.remove_item(item_id=AgendaItem.objects.get().pk, by=world.coordinator)


def test_a_proposal_is_answered_or_taken_back(world, meeting, as_):
    member = world.members[0]
    told = {"meeting_id": meeting.pk, "words": "More of it.", "show_name": False, "by": member}
    one, two = (actions.propose(title=title, **told) for title in ("Tea", "Cake"))
    answer = {"words": "There is a kettle now."}
    assert as_(world.coordinator).post(page("proposal-answer", one.pk), {"words": ""}).status_code == 422
    as_(world.coordinator).post(page("proposal-answer", one.pk), answer)
    as_(member).post(page("proposal-take-back", two.pk))
    mine = as_(member).get(page("agenda-detail", meeting.pk)).content.decode()
    assert "There is a kettle now." in mine
    assert "Taken back" in mine
    assert list(queries.proposals_to_answer(world.coordinator, meeting)) == []
    for number in range(10):
        actions.propose(title=f"Idea {number}", **told)
    with pytest.raises(NotNow, match="Ten of your ideas"):
        actions.propose(title="One more", **told)
    with pytest.raises(NotAllowed):
        actions.propose(**{**told, "title": "x", "by": world.finance})


def test_nothing_changes_once_the_meeting_is_over(world, meeting, add):
    item = add()
    with clock.held_at(meeting.starts_at + timedelta(hours=4)), pytest.raises(NotNow, match="over or called off"):
        actions.move_item(item_id=item.pk, where="down", by=world.coordinator)


def test_a_word_is_asked_for_without_a_name_and_explained_for_everyone(world, as_):
    member, programme = world.members[0], world.programme
    lines = AuditEvent.objects.count()
    for term in ("Cohort", "cohort "):
        as_(member).post(page("word-ask", programme.pk), {"term": term})
    asked = WordAsked.objects.unscoped("a test").get()
    assert {field.name for field in WordAsked._meta.concrete_fields} == {"id", "programme", "term", "asked_on"}
    assert AuditEvent.objects.count() == lines, "nor in the trail"
    assert "Somebody asked" not in as_(member).get(page("word-list", programme.pk)).content.decode()
    run = as_(world.coordinator)
    assert "cohort" in run.get(page("word-list", programme.pk)).content.decode(), "as it was typed last"
    run.post(page("word-edit", programme.pk), {"term": "Cohort", "meaning": "A group.", "revision": "0"})
    assert not WordAsked.objects.unscoped("a test").filter(pk=asked.pk).exists()
    assert "A group." in as_(member).get(page("word-list", programme.pk)).content.decode()
    run = as_(world.coordinator)
    both = run.post(page("word-edit", programme.pk), {"term": "cohort", "meaning": "People.", "revision": "0"})
    assert both.status_code == 422
    assert "A group." in both.content.decode()
    assert "A group." in run.get(page("word-edit", programme.pk) + "?word=Cohort").content.decode()
    assert as_(member).post(page("word-edit", programme.pk), {}).status_code == 403
    assert as_(member).post(page("word-settle", programme.pk), {}).status_code == 403
    actions.ask_for_word(programme=programme, term="Arm", by=member)
    arm = WordAsked.objects.unscoped("a test").get()
    run = as_(world.coordinator)
    run.post(page("word-settle", programme.pk), {"asked": arm.pk})
    assert not WordAsked.objects.unscoped("a test").exists()
    stranger = factories.small_panel("Bracken").members[0]
    assert as_(stranger).get(page("word-list", programme.pk)).status_code == 404
    for act in (
        actions.ask_for_word,
        lambda **facts: actions.settle_word(asked_id=arm.pk, programme=programme, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            act(programme=programme, term="x", by=stranger)


def test_words_are_found_whole_whatever_their_capitals():
    known = {"trial": "a fair test", "PPI": "planning together", "ward": "a room"}
    assert words_in(["Two Trials, and ppi.", "A steward."], known) == [
        ("PPI", "planning together"),
        ("trial", "a fair test"),
    ]


@pytest.mark.django_db(transaction=True)
def test_eight_who_press_at_once_leave_one_order_one_version_and_one_message(world, meeting, add, paper):
    one, two = add("One"), add("Two")
    by = world.coordinator
    at_once(lambda n: actions.move_item(item_id=(one, two)[n % 2].pk, where="down", by=by))
    at_once(lambda n: add(f"More {n}"))
    assert sorted(AgendaItem.objects.values_list("position", flat=True)) == list(range(10))
    version = paper.versions.get()
    sent = at_once(lambda n: actions.send_papers(meeting_id=meeting.pk, version_ids=[version.pk], by=by))
    assert sorted(len(versions) for versions, _ in sent) == [0] * 7 + [1]
    started = at_once(lambda n: actions.start_version(paper_id=paper.pk, by=by))
    assert sum(not isinstance(each, NotNow) for each in started) == 1
    proposal = actions.propose(meeting_id=meeting.pk, title="a", words="b", show_name=False, by=world.members[0])
    taken = at_once(lambda n: actions.take_up(proposal_id=proposal.pk, by=by))
    assert sum(not isinstance(each, NotNow) for each in taken) == 1
    told = {"programme": world.programme, "term": "Arm", "meaning": "x", "revision": 0, "by": by}
    kept = at_once(lambda n: actions.keep_word(**told))
    assert sum(not isinstance(each, NotNow) for each in kept) == 1
    assert Word.objects.count() == 1


def test_how_the_panel_agreed_to_work_together_stands_on_its_agenda_and_nothing_it_has_not_agreed(world, meeting, as_):
    client = as_(world.members[0])
    assert "How we work together" not in client.get(page("agenda-detail", meeting.pk)).text
    told = {"panel": world.panel, "agreed_on": clock.today(), "agreed_by": "everyone", "by": world.coordinator}
    for kind, words in (("ground-rules", "Be quick."), ("ground-rules", "Be kind."), ("signals", "A nod: go on")):
        panels.agree_document(kind=kind, words=words, **told)
    shown = client.get(page("agenda-detail", meeting.pk)).text
    assert shown.index("How we work together") < shown.index("Be kind.") < shown.index("A nod") < shown.index("go on")
    assert "Be quick." not in shown
