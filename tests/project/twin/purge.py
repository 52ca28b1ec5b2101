"""The same history, with everything left out that one person may not know about.

Each event is kept, left out, or reduced: kept with only that part of it which the person may know (a meeting without
its title, a version with no reader but them). What is reduced gets the same words in every history, so that a page that
shows more than the part differs. The rules follow the product's promises; they ask LEAP nothing.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from meetings.payments.states import PAID_STAFF_KINDS
from meetings.seating.planning.room import SeatedTable, Supporter
from tests.project.twin.cast import HOME, PANELS, PROGRAMME_OF, ROLES, WITHOUT_EMAIL
from tests.project.twin.ending import Account, Ending, Meeting, Poll
from tests.project.twin.events import HERE, STEP, Event, History

# What one person may learn although it rests on something they may not see. Reviewed: each with its reason.
DECLASSIFIED = {
    "whose turn it is to chair": "Who is asked rests on who is willing and who is coming. The choice itself is told to "
    "those who arrange the meeting and, once accepted, to the panel; nothing else about it is. Played again, not made.",
    "who sits where": "A seating plan rests on everyone's replies and on who was there before. The plan is for the "
    "whole panel to see: it says who was expected in person when it was made. It keeps to the seats that people need, "
    "by a rule that is the same in every room and says of nobody that they need one; a chair for a supporter is shown, "
    "not whose it is. Played again, not made. "
    "The sentences about mixing under a plan count pairs from the registers of earlier meetings of the panel, so who "
    "sat in their seat is kept for those who see a later plan of that panel.",
    "whether there is a place": "Where places are few, whoever holds none is asked to be in line as long as the room "
    "is full. That it is full shows that others come; not who they are, and nothing of whoever waits.",
    "buttons that choose (POST chair-propose, plan-new)": "They work out a choice from what whoever presses them "
    "may not see: who is willing, and who would rather not share a table. They learn who is asked, or who sits where.",
    "paid staff": "Whoever keeps the money of a panel sees that a line is to be checked first: the person holds a paid "
    "role somewhere in the same programme. Not which, and nothing about other programmes.",
    "what joining opens": "Somebody who says yes to writing together becomes an author, and sees the draft on the next "
    "page. The question itself shows nothing of it.",
    "who would read it": "Whoever may share something is shown who would read it: everyone on their panels, and the "
    "study team of the programme (staff on its panels, and its lead). So who holds a staff role is known there.",
    "that somebody takes part (to the chair)": "Whoever lets the chair of a meeting see what helps them lets them know "
    "that they take part: the tick says so. Their replies to that meeting are kept for its chair.",
    "who was invited": "An invitation, or a question about dates, goes to everyone on the panel that day, in the "
    "order of their names. So names and roles at that time are kept for whoever keeps the meeting or the poll.",
}

LEADING = tuple(dict.fromkeys(PROGRAMME_OF.values()))
STAFF_KINDS = ("researcher", "research_fellow", "research_assistant", "peer_researcher", "ppi_coordinator")


def staff_of(programme: str) -> list[tuple[str, str]]:
    """The staff roles of a programme: (panel or programme, kind)."""
    panels = [panel for panel, home in PROGRAMME_OF.items() if home == programme]
    return [*((panel, kind) for panel in panels for kind in STAFF_KINDS), (programme, "ppi_lead")]


ASKING = ("asks for dates", "asks newcomers")
PLAIN = {"title": "A title", "place": "A place", "agenda": "Words"}
SAME_WORDS = "The same words."


def as_seen_by(viewer: str | None, history: History) -> History:
    """The history as it would have been for this person (None: somebody not signed in) had nothing hidden happened."""
    if viewer is None:
        return []
    return Purge(viewer, history).purged()


def half_known(viewer: str | None, history: History) -> dict[str, float]:
    """The words for people and things about which something is hidden from this person, with how promising they are.

    A leak is most likely to show on what the viewer knows a part of: people they see, things they are in.
    """
    kept = {event.number: event for event in as_seen_by(viewer, history)}
    known = {word for event in kept.values() for word in _words_of(event)}
    hidden = Counter(word for event in history if kept.get(event.number) != event for word in _words_of(event))
    end = Ending(history)
    known |= {who for panel in PANELS if end.sees(viewer, panel) for who in end.once_on[panel]}
    return {word: min(times, 4) / 4 + 2 * (word in known) for word, times in hidden.items()}


def _words_of(event: Event) -> set[str]:
    facts = ("person", "to", "of", "panel", "copy", "version", "chosen", "asked", "meeting", "proposal", "paper")
    facts += ("comment", "use", "line")
    named = {event.facts.get(fact) for fact in facts}
    return {event.about, event.who, *filter(None, named), *event.facts.get("readers", ())} - {""}


class Purge:
    """The rules for one viewer of one history. A rule gives the event, a reduced one, or None to leave it out."""

    def __init__(self, viewer: str, history: History) -> None:
        self.viewer, self.history = viewer, history
        self.end = Ending(history)
        self.meetings = {word: self._meeting_level(meeting) for word, meeting in self.end.meetings.items()}
        self.kept_meeting_events = [
            event
            for event in history
            if event.kind in ("opens", "registers") and self.meetings.get(event.about, "none") != "none"
        ]
        self.kept_polls = [poll for poll in self.end.polls.values() if self._knows_poll(poll)]
        self.kept_asking = [event for event in history if event.kind in ASKING and self._knows_poll_of(event)]

    def purged(self) -> History:
        kept = (self._reduced(event) for event in self.history)
        return [event for event in kept if event is not None]

    def _reduced(self, event: Event) -> Event | None:
        rule = getattr(self, "_" + event.kind.replace(" ", "_"))
        return rule(event)

    # Statements

    def _says(self, event: Event) -> Event | None:
        statement = self.end.statements[event.about]
        if statement.owner == self.viewer:
            return event
        if self.end.has_open(self.viewer, statement.owner):
            return None if statement.deleted else event.but(words=statement.words)
        yeses = self.end.reads_through(self.viewer, statement)
        forms = {yes.form for yes in yeses}
        own = statement.words if "own" in forms else SAME_WORDS
        return event.but(words=own, broad=statement.broad if "broad" in forms else "") if yeses else None

    def _rewords(self, event: Event) -> Event | None:
        return event if event.who == self.viewer else None

    def _broadens(self, event: Event) -> Event | None:
        return event if event.who == self.viewer else None

    def _shares(self, event: Event) -> Event | None:
        """Only what the reader sees of it: that the words are for them, in this form, today."""
        statement = self.end.statements[event.about]
        if statement.owner == self.viewer:
            return event
        yeses = self.end.reads_through(self.viewer, statement)
        the_one = next((yes for yes in yeses if yes.number == event.number), None)
        if the_one is None:
            return None
        facts = {name: value for name, value in event.facts.items() if name != "until_day"}
        audience = "everyone" if the_one.audience == "members" else the_one.audience
        return replace(event, facts={**facts, "audience": audience})

    def _stops_all(self, event: Event) -> Event | None:
        return event if event.who == self.viewer else None

    def _declines_topic(self, event: Event) -> Event | None:
        return event if event.who == self.viewer else None

    def _rather_not(self, event: Event) -> Event | None:
        return event if event.who == self.viewer else None

    def _reviews(self, event: Event) -> Event | None:
        return event if event.who == self.viewer else None

    def _looks(self, event: Event) -> Event | None:
        """Somebody who said something to the panel, or to the study team, is told who looked."""
        told = any(map(self._told_something, (event["panel"], PROGRAMME_OF[event["panel"]])))
        return event if told and event.who != self.viewer else None

    def _makes_paper(self, event: Event) -> Event | None:
        """Those who coordinate the panel print it; whoever told everyone there something sees that it was printed."""
        coordinates = "ppi_coordinator" in self.end.kinds_on(self.viewer, event["panel"])
        return event if coordinates or self._told_something(event["panel"]) else None

    def _opens_in_an_emergency(self, event: Event) -> Event | None:
        """Whoever runs a panel of somebody without email passes a note on, and cannot tell why it was left."""
        if self.viewer in (event["person"], event.who):
            return event
        passes_on = any(self.end.runs(self.viewer, each) and self.end.is_on(event["person"], each) for each in PANELS)
        by_hand = event["person"] in WITHOUT_EMAIL and passes_on
        return replace(event, kind="a note is left", who="") if by_hand else None

    def _a_note_is_left(self, event: Event) -> Event | None:
        return event

    def _told_something(self, where: str) -> bool:
        """Did the viewer ever say yes to something there? Then they saw who would read it that day."""
        return any(each.who == self.viewer and each["where"] == where for each in self.history if each.kind == "shares")

    def _stops(self, event: Event) -> Event | None:
        return event if event.who == self.viewer else None

    def _deletes(self, event: Event) -> Event | None:
        return event if event.who == self.viewer else None

    # What helps people, and how they are reached

    def _needs(self, event: Event) -> Event | None:
        """Its owner's whole story; to anyone who may see it at the end, only how it ends, as if said by its owner."""
        need = self.end.needs[event.about]
        if need.owner == self.viewer:
            return event
        seen_through = self.end.opened_by(self.viewer, need)
        if not seen_through:
            return None
        last = {"group": need.group, "picks": need.picks, "words": need.words, "named": need.named}
        return replace(event.but(**last, open_to=seen_through), who=need.owner)

    def _changes_need(self, event: Event) -> Event | None:
        return event if event.who == self.viewer else None

    def _stops_need(self, event: Event) -> Event | None:
        return event if event.who == self.viewer else None

    def _withdraws_need(self, event: Event) -> Event | None:
        return event if event.who == self.viewer else None

    def _prefers(self, event: Event) -> Event | None:
        """For those who run a panel of theirs: they ring and write, and have what was to be passed on by hand."""
        who = event["person"]
        runs = any(who in once and self.end.runs(self.viewer, panel) for panel, once in self.end.once_on.items())
        return event if who == self.viewer or runs else None

    # People

    def _renames(self, event: Event) -> Event | None:
        return event if self._knows_name(event.who) or self._was_in_an_order(event) else None

    def _is_called(self, event: Event) -> Event | None:
        """What somebody is called: they, and whoever may have to phone them. Everyone else: what it is shown as."""
        panels = [panel for panel, once in self.end.once_on.items() if event.who in once]
        if event.who == self.viewer or any(self.end.runs(self.viewer, panel) for panel in panels):
            return event
        return event.but(name=SAME_WORDS) if self._renames(event) else None

    def _asks_to_join(self, event: Event) -> Event | None:
        """Whom a panel asks to join is for those who run it. (Whoever is asked is nobody yet.)"""
        return event if self.end.runs(self.viewer, event["panel"]) else None

    def _takes_a_break(self, event: Event) -> Event | None:
        """The person and those who run the panel. Everyone else sees no difference at all."""
        return event if event.who == self.viewer or self.end.runs(self.viewer, event["panel"]) else None

    def _describes(self, event: Event) -> Event | None:
        return event if self.end.sees(self.viewer, event["panel"]) else None

    def _agrees_rules(self, event: Event) -> Event | None:
        return event if self.end.sees(self.viewer, event["panel"]) else None

    def _knows_name(self, who: str) -> bool:
        """Is the name of this person on any page or file of the viewer's?"""
        end, viewer = self.end, self.viewer
        if who == viewer or self._is_on_a_list_of_readers(who) or self._opened_mine(who):
            return True
        for panel, once in end.once_on.items():
            if who in once and (end.runs(viewer, panel) or (end.sees(viewer, panel) and end.is_on(who, panel))):
                return True
        return (
            self._sat_with(who)
            or self._took_my_register(who)
            or self._writes_with(who)
            or self._acts_for_me(who)
            or self._is_in_my_needs(who)
            or self._is_my_contact(who)
            or self._tells_me_something(who)
            or self._is_in_my_books(who)
            or self._is_mine_to_open(who)
        )

    def _tells_me_something(self, who: str) -> bool:
        """Whoever says something to the study team, or to the viewer alone, with their name to it."""
        theirs = (each for each in self.end.statements.values() if each.owner == who)
        return any(yes.named for each in theirs for yes in self.end.reads_through(self.viewer, each))

    def _is_in_my_books(self, who: str) -> bool:
        """A lead sees who has a role in the whole programme."""
        return any(person == who and self.end.leads(self.viewer, place) for person, place, _ in self.end.once)

    def _is_mine_to_open(self, who: str) -> bool:
        """An administrator chooses among everybody with a role in the programme, when there is an emergency."""
        return any(person == who and self._administers(place) for person, place, _ in self.end.roles)

    def _administers(self, place: str) -> bool:
        return self.end.administers(self.viewer, PROGRAMME_OF.get(place, place))

    def _is_my_contact(self, who: str) -> bool:
        """Whom to ask, at the foot of every page: on their panels; for somebody on none, of their past or programme."""
        mine = [panel for panel in PANELS if self.end.sees(self.viewer, panel)]
        ever = {place for person, place, _ in self.end.once if person == self.viewer}
        once = [panel for panel in PANELS if ever & {panel, PROGRAMME_OF[panel]}]
        return who in map(_contact_of, mine or once)

    def _acts_for_me(self, who: str) -> bool:
        """Who runs a panel is named beside each tick that lets them see something."""
        return any(self.end.is_on(self.viewer, panel) and self.end.runs(who, panel) for panel in PANELS)

    def _is_in_my_needs(self, who: str) -> bool:
        """Who wrote something down for me, and whom I let in by name."""
        mine = [need for need in self.end.needs.values() if need.owner == self.viewer]
        return any(who == need.written_by or who in {person for _, _, person in need.open_to} for need in mine)

    def _opened_mine(self, who: str) -> bool:
        """Who opened what the viewer keeps for themself, in an emergency."""
        openings = (each for each in self.history if each.kind == "opens in an emergency")
        return any(each.who == who and each["person"] == self.viewer for each in openings)

    def _is_on_a_list_of_readers(self, who: str) -> bool:
        """The study team of one's programme, and everyone on a panel that one ever told something."""
        end, viewer = self.end, self.viewer
        programmes = [each for each in LEADING if end.in_programme(viewer, each) or self._told_something(each)]
        if any((who, where, kind) in end.once for each in programmes for where, kind in staff_of(each)):
            return True
        return any(self._told_something(panel) and who in once for panel, once in end.once_on.items())

    def _sat_with(self, who: str) -> bool:
        """Somebody who has left since keeps their chair in the plans and in the list of who chaired."""
        return any(
            who in meeting.invited and self.end.sees(self.viewer, meeting.panel)
            for meeting in self.end.meetings.values()
        )

    def _took_my_register(self, who: str) -> bool:
        taken = (m for m in self.end.meetings.values() if self.viewer in m.registered)
        return any(who in meeting.register_takers for meeting in taken)

    def _writes_with(self, who: str) -> bool:
        for account in self.end.accounts.values():
            mine = account.state.get(self.viewer)
            if mine == "writing" and (who in account.state or any(who in v.readers for v in account.versions)):
                return True
            if mine == "asked" and account.asked_by[self.viewer] == who:
                return True
        return False

    def _was_in_an_order(self, event: Event) -> bool:
        """Declassified: invitations, registers and polls are made in the order of the names of that moment."""
        asked = (each for each in self.kept_asking if each.number > event.number)
        if any(event.who in self.end.polls[each.about].asked for each in asked):
            return True
        later = (each for each in self.kept_meeting_events if each.number > event.number)
        return any(event.who in self.end.meetings[each.about].invited for each in later)

    def _tells_legal_name(self, event: Event) -> Event | None:
        """For the person, and for those who keep the money of a programme once there is a line. Nobody else."""
        if event.who == self.viewer:
            return event
        for meeting in self.end.meetings.values():
            whole = {"finance_officer", "ppi_lead"} & self.end.kinds_on(self.viewer, PROGRAMME_OF[meeting.panel])
            if whole and event.who in meeting.registered:
                return event
        return None

    def _gives_role(self, event: Event) -> Event | None:
        return event if self._knows_role(event["to"], event["panel"], event["role"]) else None

    def _ends_role(self, event: Event) -> Event | None:
        return event if self._knows_role(event["of"], event["panel"], event["role"]) else None

    def _knows_role(self, who: str, panel: str, kind: str) -> bool:
        if who == self.viewer or self.end.sees(self.viewer, panel) or self._told_something(panel):
            return True
        if self._administers(panel) and self._came_or_went(who, PROGRAMME_OF[panel]):
            return True
        programme = PROGRAMME_OF[panel]
        in_it = self.end.in_programme(self.viewer, programme) or self._told_something(programme)
        if kind in STAFF_KINDS and in_it:
            return True
        if kind in PAID_STAFF_KINDS and self._keeps_money_of(who, PROGRAMME_OF[panel]):
            return True
        if any(poll.panel == panel for poll in self.kept_polls):
            return True
        return any(self.end.meetings[event.about].panel == panel for event in self.kept_meeting_events)

    def _came_or_went(self, who: str, programme: str) -> bool:
        """Is this person on the list of everybody in the programme only at the beginning, or only at the end?"""
        before = {place for place, _ in ROLES[who]}
        now = {place for person, place, _ in self.end.roles if person == who}
        home = {programme, *(panel for panel, home in PROGRAMME_OF.items() if home == programme)}
        return bool(before & home) != bool(now & home)

    def _keeps_money_of(self, who: str, programme: str) -> bool:
        """Declassified: is this person checked before they are paid on a panel whose money the viewer keeps?"""
        return any(
            who in meeting.registered
            and PROGRAMME_OF[meeting.panel] == programme
            and self.end.keeps_money(self.viewer, meeting.panel)
            for meeting in self.end.meetings.values()
        )

    # Meetings

    def _meeting_level(self, meeting: Meeting) -> str:
        """How much of a meeting the viewer may know: all, panel, own (they were asked or came), money, or none."""
        if self.end.runs(self.viewer, meeting.panel):
            return "all"
        if meeting.opened and self.end.is_on(self.viewer, meeting.panel):
            return "panel"
        if self.viewer in meeting.invited or self.viewer in meeting.registered:
            return "own"
        if meeting.registered and self.end.keeps_money(self.viewer, meeting.panel):
            return "money"
        return "none"

    def _plans(self, event: Event) -> Event | None:
        level = self.meetings[event.about]
        if level == "money":
            return event.but(**PLAIN)
        if level == "own":  # what they were told then; of what it was about, only its name is in their own records
            return event.but(place=PLAIN["place"], agenda=PLAIN["agenda"])
        return event if level != "none" else None

    def _opens(self, event: Event) -> Event | None:
        level = self.meetings[event.about]
        return event if level != "none" and not self._had_begun_for_them(event, level) else None

    def _had_begun_for_them(self, event: Event, level: str) -> bool:
        """Whoever left before a meeting was moved knows the old time: newcomers invited after that are not theirs."""
        meeting = self.end.meetings[event.about]
        left_before = self.viewer in meeting.invited_before_move - meeting.told_moved
        if level in ("all", "panel") or not left_before:
            return False
        planned = (each for each in self.history if each.kind == "plans" and each.about == event.about)
        return any(each["starts_minute"] <= event.number * STEP for each in planned)

    def _cancels(self, event: Event) -> Event | None:
        told = self.viewer in self.end.meetings[event.about].told_off
        return event if told or self.meetings[event.about] in ("all", "panel") else None

    def _moves(self, event: Event) -> Event | None:
        meeting = self.end.meetings[event.about]
        if self.meetings[event.about] in ("all", "panel"):
            return event
        invited_since = self.viewer in meeting.invited - meeting.invited_before_move
        told = self.viewer in meeting.told_moved or invited_since
        return event.but(place=PLAIN["place"]) if told else None

    def _adds_holidays(self, event: Event) -> Event | None:
        """Everyone on the panel sees those that stand."""
        stands = event.about not in self.end.holidays_gone
        return event if stands and self.end.sees(self.viewer, event["panel"]) else None

    def _removes_holidays(self, event: Event) -> Event | None:
        return None

    def _makes_link(self, event: Event) -> Event | None:
        return event if event.who == self.viewer else None

    def _replies(self, event: Event) -> Event | None:
        own = event["person"] == self.viewer
        known = own or self.meetings[event.about] == "all"
        if known:
            return event
        part = event.but(supporter="") if "supporter" in event.facts else event
        return part if self._takes_part_for_chair(event) or self._fills_the_room(event) else None

    def _fills_the_room(self, event: Event) -> bool:
        """Declassified: the room is full, for whoever holds no place in it or got theirs from the line."""
        meeting = self.end.meetings[event.about]
        mine = meeting.said.get(self.viewer, [])
        has_their_own = mine[-1:] == ["coming"] and "in_line" not in mine
        holds_one = "coming" in meeting.said.get(event["person"], ())
        return self.meetings[event.about] == "panel" and holds_one and not has_their_own

    def _lines_move(self, event: Event) -> Event | None:
        """By LEAP itself, every minute."""
        return event

    # Places to meet in

    def _makes_venue(self, event: Event) -> Event | None:
        """For those who keep the places of the programme; one that is met in, for those who see that meeting too."""
        return event if self._keeps_venue(event.about) or event.about in self._venues_met_in() else None

    def _adds_picture(self, event: Event) -> Event | None:
        if event.about in self.end.pictures and event["venue"] in self._venues_met_in():
            return event
        return event if self._keeps_venue(event["venue"]) else None

    def _removes_picture(self, event: Event) -> Event | None:
        at = next(each["venue"] for each in self.history if (each.kind, each.about) == ("adds picture", event.about))
        return event if self._keeps_venue(at) else None

    def _keeps_venue(self, word: str) -> bool:
        programme = self.end.venues[word]
        return any(self.end.runs(self.viewer, panel) for panel in PANELS if PROGRAMME_OF[panel] == programme)

    def _venues_met_in(self) -> set[str | None]:
        """The places of meetings of which the viewer knows."""
        return {meeting.venue for word, meeting in self.end.meetings.items() if self.meetings[word] != "none"}

    def _takes_part_for_chair(self, event: Event) -> bool:
        """Declassified: the viewer chairs this meeting, and the person lets the chair see what helps them."""
        meeting = self.end.meetings[event.about]
        theirs = (need for need in self.end.needs.values() if need.owner == event["person"])
        lets_see = any(
            (audience, panel) == ("chair", meeting.panel)
            for need in theirs
            for audience, panel, _ in self.end.opened_by(self.viewer, need)
        )
        return meeting.chair == self.viewer and lets_see

    # Notes

    def _writes_notes(self, event: Event) -> Event | None:
        """A draft is for those who run the meeting. Of notes that are out, those invited read all from then on.

        Kept is that the notes were begun, so that they have their id; nobody else ever reads those words.
        """
        meeting = self.end.meetings[event.about]
        if self.end.runs(self.viewer, meeting.panel):
            return event
        if meeting.notes_sent is None or not self._knows_of_notes(event.about):
            return None
        out = max(number for number in meeting.notes_written if number < meeting.notes_sent)
        if event.number < out:
            return event.but(words=SAME_WORDS) if event.number == min(meeting.notes_written) else None
        if self.viewer in meeting.invited and self.end.is_on(self.viewer, meeting.panel):
            return event
        return event.but(words="Other words.") if event.number == out else None

    def _sends_notes(self, event: Event) -> Event | None:
        meeting = self.end.meetings[event.about]
        return event if self.end.runs(self.viewer, meeting.panel) or self._knows_of_notes(event.about) else None

    def _knows_of_notes(self, word: str) -> bool:
        """Whoever was told of them or of a question in them, and everyone on the panel: they see what is to be done."""
        meeting = self.end.meetings[word]
        told = self.viewer in meeting.told_notes or self.end.was_told_of_an_action(self.viewer, word)
        return told or self.end.is_on(self.viewer, meeting.panel)

    def _suggests(self, event: Event) -> Event | None:
        """Their own. Those who answer read what is suggested; who, only if the person wants it: else it is anybody."""
        if event["person"] == self.viewer:
            return event
        if not self.end.runs(self.viewer, self.end.meetings[event["meeting"]].panel):
            return None
        if event["shown"]:
            return event
        anybody = "wren" if event["person"] != "wren" else "briar"  # both always come
        return replace(event.but(person=anybody), who=event.who if event.who == self.viewer else anybody)

    def _adds_action(self, event: Event) -> Event | None:
        """Those who asked know whom. The panel knows who said yes, and nobody else.

        Somebody who was told that they are asked, and has left since, heard that there was a question: not which.
        """
        meeting = self.end.meetings[event["meeting"]]
        if self.end.runs(self.viewer, meeting.panel):
            return event
        if meeting.notes_sent is None or not self.end.is_on(self.viewer, meeting.panel):
            told = self.end.actions[event.about].told == self.viewer
            return event.but(words=SAME_WORDS) if told else None
        known = self.viewer == event["person"] or self.end.took_on.get(event.about) == event["person"]
        return event if known else event.but(person="")

    def _takes_on(self, event: Event) -> Event | None:
        return event if self._knows_whose(event) else None

    def _hands_back(self, event: Event) -> Event | None:
        return event if self._knows_whose(event) else None

    def _records_answer(self, event: Event) -> Event | None:
        """The person, and those who run the panel. Everybody else there knows a yes, as if it had been said here."""
        said = replace(event, who=event["person"])
        panel = self.end.meetings[self.end.actions[event.about].meeting].panel
        if self.viewer == event["person"] or self.end.runs(self.viewer, panel):
            return event if self._knows_whose(said) else None
        kept = event["said"] == "yes" and self._knows_whose(said)
        return replace(said, kind="takes on", facts={}) if kept else None

    def _knows_whose(self, event: Event) -> bool:
        added = next(each for each in self.history if (each.kind, each.about) == ("adds action", event.about))
        meeting = self.end.meetings[added["meeting"]]
        if event.who == self.viewer or self.end.runs(self.viewer, meeting.panel):
            return self._adds_action(added) is not None
        known = self.end.took_on.get(event.about) == event.who
        return known and self._adds_action(added) is not None

    # Polls about dates

    def _knows_poll(self, poll: Poll) -> bool:
        """Those who run the panel, and whoever was asked."""
        return self.viewer in poll.asked or self.end.runs(self.viewer, poll.panel)

    def _knows_poll_of(self, event: Event) -> bool:
        return self._knows_poll(self.end.polls[event.facts.get("poll", event.about)])

    def _asks_for_dates(self, event: Event) -> Event | None:
        return event if self._knows_poll_of(event) else None

    def _asks_newcomers(self, event: Event) -> Event | None:
        return event if self._knows_poll_of(event) else None

    def _closes_poll(self, event: Event) -> Event | None:
        return event if self._knows_poll_of(event) else None

    def _answers_dates(self, event: Event) -> Event | None:
        """Their own, and everybody's for those who run the panel. Nobody else learns that there are any."""
        runs = self.end.runs(self.viewer, self.end.polls[event.about].panel)
        return event if event["person"] == self.viewer or runs else None

    def _takes_date(self, event: Event) -> Event | None:
        """For whoever was not asked: the meeting that came of it, as if it had been planned."""
        if self._knows_poll_of(event):
            return event
        poll = self.end.polls[event["poll"]]
        starts = poll.minutes[event["number"] - 1]
        facts = {"panel": poll.panel, "title": poll.title, "place": poll.place, "agenda": "", "starts_minute": starts}
        return self._plans(replace(event, kind="plans", facts=facts))

    def _says_willing(self, event: Event) -> Event | None:
        return event if event.who == self.viewer else None

    def _asks_to_chair(self, event: Event) -> Event | None:
        return event if self._knows_turn(event, event.number) else None

    def _accepts(self, event: Event) -> Event | None:
        return event if self._knows_turn(event, self._asking(event)) else None

    def _passes(self, event: Event) -> Event | None:
        return event if self._knows_turn(event, self._asking(event)) else None

    def _asking(self, event: Event) -> int:
        answers = self.end.meetings[event.about].chair_answers
        return next(asking for asking, numbers in answers.items() if event.number in numbers)

    def _knows_turn(self, event: Event, asking: int) -> bool:
        """Their own turn; one that somebody agreed to; for those who arrange the meeting, one still waiting.

        Who said no is shown to nobody. Whoever asked knows that they asked, and the contact of the panel heard that the
        turn was free.
        """
        meeting = self.end.meetings[event.about]
        asked_by, asked = meeting.chair_asked[asking]
        level = self.meetings[event.about]
        if asked == self.viewer:
            return True
        if asking in meeting.passed:
            return level == "all" and self.viewer in (asked_by, _contact_of(meeting.panel))
        agreed = bool(meeting.chair_answers.get(asking))
        return level == "all" or (agreed and level == "panel")

    def _asks_beside(self, event: Event) -> Event | None:
        return event if self._knows_place(event, event["chosen"], asked_by=event.who) else None

    def _agrees_beside(self, event: Event) -> Event | None:
        return event if self._knows_place(event, event.who) else None

    def _passes_beside(self, event: Event) -> Event | None:
        asking = (each for each in self.history if (each.kind, each.about) == ("asks beside", event.about))
        by = next(each.who for each in asking if (each["part"], each["chosen"]) == (event["part"], event.who))
        return event if self._knows_place(event, event.who, asked_by=by) else None

    def _knows_place(self, event: Event, whom: str, asked_by: str = "") -> bool:
        """A place beside the chair: like the chair itself (`_knows_turn`), but of a no nobody hears but who asked."""
        said, level = self.end.meetings[event.about].beside_said[event["part"], whom], self.meetings[event.about]
        if whom == self.viewer or (said == "no" and asked_by == self.viewer and level == "all"):
            return True
        return said != "no" and (level == "all" or (said == "yes" and level == "panel"))

    def _seats(self, event: Event) -> Event | None:
        in_use = self.end.meetings[event.about].seats == event.number
        if not in_use or self.meetings[event.about] not in ("all", "panel"):
            return None
        if self.meetings[event.about] == "all" or not event["along"]:
            return event
        return event.but(planned=replace(event["planned"], tables=tuple(self._with_supporters_of_anybody(event))))

    def _with_supporters_of_anybody(self, event: Event) -> Iterator[SeatedTable]:
        """The same tables; but for their own, a chair for a supporter belongs to somebody else who comes."""
        names = dict(zip((each.id for each in event["coming"]), event["seated"], strict=True))
        free = [who for who, name in names.items() if name != self.viewer and who not in event["along"]]
        for table in event["planned"].tables:
            hidden = {who for who in table.people if isinstance(who, Supporter) and names[who.of] != self.viewer}
            seats = (Supporter(free.pop()) if who in hidden and free else who for who in table.seats)
            yield replace(table, seats=tuple(seats))

    def _chooses_topic(self, event: Event) -> Event | None:
        """Seen by nobody else, unless both look for company now and one can be shown the other."""
        both = self.end.company[event.who] and self.end.company.get(self.viewer or "", False)
        together = (self.end.is_on(event.who, panel) and self.end.sees(self.viewer, panel) for panel in PANELS)
        return event if event.who == self.viewer or (both and any(together)) else None

    def _wishes_apart(self, event: Event) -> Event | None:
        return event if event.who == self.viewer else None

    def _chooses_fee(self, event: Event) -> Event | None:
        own = event["person"] == self.viewer
        return event if own or self.meetings[event.about] == "all" else None

    def _chooses_way(self, event: Event) -> Event | None:
        """Their own, and for those who run the panel. Who keeps the money sees what became of the line: its last."""
        if event["person"] == self.viewer or self.meetings[event.about] == "all":
            return event
        is_last = self.end.meetings[event.about].ways[event["person"]] == event.number
        paid = is_last and self._sees_line_paid(event["person"], event.about)
        return replace(event, who=event["person"]) if paid else None

    def _sees_line_paid(self, who: str, word: str) -> bool:
        meeting = self.end.meetings[word]
        here = meeting.registered.get(who) in HERE and who not in meeting.no_fee
        return here and self.end.keeps_money(self.viewer, meeting.panel)

    def _wishes_way(self, event: Event) -> Event | None:
        """Their own; for those who run a panel they are a member of, beside each of its meetings. Who keeps the money
        sees it in a line that was made by it."""
        if event.who == self.viewer:
            return event
        member = (panel for panel in PANELS if (event.who, panel, "member") in self.end.once)
        if any(self.end.runs(self.viewer, panel) for panel in member):
            return event
        return event if any(self._was_made_by(event, word) for word in self.end.meetings) else None

    def _was_made_by(self, wish: Event, word: str) -> bool:
        """Is it the last wish before this meeting, and was nothing chosen for the meeting alone?"""
        starts = self.end.meetings[word].starts
        wishes = (each for each in self.history if each.kind == wish.kind and each.who == wish.who)
        before = [each.number for each in wishes if each.number * STEP <= starts]
        chose = wish.who in self.end.meetings[word].ways
        return not chose and max(before, default=0) == wish.number and self._sees_line_paid(wish.who, word)

    def _keeps_ceiling(self, event: Event) -> Event | None:
        return event if event.who == self.viewer else None

    def _keeps_terms(self, event: Event) -> Event | None:
        """They stand beside every offer."""
        return self._records_rate(event)

    def _line_level(self, event: Event) -> str:
        """How much of a line the viewer may know: own, all (they run the panel), money, or none."""
        panel = self.end.meetings[event["meeting"]].panel
        if event["person"] == self.viewer:
            return "own"
        if self.end.runs(self.viewer, panel):
            return "all"
        return "money" if self.end.keeps_money(self.viewer, panel) else "none"

    def _says_of_line(self, event: Event) -> Event | None:
        """Whoever runs the panel reads what was said. Who keeps the money: only that it could be confirmed."""
        level = self._line_level(event)
        if level in ("own", "all"):
            return event
        needed = level == "money" and self.end.lines_confirmed.get(event.about) == event.number
        return replace(event, who=event["person"]) if needed else None

    def _confirms_line(self, event: Event) -> Event | None:
        return self._moved(event)

    def _approves_line(self, event: Event) -> Event | None:
        return self._moved(event)

    def _denies_line(self, event: Event) -> Event | None:
        level = self._line_level(event)
        return event.but(words=SAME_WORDS) if level == "money" else self._moved(event)

    def _moved(self, event: Event) -> Event | None:
        """The person sees what became of it, not who did it."""
        level = self._line_level(event)
        if level != "own":
            return event if level != "none" else None
        return replace(event, who={"willow": "martin", "martin": "willow"}.get(event.who, event.who))

    def _registers(self, event: Event) -> Event | None:
        level, meeting = self.meetings[event.about], self.end.meetings[event.about]
        if level == "none":
            return None
        if level == "all":
            return event
        chair = self._chair_noted(event, level, meeting)
        marks = {who: self._mark(who, came, level, meeting, chair) for who, came in event["marks"].items()}
        return event.but(marks=marks, counts={}, chair=chair)

    def _doubts_register(self, event: Event) -> Event | None:
        return event if event.who == self.viewer or self.meetings[event.about] == "all" else None

    def _chair_noted(self, event: Event, level: str, meeting: Meeting) -> str | None:
        """Who chaired is known to the panel. To somebody who has left: whether it was them."""
        chair = event["chair"]
        if level == "panel" or chair == self.viewer:
            return chair
        return "guest" if chair is not None and meeting.chair == self.viewer else None

    def _is_counted_later(self, meeting: Meeting) -> bool:
        """Declassified: a later plan of the panel counts who sat together at this meeting."""
        later = (m for m in self.end.meetings.values() if m.panel == meeting.panel and m.starts > meeting.starts)
        return any(m.seats for m in later)

    def _mark(self, who: str, came: str, level: str, meeting: Meeting, chair: str | None) -> str:
        if who == self.viewer:
            return came
        here = came in HERE
        if level == "money":
            paid = (who, meeting.panel, "member") in self.end.once and who not in meeting.no_fee
            return "in_person" if paid and here else "away"
        sat = came in ("in_person", "part")
        if level == "panel" and who in meeting.seated and sat and self._is_counted_later(meeting):
            return "in_person"
        if level == "panel" and who in (meeting.chair, chair) and here:
            return "online"
        return "away"

    def _tells_by_hand(self, event: Event) -> Event | None:
        return event if self.meetings[event.about] == "all" else None

    def _reminders(self, event: Event) -> Event | None:
        return event if self.end.sees(self.viewer, event["panel"]) or self._was_invited(event["panel"]) else None

    def _was_invited(self, panel: str) -> bool:
        return any(m.panel == panel and self.viewer in m.invited for m in self.end.meetings.values())

    def _records_rate(self, event: Event) -> Event | None:
        programme = event["programme"]
        finance = bool(self.end.kinds_on(self.viewer, programme))
        once = any(PROGRAMME_OF[self.end.meetings[e.about].panel] == programme for e in self.kept_meeting_events)
        return event if finance or once or self.end.in_programme(self.viewer, programme) else None

    # Agendas, papers and hard words

    def _adds_item(self, event: Event) -> Event | None:
        return event if self.meetings[event["meeting"]] in ("all", "panel") else None

    def _proposes_item(self, event: Event) -> Event | None:
        """Their own; for those who run the panel, what was not taken back; for the panel, once it is on the agenda, if
        its owner lets them see who proposed it."""
        if self._knows_proposal(event.about):
            return event
        return event.but(shown=True) if self._sees_who_proposed(event.about) else None

    def _knows_proposal(self, word: str) -> bool:
        proposal = self.end.proposals[word]
        runs = self.meetings[proposal.meeting] == "all" and not proposal.taken_back
        return runs or proposal.owner == self.viewer

    def _sees_who_proposed(self, word: str) -> bool:
        proposal = self.end.proposals[word]
        there = self.end.is_on(proposal.owner, self.end.meetings[proposal.meeting].panel)
        on_agenda = proposal.taken_up and self.meetings[proposal.meeting] == "panel"
        return on_agenda and proposal.shown and there

    def _shows_name(self, event: Event) -> Event | None:
        return event if self._knows_proposal(event.about) else None

    def _takes_up(self, event: Event) -> Event | None:
        """For whoever may not know that somebody proposed it: something on the agenda, like all the others."""
        word = event["proposal"]
        if self._knows_proposal(word) or self._sees_who_proposed(word):
            return event
        proposal = self.end.proposals[word]
        facts = {"meeting": proposal.meeting, "title": proposal.title, "words": proposal.words}
        return self._adds_item(replace(event, kind="adds item", facts=facts))

    def _answers_proposal(self, event: Event) -> Event | None:
        return event if self._knows_proposal(event.about) else None

    def _takes_back_proposal(self, event: Event) -> Event | None:
        return event if self.end.proposals[event.about].owner == self.viewer else None

    def _reads_version(self, event: Event) -> bool:
        """The version of a paper that an event is about: what was sent and stands, for whoever sees the meeting."""
        word, number = self.end.version_of[event.number]
        paper = self.end.papers[word]
        level = self.meetings[paper.meeting]
        return level == "all" or (level == "panel" and number in paper.sent and not paper.withdrawn)

    def _heard_of(self, word: str) -> bool:
        """Whoever was there when it was sent heard that there is something to read, though not what it is."""
        paper = self.end.papers[word]
        level = self.meetings[paper.meeting]
        return level == "all" or (level in ("panel", "own") and bool(paper.sent))

    def _writes_paper(self, event: Event) -> Event | None:
        return self._written(event)

    def _changes_paper(self, event: Event) -> Event | None:
        return self._written(event)

    def _starts_version(self, event: Event) -> Event | None:
        return self._written(event)

    def _written(self, event: Event) -> Event | None:
        """What somebody may read; what they only heard of has no words."""
        if self._reads_version(event):
            return event
        word, number = self.end.version_of[event.number]
        plain = {"title": SAME_WORDS, "words": SAME_WORDS, "item": ""}
        return event.but(**plain) if self._heard_of(word) and number in self.end.papers[word].sent else None

    def _adds_copy(self, event: Event) -> Event | None:
        return event if self._reads_version(event) else None

    def _sends_papers(self, event: Event) -> Event | None:
        return event if any(map(self._heard_of, event["papers"])) else None

    def _withdraws_paper(self, event: Event) -> Event | None:
        return event if self._heard_of(event.about) else None

    def _explains_word(self, event: Event) -> Event | None:
        return event if self.end.in_programme(self.viewer, event["programme"]) else None

    def _asks_for_word(self, event: Event) -> Event | None:
        """Those who run a panel there know of the word; who asked is known to nobody, so it may be anybody."""
        panels = [panel for panel, home in PROGRAMME_OF.items() if home == event["programme"]]
        runs = any(self.end.runs(self.viewer, panel) for panel in panels)
        return replace(event, who=self.viewer) if runs else None

    # Writing

    def _starts(self, event: Event) -> Event | None:
        account = self.end.accounts[event.about]
        if self._is_author(account) or event.who == self.viewer:
            return event
        if self._sees_label(account):
            return event.but(title=SAME_WORDS)
        return event.but(title=SAME_WORDS, role="") if self._was_asked(account) else None

    def _saves(self, event: Event) -> Event | None:
        account, version = self.end.accounts[event.about], self._version_to_read(event.about)
        if self._is_author(account):
            return event
        if self._wrote_then(event):
            return event.but(title=SAME_WORDS, body=SAME_WORDS) if event["device"] == "new" else None
        if version is None or event.number != self._last_save_before(event.about, version.number):
            return None
        return replace(event.but(title=version.title, body=version.body, device="new"), who=version.by)

    def _last_save_before(self, word: str, number: int) -> int:
        saves = [
            e.number
            for e in self.history
            if e.kind == "saves" and e.about == word and e.number < number and e["device"] == "new"
        ]
        return max(saves)

    def _chooses(self, event: Event) -> Event | None:
        return event if self._is_author(self.end.accounts[event.about]) else None

    def _asks(self, event: Event) -> Event | None:
        return event if self._knows_ask(event, event["person"], asked_by=event.who) else None

    def _takes_back_ask(self, event: Event) -> Event | None:
        return event if self._knows_ask(event, event["person"], asked_by=event.who) else None

    def _declines(self, event: Event) -> Event | None:
        asked_by = self.end.accounts[event.about].asked_by[event.who]
        return event if self._knows_ask(event, event.who, asked_by=asked_by) else None

    def _joins(self, event: Event) -> Event | None:
        account = self.end.accounts[event.about]
        asked_by = account.asked_by[event.who]
        if not self._knows_ask(event, event.who, asked_by=asked_by):
            return None
        shown = event.who == self.viewer or self._is_author(account) or self._sees_label(account)
        return event if shown else event.but(role="")

    def _leaves(self, event: Event) -> Event | None:
        account = self.end.accounts[event.about]
        return event if event.who == self.viewer or self._is_author(account) else None

    def _knows_ask(self, event: Event, who: str, asked_by: str) -> bool:
        account = self.end.accounts[event.about]
        state = account.state[who]
        if self.viewer in (who, asked_by):
            return True
        if self._is_author(account):
            return state not in ("declined", "taken back")
        if state == "writing":
            return self._sees_label(account) or self._was_asked(account)
        return False

    def _proposes(self, event: Event) -> Event | None:
        if self._is_author(self.end.accounts[event.about]):
            return event
        if self._wrote_then(event):
            return event.but(readers=event["readers"][:1], cover={})
        version = self._version_to_read(event.about)
        cover = {"content_note": event.facts.get("cover", {}).get("content_note", "")}
        is_theirs = version and version.number == event.number
        return event.but(readers=[self.viewer], cover=cover) if is_theirs else None

    def _agrees(self, event: Event) -> Event | None:
        account = self.end.accounts[event.about]
        if self._is_author(account):
            return event
        version = self._version_to_read(event.about)
        is_the_one = version and event["version"] == version.word and version.agreed.get(event.who) == event.number
        return event if is_the_one and event.who in account.writers else None

    def _takes_back(self, event: Event) -> Event | None:
        return event if self._is_author(self.end.accounts[event.about]) else None

    def _is_lettered(self, event: Event) -> Event | None:
        seen = self.end.in_programme(self.viewer, event["inquiry"]) or self._is_author(self.end.accounts[event.about])
        return event.but(words=SAME_WORDS) if seen else None

    def _of_authors(self, event: Event) -> Event | None:
        """What only the authors of today know."""
        return event if self._is_author(self.end.accounts[event.about]) else None

    _keeps_version = _names_version = _of_authors
    _asks_about_uses = _asks_about_quote = _answers_use = _takes_back_uses = _of_authors

    def _comments(self, event: Event) -> Event | None:
        """For the authors; for whoever wrote it while they may read; for nobody once it is taken back."""
        return event if self._knows_comment(event) else None

    def _knows_comment(self, event: Event) -> bool:
        comment = self.end.comments[event["comment"]]
        theirs = comment.who == self.viewer and self._version_to_read(event.about) is not None
        return not comment.is_gone and (theirs or self._is_author(self.end.accounts[event.about]))

    def _answers_comment(self, event: Event) -> Event | None:
        """Whoever wrote the comment reads it as the authors' own: any of them may have written it."""
        account = self.end.accounts[event.about]
        if not self._knows_comment(event):
            return None
        return event if self._is_author(account) else replace(event, who=account.starter)

    def _settles_comment(self, event: Event) -> Event | None:
        return event if self._is_author(self.end.accounts[event.about]) and self._knows_comment(event) else None

    def _takes_back_comment(self, event: Event) -> Event | None:
        return None  # what is taken back was never said

    # Tasks and numbers

    def _would_be_asked(self, event: Event) -> Event | None:
        """Their own; for whoever runs the panel, what a yes to a task tells: that its topic fits, never the words."""
        if event.who == self.viewer or self.end.has_open(self.viewer, event.who):
            return event
        told = self.end.says_to_fit(self.viewer, event["where"], event.who)
        return event.but(words=SAME_WORDS) if any(task.topics & set(event["topics"]) for task in told) else None

    def _would_be_counted(self, event: Event) -> Event | None:
        return event if event.who == self.viewer or self.end.has_open(self.viewer, event.who) else None

    def _would_not_be_asked(self, event: Event) -> Event | None:
        return event if event.who == self.viewer else None

    def _looks_for_people(self, event: Event) -> Event | None:
        """Whoever runs the panel, and whoever said yes to being asked there."""
        asked = any(self._would_ask_me(each, event["panel"]) for each in self.history)
        return event if asked or self.end.runs(self.viewer, event["panel"]) else None

    def _would_ask_me(self, event: Event, panel: str) -> bool:
        yes = event.kind == "would be asked" or (event.kind == "shares" and event["audience"] == "matched")
        return yes and event.who == self.viewer and event["where"] == panel

    def _letters_about_tasks(self, event: Event) -> Event | None:
        return event

    def _answers_task(self, event: Event) -> Event | None:
        """Their own; for whoever runs the panel, the yes that stands, as if there had been no answer before."""
        task = self.end.tasks[event.about]
        told = self.end.says_to_fit(self.viewer, task.panel, event.who)
        stands = task in told and task.yes[event.who] == event.number
        return event if event.who == self.viewer or stands else None

    def _takes_back_answer(self, event: Event) -> Event | None:
        return event if event.who == self.viewer else None

    def _numbers_are_made(self, event: Event) -> Event | None:
        """Everybody in the programme reads the same. (Here always that there are fewer than ten of anything.)"""
        return event if self.end.in_programme(self.viewer, event["programme"]) else None

    def _is_author(self, account: Account) -> bool:
        return account.state.get(self.viewer) == "writing"

    def _wrote_then(self, event: Event) -> bool:
        """An author who left since heard of each version put forward until then. Of its words nothing is theirs now."""
        left = (e.number for e in self.history if (e.kind, e.about, e.who) == ("leaves", event.about, self.viewer))
        return event.number < max(left, default=0)

    def _was_asked(self, account: Account) -> bool:
        return self.viewer in account.state

    def _version_to_read(self, word: str):
        account = self.end.accounts[word]
        version = account.open_version
        named = version is not None and self.viewer in version.readers
        return version if named and self.end.in_programme(self.viewer, account.programme) else None

    def _sees_label(self, account: Account) -> bool:
        """Who wrote it, by role, stands in the label: for readers, and in tables of themes once it has a letter."""
        version = account.open_version
        reads = version is not None and self.viewer in version.readers
        return (reads or account.lettered) and self.end.in_programme(self.viewer, account.programme)


def _contact_of(panel: str) -> str:
    return {HOME: "willow"}.get(panel, {"bracken": "fern", "alder": "heron"}.get(panel, ""))
