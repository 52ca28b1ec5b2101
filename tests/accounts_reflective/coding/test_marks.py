"""Authors mark their own words: each for themself, blind until both are done, about exactly these words."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts_reflective.coding.actions import marks
from accounts_reflective.coding.models import Coding, Mark
from accounts_reflective.coding.planning.frameworks import CO_PRODUCING
from accounts_reflective.coding.planning.marks import Said
from accounts_reflective.coding.queries.marks import co_marks, own_codings, own_marks
from accounts_reflective.writing.actions import authors, versions
from accounts_reflective.writing.queries import version_asked_about
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow, ProtectedAccess
from tests.accounts_reflective.coding.factories import SIX, all_said, ask, mark
from tests.accounts_reflective.writing.factories import WORDS, put_forward, save

NOTE = "We drew lots for the biscuits."


def url(name: str, account, *more) -> str:
    return reverse(f"coding:{name}", args=[account.pk, *more])


def typed(account, by, **facts) -> dict:
    """A form as a browser without a script sends it."""
    first = {"version": version_asked_about(by, account).pk, "revision": own_marks(by, account, SIX).revision}
    return {**first, **facts}


def test_an_author_marks_some_lines_and_goes_on_another_day(world, mine):
    ask(mine, world.author)
    said = {"US1": Said("yes", "clearly", NOTE), "US2": Said("no"), "US3": Said("", "", "Ask Hazel.")}
    coding = mark(mine, world.author, said, done=False)
    found = own_marks(world.author, mine, SIX)
    assert (coding.coded_by, coding.done_at, found.is_done) == (world.author, None, False)
    kept = {code: (each.said, each.strength, each.note) for code, each in found.marks.items()}
    assert kept == {"US1": ("yes", "clearly", NOTE), "US2": ("no", "", None), "US3": ("", "", "Ask Hazel.")}
    assert list(own_codings(world.author, mine)) == ["uk-standards-2019"]


def test_a_mark_can_be_changed_and_left_out_at_any_time(world, mine):
    ask(mine, world.author)
    mark(mine, world.author, {"US1": Said("yes", "a_lot"), "US2": Said("no")}, done=False)
    before = own_marks(world.author, mine, SIX).marks["US2"]
    mark(mine, world.author, {"US1": Said("no", "a_lot"), "US2": Said("no")}, done=False)
    after = own_marks(world.author, mine, SIX).marks
    assert (after["US1"].said, after["US1"].strength) == ("no", ""), "only a yes has a strength"
    assert after["US2"].pk == before.pk, "what says the same keeps the time it was made at"
    mark(mine, world.author, {"US1": Said("no")}, done=False)
    assert list(own_marks(world.author, mine, SIX).marks) == ["US1"]


def test_taking_back_is_one_step_and_leaves_nothing(world, mine):
    ask(mine, world.author)
    mark(mine, world.author, all_said())
    mark(mine, world.author, {"CP1": Said("yes")}, framework=CO_PRODUCING, done=False)
    assert marks.take_back_marks(account=mine, framework=SIX, by=world.author) == 1
    assert marks.take_back_marks(account=mine, framework=SIX, by=world.author) == 0
    assert own_marks(world.author, mine, SIX).coding is None
    assert list(Coding.objects.unscoped("a test").values_list("framework", flat=True)) == [CO_PRODUCING.key]
    assert set(Mark.objects.unscoped("a test").values_list("item", flat=True)) == {"CP1"}


def test_done_needs_an_answer_to_each_and_not_sure_is_one(world, mine):
    ask(mine, world.author)
    with pytest.raises(NotNow, match="Not sure"):
        mark(mine, world.author, {**all_said(), "US6": Said()})
    mark(mine, world.author, all_said(US6="not_sure"))
    assert own_marks(world.author, mine, SIX).is_done


def test_nobody_sees_a_co_authors_marks_before_both_are_done(world, mine):
    ask(mine, world.author)
    mark(mine, world.author, all_said("yes"))
    mark(mine, world.friend, all_said("no"), done=False)
    assert co_marks(world.friend, mine, SIX) == [], "I am not done"
    assert co_marks(world.author, mine, SIX) == [], "they are not done"
    mark(mine, world.friend, all_said("no"))
    (theirs,) = co_marks(world.friend, mine, SIX)
    assert (theirs.person, theirs.marks["US1"].said) == (world.author, "yes")
    (theirs,) = co_marks(world.author, mine, SIX)
    assert (theirs.person, theirs.marks["US1"].said) == (world.friend, "no")


def test_before_i_am_done_my_page_is_the_same_whatever_a_co_author_marked(client, world, mine):
    ask(mine, world.author)
    mark(mine, world.friend, {"US1": Said("yes")}, done=False)
    client.force_login(world.friend)
    alone = seen(client, mine)
    mark(mine, world.author, {"US1": Said("no", "", NOTE)}, done=False)
    assert seen(client, mine) == alone
    mark(mine, world.author, all_said("no"))
    assert seen(client, mine) == alone


def seen(client, mine) -> tuple:
    """What comes back, and what the database is asked: without what differs from one request to the next."""
    with CaptureQueriesContext(connection) as asked:
        body = client.get(url("mark-edit", mine, SIX.key)).content.decode()
    sql = [re.sub(r"'\d{4}-\d\d-\d\dT[^']*'", "then", each["sql"]) for each in asked]
    return [line for line in body.splitlines() if "csrf" not in line], sql


def test_nobody_but_the_authors_of_today_has_any_of_it(client, world, mine):
    version = ask(mine, world.author)
    mark(mine, world.author, all_said())
    mark(mine, world.friend, all_said())
    versions.agree(version=put_forward(mine, [world.reader], by=world.author), by=world.friend)
    for who in [world.reader, *world.everyone_else, world.far_away]:
        assert own_marks(who, mine, SIX).coding is None
        assert co_marks(who, mine, SIX) == []
        with pytest.raises(NotAllowed):
            marks.save_marks(
                account=mine, version_id=version.pk, framework=SIX, said=all_said(), revision=0, done=True, by=who
            )
        with pytest.raises(NotAllowed):
            marks.take_back_marks(account=mine, framework=SIX, by=who)
    client.force_login(world.reader)
    assert client.get(url("mark-list", mine)).status_code == 404
    assert client.get(url("mark-edit", mine, SIX.key)).status_code == 404
    assert client.post(url("marks-take-back", mine, SIX.key)).status_code == 404


def test_who_left_is_neither_shown_nor_sees(world, mine):
    ask(mine, world.author)
    mark(mine, world.author, all_said())
    mark(mine, world.friend, all_said())
    authors.leave(account=mine, by=world.friend)
    ask(mine, world.author)
    mark(mine, world.author, all_said())
    assert co_marks(world.author, mine, SIX) == []
    assert own_marks(world.friend, mine, SIX).coding is None


def test_changed_words_are_marked_anew_and_the_earlier_marks_are_only_a_help(client, world, mine):
    first = ask(mine, world.author)
    mark(mine, world.author, all_said())
    mark(mine, world.friend, all_said())
    save(mine, WORDS.replace("tea", "Tea"), by=world.author)
    ask(mine, world.author)
    found = own_marks(world.author, mine, SIX)
    assert (found.earlier, found.is_done, found.revision) == (True, False, 0)
    assert co_marks(world.author, mine, SIX) == []
    with pytest.raises(ChangedMeanwhile):
        mark(mine, world.author, all_said(), version_id=first.pk)
    client.force_login(world.author)
    assert "do not count any more" in client.get(url("mark-edit", mine, SIX.key)).content.decode()
    mark(mine, world.author, all_said("no"))
    assert own_marks(world.author, mine, SIX).marks["US1"].said == "no"


def test_two_pages_of_the_same_author_do_not_overwrite_each_other(client, world, mine):
    ask(mine, world.author)
    client.force_login(world.author)
    page = typed(mine, world.author, said_US1="yes", note_US1=NOTE)
    mark(mine, world.author, {"US2": Said("no")}, done=False)
    response = client.post(url("mark-edit", mine, SIX.key), page)
    text = response.content.decode()
    assert response.status_code == 422
    assert NOTE in text
    assert "another page meanwhile" in text
    assert list(own_marks(world.author, mine, SIX).marks) == ["US2"]
    again = typed(mine, world.author, said_US1="yes", note_US1=NOTE)
    assert client.post(url("mark-edit", mine, SIX.key), again).status_code == 302
    assert own_marks(world.author, mine, SIX).marks["US1"].note == NOTE


def test_nothing_typed_is_lost_when_something_is_wrong(client, world, mine):
    ask(mine, world.author)
    client.force_login(world.author)
    for wrong in [{"done": "on"}, {"said_US2": "perhaps"}, {"note_US2": "x" * 1001}, {"revision": "7"}]:
        page = typed(mine, world.author, said_US1="no", note_US1=NOTE) | wrong
        response = client.post(url("mark-edit", mine, SIX.key), page)
        assert response.status_code == 422, wrong
        assert NOTE in response.content.decode(), wrong
    assert own_marks(world.author, mine, SIX).coding is None


def test_words_asked_about_no_more_still_give_back_what_was_typed(client, world, mine):
    ask(mine, world.author)
    page = typed(mine, world.author, said_US1="no", note_US1=NOTE)
    authors.leave(account=mine, by=world.friend)
    client.force_login(world.author)
    response = client.post(url("mark-edit", mine, SIX.key), page)
    assert (response.status_code, NOTE in response.content.decode()) == (422, True)
    assert client.get(url("mark-edit", mine, SIX.key)).status_code == 302
    assert "Asking agrees to nothing" in client.get(url("mark-list", mine)).content.decode()


def test_the_form_works_without_a_script_from_nothing_to_taking_back(client, world, mine):
    ask(mine, world.author)
    client.force_login(world.author)
    assert "checked" not in client.get(url("mark-edit", mine, SIX.key)).content.decode(), "nothing is chosen beforehand"
    answers = {f"said_{code}": "yes" for code in SIX.codes} | {"strength_US1": "a_little", "note_US1": f" {NOTE} "}
    page = typed(mine, world.author, done="on", **answers)
    assert client.post(url("mark-edit", mine, SIX.key), page).status_code == 302
    found = own_marks(world.author, mine, SIX)
    assert (found.is_done, found.marks["US1"].note) == (True, f" {NOTE} ")
    assert "Done" in client.get(url("mark-list", mine)).content.decode()
    page = typed(mine, world.author, **(answers | {"said_US1": "none", "note_US1": ""}))
    assert client.post(url("mark-edit", mine, SIX.key), page).status_code == 302
    assert "US1" not in own_marks(world.author, mine, SIX).marks
    assert client.post(url("marks-take-back", mine, SIX.key)).status_code == 302
    assert own_marks(world.author, mine, SIX).coding is None


def test_side_by_side_shows_what_both_say(client, world, mine):
    ask(mine, world.author)
    mark(mine, world.author, {**all_said(), "US1": Said("yes", "a_lot", NOTE)})
    mark(mine, world.friend, all_said("not_sure"))
    client.force_login(world.friend)
    text = client.get(url("mark-edit", mine, SIX.key)).content.decode()
    assert f"Yes, a lot. Note: {NOTE}" in text


def test_a_framework_that_is_not_there_is_not_found(client, world, mine):
    ask(mine, world.author)
    client.force_login(world.author)
    assert client.get(url("mark-edit", mine, "uk-standards-2031")).status_code == 404
    assert client.post(url("marks-take-back", mine, "uk-standards-2031")).status_code == 404


def test_the_tables_are_locked_and_repeat_what_is_promised(world, mine):
    for model in [Coding, Mark]:
        with pytest.raises(ProtectedAccess):
            model.objects.all()
    ask(mine, world.author)
    coding = mark(mine, world.author, all_said())
    wrong = [
        Coding(version_id=coding.version_id, framework=SIX.key, coded_by=world.author),
        Coding(version_id=coding.version_id, framework="", coded_by=world.author),
        Mark(coding=coding, item="US1", said="no"),
        Mark(coding=coding, item="CP1", said="no", strength="a_lot"),
        Mark(coding=coding, item="CP1"),
    ]
    for each in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            each.save(force_insert=True)
