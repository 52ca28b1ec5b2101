"""What the machine of histories knows about letters: to whom one may leave now, and that none says anything.

Nothing is asked of LEAP but the letters themselves, as they would leave this moment.
"""

import re
from datetime import timedelta

from django.db import transaction

from accounts.identity import actions
from accounts.people.registration import is_held_back
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.writing.actions import authors, drafts, versions
from leap.core import clock
from leap.core.outbox import EMAIL, OutboxMessage, registry
from leap.core.outbox.writing import write
from tests import factories as make

LINK = re.compile(r"https?://\S+")
TOLD_BEFORE = timedelta(days=14)


class Post:
    """The letters of one machine's people. `machine` says what stands, in its own few lines."""

    def __init__(self, machine) -> None:
        self.machine = machine
        self.administrator = make.person("Merlewing")
        make.role(self.administrator, kind="administrator", programme=machine.programme)
        self.share_of: dict = {}  # the key of a yes: (statement, slot)
        self._write_together()

    def _write_together(self) -> None:
        """One asks another to write with them, and one waits for a yes to what they wrote together."""
        one, two = self.machine.people[:2]
        inquiry = Inquiry.objects.create(
            programme=self.machine.programme, title=self.machine.token(90, "own"), opened_on=clock.today()
        )
        asked, waits = (drafts.start(title=self.machine.token(90, "own"), inquiry=inquiry, by=one) for _ in range(2))
        for account in (asked, waits):
            authors.ask(account=account, person=two, by=one)
        authors.join(account=waits, by=two, role_shown="")
        title, body = self.machine.token(90, "own"), self.machine.token(90, "own")
        saved = drafts.save_draft(account=waits, title=title, body=body, revision=0, by=one)
        versions.propose(
            account=waits, readers=[self.machine.people[3]], by=one, revision=saved.draft.revision, after=0
        )

    def open_in_emergency(self, person) -> None:
        """Somebody reads what a person keeps private, and gives a reason that no letter may carry."""
        reason = f"Somebody may come to harm: {self.machine.token(91, 'own')}."
        actions.open_in_emergency(person=person, reason=reason, by=self.administrator)

    def look(self) -> int:
        """Every letter that would leave now: to somebody who may have it, about what still stands, and saying nothing.
        How many there are.
        """
        waiting = OutboxMessage.objects.filter(channel="email", state="pending").order_by("created_at", "key")
        leaving = [letter for message in waiting if (letter := self._letter(message)) is not None]
        for message, text in leaving:
            assert self.machine.may_get(message), (message.kind, message.to_person_id)
            assert not self.machine.words_in(text), message.kind
            shown = {person.shown_name for person in [*self.machine.people, self.administrator]}
            assert not shown & set(re.findall(r"\w+", LINK.sub("", text))), message.kind
        return len(leaving)

    def send(self) -> None:
        """Every letter that would leave now has left; what is not wanted or not true is never asked again."""
        OutboxMessage.objects.filter(channel="email", state="pending").update(state="cancelled")

    def _letter(self, message) -> tuple[OutboxMessage, str] | None:
        kind = registry.kind_called(message.kind)
        if not kind.still_true(message):
            return None
        with transaction.atomic():
            if is_held_back(message, kind):
                return None
        way = registry.way_to(kind, message.to_person_id)
        if way is None or way.channel != EMAIL:
            return None
        return message, write(kind, message, way.address, clock.now()).decode()
