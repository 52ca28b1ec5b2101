"""Secrets for this computer only: made once, kept in var/secrets.env, readable by their owner alone."""

import base64
import os
import secrets
from pathlib import Path

from leap.local.places import SECRETS


def make_secrets() -> dict[str, str]:
    """Return fresh secrets: Django's key, one field key (key id, 32 bytes) and the local servers' password."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": "local1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "LOCAL_SERVER_PASSWORD": secrets.token_hex(16),
    }


def local_secrets(path: Path = SECRETS) -> dict[str, str]:
    """Return the secrets of this computer, making the file with mode 0600 the first time.

    A value already set in the environment wins: it is what the person asked for.
    """
    kept = _read(path)
    missing = {name: value for name, value in make_secrets().items() if name not in kept}
    if missing:
        kept |= missing
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.writelines(f"{name}={value}\n" for name, value in kept.items())
        new.replace(path)
    return {name: os.environ.get(name) or value for name, value in kept.items()}


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    pairs = (line.partition("=") for line in path.read_text().splitlines() if "=" in line)
    return {name: value for name, _, value in pairs}
