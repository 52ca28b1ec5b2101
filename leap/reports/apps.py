from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "leap.reports"
    label = "reports"

    def ready(self) -> None:
        from leap.design.shell import NavItem, register_navigation

        register_navigation(NavItem(order=10, label="Home", url_name="reports:home"))
