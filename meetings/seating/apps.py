from django.apps import AppConfig


class SeatingConfig(AppConfig):
    name = "meetings.seating"
    label = "seating"

    def ready(self) -> None:
        from meetings.seating import registration

        registration.register()
