"""Finding a date: which of some dates suit whom, and which of them to take."""
