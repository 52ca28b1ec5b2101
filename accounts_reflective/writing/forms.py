"""What people type and choose. Text is kept to the letter, whatever is wrong with it."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django import forms

from accounts.people.models import Person
from accounts_reflective.inquiries.queries import open_inquiries_for
from accounts_reflective.writing.actions.uses import FEW_SHARE
from accounts_reflective.writing.actions.versions import Cover
from accounts_reflective.writing.models import READ_BY_OTHERS, ByLine, UseAsked, Version, WrittenAs
from accounts_reflective.writing.queries import Group
from leap.core.ids import as_id, new_id
from leap.design.forms import LeapForm

TITLE_LENGTH = 160
ROLE_LENGTH = 80
NAME_LENGTH = 80
NOTE_LENGTH = 500
COMMENT_LENGTH = 3000
ROLE_LABEL = "How should readers see your role?"
ROLE_HINT = (
    "For example: LEAP member. Readers see this instead of your name. If only one person has this role, people may "
    "guess who you are. Leave it empty and no role is shown."
)


def role_field() -> forms.CharField:
    """How one author's role is shown, in their own words."""
    return forms.CharField(label=ROLE_LABEL, help_text=ROLE_HINT, max_length=ROLE_LENGTH, required=False)


class StartForm(LeapForm):
    """A title, and the inquiry it belongs to. `key` makes sending the form twice start one account, not two."""

    title = forms.CharField(
        label="What would you like to call it?",
        help_text="A few words are enough. You can change them later.",
        max_length=TITLE_LENGTH,
        error_messages={"required": "Give it a name, so that you can find it again. You can change it later."},
    )
    inquiry = forms.ModelChoiceField(
        queryset=None, label="What is it about?", widget=forms.RadioSelect, empty_label=None
    )
    role_shown = role_field()
    key = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)
    who_can_read = {
        "title": "Only you, and anyone who writes with you",
        "role_shown": "Only you, and anyone who writes with you, until you choose readers",
    }

    def __init__(self, *args, viewer: Person, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        inquiries = open_inquiries_for(viewer)
        self.fields["inquiry"].queryset = inquiries
        self.fields["key"].initial = new_id()
        only = list(inquiries[:2])
        if len(only) == 1:
            self.initial["inquiry"] = only[0].pk
            self.fields["inquiry"].widget = forms.HiddenInput()

    def clean_key(self) -> UUID:
        """The form's own key; a new one where it is missing or spoilt."""
        try:
            return UUID(self.cleaned_data["key"])
        except ValueError:
            return new_id()


class WriteForm(LeapForm):
    """The writing itself, with which save it was typed over and which open page it comes from.

    The box has no `max_length`, so that nobody is shown a count; every box takes 60,000 letters at most.
    """

    title = forms.CharField(label="Title", max_length=TITLE_LENGTH, required=False)
    body = forms.CharField(
        label="Your words",
        help_text="Write as much or as little as you like. There is no time limit.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 18}),
    )
    written_as = forms.ChoiceField(
        label="How is it shown to you and to readers?",
        help_text=(
            "With signs: # and a space before a heading, - and a space before each point of a list, two stars on each "
            "side of **bold words**. You can change this at any time. Your words stay as you type them."
        ),
        choices=WrittenAs.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    revision = forms.IntegerField(min_value=0, max_value=1_000_000_000, widget=forms.HiddenInput)
    device = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)
    turn = forms.IntegerField(min_value=0, max_value=1_000_000_000, required=False, widget=forms.HiddenInput)
    writer = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, readers: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.who_can_read = {"title": readers, "body": readers}

    def clean_body(self) -> str:
        """Browsers send line ends in their own way; they are kept in one."""
        return self.cleaned_data["body"].replace("\r\n", "\n").replace("\r", "\n")


class PersonForm(LeapForm):
    """One person to write with."""

    person = forms.ChoiceField(
        label="Who would you like to write with?",
        help_text="They can read and change the words if they say yes. They see none of it before that.",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose somebody to ask."},
    )

    def __init__(self, *args, people: Sequence[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people


class VersionNameForm(LeapForm):
    """What the authors call one version among themselves."""

    name = forms.CharField(
        label="A name for this version",
        help_text="For example: before the summer. Leave it empty if you do not need one.",
        max_length=NAME_LENGTH,
        required=False,
    )
    who_can_read = "Only the authors"


class ReadersForm(LeapForm):
    """The people who may read, and what goes with the words."""

    readers = forms.MultipleChoiceField(
        label="Who may read it?",
        help_text="Only the people you tick. You can take it back at any time.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    groups = forms.MultipleChoiceField(
        label="Or everyone on a panel",
        help_text="Everyone who is on it today. You see their names on the next page. Who joins later is not added.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    content_note = forms.CharField(
        label="Is there something they should know before they begin? (only if you like)",
        help_text="For example: this is about a hard time in hospital. They read it before your words.",
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    about_others = forms.ChoiceField(
        label="Does this describe someone else? (only if you like)",
        help_text=(
            "A relative, a nurse, somebody on the panel. It may be kind to ask them first, or to leave out what would "
            "point to them: a name, a place, a job, a date. Only the authors see your answer."
        ),
        choices=Version.AboutOthers.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    typed = forms.ChoiceField(
        label="Who typed these words? (only if you like)",
        help_text="Only the authors see your answer.",
        choices=Version.Typed.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    name = forms.CharField(
        label="A name for this version (only if you like)",
        help_text="For example: first try. It helps you to find it again.",
        max_length=NAME_LENGTH,
        required=False,
    )
    who_can_read = {
        "content_note": "The authors, and the people you tick",
        "name": "Only the authors",
    }

    def __init__(self, *args, people: Sequence[tuple[str, str]], groups: Sequence[Group] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"].choices = people
        self.groups = {group.id: group for group in groups}
        self.fields["groups"].choices = [(group.id, f"Everyone on {group.name}") for group in groups]
        if not groups:
            del self.fields["groups"]

    def clean(self) -> dict:
        """Groups are turned into the people in them: what is agreed to are names."""
        said = super().clean()
        chosen = {*said.get("readers", [])}.union(*(self.groups[each].people for each in said.get("groups", [])))
        said["readers"] = [key for key, _ in self.fields["readers"].choices if key in chosen]
        if not said["readers"] and "readers" not in self.errors:
            self.add_error("readers", "Choose at least one person, or go back. Nothing has changed.")
        return said

    def cover(self, *, confirmed: bool) -> Cover:
        """What goes with the words, as it was filled in."""
        said = {name: self.cleaned_data[name] for name in ("name", "content_note", "about_others", "typed")}
        return Cover(**said, confirmed=confirmed)


class CommentForm(LeapForm):
    """What a reader writes to the authors."""

    words = forms.CharField(
        label="What would you like to say to the authors?",
        help_text="It does not change their words. They can answer you.",
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write a few words, or go back. Nothing has changed."},
    )
    key = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)
    who_can_read = "The authors, with your name. None of the other readers"

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = new_id()

    def clean_key(self) -> UUID:
        """The form's own key; a new one where it is missing or spoilt."""
        return as_id(self.cleaned_data["key"]) or new_id()


class AnswerForm(LeapForm):
    """What the authors answer."""

    words = forms.CharField(
        label="Your answer",
        help_text="They read it as coming from the authors, without a name.",
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write a few words, or go back. Nothing has changed."},
    )
    who_can_read = "Whoever wrote to you, and the authors"


class UseForm(LeapForm):
    """One author's answer to one use. Nothing is chosen beforehand."""

    said = forms.ChoiceField(
        label="Your answer",
        help_text="If you do not answer, it does not happen. You do not have to say why.",
        choices=(("yes", "Yes"), ("no", "No")),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no, or go back. Nothing has changed."},
    )
    by_line = forms.ChoiceField(
        label="If yes, how are you shown beside these words?",
        help_text=(
            "If only one person has your role, people may guess who you are, also when names stand elsewhere in the "
            "same paper. If you change this later, the other authors are asked again."
        ),
        choices=ByLine.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    by_line_words = forms.CharField(
        label="The words you choose, if you want others than your role",
        help_text="Each thing you say, such as a job or a place, leaves fewer people it could be.",
        max_length=ROLE_LENGTH,
        required=False,
    )
    few_ok = forms.BooleanField(
        label="Few people would be shown like that, and my answer is still yes",
        help_text=(
            "Tick this as well if you choose your name, words of your own, or a role that fewer than 5 people share, "
            "or if your roles side by side point to few. Above you can see how many that is."
        ),
        required=False,
    )
    who_can_read = {"by_line_words": "The authors; and if it is printed, everybody who reads it"}

    def __init__(self, *args, asked: UseAsked, few: Collection[str] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.few = few
        if asked.use not in READ_BY_OTHERS:
            del self.fields["by_line"], self.fields["by_line_words"], self.fields["few_ok"]

    def clean(self) -> dict:
        """A yes to what others read says how its author is shown, and says it twice where few are shown like that."""
        said = super().clean()
        if said.get("said") == "yes" and "by_line" in self.fields and "by_line" not in self.errors:
            if not said["by_line"]:
                self.add_error("by_line", "Choose how you are shown beside these words.")
            elif said["by_line"] == ByLine.OWN_WORDS and not said.get("by_line_words", "").strip():
                self.add_error("by_line_words", "Write the words you choose, or choose another way above.")
            elif said["by_line"] in self.few and not said["few_ok"]:
                self.add_error("few_ok", FEW_SHARE)
        return said


class QuoteForm(LeapForm):
    """Which words, and where."""

    excerpt = forms.CharField(
        label="The exact words to quote",
        help_text="Copy them from the text above, letter for letter.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Copy the words here, or go back. Nothing has changed."},
    )
    output = forms.CharField(
        label="Where would they stand?",
        help_text="For example: the paper about our first year.",
        max_length=TITLE_LENGTH,
        error_messages={"required": "Say where the words would stand."},
    )
    who_can_read = "Only the authors"

    def __init__(self, *args, body: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.body = body

    def clean_excerpt(self) -> str:
        """Letter for letter as it stands in the text; browsers send line ends in their own way."""
        excerpt = self.cleaned_data["excerpt"].replace("\r\n", "\n").replace("\r", "\n").strip()
        if excerpt not in self.body:
            raise forms.ValidationError(
                "These words are not in the text letter for letter. Please copy them from it once more."
            )
        return excerpt


class RoleForm(LeapForm):
    """How one's own role is shown."""

    role_shown = role_field()
    who_can_read = (
        "You, your co-authors, and the readers you all agree on; if you all let it be counted, who leads this "
        "programme; and, if you all say yes to that, everybody who reads it in print"
    )
