"""What people would like to write about: anybody proposes, everybody chooses for themself, and nobody else is told."""

import pytest
from django.urls import reverse

from accounts_reflective.inquiries import actions, queries
from accounts_reflective.inquiries.models import Topic, TopicChosen
from leap.core.audit.models import AuditEvent
from leap.core.errors import NotAllowed, NotNow, ProtectedAccess
from tests import factories
from tests.accounts_reflective.inquiries.factories import inquiry

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.small_panel()


@pytest.fixture
def here(world):
    return inquiry(world.programme)


def shown(viewer, here):
    return queries.topics_for(viewer, here)


def test_everybody_reads_a_topic_and_nobody_but_its_proposer_is_told_whose_it_is(world, here, as_):
    wren = world.members[0]
    as_(wren).post(reverse("inquiries:topic-new", args=[here.pk]), {"words": "Who spoke first"})
    for viewer in [*world.on_panel, world.lead]:
        (one,) = shown(viewer, here)
        assert one.topic.words == "Who spoke first"
        assert one.is_own == (viewer == wren)
        page = as_(viewer).get(reverse("inquiries:topic-list", args=[here.pk])).content.decode()
        assert "Who spoke first" in page
        assert ("You proposed this" in page) == (viewer == wren)
        assert viewer == wren or wren.called_name not in page
    assert shown(world.finance, here) == []


def test_what_one_chooses_changes_no_letter_of_what_others_get(world, here, as_):
    wren, other = world.members[:2]
    topic = actions.propose_topic(inquiry=here, words="The breaks", by=world.lead)
    actions.choose_topic(topic=topic, chosen=True, seeks_company=False, by=other)
    address = reverse("inquiries:topic-list", args=[here.pk])

    def seen():
        page = as_(other).get(address).content.decode()
        return [line for line in page.splitlines() if "csrf" not in line and "nonce" not in line]

    before = seen()
    actions.choose_topic(topic=topic, chosen=True, seeks_company=True, by=wren)
    assert seen() == before, "who does not look for company sees nobody who does"
    actions.choose_topic(topic=topic, chosen=True, seeks_company=True, by=other)
    assert shown(other, here)[0].company == (wren.shown_name,)
    assert shown(wren, here)[0].company == (other.shown_name,)


def test_company_ends_at_once_with_the_wish_with_the_choice_and_with_the_panel(world, here):
    wren, other = world.members[:2]
    topic = actions.propose_topic(inquiry=here, words="The breaks", by=world.lead)
    for person in (wren, other):
        actions.choose_topic(topic=topic, chosen=True, seeks_company=True, by=person)
    actions.choose_topic(topic=topic, chosen=True, seeks_company=False, by=other)
    assert shown(wren, here)[0].company == ()
    assert shown(other, here)[0].company == ()
    actions.choose_topic(topic=topic, chosen=True, seeks_company=True, by=other)
    assert shown(wren, here)[0].company == (other.shown_name,)
    actions.choose_topic(topic=topic, chosen=False, seeks_company=False, by=other)
    assert shown(wren, here)[0].company == ()
    actions.choose_topic(topic=topic, chosen=True, seeks_company=True, by=other)
    factories.end_roles(other)
    assert shown(wren, here)[0].company == ()


def test_somebody_on_another_panel_is_nobody_one_can_be_shown(world, here):
    wren = world.members[0]
    away = factories.small_panel("Gorse", programme=world.programme).members[0]
    topic = actions.propose_topic(inquiry=here, words="The breaks", by=world.lead)
    for person in (wren, away):
        actions.choose_topic(topic=topic, chosen=True, seeks_company=True, by=person)
    assert shown(wren, here)[0].company == shown(away, here)[0].company == ()


def test_whoever_looks_for_company_would_like_to_write(world, here, as_):
    wren = world.members[0]
    topic = actions.propose_topic(inquiry=here, words="The breaks", by=wren)
    address = reverse("inquiries:topic-choose", args=[here.pk, topic.pk])
    assert as_(wren).post(address, {"seeks_company": "on"}).status_code == 302
    assert shown(wren, here)[0].is_chosen
    as_(wren).post(address, {})
    assert not shown(wren, here)[0].is_chosen


def test_a_topic_is_taken_back_by_its_proposer_or_put_aside_by_the_lead_and_by_nobody_else(world, here, as_):
    wren, other = world.members[:2]
    mine, second = (actions.propose_topic(inquiry=here, words=words, by=wren) for words in ("One", "Two"))
    actions.choose_topic(topic=mine, chosen=True, seeks_company=True, by=other)
    for person in (other, world.coordinator):
        with pytest.raises(NotAllowed):
            actions.end_topic(topic=mine, by=person)
    for person, topic in ((wren, mine), (world.lead, second)):
        address = reverse("inquiries:topic-end", args=[here.pk, topic.pk])
        assert as_(person).post(address).status_code == 302
        assert as_(person).post(address).status_code == 404, "it is not there any more"
    assert shown(wren, here) == shown(other, here) == []
    assert not TopicChosen.objects.unscoped("a test").exists()
    assert AuditEvent.objects.filter(verb="topic.ended").count() == 2
    with pytest.raises(NotNow):
        actions.choose_topic(topic=mine, chosen=True, seeks_company=False, by=other)


def test_a_topic_that_is_not_there_and_one_of_another_programme_are_the_same_page(world, here, as_):
    away = factories.small_panel("Gorse", programme=factories.programme("Other study"))
    elsewhere = actions.propose_topic(inquiry=inquiry(away.programme), words="Theirs", by=away.members[0])
    client = as_(world.members[0])
    answers = [
        client.get(reverse("inquiries:topic-choose", args=[here.pk, key])) for key in (elsewhere.pk, world.panel.pk)
    ]
    assert [each.status_code for each in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_twenty_topics_each_and_none_once_it_is_finished(world, here, as_):
    wren = world.members[0]
    for number in range(20):
        actions.propose_topic(inquiry=here, words=f"Topic {number}", by=wren)
    answer = as_(wren).post(reverse("inquiries:topic-new", args=[here.pk]), {"words": "One more"})
    assert answer.status_code == 422
    assert "You have proposed 20 topics here." in answer.content.decode()
    assert "One more" in answer.content.decode()
    actions.change_inquiry(inquiry=here, title="x", question="", prompts="", is_finished=True, by=world.lead)
    with pytest.raises(NotNow, match="finished"):
        actions.propose_topic(inquiry=here, words="Late", by=world.members[1])


def test_whoever_cannot_see_the_inquiry_proposes_and_chooses_nothing(world, here):
    topic = actions.propose_topic(inquiry=here, words="The breaks", by=world.lead)
    with pytest.raises(NotAllowed):
        actions.propose_topic(inquiry=here, words="Mine", by=world.finance)
    with pytest.raises(NotAllowed):
        actions.choose_topic(topic=topic, chosen=True, seeks_company=False, by=world.finance)


def test_both_tables_are_behind_their_lock():
    for model in (Topic, TopicChosen):
        with pytest.raises(ProtectedAccess):
            model.objects.all()
