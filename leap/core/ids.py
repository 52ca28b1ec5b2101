"""The one place where ids are made: random, so an id tells nobody how many rows there are or when it was made."""

import uuid

make = uuid.uuid4  # a test that needs the same ids twice replaces this one name


def new_id() -> uuid.UUID:
    """A new random id."""
    return make()


def as_id(typed: str) -> uuid.UUID | None:
    """What a page sent as an id; None for what is no id at all."""
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None
