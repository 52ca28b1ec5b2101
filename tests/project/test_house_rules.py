"""Rules of the house that a reader would otherwise have to remember, read from the source itself."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
WINGS = ("leap", "accounts", "meetings", "accounts_reflective")
SOURCES = sorted(path for wing in WINGS for path in (ROOT / wing).rglob("*.py") if "migrations" not in path.parts)
ROOM_FILES = {
    "__init__", "urls", "admin", "apps", "views", "forms", "tasks", "actions", "notices", "queries", "access", "models",
    "states", "registration", "wordings", "labels", "receipts", "circles",
}  # fmt: skip
ROOM_FOLDERS = {"views", "management", "actions", "queries", "models", "planning", "migrations", "templatetags", "data"}
ROOMS = [
    p for w in ("accounts", "meetings", "accounts_reflective") for p in (ROOT / w).iterdir() if (p / "apps.py").exists()
]


def trees():
    for path in SOURCES:
        yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def test_rooms_hold_only_the_files_they_are_known_by():
    allowed_extra = {"people/middleware"}
    strange = []
    for room in ROOMS:
        for entry in room.iterdir():
            if entry.name == "__pycache__":
                continue
            known = entry.stem in (ROOM_FOLDERS if entry.is_dir() else ROOM_FILES)
            known = known or (room.name == "people" and entry.stem.startswith("sign_in"))  # a floor of its own
            if not known and f"{room.name}/{entry.stem}" not in allowed_extra:
                strange.append(str(entry.relative_to(ROOT)))
    assert strange == []


def test_protected_rows_are_opened_only_where_the_room_reads_and_writes():
    """`unscoped` belongs to a room's queries and actions (and to the demo's loader, which makes up a past)."""
    wrong = []
    for path, tree in trees():
        uses = any(isinstance(n, ast.Attribute) and n.attr == "unscoped" for n in ast.walk(tree))
        in_folder = {"queries", "actions"} & set(path.parts)
        at_home = path.stem in ("queries", "actions") or in_folder or path.parts[1] in ("core", "demo")
        if uses and not at_home:
            wrong.append(str(path))
    assert wrong == []


def test_statements_and_writing_are_read_in_their_own_rooms_only():
    """No other room imports the tables that hold statements, drafts or versions."""
    homes = dict.fromkeys(
        ("Draft", "Version", "Reader", "Agreement", "KeptCopy", "Comment", "UseAsked", "UseAnswer"), "writing"
    )
    homes |= dict.fromkeys(("Statement", "Share", "TopicChoices", "ConsentAnswer", "Opening", "PaperLine"), "identity")
    homes |= dict.fromkeys(("Need", "NeedShare", "ContactPreference"), "needs")
    homes |= {"Excerpt": "coding", "Proposal": "papers", "WordAsked": "papers"}
    wrong = []
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".models"):
                for alias in node.names:
                    home = homes.get(alias.name)
                    if home and home not in path.parts and path.parts[1] != "demo":
                        wrong.append(f"{path}: {alias.name}")
    assert wrong == []


def test_only_the_outbox_speaks_to_a_mail_server():
    wrong = []
    for path, tree in trees():
        if path.parts[:3] == ("leap", "core", "outbox") or path.parts[:2] == ("leap", "local"):
            continue
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""] + [f"{node.module}.{a.name}" for a in node.names]
            if any(name in ("smtplib", "django.core.mail") for name in names):
                wrong.append(str(path))
    assert wrong == []


def test_nothing_fails_silently_and_nothing_is_exempt():
    banned = ("fail_silently", "csrf_exempt", "mark_safe", "__all__'", "|safe")
    found = {f"{p}: {word}" for p, _ in trees() for word in banned if word in (ROOT / p).read_text(encoding="utf-8")}
    # The save of a draft checks the mark by hand, because the usual refusal would drop the words that were typed.
    # The inset tag marks what the template engine has just escaped.
    reasons = {
        "accounts_reflective/writing/views/holding.py: csrf_exempt",
        "leap/design/templatetags/leap.py: mark_safe",
        "leap/design/views.py: csrf_exempt",  # leaving in a hurry works from any page, however old
        "leap/local/gates.py: mark_safe",
    }
    assert found == reasons


def test_actions_are_keyword_only_and_say_who():
    """But for what LEAP does by itself, hooks that a lower room calls, and steps that other actions share."""
    by_itself_or_shared = {
        "queue_due_reminders",
        "leave_notes",
        "forget_old_wishes",
        "make_due_counts",
        "tell_people_asked",
        "tell_people_late",
        "tell_cancelled",
        "tell_moved",
        "change",
        "check_place",
        "check_time",
        "check_venue",
        "facts_of",
        "words_of",
        "close_versions",
        "close_uses",
        "give_letters",
        "take_version",
        "lock_account",
        "lock_own_account",
        "lock_notes",
        "lock_to_run",
        "lock_to_change",
        "check_revision",
        "hold_still",
        "take_place",
        "start_anew",
        "new_person",
        "queue_share_endings",
        "keep_wording",
        "end_answer",
        "end_answers_about",
        "turn_to_no",
        "locked",
        "checked",
        "plain",
        "live_shares",
        "search",
        "check_found",
        "make_wanted_plan",
        "make_wanted_plans",
    }
    wrong = []
    for path, tree in trees():
        if "actions" not in (path.stem, *path.parts[:-1]) or path.parts[1] in ("core",):
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                keywords = {a.arg for a in node.args.kwonlyargs}
                keyword_only = not node.args.args and "by" in keywords
                if not keyword_only and node.name not in by_itself_or_shared:
                    wrong.append(f"{path}:{node.name}")
    assert wrong == []


def test_public_functions_say_what_they_do():
    bare = []
    for path, tree in trees():
        if path.stem not in ("actions", "queries", "access", "notices", "tasks") and "actions" not in path.parts:
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                bare.append(f"{path}:{node.name}")
    assert bare == []


def test_templates_carry_no_style_script_or_handler():
    wrong = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        if re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)|autoescape off", text):
            wrong.append(str(path.relative_to(ROOT)))
        if re.search(r"\|safe\b", text) and "templates/govuk/layout" not in str(path):  # fields the pack drew already
            wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []


def test_every_template_can_be_read():
    for path in sorted((ROOT / "templates").rglob("*.html")):
        get_template(str(path.relative_to(ROOT / "templates")))


def test_every_message_has_words_for_each_way_it_can_go():
    """By email and by text every kind; aloud and on paper those that somebody else may pass on, and no others."""
    from leap.core.outbox import registry

    kinds = list(registry.kinds())
    assert kinds
    known = set()
    for kind in kinds:
        assert kind.in_words, kind.name
        names = [kind.subject_template, kind.body_template, kind.text_template]
        known |= {*names, kind.spoken_template} if kind.may_be_passed_on else set(names)
    for name in known:
        get_template(name)
    there = {str(p.relative_to(ROOT / "templates")) for p in (ROOT / "templates").rglob("messages/*.txt")}
    assert there == known


@pytest.mark.django_db
def test_the_tables_are_what_the_models_say():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
