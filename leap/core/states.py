"""State tables: which state may follow which. Plain Python; no Django here, directly or through another file."""

Moves = dict[str, set[str]]


class NotNow(Exception):
    """The step makes no sense at the moment. `sentence` is kind, plain and meant to be shown to the person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class ChangedMeanwhile(NotNow):
    """It was changed after the page was opened on which this was typed."""


def may_move(moves: Moves, was: str, to: str) -> bool:
    """Whether the table has this move."""
    return to in moves.get(was, set())


def check_move(moves: Moves, was: str, to: str, sentence: str) -> None:
    """Do nothing when the table has this move; else raise NotNow with the sentence the person will read."""
    if not may_move(moves, was, to):
        raise NotNow(sentence)
