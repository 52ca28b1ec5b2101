from django.urls import path

from meetings.invitations import views

app_name = "invitations"

urlpatterns = [
    path("<uuid:meeting_id>/invite/", views.meeting_invite, name="meeting-invite"),
    path("<uuid:meeting_id>/reply/", views.reply_edit, name="reply-edit"),
    path("<uuid:meeting_id>/reply/stop-link/", views.link_stop, name="link-stop"),
    path("answer/<str:secret>/", views.reply_by_link, name="reply-by-link"),
    path("answer/<str:secret>/date.ics", views.date_by_link, name="date-by-link"),
    path("<uuid:meeting_id>/what-helps/", views.what_helps, name="what-helps"),
    path("<uuid:meeting_id>/replies/", views.reply_list, name="reply-list"),
    path("<uuid:meeting_id>/reached/", views.reached_list, name="reached-list"),
    path("<uuid:meeting_id>/replies/<uuid:person_id>/", views.reply_record, name="reply-record"),
]
