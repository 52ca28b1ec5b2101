"""Running LEAP on one computer: set-up, embedded servers, the supervisor, the mail catcher, checks and figures.

Nothing in the rooms imports this package, and production does not use it.
"""
