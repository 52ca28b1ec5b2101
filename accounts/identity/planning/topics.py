"""What a statement may be about, if its owner wants to say: only to be asked about tasks that fit, or to be counted.

Nobody is sorted by these: a statement may be about several, or about none. The keys are stored (sealed), so a key that
was used is never renamed.
"""

from collections.abc import Iterable

TOPICS: dict[str, str] = {
    "services": "Using services, now or before",
    "caring": "Caring for somebody, unpaid",
    "bereavement": "Losing somebody",
    "surviving": "Surviving something",
    "condition": "A condition or diagnosis, as I describe it",
    "disability": "Disability",
    "neurodivergence": "Neurodivergence",
    "ethnicity": "Ethnicity",
    "faith": "Religion or belief",
    "sexuality": "Sexual orientation",
    "gender": "Sex or gender",
    "age": "Age",
    "class_and_money": "Class or money",
    "language": "Language",
    "migration": "Moving country",
    "parenting": "Being a parent",
    "place": "Where I live",
    "staff": "Working in research, with lived experience of my own",
}


def read(stored: str | None) -> tuple[str, ...]:
    """The topics in a stored text, in the order of the list; what is no longer in the list is left out."""
    found = set((stored or "").split())
    return tuple(topic for topic in TOPICS if topic in found)


def write(topics: Iterable[str]) -> str | None:
    """The text to store for these topics, None for none. A topic that is not in the list raises ValueError."""
    wanted = set(topics)
    if unknown := wanted - set(TOPICS):
        raise ValueError(f"no such topic: {sorted(unknown)[:3]}")
    return " ".join(topic for topic in TOPICS if topic in wanted) or None
