#!/usr/bin/env python
"""Django's command line for LEAP."""

import os
import re
import sys

HERE = re.compile(r"(localhost|127\.0\.0\.1|\[::1\]|testserver)(:[0-9]+)?")


def is_for_others() -> bool:
    """Does the environment describe a site that others use, and not one's own computer?"""
    hosts = [host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",")]
    hosts.append(os.environ.get("SITE_ORIGIN", "").partition("://")[2].partition("/")[0])
    return any(host and not HERE.fullmatch(host) for host in hosts)


if __name__ == "__main__":
    if "DJANGO_SETTINGS_MODULE" not in os.environ and is_for_others():
        sys.exit(
            "This looks like a real site (see ALLOWED_HOSTS and SITE_ORIGIN), and the settings for one's own computer "
            "have keys that everybody knows. Set DJANGO_SETTINGS_MODULE=leap.settings.production and try again."
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leap.settings.local")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
