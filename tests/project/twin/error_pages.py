"""Around the words of an error page stand the same menu and the same people to turn to, at whatever address.

Every third request ends at such a page, and drawing these took most of its time. So, while one viewer looks at one
world, they are asked for at the first error page and compared there; after that they are repeated.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from leap.design import context, views


class Shell:
    """What was drawn around the first error page."""

    def __init__(self) -> None:
        self.depth = 0
        self.drawn: dict[tuple[str, Any], Any] = {}

    def page(self, real: Callable) -> Callable:
        """`real` draws an error page."""

        def draw(*args: Any, **words: Any) -> Any:
            self.depth += 1
            try:
                return real(*args, **words)
            finally:
                self.depth -= 1

        return draw

    def part(self, real: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """`real` gives a part of the shell for a request or its viewer."""

        def give(asked: Any) -> Any:
            if not self.depth:
                return real(asked)
            which = (real.__name__, getattr(asked, "user", asked))
            if which not in self.drawn:
                self.drawn[which] = real(asked)
            return self.drawn[which]

        return give


@contextmanager
def shell_of_error_pages_once() -> Iterator[None]:
    """While this is open, for each viewer. Open it anew for another world."""
    shell = Shell()
    parts = {
        (views, "calm_page"): shell.page(views.calm_page),
        (context, "navigation_for"): shell.part(context.navigation_for),
        (context, "contacts_for"): shell.part(context.contacts_for),
    }
    with ExitStack() as stack:
        for (module, name), stand_in in parts.items():
            stack.enter_context(mock.patch.object(module, name, stand_in))
        yield
