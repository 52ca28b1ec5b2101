from django.urls import path

from meetings.papers import views

app_name = "papers"

urlpatterns = [
    path("<uuid:meeting_id>/agenda/", views.agenda_detail, name="agenda-detail"),
    path("<uuid:meeting_id>/agenda/new/", views.item_new, name="item-new"),
    path("agenda/<uuid:item_id>/", views.item_edit, name="item-edit"),
    path("agenda/<uuid:item_id>/move/", views.item_move, name="item-move"),
    path("agenda/<uuid:item_id>/remove/", views.item_remove, name="item-remove"),
    path("<uuid:meeting_id>/agenda/propose/", views.proposal_new, name="proposal-new"),
    path("proposals/<uuid:proposal_id>/answer/", views.proposal_answer, name="proposal-answer"),
    path("proposals/<uuid:proposal_id>/take-up/", views.proposal_take_up, name="proposal-take-up"),
    path("proposals/<uuid:proposal_id>/take-back/", views.proposal_take_back, name="proposal-take-back"),
    path("proposals/<uuid:proposal_id>/name/", views.proposal_name, name="proposal-name"),
    path("<uuid:meeting_id>/papers/new/", views.paper_new, name="paper-new"),
    path("<uuid:meeting_id>/papers/send/", views.papers_send, name="papers-send"),
    path("papers/<uuid:paper_id>/", views.paper_detail, name="paper-detail"),
    path("papers/<uuid:paper_id>/edit/", views.paper_edit, name="paper-edit"),
    path("papers/<uuid:paper_id>/new-version/", views.version_new, name="version-new"),
    path("papers/<uuid:paper_id>/copies/new/", views.copy_new, name="copy-new"),
    path("papers/<uuid:paper_id>/withdraw/", views.paper_withdraw, name="paper-withdraw"),
    path("papers/files/<uuid:file_id>/", views.copy_file, name="copy-file"),
    path("papers/files/<uuid:file_id>/remove/", views.copy_remove, name="copy-remove"),
    path("words/<uuid:programme_id>/", views.word_list, name="word-list"),
    path("words/<uuid:programme_id>/explain/", views.word_edit, name="word-edit"),
    path("words/<uuid:programme_id>/ask/", views.word_ask, name="word-ask"),
    path("words/<uuid:programme_id>/settle/", views.word_settle, name="word-settle"),
]
