"""What the deployment files say, read for the tests that hold them to it."""

import ast
import re

import yaml

from leap.local.places import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat", "sender")


def settings_read() -> dict[str, bool]:
    """Every variable that the production settings read, and whether they cannot do without it."""
    found: dict[str, bool] = {}
    for name in ("base", "production"):
        for node in ast.walk(ast.parse((ROOT / f"leap/settings/{name}.py").read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] == "env" and node.args:
                found[ast.literal_eval(node.args[0])] = not any(word.arg == "default" for word in node.keywords)
    return found


def example_variables() -> dict[str, str]:
    """What .env.example sets."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def dockerfile_lines() -> list[str]:
    """The Dockerfile's instructions, without comments."""
    text = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text())
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def last_stage() -> list[str]:
    """The instructions of the image that runs."""
    lines = dockerfile_lines()
    return lines[max(number for number, line in enumerate(lines) if line.startswith("FROM ")) :]
