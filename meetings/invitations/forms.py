"""What is chosen when somebody answers, or when an answer is written down for them."""

from collections.abc import Sequence
from typing import Any

from django import forms

from leap.design.forms import LeapForm
from meetings.invitations import states
from meetings.invitations.models import Invitation

WAYS = [(how, Invitation.How(how).label) for how in states.ON_BEHALF]
YES_OR_NO = [(Invitation.YesNo.YES, "Yes"), (Invitation.YesNo.NO, "No")]
LABELS = {
    **dict(Invitation.Reply.choices),
    states.WAITING: "I do not know yet",
    states.IN_LINE: "Be in line for a place",
}
TAKEN_BACK = "I do not know yet, or I take my answer back"
HINTS = {
    states.COMMENTS: "You read the papers and tell us what you think, before the day.",
    states.IN_LINE: "When a place comes free, you hear from us and can still say no.",
}


class _WithAnswers(LeapForm):
    """Shows the answers this meeting offers to this person, in the order given.

    `sorry` is said at the question when the answer that was chosen cannot be kept any more.
    """

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)  # which revision of the meeting is shown

    def __init__(
        self,
        data: Any = None,
        *,
        answers: Sequence[str],
        seen: int,
        sorry: str = "",
        initial: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, initial={**(initial or {}), "seen": seen}, **kwargs)
        if sorry:
            self.fields["reply"].error_messages["required"] = sorry
        self.fields["reply"].choices = [(reply, LABELS[reply]) for reply in answers]
        self.fields["reply"].choice_hints = HINTS

    def ask_only_what_was_said(self) -> None:
        """Once the meeting has begun there is nothing to arrange any more."""
        for name in ("travel", "supporter", "needs"):
            del self.fields[name]


class ReplyForm(_WithAnswers):
    """The person's own answer. There is no box for a reason."""

    reply = forms.ChoiceField(
        label="Can you come?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the answers. You can change it later."},
    )
    travel = forms.ChoiceField(
        label="Would you like help with getting there?",
        help_text="If you say yes, we ask you how.",
        choices=YES_OR_NO,
        required=False,
        widget=forms.RadioSelect,
    )
    supporter = forms.ChoiceField(
        label="Does somebody come along to support you?",
        help_text="We only need to know for the room and the tea, not who it is. A seating plan keeps a chair "
        "beside you and calls it “Supporter”. It does not say whose.",
        choices=YES_OR_NO,
        required=False,
        widget=forms.RadioSelect,
    )
    needs = forms.ChoiceField(
        label="Has anything changed in what helps you?",
        help_text="Nobody is shown this. If you say yes, we keep your answer above first.",
        choices=[(Invitation.Needs.SAME, "No, nothing has changed"), (Invitation.Needs.CHANGED, "Yes, take me there")],
        required=False,
        widget=forms.RadioSelect,
    )


class LinkForm(_WithAnswers):
    """The answer of whoever holds the link. It shows nothing that was answered before, and has no box to write in:
    what helps somebody is never said on a page that anybody may have open."""

    reply = forms.ChoiceField(
        label="Can you come?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the answers. You can change it later, with the same link."},
    )
    travel = forms.ChoiceField(
        label="Would you like help with getting there?",
        help_text="If you say yes, we ask you how. Leave it empty to change nothing.",
        choices=YES_OR_NO,
        required=False,
        widget=forms.RadioSelect,
    )
    supporter = forms.ChoiceField(
        label="Does somebody come along to support you?",
        help_text="We only need to know for the room and the tea, not who it is. Leave it empty to change nothing.",
        choices=YES_OR_NO,
        required=False,
        widget=forms.RadioSelect,
    )
    needs = forms.ChoiceField(
        label="Has anything changed in what helps you?",
        help_text="You need not say what it is, and there is no box for it here.",
        choices=[
            (Invitation.Needs.SAME, "No, nothing has changed"),
            (Invitation.Needs.CHANGED, "Yes, and I sign in and say so there"),
            (Invitation.Needs.ASK_ME, "Yes, please get in touch with me about it"),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    tell_me = forms.BooleanField(
        label="Send a message to the person this link was sent to, to say that an answer has arrived",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = dict(self.fields["reply"].choices)
        taken_back = {states.WAITING: TAKEN_BACK} if states.WAITING in answers else {}
        self.fields["reply"].choices = list((answers | taken_back).items())


class RecordReplyForm(_WithAnswers):
    """An answer that came in by phone, by letter or in person."""

    reply = forms.ChoiceField(
        label="What did they say?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they said."},
    )
    how = forms.ChoiceField(
        label="How did they tell you?",
        choices=WAYS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how their answer reached you."},
    )
    travel = forms.ChoiceField(
        label="Would they like help with getting there?",
        help_text="Leave it empty if you did not ask.",
        choices=YES_OR_NO,
        required=False,
        widget=forms.RadioSelect,
    )
    supporter = forms.ChoiceField(
        label="Does somebody come along to support them?",
        help_text="Leave it empty if you did not ask. There is no need to know who it is. A seating plan keeps a chair "
        "beside them and calls it “Supporter”. It does not say whose.",
        choices=YES_OR_NO,
        required=False,
        widget=forms.RadioSelect,
    )
    needs = forms.ChoiceField(
        label="Has anything changed in what helps them?",
        help_text="Leave it empty if you did not ask. If they say yes, you can write it down next.",
        choices=[(Invitation.Needs.SAME, "No, nothing has changed"), (Invitation.Needs.CHANGED, "Yes")],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = dict(self.fields["reply"].choices)
        said = said | {states.WAITING: "They do not know yet"} if states.WAITING in said else said
        self.fields["reply"].choices = list(said.items())
        self.fields["reply"].choice_hints = {}
