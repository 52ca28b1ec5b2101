from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "meetings.payments"
    label = "payments"

    def ready(self) -> None:
        from meetings.payments import registration

        registration.register()
