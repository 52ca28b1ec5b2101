"""The second step of the invented staff: one app secret that everybody may know, because nothing real is behind it.

Plain Python: the page of messages shows the code of the moment, and the demo's loader gives the secret to its people.
`load_demo` refuses wherever real people could be (DEMO_ALLOWED).
"""

import base64
import hashlib
import hmac
import struct
import time

SECRET = "LEAPDEMOLEAPDEMOLEAPDEMOLEAPDEMO"
STEP = 30  # seconds
DIGITS = 6


def code_at(moment: float, secret: str = SECRET) -> str:
    """The six numbers an app with this secret shows at a moment (RFC 6238)."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(moment) // STEP), hashlib.sha1).digest()
    start = mac[-1] & 15
    (number,) = struct.unpack(">I", mac[start : start + 4])
    return f"{(number & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}}"


def code_now() -> str:
    """The six numbers of this moment."""
    return code_at(time.time())
