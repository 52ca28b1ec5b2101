"""`manage.py` without settings works on one's own computer, and refuses where others' data could be."""

import os
import subprocess
import sys

import pytest

from leap.local.places import ROOT


def run(**env: str) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "DATABASE_URL", "REDIS_URL")}
    command = [sys.executable, "manage.py", "diffsettings", "--output=unified"]
    return subprocess.run(command, cwd=ROOT, env={**kept, **env}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "env",
    [
        {"SITE_ORIGIN": "https://panel.example.org"},
        {"ALLOWED_HOSTS": "panel.example.org"},
        {"ALLOWED_HOSTS": "localhost, panel.example.org"},
        {"SITE_ORIGIN": "https://localhost.example.org"},
    ],
)
def test_it_refuses_where_it_looks_like_a_real_site(env):
    done = run(**env)
    assert done.returncode == 1
    assert "DJANGO_SETTINGS_MODULE=leap.settings.production" in done.stderr


@pytest.mark.parametrize("env", [{}, {"SITE_ORIGIN": "http://localhost:8000", "ALLOWED_HOSTS": "localhost,127.0.0.1"}])
def test_it_works_on_one_s_own_computer(env):
    done = run(**env)
    assert done.returncode == 0, done.stderr
    assert "DEMO_ALLOWED = True" in done.stdout
