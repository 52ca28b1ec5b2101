"""A passkey made of software: what a phone would answer, without the phone."""

import hashlib
import json
import os
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from fido2 import cbor
from fido2.cose import ES256

PRESENT, VERIFIED, NEW_KEY = 0x01, 0x04, 0x40


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class SoftPasskey:
    """One passkey for one site. `verifies=False` is a key that does not ask who is there."""

    def __init__(self, *, origin: str = "", site: str = "localhost", verifies: bool = True) -> None:
        self.origin = origin or settings.SITE_ORIGIN
        self.site, self.verifies = site, verifies
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.handle = b""

    def make(self, options: dict) -> str:
        """The answer to `creation_options`, as the page sends it."""
        public = options["publicKey"]
        self.handle = unb64(public["user"]["id"])
        return json.dumps(self.credential(public["challenge"]))

    def credential(self, challenge: str = "AAAA") -> dict:
        """What is kept of a new passkey."""
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor.encode(self._public())
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(NEW_KEY) + attested}
        return self._answer(
            {
                "clientDataJSON": b64(self._client("webauthn.create", challenge)),
                "attestationObject": b64(cbor.encode(attestation)),
                "transports": ["internal"],
            },
            {"credProps": {"rk": True}},
        )

    def show(self, options: dict, **changed: str) -> str:
        """The answer to `request_options`, as the page sends it; `changed` are parts to send instead."""
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = self._data(0)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        said = {
            "clientDataJSON": b64(client),
            "authenticatorData": b64(data),
            "signature": b64(signature),
            "userHandle": b64(self.handle),
        }
        return json.dumps(self._answer({**said, **changed}, {}))

    def _public(self) -> dict:
        return dict(ES256.from_cryptography_key(self.key.public_key()))

    def _data(self, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response: dict, extensions: dict) -> dict:
        return {
            "type": "public-key",
            "id": b64(self.id),
            "rawId": b64(self.id),
            "authenticatorAttachment": "platform",
            "response": response,
            "clientExtensionResults": extensions,
        }
