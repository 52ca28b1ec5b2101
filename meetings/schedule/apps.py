from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "meetings.schedule"
    label = "schedule"

    def ready(self) -> None:
        from meetings.schedule import registration

        registration.register()
