"""Papers: what they need before they are sent, who hears, versions, files, lateness."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.needs.access import Reader
from accounts.needs.actions import needs
from accounts.people.actions import places
from accounts.people.models import Panel
from accounts.reaching.queries import what_waits
from leap.core import clock, outbox
from leap.core.errors import NotAllowed, NotNow
from leap.core.outbox import OutboxMessage
from leap.core.uploads import look_at
from leap.core.uploads.models import StoredFile
from meetings.invitations import actions as invitations
from meetings.papers import actions, notices, queries
from meetings.papers.models import PaperCopy, PaperVersion
from meetings.papers.planning.lateness import due_for
from meetings.papers.planning.timing import begins, fit, reading
from meetings.schedule import actions as schedule
from tests import factories
from tests.accounts.needs.factories import reached
from tests.leap.core import hostile
from tests.meetings.papers.conftest import FACTS, WHOLE

pytestmark = pytest.mark.django_db


def told(meeting) -> set:
    return set(
        OutboxMessage.objects.filter(kind=notices.READY, about_id=meeting.pk).values_list("to_person_id", flat=True)
    )


def page(name, *args):
    return reverse(f"papers:{name}", args=args)


def test_a_paper_is_not_sent_without_summary_question_and_reading_time(world, meeting, paper, send):
    version = paper.versions.get()
    title = {"title": "Two leaflets", "item": None, "by": world.coordinator}
    for number, (facts, needed) in enumerate(
        [
            (actions.PaperFacts("", "Which?", 5), "plain summary"),
            (actions.PaperFacts("Short.", " ", 5), "what you ask"),
            (actions.PaperFacts("Short.", "Which?"), "how long"),
        ]
    ):
        actions.change_paper(version_id=version.pk, revision=number, facts=facts, **title)
        with pytest.raises(NotNow, match=needed):
            send(paper)
        with pytest.raises(IntegrityError), transaction.atomic():
            PaperVersion.objects.filter(pk=version.pk).update(
                sent_at=clock.now(), sent_by=world.coordinator, summary=facts.summary, question=facts.question.strip()
            )
    assert told(meeting) == set()
    with pytest.raises(NotNow, match="nothing to send"):
        actions.send_papers(meeting_id=meeting.pk, version_ids=[], by=world.coordinator)


def test_who_is_invited_and_has_not_said_no_hears_once_and_who_rests_as_they_asked(world, meeting, paper, send):
    coming, no, comments, rests = world.members
    invitations.reply(meeting_id=meeting.pk, reply="not_coming", by=no)
    invitations.reply(meeting_id=meeting.pk, reply="comments", by=comments)
    places.pause(person=rests, panel=world.panel, contact="none", by=rests)
    only_papers = factories.member(world.panel, "Aspen")  # came after the others were invited
    places.pause(person=only_papers, panel=world.panel, contact="papers_only", by=only_papers)
    sent, number = send(paper)
    hears = {coming.pk, comments.pk, world.researchers[0].pk, only_papers.pk}
    assert told(meeting) == hears
    assert (len(sent), number) == (1, 4)
    again = actions.send_papers(meeting_id=meeting.pk, version_ids=[sent[0].pk], by=world.coordinator)
    assert again == ([], 0), "pressed twice, nobody is told twice"
    message = OutboxMessage.objects.get(kind=notices.READY, to_person_id=coming.pk)
    kind = outbox.kind_called(notices.READY)
    assert kind.still_true(message)
    assert kind.panel_of(message) == world.panel.pk
    assert kind.plain_name(message) == world.panel.name
    invitations.reply(meeting_id=meeting.pk, reply="not_coming", by=coming)
    assert not kind.still_true(message), "looked at again at the last moment"
    invitations.reply(meeting_id=meeting.pk, reply="coming", by=coming)
    actions.withdraw_paper(paper_id=paper.pk, by=world.coordinator)
    assert not kind.still_true(message)


def test_somebody_without_email_is_rung_or_written_to(world, meeting, paper, send):
    jay = factories.member(world.panel, "Jay", email=None)
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    send(paper)
    calls = [each for each in what_waits(world.coordinator).calls if each.message.kind == notices.READY]
    assert [(each.person, each.page) for each in calls] == [(jay, page("agenda-detail", meeting.pk))]
    other = factories.small_panel("Bracken", programme=world.programme)
    assert what_waits(other.coordinator).calls == []
    schedule.cancel_meeting(meeting_id=meeting.pk, by=world.coordinator)
    assert [each for each in what_waits(world.coordinator).calls if each.message.kind == notices.READY] == []


def test_what_was_sent_stays_with_what_it_was_for_whatever_a_later_version_or_the_agenda_says(
    world, meeting, add, send, as_
):
    member, by = world.members[0], world.coordinator
    first, second = add("The leaflet"), add("The poster")
    paper = actions.write_paper(meeting_id=meeting.pk, title="Two leaflets", item=first, facts=WHOLE, by=by)
    send(paper)
    draft = actions.start_version(paper_id=paper.pk, by=by)
    assert draft.item == first
    facts = actions.PaperFacts("Three.", "Which?", 6, what_changed="A third.")
    told = {"title": "More leaflets", "item": second, "facts": facts, "by": by}
    actions.change_paper(version_id=draft.pk, revision=0, **told)
    change = actions.ItemFacts("Something else", "Which leaflet is easier.", **FACTS)
    actions.change_item(item_id=first.pk, revision=0, facts=change, by=by)

    def under(item) -> bool:
        told = as_(member).get(page("agenda-detail", meeting.pk)).content.decode()
        return page("paper-detail", paper.pk) in told.partition(f'id="item-{item.pk}"')[2].partition("</section>")[0]

    assert under(first), "nobody has sent the version that is for the other"
    assert not under(second)
    shown = as_(member).get(page("paper-detail", paper.pk)).content.decode()
    assert ": The leaflet</p>" in shown, "as it was called when it was sent"
    assert "Something else" not in shown
    send(paper)
    assert under(second)
    assert not under(first)
    shown = as_(member).get(page("paper-detail", paper.pk)).content.decode()
    assert ": The poster</p>" in shown
    assert "It was for: The leaflet" in shown
    actions.remove_item(item_id=first.pk, by=by)
    actions.remove_item(item_id=second.pk, by=by)
    shown = as_(member).get(page("paper-detail", paper.pk)).content.decode()
    assert ": The poster</p>" in shown, "taken off the agenda, it still says what it was for"
    assert "It was for: The leaflet" in shown
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperVersion.objects.filter(paper=paper).update(sent_at=None, sent_by=None, about="x")


def test_a_version_that_was_sent_stays_and_another_says_what_has_changed(world, meeting, paper, send, as_):
    member, by = world.members[0], world.coordinator
    send(paper)
    first = paper.versions.get()
    with pytest.raises(NotNow, match="stays as it is"):
        actions.change_paper(version_id=first.pk, revision=0, title="x", item=None, facts=actions.PaperFacts(), by=by)
    second = actions.start_version(paper_id=paper.pk, by=by)
    with pytest.raises(NotNow, match="already being written"):
        actions.start_version(paper_id=paper.pk, by=by)
    with pytest.raises(NotNow, match="what has changed"):
        send(paper)
    facts = actions.PaperFacts("Three leaflets.", "Which?", 6, what_changed="A third leaflet.")
    actions.change_paper(version_id=second.pk, revision=0, title="More leaflets", item=None, facts=facts, by=by)
    hidden = as_(member).get(page("paper-detail", paper.pk)).content.decode()
    assert "Three leaflets" not in hidden
    agenda = page("agenda-detail", meeting.pk)
    for told in (hidden, as_(member).get(agenda).content.decode()):
        assert "Two leaflets" in told, "what is in the making has another title, which nobody reads before it is sent"
        assert "More leaflets" not in told
    send(paper)
    shown = as_(member).get(page("paper-detail", paper.pk)).content.decode()
    assert shown.index("More leaflets") < shown.index("Version 1, sent on") < shown.index("Two leaflets")
    assert "More leaflets" in as_(member).get(agenda).content.decode()
    assert "A third leaflet." in shown
    assert "Two trial leaflets." in shown
    assert "kept for the record" in shown
    assert queries.to_read(member, meeting) == (1, 6)


def test_files_are_for_whoever_may_read_the_version_and_go_with_the_paper(world, meeting, paper, send, as_):
    member, copy = world.members[0], PaperCopy.objects.get()
    stranger = factories.small_panel("Bracken", programme=world.programme).members[0]
    address = page("copy-file", copy.pk)
    assert as_(member).get(address).status_code == 404, "not sent yet"
    assert as_(world.coordinator).get(address).status_code == 200
    send(paper)
    answer = as_(member).get(address)
    assert answer.content == b"Two leaflets, larger."
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == 'attachment; filename="paper-large-print.txt"'
    assert as_(stranger).get(address).status_code == 404
    with pytest.raises(NotNow):
        actions.remove_copy(copy_id=copy.pk, by=world.coordinator)
    with pytest.raises(NotAllowed):
        actions.withdraw_paper(paper_id=paper.pk, by=member)
    actions.withdraw_paper(paper_id=paper.pk, by=world.coordinator)
    with pytest.raises(NotNow):
        actions.withdraw_paper(paper_id=paper.pk, by=world.coordinator)
    assert not StoredFile.objects.unscoped("a test").exists()
    for who, gone in ((member, page("paper-detail", paper.pk)), (world.coordinator, address)):
        assert as_(who).get(gone).status_code == 404
    assert as_(world.coordinator).get(page("paper-detail", paper.pk)).status_code == 200


def test_a_file_is_added_replaced_and_taken_off_and_bad_ones_say_why(world, paper, as_):
    client, address = as_(world.coordinator), page("copy-new", paper.pk)
    for content, said in (
        (hostile.HOSTILE["a PDF that runs"], "small program in this PDF"),
        (b"a" * (10 * 1024 * 1024 + 9), "larger than 10 MB"),
    ):
        answer = client.post(address, {"form": "audio", "file": SimpleUploadedFile("paper.pdf", content)})
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert 'value="audio" checked' in " ".join(answer.content.decode().split()), "what was chosen is still there"
    client.post(address, {"form": "large_print", "file": SimpleUploadedFile("../Rowan.exe", hostile.pdf())})
    copy = PaperCopy.objects.get()
    assert copy.file.kind == "pdf"
    assert StoredFile.objects.unscoped("a test").count() == 1, "the one before is gone"
    assert client.post(page("copy-remove", copy.pk)).status_code == 302
    assert not StoredFile.objects.unscoped("a test").exists()
    actions.remove_copy(copy_id=copy.pk, by=world.coordinator)


def test_each_is_offered_first_what_they_asked_for_and_nobody_learns_who(world, meeting, paper, send, as_):
    member, other = world.members[:2]
    version = paper.versions.get()
    actions.add_copy(version_id=version.pk, form="document", file=look_at(b"Plain."), by=world.coordinator)
    said = needs.Said("format", ("large_print", "audio", "braille"))
    needs.write_need(said=said, readers=[Reader("runs", world.panel.pk)], by=member)
    needs.write_need(said=needs.Said("format", ("easy_read",)), readers=[], by=other)
    send(paper)
    mine = as_(member).get(page("agenda-detail", meeting.pk)).content.decode()
    assert mine.index("In large print") < mine.index("The paper<")
    theirs = as_(other).get(page("agenda-detail", meeting.pk)).content.decode()
    assert theirs.index("The paper<") < theirs.index("In large print")
    run = as_(world.coordinator).get(page("agenda-detail", meeting.pk)).content.decode()
    assert "Sound recording: asked for" in run
    assert "Braille" not in mine
    assert "Paper copies" not in run
    assert "Easy Read (short" not in run, "not let in"
    assert member.shown_name not in run
    assert queries.formats_asked_for(other, meeting) == []


def test_papers_are_promised_ten_working_days_before_by_the_nation(world, meeting, paper, send, as_):
    # 3 August 2026 is a bank holiday in Scotland, 31 August in the rest of the UK.
    assert due_for(date(2026, 8, 14), "ENG").promised == date(2026, 7, 31)
    assert due_for(date(2026, 8, 14), "SCT").promised == date(2026, 7, 30)
    assert due_for(date(2026, 9, 10), "ENG").promised == date(2026, 8, 26)
    assert due_for(date(2026, 9, 10), "SCT").promised == date(2026, 8, 27)
    due = due_for(date(2026, 8, 14), "SCT")
    assert (due.days_late(date(2026, 7, 30)), due.days_late(date(2026, 8, 2))) == (0, 3)
    assert (due.leaves_a_week(date(2026, 8, 7)), due.leaves_a_week(date(2026, 8, 8))) == (True, False)
    Panel.objects.update(nation="SCT")
    meeting.starts_at = datetime(2027, 8, 16, 14, tzinfo=ZoneInfo("Europe/London"))
    meeting.save()
    with clock.held_at(meeting.starts_at - timedelta(days=6)):
        late = as_(world.coordinator).get(page("papers-send", meeting.pk)).content.decode()
        send(paper)
    assert "days late now" in late
    shown = as_(world.members[0]).get(page("agenda-detail", meeting.pk)).content.decode()
    assert "This came 11 days late. We are sorry. There is less than a week" in shown


def test_times_add_up():
    start = datetime(2027, 3, 1, 14, tzinfo=ZoneInfo("UTC"))
    assert begins(start, [10, 20, 5]) == [start, start + timedelta(minutes=10), start + timedelta(minutes=30)]
    assert fit([], 60) == ""
    assert "10 too many" in fit([40, 30], 60)
    assert "fills all 60" in fit([60], 60)
    assert "15 are left" in fit([45], 60)
    assert [reading(minutes) for minutes in (1, 60, 65, 120)] == [
        "1 minute", "1 hour", "1 hour 5 minutes", "2 hours",
    ]  # fmt: skip


def test_nothing_is_sent_before_people_are_invited_or_by_anybody_else(world, meeting, paper, send):
    for who in (world.members[0], world.finance):
        with pytest.raises(NotAllowed):
            send(paper, by=who)
    meeting.opened_at, meeting.state = None, "planned"
    meeting.save()
    with pytest.raises(NotNow, match="Invite people first"):
        send(paper)
    meeting.state = "cancelled"
    meeting.save()
    with pytest.raises(NotNow, match="over or called off"):
        send(paper)


def test_those_who_arrange_see_who_was_told_of_papers_and_whom_to_ring(world, meeting, paper, send, as_):
    rung, *others = world.members
    reached(rung, channel="phone", phone_number="01632 960 003")
    send(paper)
    message = OutboxMessage.objects.get(kind=notices.READY, to_person_id=rung.pk)
    address, call = reverse("invitations:reached-list", args=[meeting.pk]), f"/{message.pk}/"
    client = as_(world.coordinator)
    with CaptureQueriesContext(connection) as few:
        shown = client.get(address).text
    assert shown.count(notices.IN_WORDS) == len(told(meeting)) == 5
    assert call in shown
    for other in others:
        reached(other, channel="phone", phone_number="01632 960 004")
        OutboxMessage.objects.filter(kind=notices.READY, to_person_id=other.pk).update(channel="phone", state="to_do")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)
    assert queries.told_for(rung, meeting) == [], "nobody else learns who was told"
    actions.withdraw_paper(paper_id=paper.pk, by=world.coordinator)
    shown = client.get(address).text
    assert notices.IN_WORDS in shown, "what was told stays told"
    assert call not in shown


def test_a_newcomer_hears_once_of_what_was_sent_before_unless_it_is_over_or_withdrawn(world, meeting, paper, send):
    resting = factories.member(world.panel, "Bogmyrtle")
    places.pause(person=resting, panel=world.panel, by=resting, contact="papers_only")
    send(paper)
    before = told(meeting)
    assert resting.pk in before
    invite = {"meeting_id": meeting.pk, "by": world.coordinator}
    with clock.held_at(clock.now() + timedelta(days=2)):
        new = factories.member(world.panel, "Dunlin")
        places.come_back(person=resting, panel=world.panel, by=resting)
        assert len(invitations.invite_panel(**invite)) == 2
        assert invitations.invite_panel(**invite) == []
        assert told(meeting) == {*before, new.pk}
        messages = OutboxMessage.objects.filter(kind=notices.READY, about_id=meeting.pk)
        assert messages.count() == len(before) + 1, "nobody hears twice of the same papers"
        assert notices._still_true(messages.get(to_person_id=new.pk))
        actions.withdraw_paper(paper_id=paper.pk, by=world.coordinator)
        late = factories.member(world.panel, "Whimbrel")
        invitations.invite_panel(**invite)
    assert late.pk not in told(meeting), "there is nothing to read any more"
