from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "accounts.needs"
    label = "needs"

    def ready(self) -> None:
        from accounts.needs import registration

        registration.register()
