from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "accounts_reflective.writing"
    label = "writing"

    def ready(self) -> None:
        from accounts.identity import circles
        from accounts_reflective.writing import access, notices, queries
        from leap.design import shell

        notices.register()
        circles.register(queries.circles_of)
        shell.register_navigation(
            shell.NavItem(order=40, label="Writing", url_name="writing:account-list", shown_to=access.writes_or_reads)
        )
