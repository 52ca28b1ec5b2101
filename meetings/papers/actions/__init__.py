"""Every change to agendas, proposals, papers and words."""

from meetings.papers.actions.items import ItemFacts, add_item, change_item, move_item, remove_item
from meetings.papers.actions.papers import (
    PaperFacts,
    add_copy,
    change_paper,
    remove_copy,
    send_papers,
    start_version,
    tell_newcomers,
    withdraw_paper,
    write_paper,
)
from meetings.papers.actions.proposals import answer, propose, show_name, take_back, take_up
from meetings.papers.actions.steps import ChangedMeanwhile
from meetings.papers.actions.words import ask_for_word, keep_word, settle_word

__all__ = [
    "ChangedMeanwhile",
    "ItemFacts",
    "PaperFacts",
    "add_copy",
    "add_item",
    "answer",
    "ask_for_word",
    "change_item",
    "change_paper",
    "keep_word",
    "move_item",
    "propose",
    "remove_copy",
    "remove_item",
    "send_papers",
    "settle_word",
    "show_name",
    "start_version",
    "take_back",
    "take_up",
    "tell_newcomers",
    "withdraw_paper",
    "write_paper",
]
