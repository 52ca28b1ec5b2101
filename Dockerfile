# One image for the web server, the worker, beat and the migrations; docker-compose.yml says which command each runs.
# No secret is needed to build it, and none is kept in it.

FROM python:3.13-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements/base.txt /tmp/base.txt
# Wheels only, each checked against its pinned hash: nothing is compiled and no setup script runs.
RUN /venv/bin/pip install --no-deps --require-hashes --only-binary :all: -r /tmp/base.txt
WORKDIR /app
COPY . .
# The local settings need no secret and gather the same files in the same way.
RUN DJANGO_SETTINGS_MODULE=leap.settings.local /venv/bin/python manage.py collectstatic --no-input

FROM python:3.13-slim-bookworm
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin leap
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=leap.settings.production
WORKDIR /app
# Owned by root: the site cannot change its own code.
COPY --from=build /venv /venv
COPY --from=build /app /app
USER 10001
EXPOSE 8000
CMD ["gunicorn", "leap.wsgi:application", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=2", "--threads=4", "--worker-tmp-dir=/dev/shm", "--no-control-socket"]
