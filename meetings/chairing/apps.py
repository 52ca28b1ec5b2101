from django.apps import AppConfig


class ChairingConfig(AppConfig):
    name = "meetings.chairing"
    label = "chairing"
