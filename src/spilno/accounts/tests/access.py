from django.http import QueryDict

from spilno.common import kept
from tests.access.matrix import ADMINISTRATORS, EVERYBODY, NOBODY, SIGNED_IN, Row, flow
from tests.cast import Network

ROWS = [
    Row("accounts:home", SIGNED_IN),
    Row("accounts:profile", SIGNED_IN),
    Row("accounts:end_sessions", SIGNED_IN, method="post"),
    Row("accounts:staff", ADMINISTRATORS),
    Row("accounts:erased", EVERYBODY),
    # A link that was never made is not there, for anybody.
    Row("accounts:setup", NOBODY, lambda network: {"token": "never-made"}),
    # Who signed in long ago is asked for a proof first; what then happens, test_own_data tells.
    *flow(
        "accounts:confirm_by_code",
        "accounts:export",
        "accounts:erase",
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",
        "account_reauthenticate",
        "account_email_verification_sent",
        "account_reset_password",
        "account_confirm_login_code",
        "account_confirm_password_reset_code",
        "account_complete_password_reset",
        "account_password_reset_completed",
        "account_request_login_code",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_login_webauthn",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
        "socialaccount_signup",
    ),
    *[
        Row(name, SIGNED_IN)
        for name in (
            "account_email",
            "account_change_password",
            "account_set_password",
            "mfa_index",
            "mfa_activate_totp",
            "mfa_generate_recovery_codes",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
            "socialaccount_connections",
            "usersessions_list",
        )
    ],
    # A page for a second factor that is not set up is not there; which ones are differs between people.
    *flow("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes"),
    Row("mfa_remove_webauthn", EVERYBODY, lambda network: {"pk": 1}, flow=True),
    Row("mfa_edit_webauthn", EVERYBODY, lambda network: {"pk": 1}, flow=True),
    Row("openid_connect_login", EVERYBODY, lambda network: {"provider_id": "absent"}, flow=True),
    Row("openid_connect_callback", EVERYBODY, lambda network: {"provider_id": "absent"}, flow=True),
]


def fill(network: Network) -> None:
    kept.keep(network.dortmund_editor.pk, "/de/organisations/", QueryDict("text=typed"))
