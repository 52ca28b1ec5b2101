"""The health page. It is open: a load balancer has no account."""

from django.urls import path

from leap.core import views

app_name = "core"
urlpatterns = [path("healthz", views.health, name="healthz")]
