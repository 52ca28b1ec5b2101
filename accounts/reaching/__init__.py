"""How messages reach people when no machine can carry them, and what became of each: for those who run a panel, and for
the person themself.
"""
