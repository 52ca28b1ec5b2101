"""What may be done with the words: each use by itself, each author for themself; silence is no."""

import random
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts_reflective.writing import queries, wordings
from accounts_reflective.writing.actions import authors, uses, versions
from accounts_reflective.writing.models import Use, UseAnswer, UseAsked
from leap.core import audit, clock
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from leap.core.ids import new_id
from tests.accounts_reflective.writing.factories import WORDS, account, draft_of, joined, put_forward, save

LATER = timedelta(days=15)
PART = "Nobody knew who would speak first"


@pytest.fixture
def mine(world):
    """An account with two authors."""
    made = account(world.inquiry, world.author)
    joined(made, world.friend, by=world.author)
    return made


def ask(mine, by):
    return uses.ask_about_uses(account=mine, revision=draft_of(mine).revision, by=by)


def the(use, mine, viewer) -> UseAsked:
    return next(each for each in queries.uses_asked(viewer, mine) if each.use == use)


def says(mine, use, who, said="yes", by_line="letter", words="") -> UseAnswer:
    asked = the(use, mine, who)
    return uses.answer_use(asked=asked, said=said, by_line=by_line, by_line_words=words, by=who, few_ok=True)


def holding(after: timedelta = LATER) -> set[str]:
    """The uses that hold for the rooms that analyse and publish, some time from now."""
    with clock.held_at(clock.now() + after):
        return {each.use for each in queries.uses_that_hold()}


def url(name: str, account, *more) -> str:
    return reverse(f"writing:{name}", args=[account.pk, *more])


def text_of(response) -> str:
    return response.content.decode()


def test_asking_agrees_to_nothing_and_each_use_is_its_own_question(world, mine):
    version = ask(mine, world.author)
    assert (version.body, version.kept_only) == (WORDS, True)
    assert [each.asked.use for each in queries.uses_in_play(world.friend, mine)] == [
        Use.ANALYSE,
        Use.COUNT,
        Use.PUBLISH,
        Use.REUSE,
    ]
    assert all(each.mine is None and each.silent for each in queries.uses_in_play(world.author, mine))
    assert holding() == set()
    assert queries.accounts_with_questions(world.friend) == {mine.pk}


def test_every_author_says_yes_or_it_does_not_go(world, mine):
    ask(mine, world.author)
    says(mine, Use.ANALYSE, world.author)
    assert holding() == set(), "silence is no"
    says(mine, Use.ANALYSE, world.friend, "no")
    assert holding() == set()
    says(mine, Use.ANALYSE, world.friend)
    assert holding() == {Use.ANALYSE}, "and nothing else with it"


def test_what_cannot_be_taken_back_has_time_to_think(world, mine):
    ask(mine, world.author)
    for who in [world.author, world.friend]:
        says(mine, Use.PUBLISH, who)
        says(mine, Use.COUNT, who)
    assert holding(timedelta(days=13)) == {Use.COUNT}
    assert holding(timedelta(days=14, minutes=1)) == {Use.COUNT, Use.PUBLISH}


def test_letting_somebody_read_it_allows_nothing_else(world, mine):
    ask(mine, world.author)
    versions.agree(version=put_forward(mine, [world.reader], by=world.author), by=world.friend)
    assert holding() == set()


def test_one_changed_letter_asks_again(world, mine):
    first = ask(mine, world.author)
    for who in [world.author, world.friend]:
        says(mine, Use.PUBLISH, who)
    save(mine, WORDS.replace("tea", "Tea"), by=world.friend)
    assert [each.version_id for each in _held()] == [first.pk], "a draft is not what was agreed to"
    second = ask(mine, world.friend)
    assert second.pk != first.pk
    assert holding() == set()
    with pytest.raises(NotNow):
        uses.answer_use(asked=UseAsked.objects.unscoped("a test").filter(version=first)[0], said="yes", by=world.author)
    assert ask(mine, world.author).pk == second.pk, "asking again about the same words changes nothing"


def _held() -> list[UseAsked]:
    with clock.held_at(clock.now() + LATER):
        return list(queries.uses_that_hold())


def test_a_changed_title_asks_again_too(world, mine):
    first = ask(mine, world.author)
    save(mine, WORDS, by=world.author, title="Another title")
    assert ask(mine, world.author).pk != first.pk


def test_words_saved_while_asking_are_not_asked_about(world, mine):
    with pytest.raises(ChangedMeanwhile):
        uses.ask_about_uses(account=mine, revision=draft_of(mine).revision - 1, by=world.author)
    with pytest.raises(NotNow):
        ask(account(world.inquiry, world.author, body=""), world.author)


def test_who_changes_how_they_are_shown_asks_the_others_again(world, mine):
    ask(mine, world.author)
    says(mine, Use.PUBLISH, world.author, by_line="letter")
    says(mine, Use.PUBLISH, world.friend, by_line="letter")
    assert holding() == {Use.PUBLISH}
    says(mine, Use.PUBLISH, world.friend, by_line="own_words", words="a carer")
    assert holding() == set()
    says(mine, Use.PUBLISH, world.author, by_line="letter")
    assert holding() == {Use.PUBLISH}
    says(mine, Use.PUBLISH, world.friend, by_line="own_words", words="a carer")
    assert holding() == {Use.PUBLISH}, "the same answer twice is one"


def test_words_of_ones_own_ask_the_others_again_also_at_the_first_yes(world, mine):
    ask(mine, world.author)
    says(mine, Use.PUBLISH, world.author, by_line="letter")
    says(mine, Use.PUBLISH, world.friend, by_line="own_words", words="a carer")
    assert holding() == set(), "nobody but their author had read these words"
    says(mine, Use.PUBLISH, world.author, by_line="letter")
    assert holding() == {Use.PUBLISH}


def test_a_no_between_does_not_hide_a_changed_label(world, mine):
    ask(mine, world.author)
    for who in [world.author, world.friend]:
        says(mine, Use.PUBLISH, who, by_line="letter")
    says(mine, Use.PUBLISH, world.friend, "no")
    says(mine, Use.PUBLISH, world.friend, by_line="name")
    assert holding() == set()


def test_a_yes_that_others_read_says_how_its_author_is_shown(world, mine):
    ask(mine, world.author)
    for by_line, words in [("", ""), ("own_words", " ")]:
        with pytest.raises(NotNow):
            says(mine, Use.PUBLISH, world.author, by_line=by_line, words=words)
    assert says(mine, Use.COUNT, world.author, by_line="name").by_line == "", "a number has no label"
    assert says(mine, Use.PUBLISH, world.author, "no").by_line == ""


def test_taking_everything_back_is_one_step_and_works_at_once(world, mine):
    ask(mine, world.author)
    for who in [world.author, world.friend]:
        for use in [Use.ANALYSE, Use.COUNT, Use.PUBLISH]:
            says(mine, use, who)
    assert uses.take_back_uses(account=mine, by=world.friend) == 3
    assert holding() == set()
    assert queries.uses_in_play(world.author, mine)[0].mine.said == "yes", "the others' answers are theirs"
    assert uses.take_back_uses(account=mine, by=world.friend) == 0


def test_a_new_author_must_say_yes_too_and_one_who_leaves_ends_everything(world, mine):
    ask(mine, world.author)
    for who in [world.author, world.friend]:
        says(mine, Use.ANALYSE, who)
    joined(mine, world.other, by=world.author)
    assert holding() == set()
    says(mine, Use.ANALYSE, world.other)
    assert holding() == {Use.ANALYSE}
    authors.leave(account=mine, by=world.other)
    assert holding() == set()
    assert not queries.uses_asked(world.author, mine).exists()
    ask(mine, world.author)
    assert holding() == set()


def test_a_quotation_is_these_words_in_this_place(world, mine):
    version = ask(mine, world.author)
    first = uses.ask_about_quote(version=version, excerpt=PART, output="The first paper", by=world.author)
    again = uses.ask_about_quote(version=version, excerpt=PART, output=" The first paper ", by=world.author)
    assert again.pk == first.pk
    other = uses.ask_about_quote(version=version, excerpt=PART, output="A poster", by=world.friend)
    for who in [world.author, world.friend]:
        uses.answer_use(asked=first, said="yes", by_line="letter", by=who, few_ok=True)
    assert [(each.excerpt, each.output) for each in _held()] == [(PART, "The first paper")]
    assert other.pk != first.pk
    for wrong in [PART.lower(), PART + "!", " "]:
        with pytest.raises(NotNow):
            uses.ask_about_quote(version=version, excerpt=wrong, output="A poster", by=world.author)


def test_a_quotation_of_words_that_are_asked_about_no_more_is_not_asked(world, mine):
    version = ask(mine, world.author)
    save(mine, "All new.", by=world.author)
    ask(mine, world.author)
    with pytest.raises(NotNow):
        uses.ask_about_quote(version=version, excerpt=PART, output="A poster", by=world.author)


def test_nobody_but_the_authors_asks_answers_or_sees(world, mine):
    version = ask(mine, world.author)
    versions.agree(version=put_forward(mine, [world.reader], by=world.author), by=world.friend)
    for person in [world.reader, world.coordinator, world.lead, world.far_away]:
        assert not queries.uses_asked(person, mine).exists()
        assert queries.uses_in_play(person, mine) == []
        assert queries.accounts_with_questions(person) == set()
        with pytest.raises(NotAllowed):
            ask(mine, person)
        with pytest.raises(NotAllowed):
            uses.answer_use(asked=the(Use.COUNT, mine, world.author), said="yes", by=person)
        with pytest.raises(NotAllowed):
            uses.take_back_uses(account=mine, by=person)
        with pytest.raises(NotAllowed):
            uses.ask_about_quote(version=version, excerpt=PART, output="A poster", by=person)


def test_the_wording_shown_is_kept_with_the_question(world, mine):
    ask(mine, world.author)
    asked = the(Use.PUBLISH, mine, world.author)
    assert asked.wording == wordings.use_in_words("publish")
    assert asked.wording.index("We cannot take it back") < asked.wording.index("recognise")


def test_the_database_keeps_one_answer_each_and_whole_quotations(world, mine):
    version = ask(mine, world.author)
    says(mine, Use.COUNT, world.author)
    uses.ask_about_quote(version=version, excerpt=PART, output="A poster", by=world.author)
    wrong = [
        "insert into writing_useanswer (id, asked_id, person_id, said, by_line, given_at) "
        "select gen_random_uuid(), asked_id, person_id, 'no', '', given_at from writing_useanswer",
        "update writing_useanswer set said = 'no', by_line = 'name'",
        "update writing_useasked set excerpt = null where use = 'quote'",
        "update writing_useasked set use = 'count' where use = 'reuse'",
    ]
    for statement in wrong:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_trail_says_which_use_and_never_which_words(world, mine):
    version = ask(mine, world.author)
    uses.ask_about_quote(version=version, excerpt=PART, output="A poster", by=world.author)
    says(mine, Use.COUNT, world.author)
    said = [(event.verb, event.facts) for event in audit.events_about(version)]
    assert ("use.agreed", {"account": str(mine.pk), "use": "count"}) in said
    assert "Nobody" not in str(said)
    assert "poster" not in str(said)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_nothing_holds_without_every_authors_yes_to_these_words(world, mine, seed):
    """Many random steps beside a model that is written another way: what each author last said of the last words."""
    chance = random.Random(seed)
    people = [world.author, world.friend, world.other]
    writers, asked, answers = [world.author, world.friend], None, {}
    for step in range(40):
        who = chance.choice(people)
        what = chance.choice(["save", "ask", "yes", "yes", "yes", "no", "take back", "join", "leave"])
        if what == "join" and who not in writers:
            joined(mine, who, by=writers[0])
            writers.append(who)
        if who not in writers:
            continue
        if what == "save":
            save(mine, f"Words {step}.", by=who)
        elif what == "ask" and asked != draft_of(mine).body:
            ask(mine, who)
            asked, answers = draft_of(mine).body, {}
        elif what in ("yes", "no") and asked:
            says(mine, Use.PUBLISH, who, what)
            answers[who] = what
        elif what == "take back":
            uses.take_back_uses(account=mine, by=who)
            answers = {each: said for each, said in answers.items() if each != who or said == "no"}
        elif what == "leave" and len(writers) > 1:
            authors.leave(account=mine, by=who)
            writers.remove(who)
            asked, answers = None, {}
        agreed = bool(asked) and all(answers.get(each) == "yes" for each in writers)
        assert [each.version.body for each in _held()] == ([asked] if agreed else []), (step, what)


def test_asking_answering_and_taking_back_through_the_pages(client, world, mine):
    client.force_login(world.author)
    page = text_of(client.get(url("use-list", mine)))
    assert "Nothing has been asked." in page
    assert client.get(url("quote-new", mine)).status_code == 404
    client.post(url("use-list", mine), {"revision": draft_of(mine).revision})
    publish = the(Use.PUBLISH, mine, world.author)
    page = text_of(client.get(url("use-detail", mine, publish.pk)))
    assert "Anyone can copy and reuse them for ever. We cannot take it back." in page
    assert "We began with tea." in page
    assert " checked" not in page, "nothing is chosen beforehand"
    assert client.post(url("use-detail", mine, publish.pk), {}).status_code == 422
    bare = client.post(url("use-detail", mine, publish.pk), {"said": "yes"})
    assert bare.status_code == 422
    assert "Choose how you are shown beside these words." in text_of(bare)
    own = {"said": "yes", "by_line": "own_words", "by_line_words": " "}
    assert "Write the words you choose" in text_of(client.post(url("use-detail", mine, publish.pk), own))
    client.post(url("use-detail", mine, publish.pk), {**own, "by_line_words": "<b>a carer</b>", "few_ok": "on"})
    client.force_login(world.friend)
    assert "You are asked what may be done with" in text_of(client.get(reverse("writing:account-list")))
    page = text_of(client.get(url("use-detail", mine, publish.pk)))
    assert f"{world.author.shown_name} said yes" in page
    assert "&lt;b&gt;a carer&lt;/b&gt;" in page
    client.post(url("use-detail", mine, publish.pk), {"said": "yes", "by_line": "letter"})
    assert "You all have time to think until" in text_of(client.get(url("use-list", mine)))
    client.post(url("uses-take-back", mine))
    assert holding() == set()


def test_a_quotation_is_asked_through_its_page_letter_for_letter(client, world, mine):
    ask(mine, world.author)
    client.force_login(world.friend)
    wrong = client.post(url("quote-new", mine), {"excerpt": "We began with cake.", "output": "A paper"})
    assert wrong.status_code == 422
    assert "not in the text letter for letter" in text_of(wrong)
    assert "We began with cake." in text_of(wrong)
    over_two = "tea.\r\n\r\nNobody knew"
    sent = client.post(url("quote-new", mine), {"excerpt": over_two, "output": "A paper"})
    asked = the(Use.QUOTE, mine, world.author)
    assert sent["Location"] == url("use-detail", mine, asked.pk)
    assert asked.excerpt == "tea.\n\nNobody knew"


def test_the_pages_of_uses_are_nothing_to_everybody_else(client, world, mine):
    ask(mine, world.author)
    asked = the(Use.COUNT, mine, world.author)
    for person in [world.reader, world.coordinator, world.lead, world.far_away]:
        client.force_login(person)
        for name, more in [("use-list", []), ("quote-new", []), ("use-detail", [asked.pk])]:
            assert client.get(url(name, mine, *more)).status_code == 404
        assert client.post(url("uses-take-back", mine)).status_code == 404
    client.force_login(world.author)
    assert client.get(url("use-detail", mine, new_id())).status_code == 404


def test_words_that_changed_since_are_said_to_have_changed(client, world, mine):
    ask(mine, world.author)
    client.force_login(world.author)
    assert "These are your words as they are now." in text_of(client.get(url("use-list", mine)))
    save(mine, "Newer.", by=world.author)
    page = text_of(client.get(url("use-list", mine)))
    assert "Your words have changed since." in page
    assert "Ask about the words as they are now" in page


def test_authors_are_told_on_each_page_that_people_who_look_for_themes_can_read(client, world, mine):
    version = ask(mine, world.author)
    client.force_login(world.author)
    pages = [
        reverse("writing:account-detail", args=[mine.pk]),
        reverse("writing:account-list"),
        reverse("writing:version-detail", args=[mine.pk, version.pk]),
    ]

    def told() -> list[str]:
        return [" ".join(client.get(page).content.decode().split()) for page in pages]

    says(mine, Use.ANALYSE, world.author)
    for text in told():
        assert "can read version" not in text, "one has not answered"
    assert "Nobody." in told()[0]
    says(mine, Use.ANALYSE, world.friend)
    for text in told():
        assert f"can read version {version.number}" in text
        assert "Nobody." not in text
    says(mine, Use.ANALYSE, world.friend, said="no")
    for text in told():
        assert "can read version" not in text


def test_whose_words_are_looked_at_is_asked_of_the_database_whether_they_are_or_not(client, world, mine):
    ask(mine, world.author)
    client.force_login(world.author)

    def asked_of_the_database() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("writing:account-list"))
            client.get(reverse("writing:account-detail", args=[mine.pk]))
        return len(caught)

    asked_of_the_database()
    before = asked_of_the_database()
    for who in (world.author, world.friend):
        says(mine, Use.ANALYSE, who)
    assert asked_of_the_database() == before
