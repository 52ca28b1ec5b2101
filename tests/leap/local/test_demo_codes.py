"""The second code of the invented staff is the one that the site takes."""

import time

from allauth.mfa.totp.internal import auth

from leap.local.demo_codes import SECRET, code_at


def test_the_code_is_what_an_app_would_show():
    # RFC 6238, appendix B, with the last six of its eight numbers.
    known = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert [code_at(moment, known) for moment in (59, 1111111109, 2000000000)] == ["287082", "081804", "279037"]


def test_the_site_takes_it():
    assert auth.validate_totp_code(SECRET, code_at(time.time()))
