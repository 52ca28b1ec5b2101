"""Reflective accounts made the way people make them: through the actions. Every sentence is invented."""

from accounts.people.models import Person
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.writing.actions import authors, drafts, versions
from accounts_reflective.writing.models import Draft, ReflectiveAccount, Version

TITLE = "The kettle and the agenda"
WORDS = "We began with tea.\n\nNobody knew who would speak first, so the kettle did."


def account(
    inquiry: Inquiry, author: Person, *, title: str = TITLE, body: str = WORDS, role_shown: str = ""
) -> ReflectiveAccount:
    """An account with words in its draft."""
    started = drafts.start(title=title, inquiry=inquiry, role_shown=role_shown, by=author)
    if body:
        drafts.save_draft(account=started, title=title, body=body, revision=0, by=author)
    return started


def joined(account: ReflectiveAccount, person: Person, *, by: Person, role_shown: str = "") -> None:
    """Somebody was asked and joined."""
    authors.ask(account=account, person=person, by=by)
    authors.join(account=account, role_shown=role_shown, by=person)


def draft_of(account: ReflectiveAccount) -> Draft:
    """The draft as it is in the database now."""
    return Draft.objects.unscoped("a test looks").get(account=account)


def put_forward(account: ReflectiveAccount, readers: list[Person], *, by: Person) -> Version:
    """A new version of the words as they are now, for these readers."""
    numbers = Version.objects.unscoped("a test looks").filter(account=account)
    after = numbers.order_by("-number").values_list("number", flat=True).first() or 0
    return versions.propose(account=account, readers=readers, revision=draft_of(account).revision, after=after, by=by)


def save(account: ReflectiveAccount, body: str, *, by: Person, **facts) -> drafts.Saved:
    """Save over the newest revision, title as it is."""
    now = draft_of(account)
    return drafts.save_draft(
        **{"account": account, "title": now.title, "body": body, "revision": now.revision, "by": by, **facts}
    )
