from django.urls import path

from accounts.identity.views import me, opening, panels, sharing, statements

app_name = "identity"

urlpatterns = [
    path("me/statements/", statements.statement_list, name="statement-list"),
    path("me/statements/new/", statements.statement_new, name="statement-new"),
    path("me/statements/<uuid:statement_id>/", statements.statement_detail, name="statement-detail"),
    path("me/statements/<uuid:statement_id>/edit/", statements.statement_edit, name="statement-edit"),
    path("me/statements/<uuid:statement_id>/broader/", statements.statement_broader, name="statement-broader"),
    path("me/statements/<uuid:statement_id>/delete/", statements.statement_delete, name="statement-delete"),
    path("me/statements/<uuid:statement_id>/share/", sharing.statement_share, name="statement-share"),
    path("me/statements/<uuid:statement_id>/share/how/", sharing.statement_share_how, name="statement-share-how"),
    path("me/statements/<uuid:statement_id>/share/check/", sharing.statement_share_check, name="statement-share-check"),
    path("me/statements/<uuid:statement_id>/decline/", sharing.statement_decline, name="statement-decline"),
    path("me/statements/<uuid:statement_id>/stop/", sharing.statement_stop, name="statement-stop"),
    path("me/statements/<uuid:statement_id>/used/", statements.statement_used, name="statement-used"),
    path("me/topics/", statements.topics_edit, name="topics-edit"),
    path("me/seen/", me.seen_list, name="seen-list"),
    path("me/seen/as/", me.seen_as, name="seen-as"),
    path("me/seen/stop/", sharing.sharing_stop, name="sharing-stop"),
    path("me/choices/", me.consent_list, name="consent-list"),
    path("me/choices/<uuid:answer_id>/", me.consent_detail, name="consent-detail"),
    path("me/choices/<uuid:answer_id>/receipt.txt", me.consent_receipt, name="consent-receipt"),
    path("me/choices/<uuid:answer_id>/receipt.json", me.consent_record, name="consent-record"),
    path("me/looks/", me.look_list, name="look-list"),
    path("me/review/", me.review, name="sharing-review"),
    path("shared-with-you/", panels.shared_list, name="shared-list"),
    path("emergency/", opening.opening_new, name="opening-new"),
    path("emergency/<uuid:opening_id>/", opening.opening_detail, name="opening-detail"),
    path("emergency/<uuid:opening_id>/close/", opening.opening_close, name="opening-close"),
    path("panels/<uuid:panel_id>/paper/", opening.paper_new, name="paper-new"),
    path("papers/<uuid:paper_id>/", opening.paper_detail, name="paper-detail"),
    path("panels/", panels.panel_list, name="panel-list"),
    path("panels/<uuid:panel_id>/", panels.panel_detail, name="panel-detail"),
    path("<uuid:person_id>/", panels.person_detail, name="person-detail"),
]
