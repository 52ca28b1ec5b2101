from django.urls import path

from accounts.people import views

app_name = "people"

urlpatterns = [
    path("me/", views.me_detail, name="me-detail"),
    path("me/name/", views.name_edit, name="name-edit"),
]
