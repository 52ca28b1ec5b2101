"""The mail server of the outbox tests, for sign-in codes."""

from tests.leap.core.conftest import post_office

__all__ = ["post_office"]
