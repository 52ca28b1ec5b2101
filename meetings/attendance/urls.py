from django.urls import path

from meetings.attendance import views

app_name = "attendance"

urlpatterns = [
    path("records/attendance/", views.record_list, name="record-list"),
    path("records/attendance.csv", views.record_csv, name="record-csv"),
    path("records/attendance.xlsx", views.record_xlsx, name="record-xlsx"),
    path("records/mine/", views.own_record, name="own-record"),
    path("<uuid:meeting_id>/register/", views.register_edit, name="register-edit"),
    path("<uuid:meeting_id>/register/changes/", views.register_changes, name="register-changes"),
    path("<uuid:meeting_id>/register.pdf", views.register_paper, name="register-paper"),
    path("<uuid:meeting_id>/register/me/", views.my_register, name="my-register"),
]
