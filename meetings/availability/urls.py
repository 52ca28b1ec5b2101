from django.urls import path

from meetings.availability import views

app_name = "availability"

urlpatterns = [
    path("dates/", views.poll_list, name="poll-list"),
    path("dates/new/<uuid:panel_id>/", views.poll_new, name="poll-new"),
    path("dates/<uuid:poll_id>/", views.poll_answer, name="poll-answer"),
    path("dates/<uuid:poll_id>/answers/", views.poll_result, name="poll-result"),
    path("dates/<uuid:poll_id>/answers/<uuid:person_id>/", views.answers_record, name="answers-record"),
    path("dates/<uuid:poll_id>/take/<uuid:date_id>/", views.poll_take, name="poll-take"),
    path("dates/<uuid:poll_id>/close/", views.poll_close, name="poll-close"),
    path("dates/<uuid:poll_id>/ask/", views.poll_ask, name="poll-ask"),
]
