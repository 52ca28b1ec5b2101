"""The set-up that runs before anything is installed."""

import ast
import json
import subprocess
import sys

import pytest

from leap.local import bootstrap
from leap.local.places import ROOT


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A folder that looks like a checkout: only the requirements, nothing made yet."""
    (tmp_path / "requirements").mkdir()
    for name in ("embedded", "dev"):
        (tmp_path / f"requirements/{name}.txt").write_text("")
    monkeypatch.setattr(bootstrap, "ROOT", str(tmp_path))
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(bootstrap, "VENV_PYTHON", str(tmp_path / ".venv/bin/python"))
    monkeypatch.setattr(bootstrap, "STAMP", str(tmp_path / ".venv/leap-requirements.json"))
    monkeypatch.setattr(bootstrap, "LOCK", str(tmp_path / "var/setup.lock"))
    return tmp_path


def test_it_needs_nothing_but_the_standard_library_and_an_old_python_can_read_it():
    source = (ROOT / "leap/local/bootstrap.py").read_text()
    tree = ast.parse(source, feature_version=(3, 6))
    imported = {
        name.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    assert not any(isinstance(node, ast.ImportFrom) for node in ast.walk(tree))
    assert imported <= set(sys.stdlib_module_names)


def test_the_first_set_up_makes_the_environment_and_later_ones_do_only_what_is_new(checkout, capsys):
    assert bootstrap.main(["embedded"]) == 0
    assert "Making the environment" in capsys.readouterr().out
    assert bootstrap.main(["embedded"]) == 0
    assert capsys.readouterr().out == "", "nothing changed, so nothing is done"
    (checkout / "requirements/embedded.txt").write_text("# other pins\n")
    assert bootstrap.main(["embedded"]) == 0
    assert capsys.readouterr().out.startswith("Installing")
    assert bootstrap.main(["dev"]) == 0
    assert capsys.readouterr().out.startswith("Installing")
    assert bootstrap.main(["embedded"]) == 0
    assert capsys.readouterr().out == "", "the list for tests holds the list for running"


def test_a_failed_install_leaves_no_stamp_and_says_what_to_do(checkout, capsys):
    (checkout / "requirements/embedded.txt").write_text("./nowhere/to/be/found.whl\n")
    assert bootstrap.main(["embedded"]) == 1
    assert "The first time needs the internet" in capsys.readouterr().err
    assert bootstrap.stamp_now() == {}


def test_a_half_made_environment_is_made_again(checkout):
    (checkout / ".venv/bin").mkdir(parents=True)
    (checkout / ".venv/bin/python").write_text("#!/bin/sh\nexit 1\n")
    (checkout / ".venv/bin/python").chmod(0o755)
    assert bootstrap.main(["embedded"]) == 0
    assert json.loads((checkout / ".venv/leap-requirements.json").read_text())["embedded"]


def test_a_python_without_venv_is_told_which_package_to_install(checkout, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "ways_to_make_a_venv", lambda python: [["false"]])
    assert bootstrap.main(["embedded"]) == 1
    major, minor = sys.version_info[:2]
    assert f"sudo apt install python{major}.{minor}-venv" in capsys.readouterr().err
    assert not (checkout / ".venv").exists()


def test_a_python_that_is_too_old_is_told_so_when_there_is_no_other(monkeypatch, capsys, checkout):
    monkeypatch.setattr(bootstrap, "OLDEST", (9, 9))
    assert bootstrap.main(["embedded"]) == 1
    assert "LEAP needs Python 3.11 or newer" in capsys.readouterr().err


def test_two_at_once_take_turns(checkout):
    places = ("ROOT", "VENV", "VENV_PYTHON", "STAMP", "LOCK")
    moved = "".join(f"bootstrap.{name} = {getattr(bootstrap, name)!r}\n" for name in places)
    program = (
        f"import sys; sys.path.insert(0, sys.argv[1]); import bootstrap\n{moved}sys.exit(bootstrap.main(['embedded']))"
    )
    command = [sys.executable, "-c", program, str(ROOT / "leap/local")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(2)]
    words = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], words
    assert "".join(words).count("Making the environment") == 1
