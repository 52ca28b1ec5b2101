"""Renew the pinned requirements (`make pins`): hash-pinned, for every Python and system LEAP runs on, no host named."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from leap.local.places import ROOT

COMPILE = ["-m", "uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"]
COMPILE += ["--no-header", "--no-annotate", "--quiet", "--upgrade"]


def compile_list(name: str, *extra: str) -> Path:
    """Write requirements/`name`.txt from `name`.in and return its path. Raises CalledProcessError when pins clash."""
    folder = ROOT / "requirements"
    target = folder / f"{name}.txt"
    subprocess.run([sys.executable, *COMPILE, f"{name}.in", "-o", target.name, *extra], cwd=folder, check=True)
    return target


def main() -> None:
    """Compile the widest list first and hold the others to it, so that all three name the same versions."""
    everything = compile_list("dev").read_text()
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as constraints:
        constraints.write("\n".join(re.findall(r"^[a-z0-9._-]+==[^\\\n]+", everything, flags=re.M)))
        constraints.flush()
        compile_list("embedded", "-c", constraints.name)
        compile_list("base", "-c", constraints.name)


if __name__ == "__main__":
    main()
