"""Statements and shares for tests: made through the actions, as in life."""

from accounts.identity import actions, wordings
from accounts.identity.models import Share, Statement
from accounts.people.models import Panel, Person

MEMBERS, EVERYONE = Share.Audience.MEMBERS, Share.Audience.EVERYONE
PLAIN = "I keep bees and I like long train journeys."


def says(person: Person, words: str = PLAIN) -> Statement:
    """Something the person has written about themself; only they can read it."""
    return actions.write_statement(own_words=words, by=person)


def shares(statement: Statement, panel: Panel, audience: str = MEMBERS) -> Share:
    """The statement's owner says yes to one audience of one panel."""
    return actions.share_statement(
        statement_id=statement.pk,
        panel=panel,
        audience=audience,
        wording_version=wordings.CURRENT.version,
        by=statement.person,
    )


def told(person: Person, panel: Panel, words: str = PLAIN, audience: str = MEMBERS) -> Statement:
    """Something the person wrote and shared."""
    statement = says(person, words)
    shares(statement, panel, audience)
    return statement
