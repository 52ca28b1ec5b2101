from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "leap.demo"
    label = "demo"
