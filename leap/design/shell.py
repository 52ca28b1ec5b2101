"""What the shell shows around a page. Rooms above hand it in (`AppConfig.ready()`); the shell imports none of them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Contact:
    """A person somebody can turn to. `role` says what for; email and phone may be empty."""

    name: str
    role: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class NavItem:
    """One entry of the navigation: lower `order` comes first; `shown_to(viewer)` is asked on every signed-in page."""

    order: int
    label: str
    url_name: str
    shown_to: Callable[[Any], bool] = lambda viewer: True


@dataclass(frozen=True)
class OwnPage:
    """One card on everybody's own page ("You"): where it leads and what it is for. Lower `order` comes first."""

    order: int
    label: str
    about: str
    url_name: str
    shown_to: Callable[[Any], bool] = lambda viewer: True


@dataclass(frozen=True)
class NavLink:
    """A navigation entry ready for the template. `current` is the value of aria-current, or empty."""

    label: str
    url: str
    current: str


_navigation: dict[str, NavItem] = {}
_own_pages: dict[str, OwnPage] = {}
_contact_providers: list[Callable[[Any], Iterable[Contact]]] = []
_once: list[Callable[[], AbstractContextManager]] = []


def register_navigation(item: NavItem) -> None:
    """Adds an entry to the navigation. Registering the same address name again replaces the entry."""
    _navigation[item.url_name] = item


def register_own_page(page: OwnPage) -> None:
    """Adds a card to everybody's own page. Registering the same address name again replaces the card."""
    _own_pages[page.url_name] = page


def own_pages_for(viewer: Any) -> list[OwnPage]:
    """The cards on a person's own page, in order."""
    return sorted((page for page in _own_pages.values() if page.shown_to(viewer)), key=lambda page: page.order)


def register_contact_provider(provider: Callable[[Any], Iterable[Contact]]) -> None:
    """`provider(viewer)` gives the named contacts shown on every page of a signed-in person."""
    if provider not in _contact_providers:
        _contact_providers.append(provider)


def register_asked_once(once: Callable[[], AbstractContextManager]) -> None:
    """While `once()` is open, what a room knows of the viewer is looked up once. The shell only reads."""
    if once not in _once:
        _once.append(once)


@contextmanager
def asked_once() -> Iterator[None]:
    """Around drawing a part of the shell: every entry asks the same things about the same person."""
    with ExitStack() as open_ones:
        for once in _once:
            open_ones.enter_context(once())
        yield


def contacts_for(viewer: Any) -> list[Contact]:
    """Everyone the viewer can turn to, as the providers order them, nobody twice.

    Whoever is not signed in, or would be shown nobody, is shown whom this installation names: somebody to ask is
    always there.
    """
    if viewer is None or not viewer.is_authenticated:
        return _somebody_to_ask()
    with asked_once():
        found = [contact for provider in _contact_providers for contact in provider(viewer)]
    roles: dict[tuple[str, str, str], list[str]] = {}
    for contact in found:
        said = roles.setdefault((contact.name, contact.email, contact.phone), [])
        if contact.role and contact.role not in said:
            said.append(contact.role)
    found = [Contact(name, ", ".join(said), email, phone) for (name, email, phone), said in roles.items()]
    return found or _somebody_to_ask()


def _somebody_to_ask() -> list[Contact]:
    """Whom the settings name for everybody; nobody while they name nobody. It says nothing of any panel."""
    if not settings.HELP_NAME:
        return []
    return [Contact(settings.HELP_NAME, email=settings.HELP_EMAIL, phone=settings.HELP_PHONE)]


def navigation_for(request: HttpRequest) -> list[NavLink]:
    """The navigation of a signed-in person, the page they are on marked; nothing for anybody else."""
    viewer = getattr(request, "user", None)
    if viewer is None or not viewer.is_authenticated:
        return []
    with asked_once():
        items = sorted((item for item in _navigation.values() if item.shown_to(viewer)), key=lambda item: item.order)
    links = [(item, url) for item in items if (url := _url(item.url_name))]
    here = _section(request, [url for _, url in links])
    return [NavLink(item.label, url, _current(url, here, request.path)) for item, url in links]


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _section(request: HttpRequest, urls: list[str]) -> str:
    """The longest navigation address the page lies under; none for an error page: that is the same everywhere."""
    if getattr(request, "leap_error_page", False):
        return ""
    within = [url for url in urls if request.path == url or (url != "/" and request.path.startswith(url))]
    return max(within, key=len, default="")


def _current(url: str, here: str, path: str) -> str:
    if url != here:
        return ""
    return "page" if url == path else "true"
