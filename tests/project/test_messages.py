"""Every kind of letter: one recipient, nothing on the lock screen, links that do nothing by themselves, no way in."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.identity import actions as identity
from accounts.identity import wordings
from accounts.identity.planning.rule import How
from accounts.identity.queries import panel_key
from accounts.people import sign_in_notices
from accounts.people.actions import joining, places
from accounts.people.models import Panel, Person
from accounts.people.sign_in import PanelAdapter
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.writing.actions import authors, drafts, versions
from leap.core import clock, outbox
from leap.core.outbox import mail, registry, texts
from leap.core.outbox.models import OutboxMessage
from leap.core.outbox.writing import write, write_spoken, write_text
from meetings.attendance import actions as attendance
from meetings.attendance.states import Mark
from meetings.availability import actions as dates
from meetings.availability.models import DatePoll
from meetings.chairing import actions as chairing
from meetings.invitations import actions as invitations
from meetings.invitations.models import ReplyLink
from meetings.invitations.notices import ABOUT_AN_ANSWER
from meetings.notes import actions as notes
from meetings.papers import actions as papers
from meetings.payments import actions as payments
from meetings.payments.models import RateSet, Work
from meetings.schedule import actions as schedule
from meetings.schedule.models import Meeting
from tests import factories as make
from tests.leap.core.post_office import PostOffice, open_post_office

MOST_SEEN = 140  # what a telephone shows of a letter before it is unlocked
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding",
    "MIME-Version",
}  # fmt: skip
# What nobody in the household, on the bus or at work may read on a telephone that lies on the table.
SENSITIVE = (
    "mental", "lived experience", "diagnos", "illness", "disorder", "bipolar", "psych", "depress", "anxi", "suicid",
    "self-harm", "hospital", "ward", "clinic", "patient", "service user", "carer", "survivor", "therap", "medic",
    "treatment", "recovery", "distress", "wellbeing", "disab", "addict", "trauma", "benefit", "research", "study",
    "inquiry", "ppi", "involvement", "advis", "statement", "reflective", "payment", "£", "fee", "legal",
)  # fmt: skip
LONGEST_DAY, LONGEST_ORIGIN = "Wednesday 30 September 2026, 12:30pm", 30
LINK = re.compile(r"https?://\S+")


class Town:
    """People, a panel, and one message of every kind waiting for somebody."""

    def __init__(self) -> None:
        self.panel = make.panel("Foxglove panel", site="Old Infirmary")
        self.coordinator = make.coordinator(self.panel, "Willowherb")
        self.rowan = make.member(self.panel, "Rowanberry")
        self.wren = make.member(self.panel, "Wrenfeather")
        self.panel.contact = self.coordinator
        self.panel.save()
        self.now = clock.now()
        self._meetings()
        self._dates()
        self._sharing()
        self._writing()
        self._asking()
        sign_in_notices.tell_changed(person=self.rowan, what="app_added")
        self._places()

    def _places(self) -> None:
        """Somebody is asked to join; somebody takes a break, and gets no message but the one that says so."""
        joining.invite(email="newcomer@example.org", kind="researcher", panel=self.panel, by=self.coordinator)
        rests = make.member(self.panel, "Bogmyrtle")
        places.pause(person=rests, panel=self.panel, by=rests)

    def _plan(self, title: str, starts_in: timedelta, asked: timedelta, places: int | None = None) -> Meeting:
        with clock.held_at(self.now - asked):
            meeting = schedule.plan_meeting(
                panel=self.panel,
                title=title,
                starts_at=self.now + starts_in,
                minutes=60,
                place="Ward 7 day room",
                about="Bipolar peer support",
                joining="Ward 7 telephone",
                phone_in="Ward 7 number",
                places=places,
                by=self.coordinator,
            )
            invitations.invite_panel(meeting_id=meeting.pk, by=self.coordinator)
        return meeting

    def _meetings(self) -> None:
        with clock.held_at(self.now - timedelta(days=90)):
            for who in (self.rowan, self.wren):
                chairing.set_willingness(panel=self.panel, answer="willing", by=who)
        before = self._plan("Bramble one", timedelta(days=-30), timedelta(days=60))
        with clock.held_at(self.now - timedelta(days=29)):
            everyone = before.invitations.values_list("person", flat=True)
            marks = dict.fromkeys(everyone, "in_person")
            attendance.take_register(meeting_id=before.pk, marks=marks, by=self.coordinator)
        self._not_paid(before)
        soon = self._plan("Bramble two", timedelta(days=4), timedelta(days=30))
        for who in (self.rowan, self.wren):
            invitations.reply(meeting_id=soon.pk, reply="coming", by=who)
        invitations.queue_due_reminders()
        chairing.propose_chair(meeting_id=soon.pk, by=self.coordinator)
        later = self._plan("Bramble three", timedelta(days=9), timedelta(days=30))
        for who in (self.rowan, self.wren):
            invitations.reply(meeting_id=later.pk, reply="coming", by=who)
        turn = chairing.propose_chair(meeting_id=later.pk, by=self.coordinator)
        chairing.pass_turn(meeting_id=later.pk, by=turn.person)
        invitations.queue_due_reminders()
        self._answering()
        chaired = self._plan("Bramble seven", timedelta(days=3), timedelta(days=30))
        for who in (self.rowan, self.wren):
            invitations.reply(meeting_id=chaired.pk, reply="coming", by=who)
        turn = chairing.propose_chair(meeting_id=chaired.pk, by=self.coordinator)
        chairing.accept(meeting_id=chaired.pk, by=turn.person)
        chairing.queue_due_briefings()
        swapped = self._plan("Bramble eight", timedelta(days=6), timedelta(days=30))
        other = next(who for who in (self.rowan, self.wren) if who != turn.person)
        invitations.reply(meeting_id=swapped.pk, reply="coming", by=other)
        chairing.choose_chair(meeting_id=swapped.pk, person_id=other.pk, by=self.coordinator)
        chairing.ask_to_swap(meeting_id=chaired.pk, with_meeting_id=swapped.pk, by=turn.person)
        instead = self._plan("Bramble nine", timedelta(days=7), timedelta(days=30))
        for who in (self.rowan, self.wren):
            invitations.reply(meeting_id=instead.pk, reply="coming", by=who)
        for who in (self.rowan, self.wren):
            chairing.choose_chair(meeting_id=instead.pk, person_id=who.pk, by=self.coordinator)
        facts = papers.PaperFacts("On the ward.", "Which treatment?", 5)
        about = {"meeting_id": later.pk, "by": self.coordinator}
        paper = papers.write_paper(title="Bipolar leaflet", item=None, facts=facts, **about)
        papers.send_papers(version_ids=[paper.versions.get().pk], **about)
        off = self._plan("Bramble four", timedelta(days=12), timedelta(days=30))
        OutboxMessage.objects.filter(about_id__in=off.invitations.values("pk")).delete()  # they have heard
        schedule.cancel_meeting(meeting_id=off.pk, by=self.coordinator)
        moved = self._plan("Bramble five", timedelta(days=15), timedelta(days=30))
        # As if the invitations had left long ago: what still waits says what is true when it leaves.
        OutboxMessage.objects.filter(about_id__in=moved.invitations.values("pk")).delete()
        new = replace(schedule.facts_of(moved), starts_at=self.now + timedelta(days=16), place="Ward 8 day room")
        schedule.move_meeting(meeting_id=moved.pk, revision=0, facts=new, by=self.coordinator)

    def _not_paid(self, meeting: Meeting) -> None:
        """What somebody spent, and that it is not paid."""
        train = payments.expenses.Spent("bus_train", 1240, "lost")
        claim = payments.expenses.claim(meeting_id=meeting.pk, spent=train, by=self.rowan)
        payments.steps.deny(line_id=claim.line_id, reason="The ward paid it.", by=self.coordinator)
        RateSet.objects.create(programme=self.panel.programme, name="Invented rates", pay_within_days=7)
        with clock.held_at(self.now - timedelta(days=29)):
            payments.expenses.claim(meeting_id=meeting.pk, spent=train, by=self.wren)
        payments.late.tell_people_late()
        asked = {"activity": "review", "title": "Read the bipolar leaflet", "minutes": 120, "by": self.coordinator}
        on = clock.today() + timedelta(days=9)
        payments.work.offer(panel_id=self.panel.pk, person_id=self.rowan.pk, on=on, **asked)

    def _dates(self) -> None:
        """One poll whose last day is near, and one that was closed without a date."""
        for days, begins in ((1, timedelta(days=3)), (9, timedelta())):
            with clock.held_at(self.now - begins):
                poll = dates.make_poll(
                    panel=self.panel,
                    title="Bipolar peer support",
                    dates=[self.now + timedelta(days=20), self.now + timedelta(days=27)],
                    minutes=60,
                    place="Ward 7 day room",
                    answer_by=clock.day_of(self.now + timedelta(days=days)),
                    by=self.coordinator,
                )
        dates.queue_due_reminders()
        dates.close_poll(poll_id=poll.pk, by=self.coordinator)

    def _answering(self) -> None:
        """A place that comes free, an answer by link, and thanks to those who came two days ago."""
        full = self._plan("Bramble five", timedelta(days=20), timedelta(days=1), places=1)
        for who, word in ((self.rowan, "coming"), (self.wren, "in_line"), (self.rowan, "not_coming")):
            invitations.reply(meeting_id=full.pk, reply=word, by=who)
        invitations.keep_lines_moving()
        link = ReplyLink.objects.unscoped("a test").get(invitation__meeting=full, invitation__person=self.rowan)
        money = {"answer": "none", "amount_pence": None}
        invitations.reply_by_link(secret=link.token, reply="phone", money=money, tell_me=True)
        been = self._plan("Bramble six", timedelta(days=-2), timedelta(days=30))
        marks = dict.fromkeys(been.invitations.values_list("person", flat=True), Mark("in_person", part=True))
        attendance.take_register(meeting_id=been.pk, marks=marks, by=self.coordinator)
        notes.save(meeting_id=been.pk, sections=[("Ward 7", "Bipolar peer support")], revision=0, by=self.coordinator)
        until = clock.day_of(self.now + timedelta(days=9))
        notes.send_out(meeting_id=been.pk, changes_until=until, by=self.coordinator)
        asked = {"words": "Ward 7, bipolar leaflet", "person": self.rowan, "by": self.coordinator}
        notes.add_action(meeting_id=been.pk, **asked)

    def _writing(self) -> None:
        inquiry = Inquiry.objects.create(
            programme=self.panel.programme, title="Psychosis and us", opened_on=clock.today()
        )
        account = drafts.start(title="My diagnosis", inquiry=inquiry, by=self.rowan, role_shown="survivor")
        authors.ask(account=account, person=self.wren, by=self.rowan)
        authors.join(account=account, by=self.wren, role_shown="carer")
        saved = drafts.save_draft(account=account, title="My diagnosis", body="On the ward.", revision=0, by=self.rowan)
        after = {"revision": saved.draft.revision, "after": 0}
        versions.propose(account=account, readers=[self.coordinator], by=self.rowan, **after)
        other = drafts.start(title="A second diagnosis", inquiry=inquiry, by=self.rowan)
        authors.ask(account=other, person=self.wren, by=self.rowan)

    def _sharing(self) -> None:
        statement = identity.write_statement(own_words="My diagnosis", by=self.rowan)
        how = How(until=clock.today() + timedelta(days=3))
        version = wordings.current().version
        to = panel_key("members", self.panel)
        identity.share_statement(statement_id=statement.pk, to=to, how=how, wording_version=version, by=self.rowan)
        identity.queue_share_endings()
        administrator = make.person("Merlewing")
        make.role(administrator, kind="administrator", programme=self.panel.programme)
        reason = "Somebody may come to harm on the ward."
        identity.open_in_emergency(person=self.wren, reason=reason, by=administrator)
        quill = make.member(self.panel, "Quillbramble", email=None)
        identity.open_in_emergency(person=quill, reason=reason, by=administrator)
        Person.objects.filter(pk=quill.pk).update(email="quillbramble@example.org")  # so the note goes by email by now
        outbox.recheck_tasks()

    def _asking(self) -> None:
        said = identity.write_statement(own_words="My diagnosis and me.", topics=["condition"], by=self.rowan)
        identity.share_statement(
            statement_id=said.pk,
            to=f"matched.{self.panel.pk}",
            wording_version=wordings.current().version,
            by=self.rowan,
        )
        identity.make_task(
            panel=self.panel,
            title="A leaflet about psychosis",
            words="For people with a diagnosis, on the ward or not.",
            topics=["condition"],
            answer_by=clock.today() + timedelta(days=14),
            by=self.coordinator,
        )
        identity.tell_people_asked()

    def letters(self) -> dict[str, tuple[OutboxMessage, EmailMessage]]:
        """The latest letter of each kind that is still true, as it would leave now."""
        found = {}
        for message in OutboxMessage.objects.filter(channel="email").order_by("-created_at", "-key"):
            kind = registry.kind_called(message.kind)
            if kind.name not in found and kind.still_true(message):
                address = registry.address_of(message.to_person_id)
                found[kind.name] = message, opened(write(kind, message, address, clock.now()))
        return found

    def is_called(self, name: str, title: str) -> int:
        """Everybody has this name and everything this title. One letter of each kind is as it was before but for the
        moment, with no header more and nothing on the lock screen. Says how many letters were read.
        """
        Person.objects.update(called_name=name)
        Meeting.objects.update(title=title, place=title, about=title)
        Panel.objects.update(site=title[:70])
        Inquiry.objects.update(title=title)
        after = self.letters()
        for kind, (_, letter) in after.items():
            assert _lasting(letter) == self.headers[kind]
            assert set(letter.keys()) <= HEADERS
            assert [word for word in SENSITIVE if word in shown(letter)] == []
        assert set(after) == set(self.headers)
        return len(after)

    @cached_property
    def headers(self) -> dict[str, dict[str, str]]:
        """The headers of each kind of letter before anybody has another name."""
        return {kind: _lasting(letter) for kind, (_, letter) in self.letters().items()}


def _lasting(letter: EmailMessage) -> dict[str, str]:
    return {key: value for key, value in letter.items() if key != "Date"}


def opened(content: bytes) -> EmailMessage:
    """A letter as a mail program reads it."""
    return message_from_bytes(content, policy=policy.default)


def shown(letter: EmailMessage) -> str:
    """What can be read without opening the letter."""
    return "\n".join([letter["From"], letter["Subject"], letter.get_content()[:MOST_SEEN]]).lower()


def private_words() -> set[str]:
    """Every name of a person, a panel, a place or a thing that is in the database."""
    named = [
        (Person, "called_name"),
        (Person, "shown_name"),
        (Person, "email"),
        (Panel, "name"),
        (Panel, "site"),
        (Inquiry, "title"),
    ]
    named += [(Work, "title")]
    named += [(Meeting, "title"), (Meeting, "place"), (Meeting, "about"), (DatePoll, "title"), (DatePoll, "place")]
    values = {value for model, column in named for value in model.objects.values_list(column, flat=True) if value}
    return {value.lower() for value in values} | {"my diagnosis", "a second diagnosis", "on the ward."}


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def test_there_is_a_true_message_of_every_kind(town):
    assert set(town.letters()) == {kind.name for kind in registry.kinds()}


def test_what_a_locked_telephone_shows_names_nobody_and_nothing(town):
    for name, (_, letter) in town.letters().items():
        seen = shown(letter)
        assert [word for word in SENSITIVE if word in seen] == [], name
        assert [word for word in private_words() if re.search(rf"\b{re.escape(word)}\b", seen)] == [], name


def test_a_whole_letter_names_nobody_and_no_panel_either(town):
    for name, (_, letter) in town.letters().items():
        text = LINK.sub("", letter.get_content()).lower()
        assert [word for word in private_words() if re.search(rf"\b{re.escape(word)}\b", text)] == [], name


def test_subjects_are_fixed_words_without_anything_filled_in():
    for kind in registry.kinds():
        subject = render_to_string(kind.subject_template, {})
        assert "{" not in subject
        assert 5 < len(subject.strip()) < 60


def test_a_text_is_one_text_names_who_sends_it_and_nothing_else_and_its_link_leads_to_the_front_door(town):
    """However long the day's name is: each is measured with the longest there can be."""
    origin = django_settings.SITE_ORIGIN
    for name, (message, _) in town.letters().items():
        kind = registry.kind_called(name)
        words = write_text(kind, message)
        longest = re.sub(r"\b[A-Z][a-z]+day \d+ [A-Z][a-z]+ \d{4}, \d+:\d\d[ap]m", LONGEST_DAY, words)
        assert texts.parts(longest.replace(origin, "x" * LONGEST_ORIGIN)) == 1, (name, longest)
        assert words.startswith("Your messages: "), name
        assert [sign for sign in words if sign not in texts.ALPHABET] == [], name
        assert set(LINK.findall(words)) <= {origin}, name
        seen = words.lower()
        assert [word for word in SENSITIVE if word in seen] == [], name
        assert [word for word in private_words() if re.search(rf"\b{re.escape(word)}\b", seen)] == [], name


def test_words_said_to_others_or_put_on_paper_name_nobody_and_no_panel_unless_they_may(town):
    for name, (message, _) in town.letters().items():
        kind = registry.kind_called(name)
        if not kind.may_be_passed_on:
            continue
        said = " ".join(write_spoken(kind, kind.context(message), names_all=False)).lower()
        assert [word for word in SENSITIVE if word in said] == [], name
        assert [word for word in private_words() if re.search(rf"\b{re.escape(word)}\b", said)] == [], name
        assert "http" not in said


def test_only_what_is_about_a_panel_is_ever_passed_on_by_somebody():
    passed_on = {kind.name for kind in registry.kinds() if kind.may_be_passed_on}
    assert passed_on == {
        "chair_briefing", "chair_free", "chair_instead", "chair_offer", "chair_swap", "date_poll_asked",
        "date_poll_closed", "date_poll_reminder", "line_news", "meeting_cancelled",
        "meeting_changed", "meeting_choice_taken", "meeting_invitation", "meeting_place_offered",
        "meeting_reminder", "meeting_reply_open",
        "meeting_thanks", "money_late", "note_waits", "notes_action_asked", "notes_ready", "papers_ready",
        "work_asked",
    }  # fmt: skip
    only_on_paper = {kind.name for kind in registry.kinds() if kind.by_hand_on_paper}
    assert only_on_paper == {"meeting_thanks"}


@pytest.mark.parametrize("name", ["login_code", "password_changed", "password_set", "unknown_account"])
def test_letters_about_signing_in_say_no_more_than_that(name):
    subject = render_to_string(f"account/email/{name}_subject.txt", {"code": "A1B2C3"})
    body = render_to_string(f"account/email/{name}_message.txt", {"code": "A1B2C3"})
    seen = f"{subject}{body}".lower()
    assert [word for word in (*SENSITIVE, "leap", "panel") if word in seen] == []


def test_a_letter_has_these_headers_and_no_others(town):
    for message, letter in town.letters().values():
        assert set(letter.keys()) <= HEADERS
        assert len(letter.keys()) == len(set(letter.keys()))
        assert letter["To"] == registry.address_of(message.to_person_id)
        assert letter.get_content_type() == "text/plain"


NASTY = st.text(min_size=1, max_size=70).filter(lambda text: "\x00" not in text and text.strip()) | st.sampled_from(
    [
        "Sam\r\nBcc: everyone@example.org", "Sam\nSubject: your diagnosis", "Sam\r\n\r\nA second body",
        "{{ meeting.panel }}", "{% include 'design/base.html' %}", "=?utf-8?q?hidden?=", "\u2028To: b@example.org",
    ]
)  # fmt: skip


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NASTY, title=NASTY)
def test_no_name_and_no_title_finds_a_way_into_a_letter(town, name, title):
    assert town.headers, "as they are before anybody has another name"
    town.is_called(name, title)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(subject=NASTY, address=NASTY)
def test_a_letter_is_refused_rather_than_written_with_a_header_too_many(subject, address):
    for to, about in (("sam@example.org", subject), (address, "A date for you")):
        try:
            content = mail.letter(to=to, subject=about, body="Hello", message_id="<a@b>", at=clock.now())
        except mail.BadLetter:
            continue
        letter = opened(content)
        assert set(letter.keys()) <= HEADERS
        assert len(letter.get_all("To")) == len(letter.get_all("Subject")) == 1
        assert letter.get("Bcc") is None
        assert letter.get_content().strip() == "Hello"


def test_opening_the_links_twice_without_signing_in_changes_nothing(town):
    """Robots that look through mail open every link, some of them twice."""
    links = [link for _, letter in town.letters().values() for link in LINK.findall(letter.get_content())]
    own = [link for link in links if "/meetings/answer/" in link]
    assert len(links) - len(own) == len(registry.kinds()), (
        "each letter has one link, and some have one without signing in"
    )
    assert len(own) == len(ABOUT_AN_ANSWER) + 1, "and one takes the date out of a calendar"
    before = everything_in_the_database()
    for link in links:
        path = link.removeprefix(django_settings.SITE_ORIGIN)
        assert path.startswith("/"), "a link leads here and nowhere else"
        for way in ("get", "head", "get", "head"):
            response = getattr(Client(), way)(path)
            if path.startswith(("/people/join/", "/meetings/answer/")):
                assert response.status_code == 200, "shown to whoever has the letter; only its buttons do anything"
                continue
            assert response.status_code == 302
            assert response["Location"].startswith("/sign-in/?")
    assert everything_in_the_database() == before


def everything_in_the_database() -> dict[str, str]:
    """A fingerprint of every table: sessions and the trail too."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(model._meta.db_table for model in apps.get_models()):
            cursor.execute(f"select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) from \"{table}\" t")
            found[table] = cursor.fetchone()[0]
    return found


@pytest.fixture
def post_office(settings) -> Iterator[PostOffice]:
    office = PostOffice()
    controller = open_post_office(office)
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 2
    yield office
    controller.stop()


@pytest.mark.django_db(transaction=True)
def test_every_letter_goes_to_exactly_one_person_and_mentions_no_other(post_office):
    town = Town()
    kinds = set(town.letters())
    addresses = {person.pk: person.email for person in Person.objects.exclude(email=None)}
    asked = OutboxMessage.objects.get(kind="join_invitation").to_person_id
    addresses[asked] = registry.address_of(asked)
    OutboxMessage.objects.filter(due_at__gt=clock.now()).update(due_at=clock.now())  # what waits for the morning, too
    outbox.deliver_due()
    sent = OutboxMessage.objects.filter(state="sent")
    assert set(sent.values_list("kind", flat=True)) == kinds
    assert len(post_office.letters) == sent.count() == len(post_office.asked)
    by_id = {message.message_id: message for message in sent}
    for envelope, letter in zip(post_office.letters, post_office.read(), strict=True):
        person = by_id[letter["Message-ID"]].to_person_id
        assert envelope.rcpt_tos == [addresses[person]] == [letter["To"]]
        others = {address for pk, address in addresses.items() if pk != person}
        whole = envelope.original_content.decode()
        assert [address for address in others if address in whole] == []


@pytest.mark.django_db(transaction=True)
def test_a_code_for_signing_in_goes_to_one_address(post_office, rf):
    PanelAdapter(rf.get("/")).send_mail("account/email/login_code", "sam@example.org", {"code": "A1B2C3"})
    (envelope,) = post_office.letters
    assert envelope.rcpt_tos == ["sam@example.org"]
    assert [word for word in SENSITIVE if word in shown(post_office.read()[0])] == []
