"""Chairing, shared fairly: rows in, ledger and proposal out. Plain Python, no database."""

from meetings.chairing.planning.ledger import Balance, Before, HeldMeeting, ledger, turns_shared
from meetings.chairing.planning.proposal import Because, NextMeeting, Proposal, Reason, propose
from meetings.chairing.planning.words import reason_sentence

__all__ = [
    "Balance",
    "Because",
    "Before",
    "HeldMeeting",
    "NextMeeting",
    "Proposal",
    "Reason",
    "ledger",
    "propose",
    "reason_sentence",
    "turns_shared",
]
