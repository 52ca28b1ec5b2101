from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "accounts_reflective.coding"
    label = "coding"

    def ready(self) -> None:
        from accounts.people.registration import register_before_leaving
        from accounts_reflective.coding.queries import files

        register_before_leaving(order=30, notes=files.before_leaving)
