"""Each column of each table is in one of four classes; the personal ones say what erasing a person does to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from django.db import models

ERASE: Final = "erase"  # blanked or deleted when the person is erased
KEEP: Final = "keep"  # stays, because money or law needs it
PSEUDONYM: Final = "pseudonym"  # stays as a random id that no longer leads to a person
RULES: Final = frozenset({ERASE, KEEP, PSEUDONYM})

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class Classes:
    """The classes of one model's fields. `personal`, `special` and `secret` map a field to its erasure rule."""

    public: frozenset[str] = frozenset()
    personal: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    special: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    secret: Mapping[str, str] = field(default_factory=lambda: _NOTHING)

    def names(self) -> set[str]:
        """Every field named in any class."""
        return {*self.public, *self.personal, *self.special, *self.secret}


def classes(
    *,
    public: str = "",
    personal: Mapping[str, str] = _NOTHING,
    special: Mapping[str, str] = _NOTHING,
    secret: Mapping[str, str] = _NOTHING,
) -> Classes:
    """Declare a model's classes: `public` is field names with spaces between, the others map a field to its rule.

    A field in two classes, or a rule that is not ERASE, KEEP or PSEUDONYM, raises ValueError.
    """
    groups = [public.split(), list(personal), list(special), list(secret)]
    every = [name for group in groups for name in group]
    twice = sorted({name for name in every if every.count(name) > 1})
    if twice:
        raise ValueError(f"in two personal-data classes: {', '.join(twice)}")
    for rules in (personal, special, secret):
        for name, rule in rules.items():
            if rule not in RULES:
                raise ValueError(f"{name}: unknown erasure rule {rule!r}")
    frozen = [MappingProxyType(dict(rules)) for rules in (personal, special, secret)]
    return Classes(frozenset(public.split()), *frozen)


def _concrete_names(model: type[models.Model]) -> set[str]:
    return {f.name for f in model._meta.concrete_fields if f.name != "id"}


def unclassified_fields(model: type[models.Model]) -> list[str]:
    """Fields of the model (its id aside) that no class names; all of them when the model declares nothing."""
    declared = getattr(model, "personal_data", None)
    named = declared.names() if isinstance(declared, Classes) else set()
    return sorted(_concrete_names(model) - named)


def unknown_fields(model: type[models.Model]) -> list[str]:
    """Names that the model's classes mention but the model no longer has."""
    declared = getattr(model, "personal_data", None)
    return sorted(declared.names() - _concrete_names(model)) if isinstance(declared, Classes) else []
