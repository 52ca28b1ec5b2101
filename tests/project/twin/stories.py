"""Histories: small stories about people, woven together in an order left to chance. Chance is Hypothesis (`tales`).

What has to come up however chance falls goes by turns: the number of a history in its run.
"""

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate, count
from random import Random
from typing import Any

from tests.project.twin.cast import AWAY, FAR, HOME, MOOR, PANELS, ROLES, SHORE
from tests.project.twin.events import STEP, SURE, Event, History

DAY = 24 * 60
OPENINGS = ("opened", "opened twice", "half agreed", "taken back")
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
# How what somebody said about themselves can end: what they did with it after writing it down.
ENDINGS: tuple[tuple[str, ...], ...] = (
    (),
    ("members",),
    ("everyone",),
    ("members", "stops"),
    ("deletes",),
    ("everyone", "deletes"),
    ("everyone", "stops", "deletes"),
)
# Who takes turns. The order counts: by_turns leaves somebody out by their place, and each viewer needs two turns in
# which the others are to them what `cells` asks for.
EACH_TURN = 4
TAKE_TURNS = ("rowan", "hazel", "briar", "willow", "fern", "martin", "penny", "ash", "plover", "finch", "jay", "sedge")


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

    def __init__(self, chance: Random, turn: int = 0) -> None:
        self.chance, self.turn = chance, turn
        self.number = count(1)
        self.letters = iter("ABCDEFGHIJ")

    def word(self, start: str) -> str:
        return f"{start}{next(self.number)}"

    def words(self) -> str:
        return f"{self.chance.choice(WORDS)} {self.chance.randrange(1000)}"

    def maybe(self, part: float) -> bool:
        """Nothing, where Hypothesis looks for the simplest history."""
        return self.chance.randrange(100) >= 100 - part * 100

    def history(self) -> History:
        """Every kind of story at least once, some more often; the order is chance, but for what must come before."""
        opening = [self.rate(MOOR), self.rate(SHORE)]
        # First the willing and a meeting that was held: without them nobody is ever asked to chair.
        past = [*(self.willing(panel) for panel in PANELS), *(self.held_meeting(panel) for panel in PANELS)]
        past += self.by_turns(("linnet",))  # who shows something before she leaves
        stories = [
            *(self.statement(owner) for owner in ("rowan", "wren", "jay", "linnet", "sorrel", "teasel")),
            *(self.statement(self.chance.choice(sorted(ROLES))) for _ in range(3)),
            *self.by_turns(TAKE_TURNS),
            self.guest("finch", HOME),
            self.guest("jay", AWAY),
            self.coming_meeting(HOME, answer=None),
            self.coming_meeting(HOME, answer="passes"),
            self.coming_meeting(HOME, answer="accepts"),
            self.coming_meeting(self.chance.choice((AWAY, FAR))),
            self.planned_meeting(HOME),
            self.planned_meeting(self.chance.choice((AWAY, FAR))),
            self.cancelled_meeting(self.chance.choice(PANELS)),
            *self.accounts(),
            self.role_elsewhere(),
            self.role_here(),
            *(self.rename(name) for name in ("wren", "ash", "plover", "rowan", self.chance.choice(sorted(ROLES)))),
            *(self.legal_name(name) for name in ("rowan", "wren", "ash", "plover", "jay")),
            self.linnet_leaves(),
            *([Step("reminders", "", "", {"panel": panel})] for panel in (*PANELS, HOME)),
            [Step("records rate", "martin", "", {"programme": MOOR, "pence": 9100})],
        ]
        # What happens last has nothing that legitimately follows from it.
        late = [self.rename("wren"), self.rename("sorrel"), self.willing(HOME), self.statement("wren")]
        return _placed([step for part in (opening, past, stories, late) for step in self._weave(part)])

    def _weave(self, stories: list[Story]) -> Story:
        """One after another, each story in its own order, chance between them."""
        left = [list(story) for story in stories]
        woven: Story = []
        while left:
            # Drawn by what each has left, so that a long one is spread out too.
            story = left[bisect(list(accumulate(map(len, left))), self.chance.randrange(sum(map(len, left))))]
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
            audiences = self.chance.choice(
                (["members"], ["everyone"], ["members", "everyone"], ["everyone", "members"])
            )
            story += [Step("shares", owner, word, {"panel": panel, "audience": each}) for each in audiences]
            if self.maybe(0.35):
                story.append(Step("stops", owner, word, {"panel": panel}))
        if self.maybe(0.3):
            story.append(Step("rewords", owner, word, {"words": self.words()}))
        if self.maybe(0.15):
            story.append(Step("deletes", owner, word, {}))
        return story

    def by_turns(self, owners: tuple[str, ...]) -> list[Story]:
        """Over a few histories, what each of these people said about themselves ends in every way there is."""

        def speaks(place: int, turn: int) -> bool:
            return (place + turn) % 4 != 3  # now and then somebody says nothing

        told = {owner: sum(speaks(place, turn) for turn in range(self.turn)) for place, owner in enumerate(owners)}
        return [
            self.statement_that(owner, ENDINGS[(place + EACH_TURN * told[owner] + more) % len(ENDINGS)])
            for place, owner in enumerate(owners)
            if speaks(place, self.turn)
            for more in range(EACH_TURN)
        ]

    def statement_that(self, owner: str, ending: tuple[str, ...]) -> Story:
        """One that ends like this, on the owner's first panel; somebody on none can only keep it or delete it."""
        word, panels = self.word("statement"), [panel for panel, _ in ROLES[owner] if panel in PANELS]
        facts = {
            "members": {"panel": panels[0], "audience": "members"} if panels else {},
            "everyone": {"panel": panels[0], "audience": "everyone"} if panels else {},
            "stops": {"panel": panels[0]} if panels else {},
        }
        kinds = {"members": "shares", "everyone": "shares"}
        steps = [Step(kinds.get(what, what), owner, word, facts.get(what, {})) for what in ending]
        return [
            Step("says", owner, word, {"words": self.words()}),
            *(step for step in steps if panels or step.kind == "deletes"),
        ]

    def guest(self, who: str, panel: str) -> Story:
        """Somebody of another panel comes and goes again."""
        word = self.word("role")
        facts = {"panel": panel, "to": who, "role": "peer_researcher", "wording": ""}
        ends = {"panel": panel, "of": who, "role": "peer_researcher"}
        by = OWN_RUNNER[panel]
        return [Step("gives role", by, word, facts), Step("ends role", by, word, ends)]

    def rename(self, who: str) -> Story:
        return [Step("renames", who, "", {"name": f"{self.chance.choice(NAMES)} {self.chance.randrange(100)}"})]

    def legal_name(self, who: str) -> Story:
        return [Step("tells legal name", who, "", {"name": f"{self.chance.choice(NAMES)} Legal-{who}"})]

    def willing(self, panel: str) -> Story:
        story = []
        for who in on(panel, "member"):
            answers = self.chance.choice((["willing"], ["not_now", "willing"], ["willing", "never"], ["ask_later"], []))
            answers = ["willing"] if who in SURE else answers
            story += [Step("says willing", who, "", {"panel": panel, "answer": answer}) for answer in answers]
        self.chance.shuffle(story)
        return story

    def role_elsewhere(self) -> Story:
        """Somebody of the home panel gets a role on another, and perhaps gives it up again."""
        guest = ("wren", "teasel", self.chance.choice(("rowan", "hazel")))[self.turn % 3]
        who, panel = guest, self.chance.choice((AWAY, FAR))
        kind, word = self.chance.choice(("member", "peer_researcher", "researcher")), self.word("role")
        facts = {"panel": panel, "to": who, "role": kind, "wording": self.chance.choice(("", f"Guest {word}"))}
        story = [Step("gives role", OWN_RUNNER[panel], word, facts)]
        if self.maybe(0.4):
            story.append(Step("ends role", OWN_RUNNER[panel], word, {"panel": panel, "of": who, "role": kind}))
        return story

    def role_here(self) -> Story:
        who, word = ("sorrel", "ash", "sorrel")[self.turn % 3], self.word("role")
        facts = {"panel": HOME, "to": who, "role": "member", "wording": self.chance.choice(("", f"Visitor {word}"))}
        story = [Step("gives role", "willow", word, facts)]
        if self.turn % 3 < 2:
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
            if self.maybe(part) or who in SURE:
                by = who if self.maybe(0.8) else OWN_RUNNER[panel]
                reply = "coming" if who in SURE else self.chance.choice(("coming", "remote", "not_coming"))
                replies.append(Step("replies", by, word, {"person": who, "reply": reply}))
        self.chance.shuffle(replies)
        return replies

    def _fees(self, panel: str, word: str) -> Story:
        """Some do not want the money; some of these change their mind."""
        story = []
        for who in on(panel, "member"):
            if self.maybe(0.3):
                by = who if self.maybe(0.7) else OWN_RUNNER[panel]
                story.append(Step("chooses fee", by, word, {"person": who, "wants": False}))
                if self.maybe(0.3):
                    story.append(Step("chooses fee", who, word, {"person": who, "wants": True}))
        return story

    def _chair(self, panel: str, word: str, answer: str | None) -> Story:
        by = OWN_RUNNER[panel] if answer == "passes" else self.chance.choice(RUNS[panel])
        story = [Step("asks to chair", by, word, {})]
        if answer:
            story.append(Step(answer, "", word, {}))
        if answer == "passes" and self.maybe(0.4):
            story.append(Step("asks to chair", self.chance.choice(RUNS[panel]), word, {}))
        return story

    def held_meeting(self, panel: str) -> Story:
        """It starts just before its register is taken, so everything else about it comes earlier."""
        word = self.word("meeting")
        story = [
            self._plan(panel, word, starts="before register"),
            Step("opens", OWN_RUNNER[panel], word, {}),
            *self._replies(panel, word, 0.8),
            *self._fees(panel, word),
            *(self._chair(panel, word, self.chance.choice(("accepts", "passes", None))) if self.maybe(0.5) else []),
        ]
        if self.maybe(0.7):
            story.append(Step("seats", OWN_RUNNER[panel], word, {}))
        if self.maybe(0.3):
            story += [*self._replies(panel, word, 0.3), Step("seats", OWN_RUNNER[panel], word, {})]
        story.append(Step("registers", self.chance.choice(RUNS[panel]), word, {}))
        if self.maybe(0.4):
            story.append(Step("registers", OWN_RUNNER[panel], word, {"again": True}))
        return story

    def coming_meeting(self, panel: str, answer: str | None = "accepts") -> Story:
        word = self.word("meeting")
        story = [
            self._plan(panel, word, starts_minute=5 * DAY + 60 * self.chance.randrange(1, 72)),
            Step("opens", OWN_RUNNER[panel], word, {}),
            *self._replies(panel, word, 0.9),
            *self._chair(panel, word, answer),
        ]
        if self.maybe(0.6):
            story.append(Step("seats", OWN_RUNNER[panel], word, {}))
        story += [*self._replies(panel, word, 0.4), *self._fees(panel, word)]
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

    def account(self, writers: list[str], asked: tuple[str, str], readers: list[str], opening: str) -> Story:
        """The first starts it, the second joins, somebody else is asked; how letting people read ends: `opening`."""
        word, (first, second), (also, answer) = self.word("account"), writers, asked
        programme = SHORE if first in on(FAR) else MOOR
        role = self.chance.choice(("LEAP member", "researcher", ""))
        story = [
            Step("starts", first, word, {"title": self.chance.choice(TITLES), "inquiry": programme, "role": role}),
            self._save(first, word),
            *self._asking(first, second, word, "joins"),
            self._save(second, word),
            *self._asking(first, also, word, answer),
        ]
        writers = [*writers, also] if answer == "joins" else writers
        story += self._two_devices(self.chance.choice(writers), word) if self.maybe(0.8) else []
        if opening == "opened twice":
            story += self._letting_read(writers, readers, word, "opened")
        story += self._letting_read(writers, readers, word, opening)
        story += [self._save(self.chance.choice(writers), word)] if self.maybe(0.5) else []
        if opening == "opened" and self.maybe(0.2):
            story.append(Step("leaves", writers[-1], word, {}))
        if self.maybe(0.4):
            facts = {"letter": next(self.letters), "excerpts": self.chance.randrange(3), "words": self.words()}
            story.append(Step("is lettered", "", word, {"inquiry": programme, **facts}))
        return story

    def accounts(self) -> list[Story]:
        """Every way that writing together can end, with the viewers in different places."""
        member = self.chance.choice(("rowan", "briar"))
        answer = ("joins", "takes back ask", "declines")[self.turn % 3]
        return [
            self.account(["rowan", "briar"], ("hazel", ""), ["wren", "jay", "teasel", "willow"], "opened"),
            self.account(["wren", member], ("teasel", "declines"), ["hazel", "willow", "jay"], "taken back"),
            self.account(["jay", "wren"], ("teasel", answer), ["rowan", "hazel", "briar", "willow"], "half agreed"),
            self.account(["teasel", "wren"], ("linnet", "declines"), ["rowan", "hazel", "briar"], "opened twice"),
            self.account(["ash", "sorrel"], ("fern", answer), ["finch"], self.chance.choice(OPENINGS)),
            self.account(["plover", "dunnock"], ("heron", answer), ["heron"], self.chance.choice(OPENINGS)),
        ]

    def _save(self, who: str, word: str, device: str = "new", copy: str = "") -> Step:
        facts = {"title": self.chance.choice(TITLES), "body": self.words(), "device": device, "copy": copy}
        return Step("saves", who, word, facts)

    def _asking(self, by: str, who: str, word: str, answer: str) -> Story:
        story = [Step("asks", by, word, {"person": who})]
        if answer == "takes back ask":
            story.append(Step(answer, by, word, {"person": who}))
        elif answer:
            story.append(Step(answer, who, word, {"role": self.chance.choice(("LEAP member", "carer", ""))}))
        return story

    def _two_devices(self, who: str, word: str) -> Story:
        copy = self.word("copy")
        story = [self._save(who, word, device="old", copy=copy)]
        if self.maybe(0.4):
            choice = self.chance.choice(("draft", "copy", "both"))
            story.append(Step("chooses", who, word, {"copy": copy, "choice": choice}))
        return story

    def _letting_read(self, writers: list[str], readers: list[str], word: str, opening: str) -> Story:
        """A version for some readers: opened by every author's yes, opened and taken back, or never quite agreed."""
        version, by = self.word("version"), self.chance.choice(writers)
        named = self.chance.sample(readers, k=min(len(readers), self.chance.choice((2, 3))))
        story = [self._save(by, word), Step("proposes", by, word, {"readers": named, "version": version})]
        others = [who for who in writers if who != by]
        if opening == "half agreed":
            others.pop()
        story += [Step("agrees", who, word, {"version": version}) for who in others]
        if opening == "taken back":
            story.append(Step("takes back", self.chance.choice(writers), word, {"version": version}))
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
