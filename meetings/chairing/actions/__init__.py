"""Every change to willingness, to turns in the chair, and to what is written down for whoever chairs."""

from meetings.chairing import notices
from meetings.chairing.actions.agreed import answer_swap, ask_to_swap, choose_chair
from meetings.chairing.actions.pack import bring_me_in, forget_talks, forget_who_wanted_in, note_talk, set_talk
from meetings.chairing.actions.turns import (
    accept,
    ask_again,
    called_off,
    free_turns,
    note_chaired_before,
    note_who_chaired,
    pass_turn,
    plan_year,
    propose_chair,
    queue_due_briefings,
    set_willingness,
)

__all__ = [
    "accept",
    "answer_swap",
    "ask_again",
    "ask_to_swap",
    "bring_me_in",
    "called_off",
    "choose_chair",
    "forget_talks",
    "forget_who_wanted_in",
    "free_turns",
    "note_chaired_before",
    "note_talk",
    "note_who_chaired",
    "notices",
    "pass_turn",
    "plan_year",
    "propose_chair",
    "queue_due_briefings",
    "set_talk",
    "set_willingness",
]
