"""What is the same everywhere. Values that differ by installation come from the environment (see `.env.example`)."""

import json
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

INSTALLED_APPS = [
    "leap.core",
    "leap.design",
    "accounts.people",
    "accounts.identity",
    "accounts.needs",
    "accounts.reaching",
    "meetings.schedule",
    "meetings.invitations",
    "meetings.papers",
    "meetings.attendance",
    "meetings.availability",
    "meetings.notes",
    "meetings.chairing",
    "meetings.seating",
    "meetings.payments",
    "accounts_reflective.inquiries",
    "accounts_reflective.writing",
    "accounts_reflective.coding",
    "accounts_reflective.publication",
    "leap.reports",
    "leap.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "accounts.people.sign_in_devices.SignedInDevices",
    "crispy_forms",
    "csp",
]

MIDDLEWARE = [
    "leap.core.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "leap.design.middleware.HeadersMiddleware",
    "leap.design.middleware.FetchMetadataMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "leap.design.middleware.HandBackMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.people.middleware.RolesOnceMiddleware",
    "accounts.people.middleware.OwnClockMiddleware",
    "accounts.people.middleware.ProveItMiddleware",
    "accounts.people.middleware.SecondStepMiddleware",
    "leap.design.middleware.NotNowMiddleware",
    "leap.core.pressed.middleware.OnceMiddleware",
]

ROOT_URLCONF = "leap.urls"
WSGI_APPLICATION = "leap.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Person"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "leap.design.context.shell",
            ],
        },
    },
]

DATABASES = {"default": {**env.db("DATABASE_URL", default="postgres:///leap"), "CONN_MAX_AGE": 60}}
DATABASES["default"].setdefault("OPTIONS", {}).update({"connect_timeout": 5})
ATOMIC_REQUESTS = False

REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "leap"}
}

# Sessions live in the database: they must survive the broker being emptied.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "leap.design.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "leap.core.hashers.PanelArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "reports:home"

ACCOUNT_ADAPTER = "accounts.people.sign_in.PanelAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.people.sign_in_forms.SignIn",
    "request_login_code": "accounts.people.sign_in_forms.AskForCode",
    "confirm_login_code": "accounts.people.sign_in_forms.TypeCode",
    "set_password": "accounts.people.sign_in_forms.SetPassword",
    "change_password": "accounts.people.sign_in_forms.ChangePassword",
    "reauthenticate": "accounts.people.sign_in_forms.TypePassword",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody signs up; an address is put in by a coordinator or by its owner
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# People read slowly, look for their glasses, and type with one finger: a quarter of an hour, not five minutes.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# A whole panel may sit behind one address: the network of a hall, a hospital or a university.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/5m/key,30/m/ip",
    "request_login_code": "60/m/ip,3/m/key",
    "reply_by_link": "120/m/ip,10/m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# What a code app and a list of passkeys show beside the code. Others may see it: it names no panel and no study.
SIGN_IN_NAME = env("SIGN_IN_NAME", default="Sign-in")
MFA_ADAPTER = "accounts.people.sign_in.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "accounts.people.sign_in_forms.SecondStep",
    "authenticate_webauthn": "accounts.people.sign_in_forms.SecondStepByPasskey",
    "login_webauthn": "accounts.people.sign_in_forms.SignInByPasskey",
    "reauthenticate": "accounts.people.sign_in_forms.SecondStepAgain",
    "reauthenticate_webauthn": "accounts.people.sign_in_forms.PasskeyAgain",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address is put in by a coordinator or by its owner, and codes go to it
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_TOTP_TOLERANCE = 1  # the code before and the code after: half a minute is short for many hands
# Our own step asks (accounts.people.sign_in_again): allauth's asks nobody who has neither password nor factor, and asks
# somebody again who signed in a minute ago.
MFA_REAUTHENTICATION_REQUIRED = False

CRISPY_ALLOWED_TEMPLATE_PACKS = ["govuk"]
CRISPY_TEMPLATE_PACK = "govuk"

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Files people send stay in memory until they are sealed, and a form has one box for one file.
FILE_UPLOAD_HANDLERS = ["leap.core.uploads.handler.InMemory"]
DATA_UPLOAD_MAX_NUMBER_FILES = 4

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
QUICK_EXIT_URL = env("QUICK_EXIT_URL", default="https://www.bbc.co.uk/weather")

# Where links in messages point: never taken from a request.
SITE_ORIGIN = env("SITE_ORIGIN", default="http://localhost:8000")

EMAIL_HOST = env("EMAIL_HOST", default="127.0.0.1")
EMAIL_PORT = env.int("EMAIL_PORT", default=1025)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Your messages <messages@leap.example>")

# Texts. Without an address of a gateway nobody gets one: who would like texts is rung, or reached their second way.
TEXT_GATEWAY = "leap.core.outbox.texts.JsonGateway"
TEXT_GATEWAY_URL = env("TEXT_GATEWAY_URL", default="")
TEXT_GATEWAY_HEADERS = json.loads(env("TEXT_GATEWAY_HEADERS", default="") or "{}")
TEXT_GATEWAY_FIELDS = json.loads(
    env("TEXT_GATEWAY_FIELDS", default="") or '{"to": "{number}", "text": "{words}", "reference": "{reference}"}'
)
TEXT_GATEWAY_TIMEOUT = 10
TEXT_COUNTRY_CODE = env("TEXT_COUNTRY_CODE", default="44")
# Who a text says it is from, and paper too. Others may see it: it names no condition and no panel.
SENDER_NAME = env("SENDER_NAME", default="")

# Somebody to ask, shown to people who are not signed in and to those who would be shown nobody else. No panel's name.
HELP_NAME = env("HELP_NAME", default="")
HELP_PHONE = env("HELP_PHONE", default="")
HELP_EMAIL = env("HELP_EMAIL", default="")

# "keyid:base64 of 32 bytes", the current key first. Never derived from SECRET_KEY.
FIELD_KEYS = env.list("FIELD_KEYS", default=[])
ALLOW_CRASHPOINTS = False
# Whoever sends goes by the database's clock: the clocks of the computers may be apart (ADR 0089).
ONE_CLOCK = True
DEMO_ALLOWED = False

CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_BACKEND = None
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 15,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
}
CELERY_VISIBILITY_TIMEOUT = 600
CELERY_TASK_PUBLISH_RETRY = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 2, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.4}
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# After so long without anything from the broker a worker ends itself and is started anew (trust.md R5).
WORKER_SILENCE_SECONDS = env.int("WORKER_SILENCE_SECONDS", default=120)
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "core.heartbeat", "schedule": 15.0},
    "deliver-due-messages": {"task": "core.deliver_due_messages", "schedule": 15.0},
    "sweep-files": {"task": "core.sweep_files", "schedule": 3600.0},
    "forget-presses": {"task": "core.forget_presses", "schedule": 3600.0},
    "recheck-tasks": {"task": "core.recheck_tasks", "schedule": 300.0},
    "queue-share-endings": {"task": "identity.queue_share_endings", "schedule": 3600.0},
    "expire-invitations": {"task": "people.expire_invitations", "schedule": 3600.0},
    "queue-due-reminders": {"task": "invitations.queue_due_reminders", "schedule": 60.0},
    "queue-poll-reminders": {"task": "availability.queue_due_reminders", "schedule": 60.0},
    "queue-chair-briefings": {"task": "chairing.queue_due_briefings", "schedule": 60.0},
    "keep-lines-moving": {"task": "invitations.keep_lines_moving", "schedule": 60.0},
    "forget-links": {"task": "invitations.forget_links", "schedule": 3600.0},
    "tell-people-asked": {"task": "identity.tell_people_asked", "schedule": 60.0},
    "leave-notes": {"task": "identity.leave_notes", "schedule": 60.0},
    "tell-people-late": {"task": "payments.tell_people_late", "schedule": 3600.0},
    "make-wanted-plans": {"task": "seating.make_wanted_plans", "schedule": 60.0},
    "make-due-counts": {"task": "identity.make_due_counts", "schedule": 600.0},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "leap.core.logs.JsonFormatter"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {
        # Django's own handlers (mail to admins, console) are replaced, not joined: they print request data.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "pypdf": {"level": "CRITICAL"},  # it complains of broken files with bits of what is in them
    },
}
