"""For `make run` and for developers: everything on this computer, over plain http on the loopback address."""

from pathlib import Path

from leap.settings.base import *  # noqa: F403
from leap.settings.base import BASE_DIR, env

DEBUG = False
SECRET_KEY = env("SECRET_KEY", default="only-for-this-computer-" + "x" * 40)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# A fixed key so that a shell and the running site read the same rows when nothing is configured.
FIELD_KEYS = env.list("FIELD_KEYS", default=["local:bG9jYWwtb25seS1ub3QtYS1zZWNyZXQta2V5LTMyYiE="])
DEMO_ALLOWED = True
# Beside the other local files, wherever those are: a test of `make run` must not touch what a running site serves.
STATIC_ROOT = Path(env("LEAP_VAR", default=str(BASE_DIR / "var"))) / "static"
# Somebody to ask on this computer: invented, like everybody else here.
HELP_NAME = env("HELP_NAME", default="Juniper, at the invented office")
HELP_PHONE = env("HELP_PHONE", default="01632 960 003")
HELP_EMAIL = env("HELP_EMAIL", default="")
