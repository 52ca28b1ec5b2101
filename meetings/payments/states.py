"""When a line waits to be checked before it is paid. Plain Python."""

OWED = "owed"
TO_CHECK = "to_check"

# Somebody paid a wage for this kind of work may be paid twice for the same hours: a person looks first.
PAID_STAFF_KINDS = (
    "research_assistant",
    "service_user_research_assistant",
    "researcher",
    "research_fellow",
    "peer_researcher",
    "ppi_coordinator",
    "ppi_lead",
)


def first_state(*, holds_paid_staff_role: bool) -> str:
    """The state a new line starts in."""
    return TO_CHECK if holds_paid_staff_role else OWED


def amount_to_add(*, due_pence: int, lines_pence: int) -> int:
    """What a new line must be worth, in pence, so that all lines together come to what is due. Minus takes back."""
    return due_pence - lines_pence
