"""What people do at the same moment, with real threads and real transactions."""

import pytest

from accounts_reflective.writing import queries
from accounts_reflective.writing.actions import authors, drafts, versions
from accounts_reflective.writing.models import Agreement, Authorship, KeptCopy, Version
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import new_id
from tests.accounts_reflective.writing.factories import account, draft_of, joined, put_forward
from tests.meetings.together import THREADS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def attempt(step, *refusals):
    """The word for what happened: done, or the kind refusal."""
    try:
        step()
    except (NotNow, NotAllowed, *refusals):
        return "refused"
    return "done"


def test_devices_saving_at_once_lose_no_words(world_for_threads):
    world = world_for_threads
    mine = account(world.inquiry, world.author, body="")

    def save(number: int):
        return drafts.save_draft(
            account=mine,
            title="",
            body=f"Words {number}",
            revision=0,
            by=world.author,
            device=f"device-{number}",
            turn=1,
        )

    at_once(save)
    kept = {each.body for each in KeptCopy.objects.unscoped("a test looks")}
    assert len(kept) == THREADS - 1
    assert kept | {draft_of(mine).body} == {f"Words {number}" for number in range(THREADS)}
    assert draft_of(mine).revision == 1


def test_a_form_sent_many_times_starts_one(world_for_threads):
    world = world_for_threads
    key = new_id()
    at_once(lambda _: drafts.start(title="One", inquiry=world.inquiry, by=world.author, key=key))
    assert queries.drafts_of(world.author).count() == 1


def test_agreeing_and_taking_back_at_once_leave_the_truth_of_the_last(world_for_threads):
    world = world_for_threads
    mine = account(world.inquiry, world.author)
    joined(mine, world.friend, by=world.author)
    version = put_forward(mine, [world.reader], by=world.author)

    def step(number: int):
        (versions.agree if number % 2 else versions.take_back)(version=version, by=world.friend)

    at_once(step)
    live = Agreement.objects.unscoped("a test looks").filter(version=version, taken_back_at__isnull=True)
    agrees = live.filter(person=world.friend).count()
    assert agrees in (0, 1)
    assert queries.versions_open_to(world.reader).exists() == bool(agrees)


def test_a_version_never_opens_against_a_yes_taken_back_at_the_same_moment(world_for_threads):
    world = world_for_threads
    mine = account(world.inquiry, world.author)
    joined(mine, world.friend, by=world.author)
    version = put_forward(mine, [world.reader], by=world.author)
    at_once(
        lambda number: (
            versions.agree(version=version, by=world.friend)
            if number
            else versions.take_back(version=version, by=world.author)
        ),
        2,
    )
    assert not queries.versions_open_to(world.reader).exists()


def test_versions_put_forward_at_once_are_one(world_for_threads):
    world = world_for_threads
    mine = account(world.inquiry, world.author)
    joined(mine, world.friend, by=world.author)
    revision = draft_of(mine).revision

    def put(number: int):
        by = world.author if number % 2 else world.friend
        return attempt(
            lambda: versions.propose(account=mine, readers=[world.reader], revision=revision, after=0, by=by)
        )

    assert sorted(set(at_once(put))) == ["done", "refused"]
    assert Version.objects.unscoped("a test looks").filter(account=mine).count() == 1


def test_the_last_two_authors_cannot_both_leave(world_for_threads):
    world = world_for_threads
    mine = account(world.inquiry, world.author)
    joined(mine, world.friend, by=world.author)
    people = [world.author, world.friend]
    happened = at_once(lambda number: attempt(lambda: authors.leave(account=mine, by=people[number])), 2)
    assert sorted(happened) == ["done", "refused"]
    assert sum(queries.drafts_of(person).count() for person in people) == 1


def test_saving_while_leaving_saves_or_is_refused(world_for_threads):
    world = world_for_threads
    mine = account(world.inquiry, world.author)
    joined(mine, world.friend, by=world.author)
    revision = draft_of(mine).revision

    def step(number: int):
        if number == 0:
            return attempt(lambda: authors.leave(account=mine, by=world.friend))
        return attempt(
            lambda: drafts.save_draft(account=mine, title="T", body="Late", revision=revision, by=world.friend)
        )

    left, saved = at_once(step, 2)
    assert left == "done"
    assert (draft_of(mine).body == "Late") == (saved == "done")


def test_joining_and_taking_the_question_back_at_once_have_one_winner(world_for_threads):
    world = world_for_threads
    mine = account(world.inquiry, world.author)
    authors.ask(account=mine, person=world.friend, by=world.author)

    def step(number: int):
        if number == 0:
            return attempt(lambda: authors.join(account=mine, by=world.friend))
        return attempt(lambda: authors.take_back_ask(account=mine, person=world.friend, by=world.author))

    assert sorted(at_once(step, 2)) == ["done", "refused"]
    states = Authorship.objects.unscoped("a test looks").filter(account=mine, person=world.friend)
    assert queries.drafts_of(world.friend).exists() == states.exists()


def test_asked_many_times_at_once_hears_of_it_once(world_for_threads):
    from leap.core.outbox import OutboxMessage

    world = world_for_threads
    mine = account(world.inquiry, world.author)
    at_once(lambda _: authors.ask(account=mine, person=world.friend, by=world.author))
    assert OutboxMessage.objects.filter(kind="coauthor_asked").count() == 1
