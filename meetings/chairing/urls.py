from django.urls import path

from meetings.chairing import views

app_name = "chairing"

urlpatterns = [
    path("chairing/me/", views.willing_edit, name="willing-edit"),
    path("chairing/<uuid:panel_id>/", views.chair_round, name="chair-round"),
    path("chairing/<uuid:panel_id>/before/", views.chaired_before, name="chaired-before"),
    path("<uuid:meeting_id>/chair/", views.chair_detail, name="chair-detail"),
    path("<uuid:meeting_id>/chair/getting-ready/", views.chair_briefing, name="chair-briefing"),
    path("<uuid:meeting_id>/chair/bring-me-in/", views.bring_me_in, name="bring-me-in"),
    path("<uuid:meeting_id>/chair/agreed/", views.chair_choose, name="chair-choose"),
    path("<uuid:meeting_id>/chair/swap/", views.swap_new, name="swap-new"),
    path("<uuid:meeting_id>/chair/swap/answer/", views.swap_answer, name="swap-answer"),
    path("<uuid:meeting_id>/chair/talks/", views.chair_talks, name="chair-talks"),
    path("<uuid:meeting_id>/chair/talks/who-was-there/", views.talk_note, name="talk-note"),
    path("<uuid:meeting_id>/chair/what-helps/", views.chair_helps, name="chair-helps"),
    path("<uuid:meeting_id>/chair/propose/", views.chair_propose, name="chair-propose"),
    path("<uuid:meeting_id>/chair/accept/", views.chair_accept, name="chair-accept"),
    path("<uuid:meeting_id>/chair/pass/", views.chair_pass, name="chair-pass"),
]
