from django.apps import AppConfig


class AvailabilityConfig(AppConfig):
    name = "meetings.availability"
    label = "availability"

    def ready(self) -> None:
        from meetings.availability import registration

        registration.register()
