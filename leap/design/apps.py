from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "leap.design"
    label = "design"
