"""How a history ends, worked out on paper: who is what, what is shared, what everyone agreed to.

This is the rule book the twin-world test holds LEAP to, so it asks LEAP nothing: plain Python over the events.
"""

from dataclasses import dataclass, field, replace

from tests.project.twin.cast import PANELS, PROGRAMME_OF, ROLES
from tests.project.twin.events import STEP, History

MEMBER, COORDINATOR, LEAD, FINANCE = "member", "ppi_coordinator", "ppi_lead", "finance_officer"
ADMINISTRATOR, OPEN_FOR = "administrator", 60  # minutes


FORMS = ("own", "other", "broad", "lived")  # the fullest first
OF_A_PANEL = ("named", "coordinator", "members", "everyone")
READ_BY_PEOPLE = (*OF_A_PANEL, "study_team", "co_authors")
DAY, BEGINS_AT = 24 * 60, 13 * 60  # minutes; every history begins at noon UTC in June, and days end in London


@dataclass(frozen=True)
class Yes:
    """One yes as it stands at the end: `number` is the event that gave it."""

    number: int
    audience: str
    where: str
    reader: str | None = None
    form: str = "own"
    other: str = ""
    named: bool = True
    until_day: int | None = None


@dataclass
class Statement:
    owner: str
    words: str
    broad: str = ""
    yeses: dict[tuple, Yes] = field(default_factory=dict)  # the question it answers: the yes
    asked: bool = False  # was there ever a yes through which people read it?
    deleted: bool = False

    def said_in(self, yes: Yes) -> str:
        return {"own": self.words, "other": yes.other, "broad": self.broad, "lived": "lived"}[yes.form]


def slot_of(event) -> tuple:
    """The question a yes answers: members and everyone of a panel are the same one."""
    audience = "panel" if event["audience"] in ("members", "everyone") else event["audience"]
    return audience, event["where"], event.facts.get("reader")


@dataclass
class Need:
    owner: str
    group: str
    picks: tuple[str, ...]
    words: str
    named: bool
    open_to: list[tuple[str, str, str]]  # audience, panel, person or nothing
    written_by: str
    gone: bool = False


@dataclass
class Task:
    panel: str
    topics: frozenset[str]
    yes: dict[str, int] = field(default_factory=dict)  # who says now that it fits: number of the event that said so


@dataclass
class Poll:
    panel: str
    title: str
    place: str
    minutes: list[int]
    asked: set[str]  # who was on the panel when it was asked


@dataclass
class Meeting:
    panel: str
    starts: int
    places: int | None = None
    venue: str | None = None
    said: dict[str, list[str]] = field(default_factory=dict)  # where places are few: what each person answered, in turn
    opened: bool = False
    cancelled: bool = False
    invited_before_move: set[str] = field(default_factory=set)
    told_moved: set[str] = field(default_factory=set)  # who was invited, and on the panel, when it was moved
    told_off: set[str] = field(default_factory=set)  # who heard that it was called off: invited, and on the panel then
    no_fee: set[str] = field(default_factory=set)  # who chose not to be paid
    ways: dict[str, int] = field(default_factory=dict)  # who chose how they are paid: number of their last choice
    invited: set[str] = field(default_factory=set)
    registered: dict[str, str] = field(default_factory=dict)
    register_takers: set[str] = field(default_factory=set)
    chair: str | None = None  # who agreed, at the end
    chair_asked: dict[int, tuple[str, str]] = field(default_factory=dict)  # number of the asking: (who asked, whom)
    chair_answers: dict[int, list[int]] = field(default_factory=dict)  # number of the asking: numbers of the answers
    passed: set[int] = field(default_factory=set)  # numbers of the askings that somebody said no to
    beside_said: dict[tuple[str, str], str] = field(default_factory=dict)  # part and whom: the last they said to it
    seats: int | None = None  # number of the plan in use
    seated: set[str] = field(default_factory=set)
    notes: str = ""
    notes_sent: int | None = None  # number of the event that put the notes out
    notes_written: list[int] = field(default_factory=list)
    told_notes: set[str] = field(default_factory=set)  # who was told: invited, and on the panel then


@dataclass
class Action:
    """Something to be done, as notes say it. `person`: who is asked, or said yes; `told`: who heard that they are."""

    meeting: str
    person: str | None
    said_yes: bool
    told: str | None = None


@dataclass
class Proposal:
    """Something somebody would like to talk about at a meeting."""

    owner: str
    meeting: str
    title: str
    words: str
    shown: bool
    taken_back: bool = False
    taken_up: bool = False


@dataclass
class Paper:
    """Something to read. `sent`: the numbers of the versions that went out; `version`: of the last one."""

    meeting: str
    version: int = 1
    sent: set[int] = field(default_factory=set)
    withdrawn: bool = False


@dataclass
class Version:
    word: str
    number: int  # of the event that put it forward
    by: str
    title: str
    body: str
    readers: list[str]
    agreed: dict[str, int] = field(default_factory=dict)  # who: number of the event of their last yes
    closed: bool = False


@dataclass
class Comment:
    """What a reader wrote to the authors of an account."""

    who: str
    version: str
    is_gone: bool = False


@dataclass
class Account:
    programme: str
    starter: str
    title: str = ""
    body: str = ""
    last_save: int = 0
    state: dict[str, str] = field(default_factory=dict)  # who: asked, writing, declined, left, taken back
    asked_by: dict[str, str] = field(default_factory=dict)
    copies: dict[str, tuple[str, str]] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)
    lettered: bool = False

    @property
    def writers(self) -> list[str]:
        return [who for who, state in self.state.items() if state == "writing"]

    def is_open(self, version: Version) -> bool:
        return not version.closed and bool(self.writers) and all(who in version.agreed for who in self.writers)

    @property
    def open_version(self) -> Version | None:
        return next((version for version in reversed(self.versions) if self.is_open(version)), None)

    def version(self, word: str) -> Version:
        return next(version for version in self.versions if version.word == word)


class Ending:
    """What is so after the last event of a history that happened."""

    def __init__(self, history: History) -> None:
        self.roles = {(who, where, kind) for who, held in ROLES.items() for where, kind in held}
        self.once_on = {panel: {who for who, where, _ in self.roles if where == panel} for panel in PANELS}
        self.once = set(self.roles)
        self.statements: dict[str, Statement] = {}
        self.needs: dict[str, Need] = {}
        self.meetings: dict[str, Meeting] = {}
        self.polls: dict[str, Poll] = {}
        self.proposals: dict[str, Proposal] = {}
        self.papers: dict[str, Paper] = {}
        self.version_of: dict[int, tuple[str, int]] = {}  # number of an event: the paper and version it was about
        self.accounts: dict[str, Account] = {}
        self.comments: dict[str, Comment] = {}
        self.lines_checked: dict[str, int] = {}  # what somebody is owed: the event that last said that it is right
        self.lines_confirmed: dict[str, int] = {}  # the same, of what was confirmed upon it
        self.tasks: dict[str, Task] = {}
        self.actions: dict[str, Action] = {}
        self.venues: dict[str, str] = {}  # the programme of each place
        self.pictures: dict[str, str] = {}  # the place of each picture that is still there
        self.company: dict[str, bool] = {}  # who would like to write about the topic, and whether they look for company
        self.apart: set[str] = set()  # who would rather not share a table with somebody
        self.took_on: dict[str, str] = {}  # the action: who said yes to it, and has not handed it back
        self.holidays_gone: set[str] = set()
        self.openings: list[tuple[int, tuple[str, str]]] = []  # minute, and who opened what whom keeps
        self.now = (max((e.number for e in history), default=0) + 1) * STEP
        self.last_day = (BEGINS_AT + self.now) // DAY
        for event in history:
            handler = getattr(self, "_" + event.kind.replace(" ", "_"), None)
            if handler is not None:
                handler(event)

    # Who is what

    def kinds_on(self, who: str | None, where: str) -> set[str]:
        return {kind for person, place, kind in self.roles if person == who and place == where}

    def is_on(self, who: str | None, panel: str) -> bool:
        return bool(self.kinds_on(who, panel))

    def leads(self, who: str | None, programme: str) -> bool:
        return LEAD in self.kinds_on(who, programme)

    def runs(self, who: str | None, panel: str) -> bool:
        return COORDINATOR in self.kinds_on(who, panel) or self.leads(who, PROGRAMME_OF[panel])

    def sees(self, who: str | None, panel: str) -> bool:
        return self.is_on(who, panel) or self.leads(who, PROGRAMME_OF[panel])

    def keeps_money(self, who: str | None, panel: str) -> bool:
        return FINANCE in self.kinds_on(who, PROGRAMME_OF[panel]) or self.runs(who, panel)

    def administers(self, who: str | None, programme: str) -> bool:
        return ADMINISTRATOR in self.kinds_on(who, programme)

    def has_open(self, who: str | None, whose: str) -> bool:
        """Did they open what this person keeps, less than an hour ago?"""
        return any((who, whose) == pair and at + OPEN_FOR > self.now for at, pair in self.openings)

    def in_programme(self, who: str | None, programme: str) -> bool:
        panels = [panel for panel, home in PROGRAMME_OF.items() if home == programme]
        return self.leads(who, programme) or any(self.is_on(who, panel) for panel in panels)

    def is_staff_of(self, who: str | None, programme: str) -> bool:
        """Of the study's own people: a role other than member on any panel of the programme, or its lead."""
        panels = [panel for panel, home in PROGRAMME_OF.items() if home == programme]
        return self.leads(who, programme) or any(self.kinds_on(who, panel) - {MEMBER} for panel in panels)

    def stands(self, statement: Statement, yes: Yes) -> bool:
        """Is it a yes through which people read, whose last day has not passed, by somebody who is still there?"""
        if yes.audience not in READ_BY_PEOPLE or (yes.until_day is not None and yes.until_day < self.last_day):
            return False
        if yes.audience in OF_A_PANEL:
            return self.is_on(statement.owner, yes.where)
        if yes.audience == "study_team":
            return self.in_programme(statement.owner, yes.where)
        return statement.owner in self.accounts[yes.where].writers

    def may_read(self, who: str | None, statement: Statement, yes: Yes) -> bool:
        """May one person read another's statement through this yes, at the end?"""
        if statement.deleted or who is None or (yes.until_day is not None and yes.until_day < self.last_day):
            return False
        owner, where = statement.owner, yes.where
        if yes.audience in OF_A_PANEL:
            if not self.is_on(owner, where):
                return False
            if yes.audience == "members":
                return MEMBER in self.kinds_on(who, where)
            if yes.audience == "everyone":
                return self.is_on(who, where)
            if yes.audience == "coordinator":
                return COORDINATOR in self.kinds_on(who, where)
            return who == yes.reader and self.sees(who, where)
        if yes.audience == "study_team":
            return self.in_programme(owner, where) and self.is_staff_of(who, where)
        if yes.audience == "co_authors":
            account = self.accounts[where]
            return who in account.writers and owner in account.writers
        return False

    def reads_through(self, who: str | None, statement: Statement) -> list[Yes]:
        """The yeses whose words one person finds somewhere: on each page, the fullest of those they may read."""
        open_yeses = [yes for yes in statement.yeses.values() if self.may_read(who, statement, yes)]
        pages = [lambda yes, panel=panel: yes.audience in OF_A_PANEL and yes.where == panel for panel in PANELS]
        # A sheet of who is who: what everyone on the panel may read, whatever whoever makes it may read themself.
        made = [panel for panel in PANELS if COORDINATOR in self.kinds_on(who, panel)]
        pages += [lambda yes, panel=panel: yes.audience == "everyone" and yes.where == panel for panel in made]
        pages += [
            lambda yes: yes.audience != "co_authors" and yes.named,
            lambda yes: yes.audience in ("named", "study_team"),
            *(lambda yes, word=word: yes.audience == "co_authors" and yes.where == word for word in self.accounts),
        ]
        found = []
        for page in pages:
            for named in (True, False):
                here = [yes for yes in open_yeses if page(yes) and yes.named == named]
                fullest = min((FORMS.index(yes.form) for yes in here), default=None)
                found += [yes for yes in here if FORMS.index(yes.form) == fullest]
        return list(dict.fromkeys(found))

    def opened_by(self, who: str | None, need: Need) -> list[tuple[str, str, str]]:
        """The yeses through which one person may see what helps another."""
        if need.gone:
            return []
        return [
            (audience, panel, person)
            for audience, panel, person in need.open_to
            if self.is_on(need.owner, panel)
            and (
                (audience == "runs" and self.runs(who, panel))
                or (audience == "chair" and self._chairs(who, panel))
                or (audience == "person" and person == who and self.is_on(who, panel))
            )
        ]

    def _chairs(self, who: str | None, panel: str) -> bool:
        return any(meeting.chair == who and meeting.panel == panel for meeting in self.meetings.values())

    # What happened

    def _gives_role(self, event) -> None:
        self.roles.add((event["to"], event["panel"], event["role"]))
        self.once.add((event["to"], event["panel"], event["role"]))
        self.once_on[event["panel"]].add(event["to"])

    def _ends_role(self, event) -> None:
        self.roles.discard((event["of"], event["panel"], event["role"]))

    def _opens_in_an_emergency(self, event) -> None:
        self.openings.append((event.number * STEP, (event.who, event["person"])))

    def _says(self, event) -> None:
        self.statements[event.about] = Statement(event.who, event["words"], event.facts.get("broad", ""))

    def _broadens(self, event) -> None:
        self.statements[event.about].broad = event["words"]

    def _rewords(self, event) -> None:
        self.statements[event.about].words = event["words"]

    def _shares(self, event) -> None:
        statement, slot = self.statements[event.about], slot_of(event)
        yeses = statement.yeses
        statement.asked = statement.asked or event["audience"] in READ_BY_PEOPLE
        facts = {
            name: event.facts[name] for name in ("reader", "form", "other", "named", "until_day") if name in event.facts
        }
        new = Yes(event.number, event["audience"], event["where"], **facts)
        if slot not in yeses or replace(yeses[slot], number=new.number) != new:  # the same yes again changes nothing
            yeses[slot] = new

    def _stops(self, event) -> None:
        self.statements[event.about].yeses.pop(slot_of(event), None)

    def _stops_all(self, event) -> None:
        for statement in self.statements.values():
            if statement.owner == event.who:
                statement.yeses.clear()

    def _declines_topic(self, event) -> None:
        self.statements[event.about].yeses.pop(slot_of(event), None)

    def _deletes(self, event) -> None:
        self.statements[event.about].deleted = True

    def _needs_said(self, event) -> Need:
        told = (event["group"], tuple(event["picks"]), event["words"], event["named"], list(event["open_to"]))
        return Need(event["person"], *told, written_by=event.who)

    def _needs(self, event) -> None:
        self.needs[event.about] = self._needs_said(event)

    def _changes_need(self, event) -> None:
        self.needs[event.about] = self._needs_said(event)

    def _stops_need(self, event) -> None:
        self.needs[event.about].open_to = []

    def _withdraws_need(self, event) -> None:
        self.needs[event.about].gone = True

    def _plans(self, event) -> None:
        places, venue = event.facts.get("places"), event.facts.get("venue")
        self.meetings[event.about] = Meeting(event["panel"], event["starts_minute"], places=places, venue=venue)

    def _replies(self, event) -> None:
        meeting = self.meetings[event.about]
        if meeting.places is not None:
            meeting.said.setdefault(event["person"], []).append(event["reply"])

    def _makes_venue(self, event) -> None:
        self.venues[event.about] = event["programme"]

    def _adds_picture(self, event) -> None:
        self.pictures[event.about] = event["venue"]

    def _removes_picture(self, event) -> None:
        self.pictures.pop(event.about)

    def _asks_for_dates(self, event) -> None:
        there = {who for who, place, _ in self.roles if place == event["panel"]}
        self.polls[event.about] = Poll(event["panel"], event["title"], event["place"], event["minutes"], there)

    def _asks_newcomers(self, event) -> None:
        poll = self.polls[event.about]
        poll.asked |= {who for who, place, _ in self.roles if place == poll.panel}

    def _takes_date(self, event) -> None:
        poll = self.polls[event["poll"]]
        self.meetings[event.about] = Meeting(poll.panel, poll.minutes[event["number"] - 1])

    def _opens(self, event) -> None:
        meeting = self.meetings[event.about]
        meeting.opened = True
        meeting.invited |= {who for who, place, _ in self.roles if place == meeting.panel}

    def _cancels(self, event) -> None:
        meeting = self.meetings[event.about]
        meeting.cancelled = True
        meeting.told_off = {who for who in meeting.invited if self.is_on(who, meeting.panel)}

    def _moves(self, event) -> None:
        """Only before anybody is asked to chair it, and before there are seats."""
        meeting = self.meetings[event.about]
        meeting.starts = event["starts_minute"]
        meeting.invited_before_move = set(meeting.invited)
        meeting.told_moved |= {who for who in meeting.invited if self.is_on(who, meeting.panel)}

    def _makes_link(self, event) -> None:
        """A link shows no more than its holder sees."""

    def _chooses_fee(self, event) -> None:
        no_fee = self.meetings[event.about].no_fee
        (no_fee.discard if event["wants"] else no_fee.add)(event["person"])

    def _chooses_way(self, event) -> None:
        meeting = self.meetings[event.about]
        (meeting.no_fee.add if event["answer"] == "none" else meeting.no_fee.discard)(event["person"])
        meeting.ways[event["person"]] = event.number

    def _says_of_line(self, event) -> None:
        if event["right"]:
            self.lines_checked[event.about] = event.number

    def _confirms_line(self, event) -> None:
        self.lines_confirmed[event.about] = self.lines_checked[event.about]

    def _registers(self, event) -> None:
        meeting = self.meetings[event.about]
        meeting.registered.update(event["marks"])
        meeting.register_takers.add(event.who)

    def _asks_to_chair(self, event) -> None:
        self.meetings[event.about].chair_asked[event.number] = (event.who, event["chosen"])

    def _accepts(self, event) -> None:
        meeting = self.meetings[event.about]
        meeting.chair_answers.setdefault(max(meeting.chair_asked), []).append(event.number)
        meeting.chair = event["asked"]

    def _passes(self, event) -> None:
        meeting = self.meetings[event.about]
        meeting.chair_answers.setdefault(max(meeting.chair_asked), []).append(event.number)
        meeting.passed.add(max(meeting.chair_asked))
        meeting.chair = None

    def _asks_beside(self, event) -> None:
        self.meetings[event.about].beside_said[event["part"], event["chosen"]] = ""

    def _agrees_beside(self, event) -> None:
        self.meetings[event.about].beside_said[event["part"], event.who] = "yes"

    def _passes_beside(self, event) -> None:
        self.meetings[event.about].beside_said[event["part"], event.who] = "no"

    def _chooses_topic(self, event) -> None:
        self.company[event.who] = event["company"]

    def _wishes_apart(self, event) -> None:
        self.apart.add(event.who)

    def _seats(self, event) -> None:
        meeting = self.meetings[event.about]
        meeting.seats, meeting.seated = event.number, set(event["seated"])

    def _proposes_item(self, event) -> None:
        self.proposals[event.about] = Proposal(
            event.who, event["meeting"], event["title"], event["words"], event["shown"]
        )

    def _shows_name(self, event) -> None:
        self.proposals[event.about].shown = event["shown"]

    def _takes_up(self, event) -> None:
        self.proposals[event["proposal"]].taken_up = True

    def _takes_back_proposal(self, event) -> None:
        self.proposals[event.about].taken_back = True

    def _writes_paper(self, event) -> None:
        self.papers[event.about] = Paper(event["meeting"])
        self._is_about_version(event, event.about)

    def _starts_version(self, event) -> None:
        self.papers[event.about].version += 1
        self._is_about_version(event, event.about)

    def _changes_paper(self, event) -> None:
        self._is_about_version(event, event.about)

    def _adds_copy(self, event) -> None:
        self._is_about_version(event, event["paper"])

    def _is_about_version(self, event, word: str) -> None:
        self.version_of[event.number] = word, self.papers[word].version

    def _sends_papers(self, event) -> None:
        for word in event["papers"]:
            self.papers[word].sent.add(self.papers[word].version)

    def _withdraws_paper(self, event) -> None:
        self.papers[event.about].withdrawn = True

    def _writes_notes(self, event) -> None:
        meeting = self.meetings[event.about]
        if event["words"] != meeting.notes:  # the same words again keep nothing new
            meeting.notes = event["words"]
            meeting.notes_written.append(event.number)

    def _sends_notes(self, event) -> None:
        meeting = self.meetings[event.about]
        meeting.notes_sent = event.number
        meeting.told_notes = {who for who in meeting.invited if self.is_on(who, meeting.panel)}
        for action in self.actions.values():
            if action.meeting == event.about:
                self._tell_asked(action)

    def _adds_action(self, event) -> None:
        action = Action(event["meeting"], event["person"] or None, said_yes=event["person"] == event.who)
        self.actions[event.about] = action
        if action.said_yes:  # who asks themself has said yes
            self.took_on[event.about] = event.who
        if self.meetings[event["meeting"]].notes_sent is not None:
            self._tell_asked(action)

    def _tell_asked(self, action: Action) -> None:
        """Once the notes are out: whoever is on the panel then, is asked and has not said yes."""
        if not action.said_yes and self.is_on(action.person, self.meetings[action.meeting].panel):
            action.told = action.person

    def was_told_of_an_action(self, who: str, meeting: str) -> bool:
        """Did they hear that they are asked to do something that is in the notes of this meeting?"""
        return any((each.meeting, each.told) == (meeting, who) for each in self.actions.values())

    def _takes_on(self, event) -> None:
        self.took_on[event.about] = event.who
        self.actions[event.about].said_yes = True

    def _hands_back(self, event) -> None:
        self.took_on.pop(event.about, None)
        self.actions[event.about].person = None

    def _records_answer(self, event) -> None:
        if event["said"] == "yes":
            self.took_on[event.about] = event["person"]
            self.actions[event.about].said_yes = True
        else:
            self.actions[event.about].person = None

    def _removes_holidays(self, event) -> None:
        self.holidays_gone.add(event.about)

    def _starts(self, event) -> None:
        account = Account(event["inquiry"], event.who, title=event["title"])
        account.state[event.who] = "writing"
        self.accounts[event.about] = account

    def _saves(self, event) -> None:
        account, typed = self.accounts[event.about], (event["title"], event["body"])
        if typed == (account.title, account.body):
            return
        if event["device"] == "old":
            account.copies[event["copy"]] = typed
        else:
            account.title, account.body = typed
            account.last_save = event.number

    def _chooses(self, event) -> None:
        account = self.accounts[event.about]
        title, body = account.copies[event["copy"]]
        if event["choice"] == "copy":
            account.title, account.body = title, body
        elif event["choice"] == "both":
            account.body = f"{account.body.rstrip()}\n\n{body.lstrip()}"

    def _asks(self, event) -> None:
        account = self.accounts[event.about]
        account.state[event["person"]] = "asked"
        account.asked_by[event["person"]] = event.who

    def _takes_back_ask(self, event) -> None:
        self.accounts[event.about].state[event["person"]] = "taken back"

    def _joins(self, event) -> None:
        self.accounts[event.about].state[event.who] = "writing"

    def _declines(self, event) -> None:
        self.accounts[event.about].state[event.who] = "declined"

    def _leaves(self, event) -> None:
        account = self.accounts[event.about]
        account.state[event.who] = "left"
        for version in account.versions:
            version.closed = True

    def _proposes(self, event) -> None:
        account = self.accounts[event.about]
        for version in account.versions:
            version.closed = version.closed or not account.is_open(version)
        new = Version(event["version"], event.number, event.who, account.title, account.body, list(event["readers"]))
        account.versions.append(new)
        self._yes(account, new, event.who, event.number)

    def _agrees(self, event) -> None:
        account = self.accounts[event.about]
        version = account.version(event["version"])
        if event.who not in version.agreed:
            self._yes(account, version, event.who, event.number)

    def _yes(self, account: Account, version: Version, who: str, number: int) -> None:
        version.agreed[who] = number
        if account.is_open(version):
            for other in account.versions:
                other.closed = other.closed or other is not version

    def _takes_back(self, event) -> None:
        self.accounts[event.about].version(event["version"]).agreed.pop(event.who, None)

    def _is_lettered(self, event) -> None:
        self.accounts[event.about].lettered = True

    def _comments(self, event) -> None:
        self.comments[event["comment"]] = Comment(event.who, event["version"])

    def _takes_back_comment(self, event) -> None:
        self.comments[event["comment"]].is_gone = True

    # Tasks

    def _looks_for_people(self, event) -> None:
        self.tasks[event.about] = Task(event["panel"], frozenset(event["topics"]))

    def _answers_task(self, event) -> None:
        self.tasks[event.about].yes.pop(event.who, None)
        if event["fits"]:
            self.tasks[event.about].yes[event.who] = event.number

    def _takes_back_answer(self, event) -> None:
        self.tasks[event.about].yes.pop(event.who, None)

    def says_to_fit(self, viewer: str | None, panel: str, who: str) -> list[Task]:
        """The tasks of which the viewer, who runs the panel, may read that this person says they fit them."""
        if not (self.runs(viewer, panel) and self.is_on(who, panel)):
            return []
        return [task for task in self.tasks.values() if task.panel == panel and who in task.yes]
