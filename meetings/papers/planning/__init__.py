"""Times of an agenda, when papers are due, and finding hard words. Plain Python."""
