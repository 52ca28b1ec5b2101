from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "accounts_reflective.inquiries"
    label = "inquiries"
