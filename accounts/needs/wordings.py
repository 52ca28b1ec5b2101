"""The groups of things that help, ready adjustments for each, and in words who may see what. Plain Python.

Codes are stored (sealed), so a code that has been used stays. What is written here names what helps, never why.
"""

from dataclasses import dataclass, field

VERSION = 3  # of the sentences about who may see a need; each yes keeps the version it was given to
SINCE_PLACES = 2  # from this one on the sentences say that a place is looked at with "no steps" in mind
SINCE_ROOMS = 3  # from this one on they say that a room without such a seat is told of, without a name

RUNS, CHAIR, PERSON = "runs", "chair", "person"

FORMAT, COMMUNICATION, PHYSICAL, TIME = "format", "communication", "physical", "time"
PLACE, FOOD, SUPPORT, CONTENT = "place", "food", "support", "content"

NEVER_WHY = "Say what helps. You never have to say why."


@dataclass(frozen=True)
class Group:
    """One group: its ready adjustments by code, and for each acting audience who that is and what they do with it."""

    key: str
    title: str
    question: str
    picks: dict[str, str]
    acts: dict[str, str]
    where: str
    hint: str = NEVER_WHY
    seats: dict[str, str] = field(default_factory=dict)  # pick: what a seat must offer


STEP_FREE, LOOP, BY_DOOR, AT_EDGE, BY_SCREEN, SPACE = "step_free", "loop", "by_door", "at_edge", "by_screen", "space"

ALL = (
    Group(
        key=FORMAT,
        title="Papers and words",
        question="How do papers and messages work best for you?",
        picks={
            "large_print": "Large print",
            "easy_read": "Easy Read (short words and pictures)",
            "audio": "Sound recording",
            "paper_by_post": "Paper copies by post",
            "coloured_paper": "Coloured paper",
            "word_file": "A Word file, not a PDF",
            "braille": "Braille",
            "short_summary": "A one-page summary first",
            "other_language": "Another language",
        },
        acts={RUNS: "They send the papers."},
        where="In the list of papers for each meeting you are asked to.",
    ),
    Group(
        key=COMMUNICATION,
        title="Talking and listening",
        question="What makes talking and listening easier?",
        picks={
            "sign_language": "A sign language interpreter (BSL)",
            "captions": "Captions",
            "see_faces": "A seat where I can see everybody’s face",
            "time_to_think": "Time to think before I answer",
            "write_not_say": "Writing in the chat instead of speaking",
            "camera_off": "Keeping my camera off",
            "ask_me_first": "Being asked before I am called on",
            "one_at_a_time": "One person speaking at a time",
        },
        acts={RUNS: "They book interpreters and captions.", CHAIR: "The chair leads the talk."},
        where="On the list of what helps at each meeting you come to.",
    ),
    Group(
        key=PHYSICAL,
        title="The room and getting about",
        question="What should the room have?",
        picks={
            "step_free": "No steps on the way in",
            "arm_chair": "A chair with arms",
            "near_door": "A seat near the door",
            "space": "Space beside the table for a chair, a walking aid or a dog",
            "quiet_edge": "A seat at the quiet edge of the room",
            "near_screen": "A seat near the screen",
            "near_toilet": "A toilet close by",
            "hearing_loop": "A hearing loop",
            "parking": "A parking place close by",
            "soft_light": "Soft light",
            "no_scent": "No strong scents",
            "quiet_room": "A quiet room to step out to",
        },
        acts={RUNS: "They book the room. The seating plan keeps to it too, and tells nobody else."},
        where="On the list of what helps at each meeting you come to in person, and without a word in who sits where. "
        "When a place with steps is chosen, or a room has no seat like yours, we say so without your name.",
        seats={
            "step_free": STEP_FREE,
            "hearing_loop": LOOP,
            "near_door": BY_DOOR,
            "space": SPACE,
            "quiet_edge": AT_EDGE,
            "near_screen": BY_SCREEN,
        },
    ),
    Group(
        key=TIME,
        title="Times and breaks",
        question="Which times and breaks suit you?",
        picks={
            "not_early": "Not before late morning",
            "not_evening": "Not in the evening",
            "break_each_hour": "A break every hour",
            "break_half_hour": "A break every half hour",
            "fixed_break": "A break at a fixed time",
            "leave_early": "Leaving before the end",
            "papers_early": "Papers two weeks ahead",
        },
        acts={RUNS: "They plan the times.", CHAIR: "The chair keeps the breaks."},
        where="On the list of what helps at each meeting you come to.",
    ),
    Group(
        key=PLACE,
        title="Where we meet",
        question="Which places work for you?",
        picks={
            "neutral_place": "A neutral place",
            "not_hospital": "Not a hospital",
            "not_clinic": "Not a clinic",
            "near_bus": "Near a bus stop or a station",
            "from_home": "Joining from home",
            "small_room": "A small, calm place",
        },
        acts={RUNS: "They choose the place."},
        where="On the list of what helps at each meeting you come to in person.",
    ),
    Group(
        key=FOOD,
        title="Food and drink",
        question="What would you like to eat?",
        picks={
            "vegetarian": "Vegetarian",
            "vegan": "Vegan",
            "halal": "Halal",
            "kosher": "Kosher",
            "no_gluten": "No gluten",
            "no_milk": "No milk",
            "no_nuts": "No nuts",
            "no_pork": "No pork",
            "soft_food": "Soft food",
            "no_food": "Nothing to eat, please",
        },
        acts={RUNS: "They pass on how many meals of each kind, without your name."},
        where="In the number of meals for the kitchen at each meeting you come to in person. On a small panel somebody "
        "may guess whose a meal is, so small numbers are never shown exactly.",
        hint="Say what you eat or must not eat. You never have to say why.",
    ),
    Group(
        key=SUPPORT,
        title="Who or what comes with you",
        question="Who or what comes with you?",
        picks={
            "assistant": "A personal assistant",
            "friend": "A friend or somebody from my family",
            "dog": "An assistance dog",
            "interpreter": "My own interpreter",
            "meet_me": "Somebody to meet me at the door",
            "call_before": "A call the day before",
        },
        acts={RUNS: "They make the place ready for you both.", CHAIR: "The chair welcomes you both."},
        where="On the list of what helps at each meeting you come to in person.",
    ),
    Group(
        key=CONTENT,
        title="What we talk about",
        question="What would you like to know before it is talked about?",
        picks={
            "told_before": "A list of what we talk about, sent ahead",
            "warned_first": "A word before hard subjects",
            "step_out": "Stepping out when I want to, without a word",
            "not_asked": "Not being asked about my own life",
        },
        acts={RUNS: "They write the agenda.", CHAIR: "The chair says what comes next."},
        where="On the list of what helps at each meeting you come to.",
        hint="You can name a subject you would like a word about first. You never have to say why.",
    ),
)
GROUPS = {group.key: group for group in ALL}
PICKS = {code: words for group in ALL for code, words in group.picks.items()}

RUNS_LABEL = "Those who run {panel}"
CHAIR_LABEL = "Whoever chairs a meeting of {panel} that I come to"
MEALS_LABEL = "Those who run {panel}, as a number without my name"
WITH_NAME = "My name may be given to the kitchen with this, so that nobody makes a mistake"
NOT_SEEN = "Only you, until you tick somebody below"

SURFACES = {
    "meeting": "on the list of what helps at a meeting",
    "place": "when a place was chosen or looked at, as a yes without your name",
    "meals": "in the number of meals for a meeting, without your name",
    "chair": "when getting ready to chair a meeting",
    "shared": "because you chose them by name",
    "papers": "in the formats asked for at a meeting, without your name",
    "to_tell": "to tell you about a meeting",
    "to_call": "to ring you",
    "to_write": "to write you a letter",
    "to_ask": "to ask you whether you would chair",
    "again": "to be in touch again around the day you named",
    "dates": "to find a date that suits",
    "seats": "when a change of seats was refused, without your name",
    "room": "when a room had no seat like yours, without your name",
}


def label_for(audience: str, group: str, panel_name: str) -> str:
    """How an acting audience is called beside its tick."""
    if audience == CHAIR:
        return CHAIR_LABEL.format(panel=panel_name)
    return (MEALS_LABEL if group == FOOD else RUNS_LABEL).format(panel=panel_name)


def how_many(count: int) -> str:
    """How many meals of a kind. One and two look the same, so that no number says "only one person"."""
    return "1 or 2 (order 2)" if count < 3 else str(count)
