"""What a letter about taking part can say. Somebody picks each fact; nothing else is in it. Plain Python."""

WORK, INVOLVED, NO_JOB, STOP, CHOOSE = "work", "involved", "no_job", "stop", "choose"
SINCE, BEEN, AHEAD, AGREED, PAID, SPENT = "since", "been", "ahead", "agreed", "paid", "spent"

# In the order in which a letter says them.
FACTS = (WORK, INVOLVED, NO_JOB, STOP, CHOOSE, SINCE, BEEN, AHEAD, AGREED, PAID, SPENT)

JOBCENTRE, ANYBODY = "jobcentre", "anybody"
