"""The web entry point (gunicorn leap.wsgi:application)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leap.settings.production")

application = get_wsgi_application()
