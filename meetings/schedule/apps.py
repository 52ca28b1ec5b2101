from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "meetings.schedule"
    label = "schedule"
