"""Password hashing at a cost that lets a whole programme sign in within a minute on two cores."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PanelArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane: the least OWASP advises, and about a fifth of Django's default."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
