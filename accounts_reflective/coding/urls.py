from django.urls import path

from accounts_reflective.coding.views import code_book, frameworks, marks, themes

app_name = "coding"

urlpatterns = [
    path("<uuid:inquiry_id>/themes/", themes.theme_list, name="theme-list"),
    path("<uuid:inquiry_id>/code-book/", code_book.code_book, name="code-book"),
    path("<uuid:inquiry_id>/code-book/new/", code_book.theme_new, name="theme-new"),
    path("<uuid:inquiry_id>/code-book/history/", code_book.code_book_history, name="code-book-history"),
    path("<uuid:inquiry_id>/code-book/history/<int:change>/", code_book.code_book_then, name="code-book-then"),
    path("<uuid:inquiry_id>/code-book/<uuid:theme_id>/", code_book.theme_edit, name="theme-edit"),
    path("<uuid:inquiry_id>/code-book/<uuid:theme_id>/merge/", code_book.theme_merge, name="theme-merge"),
    path("<uuid:inquiry_id>/code-book/<uuid:theme_id>/split/", code_book.theme_split, name="theme-split"),
    path("<uuid:inquiry_id>/code-book/<uuid:theme_id>/retire/", code_book.theme_retire, name="theme-retire"),
    path("<uuid:inquiry_id>/analysts/", code_book.analyst_list, name="analyst-list"),
    path("<uuid:inquiry_id>/analysts/<uuid:person_id>/end/", code_book.analyst_end, name="analyst-end"),
    path("<uuid:inquiry_id>/frameworks/", frameworks.framework_list, name="framework-list"),
    path(
        "<uuid:inquiry_id>/frameworks/<slug:framework>/numbers/", frameworks.framework_numbers, name="framework-numbers"
    ),
    path("writing/<uuid:account_id>/marks/", marks.mark_list, name="mark-list"),
    path("writing/<uuid:account_id>/marks/<slug:framework>/", marks.mark_edit, name="mark-edit"),
    path("writing/<uuid:account_id>/marks/<slug:framework>/take-back/", marks.marks_take_back, name="marks-take-back"),
]
