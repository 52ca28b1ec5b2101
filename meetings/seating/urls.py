from django.urls import path

from meetings.seating import views

app_name = "seating"

urlpatterns = [
    path("seating/me/", views.apart_edit, name="apart-edit"),
    path("seating/panels/<uuid:panel_id>/", views.mixing_edit, name="mixing-edit"),
    path("places/<uuid:venue_id>/rooms/", views.room_list, name="room-list"),
    path("places/<uuid:venue_id>/rooms/new/", views.room_new, name="room-new"),
    path("rooms/<uuid:room_id>/", views.room_detail, name="room-detail"),
    path("rooms/<uuid:room_id>/change/", views.room_edit, name="room-edit"),
    path("rooms/<uuid:room_id>/remove/", views.room_remove, name="room-remove"),
    path("<uuid:meeting_id>/seating/", views.plan_detail, name="plan-detail"),
    path("<uuid:meeting_id>/seating/new/", views.plan_new, name="plan-new"),
    path("<uuid:meeting_id>/seating/change/", views.plan_change, name="plan-change"),
    path("<uuid:meeting_id>/seating/keep/", views.plan_keep, name="plan-keep"),
    path("<uuid:meeting_id>/seating/making/", views.plan_making, name="plan-making"),
    path("<uuid:meeting_id>/seating/again/", views.plan_again, name="plan-again"),
    path("<uuid:meeting_id>/seating/compare/", views.plan_compare, name="plan-compare"),
    path("<uuid:meeting_id>/seating/today/", views.plan_today, name="plan-today"),
    path("<uuid:meeting_id>/seating/cards/", views.plan_cards, name="plan-cards"),
    path("<uuid:meeting_id>/seating/door/", views.plan_door, name="plan-door"),
]
