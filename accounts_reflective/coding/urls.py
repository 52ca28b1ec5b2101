from django.urls import path

from accounts_reflective.coding.views import code_book, files, frameworks, ledger, marks, passages, themes

app_name = "coding"

urlpatterns = [
    path("<uuid:inquiry_id>/themes/", themes.theme_list, name="theme-list"),
    path("<uuid:inquiry_id>/code-book/", code_book.code_book, name="code-book"),
    path("<uuid:inquiry_id>/code-book/new/", code_book.theme_new, name="theme-new"),
    path("<uuid:inquiry_id>/code-book/code-book.md", files.code_book_md, name="code-book-md"),
    path("<uuid:inquiry_id>/code-book/code-book.docx", files.code_book_docx, name="code-book-docx"),
    path("<uuid:inquiry_id>/code-book/code-book.qdc", files.code_book_qdc, name="code-book-qdc"),
    path("<uuid:inquiry_id>/code-book/import/", files.code_book_import, name="code-book-import"),
    path("<uuid:inquiry_id>/code-book/history/", code_book.code_book_history, name="code-book-history"),
    path("<uuid:inquiry_id>/code-book/history/<int:change>/", code_book.code_book_then, name="code-book-then"),
    path("<uuid:inquiry_id>/code-book/<uuid:theme_id>/", code_book.theme_edit, name="theme-edit"),
    path("<uuid:inquiry_id>/code-book/<uuid:theme_id>/merge/", code_book.theme_merge, name="theme-merge"),
    path("<uuid:inquiry_id>/code-book/<uuid:theme_id>/split/", code_book.theme_split, name="theme-split"),
    path("<uuid:inquiry_id>/code-book/<uuid:theme_id>/retire/", code_book.theme_retire, name="theme-retire"),
    path("<uuid:inquiry_id>/analysts/", code_book.analyst_list, name="analyst-list"),
    path("<uuid:inquiry_id>/analysts/<uuid:person_id>/end/", code_book.analyst_end, name="analyst-end"),
    path("<uuid:inquiry_id>/looking/", passages.look_list, name="look-list"),
    path("<uuid:inquiry_id>/looking/passages/", passages.passage_list, name="passage-list"),
    path("<uuid:inquiry_id>/looking/quotes/", ledger.quote_list, name="quote-list"),
    path("looking/<uuid:version_id>/quote/<uuid:passage_id>/", ledger.quote_ask, name="quote-ask"),
    path("writing/<uuid:account_id>/ledger/", ledger.ledger, name="ledger"),
    path("<uuid:inquiry_id>/looking/files/", files.file_list, name="file-list"),
    path("<uuid:inquiry_id>/looking/files/take/<str:file_kind>/", files.file_take, name="file-take"),
    path("<uuid:inquiry_id>/looking/files/deleted/<uuid:taken_id>/", files.file_deleted, name="file-deleted"),
    path("looking/<uuid:version_id>/", passages.look_edit, name="look-edit"),
    path("looking/<uuid:version_id>/done/", passages.look_done, name="look-done"),
    path("looking/<uuid:version_id>/bring-over/", passages.look_bring_over, name="look-bring-over"),
    path("looking/<uuid:version_id>/side-by-side/", passages.look_compare, name="look-compare"),
    path("looking/<uuid:version_id>/take-out/<uuid:passage_id>/", passages.passage_take_out, name="passage-take-out"),
    path("looking/<uuid:version_id>/unsay/<uuid:remark_id>/", passages.remark_take_back, name="remark-take-back"),
    path("<uuid:inquiry_id>/frameworks/", frameworks.framework_list, name="framework-list"),
    path(
        "<uuid:inquiry_id>/frameworks/<slug:framework>/numbers/", frameworks.framework_numbers, name="framework-numbers"
    ),
    path("writing/<uuid:account_id>/marks/", marks.mark_list, name="mark-list"),
    path("writing/<uuid:account_id>/marks/<slug:framework>/", marks.mark_edit, name="mark-edit"),
    path("writing/<uuid:account_id>/marks/<slug:framework>/take-back/", marks.marks_take_back, name="marks-take-back"),
]
