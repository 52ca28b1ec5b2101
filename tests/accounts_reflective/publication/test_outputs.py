"""An output holds what every author agreed to and nothing else; a frozen copy stays what it was."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.people.actions import change_name
from accounts_reflective.coding.actions import themes
from accounts_reflective.publication import actions
from accounts_reflective.publication.models import Frozen, LetterGiven, Output, Printed
from accounts_reflective.publication.planning import content as plan
from accounts_reflective.publication.queries import outputs as queries
from accounts_reflective.writing import queries as writing
from accounts_reflective.writing.actions import authors, uses
from accounts_reflective.writing.models import ReflectiveAccount, Use
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow, ProtectedAccess
from tests.accounts_reflective.coding.factories import all_said, mark
from tests.accounts_reflective.publication.factories import (
    EXCERPT,
    NAME,
    asked_long_ago,
    freeze,
    now_in,
    others_counted,
    output,
    say,
)
from tests.accounts_reflective.writing.factories import WORDS, account, save

EVERY_USE = Use.values


@pytest.fixture
def paper(world):
    return output(world.inquiry, world.lead)


def ready(world, mine):
    """Two authors agree to everything, and the time to think is over. Four more accounts are counted."""
    others_counted(world.inquiry, world.other)
    agreed(world, mine)


def agreed(world, mine):
    asked_long_ago(mine, world.author, (EXCERPT, NAME))
    for who in (world.author, world.friend):
        mark(mine, who, all_said())
        say(mine, who, *EVERY_USE)


def quotes(paper, world) -> list[tuple[str, str]]:
    return [(each.words, each.label) for each in now_in(paper, world.lead).content.quotes]


def again(paper) -> Output:
    return Output.objects.select_related("inquiry").get(pk=paper.pk)


def test_words_are_in_it_only_when_every_author_says_yes_and_the_time_to_think_is_over(world, mine, paper):
    asked_long_ago(mine, world.author, (EXCERPT, NAME))
    say(mine, world.author, *EVERY_USE)
    assert now_in(paper, world.lead).content.is_empty
    say(mine, world.friend, *EVERY_USE)
    found = now_in(paper, world.lead).content
    assert quotes(paper, world) == [(EXCERPT, "Account ?, two LEAP members")]
    assert [each.words for each in found.whole] == [WORDS]
    assert [chart.counted for chart in found.charts] == [1, 1]


def test_a_question_that_was_asked_yesterday_is_not_over(world, paper):
    made = account(world.inquiry, world.author)
    version = uses.ask_about_uses(account=made, revision=1, by=world.author)
    uses.ask_about_quote(version=version, excerpt=EXCERPT, output=NAME, by=world.author)
    say(made, world.author, *EVERY_USE)
    found = now_in(paper, world.lead).content
    assert (found.quotes, found.whole) == ([], [])


def test_a_quotation_stands_only_in_the_output_it_was_asked_for(world, mine, paper):
    asked_long_ago(mine, world.author, (EXCERPT, "A poster"), (EXCERPT, " our  FIRST year "))
    for who in (world.author, world.friend):
        say(mine, who, Use.QUOTE)
    assert len(quotes(paper, world)) == 1
    poster = output(world.inquiry, world.lead, "A poster")
    assert len(quotes(poster, world)) == 1
    assert quotes(output(world.inquiry, world.lead, "A leaflet"), world) == []


@pytest.mark.parametrize(
    "how", ["takes back", "says no", "changes a letter", "leaves", "joins", "role", "label", "name"]
)
def test_whatever_changes_closes_the_way(world, mine, paper, how):
    ready(world, mine)
    seen = now_in(paper, world.lead).content.digest
    if how == "takes back":
        uses.take_back_uses(account=mine, by=world.friend)
    elif how == "says no":
        say(mine, world.friend, Use.QUOTE, said="no")
    elif how == "changes a letter":
        save(mine, WORDS + ".", by=world.author)
        asked_long_ago(mine, world.author)
    elif how == "leaves":
        authors.leave(account=mine, by=world.friend)
    elif how == "joins":
        authors.ask(account=mine, person=world.reader, by=world.author)
        authors.join(account=mine, by=world.reader)
    elif how == "role":
        authors.show_role(account=mine, role_shown="poet", by=world.author)
    elif how == "label":
        say(mine, world.author, Use.QUOTE, by_line="name")
    else:
        actions.name_me(output=paper, words="W. Author", by=world.author)
    with pytest.raises(ChangedMeanwhile):
        actions.freeze(output=paper, seen=seen, by=world.lead)
    assert not Frozen.objects.unscoped("a test").exists()
    if how not in ("name",):
        assert quotes(paper, world) == []


def test_what_is_withdrawn_before_freezing_leaves_no_trace(world, mine, paper):
    never = now_in(paper, world.lead).content
    agreed(world, mine)
    assert now_in(paper, world.lead).content != never
    uses.take_back_uses(account=mine, by=world.author)
    assert now_in(paper, world.lead).content == never


def test_a_frozen_copy_keeps_its_bytes_its_hash_and_its_day_whatever_happens(world, mine, paper):
    ready(world, mine)
    themes.create_theme(inquiry=world.inquiry, name="Tea", by=world.lead)
    actions.name_me(output=paper, words="W. Author", by=world.author)
    frozen = freeze(paper, world.lead)
    text, sha256 = frozen.text, frozen.sha256
    assert plan.hash_of(text) == sha256
    for said in (EXCERPT, "W. Author", "- Tea", "two LEAP members", "of 5 reflective accounts"):
        assert said in text
    themes.create_theme(inquiry=world.inquiry, name="Milk", by=world.lead)
    save(mine, "Other words.", by=world.author)
    authors.show_role(account=mine, role_shown="poet", by=world.author)
    now = Frozen.objects.unscoped("a test").get()
    assert (now.text, now.sha256, now.frozen_at) == (text, sha256, frozen.frozen_at)
    copy = queries.frozen_copy(world.other, again(paper))
    assert (copy.text, copy.is_whole) == (text, True)


def test_after_freezing_a_yes_taken_back_is_out_of_what_leap_shows_and_the_copy_stays(world, mine, paper):
    ready(world, mine)
    frozen = freeze(paper, world.lead)
    uses.take_back_uses(account=mine, by=world.friend)
    copy = queries.frozen_copy(world.other, again(paper))
    assert [each.words for each in copy.content.pieces] == [plan.WITHDRAWN] * 2
    assert [each.label for each in copy.content.pieces] == ["", ""]
    assert EXCERPT not in copy.text
    assert frozen.sha256 in copy.text
    assert [chart.counted for chart in copy.content.charts] == [5, 5], "a number that is printed stays printed"
    assert Frozen.objects.unscoped("a test").get().text == frozen.text


def test_a_yes_said_to_one_name_does_not_hold_for_another(world, mine, paper):
    asked_long_ago(mine, world.author, (EXCERPT, NAME))
    for who in (world.author, world.friend):
        say(mine, who, Use.QUOTE, by_line="name")
    [(_, before)] = quotes(paper, world)
    now = change_name(called_name="Somebody Else", by=world.author)
    assert quotes(paper, world) == []
    assert writing.uses_in_play(world.author, mine)[-1].mine is None, "it waits for an answer again"
    say(mine, world.author, Use.QUOTE, by_line="name")
    assert quotes(paper, world) == [], "the other said yes beside the name as it was"
    say(mine, world.friend, Use.QUOTE, by_line="name")
    [(_, after)] = quotes(paper, world)
    assert now.shown_name in after
    assert after != before


def test_taking_every_yes_back_reaches_what_was_printed_also_where_the_label_changed_since(world, mine, paper):
    ready(world, mine)
    freeze(paper, world.lead)
    authors.show_role(account=mine, role_shown="poet", by=world.author)
    assert uses.take_back_uses(account=mine, by=world.friend) == 2, "looking and counting held still"
    copy = queries.frozen_copy(world.other, again(paper))
    assert [each.words for each in copy.content.pieces] == [plan.WITHDRAWN] * 2


@pytest.mark.parametrize("how", ["takes back", "says no"])
def test_once_out_of_a_frozen_copy_it_stays_out_and_a_yes_before_it_was_frozen_counts(world, mine, paper, how):
    def out():
        if how == "says no":
            say(mine, world.friend, Use.QUOTE, said="no")
        else:
            uses.take_back_one(asked=next(iter(asked)), by=world.friend)

    ready(world, mine)
    asked = [each for each in writing.uses_asked(world.friend, mine) if each.use == Use.QUOTE]
    out()
    say(mine, world.friend, Use.QUOTE)
    freeze(paper, world.lead)
    assert queries.frozen_copy(world.other, again(paper)).is_whole
    out()
    say(mine, world.friend, Use.QUOTE)
    copy = queries.frozen_copy(world.other, again(paper))
    assert [each.words for each in copy.content.quotes] == [plan.WITHDRAWN]
    told = [each.what for each in writing.history_of(world.author, mine) if "took back" in each.what]
    assert told == [], "one yes taken back is not every yes, and is not told"


def test_what_was_withdrawn_stands_last():
    pieces = [plan.Piece("1", "Account A", "One."), plan.Piece("2", "Account B", "Two.")]
    shown = plan.without(plan.Content("A", "B", quotes=pieces, whole=pieces), {"1"}, ())
    assert [each.key for each in shown.quotes] == [each.key for each in shown.whole] == ["2", "1"]


def test_a_name_can_be_taken_out_of_the_page_afterwards_and_none_put_in(world, mine, paper):
    ready(world, mine)
    actions.name_me(output=paper, words="W. Author", by=world.author)
    freeze(paper, world.lead)
    with pytest.raises(NotNow):
        actions.name_me(output=again(paper), words="W.", by=world.friend)
    actions.name_me(output=again(paper), words="", by=world.author)
    copy = queries.frozen_copy(world.other, again(paper))
    assert [each.words for each in copy.content.authors] == [plan.NAME_OUT]
    assert "W. Author" not in copy.text


def test_only_authors_are_named_and_only_by_themselves(world, mine, paper):
    for who in (world.reader, world.coordinator, world.finance):
        with pytest.raises(NotAllowed):
            actions.name_me(output=paper, words="Somebody", by=who)
    assert now_in(paper, world.lead).content.authors == []


def test_letters_are_given_at_freeze_and_kept_from_then_on(world, mine, paper):
    ready(world, mine)
    freeze(paper, world.lead)
    letter = ReflectiveAccount.objects.unscoped("a test").get(pk=mine.pk).letter
    assert LetterGiven.objects.get().letter == letter
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterGiven.objects.create(inquiry=world.inquiry, letter=letter)
    labels = {each.label for each in Printed.objects.unscoped("a test")}
    assert labels == {f"Account {letter}, two LEAP members", ""}, "the same label everywhere; none beside a number"


def test_who_is_shown_by_name_gets_no_letter(world, paper):
    made = account(world.inquiry, world.author)
    asked_long_ago(made, world.author, (EXCERPT, NAME))
    say(made, world.author, Use.QUOTE, by_line="name")
    frozen = freeze(paper, world.lead)
    assert world.author.shown_name in frozen.text
    assert ReflectiveAccount.objects.unscoped("a test").get(pk=made.pk).letter is None


def test_whole_words_go_out_once_and_again_only_with_a_yes_to_that(world, mine, paper):
    ready(world, mine)
    freeze(paper, world.lead)
    second = output(world.inquiry, world.lead, "A book", {"with_whole": True})
    assert len(now_in(second, world.lead).content.whole) == 1
    say(mine, world.friend, Use.REUSE, said="no")
    assert now_in(second, world.lead).content.whole == []


def test_words_printed_again_rest_on_the_yes_to_use_them_again_and_on_how_authors_are_shown_there(world, mine, paper):
    ready(world, mine)
    freeze(paper, world.lead)
    for _ in range(2):  # another way of being shown asks the other again
        for who in (world.author, world.friend):
            say(mine, who, Use.REUSE, by_line="nothing")
    second = output(world.inquiry, world.lead, "A book", {"with_whole": True})
    assert [(each.words, each.label) for each in now_in(second, world.lead).content.whole] == [(WORDS, "")]
    frozen = freeze(second, world.lead)
    rests_on = Printed.objects.unscoped("a test").get(frozen=frozen).asked
    assert rests_on.use == Use.REUSE
    uses.take_back_one(asked=rests_on, by=world.friend)
    assert [each.words for each in queries.frozen_copy(world.other, again(second)).content.whole] == [plan.WITHDRAWN]
    assert queries.frozen_copy(world.other, again(paper)).is_whole
    third = output(world.inquiry, world.lead, "A third", {"with_whole": True})
    assert now_in(third, world.lead).content.whole == []


def test_numbers_of_fewer_than_five_accounts_are_never_frozen(world, mine, paper):
    agreed(world, mine)
    with pytest.raises(NotNow, match="Fewer than 5"):
        freeze(paper, world.lead)
    others_counted(world.inquiry, world.other, 3)
    with pytest.raises(NotNow, match="Fewer than 5"):
        freeze(paper, world.lead)
    others_counted(world.inquiry, world.other, 1)
    freeze(paper, world.lead)


def test_numbers_too_close_to_those_printed_before_are_refused(world, mine, paper):
    ready(world, mine)
    freeze(paper, world.lead)
    second = output(world.inquiry, world.lead, "A second paper", {"with_numbers": True})
    [other] = others_counted(world.inquiry, world.other, 1)
    with pytest.raises(NotNow, match="fewer than 5"):
        freeze(second, world.lead)
    uses.take_back_uses(account=other, by=world.other)
    freeze(second, world.lead)


def test_the_same_accounts_with_another_mark_would_print_what_one_of_them_changed(world, mine, paper):
    ready(world, mine)
    freeze(paper, world.lead)
    second = output(world.inquiry, world.lead, "A second paper", {"with_numbers": True})
    for who in (world.author, world.friend):
        mark(mine, who, all_said(US6="no"))
    with pytest.raises(NotNow, match="fewer than 5"):
        freeze(second, world.lead)
    for who in (world.author, world.friend):
        mark(mine, who, all_said())
    freeze(second, world.lead)


def test_what_somebody_says_yes_to_in_the_moment_of_freezing_is_not_in_it(world, mine, paper, monkeypatch):
    ready(world, mine)
    late = account(world.inquiry, world.other)
    asked_long_ago(late, world.other, (EXCERPT, NAME))
    give = actions.give_letters

    def given(**facts):
        say(late, world.other, *EVERY_USE, by_line="nothing")
        return give(**facts)

    monkeypatch.setattr(actions, "give_letters", given)
    frozen = freeze(paper, world.lead)
    assert frozen.text.count(EXCERPT) == 2, "once quoted, once in the whole"
    assert "of 5 reflective accounts" in frozen.text
    assert "Account ?" not in frozen.text
    assert not Printed.objects.unscoped("a test").filter(frozen=frozen, account=late).exists()


def test_nothing_in_it_is_nothing_to_freeze(world, paper):
    with pytest.raises(NotNow):
        freeze(paper, world.lead)


def test_who_does_not_lead_the_programme_sees_no_draft_and_freezes_nothing(world, mine, paper):
    ready(world, mine)
    seen = now_in(paper, world.lead).content.digest
    for who in [world.author, *world.everyone_else]:
        if who == world.lead:
            continue
        assert queries.together(who, paper) is None
        for step in (
            lambda who=who: actions.freeze(output=paper, seen=seen, by=who),
            lambda who=who: actions.set_aside(output=paper, aside=True, by=who),
            lambda who=who: actions.choose_parts(output=paper, parts={}, revision=1, by=who),
            lambda who=who: actions.start_output(inquiry=world.inquiry, name="Mine", by=who),
        ):
            with pytest.raises(NotAllowed):
                step()


def test_a_name_is_used_once_and_never_changed(world, paper):
    with pytest.raises(NotNow):
        actions.start_output(inquiry=world.inquiry, name=" OUR first  year", by=world.lead)
    actions.set_aside(output=paper, aside=True, by=world.lead)
    with pytest.raises(NotNow):
        actions.start_output(inquiry=world.inquiry, name=NAME, by=world.lead)
    with pytest.raises(DatabaseError), transaction.atomic():
        Output.objects.filter(pk=paper.pk).update(name="Another place")


def test_what_is_set_aside_is_not_frozen_until_it_is_taken_up_again(world, mine, paper):
    ready(world, mine)
    actions.set_aside(output=paper, aside=True, by=world.lead)
    with pytest.raises(NotNow):
        freeze(again(paper), world.lead)
    actions.set_aside(output=paper, aside=False, by=world.lead)
    freeze(again(paper), world.lead)
    for step in (
        lambda: freeze(again(paper), world.lead),
        lambda: actions.set_aside(output=paper, aside=True, by=world.lead),
        lambda: actions.choose_parts(output=paper, parts={}, revision=1, by=world.lead),
    ):
        with pytest.raises(NotNow):
            step()


def test_two_pages_do_not_undo_each_other(world, paper):
    with pytest.raises(ChangedMeanwhile):
        actions.choose_parts(output=paper, parts={}, revision=0, by=world.lead)


@pytest.mark.parametrize(
    "sql",
    [
        "update publication_frozen set sha256 = repeat('0', 64)",
        "update publication_frozen set frozen_at = now()",
        "delete from publication_printed",
        "update publication_printed set asked_id = account_id",
        "delete from publication_frozen",
        "delete from publication_lettergiven",
        "update publication_output set state = 'drafting'",
    ],
)
def test_the_database_keeps_what_is_frozen(world, mine, paper, sql):
    ready(world, mine)
    freeze(paper, world.lead)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_freezes_nothing_without_its_copy(paper):
    with pytest.raises(DatabaseError), transaction.atomic():
        Output.objects.filter(pk=paper.pk).update(state="frozen")


def test_a_copy_that_does_not_open_as_it_was_frozen_is_not_shown(world, mine, paper):
    ready(world, mine)
    frozen = freeze(paper, world.lead)
    frozen.text = frozen.text.replace("tea", "gin")
    frozen.save(update_fields=["text"])
    assert queries.frozen_copy(world.other, again(paper)).content is None


def test_words_are_sealed_and_locked(world, mine, paper):
    ready(world, mine)
    freeze(paper, world.lead)
    with pytest.raises(ProtectedAccess):
        Frozen.objects.all()
    with connection.cursor() as cursor:
        cursor.execute("select text::bytea, pieces::bytea from publication_frozen")
        assert all(b"tea" not in bytes(part) for row in cursor.fetchall() for part in row)


def test_putting_together_asks_as_often_for_one_account_as_for_ten(world, paper):
    def one():
        made = account(world.inquiry, world.author)
        asked_long_ago(made, world.author, (EXCERPT, NAME))
        say(made, world.author, *EVERY_USE)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.together(world.lead, paper)
        return len(asked)

    one()
    few = questions()
    for _ in range(9):
        one()
    assert questions() == few


def test_what_was_agreed_to_for_another_place_changes_neither_the_draft_nor_how_often_is_asked(world, mine):
    leaflet = output(world.inquiry, world.lead, "A leaflet", {"with_quotes": True})

    def seen() -> tuple:
        with CaptureQueriesContext(connection) as asked:
            found = queries.together(world.lead, leaflet)
        return found.content, len(asked)

    never = seen()
    ready(world, mine)
    assert seen() == never
