"""What people do to an inquiry."""

from accounts_reflective.inquiries.actions.setting_up import (
    add_stage,
    change_inquiry,
    change_stage,
    remove_stage,
    start_inquiry,
)
from accounts_reflective.inquiries.actions.topics import choose_topic, end_topic, propose_topic

__all__ = [
    "add_stage",
    "change_inquiry",
    "change_stage",
    "choose_topic",
    "end_topic",
    "propose_topic",
    "remove_stage",
    "start_inquiry",
]
