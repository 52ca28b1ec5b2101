"""Pages about calls and letters (work), and about what was sent to oneself (mine)."""
