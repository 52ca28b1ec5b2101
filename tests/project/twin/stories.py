"""Histories, made up by chance from a seed: small stories about people, woven together in a random order.

The same seed gives the same history for ever, so a failing one can be looked at again.
"""

from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any

from tests.project.twin.cast import AWAY, FAR, HOME, MOOR, PANELS, PROGRAMME_OF, ROLES, SHORE
from tests.project.twin.events import STEP, Event, History

DAY = 24 * 60
WORDS = (
    "I keep bees.", "I have two jobs.", "I like to be asked first.", "Mornings are hard.", "I grew up by the sea.",
    "I look after my aunt.", "Loud rooms tire me.", "I paint.", "I have been on a ward.", "I speak three languages.",
    "I take the slow train.", "I was a carer for ten years.", "I do not sleep much.", "Ask me about kites.",
)  # fmt: skip
TITLES = ("A small boat", "The long way", "What was said", "A garden", "Two chairs", "The letter", "After the meeting")
NAMES = ("Zinnia", "Aspen", "Marten", "Bluebell", "Quince", "Thistle", "Ember", "Yew", "Acorn", "Vetch")
PLACES = ("The long room", "The old library", "Online", "Room 4", "The chapel hall")
RUNS = {HOME: ("willow", "martin"), AWAY: ("fern", "martin"), FAR: ("heron", "curlew")}
OWN_RUNNER = {HOME: "willow", AWAY: "fern", FAR: "heron"}
LEAD = {MOOR: "martin", SHORE: "curlew"}


@dataclass
class Step:
    """An event before it is known when it happens."""

    kind: str
    who: str
    about: str
    facts: dict[str, Any]


Story = list[Step]


def on(panel: str, kind: str | None = None) -> list[str]:
    """Who is on a panel when a history begins."""
    return [name for name, held in ROLES.items() if any(p == panel and kind in (None, k) for p, k in held)]


class Teller:
    """Makes one history."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.number = count(1)
        self.letters = iter("ABCDEFGHIJ")

    def word(self, start: str) -> str:
        return f"{start}{next(self.number)}"

    def words(self) -> str:
        return f"{self.chance.choice(WORDS)} {self.chance.randrange(1000)}"

    def maybe(self, part: float) -> bool:
        return self.chance.random() < part

    def history(self) -> History:
        """Every kind of story at least once, some more often; the order is chance, but for what must come before."""
        opening = [self.rate(MOOR), self.rate(SHORE)]
        stories = [
            *(self.statement(owner) for owner in ("rowan", "wren", "jay", "linnet", "sorrel", "teasel")),
            *(self.statement(self.chance.choice(sorted(ROLES))) for _ in range(3)),
            *(self.held_meeting(panel) for panel in PANELS),
            self.coming_meeting(HOME),
            self.coming_meeting(self.chance.choice((AWAY, FAR))),
            self.planned_meeting(HOME),
            self.planned_meeting(self.chance.choice((AWAY, FAR))),
            self.cancelled_meeting(self.chance.choice(PANELS)),
            self.account(MOOR, ["rowan", "briar", "hazel", "wren", "jay", "linnet"]),
            self.account(MOOR, ["wren", "teasel", "jay", "rowan", "hazel", "willow"]),
            self.account(MOOR, ["ash", "sorrel", "finch", "fern"]),
            self.account(SHORE, ["plover", "dunnock", "heron"]),
            *(self.willing(panel) for panel in PANELS),
            self.role_elsewhere(),
            self.role_here(),
            *(self.rename(name) for name in ("wren", "ash", "plover", "rowan", self.chance.choice(sorted(ROLES)))),
            *(self.legal_name(name) for name in ("rowan", "wren", "ash", "plover", "jay")),
            self.linnet_leaves(),
            [Step("reminders", "", "", {})],
            [Step("reminders", "", "", {})],
            [Step("records rate", "martin", "", {"programme": MOOR, "pence": 9100})],
        ]
        order = [step for story in opening for step in story] + self._weave(stories)
        return _placed(order)

    def _weave(self, stories: list[Story]) -> Story:
        """One after another, each story in its own order, chance between them."""
        left = [list(story) for story in stories]
        woven: Story = []
        while left:
            story = self.chance.choices(left, weights=[len(each) for each in left])[0]
            woven.append(story.pop(0))
            left = [each for each in left if each]
        return woven

    def rate(self, programme: str) -> Story:
        pence = self.chance.choice((7500, 8250, 6000))
        return [Step("records rate", LEAD[programme], "", {"programme": programme, "pence": pence})]

    def statement(self, owner: str) -> Story:
        word, panels = self.word("statement"), [panel for panel, _ in ROLES[owner] if panel in PANELS]
        story = [Step("says", owner, word, {"words": self.words()})]
        if self.maybe(0.4):
            story.append(Step("rewords", owner, word, {"words": self.words()}))
        for panel in dict.fromkeys(panels):
            if not self.maybe(0.75):
                continue
            audiences = self.chance.choice((["members"], ["everyone"], ["members", "everyone"], ["everyone", "members"]))
            story += [Step("shares", owner, word, {"panel": panel, "audience": each}) for each in audiences]
            if self.maybe(0.35):
                story.append(Step("stops", owner, word, {"panel": panel}))
        if self.maybe(0.3):
            story.append(Step("rewords", owner, word, {"words": self.words()}))
        if self.maybe(0.15):
            story.append(Step("deletes", owner, word, {}))
        return story

    def rename(self, who: str) -> Story:
        return [Step("renames", who, "", {"name": f"{self.chance.choice(NAMES)} {self.chance.randrange(100)}"})]

    def legal_name(self, who: str) -> Story:
        return [Step("tells legal name", who, "", {"name": f"{self.chance.choice(NAMES)} Legal-{who}"})]

    def willing(self, panel: str) -> Story:
        story = []
        for who in on(panel, "member"):
            answers = self.chance.choice((["willing"], ["willing"], ["not_now", "willing"], ["willing", "never"], []))
            story += [Step("says willing", who, "", {"panel": panel, "answer": answer}) for answer in answers]
        self.chance.shuffle(story)
        return story

    def role_elsewhere(self) -> Story:
        """Somebody of the home panel gets a role on another, and perhaps gives it up again."""
        who, panel = self.chance.choice(("rowan", "wren", "hazel", "jay")), self.chance.choice((AWAY, FAR))
        kind, word = self.chance.choice(("member", "peer_researcher", "researcher")), self.word("role")
        facts = {"panel": panel, "to": who, "role": kind, "wording": self.chance.choice(("", f"Guest {word}"))}
        story = [Step("gives role", OWN_RUNNER[panel], word, facts)]
        if self.maybe(0.4):
            story.append(Step("ends role", OWN_RUNNER[panel], word, {"panel": panel, "of": who, "role": kind}))
        return story

    def role_here(self) -> Story:
        who, word = self.chance.choice(("sorrel", "ash", "finch")), self.word("role")
        facts = {"panel": HOME, "to": who, "role": "member", "wording": self.chance.choice(("", f"Visitor {word}"))}
        story = [Step("gives role", "willow", word, facts)]
        if self.maybe(0.5):
            story.append(Step("ends role", "willow", word, {"panel": HOME, "of": who, "role": "member"}))
        return story

    def linnet_leaves(self) -> Story:
        return [Step("ends role", "willow", "", {"panel": HOME, "of": "linnet", "role": "member"})]

    def _plan(self, panel: str, word: str, **facts: Any) -> Step:
        told = {
            "panel": panel,
            "title": f"{self.chance.choice(('Advisory meeting', 'A date', 'Together'))} {word}",
            "place": self.chance.choice(PLACES),
            "agenda": self.words(),
        }
        return Step("plans", self.chance.choice(RUNS[panel]), word, {**told, **facts})

    def _replies(self, panel: str, word: str, part: float) -> Story:
        replies = []
        for who in on(panel):
            if self.maybe(part):
                by = who if self.maybe(0.8) else OWN_RUNNER[panel]
                reply = self.chance.choice(("coming", "coming", "remote", "not_coming"))
                replies.append(Step("replies", by, word, {"person": who, "reply": reply}))
        self.chance.shuffle(replies)
        return replies

    def _chair(self, panel: str, word: str) -> Story:
        story = [Step("asks to chair", self.chance.choice(RUNS[panel]), word, {})]
        if self.maybe(0.7):
            story.append(Step(self.chance.choice(("accepts", "passes")), "", word, {}))
        if self.maybe(0.4):
            story.append(Step("asks to chair", self.chance.choice(RUNS[panel]), word, {}))
        return story

    def held_meeting(self, panel: str) -> Story:
        """It starts just before its register is taken, so everything else about it comes earlier."""
        word = self.word("meeting")
        story = [
            self._plan(panel, word, starts="before register"),
            Step("opens", OWN_RUNNER[panel], word, {}),
            *self._replies(panel, word, 0.8),
            *(self._chair(panel, word) if self.maybe(0.8) else []),
        ]
        if self.maybe(0.8):
            story.append(Step("seats", OWN_RUNNER[panel], word, {}))
        if self.maybe(0.3):
            story += [*self._replies(panel, word, 0.3), Step("seats", OWN_RUNNER[panel], word, {})]
        story.append(Step("registers", self.chance.choice(RUNS[panel]), word, {}))
        if self.maybe(0.4):
            story.append(Step("registers", OWN_RUNNER[panel], word, {"again": True}))
        return story

    def coming_meeting(self, panel: str) -> Story:
        word = self.word("meeting")
        story = [
            self._plan(panel, word, starts_minute=5 * DAY + 60 * self.chance.randrange(1, 72)),
            Step("opens", OWN_RUNNER[panel], word, {}),
            *self._replies(panel, word, 0.6),
            *(self._chair(panel, word) if self.maybe(0.8) else []),
        ]
        if self.maybe(0.6):
            story.append(Step("seats", OWN_RUNNER[panel], word, {}))
        story += self._replies(panel, word, 0.4)
        if self.maybe(0.4):
            story.append(Step("opens", OWN_RUNNER[panel], word, {}))
        if self.maybe(0.4):
            story.append(Step("tells by hand", OWN_RUNNER[panel], word, {}))
        return story

    def planned_meeting(self, panel: str) -> Story:
        word = self.word("meeting")
        story = [self._plan(panel, word, starts_minute=30 * DAY + 60 * self.chance.randrange(1, 200))]
        return story + ([Step("cancels", OWN_RUNNER[panel], word, {})] if self.maybe(0.3) else [])

    def cancelled_meeting(self, panel: str) -> Story:
        word = self.word("meeting")
        return [
            self._plan(panel, word, starts_minute=20 * DAY + 60 * self.chance.randrange(1, 200)),
            Step("opens", OWN_RUNNER[panel], word, {}),
            *self._replies(panel, word, 0.3),
            Step("cancels", self.chance.choice(RUNS[panel]), word, {}),
        ]

    def account(self, programme: str, people: list[str]) -> Story:
        """The first starts it, some of the others are asked to write, some to read."""
        word, (first, *others) = self.word("account"), people
        self.chance.shuffle(others)
        role = self.chance.choice(("LEAP member", "researcher", ""))
        story = [
            Step("starts", first, word, {"title": self.chance.choice(TITLES), "inquiry": programme, "role": role}),
            self._save(first, word),
        ]
        writers, waiting = [first], others
        for who in others[: self.chance.choice((1, 1, 2))]:
            answer = self.chance.choice(("joins", "joins", "declines", "takes back ask", None))
            story += self._asking(first, who, word, answer)
            waiting = [each for each in waiting if each != who]
            if answer == "joins":
                writers.append(who)
                story.append(self._save(who, word))
        if self.maybe(0.7):
            story += self._two_devices(self.chance.choice(writers), word)
        if waiting and self.maybe(0.85):
            story += self._letting_read(writers, waiting, word)
        if self.maybe(0.5):
            story.append(self._save(self.chance.choice(writers), word))
        if len(writers) > 1 and self.maybe(0.2):
            story.append(Step("leaves", writers[-1], word, {}))
        if self.maybe(0.4):
            facts = {"letter": next(self.letters), "excerpts": self.chance.randrange(3), "words": self.words()}
            story.append(Step("is lettered", "", word, {"inquiry": programme, **facts}))
        return story

    def _save(self, who: str, word: str, device: str = "new", copy: str = "") -> Step:
        facts = {"title": self.chance.choice(TITLES), "body": self.words(), "device": device, "copy": copy}
        return Step("saves", who, word, facts)

    def _asking(self, by: str, who: str, word: str, answer: str | None) -> Story:
        story = [Step("asks", by, word, {"person": who})]
        if answer == "takes back ask":
            story.append(Step(answer, by, word, {"person": who}))
        elif answer is not None:
            story.append(Step(answer, who, word, {"role": self.chance.choice(("LEAP member", "carer", ""))}))
        return story

    def _two_devices(self, who: str, word: str) -> Story:
        copy = self.word("copy")
        story = [self._save(who, word, device="old", copy=copy)]
        if self.maybe(0.4):
            choice = self.chance.choice(("draft", "copy", "both"))
            story.append(Step("chooses", who, word, {"copy": copy, "choice": choice}))
        return story

    def _letting_read(self, writers: list[str], readers: list[str], word: str) -> Story:
        story = []
        for _ in range(self.chance.choice((1, 1, 2))):
            version, by = self.word("version"), self.chance.choice(writers)
            named = self.chance.sample(readers, k=min(len(readers), self.chance.choice((1, 2, 2, 3))))
            story.append(self._save(by, word))
            story.append(Step("proposes", by, word, {"readers": named, "version": version}))
            for who in writers:
                if who != by and self.maybe(0.8):
                    story.append(Step("agrees", who, word, {"version": version}))
            if self.maybe(0.25):
                who = self.chance.choice(writers)
                story.append(Step("takes back", who, word, {"version": version}))
                if self.maybe(0.4):
                    story.append(Step("agrees", who, word, {"version": version}))
        return story


def _placed(order: Story) -> History:
    """Give every step its number; a held meeting starts ten minutes before its first register."""
    registers: dict[str, int] = {}
    for number, step in enumerate(order, start=1):
        if step.kind == "registers":
            registers.setdefault(step.about, number)
    history = []
    for number, step in enumerate(order, start=1):
        facts = dict(step.facts)
        if facts.pop("starts", None) == "before register":
            facts["starts_minute"] = registers[step.about] * STEP - 10
        history.append(Event(number, step.kind, step.who, step.about, facts))
    return history


def history_of(seed: int) -> History:
    """The history of this seed."""
    return Teller(seed).history()
