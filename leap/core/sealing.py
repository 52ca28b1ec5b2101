"""Sealing and opening one text: AES-GCM, tied to the table, column and row it belongs to.

A sealed text is: one version byte, one length byte, the key's id, 12 random bytes, then the encrypted text.
The text is padded to whole blocks of 64 bytes first, so a stolen copy does not show how long a short answer was.
"""

import base64
import binascii
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from leap.core.errors import CannotDecrypt

VERSION = 1
NONCE_BYTES = 12
KEY_BYTES = 32
BLOCK_BITS = 64 * 8
KEY_ID = re.compile(r"[a-z0-9_-]{1,32}")


@dataclass(frozen=True)
class Place:
    """Where a sealed text lives. Opening it anywhere else fails."""

    table: str
    column: str
    row: Any

    def bound_to(self, key_id: str) -> bytes:
        return "\x00".join([str(VERSION), key_id, self.table, self.column, str(self.row)]).encode()


def read_keys(entries: tuple[str, ...]) -> dict[str, bytes]:
    """Turn `keyid:base64key` entries into keys; the first one seals. A bad entry raises ValueError and is not shown."""
    keys: dict[str, bytes] = {}
    for place, entry in enumerate(entries, start=1):
        key_id, colon, encoded = entry.partition(":")
        if not colon or not KEY_ID.fullmatch(key_id):
            raise ValueError(f"key {place}: its id must be 1 to 32 of a-z, 0-9, - and _, then a colon")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raise ValueError(f"key {place} ({key_id}): not base64") from None
        if len(key) != KEY_BYTES:
            raise ValueError(f"key {place} ({key_id}): needs {KEY_BYTES} bytes, has {len(key)}")
        if key_id in keys:
            raise ValueError(f"key {place} ({key_id}): this id is used twice")
        keys[key_id] = key
    if not keys:
        raise ValueError("no key at all")
    return keys


@lru_cache(maxsize=8)
def _ciphers(entries: tuple[str, ...]) -> dict[str, AESGCM]:
    return {key_id: AESGCM(key) for key_id, key in read_keys(entries).items()}


def _keyring() -> dict[str, AESGCM]:
    try:
        return _ciphers(tuple(settings.FIELD_KEYS))
    except ValueError as wrong:
        raise ImproperlyConfigured(f"FIELD_KEYS: {wrong}") from None


def _header(key_id: str) -> bytes:
    return bytes([VERSION, len(key_id)]) + key_id.encode()


def current_header() -> bytes:
    """The first bytes of everything sealed with the current key; rotation looks for rows that start otherwise."""
    return _header(next(iter(_keyring())))


def seal(text: str, place: Place) -> bytes:
    """Encrypt a text for its place with the current key. A half of a surrogate pair raises UnicodeEncodeError."""
    return seal_bytes(text.encode("utf-8"), place)


def seal_bytes(content: bytes, place: Place) -> bytes:
    """The same for what is no text: the bytes of a file."""
    key_id, cipher = next(iter(_keyring().items()))
    padder = padding.PKCS7(BLOCK_BITS).padder()
    padded = padder.update(content) + padder.finalize()
    nonce = os.urandom(NONCE_BYTES)
    return _header(key_id) + nonce + cipher.encrypt(nonce, padded, place.bound_to(key_id))


def open_sealed(sealed: bytes, place: Place) -> str:
    """Decrypt a text in its place; anything that does not fit raises CannotDecrypt, which names no text."""
    return open_sealed_bytes(sealed, place).decode("utf-8")


def open_sealed_bytes(sealed: bytes, place: Place) -> bytes:
    """The same for what is no text."""
    if len(sealed) < 2 or sealed[0] != VERSION:
        raise CannotDecrypt(f"{place.table}.{place.column}: not a sealed text of a version we know")
    body = 2 + sealed[1]
    key_id = sealed[2:body].decode("ascii", "replace")
    cipher = _keyring().get(key_id)
    if cipher is None:
        raise CannotDecrypt(f"{place.table}.{place.column}: the key that sealed this is not in FIELD_KEYS")
    nonce, encrypted = sealed[body : body + NONCE_BYTES], sealed[body + NONCE_BYTES :]
    try:
        padded = cipher.decrypt(nonce, encrypted, place.bound_to(key_id))
    except (InvalidTag, ValueError):
        raise CannotDecrypt(f"{place.table}.{place.column}: moved, changed or cut short") from None
    unpadder = padding.PKCS7(BLOCK_BITS).unpadder()
    return unpadder.update(padded) + unpadder.finalize()
