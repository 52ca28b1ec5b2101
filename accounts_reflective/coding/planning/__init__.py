"""Plain Python for looking at reflective accounts together: no Django, no database."""
