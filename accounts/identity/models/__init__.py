"""What people say about themselves, each yes they gave with its proof, and what a yes to be asked or counted is for."""

from accounts.identity.models.consent import ConsentAnswer, ConsentWording, Review
from accounts.identity.models.counting import CountedTopic, CountRelease
from accounts.identity.models.opening import Opening, Paper, PaperLine
from accounts.identity.models.statements import Share, Statement, TopicChoices
from accounts.identity.models.tasks import Task, TaskAnswer

__all__ = [
    "ConsentAnswer",
    "ConsentWording",
    "CountRelease",
    "CountedTopic",
    "Opening",
    "Paper",
    "PaperLine",
    "Review",
    "Share",
    "Statement",
    "Task",
    "TaskAnswer",
    "TopicChoices",
]
