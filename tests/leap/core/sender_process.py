"""A sender in a process of its own, so that a test can kill it. The environment says where and what."""

import django
from django.conf import settings


def main() -> None:
    django.setup()
    from leap.core import outbox
    from tests.leap.core import kinds

    settings.TEMPLATES = kinds.with_test_templates()
    outbox.register_kind(kinds.note_kind())
    outbox.register_address_book(kinds.address_book)
    print(outbox.deliver_due(), "dealt with")


if __name__ == "__main__":
    main()
