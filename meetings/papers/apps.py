from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "meetings.papers"
    label = "papers"

    def ready(self) -> None:
        from meetings.papers import registration

        registration.register()
