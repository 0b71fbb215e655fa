"""Settings of signing in: django-allauth and the sessions."""

import json

from django.core.exceptions import ImproperlyConfigured
from environ import Env

env = Env()
_https = env.bool("SPILNO_HTTPS", default=False)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_REDIRECT_URL = "accounts:home"
LOGIN_URL = "account_login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _https
SESSION_COOKIE_AGE = 14 * 86400
# In the session of a person who is signed in; an anonymous reader has none.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

ACCOUNT_ADAPTER = "spilno.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_FORM_CLASS = "spilno.accounts.forms.SignupExtra"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Spilno"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _https

USERSESSIONS_TRACK_ACTIVITY = True

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
