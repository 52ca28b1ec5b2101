"""Only leap/core/outbox speaks to a mail server, and nothing anywhere swallows a failure to send."""

import ast
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]
WINGS = ("leap", "accounts", "meetings", "accounts_reflective")
OUTBOX = Path("leap/core/outbox")
MAIL_MODULES = ("smtplib", "django.core.mail", "email.mime", "email.message")


def faults(source: str, where: Path) -> list[str]:
    """What in this source breaks the rule: mail modules outside the outbox, and fail_silently anywhere."""
    found = []
    for node in ast.walk(ast.parse(source)):
        imported: list[str] = []
        if isinstance(node, ast.Import):
            imported = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            imported = [f"{node.module}.{alias.name}" for alias in node.names] if node.module else []
        if not where.is_relative_to(OUTBOX):
            found += [name for name in imported if f"{name}.".startswith(tuple(f"{mail}." for mail in MAIL_MODULES))]
        names = {getattr(node, "arg", None), getattr(node, "id", None), getattr(node, "attr", None)}
        if isinstance(node, ast.Constant):
            names.add(node.value if isinstance(node.value, str) else None)
        if "fail_silently" in names:
            found.append("fail_silently")
    return found


def test_nothing_else_sends_mail_or_hides_that_it_failed():
    found = {}
    for wing in WINGS:
        for path in (REPOSITORY / wing).rglob("*.py"):
            where = path.relative_to(REPOSITORY)
            if not where.is_relative_to(
                "leap/local"
            ):  # the mail catcher of `make run` reads letters; no room imports it
                found[str(where)] = faults(path.read_text(), where)
    assert len(found) > 30
    assert {where: what for where, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "source",
    [
        "import smtplib",
        "import smtplib as post",
        "from smtplib import SMTP",
        "from django.core import mail",
        "from django.core.mail import send_mail",
        "import django.core.mail",
        "def late():\n    from django.core.mail.message import EmailMessage",
        "from email.message import EmailMessage",
        "send(fail_silently=True)",
        "send(**{'fail_silently': True})",
        "def send(fail_silently=False): pass",
        "mail.fail_silently = True",
    ],
)
def test_the_rule_notices(source):
    assert faults(source, Path("meetings/schedule/notices.py"))


def test_the_outbox_may_send_but_not_hide():
    where = OUTBOX / "mail.py"
    assert faults("import smtplib", where) == []
    assert faults("send(fail_silently=True)", where) == ["fail_silently"]
    assert faults("import email.utils\nfrom leap.core import outbox", Path("meetings/schedule/notices.py")) == []
