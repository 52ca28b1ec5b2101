"""The themes page, held to what can be counted in the PARTNERS2 paper (the project's own copy of those facts)."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts_reflective.coding.models import Excerpt, Theme
from accounts_reflective.coding.queries import themes as queries
from accounts_reflective.writing.actions import uses
from accounts_reflective.writing.models import Authorship, ReflectiveAccount
from accounts_reflective.writing.queries import label_of
from leap import demo
from leap.core.errors import ProtectedAccess
from tests import factories
from tests.accounts_reflective.coding.factories import ask, let_count, says_yes
from tests.accounts_reflective.inquiries.factories import inquiry
from tests.accounts_reflective.writing.factories import account, save

FACTS = json.loads((Path(demo.__file__).parent / "data" / "partners2_shape.json").read_text(encoding="utf-8"))
LABELS = FACTS["accounts"]["labels"]
WORDS = "Invented words that no page of themes may show."
pytestmark = pytest.mark.django_db


def roles_of(letter: str) -> list[str]:
    """One role wording for each author of the account, as its authors would type it."""
    facts = LABELS[letter]
    if facts.get("same_person"):
        return [" and ".join(role for role, _ in facts["roles"])]
    if not facts["roles"]:
        return ["LEAP member", "research assistant"]
    return [role for role, count in facts["roles"] for _ in range(count or 2)]


def style_of(letter: str) -> str:
    if not LABELS[letter]["roles"]:
        return ReflectiveAccount.LabelStyle.LETTER_ONLY
    hidden = any(count is None for _, count in LABELS[letter]["roles"])
    return ReflectiveAccount.LabelStyle.ROLES_WITHOUT_NUMBERS if hidden else ReflectiveAccount.LabelStyle.ROLES


def lettered(here, letter: str, people) -> ReflectiveAccount:
    roles = roles_of(letter)
    made = account(here, people[0], body=WORDS, role_shown=roles[0])
    for person, role in zip(people[1:], roles[1:], strict=False):
        Authorship.objects.unscoped("a test").create(account=made, person=person, state="writing", role_shown=role)
    made.letter, made.label_style = letter, style_of(letter)
    made.save()
    let_count(made)
    return made


def theme_tree(here, accounts) -> None:
    for theme in FACTS["themes"]:
        parent = Theme.objects.create(inquiry=here, code=theme["code"], name=theme["name"])
        for sub in theme["subthemes"]:
            child = Theme.objects.create(inquiry=here, parent=parent, code=sub["code"], name=sub["name"])
            Excerpt.objects.unscoped("a test").bulk_create(
                Excerpt(theme=child, account=accounts[letter], order=order, words=WORDS)
                for order, letter in enumerate(sub["quoted"])
            )


@pytest.fixture
def world():
    return factories.small_panel()


@pytest.fixture
def here(world):
    return inquiry(world.programme)


@pytest.fixture
def partners2(world, here):
    """An inquiry of exactly that shape, with invented people and words. The letters are given in no order."""
    people = world.members[:3]
    accounts = {letter: lettered(here, letter, people) for letter in reversed(LABELS)}
    theme_tree(here, accounts)
    return here


def test_the_counts_are_those_of_the_paper(world, partners2):
    found = queries.theme_table(world.lead, partners2)
    assert {each.letter: count for each, count in found.counts} == FACTS["accounts"]["excerpts_printed"]
    assert [each.letter for each, _ in found.counts] == sorted(LABELS)
    assert found.total == 30
    assert len(found.counts) == FACTS["accounts"]["total"] == 15


def test_under_each_sub_theme_the_accounts_stand_in_their_order(world, partners2):
    found = queries.theme_table(world.lead, partners2)
    said = [
        {
            "code": theme.code,
            "name": theme.name,
            "subthemes": [
                {"code": sub.code, "name": sub.name, "quoted": [each.letter for each in sub.quoted]}
                for sub in theme.subthemes
            ],
        }
        for theme in found.themes
    ]
    assert said == FACTS["themes"]
    assert sum(theme.count for theme in found.themes) == 30


def test_labels_are_made_from_the_authors_roles(world, partners2):
    accounts = ReflectiveAccount.objects.unscoped("a test").filter(inquiry=partners2)
    labels = {each.letter: label_of(each) for each in accounts}
    assert labels["A"] == "Account A, PPI lead"
    assert labels["F"] == "Account F, LEAP member and service user research assistant"
    assert labels["G"] == "Account G, PPI co-ordinator and peer researcher"
    assert labels["H"] == "Account H, LEAP members"
    assert labels["J"] == "Account J"
    assert labels["L"] == "Account L, two LEAP members and a research assistant"
    assert labels["M"] == "Account M, three research assistants"


@pytest.mark.parametrize("who", ["lead", "member", "coordinator"])
def test_the_page_shows_letters_and_no_words_and_roles_and_numbers_to_who_leads_the_programme(
    client, world, partners2, who
):
    client.force_login(world.members[3] if who == "member" else getattr(world, who))
    page = client.get(reverse("coding:theme-list", args=[partners2.pk])).content.decode()
    numbers = ("15 reflective accounts, 30 excerpts", "How many excerpts come from each", 'scope="row"')
    assert [each in page for each in numbers] == [who == "lead"] * 3
    assert "Account L" in page
    label = "Account L, two LEAP members and a research assistant"
    assert (label in page) == (who == "lead"), "roles are for who leads, and only as the authors let them be shown"
    assert ("research assistant" in page) == (who == "lead")
    assert "“Them and us” divisions" in page
    assert WORDS not in page
    assert "The kettle and the agenda" not in page
    for person in world.members[:3]:
        assert person.called_name not in page


def test_the_page_asks_the_database_as_often_for_one_as_for_fifteen(client, world, here):
    client.force_login(world.coordinator)

    def questions() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("coding:theme-list", args=[here.pk])).status_code == 200
        return len(caught)

    one = lettered(here, "A", world.members)
    theme = Theme.objects.create(inquiry=here, code="T0", name="Tea")
    Excerpt.objects.unscoped("a test").create(theme=theme, account=one, order=0, words=WORDS)
    few = questions()
    accounts = {"A": one, **{letter: lettered(here, letter, world.members) for letter in LABELS if letter != "A"}}
    theme_tree(here, accounts)
    assert questions() == few


def test_an_account_without_a_letter_is_in_no_count(world, partners2):
    private = account(partners2, world.members[0])
    theme = Theme.objects.filter(parent__isnull=False).first()
    Excerpt.objects.unscoped("a test").create(theme=theme, account=private, order=9, words=WORDS)
    assert queries.theme_table(world.lead, partners2).total == 30


def page_of(client, world, here) -> tuple[list[str], int]:
    """What somebody of the inquiry gets, without what differs from one request to the next, and how often is asked."""
    client.force_login(world.members[3])
    with CaptureQueriesContext(connection) as asked:
        text = client.get(reverse("coding:theme-list", args=[here.pk])).content.decode()
    return [line for line in text.splitlines() if "csrf" not in line], len(asked)


@pytest.mark.parametrize("which", ["analyse", "count"])
def test_an_account_is_there_only_while_all_its_authors_let_it_be_looked_at_and_counted(client, world, here, which):
    theme = Theme.objects.create(inquiry=here, code="T1", name="Tea")
    never = page_of(client, world, here)
    one = lettered(here, "L", world.members)
    Excerpt.objects.unscoped("a test").create(theme=theme, account=one, order=0, words=WORDS)
    author, friend = world.members[:2]
    assert page_of(client, world, here) != never
    says_yes(one, friend, which, said="no")
    assert page_of(client, world, here) == never, "like one that was never written"
    says_yes(one, friend, which)
    assert page_of(client, world, here) != never
    uses.take_back_uses(account=one, by=author)
    assert page_of(client, world, here) == never


def test_what_was_placed_counts_while_it_stands_in_the_words_letter_for_letter(world, here):
    one = lettered(here, "A", world.members)
    theme = Theme.objects.create(inquiry=here, code="T1", name="Tea")
    Excerpt.objects.unscoped("a test").create(theme=theme, account=one, order=0, words=WORDS)
    assert queries.theme_table(world.lead, here).total == 1
    save(one, WORDS.replace("Invented", "Made-up"), by=world.members[0])
    ask(one, world.members[0])
    says_yes(one, world.members[0], "analyse", "count")
    assert queries.theme_table(world.lead, here).total == 0


def test_a_theme_without_sub_themes_shows_its_own_accounts(client, world, here):
    one = lettered(here, "A", world.members)
    theme = Theme.objects.create(inquiry=here, code="T1", name="Tea")
    Theme.objects.create(inquiry=here, code="T2", name="Biscuits")
    Excerpt.objects.unscoped("a test").create(theme=theme, account=one, order=0, words=WORDS)
    client.force_login(world.lead)
    page = client.get(reverse("coding:theme-list", args=[here.pk])).content.decode()
    assert page.count("Account A") == 2
    assert "No reflective account is quoted here." in page


def test_an_inquiry_without_themes_says_so(client, world, here):
    client.force_login(world.lead)
    assert "not found themes yet" in client.get(reverse("coding:theme-list", args=[here.pk])).content.decode()


def test_strangers_get_the_page_of_nothing_there(client, world, partners2):
    away = factories.small_panel("Gorse", programme=factories.programme("Other study"))
    for person in [world.finance, away.lead, away.members[0]]:
        client.force_login(person)
        answer = client.get(reverse("coding:theme-list", args=[partners2.pk]))
        unknown = client.get(reverse("coding:theme-list", args=[world.panel.pk]))
        assert answer.status_code == unknown.status_code == 404
        assert answer.content == unknown.content
        assert queries.theme_table(person, partners2).counts == []
        assert queries.theme_table(person, partners2).themes == []


def test_excerpts_are_locked_and_sealed(partners2):
    with pytest.raises(ProtectedAccess):
        Excerpt.objects.all()
    with connection.cursor() as cursor:
        cursor.execute("select words from coding_excerpt")
        assert all(b"Invented" not in bytes(words) for (words,) in cursor.fetchall())
