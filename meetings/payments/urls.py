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
    path("payments/rates/", views.rate_list, name="rate-list"),
    path("payments/programmes/<uuid:programme_id>/rates/", views.rate_new, name="rate-new"),
    path("payments/new-rates/", views.uplift_list, name="uplift-list"),
    path("payments/confirm/", views.confirm_list, name="confirm-list"),
    path("payments/approve/", views.approve_list, name="approve-list"),
    path("payments/batches/", views.batch_list, name="batch-list"),
    path("payments/programmes/<uuid:programme_id>/budget/", views.budget_edit, name="budget-edit"),
    path("payments/budgets/<uuid:budget_id>/batch/", views.batch_make, name="batch-make"),
    path("payments/batches/<uuid:batch_id>/", views.batch_detail, name="batch-detail"),
    path("payments/batches/<uuid:batch_id>/cancel/", views.batch_cancel, name="batch-cancel"),
    path("payments/batches/<uuid:batch_id>/sent/", views.batch_send, name="batch-send"),
    path("payments/batches/<uuid:batch_id>/payment.csv", views.batch_csv, {"file": "payment"}, "batch-payment-csv"),
    path("payments/batches/<uuid:batch_id>/payment.xlsx", views.batch_xlsx, {"file": "payment"}, "batch-payment-xlsx"),
    path("payments/batches/<uuid:batch_id>/coding.csv", views.batch_csv, {"file": "coding"}, "batch-coding-csv"),
    path("payments/batches/<uuid:batch_id>/coding.xlsx", views.batch_xlsx, {"file": "coding"}, "batch-coding-xlsx"),
    path("payments/batches/<uuid:batch_id>/control.csv", views.batch_csv, {"file": "control"}, "batch-control-csv"),
    path("payments/lines/<uuid:line_id>/", views.line_detail, name="line-detail"),
    path("payments/lines/<uuid:line_id>/check/", views.line_check, name="line-check"),
    path("payments/lines/<uuid:line_id>/said/", views.line_said, name="line-said"),
    path("payments/lines/<uuid:line_id>/deny/", views.line_deny, name="line-deny"),
    path("payments/lines/<uuid:line_id>/again/", views.line_again, name="line-again"),
    path("meetings/<uuid:meeting_id>/payment/", views.choice_edit, name="choice-edit"),
    path("meetings/<uuid:meeting_id>/payments/", views.choice_list, name="choice-list"),
    path("meetings/<uuid:meeting_id>/payment/<uuid:person_id>/", views.choice_record, name="choice-record"),
]
