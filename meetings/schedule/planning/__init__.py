"""Working out dates. Plain Python."""
