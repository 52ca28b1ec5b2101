"""allauth's list of signed-in devices, without its habit of noting from which network somebody came."""

import re

from allauth.usersessions.apps import UserSessionsConfig

NO_ADDRESS = "::"  # the column wants an address; where somebody is, is nobody's business
NO_ANSWER = "Your device gave no answer we could use. Please try again, or choose another way."
BROWSERS = (
    ("Edge", r"Edg[A-Za-z]*/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Opera", r"OPR/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("an iPhone", r"iPhone"),
    ("an iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("a Chromebook", r"CrOS"),
    ("a Mac", r"Macintosh"),
    ("Linux", r"Linux"),
)


class SignedInDevices(UserSessionsConfig):
    """The table is allauth's; what is written in it, and when, is ours (sign_in_actions)."""

    def ready(self) -> None:
        """Not allauth's: it would keep the network address and the whole name of the browser at every sign-in."""


def words_for(agent: str) -> str:
    """What a browser says of itself, in the few words by which a person knows their own: "Chrome on Android"."""
    browser = next((name for name, mark in BROWSERS if re.search(mark, agent)), "A browser")
    system = next((name for name, mark in SYSTEMS if re.search(mark, agent)), "")
    return f"{browser} on {system}" if system else browser
