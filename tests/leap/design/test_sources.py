"""What is committed is what the sources make, and no template holds what the browser would refuse to run."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html")) + sorted((ROOT / "templates").rglob("*.svg"))
INLINE = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "a script that is not a file": r"<script\b(?![^>]*\ssrc=)",
    "an event handler": r"<[^>]*\son[a-z]+\s*=",
    "a javascript address": r"javascript:",
    "another site's file": r"<(?:script|link|img)\b[^>]*(?:src|href)=\"(?:https?:)?//",
}


def inline_in(text: str) -> list[str]:
    return [name for name, pattern in INLINE.items() if re.search(pattern, text, re.I)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_holds_what_the_policy_blocks(path):
    assert inline_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color:red">',
        "<style>p{}</style>",
        "<script>alert(1)</script>",
        '<a onclick="x()">',
        '<a href="javascript:x()">',
        '<script src="https://cdn.example/x.js"></script>',
    ],
)
def test_that_search_finds_each_kind(bad):
    assert inline_in(bad)


def test_styles_point_at_nothing_we_do_not_ship():
    css = (ROOT / "static/css/leap.css").read_text()
    assert "sourceMappingURL" not in css
    for address in re.findall(r"url\(([^)]*)\)", css):
        assert (ROOT / "static/css" / address.strip("\"'")).resolve().is_file(), address
    assert "sourceMappingURL" not in (ROOT / "static/js/govuk-frontend.min.js").read_text()


def fingerprint() -> str:
    """The same sum that static/src/build.mjs writes into leap.css."""
    sources = sorted(path for path in (ROOT / "static/src").iterdir() if path.suffix in (".scss", ".mjs"))
    content = b"".join(path.read_bytes() for path in [*sources, ROOT / "package-lock.json"])
    return hashlib.sha256(content).hexdigest()[:32]


def test_styles_were_built_after_their_sources_changed():
    assert f"made from sources {fingerprint()}" in (ROOT / "static/css/leap.css").read_text()


def test_styles_scripts_and_fonts_are_what_their_sources_make(tmp_path):
    if not (shutil.which("node") and shutil.which("npm")):
        print("node is not on this machine: the styles were compared by their fingerprint only")
        return
    home = ROOT
    if not (ROOT / "node_modules").is_dir():
        home = tmp_path
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / name, home)
        shutil.copytree(ROOT / "static", home / "static")
        shutil.copytree(ROOT / "tests/vendor", home / "tests/vendor")
        fetched = subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=home, capture_output=True, text=True
        )
        if fetched.returncode != 0:
            print("npm could not fetch the packages: the styles were compared by their fingerprint only")
            return
    checked = subprocess.run(["npm", "run", "--silent", "check"], cwd=home, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
