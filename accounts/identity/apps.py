from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "accounts.identity"
    label = "identity"

    def ready(self) -> None:
        from accounts.identity import access, notices
        from accounts.people.access import sees_any_panel
        from leap.design import shell

        shell.register_navigation(
            shell.NavItem(order=30, label="People", url_name="identity:panel-list", shown_to=sees_any_panel)
        )
        notices.register()
        shell.register_navigation(
            shell.NavItem(order=85, label="Emergency", url_name="identity:opening-new", shown_to=access.administers)
        )
        shell.register_own_page(
            shell.OwnPage(
                order=15,
                label="Who can see what about you",
                about="Everything on one page, and yourself as others see you.",
                url_name="identity:seen-list",
            )
        )
        shell.register_own_page(
            shell.OwnPage(
                order=10,
                label="What you say about yourself",
                about="Only you can read it, until you choose who else.",
                url_name="identity:statement-list",
            )
        )
        shell.register_own_page(
            shell.OwnPage(
                order=20,
                label="Numbers about everybody",
                about="What is counted, on which days, and what nobody can work out.",
                url_name="identity:count-list",
            )
        )
