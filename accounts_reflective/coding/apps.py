from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "accounts_reflective.coding"
    label = "coding"
