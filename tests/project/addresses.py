"""Every address of the site, read from the URL configuration itself so that none can be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Address:
    """One address as the table shows it: its route, its full name and the keys it needs."""

    route: str
    name: str
    keys: tuple[str, ...]

    def url(self, ids: dict) -> str:
        """The address with its keys filled in."""
        return reverse(self.name, kwargs={key: ids[key] for key in self.keys})


def _walk(patterns: list, route: str, namespace: str) -> Iterator[Address]:
    for entry in patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, here, inner)
        elif isinstance(entry, URLPattern):
            if not entry.name:
                raise AssertionError(f"/{here} has no name, so nothing can be said about who may open it")
            yield Address(route=f"/{here}", name=namespace + entry.name, keys=tuple(entry.pattern.converters))


def every_address() -> list[Address]:
    """All of them, by route."""
    return sorted(_walk(get_resolver().url_patterns, "", ""), key=lambda address: address.route)
