from django.urls import path

from meetings.schedule import views

app_name = "schedule"

urlpatterns = [
    path("", views.meeting_list, name="meeting-list"),
    path("new/", views.meeting_new, name="meeting-new"),
    path("new/check/", views.meeting_check, name="meeting-check"),
    path("<uuid:meeting_id>/", views.meeting_detail, name="meeting-detail"),
    path("<uuid:meeting_id>/cancel/", views.meeting_cancel, name="meeting-cancel"),
]
