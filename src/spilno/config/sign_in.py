"""Settings of signing in: django-allauth and the sessions."""

import json

from django.contrib.messages import constants as message_constants
from django.core.exceptions import ImproperlyConfigured
from environ import Env

env = Env()
_https = env.bool("SPILNO_HTTPS", default=False)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["spilno.accounts.backends.Backend"]
LOGIN_REDIRECT_URL = "accounts:home"
LOGIN_URL = "account_login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# Templates that apps above accounts add to the account's first page, e.g. the organisations somebody belongs to.
ACCOUNT_HOME_PARTS = [
    "partnersearch/account_part.html", "organisations/partials/account_part.html", "api/account_part.html",
]  # fmt: skip

# Browsers take a cookie of this name only over HTTPS, for the whole host, and from no neighbouring host.
COOKIE_PREFIX = "__Host-" if _https else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _https
SESSION_COOKIE_AGE = 14 * 86400
# In the session of a person who is signed in; an anonymous reader has none.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# KERN's word for Django's.
MESSAGE_TAGS = {message_constants.ERROR: "danger"}

ACCOUNT_ADAPTER = "spilno.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "spilno.accounts.forms.sign_in.CodeForm",
    "signup": "spilno.accounts.forms.sign_in.SignUpForm",
    "add_email": "spilno.accounts.forms.sign_in.AddAddressForm",
    "change_password": "spilno.accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "spilno.accounts.forms.sign_in.SetPasswordForm",
    "reset_password": "spilno.accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "spilno.accounts.forms.sign_in.NewPasswordForm",
    "reauthenticate": "spilno.accounts.forms.sign_in.PasswordAgainForm",
    "confirm_login_code": "spilno.accounts.forms.sign_in.SignInCodeForm",
    "confirm_email_verification_code": "spilno.accounts.forms.sign_in.AddressCodeForm",
    "confirm_password_reset_code": "spilno.accounts.forms.sign_in.ResetCodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_FORM_CLASS = "spilno.accounts.forms.signup_extra.SignupExtra"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
# Mails of town halls are delayed by filters: an hour for the first code, a quarter for the others.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 3600
ACCOUNT_LOGIN_TIMEOUT = 3600
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 900
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# The session in which the password is changed goes on; all others end with the old password.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
# A person asks for a few codes a day; a script that fills somebody's mailbox asks for more.
ACCOUNT_RATE_LIMITS = {
    "signup": "20/m/ip,200/d/ip",
    "manage_email": "10/m/user,30/d/user",
    "request_login_code": "20/m/ip,3/m/key,20/d/key",
    "reset_password": "20/m/ip,3/m/key,20/d/key",
    "confirm_email": "10/m/key",
}
# Digits can be typed on every keyboard, Latin and Cyrillic.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("SPILNO_BEHIND_PROXY", default=False) else 0

MFA_ADAPTER = "spilno.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "spilno.accounts.forms.second_factor.AuthenticateForm",
    "reauthenticate": "spilno.accounts.forms.second_factor.ReauthenticateForm",
    "activate_totp": "spilno.accounts.forms.second_factor.ActivateTOTPForm",
    "add_webauthn": "spilno.accounts.forms.second_factor.AddPasskeyForm",
    "edit_webauthn": "spilno.accounts.forms.second_factor.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Spilno"
# A clock may be half a minute wrong.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _https

USERSESSIONS_TRACK_ACTIVITY = True

SOCIALACCOUNT_ADAPTER = "spilno.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_FORMS = {
    "signup": "spilno.accounts.forms.provider.ProviderSignUpForm",
    "disconnect": "spilno.accounts.forms.provider.DisconnectForm",
}
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False


def _providers(text: str) -> list[dict[str, object]]:
    """SPILNO_OIDC: a JSON list of {id, name, server_url, client_id, secret}."""
    try:
        given = json.loads(text)
        return [
            {
                "provider_id": one["id"],
                "name": one["name"],
                "client_id": one["client_id"],
                "secret": one["secret"],
                "settings": {"server_url": one["server_url"]},
            }
            for one in given
        ]
    except (ValueError, TypeError, KeyError) as error:
        raise ImproperlyConfigured(
            f"SPILNO_OIDC: a JSON list of objects with id, name, server_url, client_id and secret is needed ({error})"
        ) from error


OIDC_PROVIDERS = _providers(env.str("SPILNO_OIDC", default="[]"))
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC_PROVIDERS, "OAUTH_PKCE_ENABLED": True}}
