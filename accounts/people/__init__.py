"""People, panels and dated roles; signing in."""
