from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "accounts_reflective.writing"
    label = "writing"

    def ready(self) -> None:
        from accounts.identity import circles
        from accounts.people.registration import register_before_leaving
        from accounts_reflective.writing import access, notices, queries
        from leap.design import shell

        notices.register()
        circles.register(queries.circles_of)
        register_before_leaving(order=20, notes=queries.before_leaving)
        shell.register_navigation(
            shell.NavItem(order=40, label="Writing", url_name="writing:account-list", shown_to=access.writes_or_reads)
        )
