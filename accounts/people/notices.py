"""What this room tells people: that somebody invites them, and that their pause has begun.

Neither names anybody: who invites, and to what, is on the page behind the link.
"""

from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.people import queries
from accounts.people.models import JoinInvitation, Pause
from leap.core import outbox
from leap.core.outbox import OutboxMessage

INVITED = "join_invitation"
PAUSED = "pause_noted"


def tell_invited(invitation: JoinInvitation) -> None:
    """Whoever reads the address is asked. The row in the outbox has the invitation's id, and no address."""
    outbox.queue(kind=INVITED, to=invitation, about=invitation, occasion="invited")


def tell_paused(pause: Pause) -> None:
    """The last message for a while: the break has begun, and this is where it ends when they wish."""
    outbox.queue(kind=PAUSED, to=pause.person, about=pause, occasion="begun")


def address_of_invitation(invitation_id: UUID) -> str | None:
    """The address an open invitation goes to. Closed ones have none any more."""
    return queries.open_invitations().filter(pk=invitation_id).values_list("email", flat=True).first()


def register() -> None:
    """Called once when the project starts."""
    outbox.register_address_book(address_of_invitation, of="invitations to join")
    outbox.register_kind(
        outbox.Kind(
            INVITED,
            "people",
            _is_open,
            _about_invitation,
            panel_of=_invited_to,
            never_by_hand=True,
            in_words="An invitation to join",
        )
    )
    outbox.register_kind(
        outbox.Kind(
            PAUSED,
            "people",
            _is_paused,
            _about_pause,
            panel_of=lambda message: Pause.objects.values_list("panel", flat=True).get(pk=message.about_id),
            in_a_pause=tuple(Pause.Contact.values),
            never_by_hand=True,
            in_words="Your break has begun",
        )
    )


def _is_open(message: OutboxMessage) -> bool:
    return queries.open_invitations().filter(pk=message.about_id).exists()


def _about_invitation(message: OutboxMessage) -> dict[str, Any]:
    invitation = queries.open_invitations().get(pk=message.about_id)
    return {"path": reverse("people:join", kwargs={"token": invitation.token}), "until": invitation.expires_at}


def _invited_to(message: OutboxMessage) -> UUID | None:
    return queries.open_invitations().filter(pk=message.about_id).values_list("panel", flat=True).first()


def _is_paused(message: OutboxMessage) -> bool:
    return Pause.objects.filter(pk=message.about_id, ended_at__isnull=True).exists()


def _about_pause(message: OutboxMessage) -> dict[str, Any]:
    return {"path": reverse("people:place-list")}
