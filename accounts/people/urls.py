from django.urls import path

from accounts.people.models import PanelDocument
from accounts.people.views import joining, me, panels, places, roles

app_name = "people"

RULES, TERMS = PanelDocument.Kind.GROUND_RULES.value, PanelDocument.Kind.TERMS.value
SIGNALS = PanelDocument.Kind.SIGNALS.value

urlpatterns = [
    path("me/", me.me_detail, name="me-detail"),
    path("me/name/", me.name_edit, name="name-edit"),
    path("me/payment-name/", me.legal_name_edit, name="legal-name-edit"),
    path("me/panels/", places.place_list, name="place-list"),
    path("me/panels/<uuid:panel_id>/break/", places.place_pause, name="place-pause"),
    path("me/panels/<uuid:panel_id>/return/", places.place_return, name="place-return"),
    path("me/panels/<uuid:panel_id>/leave/", places.place_leave, name="place-leave"),
    path("me/panels/<uuid:panel_id>/keep-in-touch/", places.keep_in_touch, name="keep-in-touch"),
    path("me/roles/<uuid:role_id>/", roles.role_word, name="role-word"),
    path("roles/<uuid:role_id>/end/", roles.role_end, name="role-end"),
    path("join/<str:token>/", joining.join, name="join"),
    path("invitations/<uuid:invitation_id>/", joining.offer_answer, name="offer-answer"),
    path("invitations/<uuid:invitation_id>/take-back/", joining.invitation_take_back, name="invitation-take-back"),
    path("panels/<uuid:panel_id>/about/", panels.panel_about, name="panel-about"),
    path("panels/<uuid:panel_id>/about/edit/", panels.panel_edit, name="panel-edit"),
    path("panels/<uuid:panel_id>/ground-rules/new/", panels.document_new, {"kind": RULES}, name="ground-rules-new"),
    path("panels/<uuid:panel_id>/terms/new/", panels.document_new, {"kind": TERMS}, name="terms-new"),
    path("panels/<uuid:panel_id>/signals/new/", panels.document_new, {"kind": SIGNALS}, name="signals-new"),
    path("panels/<uuid:panel_id>/together/", panels.together, name="together"),
    path("panels/<uuid:panel_id>/people/", roles.panel_people, name="panel-people"),
    path("panels/<uuid:panel_id>/people/invite/", joining.invitation_new, name="invitation-new"),
    path("panels/<uuid:panel_id>/people/add/", joining.person_add, name="person-add"),
    path("panels/<uuid:panel_id>/people/role/", roles.role_new, name="role-new"),
    path("panels/<uuid:panel_id>/people/<uuid:person_id>/paper/", joining.person_paper, name="person-paper"),
    path("panels/<uuid:panel_id>/people/<uuid:person_id>/break/", places.place_pause, name="person-pause"),
    path("panels/<uuid:panel_id>/people/<uuid:person_id>/return/", places.place_return, name="person-return"),
    path("panels/<uuid:panel_id>/people/<uuid:person_id>/leave/", places.place_leave, name="person-leave"),
    path("panels/<uuid:panel_id>/people/<uuid:person_id>/move/", places.person_move, name="person-move"),
    path("panels/<uuid:panel_id>/people/<uuid:person_id>/thanked/", places.thanks_note, name="thanks-note"),
    path("programmes/<uuid:programme_id>/people/", roles.programme_people, name="programme-people"),
    path(
        "programmes/<uuid:programme_id>/people/invite/",
        joining.programme_invitation_new,
        name="programme-invitation-new",
    ),
    path("programmes/<uuid:programme_id>/contact/", panels.programme_edit, name="programme-edit"),
]
