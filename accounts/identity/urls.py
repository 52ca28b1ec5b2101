from django.urls import path

from accounts.identity.views import panels, sharing, statements

app_name = "identity"

urlpatterns = [
    path("me/statements/", statements.statement_list, name="statement-list"),
    path("me/statements/new/", statements.statement_new, name="statement-new"),
    path("me/statements/<uuid:statement_id>/", statements.statement_detail, name="statement-detail"),
    path("me/statements/<uuid:statement_id>/edit/", statements.statement_edit, name="statement-edit"),
    path("me/statements/<uuid:statement_id>/delete/", statements.statement_delete, name="statement-delete"),
    path("me/statements/<uuid:statement_id>/share/", sharing.statement_share, name="statement-share"),
    path("me/statements/<uuid:statement_id>/share/check/", sharing.statement_share_check, name="statement-share-check"),
    path("me/statements/<uuid:statement_id>/stop/", sharing.statement_stop, name="statement-stop"),
    path("panels/", panels.panel_list, name="panel-list"),
    path("panels/<uuid:panel_id>/", panels.panel_detail, name="panel-detail"),
    path("<uuid:person_id>/", panels.person_detail, name="person-detail"),
]
