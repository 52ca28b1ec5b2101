"""The commands that judge everything else are judged here."""

import os
import subprocess
import sys

import pytest

from leap.local import browser, figures, gates
from leap.local.ports import Cannot


def python(program: str) -> list[str]:
    """A command that runs a little Python."""
    return [sys.executable, "-c", program]


def test_a_gate_that_passes_says_so_in_one_line(capsys):
    assert gates.passes(gates.Gate("quiet", python("print('all is well here')")))
    assert capsys.readouterr().out.startswith("ok      quiet")


def test_a_gate_that_fails_shows_its_own_words(capsys):
    assert not gates.passes(gates.Gate("loud", python("import sys; sys.exit('this is why')")))
    shown = capsys.readouterr().out
    assert shown.startswith("FAILED  loud")
    assert "this is why" in shown


def test_one_failed_gate_fails_lint(monkeypatch):
    well, ill = gates.Gate("well", python("")), gates.Gate("ill", python("raise SystemExit(3)"))
    monkeypatch.setattr(gates, "quick_gates", lambda: [ill, well])
    assert gates.lint() == 1
    monkeypatch.setattr(gates, "quick_gates", lambda: [well])
    assert gates.lint() == 0


@pytest.mark.parametrize(("body", "code"), [("assert True", 0), ("assert False", 1), (None, 5)])
def test_tests_that_fail_and_no_tests_at_all_are_failures(tmp_path, body, code):
    if body:
        (tmp_path / "test_one.py").write_text(f"def test_one():\n    {body}\n")
    assert (
        gates.run_pytest([str(tmp_path), "-p", "no:django", "-c", os.devnull, "--rootdir", str(tmp_path)], {}) == code
    )


def test_every_gate_names_a_command_that_is_there():
    for gate in [*gates.quick_gates(), *gates.server_gates({})]:
        assert os.access(gate.command[0], os.X_OK), gate.name


def test_the_checks_read_every_file_of_the_project_and_nothing_else():
    found = gates.tracked("*.py")
    assert {"manage.py", "leap/local/gates.py", "meetings/schedule/models/meetings.py"} <= set(found)
    assert not [name for name in found if name.startswith((".venv/", "var/", "node_modules/"))]


def test_a_figure_line_says_whether_the_target_is_met(capsys):
    assert figures.figure("pages", 61.234, "per_second", 60)
    assert not figures.figure("slow-pages", 1200.4, "ms", 1000, at_most=True)
    assert capsys.readouterr().out.splitlines() == [
        "figure pages 61.2 per_second target 60 ok",
        "figure slow-pages 1200 ms target 1000 short",
    ]


def test_a_short_figure_does_not_fail_the_command_but_a_broken_benchmark_does(tmp_path, monkeypatch):
    (tmp_path / "benchmarks").mkdir()
    monkeypatch.setattr(figures, "ROOT", tmp_path)
    write = (tmp_path / "benchmarks/one.py").write_text
    write("def main():\n    print('words')\n    print('figure a 1 ms target 2 short')\n")
    assert figures.run_one("one", dict(os.environ)) == (0, ["figure a 1 ms target 2 short"])
    write("def main():\n    raise RuntimeError\n")
    code, lines = figures.run_one("one", {**os.environ, "PYTHONWARNINGS": "ignore"})
    assert (code != 0, lines) == (True, [])


def test_an_unknown_benchmark_is_named_with_those_there_are():
    with pytest.raises(Cannot, match="load"):
        figures.run_figures(["nowhere"])


def test_a_browser_that_is_here_already_is_used(monkeypatch):
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setattr(browser, "NAMES", ("sh",))
    assert browser.browser_environment()[browser.VARIABLE].endswith("/sh")


def test_without_any_browser_the_person_is_told_what_to_install(monkeypatch):
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setattr(browser, "NAMES", ("no-such-browser",))
    monkeypatch.setattr(browser, "install_debian_chromium", lambda: None)
    failed = subprocess.CompletedProcess([], 1)
    monkeypatch.setattr(browser.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(Cannot, match="sudo apt install chromium"):
        browser.browser_environment()
