"""What people tick and type about what helps them and how they are reached."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django import forms

from accounts.needs import wordings
from accounts.needs.access import Reader
from accounts.needs.actions.contact import NO_SUCH_CLOCK, QUIET_OR_ANY_TIME, WHAT_A_WAY_NEEDS, Ways
from accounts.needs.actions.needs import MOST_LETTERS, Said
from accounts.needs.models import ContactPreference
from accounts.needs.planning.zones import to_choose_from
from accounts.needs.queries import Choice, MyNeed
from leap.core.assisted import How
from leap.core.ids import new_id
from leap.design.forms import ClockField, LeapForm

NEITHER = "Tick something that helps, or write it in your own words. Or go back without saving."


class NeedForm(LeapForm):
    """What helps, in one group, and who may see it. `key` makes sending the form twice write it once."""

    picks = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    with_name = forms.BooleanField(required=False, label=wordings.WITH_NAME)
    acting = forms.MultipleChoiceField(
        label="Who may see this?",
        help_text="Nobody, unless you tick them. You can change this at any time, and it counts at once.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Somebody you ticked is not on your panel any more. Please look again."},
    )
    named = forms.MultipleChoiceField(
        label="Anybody else, by name?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Somebody you ticked is not on your panel any more. Please look again."},
    )
    own_words = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}), max_length=MOST_LETTERS
    )
    key = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args,
        group: wordings.Group,
        choices: Sequence[Choice],
        need: MyNeed | None = None,
        who_reads: str = "Only you, and whoever you tick above",
        **kwargs,
    ) -> None:
        self.group, self.choices = group, {choice.reader.key: choice for choice in choices}
        super().__init__(*args, initial=_as_it_is(need), **kwargs)
        self.who_can_read = {"own_words": who_reads}
        self.fields["picks"].label = group.question
        self.fields["picks"].choices = list(group.picks.items())
        self.fields["own_words"].label = "In your own words"
        self.fields["own_words"].help_text = group.hint
        self._offer("acting", [each for each in choices if each.reader.audience != wordings.PERSON])
        self._offer("named", [each for each in choices if each.reader.audience == wordings.PERSON])
        if group.key != wordings.FOOD:
            del self.fields["with_name"]

    def _offer(self, name: str, choices: list[Choice]) -> None:
        if not choices:
            del self.fields[name]
            return
        self.fields[name].choices = [(choice.reader.key, choice.label) for choice in choices]
        self.fields[name].choice_hints = {choice.reader.key: choice.hint for choice in choices}

    def clean(self) -> dict:
        """A tick or a word: one of them there has to be."""
        cleaned = super().clean()
        if not cleaned.get("picks") and not cleaned.get("own_words", "").strip() and "own_words" not in self.errors:
            self.add_error("picks", NEITHER)
        return cleaned

    def clean_key(self) -> UUID:
        """The form's own key; a new one where it is missing or spoilt."""
        try:
            return UUID(self.cleaned_data["key"])
        except ValueError:
            return new_id()

    def clean_seen(self) -> datetime | None:
        """When what the person started from was saved; None when the page did not say or said it wrongly."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return None

    def said(self) -> Said:
        """What helps, as it was ticked and typed."""
        cleaned = self.cleaned_data
        picks = tuple(code for code in self.group.picks if code in cleaned["picks"])
        return Said(self.group.key, picks, cleaned["own_words"], cleaned.get("with_name", False))

    def readers(self) -> list[Reader]:
        """Who was ticked."""
        ticked = [*self.cleaned_data.get("acting", []), *self.cleaned_data.get("named", [])]
        return [self.choices[key].reader for key in ticked]

    def show_as_seen(self, need: MyNeed) -> None:
        """From the next time this form is sent, the need as it is now counts as seen; what was chosen stays."""
        self.data = self.data.copy()
        self.data["seen"] = need.need.changed_at.isoformat()


def _as_it_is(need: MyNeed | None) -> dict:
    if need is None:
        return {"key": new_id()}
    readers = [reader for reader, _ in need.readers]
    return {
        "picks": need.need.picks,
        "own_words": need.need.own_words,
        "with_name": need.need.with_name,
        "acting": [reader.key for reader in readers if reader.person_id is None],
        "named": [reader.key for reader in readers if reader.person_id is not None],
        "seen": need.need.changed_at.isoformat(),
    }


class HowForm(LeapForm):
    """How somebody's words came in, and whether they were read back."""

    how = forms.ChoiceField(
        label="How did they tell you?",
        choices=How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they told you."},
    )
    read_back = forms.BooleanField(required=False, label="I read it back to them, and they said it is right")


class RecordNeedForm(HowForm, NeedForm):
    """What helps somebody else, as they said it. It shows nothing of what they said before."""

    def __init__(self, *args, name: str, **kwargs) -> None:
        reads = f"{name}, and whoever is ticked above. You do not see it again unless they let you"
        super().__init__(*args, who_reads=reads, **kwargs)
        self.fields["picks"].label = f"What did {name} say?"
        self.fields["own_words"].label = "In their own words"
        self.fields["own_words"].help_text = "What helps, never why."
        if "acting" in self.fields:
            self.fields["acting"].label = f"Who may see this? Please ask {name}."
            self.fields["acting"].help_text = "Nobody, unless they said so."


WHO_REACHES = "You, and those who run your panels, when they have something to tell you"


class ContactForm(LeapForm):
    """How the person wants to be reached."""

    who_can_read = WHO_REACHES
    channel = forms.ChoiceField(
        label="How shall we reach you?", choices=ContactPreference.Channel.choices, widget=forms.RadioSelect
    )
    backup = forms.ChoiceField(
        label="And if that does not work?",
        choices=[("", "No second way"), *ContactPreference.Channel.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    phone_number = forms.CharField(
        label="Phone number",
        help_text="Any way of writing it is fine.",
        required=False,
        max_length=60,
        widget=forms.TelInput(attrs={"autocomplete": "tel"}),
    )
    leave_message = forms.ChoiceField(
        label="If you do not pick up, may we leave a message?",
        choices=ContactPreference.Message.choices,
        widget=forms.RadioSelect,
    )
    safe_times = forms.CharField(
        label="When is a good time?",
        help_text="For example: weekdays after 11, never on a Friday.",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    envelope_name = forms.CharField(
        label="Name on the envelope",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
    postal_address = forms.CharField(
        label="Address for letters",
        help_text="We use a plain envelope.",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    supporter = forms.CharField(
        label="Who passes messages on to you?",
        help_text="Only somebody who has said yes. For example: Sam, my neighbour.",
        required=False,
        max_length=120,
    )
    supporter_number = forms.CharField(
        label="How do we reach them?", required=False, max_length=120, widget=forms.TextInput
    )
    scope = forms.ChoiceField(
        label="What may we tell them?",
        help_text="We note today as the day you said yes to this. Changing it counts at once.",
        choices=[("", "Nothing: nobody passes messages on"), *ContactPreference.Scope.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    scope_words = forms.CharField(
        label="Anything more about what they may know, in your words?",
        help_text="You can leave this empty. For example: tell her the date, never what it is about.",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    any_time = forms.ChoiceField(
        label="May we send you something at night?",
        help_text="Night is by your own clock.",
        choices=[("no", "No. From 9pm to 8am, or in the hours I say below, I want peace"), ("yes", "Yes, at any time")],
        required=False,
        widget=forms.RadioSelect,
    )
    quiet_from = ClockField(
        label="Quiet from",
        help_text="For example, 9pm. Leave both empty for 9pm to 8am. In quiet hours we send you nothing.",
        required=False,
    )
    quiet_until = ClockField(
        label="Quiet until",
        help_text="For example, 8:30am. What comes up meanwhile waits until then, even about the same day. "
        "Only a code you ask for, and word of a change in how you sign in or of somebody opening what you keep "
        "private, come at once. What would come too late then is not sent, and those who run your panel see that.",
        required=False,
    )
    time_zone = forms.ChoiceField(
        label="Which clock do you go by?",
        help_text="Choose a place that has the same time as you. Quiet hours go by it. Where it differs from the "
        "clock of a meeting, we say the time on yours, too.",
        required=False,
        error_messages={"invalid_choice": NO_SUCH_CLOCK},
    )
    is_discreet = forms.ChoiceField(
        label="What may the subject of an email say?",
        choices=[("yes", "Nothing about the panel: only words like “A date for you”"), ("no", "The name of my panel")],
        widget=forms.RadioSelect,
    )
    language = forms.CharField(
        label="Which language shall we use?",
        help_text="Leave it empty for English.",
        required=False,
        max_length=60,
    )

    def __init__(self, *args, contact: ContactPreference | None = None, zones: Sequence[str] = (), **kwargs) -> None:
        super().__init__(*args, initial=_contact_as_it_is(contact) if contact else {}, **kwargs)
        self.fields["time_zone"].choices = to_choose_from(zones)

    def clean(self) -> dict:
        """Quiet hours have a beginning and an end."""
        cleaned = super().clean()
        if {"quiet_from", "quiet_until"}.isdisjoint(self.errors):
            starts, ends = cleaned["quiet_from"], cleaned["quiet_until"]
            if (starts is None) != (ends is None):
                missing = "quiet_from" if starts is None else "quiet_until"
                self.add_error(missing, "Quiet hours need a beginning and an end. Fill in both, or leave both empty.")
            elif starts is not None and cleaned.get("any_time") == "yes":
                self.add_error("any_time", QUIET_OR_ANY_TIME)
        self._ask_for_what_is_missing()
        return cleaned

    def _ask_for_what_is_missing(self) -> None:
        """A way that is chosen needs its number, its address or its person. The sentence stands beside that box."""
        told = self.cleaned_data
        for way in dict.fromkeys((told.get("channel"), told.get("backup"))):
            column, sentence = WHAT_A_WAY_NEEDS.get(way or "", ("", ""))
            if column in self.fields and column not in self.errors and not told.get(column):
                self.add_error(column, sentence)

    def ways(self) -> Ways:
        """All that was said: an empty box empties what was there."""
        told = {**self.cleaned_data}
        quiet = (told.pop("quiet_from"), told.pop("quiet_until"))
        discreet = told.pop("is_discreet")
        told = {name: value for name, value in told.items() if name in Ways.__dataclass_fields__}
        told["time_zone"] = told.get("time_zone") or None
        told["any_time"] = told.get("any_time") == "yes"
        return Ways(**told, quiet_hours=quiet, is_discreet=discreet == "yes")


def _contact_as_it_is(contact: ContactPreference) -> dict:
    yes_or_no = ("is_discreet", "any_time")
    names = [name for name in ContactForm.base_fields if name not in yes_or_no]
    said = {name: "yes" if getattr(contact, name) else "no" for name in yes_or_no}
    return {**{name: getattr(contact, name) for name in names}, **said}


class RecordContactForm(HowForm, ContactForm):
    """How somebody else wants to be reached, as they said it. It shows nothing of what is kept already."""

    NOT_SAID = ("", "They did not say")

    def __init__(self, *args, name: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.who_can_read = f"{name}, and those who run their panels, when they have something to tell them"
        labels = {
            "channel": f"How shall we reach {name}?",
            "leave_message": "If they do not pick up, may we leave a message?",
            "safe_times": "When is a good time for them?",
            "supporter": "Who passes messages on to them?",
            "any_time": "May we send them something at night?",
            "is_discreet": "What may the subject of an email say?",
            "language": "Which language shall we use?",
            "time_zone": "Which clock do they go by?",
        }
        for field, label in labels.items():
            self.fields[field].label = label
        self.fields["time_zone"].help_text = "A place that has the same time as they have. Quiet hours go by it."
        self.fields["time_zone"].choices = [self.NOT_SAID, *self.fields["time_zone"].choices]
        self.fields["any_time"].help_text = "Night is by their own clock."
        night = [("no", "No. From 9pm to 8am, or in the hours below, they want peace"), ("yes", "Yes, at any time")]
        self.fields["any_time"].choices = night
        for field in ("channel", "backup", "leave_message", "scope", "any_time", "is_discreet"):
            kept = [choice for choice in self.fields[field].choices if choice[0]]
            self.fields[field].choices = [self.NOT_SAID, *kept]
            self.fields[field].required = False

    def _ask_for_what_is_missing(self) -> None:
        """What is kept already may do: the action knows, this form does not."""

    def ways(self) -> Ways:
        """What was said; an empty box was not spoken about."""
        told = {name: value or None for name, value in self.cleaned_data.items() if name in Ways.__dataclass_fields__}
        quiet = (self.cleaned_data["quiet_from"], self.cleaned_data["quiet_until"])
        said = {name: {"yes": True, "no": False}.get(self.cleaned_data[name]) for name in ("is_discreet", "any_time")}
        hours = quiet if quiet[0] or said["any_time"] else None
        return Ways(**{**told, "quiet_hours": hours, **said})
