from django.urls import path

from meetings.seating import views

app_name = "seating"

urlpatterns = [
    path("seating/me/", views.apart_edit, name="apart-edit"),
    path("<uuid:meeting_id>/seating/", views.plan_detail, name="plan-detail"),
    path("<uuid:meeting_id>/seating/new/", views.plan_new, name="plan-new"),
]
