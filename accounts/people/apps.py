from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "accounts.people"
    label = "people"

    def ready(self) -> None:
        from accounts.people import registration

        registration.register()
