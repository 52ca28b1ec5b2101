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


def who_reads_versions(looked_at: int | None) -> str:
    """Only the authors, or also people who look for themes, when they can read the version of this number."""
    if looked_at is None:
        return "Only the authors"
    return f"Only the authors, and people who look for themes: they can read version {looked_at}"


def when_readers_can_read(readers: int, co_authors: int) -> str:
    """What a check page promises about the people named under it."""
    people = "This person" if readers == 1 else f"These {readers} people"
    if co_authors == 0:
        return f"{people} will be able to read it as soon as you agree:"
    everyone = "both of you agree" if co_authors == 1 else "all of you agree"
    return f"{people} will be able to read it once {everyone}:"


FILES = (
    "They may take a file with the words, to work in another program. If you say no later, LEAP asks them to "
    "delete it. We cannot make sure that they do."
)
# What each question says, whole: what cannot be taken back comes first. The exact words are kept with every question,
# so a question put in other words is a new one: what was answered before was answered to the words kept with it.
USES = {
    "analyse": (
        "May a few people of this study read these words and look for themes in them?",
        f"You can say no later. Then your words are taken out of the themes. {FILES}",
        "They see the words and the letter of your writing. Nobody else is shown them by this alone.",
    ),
    "count": (
        "May these words be counted, for example: 7 of 15 wrote about trust?",
        "You can say no later. Then they are taken out of the numbers, but a number that is printed stays printed.",
        "A number shows none of your words.",
    ),
    "quote": (
        "May exactly these words be quoted in exactly this place?",
        "Once it is printed, we cannot take it back. Until then you can say no at any time.",
        "Every other quotation is asked about by itself. If one letter of it changes, we ask you again.",
    ),
    "publish": (
        "May all of these words be published?",
        "Anyone can copy and reuse them for ever. We cannot take it back. Until it is out you can say no at any time.",
        "Somebody who knows you may recognise you. If one letter of the words changes, we ask you again.",
    ),
    "reuse": (
        "May these words be used again later, for teaching or on a website of this study?",
        "What was shown once may have been copied. You can say no to further use at any time.",
        "A yes to this is no yes to publishing them in a paper, and the other way round.",
    ),
}


def use_in_words(use: str) -> str:
    """The whole wording of one question, as every author is shown it and as it is kept."""
    return "\n\n".join(USES[use])


def speaks_of_files(wording: str) -> bool:
    """Did the question, in the words kept with it, say that a file with the words may be taken?"""
    return FILES in wording
