"""Sentences about who can read what, said the same way on every page."""

from collections.abc import Sequence


def names(people: Sequence[str]) -> str:
    """Wren, Finch and Hazel."""
    return people[0] if len(people) == 1 else f"{', '.join(people[:-1])} and {people[-1]}"


def who_reads_the_draft(co_authors: Sequence[str]) -> str:
    """Only you, or: Only you and your co-authors, Wren and Finch."""
    if not co_authors:
        return "Only you"
    return f"Only you and your co-author{'s' if len(co_authors) > 1 else ''}, {names(co_authors)}"


def when_readers_can_read(readers: int, co_authors: int) -> str:
    """What a check page promises about the people named under it."""
    people = "This person" if readers == 1 else f"These {readers} people"
    if co_authors == 0:
        return f"{people} will be able to read it as soon as you agree:"
    everyone = "both of you agree" if co_authors == 1 else "all of you agree"
    return f"{people} will be able to read it once {everyone}:"
