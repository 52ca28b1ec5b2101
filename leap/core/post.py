"""How long the post takes. Plain Python."""

from datetime import timedelta

# From the day a letter is printed until it is read: somebody has to take it to the post, and second class takes two or
# three days, and no post comes on a Sunday. Rather a day too long: whoever relies on a letter has nothing else.
POST_TAKES = timedelta(days=4)
