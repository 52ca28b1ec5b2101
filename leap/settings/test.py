"""For the tests: real PostgreSQL, a real Redis-protocol server, quick password hashing, keys made for the run."""

import base64
import os

from leap.settings.base import *  # noqa: F403
from leap.settings.base import DATABASES, env

DEBUG = False
SECRET_KEY = "tests-only-" + "t" * 50
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
FIELD_KEYS = ["test:" + base64.b64encode(b"only-for-tests-32-bytes-exactly!").decode()]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["TEST"] = {"NAME": env("LEAP_TEST_DB", default="test_leap")}
# Manifest storage needs collectstatic; the tests read static files straight from the tree.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
CELERY_TASK_ALWAYS_EAGER = False
ALLOW_CRASHPOINTS = True
ONE_CLOCK = False  # the tests move the clock of their own process, and the database's stays where it is
EMAIL_TIMEOUT = 3
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
DEMO_ALLOWED = True
