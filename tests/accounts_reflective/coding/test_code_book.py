"""The code book: every change is kept with who, when and why, and each moment of it can be seen again."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts_reflective.coding import access
from accounts_reflective.coding.actions import analysts, themes
from accounts_reflective.coding.models import Analyst, Excerpt, Theme, ThemeChange, ThemeLine
from accounts_reflective.coding.planning import code_book
from accounts_reflective.coding.queries import code_book as queries
from accounts_reflective.coding.queries.themes import theme_table
from accounts_reflective.coding.wordings import change_in_words
from accounts_reflective.writing.models import ReflectiveAccount
from leap.core.errors import NotAllowed, NotNow
from tests.accounts_reflective.coding.factories import let_count
from tests.accounts_reflective.writing.factories import account

MESSAGES = ["Feelings are work", "Safe places", "Trust takes time", "Who we are", "Who decides"]
WHY = "Both were about the same thing."


@pytest.fixture
def five(world):
    """Five key messages, as a meeting might find them."""
    return [themes.create_theme(inquiry=world.inquiry, name=name, by=world.lead) for name in MESSAGES]


def names(branches) -> list[str]:
    return [branch.entry.name for branch in branches]


def now(world) -> list[str]:
    return names(queries.code_book(world.author, world.inquiry))


def then(world, number: int) -> list[str]:
    changes = queries.changes_of(world.author, world.inquiry)
    return names(queries.code_book_then(world.author, world.inquiry, changes, number))


def address(world, name: str, *keys) -> str:
    return reverse(f"coding:{name}", args=[world.inquiry.pk, *keys])


def test_five_messages_become_four_themes_and_can_still_be_seen_as_five(world, five):
    themes.merge_theme(theme=five[2], into=five[1], why=WHY, by=world.lead)
    themes.rename_theme(theme=five[1], name="Safe places and trust", meaning="", why=WHY, by=world.lead)
    assert now(world) == ["Feelings are work", "Safe places and trust", "Who we are", "Who decides"]
    assert then(world, 5) == MESSAGES
    assert then(world, 6) == ["Feelings are work", "Safe places", "Who we are", "Who decides"]
    assert then(world, 2) == MESSAGES[:2]
    assert then(world, 0) == []
    told = [change_in_words(each) for each in queries.changes_of(world.author, world.inquiry)]
    assert told[:2] == ["“Safe places” is now “Safe places and trust”", "“Trust takes time” went into “Safe places”"]
    assert told[-1] == "“Feelings are work” is new"


def test_what_was_placed_in_a_theme_is_found_where_it_went(world, five):
    made = account(world.inquiry, world.author)
    ReflectiveAccount.objects.unscoped("a test").filter(pk=made.pk).update(letter="A")
    Excerpt.objects.unscoped("a test").create(theme=five[2], account=made, order=1, words="tea.")
    let_count(made)
    themes.merge_theme(theme=five[2], into=five[1], why=WHY, by=world.lead)
    themes.merge_theme(theme=five[1], into=five[4], why=WHY, by=world.lead)
    found = theme_table(world.lead, world.inquiry)
    assert [(line.name, line.count) for line in found.themes if line.count] == [("Who decides", 1)]
    themes.retire_theme(theme=five[4], why=WHY, by=world.lead)
    found = theme_table(world.lead, world.inquiry)
    assert (found.total, [count for _, count in found.counts]) == (0, [0])


def test_sub_themes_go_with_their_theme(world, five):
    sub = themes.create_theme(inquiry=world.inquiry, name="Tea first", under=five[1], by=world.lead)
    themes.merge_theme(theme=five[1], into=five[0], why=WHY, by=world.lead)
    first = queries.code_book(world.author, world.inquiry)[0]
    assert [each.name for each in first.under] == ["Tea first"]
    assert sub.code == "T2.1"
    assert change_in_words(queries.changes_of(world.author, world.inquiry)[0]) == (
        "“Safe places” went into “Feelings are work”"
    )
    changes = queries.changes_of(world.author, world.inquiry)
    before = queries.code_book_then(world.author, world.inquiry, changes, 6)
    assert [(b.entry.name, [e.name for e in b.under]) for b in before][:2] == [
        ("Feelings are work", []),
        ("Safe places", ["Tea first"]),
    ]


def test_a_theme_is_divided_and_put_away(world, five):
    made = themes.split_theme(
        theme=five[3], names=["Who we are at work", " Who we are at home "], why=WHY, by=world.lead
    )
    assert [each.code for each in made] == ["T6", "T7"]
    themes.retire_theme(theme=made[1], why=WHY, by=world.lead)
    assert now(world)[-1] == "Who we are at work"
    assert then(world, 5) == MESSAGES
    told = [change_in_words(each) for each in queries.changes_of(world.author, world.inquiry)]
    assert told[0] == "“Who we are at home” is used no more"
    assert told[1] == "“Who we are” was divided into “Who we are at work” and “Who we are at home”"


def test_numbers_are_given_once_and_stand_as_people_count():
    assert code_book.next_code([]) == "T1"
    assert code_book.next_code(["T1", "T10", "T2.7", "Tea"]) == "T11"
    assert code_book.next_code(["T1", "T10", "T2.7"], under="T2") == "T2.8"
    assert code_book.next_code(["T1.1", "T11.4"], under="T1") == "T1.2"
    assert sorted(["T10", "T2", "T2.10", "T2.9"], key=code_book.order_of) == ["T2", "T2.9", "T2.10", "T10"]


@pytest.mark.parametrize("how", ["itself", "own sub-theme", "too deep", "gone", "same name", "same words", "one name"])
def test_what_makes_no_sense_is_refused_in_words_and_changes_nothing(world, five, how):
    sub = themes.create_theme(inquiry=world.inquiry, name="Tea first", under=five[1], by=world.lead)
    other = themes.create_theme(inquiry=world.inquiry, name="Tea last", under=five[0], by=world.lead)
    told = {"why": WHY, "by": world.lead}
    steps = {
        "itself": lambda: themes.merge_theme(theme=sub, into=sub, **told),
        "own sub-theme": lambda: themes.merge_theme(theme=five[1], into=sub, **told),
        "too deep": lambda: themes.merge_theme(theme=five[1], into=other, **told),
        "gone": lambda: themes.merge_theme(theme=five[4], into=five[0], **told),
        "same name": lambda: themes.create_theme(inquiry=world.inquiry, name="TEA FIRST", by=world.lead),
        "same words": lambda: themes.rename_theme(theme=sub, name="Tea first", meaning="", **told),
        "one name": lambda: themes.split_theme(theme=sub, names=["Tea", "tea "], **told),
    }
    if how == "gone":
        themes.retire_theme(theme=five[4], **told)
    before = now(world), ThemeChange.objects.count()
    with pytest.raises(NotNow) as refused:
        steps[how]()
    assert refused.value.sentence
    assert (now(world), ThemeChange.objects.count()) == before
    for step in (themes.split_theme, themes.retire_theme):
        names_ = {"names": ["One", "Two"]} if step == themes.split_theme else {}
        with pytest.raises(NotNow, match="sub-themes"):
            step(theme=five[1], **names_, **told)
    with pytest.raises(NotNow):
        themes.create_theme(inquiry=world.inquiry, name="Too deep", under=sub, by=world.lead)


def test_the_database_takes_nothing_out_of_the_history(world, five):
    for sql in ("update coding_themechange set why = 'x'", "delete from coding_themeline"):
        with (
            pytest.raises(DatabaseError, match="only ever added to"),
            transaction.atomic(),
            connection.cursor() as asked,
        ):
            asked.execute(sql)
    with pytest.raises(IntegrityError), transaction.atomic():
        ThemeChange.objects.create(inquiry=world.inquiry, number=99, kind="merged", changed_by=world.lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Theme.objects.filter(pk=five[0].pk).update(merged_into=five[1])
    with pytest.raises(IntegrityError), transaction.atomic():
        ThemeLine.objects.create(change=ThemeChange.objects.first(), theme=five[4])


def test_who_looks_for_themes_and_who_leads_may_change_them_and_nobody_else(world, five):
    for who in [world.author, *world.everyone_else]:
        assert access.can_keep_code_book(who, world.inquiry) == (who == world.lead)
        if who != world.lead:
            with pytest.raises(NotAllowed):
                themes.retire_theme(theme=five[0], why=WHY, by=who)
            with pytest.raises(NotAllowed):
                analysts.choose_analyst(inquiry=world.inquiry, person=world.author, by=who)
    analysts.choose_analyst(inquiry=world.inquiry, person=world.researcher, by=world.lead)
    analysts.choose_analyst(inquiry=world.inquiry, person=world.researcher, by=world.lead)
    themes.retire_theme(theme=five[0], why=WHY, by=world.researcher)
    assert queries.analysts_of(world.author, world.inquiry) == [world.researcher]
    assert not access.can_choose_analysts(world.researcher, world.inquiry)
    analysts.end_analyst(inquiry=world.inquiry, person=world.researcher, by=world.researcher)
    with pytest.raises(NotAllowed):
        themes.retire_theme(theme=five[1], why=WHY, by=world.researcher)
    with pytest.raises(NotAllowed):
        analysts.end_analyst(inquiry=world.inquiry, person=world.author, by=world.researcher)


def test_a_few_people_are_six_at_most_and_of_this_programme(world):
    with pytest.raises(NotAllowed):
        analysts.choose_analyst(inquiry=world.inquiry, person=world.finance, by=world.lead)
    people = queries.people_who_could_look(world.lead, world.inquiry)
    assert queries.people_who_could_look(world.researcher, world.inquiry) == []
    for person in people[:6]:
        analysts.choose_analyst(inquiry=world.inquiry, person=person, by=world.lead)
    with pytest.raises(NotNow, match="Six"):
        analysts.choose_analyst(inquiry=world.inquiry, person=people[6], by=world.lead)
    assert Analyst.objects.count() == 6


def test_the_pages_say_it_in_words(client, world, five):
    client.force_login(world.lead)
    typed = {"into": five[1].pk, "why": WHY}
    assert client.post(address(world, "theme-merge", five[2].pk), typed).status_code == 302
    assert client.post(address(world, "theme-new"), {"name": "Tea", "under": five[0].pk}).status_code == 302
    assert client.post(address(world, "theme-edit", five[0].pk), {"name": "Feelings", "why": WHY}).status_code == 302
    split = {"names": "One\n\n Two ", "why": WHY}
    assert client.post(address(world, "theme-split", five[4].pk), split).status_code == 302
    assert client.post(address(world, "theme-retire", five[3].pk), {"why": WHY}).status_code == 302
    client.force_login(world.author)
    history = client.get(address(world, "code-book-history")).content.decode()
    assert "“Trust takes time” went into “Safe places”" in history
    assert WHY in history
    assert world.lead.shown_name in history
    assert "5 themes then" in client.get(address(world, "code-book-then", 5)).content.decode()
    assert "0 themes then" in client.get(address(world, "code-book-then", 0)).content.decode()
    assert client.get(address(world, "code-book-then", 99)).status_code == 404
    book = client.get(address(world, "code-book")).content.decode()
    assert "T1.1" in book
    assert "/code-book/new/" not in book
    assert client.get(address(world, "theme-new")).status_code == 403
    client.force_login(world.finance)
    assert client.get(address(world, "code-book")).status_code == 404


def test_a_refusal_keeps_what_was_typed(client, world, five):
    client.force_login(world.lead)
    answer = client.post(address(world, "theme-new"), {"name": "safe places", "meaning": "Where tea is."})
    assert answer.status_code == 422
    assert "There is a theme with this name already" in answer.content.decode()
    assert "Where tea is." in answer.content.decode()
    answer = client.post(address(world, "theme-merge", five[0].pk), {"into": five[1].pk, "why": " "})
    assert answer.status_code == 422
    assert "checked" in answer.content.decode()


def test_the_lead_chooses_who_looks_and_they_can_stop(client, world):
    client.force_login(world.lead)
    assert client.post(address(world, "analyst-list"), {"person": world.author.pk}).status_code == 302
    assert client.post(address(world, "analyst-list"), {}).status_code == 422
    client.force_login(world.author)
    assert "I stop looking for themes" in client.get(address(world, "code-book")).content.decode()
    assert client.get(address(world, "analyst-list")).status_code == 403
    assert client.post(address(world, "analyst-end", world.author.pk)).status_code == 302
    assert client.post(address(world, "analyst-end", world.author.pk)).status_code == 404
    assert queries.analysts_of(world.lead, world.inquiry) == []


def test_the_pages_ask_as_often_for_one_change_as_for_many(client, world, five):
    client.force_login(world.author)

    def asked(name: str, *keys) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address(world, name, *keys)).status_code == 200
        return len(caught)

    few = [asked("code-book"), asked("code-book-history"), asked("code-book-then", 1)]
    for number in range(8):
        themes.create_theme(inquiry=world.inquiry, name=f"Tea {number}", under=five[number % 5], by=world.lead)
    assert [asked("code-book"), asked("code-book-history"), asked("code-book-then", 1)] == few
