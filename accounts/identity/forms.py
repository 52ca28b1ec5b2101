"""What people type and choose about themselves."""

from datetime import datetime
from uuid import UUID

from django import forms

from accounts.identity import access, wordings
from accounts.identity.actions import MOST_LETTERS
from accounts.identity.models import Share
from accounts.identity.queries import MyStatement
from accounts.people.models import Panel, Person
from leap.design.forms import LeapForm


class WordsForm(LeapForm):
    """One box for something about yourself."""

    own_words = forms.CharField(
        label="What would you like to say about yourself?",
        help_text="As much or as little as you like, in your own words. "
        "You can write more than one, and share each with different people.",
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        max_length=MOST_LETTERS,
        error_messages={"required": "There are no words in the box yet. Write a little, or go back without saving."},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, readers: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.who_can_read = {"own_words": readers}

    def show_as_seen(self, changed_at: datetime) -> None:
        """From the next time this form is sent, these saved words count as seen; what was typed stays."""
        self.data = {**self.data.dict(), self.add_prefix("seen"): changed_at.isoformat()}

    def clean_seen(self) -> datetime | None:
        """When the words the person started from were saved; None when the page did not say or said it wrongly."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return None


class AudienceForm(LeapForm):
    """Which people, on which of the person's panels."""

    to = forms.ChoiceField(
        label="Who would you like to share this with?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who you would like to share this with, or go back without sharing.",
            "invalid_choice": "Choose one of the groups shown.",
        },
    )

    def __init__(
        self,
        *args,
        statement: MyStatement,
        panels: list[Panel],
        audiences: dict[UUID, dict[str, list[Person]]],
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.panels = {panel.pk: panel for panel in panels}
        self.audiences = audiences
        choices = [(panel, audience) for panel in panels for audience in access.READING_ROLES]
        self.fields["to"].choices = [(key_for(*each), wordings.group(each[1], each[0])) for each in choices]
        self.fields["to"].choice_hints = {
            key_for(panel, audience): wordings.size(
                len(audiences[panel.pk][audience]), is_now=statement.audience_on(panel) == audience
            )
            for panel, audience in choices
        }

    def clean_to(self) -> tuple[Panel, str]:
        """The panel and the audience that were chosen."""
        panel_id, audience = self.cleaned_data["to"].split(".")
        return self.panels[UUID(panel_id)], Share.Audience(audience)


def key_for(panel: Panel, audience: str) -> str:
    """One choice as it stands in the page and in the address of the check page."""
    return f"{panel.pk}.{audience}"
