"""How a history ends, worked out on paper: who is what, what is shared, what everyone agreed to.

This is the rule book the twin-world test holds LEAP to, so it asks LEAP nothing: plain Python over the events.
"""

from dataclasses import dataclass, field

from tests.project.twin.cast import PANELS, PROGRAMME_OF, ROLES
from tests.project.twin.events import History

MEMBER, COORDINATOR, LEAD, FINANCE = "member", "ppi_coordinator", "ppi_lead", "finance_officer"


@dataclass
class Statement:
    owner: str
    words: str
    shares: dict[str, str] = field(default_factory=dict)  # panel: audience
    live_share: dict[str, int] = field(default_factory=dict)  # panel: number of the event that gave it
    deleted: bool = False


@dataclass
class Meeting:
    panel: str
    starts: int
    opened: bool = False
    cancelled: bool = False
    told_off: set[str] = field(default_factory=set)  # who heard that it was called off: invited, and on the panel then
    no_fee: set[str] = field(default_factory=set)  # who chose not to be paid
    invited: set[str] = field(default_factory=set)
    registered: dict[str, str] = field(default_factory=dict)
    register_takers: set[str] = field(default_factory=set)
    chair: str | None = None  # who agreed, at the end
    chair_asked: dict[int, tuple[str, str]] = field(default_factory=dict)  # number of the asking: (who asked, whom)
    chair_answers: dict[int, list[int]] = field(default_factory=dict)  # number of the asking: numbers of the answers
    passed: set[int] = field(default_factory=set)  # numbers of the askings that somebody said no to
    seats: int | None = None  # number of the plan in use
    seated: set[str] = field(default_factory=set)


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
        self.meetings: dict[str, Meeting] = {}
        self.accounts: dict[str, Account] = {}
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

    def in_programme(self, who: str | None, programme: str) -> bool:
        panels = [panel for panel, home in PROGRAMME_OF.items() if home == programme]
        return self.leads(who, programme) or any(self.is_on(who, panel) for panel in panels)

    def reads_through(self, who: str | None, statement: Statement) -> list[str]:
        """The panels through which one person may read another's statement."""
        if statement.deleted:
            return []
        return [
            panel
            for panel, audience in statement.shares.items()
            if self.is_on(statement.owner, panel)
            and (MEMBER in self.kinds_on(who, panel) or (audience == "everyone" and self.is_on(who, panel)))
        ]

    # What happened

    def _gives_role(self, event) -> None:
        self.roles.add((event["to"], event["panel"], event["role"]))
        self.once.add((event["to"], event["panel"], event["role"]))
        self.once_on[event["panel"]].add(event["to"])

    def _ends_role(self, event) -> None:
        self.roles.discard((event["of"], event["panel"], event["role"]))

    def _says(self, event) -> None:
        self.statements[event.about] = Statement(event.who, event["words"])

    def _rewords(self, event) -> None:
        self.statements[event.about].words = event["words"]

    def _shares(self, event) -> None:
        statement = self.statements[event.about]
        statement.shares[event["panel"]] = event["audience"]
        statement.live_share[event["panel"]] = event.number

    def _stops(self, event) -> None:
        self.statements[event.about].shares.pop(event["panel"], None)

    def _deletes(self, event) -> None:
        self.statements[event.about].deleted = True

    def _plans(self, event) -> None:
        self.meetings[event.about] = Meeting(event["panel"], event["starts_minute"])

    def _opens(self, event) -> None:
        meeting = self.meetings[event.about]
        meeting.opened = True
        meeting.invited |= {who for who, place, _ in self.roles if place == meeting.panel}

    def _cancels(self, event) -> None:
        meeting = self.meetings[event.about]
        meeting.cancelled = True
        meeting.told_off = {who for who in meeting.invited if self.is_on(who, meeting.panel)}

    def _chooses_fee(self, event) -> None:
        no_fee = self.meetings[event.about].no_fee
        (no_fee.discard if event["wants"] else no_fee.add)(event["person"])

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

    def _seats(self, event) -> None:
        meeting = self.meetings[event.about]
        meeting.seats, meeting.seated = event.number, set(event["seated"])

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
