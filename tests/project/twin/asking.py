"""Which requests are made in both worlds: every address, every way, with the keys of what is there in the full one."""

from collections.abc import Iterator
from functools import partial
from itertools import product
from random import Random
from uuid import UUID

from django.urls import reverse

from accounts.identity import wordings
from accounts.identity.models import ConsentAnswer
from meetings.invitations.models import ReplyLink
from tests.project.addresses import Address, every_address
from tests.project.twin.cast import PANELS, VIEWERS
from tests.project.twin.cells import Cell, Sorter, cells_of
from tests.project.twin.ending import Ending
from tests.project.twin.events import World
from tests.project.twin.observe import Ask, form

EACH_TRIED = 1  # for how many of the things there are, somebody fills in a form
NOBODYS = UUID("00000000-0000-4000-8000-000000000000")
ASKED = wordings.current().version
CHOOSES, SEATS = "chairing:chair-propose", "seating:plan-new"
# There are few of these, and each may be the one that tells: all are looked at, and no draw changes by it.
EVERY = {"identity:person-detail", "seating:plan-detail"}
# Where there is more to find: who is who, one person, one meeting, one piece of writing; and the one button that is not
# always asked for.
MORE = {
    CHOOSES: 4,
    "identity:panel-detail": 3,
    "identity:person-detail": 8,
    "identity:opening-detail": 2,  # one whose hour is over, one that is open
    "schedule:calendar-feed": 2,  # their own, and one that nobody has
    "schedule:meeting-detail": 4,
    "attendance:my-register": 6,
    "seating:plan-detail": 5,
    "invitations:what-helps": 6,
    "invitations:reply-edit": 20,  # every meeting: one has few places
    "invitations:reply-by-link": 8,
    "invitations:date-by-link": 4,
    "chairing:chair-helps": 6,
    "chairing:chair-briefing": 4,
    "needs:assist-detail": 4,
    "needs:need-record": 4,
    "chairing:chair-detail": 8,
    "papers:agenda-detail": 6,
    "papers:paper-detail": 8,
    "papers:copy-file": 6,
    "papers:proposal-answer": 4,
    "papers:item-edit": 2,
    "papers:word-list": 2,
    "availability:poll-answer": 4,
    "availability:poll-take": 8,
    "notes:notes-read": 3,
    "notes:notes-write": 3,
    "writing:account-detail": 4,
    "writing:account-join": 4,
    "writing:account-authors": 4,
    "payments:line-detail": 6,
    "writing:comment-answer": 4,
    "writing:comment-list": 4,
    "writing:use-detail": 4,
    "writing:use-list": 3,
}
# Forms that are sent to an address with a question in it.
FORM_ASKS_IN_ADDRESS = ("identity:statement-share-how",)
# Asked of nobody who is not signed in, because they would write to a mail server or count tries in the cache.
NOT_SENT_SIGNED_OUT = ("account_login", "account_request_login_code", "account_confirm_login_code", "account_signup")


class Asker:
    """Makes the requests of one viewer of one history. The same history and budget give the same requests.

    Of the many things to ask about, those the viewer knows a part of come first: there a leak is most likely to show.
    Then those that lie in a cell in which this viewer has not asked yet.
    """

    def __init__(
        self,
        world: World,
        interest: dict[str, float],
        end: Ending,
        viewer: str,
        seed: str,
        each: int | None,
        asked: set[Cell],
        *,
        only_reads: bool = False,
    ) -> None:
        """`each`: for an address with keys, how many of the things there are to look at; None: only what is in a cell
        that nobody looked into. `asked`: the cells looked into. `only_reads`: buttons are pressed in new cells alone.
        """
        self.world, self.each, self.viewer, self.asked = world, each or 1, viewer, asked
        self.only_new, self.only_reads = each is None, only_reads
        self.chance = Random(f"asks {seed}")
        cast = world.cast
        things = {**world.things, **{word: each.pk for word, each in (cast.people | cast.panels).items()}}
        self.interest = {things[word]: weight for word, weight in interest.items() if word in things}
        places = {word: each.pk for word, each in cast.inquiries.items()}
        self.words = {pk: word for word, pk in (things | places).items()}
        self.sorter = Sorter(end, VIEWERS[viewer], self.words)
        self.keys: dict[str, list[UUID | str]] = {
            "group": ["physical", "food"],
            "framework": ["uk-standards-2019"],
            "stage_id": [stage.pk for stage in cast.stages.values()],
            "topic_id": [topic.pk for topic in cast.topics.values()],
            "theme_id": [theme.pk for theme in cast.themes.values()],
            "change": [0],
            "file_kind": ["words.md"],
            "panel_id": [panel.pk for panel in cast.panels.values()],
            "person_id": [person.pk for person in cast.people.values()],
            "key_id": cast.passkeys,
            "device_id": cast.devices,
            "programme_id": [programme.pk for programme in cast.programmes.values()],
            "role_id": list(cast.roles.values()),
            # Whoever has the secret of a link may see what is behind it. Nobody here has any.
            "token": ["x" * 43],
            # A link that replies shows whoever has it a date and the answers. So it is tried by all who know the date.
            "secret": ["x" * 43, *self._links(end)],
            "inquiry_id": [inquiry.pk for inquiry in cast.inquiries.values()],
            "answer_id": self._answers(),
            **{kind: list(found.values()) for kind, found in world.by_kind.items()},
            # The same for a calendar link; only their own is in the hands of anybody here.
            "calendar_token": ["x" * 43, *self._own_links()],
        }

    @staticmethod
    def _answers() -> list[UUID]:
        """What was answered about anything: everybody's keys, for anybody to try."""
        every = ConsentAnswer.objects.unscoped("a test").order_by("answered_at", "pk")
        return list(every.values_list("pk", flat=True))

    def _links(self, end: Ending) -> list[str]:
        """The links in everybody's messages about the meetings this viewer knows of now."""
        who = VIEWERS[self.viewer]
        known = [
            self.world.things[word]
            for word, meeting in end.meetings.items()
            if word in self.world.things
            and not (meeting.registered or meeting.cancelled)
            and (end.runs(who, meeting.panel) or (meeting.opened and end.is_on(who, meeting.panel)))
        ]
        links = ReplyLink.objects.unscoped("a test").filter(invitation__meeting__in=known, stopped_at__isnull=True)
        return [link.token for link in links.order_by("pk")]

    def _own_links(self) -> list[str]:
        links = self.world.by_kind.get("calendar_token", {})
        return [secret for word, secret in links.items() if word == f"link of {VIEWERS[self.viewer]}"]

    def asks(self) -> Iterator[Ask]:
        """GET and POST, with nothing filled in and with what somebody might try."""
        for address in every_address():
            for place, (keys, is_new) in enumerate(self._some(address)):
                if self.only_new and not is_new:
                    continue
                url = reverse(address.name, kwargs=keys)
                about = self.words.get(keys.get("meeting_id"), "")
                behind = self.sorter.behind(address, keys)
                self.asked.update(cells_of(address.name, self.viewer, behind))
                ask = partial(Ask, address.name, about=about, behind=behind)
                if is_new or place < self.each or address.name in MORE:
                    for extra in self._questions(address) if place < self.each else [""]:
                        yield ask("GET", url + extra)
                if self.only_reads and not is_new:
                    continue
                if is_new or place == 0 or address.name == CHOOSES:
                    yield ask("POST", url)
                if place < EACH_TRIED:
                    asked_in = self._questions(address)[-1] if address.name in FORM_ASKS_IN_ADDRESS else ""
                    for data in self._tries(address):
                        yield ask("POST", url + asked_in, data)

    def _some(self, address: Address) -> list[tuple[dict[str, UUID], bool]]:
        """Some of what can be asked about, each with: is it there for the sake of its cell?"""
        kinds = [self.keys.get(key) or [NOBODYS] for key in address.keys]  # a history may be without one of them
        every = [dict(zip(address.keys, ids, strict=True)) for ids in product(*kinds)]
        wanted = MORE.get(address.name, self.each)
        ranked = every if len(every) <= wanted else sorted(every, key=self._weight, reverse=True)
        some = ranked if len(every) <= wanted else [*ranked[: wanted - 1], self.chance.choice(ranked[wanted - 1 :])]
        known = {cell for keys in some for cell in self._cells(address, keys)} | self.asked
        more = []
        for keys in ranked:
            new = set(self._cells(address, keys)) - known
            if new:
                known |= new
                more.append(keys)
        first_look = [(keys, not self.asked.issuperset(self._cells(address, keys))) for keys in some]
        rest = [keys for keys in ranked if keys not in some and keys not in more] if address.name in EVERY else []
        return [*first_look, *((keys, True) for keys in more), *((keys, False) for keys in rest)]

    def _cells(self, address: Address, keys: dict[str, UUID]) -> Iterator[Cell]:
        return cells_of(address.name, self.viewer, self.sorter.behind(address, keys))

    def _weight(self, keys: dict[str, UUID]) -> float:
        return sum(self.interest.get(key, 0) for key in keys.values()) + self.chance.random()

    def _one(self, key: str) -> UUID:
        return self.chance.choice(self.keys.get(key) or [NOBODYS])

    def _questions(self, address: Address) -> list[str]:
        more = {
            "identity:statement-share-how": lambda: [
                f"?to=named.{self._one('panel_id')}",
                f"?to=matched.{self._one('panel_id')}",
                f"?to=members.{self._one('panel_id')}",
            ],
            "identity:seen-as": lambda: [
                f"?eyes=person.{self._one('person_id')}",
                f"?eyes=member.{self._one('panel_id')}",
                f"?eyes=ppi_coordinator.{self._one('panel_id')}",
                f"?eyes=co_authors.{self._one('account_id')}",
                "?eyes=nobody",
            ],
            "writing:account-new": lambda: [f"?inquiry={self._one('inquiry_id')}"],
            "payments:record-list": lambda: ["?page=2"],
            "payments:year-end": lambda: ["?year=2025"],
            "payments:costs": lambda: ["?year=2025"],
            "schedule:year": lambda: ["?from=2026-01"],
            "attendance:register-edit": lambda: ["?from=answers"],
            "attendance:record-csv": lambda: [f"?panel={self._one('panel_id').hex}", "?lines=meetings"],
            "attendance:record-xlsx": lambda: [f"?person={self._one('person_id').hex}"],
        }
        return ["", *more.get(address.name, list)()]

    def _tries(self, address: Address) -> list[str]:
        """What somebody might fill in: right, wrong, and about things that are not theirs."""
        tries = {
            "people:name-edit": lambda: [
                form(called_name="Poppy", shown_as="first"),
                form(called_name="x" * 200, shown_as="chosen"),
            ],
            "people:legal-name-edit": lambda: [form(legal_name="Poppy Example"), form(legal_name="x" * 200)],
            "people:join": lambda: [form(answer="yes", called_name="Poppy"), form(answer="no")],
            "people:offer-answer": lambda: [form(answer="yes"), form(answer="no")],
            "people:place-pause": lambda: [form(contact="none"), form(contact="shouting")],
            "people:place-leave": lambda: [form(keep_in_touch="on")],
            "people:person-pause": lambda: [form(contact="none", how="phone")],
            "people:person-return": lambda: [form(how="phone")],
            "people:person-leave": lambda: [form(how="letter")],
            "people:person-move": lambda: [form(to=self._one("panel_id"), how="phone")],
            "people:role-word": lambda: [form(wording="Poppy’s own")],
            "people:role-new": lambda: [form(person=self._one("person_id"), kind="supporter")],
            "people:invitation-new": lambda: [form(email="rowan@twins.example", kind="member")],
            "people:programme-invitation-new": lambda: [form(email="rowan@twins.example", kind="auditor")],
            "people:programme-edit": lambda: [form(contact_phone="01632 960 009")],
            "people:panel-edit": lambda: [self._described()],
            "people:ground-rules-new": lambda: [self._agreed()],
            "people:signals-new": lambda: [self._agreed(), self._agreed(words="A hand up: slow down.")],
            "people:terms-new": lambda: [self._agreed()],
            "people:person-add": lambda: [form(called_name="Poppy", kind="member", how="phone", read_back="on")],
            "identity:statement-new": lambda: [form(own_words="I like rain.")],
            "identity:statement-edit": lambda: [form(own_words="I like snow.", seen="2026-06-15T12:00:00+00:00")],
            "identity:statement-broader": lambda: [form(broad_words="Rain.", topics=["age", "caring"])],
            "identity:statement-share": lambda: [self._to("members"), self._to("named")],
            "identity:statement-share-how": lambda: [form(form="own"), form(form="other", other_words="")],
            "identity:statement-share-check": lambda: [
                self._to("everyone") + f"&wording={ASKED}&form=own",
                form(to=f"named.{self._one('panel_id')}.{self._one('person_id')}", wording=ASKED, form="lived"),
                form(to=f"members.{self._one('panel_id')}", wording=ASKED, form="other", other_words="For few."),
            ],
            "identity:statement-decline": lambda: [self._to("matched")],
            "identity:statement-stop": lambda: [form(slot=f"panel.{self._one('panel_id')}")],
            "identity:my-task-detail": lambda: [form(fits="yes"), form(fits="no"), form(fits="perhaps")],
            "identity:task-new": lambda: [self._task()],
            "identity:topics-edit": lambda: [form(topics=["faith"]), form(topics=["no such thing"])],
            "schedule:meeting-new": lambda: [self._meeting(), form(title="Only a name")],
            "schedule:meeting-check": lambda: [form(meeting_id=self._one("meeting_id"))],
            "schedule:meeting-move": lambda: [self._moved(), form(revision=0)],
            "schedule:meeting-correct": lambda: [
                form(title="Another name", about="Tea.", fee_band="full_day", revision=0),
                form(title="", revision=0),
            ],
            "schedule:meeting-cancel": lambda: [form(which="rest")],
            "schedule:series-new": lambda: [self._series()],
            "schedule:holiday-new": lambda: [
                form(panels=self._one("panel_id"), lines="Half-term: 15 2 2027 to 19 2 2027")
            ],
            "schedule:venue-new": lambda: [form(programme=self._one("programme_id"), name="Hall", address="1 Lane")],
            "invitations:reply-edit": lambda: [
                form(reply="coming", needs="changed", travel="yes"),
                form(reply="perhaps"),
            ],
            "invitations:reply-record": lambda: [
                form(reply="online", how="phone", needs="changed"),
                form(reply="online", how="phone", needs="changed", read_back="yes"),
            ],
            "needs:need-new": lambda: [form(picks="near_door", acting=self._runs()), form(own_words="Tea.")],
            "needs:need-edit": lambda: [form(own_words="Something else.", acting=self._runs())],
            "needs:contact-edit": lambda: [
                form(channel="email", leave_message="no", is_discreet="yes", safe_times="Noon"),
                form(channel="phone"),
            ],
            "needs:need-record": lambda: [form(own_words="Tea.", how="phone", acting=self._runs())],
            "needs:contact-record": lambda: [form(safe_times="Noon", how="phone"), form(channel="phone", how="phone")],
            "availability:poll-answer": lambda: [self._says("yes"), self._says("perhaps")],
            "availability:poll-new": lambda: [self._poll(), form(title="Only a name")],
            "availability:answers-record": lambda: [self._says("no") + "&how=phone", self._says("no") + "&how=letter"],
            "availability:poll-take": lambda: [form(fee_band="half_day"), form(fee_band="gold")],
            "notes:notes-write": lambda: [form(revision=0, words_1="Tea."), form(revision=1, words_1="Tea.")],
            "notes:notes-suggest": lambda: [form(words="Not so."), form(words="")],
            "notes:suggestion-answer": lambda: [form(said="taken", words="Thank you.")],
            "notes:suggestion-record": lambda: [form(words="No.", how="phone", person=self._one("person_id"))],
            "notes:action-new": lambda: [form(kind="action", words="Ring.", person=self._one("person_id"))],
            "notes:action-record": lambda: [form(said="yes", how="phone"), form(said="no", how="letter")],
            "notes:action-end": lambda: [form(to="done", outcome="Rung.")],
            "reaching:call-detail": lambda: [form(result="reached"), form(result="no-answer")],
            "reaching:letter-list": lambda: [form(letters=[self._one("message_id")])],
            "reaching:message-settle": lambda: [form(what="again"), form(what="told")],
            "attendance:register-edit": lambda: [self._marks()],
            "attendance:own-record": lambda: [
                form(name="Poppy"),
                form(name="Poppy", names_panels="on", **{"as": "csv"}),
                form(name="", first_day="31", first_month="2", first_year="2026"),
            ],
            "payments:letter-own": lambda: [
                form(to="jobcentre", name="Poppy", facts=["since", "been", "ahead", "agreed", "paid", "spent"]),
                form(to="anybody", name="Poppy", programme=self._one("programme_id"), facts=["been"]),
            ],
            "payments:statement-own": lambda: [
                form(kind="dates", counts="meetings", tells="on"),
                form(kind="dates", counts="paid", **{"as": "csv"}),
            ],
            "chairing:willing-edit": lambda: [self._willing()],
            "chairing:bring-me-in": lambda: [form(wanted="yes"), form(wanted="no")],
            "chairing:chaired-before": lambda: [form(**{f"times_{self._one('person_id').hex}": 2})],
            "chairing:chair-choose": lambda: [
                form(person=self._one("person_id"), how="phone"),
                form(person=self._one("person_id"), how="letter"),
            ],
            "chairing:swap-new": lambda: [form(meeting=self._one("meeting_id"))],
            "chairing:swap-answer": lambda: [form(swap=self._one("meeting_id"), answer="yes")],
            "chairing:chair-talks": lambda: [self._talk("before"), self._talk("after")],
            "chairing:talk-note": lambda: [form(kind="before", people=self._one("person_id"))],
            "papers:item-new": lambda: [self._item(), form(title="Only a name")],
            "papers:item-edit": lambda: [self._item()],
            "papers:item-move": lambda: [form(where="up"), form(where="down")],
            "papers:proposal-new": lambda: [form(title="Tea", words="More of it.", show_name="on")],
            "papers:proposal-answer": lambda: [form(words="Next time.")],
            "papers:proposal-name": lambda: [form(shown="yes"), form(shown="no")],
            "papers:paper-new": lambda: [self._paper()],
            "papers:paper-edit": lambda: [self._paper()],
            "papers:papers-send": lambda: [form(versions=self._one("paper_id"))],
            "papers:word-ask": lambda: [form(term="cohort"), form(term="heather word"), form(term="bracken word")],
            "papers:word-edit": lambda: [form(term="cohort", meaning="Some people.", revision=0)],
            "papers:word-settle": lambda: [form(asked=self._one("person_id"))],
            SEATS: lambda: [form(seats_per_table=4), form(seats_per_table=99)],
            "seating:apart-edit": lambda: [form(others=self._one("person_id")), form()],
            "inquiries:inquiry-new": lambda: [form(programme=self._one("programme_id"), title="Us", steps="none")],
            "inquiries:inquiry-edit": lambda: [form(title="Us", question="", prompts="When?")],
            "inquiries:stage-new": lambda: [form(name="Tea", phase="First", after=1)],
            "inquiries:stage-edit": lambda: [form(name="Tea", phase="First", after=0)],
            "inquiries:topic-new": lambda: [form(words="Tea"), form(words="")],
            "inquiries:topic-choose": lambda: [form(chosen="on"), form(seeks_company="on"), form()],
            "writing:account-new": lambda: [self._account()],
            "writing:account-save": lambda: [form(title="T", body="B", revision=1, device="d", turn=1)],
            "writing:copy-choose": lambda: [form(choice="draft", revision=1)],
            "writing:account-authors": lambda: [form(person=self._one("person_id"))],
            "writing:ask-take-back": lambda: [form(person=self._one("person_id"))],
            "writing:role-edit": lambda: [form(role_shown="carer")],
            "writing:account-join": lambda: [form(role_shown="carer")],
            "writing:account-readers": lambda: [form(readers=self._few("person_id"))],
            "writing:readers-check": lambda: [form(readers=self._few("person_id"), revision=1, after=0)],
            "writing:version-list": lambda: [form(name="Before", after=0)],
            "writing:version-detail": lambda: [form(name="Before")],
            "writing:comment-new": lambda: [form(words="Well said."), form(words="")],
            "writing:comment-answer": lambda: [form(words="Thank you.")],
            "writing:comment-settle": lambda: [form(settled="yes")],
            "writing:use-list": lambda: [form(revision=1)],
            "writing:use-detail": lambda: [form(said="yes"), form(said="no")],
            "writing:quote-new": lambda: [form(excerpt="Tea.", output="A paper")],
            "writing:account-agree": lambda: [form(version=self._one("version_id"))],
            "writing:agreement-take-back": lambda: [form(version=self._one("version_id"))],
        }
        return tries.get(address.name, list)()

    def _described(self) -> str:
        """What a panel says of itself, all of it: a form that is kept."""
        days = {"last_reminder_days": 2, "chair_briefing_days": 3, "notes_open_days": 15}
        return form(site="x", time_zone="Europe/London", word="advisers", decides="All.", **days)

    def _agreed(self, words: str = "Be kind.") -> str:
        day = {"agreed_on_day": "1", "agreed_on_month": "6", "agreed_on_year": "2026"}
        return form(words=words, agreed_by="everyone", **day)

    def _to(self, audience: str) -> str:
        return form(to=f"{audience}.{self._one('panel_id')}")

    def _runs(self) -> str:
        return f"runs.{self._one('panel_id')}"

    def _few(self, key: str) -> list[UUID]:
        return self.chance.sample(self.keys[key], 3)

    def _marks(self) -> str:
        return form(**{f"came_{person.hex}": "in_person" for person in self.keys["person_id"]})

    def _talk(self, kind: str) -> str:
        day = {"day_day": "1", "day_month": "9", "day_year": "2026", "at": "2pm"}
        return form(kind=kind, minutes=30, way="phone", **day)

    def _willing(self) -> str:
        panels = self.world.cast.panels
        return form(**{f"panel_{panels[name].pk.hex}": "ask_later" for name in PANELS})

    def _meeting(self) -> str:
        facts = {"day_0": "1", "day_1": "9", "day_2": "2026", "at": "2pm", "minutes": "120", "place": "The hall"}
        boxes = {"day_day": "1", "day_month": "9", "day_year": "2026"}
        return form(panel=self._one("panel_id"), title="A date", fee_band="half_day", meets="hybrid", **facts, **boxes)

    def _item(self) -> str:
        facts = {"purpose": "discuss", "influence": "open", "minutes": "15", "lead": self._one("person_id")}
        return form(title="A thing", summary="In words.", revision=0, **facts)

    def _paper(self) -> str:
        facts = {"summary": "In short.", "question": "Is it clear?", "reading_minutes": "5", "what_changed": "Words."}
        return form(title="To read", item=self._one("item_id"), revision=0, **facts)

    def _moved(self) -> str:
        day = {"day_day": "1", "day_month": "9", "day_year": "2026", "at": "2pm", "minutes": "60"}
        return form(meets="hybrid", place="The hall", revision=0, known_day="2026-09-01", **day)

    def _series(self) -> str:
        first = {"first_day": "1", "first_month": "9", "first_year": "2026", "at": "2pm", "minutes": "60"}
        facts = {"title": "A date", "pattern": "quarterly", "how_many": "4", "meets": "online", "fee_band": "half_day"}
        return form(panels=[self._one("panel_id")], **first, **facts)

    def _says(self, word: str) -> str:
        """The same to every date of every poll."""
        return form(**{f"date_{date.hex}": word for date in self.keys.get("date_id", [NOBODYS])})

    def _poll(self) -> str:
        days = {
            f"{name}_{box}": value
            for name, day in (("day_1", "1"), ("day_2", "2"), ("answer_by", "1"))
            for box, value in (("day", day), ("month", "9"), ("year", "2026"))
        }
        return form(title="A date", minutes=60, meets="in_person", place="The hall", at_1="2pm", at_2="2pm", **days)

    def _task(self) -> str:
        """For something that many, some or nobody said yes to being asked about."""
        day = {"answer_by_0": "1", "answer_by_1": "9", "answer_by_2": "2026"}
        topic = self.chance.choice(("caring", "services", "age"))
        return form(topics=[topic], title="Read with us", words="An hour, with tea.", **day)

    def _account(self) -> str:
        """The key of the form is somebody else's account: taken or not, nothing may tell."""
        return form(title="Mine", inquiry=self._one("inquiry_id"), key=self._one("account_id"))


def is_declassified(ask: Ask, end: Ending, viewer: str | None) -> bool:
    """A button whose answer is a choice, made from what the person who may press it may not see.

    Seats are chosen from what that person may see as long as nobody wishes not to share a table.
    """
    if ask.way != "POST" or ask.name not in (CHOOSES, SEATS):
        return False
    if ask.name == SEATS and not end.apart:
        return False
    return end.runs(viewer, end.meetings[ask.about].panel)


def is_sent(ask: Ask, signed_in: bool) -> bool:
    """Can this be asked without a mail server?"""
    return signed_in or ask.way == "GET" or ask.name not in NOT_SENT_SIGNED_OUT
