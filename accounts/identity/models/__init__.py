"""What people say about themselves, each yes they gave, and the proof of it."""

from accounts.identity.models.consent import ConsentAnswer, ConsentWording, Review
from accounts.identity.models.opening import Opening, Paper, PaperLine
from accounts.identity.models.statements import Share, Statement, TopicChoices

__all__ = [
    "ConsentAnswer",
    "ConsentWording",
    "Opening",
    "Paper",
    "PaperLine",
    "Review",
    "Share",
    "Statement",
    "TopicChoices",
]
