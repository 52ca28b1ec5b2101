"""Versions with names, kept for the authors alone or put forward with what readers should know first."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts_reflective.writing import queries
from accounts_reflective.writing.actions import versions
from accounts_reflective.writing.actions.versions import Cover
from accounts_reflective.writing.models import Version
from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import new_id
from tests.accounts_reflective.writing.factories import WORDS, account, draft_of, joined, put_forward, save

NOTE = "This is about a hard winter <b>in hospital</b>."


@pytest.fixture
def mine(world):
    return account(world.inquiry, world.author)


def url(name: str, account, *more) -> str:
    return reverse(f"writing:{name}", args=[account.pk, *more])


def text_of(response) -> str:
    return response.content.decode()


def forward(mine, world, **said) -> Version:
    facts = {"revision": draft_of(mine).revision, "after": queries.last_version_number(world.author, mine)}
    return versions.propose(account=mine, readers=[world.reader], by=world.author, cover=Cover(**said), **facts)


def test_a_kept_version_holds_the_words_of_that_moment_for_the_authors_alone(world, mine):
    kept = versions.keep(account=mine, name="Before the summer", after=0, by=world.author)
    save(mine, "New words.", by=world.author)
    assert (kept.body, kept.name, kept.number) == (WORDS, "Before the summer", 1)
    assert queries.versions_in_play(world.author, mine) == []
    for person in [world.friend, world.reader, *world.everyone_else]:
        assert not queries.versions_of(person, mine).exists()
        assert not queries.readable_by(person).exists()


def test_a_kept_version_can_never_be_agreed_to_or_opened(world, mine):
    kept = versions.keep(account=mine, name="", after=0, by=world.author)
    with pytest.raises(NotNow):
        versions.agree(version=kept, by=world.author)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update writing_version set closed_at = null where id = %s", [kept.pk])


def test_keeping_twice_by_one_press_keeps_one_and_needs_words(world, mine):
    for _ in range(2):
        versions.keep(account=mine, name="Once", after=0, by=world.author)
    assert queries.versions_of(world.author, mine).count() == 1
    versions.keep(account=mine, name="Once more", after=1, by=world.author)
    assert [each.number for each in queries.versions_of(world.author, mine)] == [2, 1]
    with pytest.raises(NotNow):
        versions.keep(account=account(world.inquiry, world.author, body=""), name="", after=0, by=world.author)


def test_keeping_changes_nothing_for_readers(world, mine):
    put_forward(mine, [world.reader], by=world.author)
    versions.keep(account=mine, name="", after=1, by=world.author)
    assert queries.versions_open_to(world.reader).count() == 1
    put_forward(mine, [world.reader, world.other], by=world.author)
    assert queries.versions_open_to(world.other).count() == 1


def test_only_authors_keep_and_name(world, mine):
    kept = versions.keep(account=mine, name="Mine", after=0, by=world.author)
    for person in [world.friend, world.coordinator, world.lead]:
        with pytest.raises(NotAllowed):
            versions.keep(account=mine, name="", after=1, by=person)
        with pytest.raises(NotAllowed):
            versions.rename(version=kept, name="Theirs", by=person)
    joined(mine, world.friend, by=world.author)
    assert versions.rename(version=kept, name=" Ours ", by=world.friend).name == "Ours"


def test_readers_read_the_note_first_and_never_the_name(client, world, mine):
    forward(mine, world, name="A secret name", content_note=NOTE)
    client.force_login(world.reader)
    page = text_of(client.get(url("account-detail", mine)))
    assert page.index("This is about a hard winter &lt;b&gt;in hospital&lt;/b&gt;.") < page.index("We began with tea.")
    assert "A secret name" not in page


def test_a_version_with_another_note_is_another_version(world, mine):
    first = forward(mine, world)
    facts = {"readers": [world.reader], "revision": draft_of(mine).revision, "after": 0, "by": world.author}
    assert versions.propose(account=mine, **facts).pk == first.pk, "the button was pressed twice"
    with pytest.raises(NotNow):
        versions.propose(account=mine, cover=Cover(content_note=NOTE), **facts)


def test_what_somebody_else_typed_waits_for_its_author(world, mine):
    with pytest.raises(NotNow):
        forward(mine, world, typed="helper")
    assert not queries.versions_open_to(world.reader).exists()
    version = forward(mine, world, typed="helper", confirmed=True)
    assert version.confirmed_at is not None
    assert queries.versions_open_to(world.reader).exists()


def test_the_database_holds_no_unconfirmed_words_of_a_helper(world, mine):
    forward(mine, world)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update writing_version set typed = 'helper'")


def test_note_and_name_are_sealed(world, mine):
    forward(mine, world, name="A name of ours", content_note=NOTE)
    with connection.cursor() as cursor:
        cursor.execute("select name, content_note from writing_version")
        name, note = (bytes(each) for each in cursor.fetchone())
    assert b"ours" not in name
    assert b"winter" not in note


def test_the_pages_carry_note_name_and_answers_to_the_version(client, world, mine):
    client.force_login(world.author)
    said = {"content_note": NOTE, "name": "First try", "about_others": "not_yet", "typed": "helper"}
    check = text_of(client.post(url("account-readers", mine), {"readers": [world.reader.pk], **said}))
    assert "What they will read first" in check
    assert "change what would point to them" in check
    assert "They are mine." in check
    assert "checked" not in check.partition("id_confirmed")[2][:80], "nothing is ticked beforehand"
    sent = {"readers": [world.reader.pk], "revision": draft_of(mine).revision, "after": 0, **said}
    refused = client.post(url("readers-check", mine), sent)
    assert refused.status_code == 409
    assert "Please tick that you have checked the words" in text_of(refused)
    client.post(url("readers-check", mine), {**sent, "confirmed": "on"})
    (version,) = queries.versions_of(world.author, mine)
    assert (version.content_note, version.name, version.about_others) == (NOTE, "First try", "not_yet")
    agreeing = text_of(client.get(url("account-agree", mine)))
    assert "Version 1: First try" in agreeing
    assert "What they read first" in agreeing
    assert "I have not done anything about it yet" in agreeing


def test_who_says_it_is_about_nobody_gets_no_advice(client, world, mine):
    client.force_login(world.author)
    check = text_of(client.post(url("account-readers", mine), {"readers": [world.reader.pk], "about_others": "nobody"}))
    assert "It may be kind" not in check


def test_versions_are_kept_named_and_compared_through_the_pages(client, world, mine):
    client.force_login(world.author)
    assert "There are no versions yet." in text_of(client.get(url("version-list", mine)))
    assert client.post(url("version-list", mine), {"name": "x" * 81, "after": 0}).status_code == 422
    for _ in range(2):
        client.post(url("version-list", mine), {"name": "Before", "after": 0})
    (first,) = queries.versions_of(world.author, mine)
    save(mine, WORDS.replace("tea", "<i>cake</i>"), by=world.author)
    page = text_of(client.get(url("version-detail", mine, first.pk)))
    assert '<del class="leap-taken-out">' in page
    assert "&lt;i&gt;cake&lt;/i&gt;." in page
    assert "<i>cake" not in page
    client.post(url("version-list", mine), {"name": "After", "after": 1})
    second = queries.versions_of(world.author, mine).first()
    save(mine, "All new.", by=world.author)
    between = text_of(client.get(url("version-detail", mine, first.pk), {"with": second.pk}))
    assert "to version 2: After" in between
    assert "All new." not in between
    client.post(url("version-detail", mine, first.pk), {"name": "Long ago"})
    assert "Version 1: Long ago" in text_of(client.get(url("version-list", mine)))


def test_a_version_of_another_account_is_not_found(client, world, mine):
    other = versions.keep(account=account(world.inquiry, world.author), name="", after=0, by=world.author)
    own = versions.keep(account=mine, name="", after=0, by=world.author)
    client.force_login(world.author)
    assert client.get(url("version-detail", mine, other.pk)).status_code == 404
    assert client.get(url("version-detail", mine, own.pk), {"with": other.pk}).status_code == 404
    assert client.get(url("version-detail", mine, own.pk), {"with": "nonsense"}).status_code == 200
    assert client.get(url("version-detail", mine, new_id())).status_code == 404
    client.force_login(world.coordinator)
    assert client.get(url("version-detail", mine, own.pk)).status_code == 404


def test_two_kept_texts_are_compared_by_word_beside_each_other(client, world, mine):
    save(mine, "We had tea at noon.", by=world.author)
    save(mine, "We had cake at noon.", by=world.author, revision=1)
    client.force_login(world.author)
    page = text_of(client.get(url("copy-list", mine)))
    assert "leap-beside" in page
    assert '<ins class="leap-put-in">' in page


def test_the_kept_moment_is_the_moment_it_was_kept(world, mine):
    with clock.held_at(clock.now()):
        kept = versions.keep(account=mine, name="", after=0, by=world.author)
    assert kept.proposed_at == kept.closed_at
