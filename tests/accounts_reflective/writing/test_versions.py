"""Exact words, exact readers, every author's yes; silence is no."""

import pytest
from django.db import connection

from accounts_reflective.writing import queries
from accounts_reflective.writing.actions import authors, versions
from accounts_reflective.writing.models import Version
from leap.core import audit
from leap.core.errors import NotAllowed, NotNow
from leap.core.markdown import as_typed
from leap.core.models import AuditEvent
from leap.core.outbox import OutboxMessage
from leap.core.outbox.registry import kind_called
from leap.core.outbox.writing import plain_text
from tests import factories
from tests.accounts_reflective.writing.factories import WORDS, account, draft_of, joined, put_forward, save


@pytest.fixture
def mine(world):
    """An account with two authors."""
    made = account(world.inquiry, world.author)
    joined(made, world.friend, by=world.author)
    return made


def reads(person) -> list[str]:
    """What this person reads of others' writing, on the next request."""
    return [version.body for version in queries.versions_open_to(person)]


def test_a_single_author_opens_a_version_by_putting_it_forward(world):
    alone = account(world.inquiry, world.author)
    version = put_forward(alone, [world.reader], by=world.author)
    assert reads(world.reader) == [WORDS]
    assert [event.verb for event in audit.events_about(version)] == [
        "version.proposed",
        "version.agreed",
        "version.opened",
    ]


def test_nobody_reads_until_every_author_agrees(world, mine):
    version = put_forward(mine, [world.reader], by=world.author)
    assert reads(world.reader) == []
    versions.agree(version=version, by=world.friend)
    assert reads(world.reader) == [WORDS]
    for person in world.everyone_else:
        assert reads(person) == []
        assert not queries.readable_by(person).exists()


def test_the_other_authors_are_asked_and_the_proposer_is_not(world, mine):
    version = put_forward(mine, [world.reader], by=world.author)
    message = OutboxMessage.objects.get(kind="version_to_agree")
    assert (message.to_person_id, message.about_id) == (world.friend.pk, version.pk)
    assert [each.pk for each in queries.versions_waiting_for(world.friend)] == [version.pk]
    assert not queries.versions_waiting_for(world.author).exists()
    other = account(world.inquiry, world.author)
    authors.ask(account=other, person=world.friend, by=world.author)
    waiting = [(each.state, each.account_id) for each in queries.what_waits_for(world.friend)]
    assert waiting == [("asked", other.pk), ("writing", mine.pk)]
    assert not queries.what_waits_for(world.author).exists()


def test_a_changed_draft_never_changes_an_agreed_version(world, mine):
    versions.agree(version=put_forward(mine, [world.reader], by=world.author), by=world.friend)
    save(mine, "Words nobody agreed to.", by=world.friend)
    assert reads(world.reader) == [WORDS]


def test_taking_back_closes_it_on_the_next_request_and_agreeing_again_opens_it(world, mine):
    version = put_forward(mine, [world.reader], by=world.author)
    versions.agree(version=version, by=world.friend)
    for _ in range(2):
        versions.take_back(version=version, by=world.author)
    assert reads(world.reader) == []
    assert audit.events_about(version, "agreement.taken_back").count() == 1
    for _ in range(2):
        versions.agree(version=version, by=world.author)
    assert reads(world.reader) == [WORDS]


def test_readers_keep_what_they_have_until_everyone_agrees_the_new_one(world, mine):
    first = put_forward(mine, [world.reader], by=world.author)
    versions.agree(version=first, by=world.friend)
    save(mine, "New words.", by=world.author)
    second = put_forward(mine, [world.reader, world.other], by=world.author)
    assert reads(world.reader) == [WORDS]
    assert reads(world.other) == []
    versions.agree(version=second, by=world.friend)
    assert reads(world.reader) == reads(world.other) == ["New words."]


def test_taking_back_the_new_one_does_not_bring_the_old_one_back(world, mine):
    versions.agree(version=put_forward(mine, [world.reader], by=world.author), by=world.friend)
    save(mine, "New words.", by=world.author)
    second = put_forward(mine, [world.reader], by=world.author)
    versions.agree(version=second, by=world.friend)
    versions.take_back(version=second, by=world.friend)
    assert reads(world.reader) == []


def test_a_reader_left_out_of_the_new_version_reads_nothing(world, mine):
    versions.agree(version=put_forward(mine, [world.reader], by=world.author), by=world.friend)
    versions.agree(version=put_forward(mine, [world.other], by=world.friend), by=world.author)
    assert reads(world.reader) == []
    assert reads(world.other) == [WORDS]


def test_a_newer_one_closes_one_that_not_everyone_agreed_to(world, mine):
    first = put_forward(mine, [world.reader], by=world.author)
    put_forward(mine, [world.other], by=world.friend)
    with pytest.raises(NotNow):
        versions.agree(version=first, by=world.friend)
    assert [each.version.number for each in queries.versions_in_play(world.author, mine)] == [2]


def test_a_co_author_who_joins_later_closes_it_until_they_agree(world, mine):
    version = put_forward(mine, [world.reader], by=world.author)
    versions.agree(version=version, by=world.friend)
    authors.ask(account=mine, person=world.other, by=world.author)
    assert reads(world.reader) == [WORDS], "being asked changes nothing yet"
    authors.join(account=mine, by=world.other)
    assert reads(world.reader) == []
    versions.agree(version=version, by=world.other)
    assert reads(world.reader) == [WORDS]


def test_pressing_twice_puts_forward_one_version(world, mine):
    facts = {"account": mine, "readers": [world.reader], "revision": draft_of(mine).revision, "after": 0}
    first = versions.propose(**facts, by=world.author)
    assert versions.propose(**facts, by=world.author).pk == first.pk
    assert Version.objects.unscoped("a test looks").count() == 1


def test_what_changed_while_checking_is_not_put_forward(world, mine):
    facts = {"account": mine, "readers": [world.reader], "by": world.author}
    with pytest.raises(NotNow):
        versions.propose(**facts, revision=draft_of(mine).revision - 1, after=0)
    put_forward(mine, [world.other], by=world.friend)
    with pytest.raises(NotNow):
        versions.propose(**facts, revision=draft_of(mine).revision, after=0)


def test_there_must_be_words_and_readers(world):
    empty = account(world.inquiry, world.author, body="")
    with pytest.raises(NotNow):
        put_forward(empty, [world.reader], by=world.author)
    save(empty, "Words", by=world.author)
    with pytest.raises(NotNow):
        put_forward(empty, [], by=world.author)


def test_readers_come_from_the_authors_own_panels_and_are_not_authors(world, mine):
    for person in [world.far_away, world.finance, world.friend, world.author]:
        with pytest.raises(NotAllowed):
            put_forward(mine, [world.reader, person], by=world.author)
    assert not Version.objects.unscoped("a test looks").exists()


def test_only_authors_put_forward_agree_and_take_back(world, mine):
    version = put_forward(mine, [world.reader], by=world.author)
    for person in [world.reader, world.coordinator, world.lead]:
        with pytest.raises(NotAllowed):
            put_forward(mine, [world.reader], by=person)
        with pytest.raises(NotAllowed):
            versions.agree(version=version, by=person)
        with pytest.raises(NotAllowed):
            versions.take_back(version=version, by=person)


def test_a_reader_who_leaves_the_study_reads_no_more(world, mine):
    versions.agree(version=put_forward(mine, [world.reader], by=world.author), by=world.friend)
    factories.end_roles(world.reader)
    assert reads(world.reader) == []
    assert not queries.readable_by(world.reader).exists()


def test_authors_see_who_agreed_and_who_has_not(world, mine):
    put_forward(mine, [world.reader], by=world.author)
    (each,) = queries.versions_in_play(world.friend, mine)
    assert (each.readers, each.agreed, each.not_yet, each.is_open) == (
        [world.reader],
        [world.author],
        [world.friend],
        False,
    )
    assert queries.versions_in_play(world.reader, mine) == []


def test_a_reader_gets_the_version_and_an_author_the_draft(world, mine):
    version = put_forward(mine, [world.reader], by=world.author)
    versions.agree(version=version, by=world.friend)
    save(mine, "Newer words of the draft.", by=world.author)
    for_author = queries.reading_of(world.author, mine)
    for_reader = queries.reading_of(world.reader, mine)
    assert (for_author.body, for_author.version) == ("Newer words of the draft.", None)
    assert (for_reader.body, for_reader.draft) == (WORDS, None)
    assert for_reader.blocks == as_typed(WORDS)
    assert queries.reading_of(world.coordinator, mine) is None


def test_reading_is_noted_without_words(world):
    version = put_forward(account(world.inquiry, world.author), [world.reader], by=world.author)
    versions.note_reading(version=version, by=world.reader)
    event = AuditEvent.objects.get(verb="account.read")
    assert (event.actor_id, event.about_id, event.whose_id) == (world.reader.pk, version.pk, world.author.pk)


def test_versions_are_sealed_in_the_database(world):
    put_forward(account(world.inquiry, world.author), [world.reader], by=world.author)
    with connection.cursor() as cursor:
        cursor.execute("select title, body from writing_version")
        title, body = (bytes(each) for each in cursor.fetchone())
    assert b"kettle" not in title + body


def test_the_message_is_true_only_while_a_yes_is_missing(world, mine):
    version = put_forward(mine, [world.reader], by=world.author)
    message = OutboxMessage.objects.get(kind="version_to_agree")
    kind = kind_called("version_to_agree")
    assert kind.still_true(message)
    versions.agree(version=version, by=world.friend)
    assert not kind.still_true(message)


def test_messages_have_a_neutral_subject_and_none_of_the_words(world, mine):
    authors.ask(account=mine, person=world.other, by=world.author)
    put_forward(mine, [world.reader], by=world.author)
    for message in OutboxMessage.objects.filter(state="pending").exclude(to_person_id=world.author.pk):
        kind = kind_called(message.kind)
        if not kind.still_true(message):
            continue
        facts = {**kind.context(message), "site_origin": "https://leap.example"}
        subject, body = plain_text(kind.subject_template, facts), plain_text(kind.body_template, facts)
        for private in ["kettle", "reflective", "panel", world.panel.name, world.author.called_name]:
            assert private not in subject
        assert "kettle" not in body
        assert "https://leap.example/reflections/writing/" in body
