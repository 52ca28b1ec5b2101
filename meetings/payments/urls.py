from django.urls import path

from meetings.payments import views

app_name = "payments"

urlpatterns = [
    path("payments/", views.payment_list, name="payment-list"),
    path("payments/records/", views.record_list, name="record-list"),
    path("payments/records.csv", views.record_csv, name="record-csv"),
    path("payments/records.xlsx", views.record_xlsx, name="record-xlsx"),
    path("payments/records-control.csv", views.record_control, name="record-control"),
    path("payments/all-meetings/", views.wish_edit, name="wish-edit"),
    path("payments/tell-me/", views.ceiling_edit, name="ceiling-edit"),
    path("payments/programmes/<uuid:programme_id>/", views.terms_edit, name="terms-edit"),
    path("payments/confirm/", views.confirm_list, name="confirm-list"),
    path("payments/approve/", views.approve_list, name="approve-list"),
    path("payments/lines/<uuid:line_id>/", views.line_detail, name="line-detail"),
    path("payments/lines/<uuid:line_id>/check/", views.line_check, name="line-check"),
    path("payments/lines/<uuid:line_id>/said/", views.line_said, name="line-said"),
    path("payments/lines/<uuid:line_id>/deny/", views.line_deny, name="line-deny"),
    path("payments/lines/<uuid:line_id>/again/", views.line_again, name="line-again"),
    path("meetings/<uuid:meeting_id>/payment/", views.choice_edit, name="choice-edit"),
    path("meetings/<uuid:meeting_id>/payments/", views.choice_list, name="choice-list"),
    path("meetings/<uuid:meeting_id>/payment/<uuid:person_id>/", views.choice_record, name="choice-record"),
]
