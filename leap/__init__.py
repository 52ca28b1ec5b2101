"""The project: settings, the rooms every wing stands on, and the web and worker entry points."""

from leap.celery import app as celery_app

__all__ = ["celery_app"]
