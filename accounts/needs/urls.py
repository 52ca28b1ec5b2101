from django.urls import path

from accounts.needs.views import assisted, contact, mine

app_name = "needs"

urlpatterns = [
    path("me/contact/", contact.contact_edit, name="contact-edit"),
    path("me/needs/", mine.need_list, name="need-list"),
    path("me/needs/looks/", mine.look_list, name="look-list"),
    path("me/needs/shared/", mine.shared_list, name="shared-list"),
    path("me/needs/new/<slug:group>/", mine.need_new, name="need-new"),
    path("me/needs/<uuid:need_id>/", mine.need_edit, name="need-edit"),
    path("me/needs/<uuid:need_id>/stop/", mine.need_stop, name="need-stop"),
    path("me/needs/<uuid:need_id>/withdraw/", mine.need_withdraw, name="need-withdraw"),
    path("<uuid:person_id>/write-down/", assisted.assist_detail, name="assist-detail"),
    path("<uuid:person_id>/write-down/contact/", assisted.contact_record, name="contact-record"),
    path("<uuid:person_id>/write-down/<slug:group>/", assisted.need_record, name="need-record"),
]
