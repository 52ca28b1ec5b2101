"""Programs of Debian that a test needs and pip cannot give."""

import os
import shutil
import subprocess


def install(package: str) -> None:
    """Install a package of Debian where we may (root, apt). Does nothing where we may not; whoever asks looks again."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"Installing {package} for the tests (once)", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in ("update", f"install --yes --no-install-recommends {package}"):
        command = ["apt-get", "--quiet", *words.split()]
        subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
