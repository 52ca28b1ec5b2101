"""x"""
import os
import pytest
from tests.project.twin.run import compare
pytestmark = pytest.mark.django_db

def test_x():
    seed = int(os.environ.get("SEED", "1"))
    each = int(os.environ.get("EACH", "2"))
    viewers = os.environ.get("VIEWERS")
    from tests.project.twin.cast import VIEWERS
    t = compare(seed, viewers.split(",") if viewers else VIEWERS, each=each)
    print(t.comparisons, t.seconds, t.per_second)
    for d in t.differences[:60]: print(d)
    print(len(t.differences)); print(t.faults[:20])
    print(t.purged)
    assert not t.differences
