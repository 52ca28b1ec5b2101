"""Until when a message is of use to whoever gets it, and what becomes of one that cannot be there by then."""

from dataclasses import dataclass
from datetime import datetime

from leap.core.outbox import states

# Why a message goes no more, or goes late, as its row keeps it. ALL_THE_SAME: somebody decided that a letter goes
# though it comes late.
LETTER_TOO_LATE, LETTER_LATE, ALL_THE_SAME = "letter-too-late", "letter-late", "all-the-same"
ALL_WAS_OFF = "all-was-off"
QUIET_TOO_LONG, QUIET_LATE, QUIET = "quiet-too-long", "quiet-hours-late", "quiet-hours"


@dataclass(frozen=True)
class Use:
    """`until`: who hears then, or later, has nothing of it any more; None: it is of use whenever it comes. `better_by`:
    from then on it is late, and of some use still (a date that was moved: the old one). `is_needed`: when it cannot be
    there in time, somebody who may know another way is asked to decide; else it is only shown that it did not go.
    """

    until: datetime | None = None
    better_by: datetime | None = None
    is_needed: bool = True

    def is_over(self, moment: datetime) -> bool:
        """Is it of no use to hear of it at this moment?"""
        return self.until is not None and moment >= self.until

    def is_late(self, moment: datetime) -> bool:
        """Is it of some use only?"""
        return self.better_by is not None and moment >= self.better_by

    @property
    def ends(self) -> str:
        """The state of a message that cannot be there in time."""
        return states.FAILED if self.is_needed else states.CANCELLED


ALWAYS = Use()
