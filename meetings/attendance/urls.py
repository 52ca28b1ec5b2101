from django.urls import path

from meetings.attendance import views

app_name = "attendance"

urlpatterns = [
    path("records/attendance.csv", views.record_csv, name="record-csv"),
    path("records/attendance.xlsx", views.record_xlsx, name="record-xlsx"),
    path("<uuid:meeting_id>/register/", views.register_edit, name="register-edit"),
]
