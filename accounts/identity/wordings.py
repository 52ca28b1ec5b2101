"""What people say yes to when they share something about themselves, word for word.

A version that has been shown is never edited, because each yes points at the version it was given to. To change the
words, add a version at the end; with `asks_again`, nobody reads anything through an older yes until its owner has said
yes to the new words. (A test holds the old versions still, and the database keeps each wording that was answered.)
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from accounts.identity.planning import words
from accounts.identity.planning.rule import How
from accounts.identity.queries.destinations import Destination
from leap.design.times import say_day


@dataclass(frozen=True)
class Wording:
    """One version: for each question what is asked and what a yes means. `{place}`, `{person}` and
    `{people}` (the panel's word for its people) are filled in.

    `always` stands under every question; `named` and `unnamed` where people read it with or without the name, and
    `where_read` where people read it at all.
    """

    version: int
    question: Mapping[str, str]
    consequences: Mapping[str, tuple[str, ...]]
    always: tuple[str, ...]
    named: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    where_read: tuple[str, ...] = ()
    asks_again: bool = False

    def ask(self, to: Destination) -> str:
        """The question, for one destination."""
        return self.question[question_of(to.purpose, to.audience)].format(**_filled(to))

    def tell(self, to: Destination, how: How) -> list[str]:
        """What saying yes means, one sentence each."""
        said = self._told(question_of(to.purpose, to.audience), named=how.named)
        return [sentence.format(**_filled(to)) for sentence in said]

    def text_of(self, question: str, *, named: bool = True) -> str:
        """All that is shown with one question, as the proof keeps it: with its gaps, so it is the same for everyone."""
        return "\n".join([self.question[question], *self._told(question, named=named)])

    def _told(self, question: str, *, named: bool) -> tuple[str, ...]:
        read = question in words.READING
        name = (self.named if named else self.unnamed) if read else ()
        return (*self.consequences[question], *name, *self.always, *(self.where_read if read else ()))


def _filled(to: Destination) -> dict[str, str]:
    name = to.reader.shown_name if to.reader else ""
    return {"place": to.place, "panel": to.place, "person": name, "people": people_of(to)}


def people_of(to: Destination) -> str:
    """What the people of a panel are called there: members, advisers, experts by experience."""
    return to.panel.people_word if to.panel is not None else "members"


def question_of(purpose: str, audience: str) -> str:
    """The name of the question that a yes answers: the audience, or the purpose where nobody reads anything."""
    return audience if purpose == words.BE_KNOWN else purpose


STOP = "You can stop sharing whenever you like. It stops at once, and nobody asks you why."
READ_ALREADY = "We cannot take back what somebody has read already."

_FIRST_VERSIONS = (
    Wording(
        version=1,
        question={
            words.MEMBERS: "Share this with the members of {panel}?",
            words.EVERYONE: "Share this with everyone on {panel}?",
        },
        consequences={
            words.MEMBERS: (
                "They will see these words and the name you are called.",
                "Someone who becomes a member later can read it too. Someone who stops being a member cannot.",
                "Researchers and coordinators cannot read it, unless they are members of {panel} as well.",
            ),
            words.EVERYONE: (
                "They will see these words and the name you are called.",
                "This means members, researchers and coordinators. Someone who joins {panel} later can read it too. "
                "Someone who leaves cannot.",
            ),
        },
        always=(STOP, READ_ALREADY),
    ),
    Wording(
        version=2,
        question={
            words.MEMBERS: "Share this with the members of {place}?",
            words.EVERYONE: "Share this with everyone on {place}?",
            words.COORDINATOR: "Share this with the coordinator of {place}?",
            words.NAMED: "Share this with {person}, and nobody else?",
            words.STUDY_TEAM: "Share this with the study team?",
            words.CO_AUTHORS: "Share this with the people who write “{place}” with you?",
            words.MATCHED: "May we ask you about tasks on {place} that fit this?",
            words.COUNTED: "May we count this, in numbers about all the panels together?",
            words.LABEL: "May these words stand beside your name in what we publish?",
        },
        consequences={
            words.MEMBERS: (
                "Someone who becomes a member later can read it too. Someone who stops being a member cannot.",
                "Researchers and coordinators cannot read it, unless they are members of {place} as well.",
            ),
            words.EVERYONE: (
                "This means members, researchers and coordinators. Someone who joins {place} later can read it too. "
                "Someone who leaves cannot.",
            ),
            words.COORDINATOR: (
                "If somebody else coordinates {place} later, they can read it too. Whoever stops cannot.",
            ),
            words.NAMED: ("It stops when one of you leaves {place}.",),
            words.STUDY_TEAM: (
                "This means the researchers and coordinators of all the panels, and the PPI lead. Members of the "
                "panels cannot read it.",
                "Someone who joins the team later can read it too. Someone who leaves cannot.",
            ),
            words.CO_AUTHORS: (
                "Someone who writes with you later can read it too. Someone who stops writing with you cannot.",
                "People who only read what you write cannot.",
            ),
            words.MATCHED: (
                "Nobody reads your words. LEAP uses the topics you ticked to choose whom to ask.",
                "Nobody is told that you were asked. If you answer a question, whoever asked sees that you answered.",
                "If you do not use email here, you see the question on your first page.",
            ),
            words.COUNTED: (
                "Nobody reads your words. Only the topics you ticked are counted.",
                "We never show a number for one panel, and never one that is smaller than 10.",
                "Numbers are made on fixed days. If you stop, you are left out from the next one on. We cannot take "
                "you out of one that was made before.",
            ),
            words.LABEL: (
                "Nothing is published now. Before anything is, we ask you about the exact words, each time.",
                "What has been published once cannot be taken back.",
            ),
        },
        named=("They will see these words and the name they know you by.",),
        unnamed=(
            "They will see these words without your name. LEAP shows your name to none of them, now or later.",
            "In a small group somebody may still guess.",
            "Only in an emergency could an administrator find out, and you would be told.",
        ),
        always=(STOP,),
        where_read=(READ_ALREADY, "Each time somebody opens it, you can see that they did."),
    ),
)
# The same in the panel's own word for its people. It means what it meant, so nobody is asked again.
_IN_THE_PANELS_WORD = replace(
    _FIRST_VERSIONS[-1],
    version=3,
    question={**_FIRST_VERSIONS[-1].question, words.MEMBERS: "Share this with the {people} of {place}?"},
    consequences={
        **_FIRST_VERSIONS[-1].consequences,
        words.MEMBERS: (
            "Someone who becomes one of them later can read it too. Someone who stops being one cannot.",
            "Researchers and coordinators cannot read it, unless they are {people} of {place} as well.",
        ),
        words.EVERYONE: (
            "This means {people}, researchers and coordinators. Someone who joins {place} later can read it too. "
            "Someone who leaves cannot.",
        ),
    },
)
VERSIONS: tuple[Wording, ...] = (*_FIRST_VERSIONS, _IN_THE_PANELS_WORD)


def current() -> Wording:
    """The words people are asked with today."""
    return VERSIONS[-1]


def in_force() -> list[int]:
    """The versions a yes may have been given to and still stand: all since the last that asks everybody again."""
    asking = [place for place, wording in enumerate(VERSIONS) if wording.asks_again]
    return [wording.version for wording in VERSIONS[asking[-1] if asking else 0 :]]


def called(version: int) -> Wording | None:
    """One version by its number, None for one that never was."""
    return next((wording for wording in VERSIONS if wording.version == version), None)


def digest_of(text: str) -> str:
    """What tells two wordings apart, whatever happened to the text since."""
    return sha256(text.encode()).hexdigest()


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


def size(to: Destination, is_now: bool) -> str:
    """How many people a choice means today, and whether it is how things are."""
    if not to.has_readers:
        return "You have said yes to this." if is_now else "Nobody reads your words."
    if to.audience == words.PUBLIC:
        return "You have said yes to this." if is_now else "We ask you each time before anything is published."
    count = len(to.readers)
    how_many = f"{people(count)} today" if count else "Nobody else today"
    return f"{how_many}. They can read it now." if is_now and count else how_many


GROUPS = {
    words.NAMED: "One person on {place}: you choose who",
    words.COORDINATOR: "The coordinator of {place}",
    words.MEMBERS: "The {people} of {place}",
    words.EVERYONE: "Everyone on {place}: {people}, researchers and coordinators",
    words.STUDY_TEAM: "The study team of {place}: researchers and coordinators of all its panels",
    words.CO_AUTHORS: "The people who write “{place}” with you",
    words.MATCHED: "Ask me about tasks on {place} that fit this",
    words.COUNTED: "Count me, in numbers about all the panels of {place} together",
    words.LABEL: "Let these words stand beside my name in what {place} publishes",
}
READERS = {
    words.COORDINATOR: "the coordinator of {place}",
    words.MEMBERS: "the {people} of {place}",
    words.EVERYONE: "everyone on {place}",
    words.STUDY_TEAM: "the study team",
    words.CO_AUTHORS: "the people who write “{place}” with you",
    words.PUBLIC: "anyone who reads what {place} publishes, once you said yes to the exact words",
}


def group(to: Destination) -> str:
    """The name of a destination as a choice."""
    return GROUPS[question_of(to.purpose, to.audience)].format(**_filled(to))


def name_of(to: Destination) -> str:
    """The name of a destination inside a sentence."""
    if to.reader is not None:
        return to.reader.shown_name
    return READERS[to.audience].format(**_filled(to)) if to.has_readers else "nobody"


def readers(to: Destination) -> str:
    """Who can read something now, with how many that is today."""
    if to.purpose == words.MATCHED:
        return f"nobody; we may ask you about tasks on {to.place}"
    if to.purpose == words.COUNTED:
        return "nobody; you are counted, for all the panels together"
    if to.reader is not None or to.audience == words.PUBLIC:
        return name_of(to)
    count = len(to.readers)
    return f"{name_of(to)} ({people(count) if count else 'nobody else'} today)"


def how(chosen: How) -> str:
    """In which words something is said, with or without the name, and until when."""
    said = {
        words.OWN: "in your own words",
        words.BROAD: "in your broader words",
        words.OTHER: "in words only for them",
        words.LIVED: "only that you have lived experience",
    }[chosen.form]
    name = "" if chosen.named else ", without your name"
    until = f", until {say_day(chosen.until)}" if chosen.until is not None else ""
    return f"{said}{name}{until}"
