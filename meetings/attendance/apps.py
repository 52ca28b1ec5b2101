from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "meetings.attendance"
    label = "attendance"

    def ready(self) -> None:
        from meetings.attendance import registration

        registration.register()
