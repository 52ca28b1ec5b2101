"""Who sits where, so that people mix."""
