from django.urls import path

from leap.design import views

app_name = "design"
urlpatterns = [
    path("favicon.ico", views.favicon, name="favicon"),
    path("help/", views.help_page, name="help"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("leave/", views.quick_exit, name="quick-exit"),
]
