"""Everybody in an inquiry proposes what could be written about, and chooses for themself."""

from django.db import transaction

from accounts.people.models import Person
from accounts_reflective.inquiries import access, queries
from accounts_reflective.inquiries.models import Inquiry, Topic, TopicChosen
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow

MOST_EACH = 20
ENOUGH = "You have proposed 20 topics here. Please take one of them back first."
FINISHED = "This inquiry is finished, so no new topics are collected. You can talk about it with whoever leads it."


@transaction.atomic
def propose_topic(*, inquiry: Inquiry, words: str, by: Person) -> Topic:
    """A topic that everyone in the inquiry can read and choose; nobody else is told who proposed it.

    NotNow when the inquiry is finished, or when somebody has twenty topics there. NotAllowed for whoever cannot see it.
    """
    inquiry = _lock(inquiry, by)
    if inquiry.closed_on is not None:
        raise NotNow(FINISHED)
    if sum(each.is_own for each in queries.topics_for(by, inquiry)) >= MOST_EACH:
        raise NotNow(ENOUGH)
    topic = Topic(inquiry=inquiry, words=words.strip(), proposed_by=by)
    topic.save(force_insert=True)
    audit.record(by=by, verb="topic.proposed", about=inquiry)
    return topic


@transaction.atomic
def choose_topic(*, topic: Topic, chosen: bool, seeks_company: bool, by: Person) -> None:
    """Somebody would like to write about it, or would not any more. Only they see that.

    `seeks_company`: those who seek company for it, too, and share a panel with them see what they are called, and the
    other way round. It ends at once when it is unticked. NotNow when the topic was taken back meanwhile.
    """
    inquiry = _lock(topic.inquiry, by)
    if queries.topic_for(by, topic.pk) is None:
        raise NotNow("This topic was taken back meanwhile.")
    own = TopicChosen.objects.unscoped("the person's own choice").filter(topic=topic, person=by)
    if not chosen:
        own.delete()
    elif not own.update(seeks_company=seeks_company):
        TopicChosen(topic=topic, person=by, seeks_company=seeks_company).save(force_insert=True)
    audit.record(by=by, verb="topic.answered", about=inquiry)


@transaction.atomic
def end_topic(*, topic: Topic, by: Person) -> None:
    """Whoever proposed it takes it back, or whoever leads the inquiry puts it aside: nobody sees it any more, and what
    people chose about it is forgotten. Ending it twice is once. NotAllowed for anybody else.
    """
    inquiry = _lock(topic.inquiry, by)
    if topic.proposed_by_id != by.pk and not access.can_set_up(by, inquiry):
        raise NotAllowed
    open_now = Topic.objects.unscoped("the topic ended").filter(pk=topic.pk, ended_at__isnull=True)
    if open_now.update(ended_at=clock.now()):
        TopicChosen.objects.unscoped("choices about a topic that is gone").filter(topic=topic).delete()
        audit.record(by=by, verb="topic.ended", about=inquiry)


def _lock(inquiry: Inquiry, by: Person) -> Inquiry:
    """Held still by one at a time, so that a topic is not chosen while it is taken back."""
    locked = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    if not queries.inquiries_for(by).filter(pk=locked.pk).exists():
        raise NotAllowed
    return locked
