"""Words about chairing, and words that help whoever chairs."""

from dataclasses import dataclass

from meetings.chairing.states import BESIDE, CHAIR, WATCH


@dataclass(frozen=True)
class PlaceWords:
    """How a place beside the chair is spoken of."""

    title: str
    question: str
    what_it_is: str
    yes: str
    mine: str
    agreed: str  # after a name
    ask: str


PLACES = {
    BESIDE: PlaceWords(
        title="Beside the chair",
        question="Would you sit beside whoever chairs this meeting?",
        what_it_is="You are there to help: with the time, with who is next, or just by being there.",
        yes="Yes, I will sit beside them",
        mine="You sit beside the chair and help",
        agreed="sits beside the chair and helps",
        ask="Ask somebody to sit beside the chair",
    ),
    WATCH: PlaceWords(
        title="To see how it is done",
        question="Would you like to watch how this meeting is chaired?",
        what_it_is="You sit beside whoever chairs and see how it is done. You do not have to do anything.",
        yes="Yes, I will watch",
        mine="You sit beside the chair and watch",
        agreed="sits beside the chair to see how it is done",
        ask="Ask somebody who would like to watch",
    ),
}
AGREED = {
    CHAIR: "You chair this meeting.",
    BESIDE: "You sit beside the chair at this meeting.",
    WATCH: "You watch how this meeting is chaired.",
}

# What somebody agreed to, as it is read back to them.
ALOUD = {
    CHAIR: "You chair the meeting on {when}.",
    BESIDE: "You sit beside whoever chairs the meeting on {when}, to help.",
    WATCH: "You sit beside whoever chairs the meeting on {when}, and watch.",
}
ALOUD_THEN = (
    "Everyone at the meeting can see that.",
    "If it does not suit you after all, tell us. Nobody asks why.",
)

# Each pair: when, and what you can say.
PHRASES = (
    (
        "To begin",
        "“Welcome. You can leave the room, turn your camera off or take a break. You need not say why.”",
    ),
    ("To hear everybody", "“I would like to hear from somebody who has not spoken yet. Passing is fine, too.”"),
    ("When two people speak at once", "“One after the other, please. You first, and then you.”"),
    ("When a word is hard", "“Could you say that in everyday words?”"),
    ("When somebody speaks for long", "“Thank you. I have noted that. I would like to hear what others think.”"),
    (
        "When it gets heavy",
        "“Let us stop here for five minutes.” You do not need to know what to say. A break is enough.",
    ),
    ("When you are not sure", "“I would like some help with this.” Whoever arranges the meeting is there for you."),
    ("To end", "“Thank you all. What happens now is …” Say who does what, and by when."),
)
