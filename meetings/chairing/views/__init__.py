from meetings.chairing.views.agreed import chair_choose, swap_answer, swap_new
from meetings.chairing.views.pack import bring_me_in, chair_briefing, chair_helps, chair_talks, talk_note
from meetings.chairing.views.round import chair_round, chaired_before
from meetings.chairing.views.turns import chair_accept, chair_detail, chair_pass, chair_propose, willing_edit

__all__ = [
    "bring_me_in",
    "chair_accept",
    "chair_briefing",
    "chair_choose",
    "chair_detail",
    "chair_helps",
    "chair_pass",
    "chair_propose",
    "chair_round",
    "chair_talks",
    "chaired_before",
    "swap_answer",
    "swap_new",
    "talk_note",
    "willing_edit",
]
