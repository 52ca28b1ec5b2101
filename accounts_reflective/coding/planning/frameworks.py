"""Frameworks that a reflective account can be held against, as versioned data. Plain Python.

Marks are stored with the key of a version and the code of an item, so what has been given out is never edited: a
correction is a new version (docs/adr/0052). A test holds each to the letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Framework:
    """What somebody published to say what good involvement is. Its versions can differ."""

    key: str
    name: str


@dataclass(frozen=True)
class FrameworkItem:
    """One line of a framework. `in_short` and `questions` are in our own words and can be empty; `name` is exact."""

    code: str
    name: str
    in_short: str = ""
    questions: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class FrameworkVersion:
    """One version of a framework with its items in order. `note` says what a reader has to know about our copy."""

    key: str
    framework: Framework
    version: str
    items: tuple[FrameworkItem, ...]
    note: str = ""

    @property
    def name(self) -> str:
        """UK Standards for Public Involvement (November 2019)."""
        return f"{self.framework.name} ({self.version})"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its items, in order."""
        return tuple(each.code for each in self.items)

    @property
    def groups(self) -> list[tuple[str, list[FrameworkItem]]]:
        """The items under their headings; one group without a heading where the framework has none."""
        found: dict[str, list[FrameworkItem]] = {}
        for each in self.items:
            found.setdefault(each.group, []).append(each)
        return list(found.items())


def the_version(key: str) -> FrameworkVersion | None:
    """The version with this key, None when we have none."""
    return next((each for each in VERSIONS if each.key == key), None)


def _named(prefix: str, names: Sequence[str], group: str = "") -> tuple[FrameworkItem, ...]:
    return tuple(FrameworkItem(f"{prefix}{n}", name, group=group) for n, name in enumerate(names, start=1))


UK_STANDARDS = Framework("uk-standards", "UK Standards for Public Involvement")
CO_PRODUCTION = Framework("co-production", "NIHR (INVOLVE) guidance on co-producing a research project")
FOUR_PI = Framework("4pi", "NSUN 4Pi National Involvement Standards")

STANDARDS_2019 = FrameworkVersion(
    "uk-standards-2019",
    UK_STANDARDS,
    "November 2019",
    (
        FrameworkItem(
            "US1",
            "Inclusive Opportunities",
            "Accessible offers that reach the people the research needs",
            (
                "Were affected people in it from the start?",
                "Were barriers, such as pay or place, found and dealt with?",
                "Is information shared so that it appeals to different communities?",
                "Was choosing people fair and open, and did it meet equality duties?",
                "Was there choice and flexibility in what was offered?",
            ),
        ),
        FrameworkItem(
            "US2",
            "Working Together",
            "Value every contribution; keep respectful, productive relationships",
            (
                "Was the purpose agreed jointly and written down?",
                "Were practical arrangements sorted?",
                "Were different ways of working explored and planned together?",
                "Was there a shared understanding of roles and expectations?",
                "Were people's influence and ideas recognised and acted on?",
            ),
        ),
        FrameworkItem(
            "US3",
            "Support and Learning",
            "Build confidence and skills",
            (
                "Was there a range of support for the needs people named?",
                "Were resources set aside for learning, for the public and for researchers?",
                "Do people know where to get help?",
                "Is there a culture of learning by doing, and of sharing it?",
            ),
        ),
        FrameworkItem(
            "US4",
            "Communications",
            "Plain, well-timed, relevant communication",
            (
                "Was there a communications plan?",
                "Were the methods flexible and inclusive, and did they meet different needs?",
                "Was feedback offered, gathered, acted on and shared?",
                "Was learning shared, good and bad?",
            ),
        ),
        FrameworkItem(
            "US5",
            "Impact",
            "Find and share the difference involvement makes",
            (
                "Was the public involved in deciding what impact to look at, and how?",
                "Was it clear what to record, including who and how?",
                "Was there a process for reflecting?",
                "Are changes, benefits and learning acted on?",
            ),
        ),
        FrameworkItem(
            "US6",
            "Governance",
            "Public in management, regulation, leadership, decisions",
            (
                "Were public voices heard and respected in decisions?",
                "Were plans monitored, reviewed and reported?",
                "Was there visible, accountable responsibility?",
                "Were money, staff and time realistic?",
                "Was personal information protected and used properly?",
            ),
        ),
    ),
    "The names are exact. What each is about, and its questions, are in our own words until they have been checked "
    "against the official text.",
)
STANDARDS_2018 = FrameworkVersion(
    "uk-standards-2018-draft",
    UK_STANDARDS,
    "2018 draft",
    _named("US", [each.name for each in STANDARDS_2019.items]),
    "The draft has the same six names as the version of November 2019, but says other things under them. "
    "We only have the names.",
)
CO_PRODUCING = FrameworkVersion(
    "co-production-2018",
    CO_PRODUCTION,
    "2018, NIHR edition April 2021",
    _named(
        "CP",
        (
            "Sharing of power",
            "Including all perspectives and skills",
            "Respecting and valuing the knowledge of all those working together on the research",
            "Reciprocity",
            "Building and maintaining relationships",
        ),
        "Key principles",
    )
    + _named(
        "CF",
        (
            "Establishing ground rules",
            "Continuing dialogue",
            "Joint ownership of key decisions",
            "A commitment to relationship building",
            "Opportunities for personal growth and development",
            "Flexibility",
            "Continuous reflection",
            "Valuing and evaluating the impact of co-producing research",
        ),
        "Key features",
    ),
    "The names of the last four features have still to be checked against the guidance.",
)
FOUR_PI_2013 = FrameworkVersion(
    "4pi-2013",
    FOUR_PI,
    "January 2013",
    (
        FrameworkItem("P1", "Principles", questions=("How do we treat one another; what do we believe?",)),
        FrameworkItem("P2", "Purpose", questions=("Why involve people; why am I involved?",)),
        FrameworkItem("P3", "Presence", questions=("Who is involved; are they in the right places?",)),
        FrameworkItem("P4", "Process", questions=("How are people involved and how does it feel?",)),
        FrameworkItem("P5", "Impact", questions=("What difference did it make and how can we tell?",)),
    ),
    "The names are exact. The questions are in our own words.",
)

VERSIONS = (STANDARDS_2019, STANDARDS_2018, CO_PRODUCING, FOUR_PI_2013)
