"""The ways LEAP says no. Import them from here, NotNow and ChangedMeanwhile too."""

from django.core.exceptions import PermissionDenied

from leap.core.states import ChangedMeanwhile, NotNow

__all__ = ["CannotDecrypt", "ChangedMeanwhile", "NotAllowed", "NotNow", "ProtectedAccess"]


class NotAllowed(PermissionDenied):
    """This person can see the thing but may not do this to it: answered with the 403 page."""


class ProtectedAccess(RuntimeError):
    """Code tried to read a protected table by a road other than its room's own queries. Never shown to people."""


class CannotDecrypt(Exception):
    """A stored text could not be opened: wrong row, changed bytes or a missing key. Carries no part of the text."""
