"""Signing in, kept to what a panel needs. Who forgets a password signs in with a code and sets a new one."""

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("", views.login, name="account_login"),
    path("out/", views.logout, name="account_logout"),
    path("code/", views.request_login_code, name="account_request_login_code"),
    path("code/confirm/", views.confirm_login_code, name="account_confirm_login_code"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("closed/", views.signup, name="account_signup"),
    path("inactive/", views.account_inactive, name="account_inactive"),
]
