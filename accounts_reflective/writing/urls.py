from django.urls import path

from accounts_reflective.writing.views import authors, comments, drafts, history, holding, uses, versions

app_name = "writing"

urlpatterns = [
    path("writing/", drafts.account_list, name="account-list"),
    path("writing/new/", drafts.account_new, name="account-new"),
    path("writing/<uuid:account_id>/", drafts.account_detail, name="account-detail"),
    path("writing/<uuid:account_id>/write/", drafts.account_write, name="account-write"),
    path("writing/<uuid:account_id>/save/", holding.account_save, name="account-save"),
    path("writing/<uuid:account_id>/copies/", drafts.copy_list, name="copy-list"),
    path("writing/<uuid:account_id>/copies/<uuid:copy_id>/", drafts.copy_choose, name="copy-choose"),
    path("writing/<uuid:account_id>/authors/", authors.author_list, name="account-authors"),
    path("writing/<uuid:account_id>/authors/take-back/", authors.ask_take_back, name="ask-take-back"),
    path("writing/<uuid:account_id>/role/", authors.role_edit, name="role-edit"),
    path("writing/<uuid:account_id>/join/", authors.account_join, name="account-join"),
    path("writing/<uuid:account_id>/decline/", authors.account_decline, name="account-decline"),
    path("writing/<uuid:account_id>/leave/", authors.account_leave, name="account-leave"),
    path("writing/<uuid:account_id>/readers/", versions.account_readers, name="account-readers"),
    path("writing/<uuid:account_id>/readers/check/", versions.readers_check, name="readers-check"),
    path("writing/<uuid:account_id>/versions/", history.version_list, name="version-list"),
    path("writing/<uuid:account_id>/versions/<uuid:version_id>/", history.version_detail, name="version-detail"),
    path("writing/<uuid:account_id>/history/", comments.history, name="history"),
    path("writing/<uuid:account_id>/comments/", comments.comment_list, name="comment-list"),
    path("writing/<uuid:account_id>/comments/new/", comments.comment_new, name="comment-new"),
    path(
        "writing/<uuid:account_id>/comments/<uuid:comment_id>/answer/", comments.comment_answer, name="comment-answer"
    ),
    path(
        "writing/<uuid:account_id>/comments/<uuid:comment_id>/settle/", comments.comment_settle, name="comment-settle"
    ),
    path(
        "writing/<uuid:account_id>/comments/<uuid:comment_id>/take-back/",
        comments.comment_take_back,
        name="comment-take-back",
    ),
    path("writing/<uuid:account_id>/uses/", uses.use_list, name="use-list"),
    path("writing/<uuid:account_id>/uses/quote/", uses.quote_new, name="quote-new"),
    path("writing/<uuid:account_id>/uses/take-back/", uses.uses_take_back, name="uses-take-back"),
    path("writing/<uuid:account_id>/uses/<uuid:use_id>/", uses.use_detail, name="use-detail"),
    path("writing/<uuid:account_id>/agree/", versions.account_agree, name="account-agree"),
    path("writing/<uuid:account_id>/agree/take-back/", versions.agreement_take_back, name="agreement-take-back"),
]
