from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "meetings.attendance"
    label = "attendance"
