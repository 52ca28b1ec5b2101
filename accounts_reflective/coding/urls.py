from django.urls import path

from accounts_reflective.coding.views import frameworks, themes

app_name = "coding"

urlpatterns = [
    path("<uuid:inquiry_id>/themes/", themes.theme_list, name="theme-list"),
    path("<uuid:inquiry_id>/frameworks/", frameworks.framework_list, name="framework-list"),
]
