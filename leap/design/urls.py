from django.urls import path

from leap.design import views

app_name = "design"
urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("leave/", views.quick_exit, name="quick-exit"),
]
