"""The pages of an inquiry."""

from accounts_reflective.inquiries.views.inquiries import inquiry_detail, inquiry_list
from accounts_reflective.inquiries.views.setting_up import (
    inquiry_edit,
    inquiry_new,
    stage_edit,
    stage_list,
    stage_new,
    stage_remove,
)
from accounts_reflective.inquiries.views.topics import topic_choose, topic_end, topic_list, topic_new

__all__ = [
    "inquiry_detail",
    "inquiry_edit",
    "inquiry_list",
    "inquiry_new",
    "stage_edit",
    "stage_list",
    "stage_new",
    "stage_remove",
    "topic_choose",
    "topic_end",
    "topic_list",
    "topic_new",
]
