"""Which roles on a panel each audience means. The resolver and the lists of readers both follow this one table."""

from accounts.identity.models import Share
from accounts.people.models import Role

MEMBERS, EVERYONE = Share.Audience.MEMBERS, Share.Audience.EVERYONE

# Programme-wide roles (PPI lead, finance officer) are in no audience of a panel: they hold no role on it.
READING_ROLES: dict[str, frozenset[str]] = {
    MEMBERS: frozenset({Role.Kind.MEMBER}),
    EVERYONE: frozenset(set(Role.Kind) - set(Role.PROGRAMME_WIDE) - set(Role.BESIDE)),
}


def is_wider(audience: str, than: str | None) -> bool:
    """Would this audience let somebody read who could not before? Sharing for the first time always does."""
    return than is None or not READING_ROLES[audience] <= READING_ROLES[than]
