from django.urls import path

from meetings.schedule import views

app_name = "schedule"

urlpatterns = [
    path("", views.meeting_list, name="meeting-list"),
    path("new/", views.meeting_new, name="meeting-new"),
    path("new/check/", views.meeting_check, name="meeting-check"),
    path("year/", views.year, name="year"),
    path("series/new/", views.series_new, name="series-new"),
    path("series/new/check/", views.series_check, name="series-check"),
    path("school-holidays/", views.holiday_list, name="holiday-list"),
    path("school-holidays/new/", views.holiday_new, name="holiday-new"),
    path("school-holidays/remove/", views.holiday_remove, name="holiday-remove"),
    path("places/", views.venue_list, name="venue-list"),
    path("places/new/", views.venue_new, name="venue-new"),
    path("places/<uuid:venue_id>/", views.venue_detail, name="venue-detail"),
    path("places/<uuid:venue_id>/change/", views.venue_edit, name="venue-edit"),
    path("places/<uuid:venue_id>/pictures/new/", views.picture_new, name="picture-new"),
    path("places/pictures/<uuid:picture_id>/", views.picture_file, name="picture-file"),
    path("places/pictures/<uuid:picture_id>/change/", views.picture_edit, name="picture-edit"),
    path("places/pictures/<uuid:picture_id>/remove/", views.picture_remove, name="picture-remove"),
    path("calendar/", views.calendar_link, name="calendar-link"),
    path("calendar/end/", views.calendar_link_end, name="calendar-link-end"),
    path("calendar/<str:calendar_token>.ics", views.calendar_feed, name="calendar-feed"),
    path("<uuid:meeting_id>/", views.meeting_detail, name="meeting-detail"),
    path("<uuid:meeting_id>/calendar.ics", views.meeting_calendar, name="meeting-calendar"),
    path("<uuid:meeting_id>/move/", views.meeting_move, name="meeting-move"),
    path("<uuid:meeting_id>/correct/", views.meeting_correct, name="meeting-correct"),
    path("<uuid:meeting_id>/place/", views.place_reason, name="place-reason"),
    path("<uuid:meeting_id>/cancel/", views.meeting_cancel, name="meeting-cancel"),
]
