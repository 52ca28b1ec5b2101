"""Words of the agenda: what is asked of people, what they can change, the forms of a paper; and hard words explained.
Plain Python.
"""

# What is asked of people, for one thing on the agenda.
KNOW, DISCUSS, ADVISE, DECIDE = "know", "discuss", "advise", "decide"
PURPOSES = {
    KNOW: "To know about",
    DISCUSS: "To talk about",
    ADVISE: "To advise on",
    DECIDE: "To decide",
}
PURPOSE_HINTS = {
    KNOW: "News. Nothing is asked of anybody.",
    DISCUSS: "We would like to hear what people think.",
    ADVISE: "People say what they would do. Somebody else decides, and tells them what became of it.",
    DECIDE: "The people at the meeting decide.",
}

# What they can change.
OPEN, LIMITED, FIXED = "open", "limited", "fixed"
INFLUENCE = {
    OPEN: "Everything is still open",
    LIMITED: "Some of it is open",
    FIXED: "It is fixed already",
}
INFLUENCE_HINTS = {
    LIMITED: "Write below what can still be changed.",
    FIXED: "Write below why.",
}

# The forms one paper can come in. The names are those people choose in "What helps you".
DOCUMENT, LARGE_PRINT, EASY_READ, AUDIO, WORD_FILE, OTHER_LANGUAGE = (
    "document", "large_print", "easy_read", "audio", "word_file", "other_language",
)  # fmt: skip
FORMS = {
    DOCUMENT: "The paper",
    LARGE_PRINT: "In large print",
    EASY_READ: "In Easy Read",
    AUDIO: "To listen to",
    WORD_FILE: "As a Word file",
    OTHER_LANGUAGE: "In another language",
}
# What may be asked for and is no file: something to do by hand.
BY_HAND = {
    "paper_by_post": "Paper copies by post",
    "coloured_paper": "Coloured paper",
    "braille": "Braille",
}

LONGEST_SUMMARY = 2500  # letters: about one page

# A beginning, from plain-English guides to research. Each programme can say it in its own words.
STARTER = {
    "LEAP": "a group of people with lived experience who advise a study",
    "lived experience": "what you know because you have lived it",
    "PPI": "patients and the public helping to plan and run research",
    "co-production": "working together as equals and sharing decisions, from start to end",
    "carer": "someone who looks after a family member or friend, unpaid",
    "honorarium": "money to thank you for your time",
    "expenses": "money back for what it cost you to take part",
    "terms of reference": "a short paper saying what the group is for and how it works",
    "agenda": "what we will talk about",
    "outcome measure": "what a study counts to see if something helped",
    "trial": "a fair test of a treatment or way of working",
    "protocol": "the study plan",
    "ethics approval": "a check that a study is fair and safe",
    "reflective account": "a piece of writing about your own experience of the work",
    "theme": "an idea that comes up again and again",
    "coding": "marking parts of writing with labels",
    "consent": "saying yes, knowing what it means; you can change your mind",
    "withdraw": "stop, or take something back",
    "special category data": "private facts with extra legal protection, like health or religion",
    "access request": "asking to see what we hold about you",
    "GRIPP2": "a checklist for reporting how people were involved",
}
