from django.apps import AppConfig


class ReachingConfig(AppConfig):
    name = "accounts.reaching"
    label = "reaching"

    def ready(self) -> None:
        from accounts.reaching import registration

        registration.register()
