"""`manage.py show_demo_people`: who can be tried out, and what each can try."""

from django.core.management.base import BaseCommand

from accounts.people.models import Person
from leap.demo.loader import PASSWORD

TO_TRY = (
    ("rowan", "panel member", "answer the next invitation, share something about yourself, write"),
    ("wren", "panel member, same panel", "see what Rowan shares, read what Rowan wrote"),
    ("ash", "member of another panel", "see that nothing of Rowan's panel shows"),
    ("clover", "member, a third panel", "is reached by text: invite Larkmoor as Willow, and look at the messages"),
    ("robin", "researcher there", "wait in line for a place in a small room; free one as Clover"),
    ("heather", "researcher", "the same pages and the same choices as members"),
    ("willow", "coordinator", "plan and invite, propose the chair, seat people, take the register, download"),
    ("hazel", "PPI lead", "all panels, and the payment records"),
    ("penny", "finance officer", "the payment records and nothing else"),
)


class Command(BaseCommand):
    help = "List demo people to sign in as."

    def handle(self, *args, **options) -> None:
        if not Person.objects.filter(email="rowan@leap.example").exists():
            self.stdout.write("No demo people here.")
            return
        self.stdout.write(f"Sign in as one of these, with the password {PASSWORD} (or ask for a code by email):")
        for key, role, try_this in TO_TRY:
            self.stdout.write(f"  {key + '@leap.example':<22} {role + ':':<26} {try_this}")
