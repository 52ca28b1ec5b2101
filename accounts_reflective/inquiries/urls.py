from django.urls import path

from accounts_reflective.inquiries import views

app_name = "inquiries"

urlpatterns = [
    path("", views.inquiry_list, name="inquiry-list"),
    path("<uuid:inquiry_id>/", views.inquiry_detail, name="inquiry-detail"),
]
