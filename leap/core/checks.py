"""Start-up checks: field keys that are set, well formed and of their own making; a gateway nobody can listen in to."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register

from leap.core.sealing import KEY_BYTES, read_keys

HINT = "FIELD_KEYS is a list of 'keyid:base64key'; make one with: openssl rand -base64 32"


def _made_from(secret: str) -> set[bytes]:
    """The short ways in which somebody might make a key out of SECRET_KEY."""
    raw = secret.encode()
    digests = [
        hashlib.new(name, raw).digest()[:KEY_BYTES] for name in ("sha256", "sha384", "sha512", "sha3_256", "blake2b")
    ]
    return {raw[:KEY_BYTES], raw[-KEY_BYTES:], hashlib.blake2b(raw, digest_size=KEY_BYTES).digest(), *digests}


@register("security")
def field_keys_are_sound(**kwargs: Any) -> list[Error]:
    """Refuse to start without good keys: what they seal is lost or open otherwise. Never shows a key."""
    try:
        keys = read_keys(tuple(getattr(settings, "FIELD_KEYS", ())))
    except ValueError as wrong:
        return [Error(f"FIELD_KEYS: {wrong}.", hint=HINT, id="core.E001")]
    derived = _made_from(settings.SECRET_KEY)
    return [
        Error(f"FIELD_KEYS: {key_id} is made from SECRET_KEY.", hint=HINT, id="core.E002")
        for key_id, key in keys.items()
        if key in derived
    ]


@register("security", deploy=True)
def field_keys_are_random(**kwargs: Any) -> list[Error]:
    """For a real panel: no key that somebody typed. (The local and test settings carry such keys on purpose.)"""
    try:
        keys = read_keys(tuple(getattr(settings, "FIELD_KEYS", ())))
    except ValueError:
        return []  # already said by field_keys_are_sound
    return [
        Error(f"FIELD_KEYS: {key_id} is not random.", hint=HINT, id="core.E003")
        for key_id, key in keys.items()
        if len(set(key)) < 12 or all(32 <= byte < 127 for byte in key)
    ]


@register("security", deploy=True)
def texts_go_privately(**kwargs: Any) -> list[Error]:
    """For a real panel: numbers and words go to the gateway for texts over https and no other way."""
    if not settings.TEXT_GATEWAY_URL or urlsplit(settings.TEXT_GATEWAY_URL).scheme == "https":
        return []
    hint = "TEXT_GATEWAY_URL begins with https://, or is empty."
    return [Error("TEXT_GATEWAY_URL: texts would go where others can read them.", hint=hint, id="core.E004")]
