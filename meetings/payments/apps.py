from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "meetings.payments"
    label = "payments"
