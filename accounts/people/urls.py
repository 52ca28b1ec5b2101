from django.urls import path

from accounts.people.views import me

app_name = "people"

urlpatterns = [
    path("me/", me.me_detail, name="me-detail"),
    path("me/name/", me.name_edit, name="name-edit"),
    path("me/payment-name/", me.legal_name_edit, name="legal-name-edit"),
]
