"""People who look for themes: what they may read, marking by themself, side by side, and nothing after a no."""

import random
import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.people.models import Role
from accounts_reflective.coding.actions import analysts, passages, themes
from accounts_reflective.coding.models import Passage, Theme
from accounts_reflective.coding.planning.agreement import BOTH_ALL, NEITHER, NOTHING, agreement
from accounts_reflective.coding.planning.sentences import carried, place_of, sentences, touched
from accounts_reflective.coding.queries import code_book
from accounts_reflective.coding.queries import passages as queries
from accounts_reflective.coding.views import comparing
from accounts_reflective.writing.actions import authors, uses
from accounts_reflective.writing.models import ReflectiveAccount, Use
from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import new_id
from tests.accounts_reflective.coding.factories import ask, says_yes
from tests.accounts_reflective.writing.factories import account, joined, save

BODY = "We began with tea. Nobody spoke!\n\nThen the kettle did. “It sang.” The end"
MEMO = "An invented thought about kettles."
REMARK = "I hear trust in the kettle."


@pytest.fixture
def tea(world):
    """A theme, and two people who look for themes: the researcher and the lead."""
    for person in (world.lead, world.researcher):
        analysts.choose_analyst(inquiry=world.inquiry, person=person, by=world.lead)
    return themes.create_theme(inquiry=world.inquiry, name="Tea", by=world.lead)


def let_in(world, by, *others, body=BODY, use=Use.ANALYSE):
    """An account that may be looked at; its version."""
    made = account(world.inquiry, by, body=body)
    for other in others:
        joined(made, other, by=by)
    version = ask(made, by)
    for who in (by, *others):
        says_yes(made, who, use)
    return version


@pytest.fixture
def version(world, tea):
    return let_in(world, world.author)


def place(version, theme, by, first=1, last=None, **facts):
    last = last or first
    return passages.place_words(version_id=version.pk, theme=theme, first=first, last=last, by=by, **facts)


def done(version, *people):
    for person in people:
        passages.finish(version_id=version.pk, by=person)


def labels(viewer, world) -> list[str]:
    return [each.label for each in queries.to_look_at(viewer, world.inquiry)]


def placed(viewer, world) -> list:
    every = code_book.every_theme(viewer, world.inquiry)
    return queries.placed_in_themes(viewer, queries.to_look_at(viewer, world.inquiry), every)


def address(name: str, *keys) -> str:
    return reverse(f"coding:{name}", args=keys)


def seen(client, who, *addresses: str) -> list:
    """What somebody gets, and what the database is asked; without what differs from one request to the next."""
    client.force_login(who)
    found = []
    for each in addresses:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(each)
        lines = [
            line for line in answer.content.decode().splitlines() if "csrf" not in line and 'name="key"' not in line
        ]
        sql = [re.sub(r"'\d{4}-\d\d-\d\d[T ][^']*'", "then", q["sql"]) for q in asked if "session" not in q["sql"]]
        found.append((answer.status_code, lines, sql))
    return found


# Plain Python


def test_a_text_is_cut_into_sentences_whose_places_give_their_words_back():
    numbered = sentences(BODY)
    assert [each.words for each in numbered] == [
        "We began with tea.",
        "Nobody spoke!",
        "Then the kettle did.",
        "“It sang.”",
        "The end",
    ]
    assert [each.begins for each in numbered] == [True, False, True, False, False]
    assert all(BODY[each.start : each.end] == each.words for each in numbered)
    assert sentences("") == sentences(" \n\n ") == []


def test_no_letter_that_shows_is_outside_of_a_sentence():
    dice = random.Random(11)
    for _ in range(400):
        text = "".join(dice.choice('ab .!?\n"”é🙂…') for _ in range(dice.randint(0, 60)))
        numbered = sentences(text)
        inside = {place for each in numbered for place in range(each.start, each.end)}
        assert all(text[each.start : each.end] == each.words for each in numbered)
        assert {place for place, letter in enumerate(text) if not letter.isspace()} <= inside
        assert [each.number for each in numbered] == list(range(1, len(numbered) + 1))
        assert all(one.end <= other.start for one, other in pairwise(numbered))


def test_words_are_found_by_sentence_numbers_and_to_the_letter():
    assert place_of(BODY, 1, 2) == (0, len("We began with tea. Nobody spoke!"))
    start, end = place_of(BODY, 2, 4, "kettle")
    assert BODY[start:end] == "kettle"
    for first, last, exact in [(0, 1, ""), (3, 2, ""), (1, 6, ""), (1, 1, "kettle")]:
        assert place_of(BODY, first, last, exact) is None
    assert touched(sentences(BODY), start, end) == {3}


def test_words_come_over_where_that_is_certain():
    old, new = "Tea. Tea again. Milk.", "First. Tea. Tea again, and milk."
    assert carried(old, new, 0, 3) == (7, 10)
    assert carried(old, new, 5, 8) == (12, 15)
    assert carried(old, new, 16, 21) is None, "the words changed"
    assert carried(old, "Tea.", 0, 3) is None, "one of two is gone: which?"
    assert carried(old, "", 0, 3) is None


def test_agreement_is_what_a_hand_works_out():
    """Ten sentences; one marks 5 and the other 4 of them, 3 the same: 7 of 10, by chance 0.5, kappa 0.4."""
    found = agreement(10, {1, 2, 3, 4, 5}, {1, 2, 3, 6})
    assert (found.agreed, found.percent, round(found.kappa, 6)) == (7, 70, 0.4)
    assert agreement(4, {1, 2}, {1, 2}).kappa == 1
    assert agreement(4, {1, 2}, {3, 4}).kappa == -1
    assert agreement(4, {1}, {1, 2, 3, 4}).kappa == 0


def test_where_kappa_has_no_meaning_it_is_said_in_words():
    for units, one, other, why, percent in [
        (0, set(), set(), NOTHING, None),
        (5, set(), set(), NEITHER, 100),
        (2, {1, 2}, {1, 2}, BOTH_ALL, 100),
    ]:
        found = agreement(units, one, other)
        assert (found.kappa, found.why, found.percent) == (None, why, percent)


def test_kappa_is_the_same_from_both_sides_and_never_above_one():
    dice = random.Random(5)
    for _ in range(500):
        units = dice.randint(1, 12)
        one, other = ({n for n in range(units) if dice.random() < dice.choice([0.1, 0.5, 0.95])} for _ in range(2))
        found, back = agreement(units, one, other), agreement(units, other, one)
        assert found == back
        assert found.kappa is None or -1 <= found.kappa <= 1
        assert (found.kappa == 1) == (one == other and found.kappa is not None)


def test_a_long_line_of_dots_is_read_at_once():
    """Read piece by piece from each dot anew, this line would take longer than anybody waits."""
    many = "." * 500_000 + "x"
    assert [(each.start, each.end) for each in sentences(many)] == [(0, len(many))]


def test_sentences_end_where_they_always_did():
    for text, words in [
        ("So... yes. It is 3.5 now", ["So...", "yes.", "It is 3.5 now"]),
        ('He said "go." Then?', ['He said "go."', "Then?"]),
        ("a.) b.)c d", ["a.)", "b.)c d"]),
        ("What?! (No.) …", ["What?!", "(No.)", "…"]),
    ]:
        assert [each.words for each in sentences(text)] == words


# Who reads what


def test_only_words_with_every_authors_yes_may_be_looked_at(world, tea):
    let_in(world, world.author)
    let_in(world, world.other, use=Use.COUNT)
    account(world.inquiry, world.friend)
    both = account(world.inquiry, world.friend, body="Two of us.")
    joined(both, world.author, by=world.friend)
    ask(both, world.friend)
    says_yes(both, world.friend, Use.ANALYSE)
    assert len(labels(world.researcher, world)) == 1
    says_yes(both, world.author, Use.ANALYSE)
    assert len(labels(world.researcher, world)) == 2
    assert all(re.fullmatch(r"Writing [A-Z2-7]{4}", each) for each in labels(world.researcher, world))


def test_nobody_but_those_who_were_chosen_reads_them(client, world, version, tea):
    passage = place(version, tea, world.researcher)
    for who in [world.author, *world.everyone_else]:
        chosen = who in (world.lead, world.researcher)
        assert (queries.looked_at(who, version.pk) is not None) == chosen
        client.force_login(who)
        for name, key in [
            ("look-list", world.inquiry.pk),
            ("passage-list", world.inquiry.pk),
            ("look-edit", version.pk),
        ]:
            assert client.get(address(name, key)).status_code == (200 if chosen else 404)
        if not chosen:
            with pytest.raises(NotAllowed):
                place(version, tea, who)
            assert client.post(address("look-done", version.pk)).status_code == 404
            assert client.post(address("passage-take-out", version.pk, passage.pk)).status_code == 404
    analysts.end_analyst(inquiry=world.inquiry, person=world.researcher, by=world.lead)
    assert queries.looked_at(world.researcher, version.pk) is None


def test_no_name_is_on_the_pages_and_the_letter_is(client, world, version, tea):
    ReflectiveAccount.objects.unscoped("a test").filter(pk=version.account_id).update(letter="L")
    client.force_login(world.researcher)
    text = client.get(address("look-list", world.inquiry.pk)).content.decode()
    text += client.get(address("look-edit", version.pk)).content.decode()
    assert "Account L" in text
    assert "Nobody spoke!" in text
    assert world.author.shown_name not in text


# Marking


def test_words_are_placed_by_number_or_to_the_letter_and_twice_is_once(world, version, tea):
    place(version, tea, world.researcher, 1, 2)
    place(version, tea, world.researcher, 1, 2, memo=MEMO)
    place(version, tea, world.researcher, 3, 3, exact=" kettle ")
    looked = queries.looked_at(world.researcher, version.pk)
    marks = queries.own_passages(world.researcher, looked)
    assert [(BODY[each.start : each.end], each.memo) for each in marks] == [
        ("We began with tea. Nobody spoke!", MEMO),
        ("kettle", None),
    ]
    assert {each.marked_by for each in marks} == {world.researcher}


@pytest.mark.parametrize(("first", "last", "exact"), [(0, 1, ""), (5, 6, ""), (2, 1, ""), (1, 1, "kettle")])
def test_words_that_are_not_there_are_refused_in_words(world, version, tea, first, last, exact):
    with pytest.raises(NotNow) as refused:
        place(version, tea, world.researcher, first, last, exact=exact)
    assert "letter for letter" in refused.value.sentence or "no sentences" in refused.value.sentence
    assert not Passage.objects.unscoped("a test").exists()


def test_a_theme_used_no_more_takes_no_words(world, version, tea):
    themes.retire_theme(theme=tea, why="A test.", by=world.lead)
    for theme in (tea, None):
        with pytest.raises(NotNow, match="no more"):
            place(version, theme, world.researcher)


def test_a_mark_is_taken_out_by_whoever_made_it_and_its_memo_is_gone(world, version, tea):
    mark = place(version, tea, world.researcher, memo=MEMO)
    passages.take_out(version_id=version.pk, passage_id=mark.pk, by=world.lead)
    assert placed(world.researcher, world)
    passages.take_out(version_id=version.pk, passage_id=mark.pk, by=world.researcher)
    passages.take_out(version_id=version.pk, passage_id=mark.pk, by=world.researcher)
    assert placed(world.researcher, world) == []
    assert Passage.objects.unscoped("a test").get(pk=mark.pk).memo is None
    place(version, tea, world.researcher)


def test_the_database_refuses_marks_without_words_and_sealed_memos_do_not_show(world, version, tea):
    mark = place(version, tea, world.researcher, memo=MEMO)
    rows = Passage.objects.unscoped("a test")
    for wrong in [{"end": 0}, {"end": None}, {"start": None, "end": None}]:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.filter(pk=mark.pk).update(**wrong)
    again = Passage(version=version, theme=tea, marked_by=world.researcher, start=mark.start, end=mark.end)
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
    with connection.cursor() as asked:
        asked.execute("select memo from coding_passage")
        assert all(b"kettles" not in bytes(memo) for (memo,) in asked.fetchall())


# Blind, then side by side


def test_until_both_are_done_a_page_is_the_same_whatever_the_other_marked(client, world, version, tea):
    place(version, tea, world.lead)
    pages = [address("look-edit", version.pk), address("passage-list", world.inquiry.pk)]
    pages += [address("look-list", world.inquiry.pk), address("look-compare", version.pk)]
    before = seen(client, world.lead, *pages)
    place(version, tea, world.researcher, 2, 3, memo=MEMO)
    assert seen(client, world.lead, *pages) == before
    done(version, world.researcher)
    assert seen(client, world.lead, *pages) == before, "not even that somebody is done"
    done(version, world.lead)
    assert "Nobody spoke!" in client.get(pages[3]).content.decode()
    assert MEMO in client.get(pages[1]).content.decode()


def test_one_who_is_done_sees_nothing_of_one_who_is_not(client, world, version, tea):
    done(version, world.lead)
    pages = [address("look-compare", version.pk), address("passage-list", world.inquiry.pk)]
    before = seen(client, world.lead, *pages)
    place(version, tea, world.researcher, memo=MEMO)
    assert seen(client, world.lead, *pages) == before
    done(version, world.researcher)
    assert seen(client, world.lead, *pages) != before


def test_figures_are_of_what_was_marked_before_anything_was_seen(client, world, version, tea):
    place(version, tea, world.lead, 1, 2)
    mark = place(version, tea, world.researcher, 1)
    done(version, world.lead, world.researcher)
    looked = queries.looked_at(world.lead, version.pk)
    text = seen(client, world.lead, address("look-compare", version.pk))[0][1]
    assert any("4 of 5" in line for line in text)
    assert any("0.55" in line for line in text)
    assert any("How far all of you agree" in line for line in text)
    assert any("0.57" in line for line in text), "alpha: 1 - 9 * 2 / (2 * 3 * 7)"
    place(version, tea, world.researcher, 2)
    passages.take_out(version_id=version.pk, passage_id=mark.pk, by=world.researcher)
    both = queries.side_by_side(world.lead, looked)
    assert [(len(each.now), len(each.blind)) for each in both] == [(1, 1), (1, 1)]
    text = seen(client, world.lead, address("look-compare", version.pk))[0][1]
    assert any("4 of 5" in line for line in text)


def test_those_who_are_done_talk_about_a_sentence(client, world, version, tea):
    with pytest.raises(NotNow, match="once you are done"):
        passages.say(version_id=version.pk, sentence=3, words=REMARK, key=new_id(), by=world.lead)
    done(version, world.lead, world.researcher)
    key = new_id()
    for _ in range(2):
        said = passages.say(version_id=version.pk, sentence=3, words=REMARK, key=key, by=world.lead)
    with pytest.raises(NotNow, match="no sentences"):
        passages.say(version_id=version.pk, sentence=6, words=REMARK, key=new_id(), by=world.lead)
    client.force_login(world.researcher)
    text = client.get(address("look-compare", version.pk)).content.decode()
    assert text.count(REMARK) == 1
    assert client.post(address("remark-take-back", version.pk, said.pk)).status_code == 404
    client.force_login(world.lead)
    assert client.post(address("look-compare", version.pk), {"sentence": 1, "words": " "}).status_code == 422
    assert client.post(address("look-compare", version.pk), {"sentence": 9, "words": "Hm"}).status_code == 422
    assert client.post(address("look-compare", version.pk), {"sentence": 1, "words": "Hm"}).status_code == 302
    assert client.post(address("remark-take-back", version.pk, said.pk)).status_code == 302
    assert REMARK not in client.get(address("look-compare", version.pk)).content.decode()


# Other words, and no


@pytest.mark.parametrize("how", ["takes back", "says no", "changes the words", "asks somebody in", "leaves"])
def test_after_a_no_everything_is_gone_on_the_next_request_as_if_it_had_never_been(client, world, tea, how):
    let_in(world, world.friend, body="Another.")
    pages = [address("look-list", world.inquiry.pk), address("passage-list", world.inquiry.pk)]
    never = seen(client, world.lead, *pages)
    version = let_in(world, world.author, *([world.other] if how == "leaves" else []))
    place(version, tea, world.lead, memo=MEMO)
    place(version, tea, world.researcher)
    done(version, world.lead, world.researcher)
    assert seen(client, world.lead, *pages) != never
    made = version.account
    if how == "takes back":
        uses.take_back_uses(account=made, by=world.author)
    elif how == "says no":
        says_yes(made, world.author, Use.ANALYSE, said="no")
    elif how == "changes the words":
        save(made, BODY + " And then?", by=world.author)
        ask(made, world.author)
    elif how == "asks somebody in":
        joined(made, world.reader, by=world.author)
    else:
        authors.leave(account=made, by=world.author)
    assert seen(client, world.lead, *pages) == never
    nowhere = client.get(address("look-edit", new_id()))
    for name in ("look-edit", "look-compare"):
        answer = client.get(address(name, version.pk))
        assert (answer.status_code, answer.content) == (404, nowhere.content)
    with pytest.raises(NotAllowed):
        place(version, tea, world.lead)


def test_marks_come_over_to_changed_words_or_say_that_they_need_a_place(client, world, version, tea):
    place(version, tea, world.lead, 1, memo=MEMO)
    place(version, tea, world.lead, 2)
    place(version, tea, world.researcher, 1)
    save(version.account, "First. " + BODY.replace("Nobody spoke!", "Nobody said a word."), by=world.author)
    newer = ask(version.account, world.author)
    says_yes(version.account, world.author, Use.ANALYSE)
    client.force_login(world.lead)
    page = client.get(address("look-edit", newer.pk)).content.decode()
    assert "2 of your marks can come over" in page
    answer = client.post(address("look-bring-over", newer.pk), follow=True).content.decode()
    assert "1 mark came over. The words of 1 have changed" in answer
    assert "Nobody spoke!" not in answer, "what the authors took out is shown nowhere"
    assert "The words it stood for were changed" in answer
    looked = queries.looked_at(world.lead, newer.pk)
    marks = queries.own_passages(world.lead, looked)
    assert [looked.version.body[m.start : m.end] for m in marks if m.start is not None] == ["We began with tea."]
    assert passages.bring_over(version_id=newer.pk, by=world.lead) == (0, 0)
    lost = next(each for each in marks if each.start is None)
    passages.take_out(version_id=newer.pk, passage_id=lost.pk, by=world.lead)
    assert queries.earlier_marks(world.lead, looked) == []


def test_words_follow_their_theme_and_wait_where_it_was_divided(client, world, version, tea):
    milk = themes.create_theme(inquiry=world.inquiry, name="Milk", by=world.lead)
    place(version, milk, world.lead)
    themes.merge_theme(theme=milk, into=tea, why="A test.", by=world.lead)
    assert [each.theme for each in placed(world.lead, world)] == [tea.pk]
    themes.split_theme(theme=tea, names=["Hot tea", "Cold tea"], why="A test.", by=world.lead)
    client.force_login(world.lead)
    assert "Waiting to be placed anew" in client.get(address("passage-list", world.inquiry.pk)).content.decode()
    assert Theme.objects.filter(ended_at__isnull=True).count() == 2


def test_the_form_keeps_what_was_typed(client, world, version, tea):
    client.force_login(world.researcher)
    typed = {"first": 1, "last": 9, "theme": tea.pk, "memo": MEMO}
    answer = client.post(address("look-edit", version.pk), typed)
    assert answer.status_code == 422
    assert MEMO in answer.content.decode()
    assert client.post(address("look-edit", version.pk), {"first": "x"}).status_code == 422
    assert client.post(address("look-edit", version.pk), {**typed, "last": ""}).status_code == 302
    mark = Passage.objects.unscoped("a test").get()
    assert client.post(address("passage-take-out", version.pk, mark.pk)).status_code == 302
    assert client.post(address("passage-take-out", version.pk, mark.pk)).status_code == 404
    assert client.post(address("look-done", version.pk)).status_code == 302


def test_the_pages_ask_as_often_for_one_mark_as_for_many(client, world, version, tea):
    place(version, tea, world.lead)
    place(version, tea, world.researcher)
    done(version, world.lead, world.researcher)
    passages.say(version_id=version.pk, sentence=1, words=REMARK, key=new_id(), by=world.researcher)
    pages = [address("look-edit", version.pk), address("look-compare", version.pk)]
    pages += [address("look-list", world.inquiry.pk), address("passage-list", world.inquiry.pk)]
    few = [len(sql) for _, _, sql in seen(client, world.lead, *pages)]
    for _ in range(3):
        more = let_in(world, world.friend)
        for first in range(1, 5):
            for who in (world.lead, world.researcher):
                place(more, tea, who, first)
                place(version, tea, who, first, 5)
        done(more, world.lead, world.researcher)
        passages.say(version_id=version.pk, sentence=2, words=REMARK, key=new_id(), by=world.researcher)
    assert [len(sql) for _, _, sql in seen(client, world.lead, *pages)] == few


def test_exact_words_that_stand_there_twice_are_asked_for_with_more_around_them(world, tea):
    version = let_in(world, world.author, body="Tea and more tea and tea cake.")
    with pytest.raises(NotNow, match="a few more words"):
        place(version, tea, world.researcher, exact="tea")
    mark = place(version, tea, world.researcher, exact="tea cake")
    assert mark.start == len("Tea and more tea and ")


def asked_anew(version, world, body=BODY + " And then?"):
    """The authors changed their words, and said yes to these too."""
    save(version.account, body, by=world.author)
    newer = ask(version.account, world.author)
    says_yes(version.account, world.author, Use.ANALYSE)
    return newer


@pytest.mark.parametrize("saw", [True, False])
def test_marks_that_came_over_from_words_whose_marks_one_saw_are_not_blind(client, world, version, tea, saw):
    place(version, tea, world.lead, 1)
    if saw:
        done(version, world.lead)
    newer = asked_anew(version, world)
    passages.bring_over(version_id=newer.pk, by=world.lead)
    place(newer, tea, world.lead, 2)
    done(newer, world.lead)
    (own,) = queries.side_by_side(world.lead, queries.looked_at(world.lead, newer.pk))
    assert (len(own.now), len(own.blind)) == (2, 1 if saw else 2)


def test_the_page_says_which_marks_are_left_out_of_the_figures(client, world, version, tea):
    done(version, world.lead, world.researcher)
    client.force_login(world.lead)
    assert (
        "came over from earlier words is left out" in client.get(address("look-compare", version.pk)).content.decode()
    )


def test_alpha_leaves_out_a_sentence_where_somebody_had_seen_what_others_marked(world, version, tea):
    place(version, tea, world.lead, 1)
    done(version, world.lead)
    newer = asked_anew(version, world)
    passages.bring_over(version_id=newer.pk, by=world.lead)
    place(newer, tea, world.researcher, 2)
    done(newer, world.lead, world.researcher)
    marked = queries.side_by_side(world.lead, queries.looked_at(world.lead, newer.pk))
    tables = comparing.agreement_tables(sentences(newer.body), marked, [tea], world.lead)
    assert tables[-1].rows == [[str(tea), "4 of 5", "0.00"]]
    assert tables[0].rows[0][1] == "4 of 5", "of each two, what was left out counts as not marked"
    assert comparing.agreement_tables(sentences(newer.body), marked[:1], [tea], world.lead) == []


def test_what_was_taken_out_of_newer_words_does_not_come_back_from_older_ones(world, version, tea):
    place(version, tea, world.lead, 1)
    second = asked_anew(version, world)
    assert passages.bring_over(version_id=second.pk, by=world.lead) == (1, 0)
    third = asked_anew(version, world, BODY + " And then? Milk.")
    assert passages.bring_over(version_id=third.pk, by=world.lead) == (1, 0)
    looked = queries.looked_at(world.lead, third.pk)
    assert queries.earlier_marks(world.lead, looked) == [], "those of the first words do not come back"


def test_a_mark_that_is_there_already_is_not_offered_for_ever(world, version, tea):
    place(version, tea, world.lead, 1)
    newer = asked_anew(version, world)
    place(newer, tea, world.lead, 1)
    looked = queries.looked_at(world.lead, newer.pk)
    assert len(queries.earlier_marks(world.lead, looked)) == 1
    assert passages.bring_over(version_id=newer.pk, by=world.lead) == (0, 0)
    assert queries.earlier_marks(world.lead, looked) == []
    assert len(queries.own_passages(world.lead, looked)) == 1


def test_a_mark_in_a_theme_that_was_brought_into_another_is_in_that_one_everywhere(client, world, version, tea):
    milk = themes.create_theme(inquiry=world.inquiry, name="Milk", by=world.lead)
    place(version, milk, world.lead, 1)
    place(version, tea, world.researcher, 1)
    themes.merge_theme(theme=milk, into=tea, why="A test.", by=world.lead)
    done(version, world.lead, world.researcher)
    client.force_login(world.lead)
    for name in ("look-edit", "look-compare"):
        text = client.get(address(name, version.pk)).content.decode()
        assert "T1 Tea" in text
        assert "T2" not in text
        assert "You differ" not in text
    newer = asked_anew(version, world)
    assert passages.bring_over(version_id=newer.pk, by=world.lead) == (1, 0)
    looked = queries.looked_at(world.lead, newer.pk)
    assert [str(each.theme) for each in queries.own_passages(world.lead, looked)] == ["T1 Tea"]
    assert Passage.objects.unscoped("a test").get(version=newer).theme == tea


def test_whoever_left_the_programme_takes_up_no_place(world, tea):
    for person in (world.author, world.friend, world.reader, world.other):
        analysts.choose_analyst(inquiry=world.inquiry, person=person, by=world.lead)
    with pytest.raises(NotNow, match="Six people"):
        analysts.choose_analyst(inquiry=world.inquiry, person=world.coordinator, by=world.lead)
    gone = Role.objects.filter(person=world.friend)
    gone.update(ends_on=clock.today() - timedelta(days=1))
    assert world.friend not in code_book.analysts_of(world.lead, world.inquiry)
    analysts.choose_analyst(inquiry=world.inquiry, person=world.coordinator, by=world.lead)
    gone.update(ends_on=None)
    assert not code_book.looked_at_by(world.friend).exists(), "the place was given to somebody else"
