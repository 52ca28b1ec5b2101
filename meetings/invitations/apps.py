from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "meetings.invitations"
    label = "invitations"

    def ready(self) -> None:
        from meetings.invitations import registration

        registration.register()
