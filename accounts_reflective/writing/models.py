"""Reflective accounts: one draft that its authors share, versions they agree, people they let read."""

from django.db import models

from accounts.people.models import Person
from accounts_reflective.inquiries.models import Inquiry
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.markdown import Block, as_typed, laid_out
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record


class ReflectiveAccount(Record):
    """Something one or more people write about working together. It holds no words itself: those are in its draft,
    which only its authors can read, and in its versions, which readers can read once every author has agreed.
    """

    class LabelStyle(models.TextChoices):
        ROLES = "roles", "The letter, with each author's role"
        ROLES_WITHOUT_NUMBERS = "roles_without_numbers", "The letter, with roles but not how many people"
        LETTER_ONLY = "letter_only", "The letter only"

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="+")
    letter = models.CharField(max_length=2, null=True, blank=True)  # noqa: DJ001 - null until given, so that it can be unique
    label_style = models.CharField(max_length=30, choices=LabelStyle, default=LabelStyle.ROLES)
    started_at = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(
        public="inquiry",
        special={"letter": KEEP, "label_style": KEEP, "started_at": KEEP},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "letter"], name="letter_is_used_once_in_an_inquiry"),
        ]


class WrittenAs(models.TextChoices):
    """How the words are shown to who reads them. The words themselves are what was typed, to the letter, either way."""

    PLAIN = "plain", "Just as I type it"
    MARKDOWN = "markdown", "With headings, lists and bold words, from signs that I type (Markdown)"


def blocks_of(body: str, written_as: str) -> tuple[Block, ...]:
    """The words in the pieces that a reader sees."""
    return laid_out(body) if written_as == WrittenAs.MARKDOWN else as_typed(body)


class Draft(Record):
    """The words as they are now. `revision` goes up with every save, so that two devices never overwrite each other.

    `saved_device` names the open page that saved last, `saved_turn` counts its requests: when that page asks again
    because it never heard our answer, its own words are not taken for somebody else's, and a late request changes
    nothing. `saved_pages` has the page and the turn of the last pages that saved, so that words which a device kept and
    sends much later are not taken for new ones.
    """

    account = models.OneToOneField(ReflectiveAccount, on_delete=models.CASCADE, related_name="draft")
    title = EncryptedTextField()
    body = EncryptedTextField(blank=True, default="")
    written_as = models.CharField(max_length=10, choices=WrittenAs, default=WrittenAs.PLAIN)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=clock.now)
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    saved_device = models.CharField(max_length=36, blank=True)
    saved_turn = models.PositiveIntegerField(default=0)
    saved_pages = models.JSONField(default=list, blank=True)

    objects = ProtectedManager()
    personal_data = classes(
        special={
            "account": ERASE,
            "title": ERASE,
            "body": ERASE,
            "written_as": ERASE,
            "revision": ERASE,
            "saved_at": ERASE,
            "saved_by": ERASE,
            "saved_device": ERASE,
            "saved_turn": ERASE,
            "saved_pages": ERASE,
        }
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(written_as__in=WrittenAs.values), name="draft_is_shown_in_a_way_there_is"
            )
        ]


class KeptCopy(Record):
    """Words typed on one open page (`device`) while another saved. Both are kept, and the authors choose; words they
    put away stay here too.
    """

    account = models.ForeignKey(ReflectiveAccount, on_delete=models.CASCADE, related_name="+")
    title = EncryptedTextField()
    body = EncryptedTextField()
    typed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    device = models.CharField(max_length=36, blank=True)
    turn = models.PositiveIntegerField(default=0)
    kept_at = models.DateTimeField(default=clock.now)
    put_away_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()
    personal_data = classes(
        special={
            "account": ERASE,
            "title": ERASE,
            "body": ERASE,
            "typed_by": ERASE,
            "device": ERASE,
            "turn": ERASE,
            "kept_at": ERASE,
            "put_away_at": ERASE,
        }
    )


class Version(Record):
    """The exact words and the exact readers that the authors are asked to agree to. Neither its words nor how they are
    shown is ever edited.

    It can be read while it is not closed and every author of today agrees to it. It is closed for good when a newer one
    takes its place, or when an author leaves. One that is `kept_only` was closed from the start: the authors keep it
    for themselves. Words that somebody else typed for an author carry when that author confirmed them.
    """

    class AboutOthers(models.TextChoices):
        NOBODY = "nobody", "No"
        THEY_KNOW = "they_know", "Yes, and they know about it"
        CHANGED = "changed", "Yes, and I changed what would point to them"
        NOT_YET = "not_yet", "Yes, and I have not done anything about it yet"

    class Typed(models.TextChoices):
        SELF = "self", "I did"
        SPOKEN = "spoken", "I spoke, and my device wrote it down"
        HELPER = "helper", "Somebody typed it for me"

    account = models.ForeignKey(ReflectiveAccount, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    name = EncryptedTextField(null=True, blank=True)
    title = EncryptedTextField()
    body = EncryptedTextField()
    written_as = models.CharField(max_length=10, choices=WrittenAs, default=WrittenAs.PLAIN)
    content_note = EncryptedTextField(null=True, blank=True)
    about_others = models.CharField(max_length=20, choices=AboutOthers, blank=True)
    typed = models.CharField(max_length=20, choices=Typed, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    kept_only = models.BooleanField(default=False)
    proposed_at = models.DateTimeField(default=clock.now)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()
    personal_data = classes(
        special={
            "account": ERASE,
            "number": ERASE,
            "name": ERASE,
            "title": ERASE,
            "body": ERASE,
            "written_as": ERASE,
            "content_note": ERASE,
            "about_others": ERASE,
            "typed": ERASE,
            "confirmed_at": ERASE,
            "kept_only": ERASE,
            "proposed_at": ERASE,
            "proposed_by": ERASE,
            "closed_at": ERASE,
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="version_numbers_differ_within_an_account"),
            models.CheckConstraint(
                condition=models.Q(kept_only=False) | models.Q(closed_at__isnull=False),
                name="version_kept_by_its_authors_is_closed_to_readers",
            ),
            models.CheckConstraint(
                condition=~models.Q(typed="helper") | models.Q(kept_only=True) | models.Q(confirmed_at__isnull=False),
                name="version_typed_by_somebody_else_was_confirmed",
            ),
            models.CheckConstraint(
                condition=models.Q(written_as__in=WrittenAs.values), name="version_is_shown_in_a_way_there_is"
            ),
        ]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Its words in the pieces that a reader sees."""
        return blocks_of(self.body, self.written_as)

    @property
    def has_signs(self) -> bool:
        """Are its words typed with signs that a reader does not see?"""
        return self.written_as == WrittenAs.MARKDOWN


class Authorship(Record):
    """One person as an author of one reflective account, with how their role is shown in its label."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked to join"
        WRITING = "writing", "Author"
        DECLINED = "declined", "Not this time"
        LEFT = "left", "No longer an author"

    account = models.ForeignKey(ReflectiveAccount, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=State)
    role_shown = EncryptedTextField("how my role is shown", blank=True, default="")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(
        special={
            "account": ERASE,
            "person": ERASE,
            "state": ERASE,
            "role_shown": ERASE,
            "asked_by": ERASE,
            "since": ERASE,
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "person"], name="person_is_an_author_of_an_account_once"),
            models.CheckConstraint(
                condition=~models.Q(state="asked") | models.Q(asked_by__isnull=False),
                name="person_asked_to_join_was_asked_by_someone",
            ),
        ]


class Agreement(Record):
    """One author's yes to one version: these words, these readers. Taking it back closes the version at once."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=clock.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()
    personal_data = classes(special={"version": KEEP, "person": KEEP, "given_at": KEEP, "taken_back_at": KEEP})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "person"],
                condition=models.Q(taken_back_at__isnull=True),
                name="author_agrees_to_a_version_once",
            )
        ]


class Reader(Record):
    """Someone the authors name to read one version, once all of them have agreed to it."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager()
    personal_data = classes(special={"version": ERASE, "person": ERASE})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="reader_is_named_once_for_a_version")]


class Comment(Record):
    """What a reader of one version wrote to its authors, and what they answered. Words about the text, never in it."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = EncryptedTextField()
    written_at = models.DateTimeField(default=clock.now)
    answer = EncryptedTextField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()
    personal_data = classes(
        special={
            "version": ERASE,
            "written_by": ERASE,
            "words": ERASE,
            "written_at": ERASE,
            "answer": ERASE,
            "answered_by": ERASE,
            "answered_at": ERASE,
            "settled_by": ERASE,
            "settled_at": ERASE,
        }
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer__isnull=True, answered_by__isnull=True, answered_at__isnull=True)
                | models.Q(answer__isnull=False, answered_by__isnull=False, answered_at__isnull=False),
                name="answer_to_a_comment_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_by__isnull=True, settled_at__isnull=True)
                | models.Q(settled_by__isnull=False, settled_at__isnull=False),
                name="comment_dealt_with_says_by_whom_and_when",
            ),
        ]


class Use(models.TextChoices):
    """What can be done with the words beyond letting somebody read them. Each is a question of its own."""

    ANALYSE = "analyse", "Look for themes in them"
    COUNT = "count", "Count them in numbers"
    QUOTE = "quote", "Quote some of them"
    PUBLISH = "publish", "Publish all of them"
    REUSE = "reuse", "Use them again later"


WHOLE = (Use.ANALYSE, Use.COUNT, Use.PUBLISH, Use.REUSE)  # asked about all of the words
READ_BY_OTHERS = frozenset((Use.QUOTE, Use.PUBLISH, Use.REUSE))  # and then not to be called back


class ByLine(models.TextChoices):
    """How one author is shown beside words that others read."""

    LETTER_AND_ROLE = "letter_and_role", "A letter, and my role"
    LETTER = "letter", "A letter only"
    OWN_WORDS = "own_words", "A letter, and words I choose"
    NAME = "name", "My name"
    NOTHING = "nothing", "Nothing at all"


class UseAsked(Record):
    """One use of one version, asked of all its authors in exactly this wording. It holds only while every author of
    today has said yes to it, and, where it cannot be called back, not before `holds_from`.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    use = models.CharField(max_length=20, choices=Use)
    excerpt = EncryptedTextField(null=True, blank=True)
    output = EncryptedTextField(null=True, blank=True)
    wording = EncryptedTextField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    holds_from = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()
    personal_data = classes(
        special={
            "version": KEEP,
            "use": KEEP,
            "excerpt": ERASE,
            "output": KEEP,
            "wording": KEEP,
            "asked_by": KEEP,
            "asked_at": KEEP,
            "holds_from": KEEP,
            "closed_at": KEEP,
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "use"], condition=~models.Q(use="quote"), name="use_of_a_version_is_asked_once"
            ),
            models.CheckConstraint(
                condition=models.Q(use="quote", excerpt__isnull=False, output__isnull=False)
                | (~models.Q(use="quote") & models.Q(excerpt__isnull=True, output__isnull=True)),
                name="quotation_asked_says_which_words_and_where",
            ),
        ]


class UseAnswer(Record):
    """One author's yes or no to one use. Another answer, taking it back, or a changed label ends it. Only one that its
    author took back has `taken_back_at`: after words are printed, that is told from a label that changed.

    `shown_words` are the role or name, or words of their own, that a yes was said to: with another name today it holds
    no more. `knows_few`: few people would be shown like that, and they said yes to it a second time.
    """

    class Said(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"

    asked = models.ForeignKey(UseAsked, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=3, choices=Said)
    by_line = models.CharField(max_length=20, choices=ByLine, blank=True)
    by_line_words = EncryptedTextField(null=True, blank=True)
    shown_words = EncryptedTextField(null=True, blank=True)
    knows_few = models.BooleanField(default=False)
    given_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()
    personal_data = classes(
        special={
            "asked": KEEP,
            "person": KEEP,
            "said": KEEP,
            "by_line": KEEP,
            "by_line_words": KEEP,
            "shown_words": KEEP,
            "knows_few": KEEP,
            "given_at": KEEP,
            "ended_at": KEEP,
            "taken_back_at": KEEP,
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asked", "person"],
                condition=models.Q(ended_at__isnull=True),
                name="author_has_one_answer_to_a_use",
            ),
            models.CheckConstraint(
                condition=models.Q(said="yes") | models.Q(by_line=""), name="only_a_yes_says_how_its_author_is_shown"
            ),
            models.CheckConstraint(
                condition=models.Q(said="yes") | models.Q(shown_words__isnull=True),
                name="only_a_yes_keeps_the_words_its_author_is_shown_with",
            ),
            models.CheckConstraint(
                condition=models.Q(knows_few=False) | models.Q(by_line__in=["letter_and_role", "own_words", "name"]),
                name="only_a_label_that_says_something_is_agreed_to_twice",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_back_at__isnull=True) | models.Q(said="yes", ended_at__isnull=False),
                name="only_a_yes_that_ended_was_taken_back",
            ),
        ]
