"""Pages about oneself (statements, sharing) and about the people on a panel (panels)."""
