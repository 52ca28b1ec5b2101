"""The rule of who may read what, in plain Python: the same rule the resolver asks the database by."""
