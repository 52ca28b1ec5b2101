from django.urls import path

from meetings.payments import views

app_name = "payments"

urlpatterns = [
    path("", views.payment_list, name="payment-list"),
    path("records/", views.record_list, name="record-list"),
    path("records.csv", views.record_csv, name="record-csv"),
    path("records.xlsx", views.record_xlsx, name="record-xlsx"),
    path("records-control.csv", views.record_control, name="record-control"),
]
