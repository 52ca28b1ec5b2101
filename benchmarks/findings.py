"""Findings of an inquiry with 200 accounts and 2,000 excerpts: the pages of findings and of themes.

Everything is made in a transaction that is taken back.
"""

from datetime import timedelta
from itertools import product
from string import ascii_uppercase

from leap.local.figures import figure

ACCOUNTS, FEW, EACH, THEMES, AUTHORS = 200, 15, 10, 12, 20
# From the issue: the findings page of 200 accounts x 2,000 excerpts in at most 15 queries and the same number at 15
# accounts; the shell of the page is included here.
QUERIES = 15


def main() -> None:
    """Print the queries of both pages for 200 accounts, and how many more than for 15."""
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        few, many = queries_for(FEW), queries_for(ACCOUNTS)
        transaction.set_rollback(True)
    for page in ("findings", "themes"):
        figure(f"{page}_page_queries_200_accounts_2000_excerpts", many[page], "queries", QUERIES, at_most=True)
        figure(
            f"{page}_page_queries_200_against_15", abs(many[page] - few[page]), "queries_difference", 0, at_most=True
        )


def queries_for(accounts: int) -> dict[str, int]:
    """The queries of each whole page, as somebody who leads the programme of so many accounts asks for it."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.conftest_second_step import sign_in_as

    lead, inquiry = inquiry_of(accounts)
    client = Client()
    sign_in_as(client, "lead", lead)
    counts = {}
    proofs = {"findings": f"Out of {accounts} reflective accounts counted", "themes": f">{accounts * EACH}<"}
    for page, proof in proofs.items():
        where = f"/reflections/{inquiry.pk}/{page}/"
        client.get(where, headers={"host": "localhost"})
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(where, headers={"host": "localhost"})
        if answer.status_code != 200 or proof not in answer.content.decode():
            raise AssertionError(f"the page of {page} did not show everything that was found")
        counts[page] = len(asked)
    return counts


def inquiry_of(accounts: int):
    """Somebody who leads a programme, and its inquiry: every account is counted, marked against both frameworks by its
    author, and quoted ten times under its themes.
    """
    from accounts.people.models import Panel, Person, Programme, Role
    from accounts_reflective.coding.models import Theme
    from accounts_reflective.coding.planning.frameworks import CO_PRODUCING, STANDARDS_2019
    from accounts_reflective.coding.planning.marks import Said
    from accounts_reflective.inquiries.models import Inquiry
    from accounts_reflective.writing.models import ReflectiveAccount
    from leap.core import clock
    from tests.accounts_reflective.coding.factories import let_count, mark
    from tests.accounts_reflective.writing.factories import account

    programme = Programme.objects.create(name=f"Findings {accounts}")
    panel = Panel.objects.create(programme=programme, name="Heather", site="Site")
    since = clock.today() - timedelta(days=400)
    lead = Person.objects.create_user(email=f"findings{accounts}@example.org", called_name="Lead")
    Role.objects.create(person=lead, programme=programme, kind=Role.Kind.PPI_LEAD, starts_on=since)
    members = [Person.objects.create_user(called_name=f"Person {number}") for number in range(AUTHORS)]
    Role.objects.bulk_create(
        Role(person=person, programme=programme, panel=panel, kind=Role.Kind.MEMBER, starts_on=since)
        for person in members
    )
    inquiry = Inquiry.objects.create(programme=programme, title="How we worked", opened_on=since)
    themes = [Theme.objects.create(inquiry=inquiry, code=f"T{n + 1}", name=f"Theme {n + 1}") for n in range(THEMES)]
    letters = ["".join(pair) for pair in product(ascii_uppercase, repeat=2)]
    made = []
    for number in range(accounts):
        author = members[number % AUTHORS]
        each = account(inquiry, author, body=" ".join(words(number)), role_shown="member")
        let_count(each)
        for framework in (STANDARDS_2019, CO_PRODUCING):
            said = {code: Said("yes" if number % 3 else "no") for code in framework.codes}
            mark(each, author, said, framework=framework)
        ReflectiveAccount.objects.unscoped("a benchmark").filter(pk=each.pk).update(letter=letters[number])
        made.append(each)
    quote(themes, made)
    return lead, inquiry


def words(number: int) -> list[str]:
    """The sentences of one account."""
    return [f"In story {number} the kettle sang {times} times." for times in range(EACH)]


def quote(themes: list, accounts: list) -> None:
    """Every sentence of every account under one of the themes in turn."""
    from accounts_reflective.coding.models import Excerpt

    every = [(each, said) for number, each in enumerate(accounts) for said in words(number)]
    Excerpt.objects.unscoped("a benchmark").bulk_create(
        Excerpt(theme=themes[place % THEMES], account=each, order=place // THEMES + 1, words=said)
        for place, (each, said) in enumerate(every)
    )
