from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "accounts_reflective.publication"
    label = "publication"
