from django.apps import AppConfig


class ChairingConfig(AppConfig):
    name = "meetings.chairing"
    label = "chairing"

    def ready(self) -> None:
        from meetings.chairing import registration

        registration.register()
