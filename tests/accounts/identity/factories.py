"""Statements and shares for tests: made through the actions, as in life."""

from accounts.identity import actions, wordings
from accounts.identity.models import Share, Statement
from accounts.identity.planning import words
from accounts.identity.planning.rule import How
from accounts.identity.queries import panel_key
from accounts.people.models import Panel, Person

MEMBERS, EVERYONE = words.MEMBERS, words.EVERYONE
PLAIN = "I keep bees and I like long train journeys."


def says(person: Person, text: str = PLAIN, **facts) -> Statement:
    """Something the person has written about themself; only they can read it."""
    return actions.write_statement(own_words=text, by=person, **facts)


def yes(statement: Statement, to: str, **how) -> Share:
    """The statement's owner says yes to one destination, by its key."""
    return actions.share_statement(
        statement_id=statement.pk,
        to=to,
        how=How(**how),
        wording_version=wordings.current().version,
        by=statement.person,
    )


def shares(statement: Statement, panel: Panel, audience: str = MEMBERS, **how) -> Share:
    """The statement's owner says yes to one audience of one panel."""
    return yes(statement, panel_key(audience, panel), **how)


def stops(statement: Statement, panel: Panel) -> Share | None:
    """The statement's owner stops sharing it with members or everyone of a panel."""
    return actions.stop_sharing(statement_id=statement.pk, slot=f"panel.{panel.pk}", by=statement.person)


def told(person: Person, panel: Panel, text: str = PLAIN, audience: str = MEMBERS, **how) -> Statement:
    """Something the person wrote and shared."""
    statement = says(person, text)
    shares(statement, panel, audience, **how)
    return statement
