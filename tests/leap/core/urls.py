"""Only the core's own addresses, under the name they have on the site."""

from django.urls import include, path

urlpatterns = [path("", include("leap.core.urls"))]
