"""Who is asked to a meeting, what they answer, and the reminders they get."""
