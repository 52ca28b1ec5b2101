"""The invented people and texts, and the countable facts of the PARTNERS2 paper whose shape they have."""

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def read(name: str) -> dict[str, Any]:
    """One of the demo's data files: `people`, `needs`, `papers`, `writing` or `partners2_shape`."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
