"""Which cell a comparison lies in, and which cells may not be empty.

A cell is: surface (address and way) x who looks x what they are to the person or thing looked at x what became of the
words behind it (disclosure) x what their owner said to that (consent). All of it comes from `Ending`, on paper, so a
cell cannot be filled by what LEAP answers.

To add an audience, a purpose or an until-date: extend `state_of`, name a new pair in STATES, let `stories` end so.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from tests.project.addresses import Address, every_address
from tests.project.twin.cast import PROGRAMME_OF, VIEWERS
from tests.project.twin.ending import READ_BY_PEOPLE, Account, Ending, Statement

SELF, SAME, OTHER, FORMER, NONE = RELATIONS = ("self", "same panel", "other panel", "former", "none")
WAYS = ("GET", "POST")
State = tuple[str, str]  # (disclosure, consent)
NOTHING: State = ("none", "never asked")
NO_WORDS: State = ("-", "-")  # a surface that shows nobody's words

# What can have become of somebody's words about themselves. A pair that is not here cannot be: what nobody was asked
# about is hidden, what was taken back shows nowhere.
SHOWN = (("narrow", "yes"), ("wide", "yes"))
OVER: State = ("withdrawn", "its last day has passed")
ASKED = (("withdrawn", "withdrawn"), OVER, ("erased", "yes"), ("erased", "withdrawn"))
UNASKED = (("hidden", "never asked"), ("erased", "never asked"))
LAPSED: State = ("withdrawn", "lapsed with the role")
WIDE = {"everyone", "study_team"}  # the rest are narrow: one person, the coordinator, the members, co-authors
STATES: tuple[State, ...] = (*SHOWN, *ASKED, *UNASKED)
WRITING_STATES: tuple[State, ...] = (("hidden", "some said yes"), ("narrow", "yes"))

# What each kind of viewer can be to other people. Whoever sees a panel without being on it counts as "same panel".
REACHED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("member", "researcher", "both", "coordinator", "stranger", "elsewhere", "lead"), RELATIONS),
    "left": (SELF, OTHER, FORMER, NONE),  # they are on no panel now
    **dict.fromkeys(("finance", "administrator"), (SELF, OTHER, NONE)),  # they never were on one
    "no role": (SELF, NONE),
    "signed out": (NONE,),
}
# Whose words can be in fewer states, and why.
FEWER: dict[tuple[str, str], tuple[State, ...]] = {
    # No panel to show words to.
    **dict.fromkeys(((who, SELF) for who in ("lead", "finance", "administrator", "no role")), UNASKED),
    (
        "lead",
        OTHER,
    ): UNASKED,  # a lead sees every panel of the programme: left are those on none, like the finance officer
    ("left", SELF): (*ASKED, *UNASKED, LAPSED),  # nothing of theirs is shown any more
    ("lead", FORMER): (*ASKED, *UNASKED, LAPSED),  # somebody on no panel of the programme any more: nothing is shown
}


class Cell(NamedTuple):
    """One place in the table of what is compared."""

    surface: str
    viewer: str
    relation: str
    disclosure: str
    consent: str


class Behind(NamedTuple):
    """What lies behind one address for one viewer, on paper."""

    relation: str
    states: tuple[State, ...]


NOTHING_BEHIND = Behind(NONE, (NO_WORDS,))


def state_of(end: Ending, statement: Statement) -> State:
    """What became of somebody's words about themselves: (disclosure, consent)."""
    yeses = [yes for yes in statement.yeses.values() if yes.audience in READ_BY_PEOPLE]
    asked, shown = statement.asked, bool(yeses)
    said = "yes" if shown else "withdrawn" if asked else "never asked"
    if statement.deleted:
        return "erased", said
    if not asked:
        return "hidden", said
    if not shown:
        return "withdrawn", said
    open_to = {yes.audience for yes in yeses if end.stands(statement, yes)}
    if not open_to:
        over = all(yes.until_day is not None and yes.until_day < end.last_day for yes in yeses)
        return OVER if over else LAPSED
    return "wide" if open_to & WIDE else "narrow", said


def state_of_writing(account: Account) -> State:
    """What became of a reflective account: whether its authors let anybody read it."""
    if account.open_version:
        return "narrow", "yes"
    if not account.versions:
        return "hidden", "never asked"
    return ("withdrawn", "withdrawn") if account.versions[-1].closed else ("hidden", "some said yes")


class Sorter:
    """Places what one viewer of one ending looks at."""

    def __init__(self, end: Ending, viewer: str | None, words: dict[UUID, str]) -> None:
        """`words`: for each id the word of the thing or person it belongs to."""
        self.end, self.viewer, self.words = end, viewer, words

    def behind(self, address: Address, keys: dict[str, UUID]) -> Behind:
        """What the address shows a part of: of its keys, the one that says most about a person."""
        named = {key: self.words[pk] for key, pk in keys.items() if pk in self.words}
        # Words that nobody reads, only counted or matched, have no state: what shows of them is asked for by its key.
        if named.get("statement_id") in self.end.statements:
            statement = self.end.statements[named["statement_id"]]
            return Behind(self.to_person(statement.owner), (state_of(self.end, statement),))
        if "account_id" in named:
            account = self.end.accounts[named["account_id"]]
            return Behind(self.to_account(account), (state_of_writing(account),))
        if "person_id" in named:
            who = named["person_id"]
            shown = self.statements_of({who}) if address.name.startswith("identity:") else (NO_WORDS,)
            return Behind(self.to_person(who), shown)
        if "panel_id" in named:
            return Behind(self.to_panel(named["panel_id"]), self.statements_of(self.end.once_on[named["panel_id"]]))
        if "meeting_id" in named:
            return Behind(self.to_panel(self.end.meetings[named["meeting_id"]].panel), (NO_WORDS,))
        if "poll_id" in named:
            return Behind(self.to_panel(self.end.polls[named["poll_id"]].panel), (NO_WORDS,))
        if "inquiry_id" in named:
            return Behind(self.to_programme(named["inquiry_id"]), (NO_WORDS,))
        return NOTHING_BEHIND

    def statements_of(self, people: Iterable[str]) -> tuple[State, ...]:
        found = {state_of(self.end, each) for each in self.end.statements.values() if each.owner in people}
        return tuple(sorted(found)) or (NOTHING,)

    def to_person(self, who: str) -> str:
        if who == self.viewer:
            return SELF
        theirs = [panel for panel, once in self.end.once_on.items() if who in once]
        if any(self.end.is_on(who, panel) and self.end.sees(self.viewer, panel) for panel in theirs):
            return SAME
        if any(self._once_saw(panel) for panel in theirs):
            return FORMER
        return OTHER if self._programmes(who) & self._programmes(self.viewer) else NONE

    def to_panel(self, panel: str) -> str:
        if self.end.sees(self.viewer, panel):
            return SAME
        if self._once_saw(panel):
            return FORMER
        return OTHER if PROGRAMME_OF[panel] in self._programmes(self.viewer) else NONE

    def to_programme(self, programme: str) -> str:
        if self.end.in_programme(self.viewer, programme):
            return SAME
        if any(self._once_saw(panel) for panel, home in PROGRAMME_OF.items() if home == programme):
            return FORMER
        return OTHER if programme in self._programmes(self.viewer) else NONE

    def to_account(self, account: Account) -> str:
        return min((self.to_person(who) for who in account.writers or [account.starter]), key=RELATIONS.index)

    def _once_saw(self, panel: str) -> bool:
        return self.viewer in self.end.once_on[panel] or self.end.sees(self.viewer, panel)

    def _programmes(self, who: str | None) -> set[str]:
        return {PROGRAMME_OF.get(place, place) for person, place, _ in self.end.once if person == who}


def cells_of(surface: str, viewer: str, behind: Behind) -> Iterator[Cell]:
    """The cells one comparison lies in: one for each thing that became of words behind the address."""
    for state in behind.states:
        yield Cell(surface, viewer, behind.relation, *state)


def required(
    surfaces: Iterable[tuple[str, Address]], viewers: Collection[str] = tuple(VIEWERS)
) -> Iterator[tuple[str, str, str, State | None]]:
    """Every cell that may not be empty, as (surface, viewer, relation, state); a state of None is any state.

    By kind of thing an address is about:
    nothing           relation "none" only: the page is the viewer's own, or the same for all
    a statement       each thing a viewer can be to its owner x each thing that can have become of it
    a person's page   the same
    a panel's page    each thing a viewer can be to a panel: not "self"; one page has words of every kind behind it
    writing           each thing a viewer can be to its authors; and open to readers or not, whoever asks
    the rest          each thing a viewer can be to the panel, the programme or the person
    """
    for surface, address in surfaces:
        for viewer in viewers:
            yield from _required_of(surface, address, viewer)


def _required_of(surface: str, address: Address, viewer: str) -> Iterator[tuple[str, str, str, State | None]]:
    states = _states_required(address)
    for relation in _relations_required(address, viewer):
        for state in states if states else (None,):
            if state is None or state in FEWER.get((viewer, relation), STATES):
                yield surface, viewer, relation, state
    if address.name == "identity:person-detail":  # elsewhere there is always somebody who never wrote anything
        yield surface, viewer, NONE, NOTHING
    if "account_id" in address.keys and not {"copy_id", "version_id", "comment_id", "use_id"} & set(address.keys):
        yield from ((surface, viewer, "", state) for state in WRITING_STATES)


def _states_required(address: Address) -> tuple[State, ...]:
    statements = "statement_id" in address.keys or address.name == "identity:person-detail"
    return (*STATES, LAPSED) if statements else ()


def _relations_required(address: Address, viewer: str) -> tuple[str, ...]:
    if "statement_id" in address.keys or "person_id" in address.keys:
        return REACHED[viewer]
    if "account_id" in address.keys:
        return WRITERS[viewer]
    if {"panel_id", "meeting_id", "poll_id"} & set(address.keys):
        return PANELS_REACHED[viewer]
    if "inquiry_id" in address.keys:
        return PROGRAMMES_REACHED[viewer]
    return (NONE,)


# Panels: the home panel, one more of its programme, one elsewhere. The lead sees both of theirs.
PANELS_REACHED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("member", "researcher", "both", "coordinator", "stranger", "elsewhere"), (SAME, OTHER, NONE)),
    "lead": (SAME, NONE),
    "left": (OTHER, FORMER, NONE),
    "finance": (OTHER, NONE),
    "administrator": (OTHER, NONE),
    "no role": (NONE,),
    "signed out": (NONE,),
}
PROGRAMMES_REACHED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(VIEWERS, (SAME, NONE)),
    "left": (FORMER, NONE),
    "finance": (OTHER, NONE),
    "administrator": (OTHER, NONE),
    "no role": (NONE,),
    "signed out": (NONE,),
}
# Writing: who writes is set in `stories`. Nobody on two panels writes there, so "former" is only for whoever left.
WRITERS: dict[str, tuple[str, ...]] = {
    "member": (SELF, SAME, OTHER, NONE),
    "researcher": (SAME, OTHER, NONE),
    "both": (SELF, SAME, OTHER, NONE),
    "coordinator": (SAME, OTHER, NONE),
    "stranger": (SELF, OTHER, NONE),
    "elsewhere": (SAME, OTHER, NONE),
    "lead": (SAME, NONE),
    "left": (OTHER, FORMER, NONE),
    "finance": (OTHER, NONE),
    "administrator": (OTHER, NONE),
    "no role": (NONE,),
    "signed out": (NONE,),
}


def empty(
    counted: Counter[Cell],
    surfaces: Iterable[tuple[str, Address]],
    viewers: Collection[str] = tuple(VIEWERS),
    left_out: Collection[tuple[str, str, str]] = (),
) -> list[str]:
    """The cells that had to be filled and are not; `left_out` are (surface, viewer, relation)."""
    whole = {(cell.surface, cell.viewer, cell.relation, (cell.disclosure, cell.consent)) for cell in +counted}
    anywhere = {(surface, viewer, "", state) for surface, viewer, _, state in whole}
    any_state = {(surface, viewer, relation, None) for surface, viewer, relation, _ in whole}
    filled = whole | anywhere | any_state
    return [
        f"{surface} as {viewer}: {relation or 'anybody'}, {' / '.join(state) if state else 'anything'}"
        for surface, viewer, relation, state in required(surfaces, viewers)
        if (surface, viewer, relation, state) not in filled and (surface, viewer, relation) not in left_out
    ]


def all_surfaces() -> list[tuple[str, Address]]:
    """Every address, each way."""
    return [(f"{way} {address.name}", address) for address in every_address() for way in WAYS]
