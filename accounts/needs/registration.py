"""What this room hands to the rooms below it: how people want to be reached, and cards on the page "You"."""

from accounts.needs import queries
from leap.core import outbox
from leap.design import shell


def register() -> None:
    """Called once when the project starts."""
    outbox.register_wishes(queries.wishes_of)
    shell.register_own_page(
        shell.OwnPage(
            order=40,
            label="What helps you",
            about="What makes it easier for you to take part, and who may see it.",
            url_name="needs:need-list",
        )
    )
    shell.register_own_page(
        shell.OwnPage(
            order=50,
            label="How we reach you",
            about="By email, phone, text, letter or through somebody you trust, and when we leave you in peace.",
            url_name="needs:contact-edit",
        )
    )
