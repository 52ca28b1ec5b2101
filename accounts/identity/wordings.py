"""What people say yes to when they share something about themselves, word for word.

A version that has been shown is never edited, because each yes points at the version it was given to. To change the
words, add a version at the end. (A test holds the old versions still.)
"""

from dataclasses import dataclass

from accounts.identity.models import Share
from accounts.people.models import Panel

MEMBERS, EVERYONE = Share.Audience.MEMBERS, Share.Audience.EVERYONE


@dataclass(frozen=True)
class Wording:
    """One version: for each audience the question asked and what follows from a yes. `{panel}` becomes its name."""

    version: int
    question: dict[str, str]
    consequences: dict[str, tuple[str, ...]]
    always: tuple[str, ...]

    def ask(self, audience: str, panel: Panel) -> str:
        """The question for one audience of one panel."""
        return self.question[audience].format(panel=panel.name)

    def tell(self, audience: str, panel: Panel) -> list[str]:
        """What saying yes means, one sentence each."""
        return [sentence.format(panel=panel.name) for sentence in (*self.consequences[audience], *self.always)]


VERSIONS = (
    Wording(
        version=1,
        question={
            MEMBERS: "Share this with the members of {panel}?",
            EVERYONE: "Share this with everyone on {panel}?",
        },
        consequences={
            MEMBERS: (
                "They will see these words and the name you are called.",
                "Someone who becomes a member later can read it too. Someone who stops being a member cannot.",
                "Researchers and coordinators cannot read it, unless they are members of {panel} as well.",
            ),
            EVERYONE: (
                "They will see these words and the name you are called.",
                "This means members, researchers and coordinators. Someone who joins {panel} later can read it too. "
                "Someone who leaves cannot.",
            ),
        },
        always=(
            "You can stop sharing whenever you like. It stops at once, and nobody asks you why.",
            "We cannot take back what somebody has read already.",
        ),
    ),
)
CURRENT = VERSIONS[-1]


def people(count: int) -> str:
    """1 person, 14 people."""
    return "1 person" if count == 1 else f"{count} people"


def consequence(count: int) -> str:
    """The exact consequence, first on the check page."""
    if count == 0:
        return "Nobody else is in this group today. People who join it later will be able to read this."
    return f"{people(count)} will be able to read this."


def reading_now(count: int) -> str:
    """What the exact consequence is compared with when something is shared with fewer people already."""
    return f"{people(count)} there can read it now." if count else "Nobody there can read it yet."


def size(count: int, is_now: bool) -> str:
    """How many people a choice means today, and whether it is how things are."""
    how_many = f"{people(count)} today" if count else "Nobody else today"
    return f"{how_many}. They can read it now." if is_now and count else how_many


def group(audience: str, panel: Panel) -> str:
    """The name of an audience as a choice or a heading."""
    if audience == MEMBERS:
        return f"The members of {panel.name}"
    return f"Everyone on {panel.name}: members, researchers and coordinators"


def readers(audience: str, panel: Panel, count: int) -> str:
    """Who can read something now, with how many that is today."""
    who = f"the members of {panel.name}" if audience == MEMBERS else f"everyone on {panel.name}"
    return f"{who} ({people(count) if count else 'nobody else'} today)"
