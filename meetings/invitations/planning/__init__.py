"""Working out when reminders are due. Plain Python."""
