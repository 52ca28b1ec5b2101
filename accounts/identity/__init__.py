"""What people say about themselves, to whom, and the one resolver that decides who may read it."""
