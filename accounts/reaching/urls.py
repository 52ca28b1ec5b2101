from django.urls import path

from accounts.reaching.views import mine, work

app_name = "reaching"

urlpatterns = [
    path("", work.work_list, name="work-list"),
    path("calls/<uuid:message_id>/", work.call_detail, name="call-detail"),
    path("letters/", work.letter_list, name="letter-list"),
    path("letters/print.pdf", work.letter_print, name="letter-print"),
    path("messages/<uuid:message_id>/", work.message_settle, name="message-settle"),
    path("sent/", mine.sent_list, name="sent-list"),
]
