"""Histories: small stories about people, woven together in an order left to chance (see `tales`).

What has to come up however chance falls goes by turns: the number of a history in its run.
"""

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate, count
from random import Random
from typing import Any

from tests.project.twin.cast import AWAY, FAR, HOME, MOOR, PANELS, PROGRAMME_OF, ROLES, SHORE
from tests.project.twin.events import STEP, SURE, Event, History, line_word

DAY = 24 * 60
OPENINGS = ("opened", "opened twice", "half agreed", "taken back")
WORDS = (
    "I keep bees.", "I have two jobs.", "I like to be asked first.", "Mornings are hard.", "I grew up by the sea.",
    "I look after my aunt.", "Loud rooms tire me.", "I paint.", "I have been on a ward.", "I speak three languages.",
    "I take the slow train.", "I was a carer for ten years.", "I do not sleep much.", "Ask me about kites.",
)  # fmt: skip
TITLES = ("A small boat", "The long way", "What was said", "A garden", "Two chairs", "The letter", "After the meeting")
NAMES = ("Zinnia", "Aspen", "Marten", "Bluebell", "Quince", "Thistle", "Ember", "Yew", "Acorn", "Vetch")
ANSWERS = ("coming", "online", "phone", "comments", "not_coming", "waiting")
PLACES = ("The long room", "The old library", "Online", "Room 4", "The chapel hall")
RUNS = {HOME: ("willow", "martin"), AWAY: ("fern", "martin"), FAR: ("heron", "curlew")}
OWN_RUNNER = {HOME: "willow", AWAY: "fern", FAR: "heron"}
LEAD = {MOOR: "martin", SHORE: "curlew"}
# How what somebody said about themselves can end: what they did with it after writing it down.
ENDINGS: tuple[tuple[str, ...], ...] = (
    (),
    ("members",),
    ("everyone",),
    ("today",),  # until a day that is past when the history ends
    ("members", "stops"),
    ("deletes",),
    ("everyone", "deletes"),
    ("everyone", "stops", "deletes"),
)
# Who takes turns. The order counts: by_turns leaves somebody out by their place, and each viewer needs two turns in
# which the others are to them what `cells` asks for.
EACH_TURN = 4
TAKE_TURNS = (
    *("rowan", "hazel", "briar", "willow", "fern", "martin", "penny", "ash", "plover", "finch", "jay", "sedge"),
    "merle",
)


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
        """No, in the simplest history."""
        return self.chance.randrange(100) >= 100 - part * 100

    def history(self) -> History:
        """Every kind of story at least once, some more often; the order is chance, but for what must come before."""
        opening = [self.rate(MOOR), self.rate(SHORE)]
        # First the willing and a meeting that was held: without them nobody is ever asked to chair.
        past = [self.willing(panel) for panel in PANELS]
        held = {panel: self.held_meeting(panel) for panel in PANELS}
        past += held.values()
        # So that linnet shows something before she leaves, and a yes until today is over in the end.
        past += [*self.by_turns(("linnet",)), *self.by_turns(TAKE_TURNS)]
        stories = [
            *(self.statement(owner) for owner in ("rowan", "wren", "jay", "linnet", "sorrel", "teasel")),
            *(self.statement(self.chance.choice(sorted(ROLES))) for _ in range(3)),
            self.guest("finch", HOME),
            self.guest("jay", AWAY),
            self.coming_meeting(HOME, answer=None),
            self.coming_meeting(HOME, answer="passes"),
            self.coming_meeting(HOME, answer="accepts"),
            self.coming_meeting(self.chance.choice((AWAY, FAR))),
            self.planned_meeting(HOME),
            self.planned_meeting(self.chance.choice((AWAY, FAR))),
            self.cancelled_meeting(self.chance.choice(PANELS)),
            self.dates(HOME, "takes date"),
            self.dates(HOME, ""),
            self.dates(AWAY, "closes poll"),
            self.dates(AWAY, "", last_day=4),  # long enough for a reminder, and over in the end
            self.dates(FAR, self.chance.choice(("takes date", ""))),
            self.links(),
            *self.accounts(),
            self.role_elsewhere(),
            self.own_choices(),
            self.task(HOME),
            self.task(HOME),
            self.task(AWAY),
            self.counting(),
            *(self.look() for _ in range(3)),
            self.role_here(),
            *self.needs_of_everyone(),
            *(self.rename(name) for name in ("wren", "ash", "plover", "rowan", self.chance.choice(sorted(ROLES)))),
            *(self.called(name) for name in ("wren", "jay", "ash", self.chance.choice(sorted(ROLES)))),
            *(self.legal_name(name) for name in ("rowan", "wren", "ash", "plover", "jay")),
            self.linnet_leaves(),
            *([Step("reminders", "", "", {"panel": panel})] for panel in (*PANELS, HOME)),
            [Step("records rate", "martin", "", {"programme": MOOR, "pence": 9100})],
        ]
        # What happens last has nothing that legitimately follows from it.
        late = [self.rename("wren"), self.rename("sorrel"), self.willing(HOME), self.statement("wren")]
        late += [self.joining(HOME), self.joining(FAR), *(self.panel_page(panel) for panel in PANELS)]
        late += [self.rest("teasel", HOME), self.rest("sorrel", AWAY), self.rest("dunnock", FAR)]
        # Last of all, when everything is as it will be: what is printed, and what is opened, is what there is.
        last = [self.paper(HOME), self.paper(AWAY), self.emergency(of="jay")]  # told by a note: jay has no email
        # One opening whose hour is over, and one that is still open.
        parts = (opening, past, stories, late, last, [self.emergency()])
        woven = [self._weave(part) for part in parts]
        # Drawn last, so that they leave the draws of all the others as they are.
        agenda = self.agenda(HOME) + self.agenda(AWAY)
        apart = [*self.apart(HOME), *self.apart(AWAY)] if self.turn % 2 else []
        too_late = self.apart_from_all("wren", "teasel", "jay") if self.turn % 2 else []
        notes = self._weave([self.notes(panel, story[0].about) for panel, story in held.items()])
        told = self._weave([self.comments(), self.comments_lost()])
        new = [*agenda, *notes, *told, *self.money(), *self.rung(held[HOME][0].about), *too_late, *self.few_places()]
        new += self.with_somebody() + self.beside_the_chair() + self.topic()
        return _placed([step for part in ([*apart, *woven[0]], *woven[1:3], new, *woven[3:]) for step in part])

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
        has_broad = self.maybe(0.5)
        if has_broad:
            topics = self.chance.sample(("caring", "services", "age"), self.chance.randrange(1, 3))
            story.append(Step("broadens", owner, word, {"words": f"Broadly: {self.words()}", "topics": topics}))
        for panel in dict.fromkeys(panels):
            if not self.maybe(0.75):
                continue
            audiences = self.chance.choice(
                (["members"], ["everyone"], ["members", "everyone"], ["everyone", "members"])
            )
            story += [self._yes(owner, word, each, panel, has_broad) for each in audiences]
            if self.maybe(0.35):
                story.append(Step("stops", owner, word, {"where": panel, "audience": "members"}))
            story += self._narrow_yeses(owner, word, panel, has_broad)
        if panels and self.maybe(0.4):
            story += self._programme_yeses(owner, word, panels[0], has_broad)
        if self.maybe(0.3):
            story.append(Step("rewords", owner, word, {"words": self.words()}))
        if self.maybe(0.15):
            story.append(Step("deletes", owner, word, {}))
        return story

    def _yes(self, owner: str, word: str, audience: str, where: str, has_broad: bool, **facts: Any) -> Step:
        """A yes in some form: mostly in their own words, with the name, for good."""
        form = self.chance.choice(("own", "own", "own", "other", "lived", *(("broad",) if has_broad else ())))
        how: dict[str, Any] = {"form": form}
        if form == "other":
            how["other"] = f"For you: {self.words()}"
        if form != "lived" and audience in ("members", "everyone", "study_team") and self.maybe(0.2):
            how["named"] = False
        if self.maybe(0.15):
            how["until"] = self.chance.choice(("soon", "late"))
        return Step("shares", owner, word, {"where": where, "audience": audience, **how, **facts})

    def _narrow_yeses(self, owner: str, word: str, panel: str, has_broad: bool) -> Story:
        """To the coordinator, and to one person by name."""
        story = []
        if self.maybe(0.3):
            story.append(self._yes(owner, word, "coordinator", panel, has_broad))
            if self.maybe(0.3):
                story.append(Step("stops", owner, word, {"where": panel, "audience": "coordinator"}))
        others = [name for name in (*on(panel), LEAD[PROGRAMME_OF[panel]]) if name != owner]
        for reader in self.chance.sample(others, self.chance.randrange(0, 3)):
            story.append(self._yes(owner, word, "named", panel, has_broad, reader=reader))
            if self.maybe(0.25):
                facts = {"where": panel, "audience": "named", "reader": reader}
                story.append(Step("stops", owner, word, facts))
        return story

    def _programme_yeses(self, owner: str, word: str, panel: str, has_broad: bool) -> Story:
        """To the study team; and yeses through which nobody reads anything."""
        programme = PROGRAMME_OF[panel]
        story = [self._yes(owner, word, "study_team", programme, has_broad)]
        if self.maybe(0.3):
            story.append(Step("stops", owner, word, {"where": programme, "audience": "study_team"}))
        if has_broad and self.maybe(0.5):
            story.append(Step("shares", owner, word, {"where": panel, "audience": "matched"}))
            story.append(Step("declines topic", owner, word, {"where": programme, "audience": "counted"}))
        return story

    def own_choices(self) -> Story:
        """Things about oneself that nobody else sees."""
        who = self.chance.choice(("rowan", "wren", "hazel"))
        story = [
            Step("rather not", who, "", {"topics": self.chance.sample(("age", "faith", "language"), 2)}),
            Step("reviews", who, "", {}),
        ]
        if self.maybe(0.3):
            story.append(Step("stops all", self.chance.choice(("teasel", "sorrel")), "", {}))
        return story

    def apart(self, panel: str) -> Story:
        """Some would rather not share a table. Not in every history, so that the button for seats is compared."""
        first, second, third = self.chance.sample(on(panel), 3)
        return [
            Step("wishes apart", first, "", {"apart": [second, third]}),
            Step("wishes apart", second, "", {"apart": [third]}),
        ]

    def apart_from_all(self, *names: str) -> Story:
        """When the seats are made already: somebody at their table would be told, if anybody but them were."""
        return [Step("wishes apart", who, "", {"apart": [each for each in on(HOME) if each != who]}) for who in names]

    def look(self) -> Story:
        """Somebody opens who is who."""
        panel = self.chance.choice((HOME, HOME, AWAY))
        reader, person = self.chance.sample(on(panel), 2)
        return [Step("looks", reader, "", {"panel": panel, "person": person})]

    def paper(self, panel: str) -> Story:
        """Who is who, to print."""
        return [Step("makes paper", OWN_RUNNER[panel], self.word("paper"), {"panel": panel})]

    def emergency(self, of: str = "") -> Story:
        """An administrator opens what one person keeps."""
        person = self.chance.choice(("rowan", "wren", "hazel", "jay"))
        person = of or person
        return [Step("opens in an emergency", "merle", self.word("opening"), {"person": person})]

    def told_co_authors(self, owner: str, account: str) -> Story:
        """Something for those who write one account together."""
        word = self.word("statement")
        facts = {"where": account, "audience": "co_authors", "form": "own"}
        return [Step("says", owner, word, {"words": self.words()}), Step("shares", owner, word, facts)]

    def needs_of_everyone(self) -> list[Story]:
        """What helps people in every group, and how some of them are reached."""
        owners = ("rowan", "wren", "jay", "briar", "linnet", "sorrel", "hazel", "plover", "wren", "briar")
        return [
            *(self.need(owner) for owner in owners),
            self.meal_kept_private("wren"),
            *(self.reached(who) for who in ("jay", "wren", "rowan", "sorrel", "dunnock")),
        ]

    def meal_kept_private(self, owner: str) -> Story:
        """In every history, so that a count of meals has something it must not count."""
        facts = {"person": owner, "group": "food", "picks": ("halal",), "words": "", "named": False, "open_to": []}
        return [Step("needs", owner, self.word("need"), facts)]

    def need(self, owner: str) -> Story:
        panel = ROLES[owner][0][0]
        by = owner if self.maybe(0.7) else OWN_RUNNER[panel]
        word = self.word("need")
        story = [Step("needs", by, word, self._what_helps(owner, panel, by_name=by == owner))]
        if self.maybe(0.4):
            facts = self._what_helps(owner, panel, by_name=True)
            facts |= {each: story[0].facts[each] for each in ("group", "picks")}
            facts["open_to"] = [each for each in facts["open_to"] if each[0] in ("runs", "person")]
            story.append(Step("changes need", owner, word, facts))
        if self.maybe(0.25) or owner == "linnet":
            story.append(Step("stops need", owner, word, {}))
        if self.maybe(0.2):
            story.append(Step("withdraws need", owner, word, {}))
        return story

    def _what_helps(self, owner: str, panel: str, *, by_name: bool) -> dict[str, Any]:
        group, picks = self.chance.choice(
            (
                ("physical", ("near_door",)), ("physical", ("quiet_edge", "arm_chair")), ("format", ("audio",)),
                ("time", ("break_each_hour",)), ("content", ("warned_first",)), ("food", ("vegan",)),
                ("food", ("halal",)), ("communication", ("captions",)),
            )
        )  # fmt: skip
        may = ["runs", *(["chair"] if group in ("time", "content", "communication") else [])]
        open_to = [(audience, panel, "") for audience in may if self.maybe(0.6)]
        others = [name for name in on(panel) if name != owner]
        if by_name and self.maybe(0.4):
            open_to.append(("person", panel, self.chance.choice(others)))
        named = group == "food" and self.maybe(0.3)
        words = self.words() if self.maybe(0.7) else ""
        return {"person": owner, "group": group, "picks": picks, "words": words, "named": named, "open_to": open_to}

    def reached(self, who: str) -> Story:
        """By phone or letter, written down or said; some change their mind."""
        panel, number = ROLES[who][0][0], f"01632 960 {self.chance.randrange(100, 999)}"
        ways = self.chance.choice(
            (
                {"channel": "phone", "phone_number": number, "safe_times": self.words()},
                {"channel": "letter", "postal_address": f"{number} Beck Lane"},
                {"safe_times": self.words(), "is_discreet": False},
            )
        )
        by = who if self.maybe(0.6) else OWN_RUNNER[panel]
        story = [Step("prefers", by, "", {"person": who, "ways": ways})]
        if self.maybe(0.4):
            ways = {"channel": "supporter", "supporter": "Sam", "scope": "dates", "backup": "", "language": number}
            story.append(Step("prefers", who, "", {"person": who, "ways": ways}))
        return story

    def task(self, panel: str) -> Story:
        """Some say yes to being asked; then a task, letters, and every kind of answer. Nobody, on some panels."""
        about = self.chance.choice(("caring", "services", "age"))
        some = self.chance.sample(
            on(panel), self.chance.choice((2, 4, 5)) if panel == HOME else self.chance.choice((0, 2))
        )
        if panel == HOME and self.turn % 3 == 1:
            some = [*(who for who in some if who != "jay"), "jay"]  # who has no email
        yes = {"where": panel, "purpose": "matched", "topics": [about]}
        words = {who: self.word("statement") for who in some}
        story = [Step("would be asked", who, words[who], {**yes, "words": self.words()}) for who in some]
        if self.maybe(0.4) and some:
            story.append(Step("would not be asked", some[0], words[some[0]], yes))
        facts = {"panel": panel, "topics": [about], "title": self.chance.choice(TITLES), "words": self.words()}
        word = self.word("task")
        story.append(Step("looks for people", self.chance.choice(RUNS[panel]), word, facts))
        story.append(Step("letters about tasks", "", "", {}))
        for who in some:
            answers = self.chance.choice(
                ([], [True], [False], [True, False], [False, True], [True, None], [True, True])
            )
            if panel == HOME and who == some[-1]:
                answers = [*answers, False]
            for fits in answers:
                kind = "takes back answer" if fits is None else "answers task"
                story.append(Step(kind, who, word, {} if fits is None else {"fits": fits}))
        return story

    def counting(self) -> Story:
        """From nobody to eight people say yes to be counted, and numbers are made: too few to tell from nobody."""
        people = [name for name, held in ROLES.items() if any(place in (HOME, AWAY) for place, _ in held)]
        yes = {"where": MOOR, "purpose": "counted"}
        story = [
            Step("would be counted", who, self.word("statement"), {**yes, "topics": ["faith"], "words": self.words()})
            for who in self.chance.sample(people, self.chance.randrange(2, 9))
        ]
        return [*story, Step("numbers are made", "martin", self.word("numbers"), {"programme": MOOR})]

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
            "members": {"where": panels[0], "audience": "members", "form": "own"} if panels else {},
            "everyone": {"where": panels[0], "audience": "everyone", "form": "own"} if panels else {},
            "today": {"where": panels[0], "audience": "everyone", "form": "own", "until": "soon"} if panels else {},
            "stops": {"where": panels[0], "audience": "members"} if panels else {},
        }
        kinds = dict.fromkeys(("members", "everyone", "today"), "shares")
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

    def called(self, who: str) -> Story:
        """Somebody is called one thing and shown as another."""
        shown = f"{self.chance.choice(NAMES)} {self.chance.randrange(100)}"
        return [Step("is called", who, "", {"name": f"{self.chance.choice(NAMES)} Called-{who}", "shown": shown})]

    def joining(self, panel: str) -> Story:
        word = self.word("invitation")
        return [Step("asks to join", OWN_RUNNER[panel], word, {"panel": panel, "email": f"{word}@new.example"})]

    def panel_page(self, panel: str) -> Story:
        """The panel says what it decides, and agrees its rules, once or twice."""
        by = OWN_RUNNER[panel]
        kinds = ["describes", "agrees rules", *(["agrees rules"] if self.maybe(0.5) else [])]
        return [Step(kind, by, "", {"panel": panel, "words": self.words()}) for kind in kinds]

    def rest(self, who: str, panel: str) -> Story:
        """Somebody takes a break at the end, so that nothing legitimately follows from it."""
        contact = self.chance.choice(("none", "light_touch", "papers_only"))
        return [Step("takes a break", who, "", {"panel": panel, "contact": contact})]

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
        if self.turn % 3 == 1:
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
                reply = "coming" if who in SURE else self.chance.choice(ANSWERS)
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
        story += [Step("doubts register", who, word, {}) for who in on(panel) if self.maybe(0.2)]
        if self.maybe(0.3):
            story.append(Step("registers", OWN_RUNNER[panel], word, {"again": True}))
        return story

    def notes(self, panel: str, word: str) -> Story:
        """On the home panel they are put out, changed, and somebody suggests something; on another it stays a draft."""
        by = OWN_RUNNER[panel]
        story = [Step("writes notes", by, word, {"words": self.words()})]
        if panel == FAR:
            return story
        asked, silent = self.chance.sample(on(panel), 2)
        action = self.word("action")
        for name, who in ((action, asked), (self.word("action"), silent)):
            story.append(Step("adds action", by, name, {"meeting": word, "words": self.words(), "person": who}))
        if panel == AWAY:
            return story
        story += [Step("writes notes", by, word, {"words": self.words()}), Step("sends notes", by, word, {})]
        for who in ("briar", *self.chance.sample(on(panel), 3)):
            facts = {"meeting": word, "words": self.words(), "person": who, "shown": self.maybe(0.3)}
            writes = who if self.maybe(0.7) else by
            story.append(Step("suggests", writes, self.word("suggestion"), facts))
        story += [Step("takes on", asked, action, {})] if self.maybe(0.7) else []
        story += [Step("hands back", asked, action, {})] if self.maybe(0.4) else []
        return [*story, Step("writes notes", by, word, {"words": self.words()})]

    def coming_meeting(self, panel: str, answer: str | None = "accepts") -> Story:
        word = self.word("meeting")
        story = [
            self._plan(panel, word, starts_minute=5 * DAY + 60 * self.chance.randrange(1, 72)),
            Step("opens", OWN_RUNNER[panel], word, {}),
            *(self._moved(panel, word) if self.maybe(0.5) else []),
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

    def _moved(self, panel: str, word: str) -> Story:
        """Some have answered, some have been told by hand; then it is at another time, and everybody is asked again."""
        later = {"starts_minute": 9 * DAY + 60 * self.chance.randrange(1, 72), "place": self.chance.choice(PLACES)}
        told = [Step("tells by hand", OWN_RUNNER[panel], word, {})] if self.maybe(0.5) else []
        return [*self._replies(panel, word, 0.4), *told, Step("moves", self.chance.choice(RUNS[panel]), word, later)]

    def agenda(self, panel: str) -> Story:
        """A meeting with its agenda, what is proposed for it, its papers and hard words. Nothing is left to chance."""
        word, by, programme = f"agenda of {panel}", OWN_RUNNER[panel], PROGRAMME_OF[panel]
        owner, other = {HOME: ("wren", "briar"), AWAY: ("ash", "sorrel")}[panel]
        item, named, quiet, back, said, sent, new, draft, gone = (
            f"{panel} {name}" for name in ("item", "named", "quiet", "back", "said", "sent", "new", "draft", "gone")
        )
        here = {"meeting": word}

        def proposes(who: str, about: str, *, shown: bool = False) -> Step:
            facts = {"title": f"About {about}", "words": f"Words of {about}.", "shown": shown, **here}
            return Step("proposes item", who, about, facts)

        def writes(about: str, **facts: Any) -> Step:
            facts |= {"title": f"To read: {about}", "words": f"It is {about}.", **here}
            return Step("writes paper", by, about, facts)

        def copies(about: str) -> Step:
            return Step("adds copy", by, self.word("file"), {"paper": about, "words": f"In large print: {about}."})

        told = {"title": f"Together {word}", "place": PLACES[0], "agenda": "Words.", "panel": panel}
        asked = "cohort" if panel == HOME else "arm"
        return [
            Step("plans", by, word, {**told, "starts_minute": 40 * DAY}),
            Step("opens", by, word, {}),
            Step("replies", other, word, {"person": other, "reply": "not_coming"}),
            Step("adds item", by, item, {"title": f"The {item}", "words": "Which is easier?", "lead": owner, **here}),
            proposes(owner, named),
            proposes(other, quiet, shown=True),
            proposes(owner, back),
            proposes(other, said),
            proposes(owner, f"{panel} waits"),
            Step("takes up", by, f"{named} item", {"proposal": named}),
            Step("takes up", by, f"{quiet} item", {"proposal": quiet}),
            Step("shows name", owner, named, {"shown": True}),
            Step("shows name", other, quiet, {"shown": False}),
            Step("takes back proposal", owner, back, {}),
            Step("answers proposal", by, said, {"words": f"Next time, {said}."}),
            writes(sent, item=item),
            copies(sent),
            writes(new),
            writes(gone),
            Step("sends papers", by, word, {"papers": [sent, new, gone]}),
            Step("withdraws paper", by, gone, {}),
            Step("starts version", by, sent, {}),
            copies(sent),
            Step("starts version", by, new, {}),
            Step("changes paper", by, new, {"words": f"It is {new}, said better.", "changed": "Words."}),
            Step("sends papers", by, word, {"papers": [new]}),
            writes(draft, item=item),
            copies(draft),
            Step("asks for word", owner, "", {"programme": programme, "word": asked}),
            Step("asks for word", other, "", {"programme": programme, "word": f"{panel} word"}),
            Step("explains word", by, "", {"programme": programme, "word": asked, "words": "Plain words."}),
        ]

    def few_places(self) -> Story:
        """A room for two, in a place with pictures: who comes, who waits in line, who goes. Nothing is left to chance.

        Also a place nobody meets in, which only those who keep the places know of.
        """
        word, by, hall = "few places", OWN_RUNNER[HOME], "the hall"

        def says(who: str, reply: str, writes: str = "") -> Step:
            return Step("replies", writes or who, word, {"person": who, "reply": reply})

        def shows(picture: str, at: str = hall) -> Step:
            return Step("adds picture", by, picture, {"venue": at, "words": f"Here is {picture}."})

        told = {"title": f"Together {word}", "place": "Upstairs", "agenda": "Words.", "panel": HOME}
        return [
            *(Step("makes venue", who, name, {"programme": MOOR, "words": f"{name} {self.chance.randrange(100)}"})
              for who, name in ((by, hall), (OWN_RUNNER[AWAY], "the attic"))),
            shows("the door"),
            shows("the stairs"),
            shows("the roof", "the attic"),
            Step("removes picture", by, "the stairs", {}),
            Step("plans", by, word, {**told, "starts_minute": 41 * DAY, "places": 2, "venue": hall}),
            Step("opens", by, word, {}),
            says("rowan", "coming"),
            says("wren", "coming"),
            says("hazel", "in_line"),
            says("jay", "in_line", writes=by),
            says("briar", "in_line"),
            says("wren", "not_coming"),
            Step("lines move", "", "", {}),
            says("hazel", "coming"),
            says("jay", "waiting", writes=by),
        ]  # fmt: skip

    def with_somebody(self) -> Story:
        """Two bring somebody along, two join from somewhere else, and all have a place. Nothing is left to chance."""
        word, by = "with somebody", OWN_RUNNER[HOME]
        told = {"title": f"Together {word}", "place": "The long room", "agenda": "Words.", "panel": HOME}

        def says(who: str, reply: str, writes: str = "", supporter: str = "") -> Step:
            facts = {"person": who, "reply": reply, "supporter": supporter}
            return Step("replies", writes or who, word, facts)

        return [
            Step("plans", by, word, {**told, "starts_minute": 43 * DAY}),
            Step("opens", by, word, {}),
            says("wren", "coming", supporter="yes"),
            says("rowan", "coming", supporter="yes" if self.turn % 2 else "no"),
            says("briar", "coming"),
            says("hazel", "coming"),
            says("jay", "phone", writes=by),
            says("teasel", "online"),
            Step("seats", by, word, {"size": 4, "with_remote": True}),
        ]

    def beside_the_chair(self) -> Story:
        """Who would sit beside the chair, who said no to it, who does, and who is asked. Nothing is left to chance."""
        word, by = "beside the chair", OWN_RUNNER[HOME]
        told = {"title": f"Together {word}", "place": "The old library", "agenda": "Words.", "panel": HOME}
        answers = {"jay": "together", "briar": "watch", "rowan": "mentor"}

        def asks(part: str, whom: str) -> Step:
            return Step("asks beside", by, word, {"part": part, "chosen": whom})

        return [
            *(Step("says willing", who, "", {"panel": HOME, "answer": answer}) for who, answer in answers.items()),
            Step("plans", by, word, {**told, "starts_minute": 44 * DAY}),
            Step("opens", by, word, {}),
            *(Step("replies", who, word, {"person": who, "reply": "coming"}) for who in ("wren", "rowan", "briar")),
            Step("replies", by, word, {"person": "jay", "reply": "coming"}),
            Step("asks to chair", by, word, {"chosen": "wren"}),
            Step("accepts", "", word, {}),
            asks("beside", "rowan"),
            Step("passes beside", "rowan", word, {"part": "beside"}),
            asks("beside", "jay"),
            Step("agrees beside", "jay", word, {"part": "beside"}),
            asks("watch", "briar"),
            Step("says willing", "jay", "", {"panel": HOME, "answer": "ask_later"}),
            Step("says willing", "rowan", "", {"panel": HOME, "answer": "never"}),
        ]

    def topic(self) -> Story:
        """Who would like to write about it, who looks for company, who does no longer. Nothing is left to chance."""

        def chooses(who: str, company: bool) -> Step:
            return Step("chooses topic", who, "", {"inquiry": MOOR, "company": company})

        looks = [chooses(who, True) for who in ("wren", "hazel", "briar", "ash", "sorrel")]
        rowan = [chooses("rowan", bool(self.turn % 2)), chooses("teasel", False)]
        return [*looks, *rowan, chooses("briar", False)]

    def links(self) -> Story:
        """Links for a calendar; one is made anew."""
        return [Step("makes link", who, f"link of {who}", {}) for who in ("rowan", "willow", "fern", "linnet", "rowan")]

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

    def dates(self, panel: str, end: str, last_day: int = 20) -> Story:
        """Dates to choose from, what people say to them, and how it ends."""
        word, by = self.word("poll"), self.chance.choice(RUNS[panel])
        begins = 25 * DAY + 60 * self.chance.randrange(1, 200)
        told = {
            "panel": panel,
            "title": f"{self.chance.choice(('A date', 'Together'))} {word}",
            "place": self.chance.choice(PLACES),
            "minutes": [begins, begins + 2 * DAY, begins + 9 * DAY],
            "last_day": last_day,
        }
        answers = []
        for who in on(panel):
            if self.maybe(0.7):
                said = {
                    number: self.chance.choice(("yes", "if_need_be", "no")) for number in (1, 2, 3) if self.maybe(0.8)
                }
                writes = who if self.maybe(0.75) else next(each for each in RUNS[panel] if each != who)
                answers.append(Step("answers dates", writes, word, {"person": who, "said": said or {1: "no"}}))
        self.chance.shuffle(answers)
        story = [Step("asks for dates", by, word, told), *answers]
        if self.maybe(0.5):
            story.append(Step("asks newcomers", by, word, {}))
        if end == "takes date":
            meeting = self.word("meeting")
            story.append(Step(end, by, meeting, {"poll": word, "number": self.chance.choice((1, 2, 3))}))
            if self.maybe(0.5):
                story += [Step("opens", OWN_RUNNER[panel], meeting, {}), *self._replies(panel, meeting, 0.3)]
        elif end:
            story.append(Step(end, by, word, {}))
        return story

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
        story += self.told_co_authors(self.chance.choice(writers), word) if self.maybe(0.6) else []
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

    def rung(self, meeting: str) -> Story:
        """What people said on the phone to what they are asked to do; and when there is no school."""
        story = []
        for who, said in (("wren", "yes"), ("rowan", "yes"), ("hazel", "no")):
            word = f"rung {who}"
            facts = {"meeting": meeting, "words": self.words(), "person": who}
            story.append(Step("adds action", "willow", word, facts))
            story.append(Step("records answer", "willow", word, {"person": who, "said": said}))
        for panel in PANELS:
            for word, day in ((f"half-term {panel}", 38), (f"term break {panel}", 29)):
                facts = {"panel": panel, "day": day, "words": f"Half-term {self.words()}"}
                story.append(Step("adds holidays", OWN_RUNNER[panel], word, facts))
        return [*story, Step("removes holidays", OWN_RUNNER[HOME], f"term break {HOME}", {})]

    def money(self) -> Story:
        """Each is paid for one meeting in their own way; then each line goes another way."""
        word, by = "paid meeting", OWN_RUNNER[HOME]
        less, marks = 100 * self.chance.randrange(20, 40), dict.fromkeys(("rowan", "wren", "jay", "briar"), "in_person")

        def chooses(who: str, answer: str, pence: int | None = None, writes: str = "") -> Step:
            return Step("chooses way", writes or who, word, {"person": who, "answer": answer, "pence": pence})

        def line(kind: str, who: str, person: str, **facts: Any) -> Step:
            return Step(kind, who, line_word(person, word), {"person": person, "meeting": word, **facts})

        terms = {"programme": MOOR, "voucher": "A shop card", "charity": "The boat fund"}
        return [
            Step("keeps terms", "martin", "", terms),
            self._plan(HOME, word, starts="before register"),
            Step("opens", by, word, {}),
            Step("wishes way", "wren", "", {"answer": "less", "pence": less}),
            chooses("rowan", "voucher"),
            chooses("jay", "charity", writes=by),
            chooses("briar", "none"),
            chooses("briar", "less", less + 50),
            *(Step("keeps ceiling", who, "", {"week": 1000, "month": less}) for who in ("rowan", "wren", "briar")),
            Step("registers", by, word, {"marks": marks, "counts": {}, "chair": None}),
            Step("wishes way", "wren", "", {"answer": "none", "pence": None}),
            Step("wishes way", "rowan", "", {"answer": "charity", "pence": None}),
            line("says of line", "rowan", "rowan", right=True),
            line("confirms line", by, "rowan"),
            line("approves line", "penny", "rowan"),
            line("says of line", "wren", "wren", right=False),
            line("says of line", by, "jay", right=True),
            line("denies line", by, "jay", words=self.words()),
            line("says of line", "briar", "briar", right=False),
            line("says of line", by, "briar", right=True),
            line("confirms line", "martin", "briar"),
            line("denies line", "penny", "briar", words=self.words()),
        ]

    def comments(self) -> Story:
        """Everyone else on the panel reads, four write to the authors; and the authors ask what may be done with it."""
        word, first, second = "commented", "rowan", "wren"
        kept, version, asked = "commented kept", "commented version", "commented asked"
        readers = [who for who in on(HOME) if who not in (first, second, "linnet")]
        cover = {
            "name": "For all",
            "content_note": f"A ward. {self.words()}",
            "about_others": "they_know",
            "typed": "helper",
        }

        def step(kind: str, who: str, **facts: Any) -> Step:
            return Step(kind, who, word, facts)

        def says(who: str, use: str, said: str, by_line: str = "") -> Step:
            return step("answers use", who, use=f"{asked} {use}", said=said, by_line=by_line)

        return [
            *self._written_by(first, second, word),
            step("keeps version", second, version=kept, name="Before"),
            step("proposes", first, readers=readers, version=version, cover=cover),  # not checked yet: nothing happens
            step("proposes", first, readers=readers, version=version, cover={**cover, "confirmed": True}),
            step("agrees", second, version=version),
            *(step("comments", who, version=version, comment=f"of {who}", words=self.words())
              for who in ("hazel", "briar", "willow", "jay")),
            step("answers comment", second, comment="of hazel", words=self.words()),
            step("settles comment", first, comment="of hazel", settled=True),
            step("settles comment", second, comment="of briar", settled=True),
            step("takes back comment", "willow", comment="of willow"),
            step("asks about uses", first, version=asked),
            step("asks about quote", second, version=asked, use=f"{asked} quote", words="It rained.", output="Poster"),
            says(first, "quote", "yes", "letter"),
            says(first, "count", "yes"),
            says(second, "count", "yes"),
            says(second, "analyse", "no"),
            says(second, "publish", "yes", "name"),
            step("takes back uses", first),
            step("names version", first, version=kept, name="Long before"),
        ]  # fmt: skip

    def comments_lost(self) -> Story:
        """Two readers wrote something; then nobody may read it any more."""
        word, version = "not read", "not read version"

        def step(kind: str, who: str, **facts: Any) -> Step:
            return Step(kind, who, word, {"version": version, **facts})

        return [
            *self._written_by("jay", "wren", word),
            step("proposes", "jay", readers=["rowan", "hazel"]),
            step("agrees", "wren"),
            step("comments", "rowan", comment="lost", words=self.words()),
            step("answers comment", "wren", comment="lost", words=self.words()),
            step("comments", "hazel", comment="lost too", words=self.words()),
            step("takes back", "wren"),
        ]

    def _written_by(self, first: str, second: str, word: str) -> Story:
        """Two people write together."""
        facts = {"title": "Rain", "body": f"It rained. {self.words()}", "device": "new", "copy": ""}
        return [
            Step("starts", first, word, {"title": "Rain", "inquiry": MOOR, "role": "LEAP member"}),
            *self._asking(first, second, word, "joins"),
            Step("saves", second, word, facts),
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
        if "until" in facts:
            facts["until_day"] = (13 * 60 + number * STEP) // DAY + (0 if facts.pop("until") == "soon" else 90)
        history.append(Event(number, step.kind, step.who, step.about, facts))
    return history
