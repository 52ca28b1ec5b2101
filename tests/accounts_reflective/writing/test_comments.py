"""Readers write to the authors about the version they read; the authors answer; the text is never touched."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts_reflective.writing import queries
from accounts_reflective.writing.actions import authors, comments, versions
from accounts_reflective.writing.models import Comment
from leap.core import audit
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import new_id
from tests import factories
from tests.accounts_reflective.writing.factories import WORDS, account, draft_of, joined, put_forward, save

SAID = "I remember the kettle <b>too</b>."


@pytest.fixture
def mine(world):
    """An account with two authors."""
    made = account(world.inquiry, world.author)
    joined(made, world.friend, by=world.author)
    return made


@pytest.fixture
def version(world, mine):
    """A version of it that two readers can read."""
    put = put_forward(mine, [world.reader, world.other], by=world.author)
    return versions.agree(version=put, by=world.friend)


def comment(version, by, words=SAID, key=None) -> Comment:
    return comments.write_comment(version=version, words=words, by=by, key=key or new_id())


def url(name: str, account, *more) -> str:
    return reverse(f"writing:{name}", args=[account.pk, *more])


def text_of(response) -> str:
    return response.content.decode()


def test_a_comment_goes_to_every_author_and_to_nobody_else(world, mine, version):
    said = comment(version, world.reader)
    for author in [world.author, world.friend]:
        assert list(queries.comments_to(author, mine)) == [said]
        assert queries.accounts_with_comments(author) == {mine.pk}
    for person in [world.reader, world.other, world.coordinator, world.lead, world.far_away]:
        assert not queries.comments_to(person, mine).exists()
        assert queries.accounts_with_comments(person) == set()
    assert list(queries.own_comments(world.reader, mine)) == [said]
    assert not queries.own_comments(world.other, mine).exists()
    assert draft_of(mine).body == version.body == WORDS


def test_only_who_can_read_the_version_now_writes_about_it(world, mine, version):
    for person in [world.author, world.friend, world.coordinator, world.far_away]:
        with pytest.raises(NotAllowed):
            comment(version, person)
    versions.take_back(version=version, by=world.friend)
    with pytest.raises(NotAllowed):
        comment(version, world.reader)
    assert not Comment.objects.unscoped("a test looks").exists()


def test_sending_twice_writes_one_and_keys_are_each_persons_own(world, version):
    key = new_id()
    assert comment(version, world.reader, key=key).pk == comment(version, world.reader, key=key).pk
    assert comment(version, world.other, key=key).written_by == world.other
    assert Comment.objects.unscoped("a test looks").count() == 2
    assert [event.verb for event in audit.events_whose(world.reader)].count("comment.written") == 1


def test_a_comment_stays_with_its_version_when_a_newer_one_opens(world, mine, version):
    said = comment(version, world.reader)
    save(mine, "Newer words.", by=world.author)
    versions.agree(version=put_forward(mine, [world.reader], by=world.author), by=world.friend)
    assert queries.comments_to(world.author, mine).get().version.number == 1
    assert list(queries.own_comments(world.reader, mine)) == [said]


def test_who_can_no_longer_read_it_finds_their_comment_no_more(world, mine, version):
    comment(version, world.reader)
    factories.end_roles(world.reader)
    assert not queries.own_comments(world.reader, mine).exists()
    assert queries.comments_to(world.author, mine).exists(), "it was written to the authors"


def test_an_author_who_left_reads_no_comments(world, mine, version):
    said = comment(version, world.reader)
    authors.leave(account=mine, by=world.friend)
    assert not queries.comments_to(world.friend, mine).exists()
    with pytest.raises(NotAllowed):
        comments.answer_comment(comment=said, words="Thank you.", by=world.friend)


def test_authors_answer_once_and_the_reader_reads_no_name(client, world, mine, version):
    said = comment(version, world.reader)
    for _ in range(2):
        comments.answer_comment(comment=said, words="Thank you.", by=world.author)
    with pytest.raises(NotNow):
        comments.answer_comment(comment=said, words="No, thank you.", by=world.friend)
    client.force_login(world.reader)
    page = text_of(client.get(url("account-detail", mine)))
    assert "Thank you." in page
    assert world.author.called_name not in page


def test_only_authors_answer_and_deal_with_it(world, mine, version):
    said = comment(version, world.reader)
    for person in [world.reader, world.other, world.coordinator, world.lead]:
        with pytest.raises(NotAllowed):
            comments.answer_comment(comment=said, words="Mine.", by=person)
        with pytest.raises(NotAllowed):
            comments.settle_comment(comment=said, settled=True, by=person)


def test_what_is_dealt_with_waits_no_more_and_can_wait_again(world, mine, version):
    said = comment(version, world.reader)
    later = comment(version, world.other, words="And another thing.")
    comments.settle_comment(comment=later, settled=True, by=world.friend)
    assert [each.pk for each in queries.comments_to(world.author, mine)] == [said.pk, later.pk]
    for _ in range(2):
        comments.settle_comment(comment=said, settled=True, by=world.author)
    assert queries.accounts_with_comments(world.author) == set()
    comments.settle_comment(comment=said, settled=False, by=world.author)
    assert queries.accounts_with_comments(world.author) == {mine.pk}
    assert audit.events_about(said, "comment.settled").count() == 1


def test_whoever_wrote_it_takes_it_back_with_the_answer(world, mine, version):
    said = comment(version, world.reader)
    comments.answer_comment(comment=said, words="Thank you.", by=world.author)
    with pytest.raises(NotAllowed):
        comments.take_back_comment(comment=said, by=world.author)
    for _ in range(2):
        comments.take_back_comment(comment=said, by=world.reader)
    assert not queries.comments_to(world.author, mine).exists()
    with pytest.raises(NotNow):
        comments.settle_comment(comment=said, settled=True, by=world.author)


def test_comment_and_answer_are_sealed_and_an_answer_is_whole(world, version):
    said = comment(version, world.reader)
    comments.answer_comment(comment=said, words="Thank you kindly.", by=world.author)
    with connection.cursor() as cursor:
        cursor.execute("select words, answer from writing_comment")
        words, answer = (bytes(each) for each in cursor.fetchone())
    assert b"kettle" not in words
    assert b"kindly" not in answer
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update writing_comment set answered_by_id = null")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update writing_comment set settled_at = now()")


def test_writing_answering_and_taking_back_through_the_pages(client, world, mine, version):
    client.force_login(world.reader)
    assert "The authors, with your name. None of the other readers" in text_of(client.get(url("comment-new", mine)))
    empty = client.post(url("comment-new", mine), {"words": " "})
    assert empty.status_code == 422
    assert "Write a few words" in text_of(empty)
    key = new_id()
    for _ in range(2):
        sent = client.post(url("comment-new", mine), {"words": SAID, "key": key})
        assert sent["Location"] == url("account-detail", mine)
    said = queries.own_comments(world.reader, mine).get()
    assert "I remember the kettle &lt;b&gt;too&lt;/b&gt;." in text_of(client.get(url("account-detail", mine)))
    client.force_login(world.author)
    assert "Somebody wrote to you about" in text_of(client.get(reverse("writing:account-list")))
    page = text_of(client.get(url("comment-list", mine)))
    assert f"{world.reader.shown_name}, about version 1" in page
    assert client.post(url("comment-answer", mine, said.pk), {"words": ""}).status_code == 422
    client.post(url("comment-answer", mine, said.pk), {"words": "Thank you."})
    client.post(url("comment-settle", mine, said.pk), {"settled": "yes"})
    assert "Dealt with" in text_of(client.get(url("comment-list", mine)))
    client.force_login(world.reader)
    client.post(url("comment-take-back", mine, said.pk))
    assert not queries.own_comments(world.reader, mine).exists()


def test_a_reader_is_told_no_number_of_a_version_and_cannot_count_those_that_were_never_theirs(client, world, mine):
    versions.keep(account=mine, name="Ours alone", after=0, by=world.author)
    put = put_forward(mine, [world.reader], by=world.author)
    comment(versions.agree(version=put, by=world.friend), world.reader)
    client.force_login(world.reader)
    page = text_of(client.get(url("account-detail", mine)))
    assert put.number == 2
    assert "You wrote this" in page
    assert "version" not in page.partition("You wrote this")[2].partition("</p>")[0]


def test_each_page_of_comments_is_nothing_to_everybody_else(client, world, mine, version):
    said = comment(version, world.reader)
    for person in [world.other, world.coordinator, world.lead, world.far_away]:
        client.force_login(person)
        assert client.get(url("comment-list", mine)).status_code == 404
        assert client.get(url("history", mine)).status_code == 404
        assert client.get(url("comment-answer", mine, said.pk)).status_code == 404
        assert client.post(url("comment-settle", mine, said.pk), {"settled": "yes"}).status_code == 404
        assert client.post(url("comment-take-back", mine, said.pk)).status_code == 404
    client.force_login(world.author)
    assert client.get(url("comment-new", mine)).status_code == 404, "authors do not write to themselves"


def test_a_group_is_turned_into_the_names_of_today(client, world, mine):
    client.force_login(world.author)
    page = text_of(client.get(url("account-readers", mine)))
    assert f"Everyone on {world.panel.name}" in page
    check = text_of(client.post(url("account-readers", mine), {"groups": [world.panel.pk]}))
    for person in [world.reader, world.other, world.researcher, world.coordinator]:
        assert f'name="readers" value="{person.pk}"' in check
    for person in [world.author, world.friend, world.far_away]:
        assert f'name="readers" value="{person.pk}"' not in check
    refused = client.post(url("account-readers", mine), {"groups": [new_id()]})
    assert refused.status_code == 422


def test_who_joins_the_panel_later_reads_nothing(client, world, mine):
    client.force_login(world.author)
    (group,) = queries.groups_to_choose_from(world.author, mine, _people(world, mine))
    assert str(world.reader.pk) in group.people
    readers = [world.reader, world.other]
    version = put_forward(mine, readers, by=world.author)
    versions.agree(version=version, by=world.friend)
    late = factories.member(world.panel, "Bramblewing")
    assert not queries.versions_open_to(late).exists()


def _people(world, mine):
    return queries.people_to_choose_from(world.author, mine)


def test_the_authors_see_who_did_what_and_never_who_said_no(client, world, mine, version):
    authors.ask(account=mine, person=world.other, by=world.author)
    authors.decline(account=mine, by=world.other)
    save(mine, "One.", by=world.friend)
    save(mine, "Two.", by=world.friend)
    said = [(each.who, each.what) for each in queries.history_of(world.author, mine)]
    assert ("You", "started it") in said
    assert (world.friend.shown_name, "joined as an author") in said
    assert said.count((world.friend.shown_name, "wrote")) == 1
    assert (world.friend.shown_name, "agreed to a version") in said
    assert world.other.shown_name not in {who for who, _ in said}
    client.force_login(world.author)
    page = text_of(client.get(url("history", mine)))
    assert "You put a version forward to readers" in page
    assert "kettle" not in page
    assert queries.history_of(world.reader, mine) == []
