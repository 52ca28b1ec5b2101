from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "accounts.identity"
    label = "identity"
