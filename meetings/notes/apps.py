from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "meetings.notes"
    label = "notes"

    def ready(self) -> None:
        from meetings.notes import registration

        registration.register()
