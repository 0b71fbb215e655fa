"""Ours come before the library's: the same address and name with our view in front."""

from django.urls import path

from spilno.accounts.views import first, home, own_data, provider, sign_in, staff

app_name = "accounts"

urlpatterns = [
    path("", home.home, name="home"),
    path("profile/", home.profile, name="profile"),
    path("sessions/end/", home.end_sessions, name="end_sessions"),
    path("confirm/", sign_in.confirm_by_code, name="confirm_by_code"),
    path("export/", own_data.export, name="export"),
    path("erase/", own_data.erase, name="erase"),
    path("erased/", own_data.erased, name="erased"),
    path("staff/", staff.staff, name="staff"),
    path("setup/<str:token>/", first.setup, name="setup"),
]

# In front of pages of the library, under its names.
replaced = [
    path("login/", sign_in.sign_in, name="account_login"),
    path("login/code/", sign_in.to_sign_in, name="account_request_login_code"),
    path("oidc/<str:provider_id>/login/", provider.to_provider, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", provider.from_provider, name="openid_connect_callback"),
]
