from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "leap.reports"
    label = "reports"
