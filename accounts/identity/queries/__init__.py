"""Every read of this room. `resolver` is the only road to what somebody else says about themself."""

from accounts.identity.queries.destinations import Destination, destinations_for, panel_key, standing_of
from accounts.identity.queries.mine import (
    MyShare,
    MyStatement,
    how_of,
    my_statement_or_404,
    my_statements,
    rather_not_say,
)
from accounts.identity.queries.records import (
    ending_soon,
    my_answer_or_404,
    my_answers,
    review_is_due,
    shares_in,
    who_looked,
)
from accounts.identity.queries.resolver import (
    LIVED_EXPERIENCE,
    OnPanel,
    PersonOnPanel,
    Surface,
    Words,
    panel_people,
    shared_with_me,
    what_co_authors_may_read,
    what_viewer_may_read,
)
from accounts.identity.queries.seen import Eyes, SeenAs, eyes_for, seen_as

__all__ = [
    "LIVED_EXPERIENCE",
    "Destination",
    "Eyes",
    "MyShare",
    "MyStatement",
    "OnPanel",
    "PersonOnPanel",
    "SeenAs",
    "Surface",
    "Words",
    "destinations_for",
    "ending_soon",
    "eyes_for",
    "how_of",
    "my_answer_or_404",
    "my_answers",
    "my_statement_or_404",
    "my_statements",
    "panel_key",
    "panel_people",
    "rather_not_say",
    "review_is_due",
    "seen_as",
    "shared_with_me",
    "shares_in",
    "standing_of",
    "what_co_authors_may_read",
    "what_viewer_may_read",
    "who_looked",
]
