"""`make shots`: a picture of every page for the people who see it, on a phone and on a desk, into var/shots/."""

import os
import sys
from pathlib import Path

WIDTHS = {"375": {"width": 375, "height": 812}, "1280": {"width": 1280, "height": 900}}
OUT = Path(__file__).resolve().parents[1] / "var" / "shots"


def main(names: list[str]) -> None:
    """Take the pictures; with names, only of addresses whose route contains one of them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leap.settings.test")
    import django

    django.setup()
    from django.test.runner import DiscoverRunner

    from tests.conftest_audit import audit_can_be_emptied
    from tests.project.live import live_world
    from tests.project.pages import PAGES

    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    OUT.mkdir(parents=True, exist_ok=True)
    try:
        with audit_can_be_emptied(), live_world() as live:
            for address, who in PAGES:
                if names and not any(name in address.route for name in names):
                    continue
                for width, size in WIDTHS.items():
                    page = live.context(who, viewport=size).new_page()
                    page.goto(address.url(live.world.ids_for(address.name)))
                    file = OUT / f"{address.name.replace(':', '-')}-{who}-{width}.png"
                    page.screenshot(path=file, full_page=True)
                    page.close()
                    print(file.relative_to(OUT.parent.parent))
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    main(sys.argv[1:])
