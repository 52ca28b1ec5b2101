from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "accounts_reflective.writing"
    label = "writing"
