"""Finding the hard words of a list in a text."""

import re
from collections.abc import Iterable, Mapping


def words_in(texts: Iterable[str], known: Mapping[str, str]) -> list[tuple[str, str]]:
    """Of the known words those that stand in these texts, whatever their capitals and in the plural too; by name."""
    whole = "\n".join(texts)
    return [
        (word, known[word])
        for word in sorted(known, key=str.casefold)
        if re.search(rf"(?<!\w){re.escape(word)}(?:s|es)?(?!\w)", whole, re.IGNORECASE)
    ]
