"""Links that open one page for whoever holds them. The secret is random; the database finds it by its hash alone."""

import hashlib
import secrets

_draw = secrets.token_urlsafe  # a test that needs the same secrets twice replaces this one name


def new_secret() -> str:
    """A new secret for a link: 43 letters that nobody can guess."""
    return _draw(32)


def hash_of(secret: str) -> str:
    """What the database keeps of a secret, and looks for. Nothing is compared letter by letter."""
    return hashlib.sha256(secret.encode()).hexdigest()
