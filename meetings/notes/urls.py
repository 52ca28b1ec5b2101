from django.urls import path

from meetings.notes import views

app_name = "notes"

urlpatterns = [
    path("notes/", views.notes_list, name="notes-list"),
    path("<uuid:meeting_id>/notes/", views.notes_read, name="notes-read"),
    path("<uuid:meeting_id>/notes/write/", views.notes_write, name="notes-write"),
    path("<uuid:meeting_id>/notes/send/", views.notes_send, name="notes-send"),
    path("<uuid:meeting_id>/notes/agree/", views.notes_agree, name="notes-agree"),
    path("<uuid:meeting_id>/notes/suggest/", views.notes_suggest, name="notes-suggest"),
    path("<uuid:meeting_id>/notes/suggest-for/", views.suggestion_record, name="suggestion-record"),
    path("notes/suggestions/<uuid:suggestion_id>/", views.suggestion_answer, name="suggestion-answer"),
    path("<uuid:meeting_id>/notes/actions/new/", views.action_new, name="action-new"),
    path("notes/actions/<uuid:action_id>/end/", views.action_end, name="action-end"),
    path("notes/actions/<uuid:action_id>/answer-for/", views.action_record, name="action-record"),
    path("notes/actions/<uuid:action_id>/yes/", views.action_yes, name="action-yes"),
    path("notes/actions/<uuid:action_id>/hand-back/", views.action_hand_back, name="action-hand-back"),
]
