"""Mail servers that misbehave for long, towards an outbox with hundreds of letters (trust.md R8, R9, R10)."""

import asyncio
from random import Random

import pytest

from leap.core import outbox
from leap.core.outbox import OutboxMessage, mail, states
from leap.core.outbox.sending import Sender
from leap.settings import base
from tests.leap.core import faults, kinds
from tests.leap.core.post_office import SILENCE, ScriptedServer

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("note_kind")]

NEVER = ["550 no such person", "552 full", "554 no"]


def refused(office, number: int) -> set[str]:
    """So many of the people written to are refused by the server, for ever."""
    chance = Random(8)
    people = list(OutboxMessage.objects.order_by("pk").values_list("to_person_id", flat=True))
    office.answers |= {kinds.address(each): chance.choice(NEVER) for each in chance.sample(people, number)}
    return set(office.answers)


def test_r8_never_for_thirty_of_three_hundred_fails_those_at_the_first_try(settings, post_office, tell):
    faults.write_down(300)
    never = refused(post_office, 30)
    faults.settle_the_rest()
    became = faults.check(post_office)
    asked = sum(post_office.asked.count(address) for address in never)
    tell(f"R8: 30 refused for ever, asked {asked} times: {became}")
    assert became == faults.Became({"sent": 270, "failed": 30}, 0, 0)
    assert asked == 30


def test_r8_without_knowing_never_from_not_now_the_same_people_are_asked_again(
    settings, post_office, tell, monkeypatch
):
    monkeypatch.setattr(mail, "_no", lambda what, code: mail.Outcome(states.RETRY, f"{what}-not-now-{code}"))
    faults.write_down(30)
    never = refused(post_office, 3)
    faults.settle_the_rest()
    asked = sum(post_office.asked.count(address) for address in never)
    tell(f"R8, control: 3 refused for ever, asked {asked} times")
    assert asked > 3


YES = ["220 hello", "250 hello", "250 sender", "250 recipient"]
SILENT = {"before its banner": [], "after the recipient": YES, "after the final dot": [*YES, "354 go"]}


@pytest.mark.parametrize("when", SILENT)
def test_r9_a_server_that_falls_silent_keeps_a_sender_for_twenty_seconds_at_most(settings, post_office, tell, when):
    """With the wait of an installation. The control: at half of it the sender is still there."""
    settings.EMAIL_TIMEOUT = base.EMAIL_TIMEOUT
    faults.write_down(1)
    with ScriptedServer(*SILENT[when], SILENCE) as server:
        settings.EMAIL_PORT = server.port
        seconds = faults.timed(outbox.deliver_due)
    message = OutboxMessage.objects.get()
    tell(f"R9: silent {when}: free after {seconds:.1f} s, {message.state} ({message.reason})")
    assert base.EMAIL_TIMEOUT / 2 < seconds < 20
    assert message.state == ("uncertain" if when == "after the final dot" else "retry")


def test_r10_kept_but_hung_up_before_the_yes_is_shown_and_there_is_one_copy(settings, post_office, tell):
    hangs_up(post_office)
    faults.write_down(300)
    faults.settle_the_rest()
    became = faults.check(post_office)
    tell(f"R10: one in five kept and hung up: {became}")
    assert became.states["uncertain"] > 20
    assert (became.lost, became.twice) == (0, 0)
    assert len(post_office.letters) == 300


def test_r10_without_the_doubt_the_same_letters_go_twice(settings, post_office, tell, monkeypatch):
    settle = Sender._settle

    def sure(sender, message, outcome):
        settle(sender, message, mail.Outcome(states.RETRY) if outcome.state == states.UNCERTAIN else outcome)

    monkeypatch.setattr(Sender, "_settle", sure)
    hangs_up(post_office)
    faults.write_down(60)
    faults.settle_the_rest()
    became = faults.check(post_office)
    tell(f"R10, control: {became}")
    assert became.twice > 0


def hangs_up(office) -> None:
    """One letter in five is kept, and then there is no yes."""
    chance = Random(10)

    async def hook(server, envelope):
        if chance.random() < 0.2:
            office.letters.append(envelope)
            server.transport.abort()
            await asyncio.sleep(60)
        return None

    office.after_text = hook
