from meetings.papers.views.agenda import agenda_detail, item_edit, item_move, item_new, item_remove
from meetings.papers.views.files import copy_file, copy_new, copy_remove
from meetings.papers.views.papers import (
    paper_detail,
    paper_edit,
    paper_new,
    paper_withdraw,
    papers_send,
    version_new,
)
from meetings.papers.views.proposals import (
    proposal_answer,
    proposal_name,
    proposal_new,
    proposal_take_back,
    proposal_take_up,
)
from meetings.papers.views.words import word_ask, word_edit, word_list, word_settle

__all__ = [
    "agenda_detail",
    "copy_file",
    "copy_new",
    "copy_remove",
    "item_edit",
    "item_move",
    "item_new",
    "item_remove",
    "paper_detail",
    "paper_edit",
    "paper_new",
    "paper_withdraw",
    "papers_send",
    "proposal_answer",
    "proposal_name",
    "proposal_new",
    "proposal_take_back",
    "proposal_take_up",
    "version_new",
    "word_ask",
    "word_edit",
    "word_list",
    "word_settle",
]
