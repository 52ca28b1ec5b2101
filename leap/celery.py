"""The Celery application: beat runs in UTC with intervals only (in Europe/London it falls silent on a clock change)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leap.settings.production")

app = Celery("leap")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
