from django.urls import path

from accounts_reflective.coding.views import frameworks, marks, themes

app_name = "coding"

urlpatterns = [
    path("<uuid:inquiry_id>/themes/", themes.theme_list, name="theme-list"),
    path("<uuid:inquiry_id>/frameworks/", frameworks.framework_list, name="framework-list"),
    path(
        "<uuid:inquiry_id>/frameworks/<slug:framework>/numbers/", frameworks.framework_numbers, name="framework-numbers"
    ),
    path("writing/<uuid:account_id>/marks/", marks.mark_list, name="mark-list"),
    path("writing/<uuid:account_id>/marks/<slug:framework>/", marks.mark_edit, name="mark-edit"),
    path("writing/<uuid:account_id>/marks/<slug:framework>/take-back/", marks.marks_take_back, name="marks-take-back"),
]
