"""What is chosen when somebody answers, or when an answer is written down for them."""

from django import forms

from leap.design.forms import LeapForm
from meetings.invitations import states
from meetings.invitations.models import Invitation

ANSWERS = [(reply, Invitation.Reply(reply).label) for reply in states.ANSWERS]
WAYS = [(how, Invitation.How(how).label) for how in states.ON_BEHALF]


class ReplyForm(LeapForm):
    """The person's own answer. There is no box for a reason."""

    reply = forms.ChoiceField(
        label="Can you come?",
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the answers. You can change it later."},
    )

    needs = forms.ChoiceField(
        label="Has anything changed in what helps you?",
        help_text="You can leave this, and nobody is shown it. If you say yes, we keep your answer above first.",
        choices=[(Invitation.Needs.SAME, "No, nothing has changed"), (Invitation.Needs.CHANGED, "Yes, take me there")],
        required=False,
        widget=forms.RadioSelect,
    )


class RecordReplyForm(LeapForm):
    """An answer that came in by phone, by letter or in person."""

    reply = forms.ChoiceField(
        label="What did they say?",
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they said."},
    )
    how = forms.ChoiceField(
        label="How did they tell you?",
        choices=WAYS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how their answer reached you."},
    )
    needs = forms.ChoiceField(
        label="Has anything changed in what helps them?",
        help_text="Leave it empty if you did not ask. If they say yes, you can write it down next.",
        choices=[(Invitation.Needs.SAME, "No, nothing has changed"), (Invitation.Needs.CHANGED, "Yes")],
        required=False,
        widget=forms.RadioSelect,
    )
