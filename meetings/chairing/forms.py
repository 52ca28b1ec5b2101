"""What a member is asked about chairing."""

from collections.abc import Iterable
from uuid import UUID

from django import forms

from accounts.people.models import Panel
from leap.design.forms import LeapForm
from meetings.chairing.models import ChairWillingness

Answer = ChairWillingness.Answer
HINTS = {
    Answer.WATCH: "You sit beside whoever chairs and see how it is done. You do not have to do anything.",
    Answer.TOGETHER: "You sit beside whoever chairs, and you share it as you like.",
    Answer.WILLING: "We ask you when your turn comes. You can still say no. The first time, somebody sits beside you.",
    Answer.MENTOR: "The same. And once you have chaired, we may ask you to sit beside somebody who is new to it.",
    Answer.ASK_LATER: "We do not ask you until you change your answer here.",
    Answer.NOT_NOW: "We do not ask you. You can change your mind whenever you like.",
    Answer.NEVER: "We do not ask you. You never have to say why.",
}


class WillingForm(LeapForm):
    """One question for each panel the person is a member of. A question left open stays open."""

    def __init__(self, *args, panels: Iterable[Panel], answers: dict[UUID, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.panels = list(panels)
        for panel in self.panels:
            self.fields[self.name_for(panel)] = _question(panel, answers.get(panel.pk))

    @staticmethod
    def name_for(panel: Panel) -> str:
        """The name of the panel's question in the form."""
        return f"panel_{panel.pk.hex}"

    def answered(self) -> list[tuple[Panel, str]]:
        """Each panel that was answered, with the answer."""
        given = [(panel, self.cleaned_data[self.name_for(panel)]) for panel in self.panels]
        return [(panel, answer) for panel, answer in given if answer]


def _question(panel: Panel, answer: str | None) -> forms.ChoiceField:
    field = forms.ChoiceField(
        label=f"May we ask you to chair a meeting of {panel.name}?",
        choices=Answer.choices,
        widget=forms.RadioSelect,
        required=False,
        initial=answer,
        error_messages={"invalid_choice": "Please choose one of the answers shown."},
    )
    field.choice_hints = HINTS  # type: ignore[attr-defined]  # read by leap.design.fields
    return field
