from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "leap.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from leap.core import checks, rotation  # noqa: F401  (importing checks registers them)
        from leap.core.uploads.keeping import SealedFiles

        rotation.register(SealedFiles())
