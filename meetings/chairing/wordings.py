"""Words that help whoever chairs. Each pair: when, and what you can say."""

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
