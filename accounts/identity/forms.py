"""What people type and choose about themselves."""

from datetime import datetime
from uuid import UUID

from django import forms

from accounts.identity import access, wordings
from accounts.identity.actions import MOST_LETTERS
from accounts.identity.models import Share
from accounts.identity.queries import MyStatement
from accounts.people.models import Panel, Person
from leap.core.ids import new_id
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

    def __init__(self, *args, readers: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.who_can_read = {"own_words": readers}


class NewWordsForm(WordsForm):
    """Something new. `key` makes sending the form twice write it once."""

    key = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = new_id()

    def clean_key(self) -> UUID:
        """The form's own key; a new one where it is missing or spoilt."""
        try:
            return UUID(self.cleaned_data["key"])
        except ValueError:
            return new_id()


class ChangeWordsForm(WordsForm):
    """Other words for something there is. It carries which saved words and which readers the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    readers = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, statement: MyStatement, **kwargs) -> None:
        shown = {"own_words": statement.own_words, **_shown(statement)}
        super().__init__(*args, initial=shown, readers=statement.readers_in_words, **kwargs)

    def show_as_seen(self, statement: MyStatement) -> None:
        """From the next time this form is sent, the statement as it is now counts as seen; what was typed stays."""
        self.data = {**self.data.dict(), **_shown(statement)}

    def clean_seen(self) -> datetime | None:
        """When the words the person started from were saved; None when the page did not say or said it wrongly."""
        return moment_in(self.cleaned_data["seen"])

    def clean_readers(self) -> frozenset[str] | None:
        """The shares the page named above the box; None when it did not say."""
        return frozenset(self.cleaned_data["readers"].split()) if "readers" in self.data else None


def _shown(statement: MyStatement) -> dict[str, str]:
    shares = " ".join(str(share.id) for share in statement.shares)
    return {"seen": statement.changed_at.isoformat(), "readers": shares}


def moment_in(text: str) -> datetime | None:
    """The moment a page said, or None."""
    try:
        return datetime.fromisoformat(text)
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
