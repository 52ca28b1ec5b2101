"""Pages about what helps oneself (mine) and how one is reached (contact), and writing either down (assisted)."""
