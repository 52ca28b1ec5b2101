from django.urls import path

from accounts_reflective.coding import views

app_name = "coding"

urlpatterns = [path("<uuid:inquiry_id>/themes/", views.theme_list, name="theme-list")]
