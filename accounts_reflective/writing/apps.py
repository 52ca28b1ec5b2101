from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "accounts_reflective.writing"
    label = "writing"

    def ready(self) -> None:
        from accounts_reflective.writing import access, notices
        from leap.design import shell

        notices.register()
        shell.register_navigation(
            shell.NavItem(order=40, label="Writing", url_name="writing:account-list", shown_to=access.writes_or_reads)
        )
