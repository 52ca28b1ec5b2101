"""Writing together: asked, joined, declined, left."""

import pytest

from accounts_reflective.writing import queries
from accounts_reflective.writing.actions import authors
from accounts_reflective.writing.models import Authorship
from leap.core import audit, outbox
from leap.core.errors import NotAllowed, NotNow
from leap.core.outbox import OutboxMessage
from leap.core.outbox.registry import kind_called
from tests import factories
from tests.accounts_reflective.writing.factories import account, joined, put_forward


@pytest.fixture
def mine(world):
    return account(world.inquiry, world.author)


def authorship(mine, person):
    return Authorship.objects.unscoped("a test looks").get(account=mine, person=person)


def test_asking_tells_the_person_and_shows_them_nothing(world, mine):
    authors.ask(account=mine, person=world.friend, by=world.author)
    assert [ask.asked_by for ask in queries.asks_for(world.friend)] == [world.author]
    assert not queries.drafts_of(world.friend).exists()
    assert not queries.readable_by(world.friend).exists()
    assert queries.authors_of(world.friend, mine) == []
    message = OutboxMessage.objects.get(kind="coauthor_asked")
    assert message.to_person_id == world.friend.pk
    assert audit.events_about(mine, "coauthor.asked").get().whose_id == world.friend.pk


def test_asking_twice_is_asking_once(world, mine):
    for _ in range(2):
        authors.ask(account=mine, person=world.friend, by=world.author)
    assert OutboxMessage.objects.count() == 1
    assert audit.events_about(mine, "coauthor.asked").count() == 1


def test_only_people_on_a_shared_panel_can_be_asked_and_only_by_an_author(world, mine):
    for person in [world.far_away, world.finance, world.author]:
        with pytest.raises(NotAllowed):
            authors.ask(account=mine, person=person, by=world.author)
    with pytest.raises(NotAllowed):
        authors.ask(account=mine, person=world.friend, by=world.coordinator)
    assert not OutboxMessage.objects.exists()


def test_an_author_cannot_be_asked_again(world, mine):
    joined(mine, world.friend, by=world.author)
    with pytest.raises(NotNow):
        authors.ask(account=mine, person=world.friend, by=world.author)


def test_joining_opens_the_draft_with_the_role_as_they_say_it(world, mine):
    authors.ask(account=mine, person=world.friend, by=world.author)
    authors.join(account=mine, role_shown=" LEAP member ", by=world.friend)
    assert queries.drafts_of(world.friend).get().account_id == mine.pk
    assert authorship(mine, world.friend).role_shown == "LEAP member"
    assert audit.events_about(mine, "coauthor.joined").count() == 1


def test_joining_twice_is_joining_once(world, mine):
    joined(mine, world.friend, by=world.author)
    authors.join(account=mine, by=world.friend)
    assert audit.events_about(mine, "coauthor.joined").count() == 1


def test_nobody_joins_unasked(world, mine):
    with pytest.raises(NotAllowed):
        authors.join(account=mine, by=world.friend)
    with pytest.raises(NotAllowed):
        authors.decline(account=mine, by=world.coordinator)


def test_who_left_the_study_after_being_asked_cannot_join(world, mine):
    authors.ask(account=mine, person=world.friend, by=world.author)
    factories.end_roles(world.friend)
    assert not queries.asks_for(world.friend).exists()
    with pytest.raises(NotAllowed):
        authors.join(account=mine, by=world.friend)


def test_declining_ends_the_asking_and_can_be_asked_again(world, mine):
    authors.ask(account=mine, person=world.friend, by=world.author)
    for _ in range(2):
        authors.decline(account=mine, by=world.friend)
    assert not queries.asks_for(world.friend).exists()
    assert audit.events_about(mine, "coauthor.declined").count() == 1
    with pytest.raises(NotNow):
        authors.join(account=mine, by=world.friend)
    authors.ask(account=mine, person=world.friend, by=world.author)
    assert queries.asks_for(world.friend).exists()
    assert OutboxMessage.objects.count() == 2


def test_a_question_can_be_taken_back_until_it_is_answered(world, mine):
    authors.ask(account=mine, person=world.friend, by=world.author)
    authors.take_back_ask(account=mine, person=world.friend, by=world.author)
    assert not queries.asks_for(world.friend).exists()
    with pytest.raises(NotAllowed):
        authors.join(account=mine, by=world.friend)
    joined(mine, world.friend, by=world.author)
    with pytest.raises(NotNow):
        authors.take_back_ask(account=mine, person=world.friend, by=world.author)


def test_leaving_closes_the_draft_and_every_version(world, mine):
    joined(mine, world.friend, by=world.author)
    version = put_forward(mine, [world.reader], by=world.author)
    from accounts_reflective.writing.actions import versions

    versions.agree(version=version, by=world.friend)
    assert queries.versions_open_to(world.reader).exists()
    authors.leave(account=mine, by=world.friend)
    assert not queries.drafts_of(world.friend).exists()
    assert not queries.versions_open_to(world.reader).exists()
    assert queries.versions_in_play(world.author, mine) == []
    assert audit.events_about(mine, "coauthor.left").count() == 1


def test_leaving_never_opens_what_the_leaver_did_not_agree_to(world, mine):
    joined(mine, world.friend, by=world.author)
    put_forward(mine, [world.reader], by=world.author)
    authors.leave(account=mine, by=world.friend)
    assert not queries.versions_open_to(world.reader).exists()


def test_the_only_author_cannot_leave_words_with_nobody(world, mine):
    authors.ask(account=mine, person=world.friend, by=world.author)
    with pytest.raises(NotNow):
        authors.leave(account=mine, by=world.author)
    assert queries.drafts_of(world.author).exists()


def test_authors_say_how_their_own_role_is_shown(world):
    mine = account(world.inquiry, world.author, role_shown="LEAP member")
    joined(mine, world.friend, by=world.author, role_shown="LEAP member")
    assert queries.label_of(mine) == "two LEAP members"
    authors.show_role(account=mine, role_shown="carer", by=world.friend)
    assert queries.label_of(mine) == "a carer and a LEAP member"
    authors.show_role(account=mine, role_shown="", by=world.friend)
    assert queries.label_of(mine) == ""
    with pytest.raises(NotAllowed):
        authors.show_role(account=mine, role_shown="lead", by=world.lead)


def test_nobody_else_is_asked_to_tell_a_person_without_email_about_their_writing(world, mine):
    """A call to make would tell whoever runs the panel that there is something."""
    quiet = factories.member(world.panel, "Teasel", email=None)
    authors.ask(account=mine, person=quiet, by=world.author)
    assert outbox.deliver_due() == 1
    message = OutboxMessage.objects.get()
    assert (message.state, message.reason) == ("cancelled", "nobody-may-pass-it-on")


def test_the_message_is_dropped_when_it_is_no_longer_true(world, mine):
    authors.ask(account=mine, person=world.friend, by=world.author)
    first = OutboxMessage.objects.get()
    kind = kind_called("coauthor_asked")
    assert kind.still_true(first)
    authors.decline(account=mine, by=world.friend)
    assert not kind.still_true(first)
    authors.ask(account=mine, person=world.friend, by=world.author)
    assert not kind.still_true(first), "the second asking has its own message"
    authors.take_back_ask(account=mine, person=world.friend, by=world.author)
    assert not any(kind.still_true(message) for message in OutboxMessage.objects.all())
