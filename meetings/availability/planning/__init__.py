"""Which of the dates to take, given who could come to which. Plain Python: rows in, a choice out, no chance in it."""

from meetings.availability.planning.choosing import Choice, Rules, Slot, choose, problems_of

IF_NEED_BE, YES = 1, 2  # what an answer is worth; no, and no answer, are worth nothing

__all__ = ["IF_NEED_BE", "YES", "Choice", "Rules", "Slot", "choose", "problems_of"]
