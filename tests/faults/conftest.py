"""The long forms of what must not go wrong. `make test-faults` runs them; `make test` has a short form of each."""

import os

collect_ignore_glob = [] if os.environ.get("LEAP_FAULTS") else ["test_*.py"]
