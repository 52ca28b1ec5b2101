"""For the worker and beat of the stories: the settings of the tests, with beat's own rounds made shorter.

A story that lives in another month says how many seconds away that is, and these processes live in it too.
"""

import os
import time
from datetime import UTC, datetime

import time_machine

from leap.settings.test import *  # noqa: F403
from leap.settings.test import CELERY_BEAT_SCHEDULE

BEAT_SECONDS = 2
# The same rounds as on a real site, closer together: a story waits for a letter, not for a minute. But no notes by lot,
# because no story may depend on chance.
CELERY_BEAT_SCHEDULE = {
    name: {**entry, "schedule": float(BEAT_SECONDS)}
    for name, entry in CELERY_BEAT_SCHEDULE.items()
    if name != "leave-notes"
}

if AWAY := float(os.environ.get("LEAP_STORY_AWAY", "0")):
    time_machine.travel(datetime.fromtimestamp(time.time() + AWAY, UTC), tick=True).start()
