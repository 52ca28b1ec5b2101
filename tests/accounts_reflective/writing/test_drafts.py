"""Starting and saving: nothing typed is ever lost, and nobody but the authors can read it."""

from base64 import b64decode

import pytest
from django.db import connection

from accounts_reflective.writing import queries
from accounts_reflective.writing.actions import authors, drafts
from accounts_reflective.writing.models import KeptCopy
from leap.core import audit
from leap.core.errors import NotAllowed, NotNow, ProtectedAccess
from leap.core.ids import new_id
from leap.core.models import AuditEvent
from leap.design.forms import MOST_WORDS
from tests.accounts_reflective.inquiries.factories import inquiry
from tests.accounts_reflective.writing.factories import TITLE, WORDS, account, draft_of, joined, save

PHONE, LAPTOP = "phone-page", "laptop-page"


def copies(of) -> list[str]:
    return sorted(each.body for each in KeptCopy.objects.unscoped("a test looks").filter(account=of))


def test_starting_gives_the_author_a_draft_that_nobody_else_has(world):
    mine = account(world.inquiry, world.author)
    assert [draft.body for draft in queries.drafts_of(world.author)] == [WORDS]
    assert [event.verb for event in audit.events_about(mine)] == ["account.started", "draft.saved"]
    for person in [world.friend, world.reader, *world.everyone_else]:
        assert not queries.drafts_of(person).exists()
        assert not queries.readable_by(person).exists()


def test_only_people_of_the_inquiry_can_start_and_only_while_it_is_open(world):
    with pytest.raises(NotAllowed):
        drafts.start(title=TITLE, inquiry=world.inquiry, by=world.finance)
    closed = inquiry(world.programme, "Long ago", closed_on=world.inquiry.opened_on)
    with pytest.raises(NotAllowed):
        drafts.start(title=TITLE, inquiry=closed, by=world.author)


def test_sending_the_start_form_twice_starts_one(world):
    key = new_id()
    first = drafts.start(title=TITLE, inquiry=world.inquiry, by=world.author, key=key)
    again = drafts.start(title=TITLE, inquiry=world.inquiry, by=world.author, key=key)
    assert first.pk == again.pk
    assert queries.drafts_of(world.author).count() == 1


def test_a_start_key_of_somebody_elses_starts_a_new_one_and_tells_nothing(world):
    theirs = account(world.inquiry, world.friend)
    mine = drafts.start(title=TITLE, inquiry=world.inquiry, by=world.author, key=theirs.pk)
    assert mine.pk != theirs.pk
    assert [each.account_id for each in queries.drafts_of(world.author)] == [mine.pk]
    assert not queries.drafts_of(world.friend).filter(account=mine).exists()


def test_saving_over_the_newest_revision_moves_it_on(world):
    mine = account(world.inquiry, world.author)
    saved = save(mine, "Other words.", by=world.author)
    assert (saved.draft.revision, saved.kept_copy) == (2, None)
    assert draft_of(mine).body == "Other words."


def test_saving_the_same_words_again_changes_nothing(world):
    mine = account(world.inquiry, world.author)
    assert save(mine, WORDS, by=world.author, revision=0).draft.revision == 1
    assert copies(mine) == []


def test_two_devices_keep_both(world):
    mine = account(world.inquiry, world.author)
    save(mine, "From the laptop.", by=world.author, revision=1, device=LAPTOP, turn=1)
    late = save(mine, "From the phone.", by=world.author, revision=1, device=PHONE, turn=1)
    assert late.kept_copy is not None
    assert draft_of(mine).body == "From the laptop."
    assert copies(mine) == ["From the phone."]


def test_what_the_same_page_types_on_goes_to_the_same_copy(world):
    mine = account(world.inquiry, world.author)
    save(mine, "From the laptop.", by=world.author, revision=1, device=LAPTOP, turn=1)
    for turn, words in enumerate(["From", "From the phone", "From the phone, all of it."], start=1):
        save(mine, words, by=world.author, revision=1, device=PHONE, turn=turn)
    save(mine, "From the", by=world.author, revision=1, device=PHONE, turn=2)  # came late
    assert copies(mine) == ["From the phone, all of it."]


def test_a_page_that_never_heard_our_answer_is_not_taken_for_another(world):
    mine = account(world.inquiry, world.author)
    save(mine, "One", by=world.author, revision=1, device=PHONE, turn=1)
    save(mine, "One two", by=world.author, revision=1, device=PHONE, turn=2)
    assert draft_of(mine).body == "One two"
    assert copies(mine) == []


def test_a_late_request_of_the_same_page_does_not_bring_old_words_back(world):
    mine = account(world.inquiry, world.author)
    save(mine, "One two", by=world.author, revision=1, device=PHONE, turn=2)
    save(mine, "One", by=world.author, revision=1, device=PHONE, turn=1)
    assert draft_of(mine).body == "One two"


def test_words_a_device_kept_are_not_offered_again_once_its_page_saved_newer_ones(world):
    """The page died after its last request was taken; meanwhile the author went on elsewhere."""
    mine = account(world.inquiry, world.author, body="")
    save(mine, "One.", by=world.author, device="laptop", turn=1)
    save(mine, "One. Two.", by=world.author, device="laptop", turn=2)
    save(mine, "One. Two. Three.", by=world.author, device="phone", turn=1)
    late = save(mine, "One. T", by=world.author, device="laptop", turn=1, revision=1)
    assert late.kept_copy is None
    assert draft_of(mine).body == "One. Two. Three."
    newer = save(mine, "One. Two. And typed in the tunnel.", by=world.author, device="laptop", turn=2, revision=2)
    assert newer.kept_copy.body == "One. Two. And typed in the tunnel."


def test_only_the_last_pages_are_remembered(world):
    mine = account(world.inquiry, world.author, body="")
    for number in range(25):
        save(mine, f"Words {number}.", by=world.author, device=f"page-{number}", turn=1)
    assert [page for page, _ in draft_of(mine).saved_pages] == [f"page-{number}" for number in range(5, 25)]


def test_each_person_has_their_own_key_for_what_their_devices_keep(world):
    mine = account(world.inquiry, world.author)
    draft = draft_of(mine)
    key = queries.device_key(world.author, draft)
    assert len(b64decode(key)) == 32
    assert key == queries.device_key(world.author, draft)
    assert key != queries.device_key(world.friend, draft)
    assert key != queries.device_key(world.author, draft_of(account(world.inquiry, world.author)))


def test_without_script_going_back_and_saving_again_saves(world):
    mine = account(world.inquiry, world.author)
    save(mine, "First", by=world.author, revision=1, device=PHONE)
    save(mine, "Then more", by=world.author, revision=1, device=PHONE)
    assert draft_of(mine).body == "Then more"


def test_a_copy_without_a_page_name_is_kept_once_for_the_same_words(world):
    mine = account(world.inquiry, world.author)
    for words in ["Mine", "Mine", "Other"]:
        save(mine, words, by=world.author, revision=0)
    assert copies(mine) == ["Mine", "Other"]


@pytest.mark.parametrize(
    ("choice", "body", "put_away"),
    [
        (drafts.KEEP_DRAFT, "Laptop.", ["Phone."]),
        (drafts.USE_COPY, "Phone.", ["Laptop.", "Phone."]),
        (drafts.USE_BOTH, "Laptop.\n\nPhone.", ["Phone."]),
    ],
)
def test_choosing_puts_away_and_throws_nothing_away(world, choice, body, put_away):
    mine = account(world.inquiry, world.author)
    save(mine, "Laptop.", by=world.author)
    copy = save(mine, "Phone.", by=world.author, revision=1).kept_copy
    drafts.choose_between(copy=copy, choice=choice, revision=2, by=world.author)
    assert draft_of(mine).body == body
    assert copies(mine) == put_away
    assert not queries.copies_to_choose_from(world.author, mine).exists()
    assert audit.events_about(mine, "copy.chosen").count() == 1


def test_choosing_after_the_draft_moved_on_asks_to_look_again(world):
    mine = account(world.inquiry, world.author)
    save(mine, "Laptop.", by=world.author)
    copy = save(mine, "Phone.", by=world.author, revision=1).kept_copy
    save(mine, "Laptop, more.", by=world.author)
    with pytest.raises(NotNow):
        drafts.choose_between(copy=copy, choice=drafts.USE_COPY, revision=2, by=world.author)
    assert draft_of(mine).body == "Laptop, more."
    assert queries.copies_to_choose_from(world.author, mine).count() == 1


def test_two_pieces_that_do_not_fit_together_stay_two(world):
    mine = account(world.inquiry, world.author)
    save(mine, "a" * MOST_WORDS, by=world.author)
    copy = save(mine, "b", by=world.author, revision=1).kept_copy
    with pytest.raises(NotNow, match="60,000"):
        drafts.choose_between(copy=copy, choice=drafts.USE_BOTH, revision=2, by=world.author)
    assert draft_of(mine).body == "a" * MOST_WORDS


def test_every_author_sees_the_kept_copies_and_nobody_else_does(world):
    mine = account(world.inquiry, world.author)
    save(mine, "Laptop.", by=world.author)
    copy = save(mine, "Phone.", by=world.author, revision=1).kept_copy
    joined(mine, world.friend, by=world.author)
    assert queries.kept_copies_of(world.friend, mine).count() == 1
    assert not queries.kept_copies_of(world.coordinator, mine).exists()
    with pytest.raises(NotAllowed):
        drafts.choose_between(copy=copy, choice=drafts.USE_COPY, revision=2, by=world.coordinator)


def test_only_an_author_of_today_saves(world):
    mine = account(world.inquiry, world.author)
    authors.ask(account=mine, person=world.friend, by=world.author)
    for person in [world.friend, world.coordinator, world.lead]:
        with pytest.raises(NotAllowed):
            save(mine, "Not mine", by=person)
    joined(mine, world.friend, by=world.author)
    authors.leave(account=mine, by=world.friend)
    with pytest.raises(NotAllowed):
        save(mine, "Not mine any more", by=world.friend)
    assert draft_of(mine).body == WORDS


def test_a_person_who_no_longer_uses_leap_saves_nothing(world):
    mine = account(world.inquiry, world.author)
    world.author.is_active = False
    world.author.save()
    with pytest.raises(NotAllowed):
        save(mine, "More", by=world.author)


def test_the_database_holds_no_words_and_no_title(world):
    mine = account(world.inquiry, world.author, role_shown="the one by the kettle")
    save(mine, "Laptop.", by=world.author)
    save(mine, "Words of the phone.", by=world.author, revision=1)
    with connection.cursor() as cursor:
        for table in ["draft", "keptcopy", "authorship", "reflectiveaccount"]:
            cursor.execute(f"select * from writing_{table}")
            for row in cursor.fetchall():
                raw = b"".join(bytes(each) if isinstance(each, memoryview) else str(each).encode() for each in row)
                for words in ["kettle", "Laptop", "Words of the phone"]:
                    assert words.encode() not in raw


def test_the_trail_never_holds_words(world):
    mine = account(world.inquiry, world.author, role_shown="the one by the kettle")
    save(mine, "Laptop.", by=world.author)
    for event in AuditEvent.objects.all():
        assert "kettle" not in str(event.facts)
        assert "Laptop" not in str(event.facts)


def test_the_tables_open_for_their_own_room_only():
    from accounts_reflective.writing import models

    for model in [
        models.ReflectiveAccount,
        models.Draft,
        models.KeptCopy,
        models.Version,
        models.Authorship,
        models.Agreement,
        models.Reader,
    ]:
        with pytest.raises(ProtectedAccess):
            model.objects.all()
