"""The link in somebody's messages by which they can answer without signing in."""

from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed
from leap.core.secret_links import hash_of, new_secret
from meetings.invitations import access, queries
from meetings.invitations.models import Invitation, ReplyLink


def keep_link(*, invitation: Invitation, by: Person | None) -> None:
    """See to it that this invitation has its link. One that was stopped stays stopped."""
    Invitation.objects.select_for_update().get(pk=invitation.pk)  # two at once: one after the other
    if not queries.links_of(invitation).exists():
        secret = new_secret()
        link = ReplyLink(invitation=invitation, token=secret, token_hash=hash_of(secret), made_at=clock.now())
        link.save(force_insert=True)
        audit.record(by=by, verb="reply_link.made", about=link, whose=invitation.person)


@transaction.atomic
def stop_link(*, meeting_id: UUID, by: Person) -> None:
    """The link in the person's messages about this meeting opens nothing from now on; later messages have none.

    Pressed twice, nothing more happens. Raises NotAllowed for anyone not invited or no longer on the panel.
    """
    invitation = Invitation.objects.select_related("meeting").filter(meeting=meeting_id, person=by).first()
    if invitation is None or not access.can_reply(by, invitation):
        raise NotAllowed
    link = queries.links_of(invitation).select_for_update().first()
    if link is not None and link.stopped_at is None:
        _forget([link])
        audit.record(by=by, verb="reply_link.stopped", about=link, whose=by)


@transaction.atomic
def forget_links(*, by: None = None) -> int:
    """Forget the secrets of links that are of no use any more: a day after the meeting ended, or would have, when it
    is off. Until then a link takes one that is off out of calendars.

    Says how many. LEAP does it by itself every hour; two at once do no harm.
    """
    past = queries.links_past_their_use().select_related("invitation__person")
    links = list(past.select_for_update(skip_locked=True, of=("self",)))
    _forget(links)
    audit.record_each(by=by, verb="reply_link.ended", things=[(link, link.invitation.person) for link in links])
    return len(links)


def _forget(links: list[ReplyLink]) -> None:
    for link in links:
        link.token, link.token_hash, link.stopped_at = "", "", clock.now()
        link.save(update_fields=["token", "token_hash", "stopped_at"])
