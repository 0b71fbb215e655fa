"""Settings, from the environment; a wrong value stops the start with one line that names it.

Every variable is described in docs/operations.md.
"""

import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from spilno.config import paths

env = environ.Env()

HOME = paths.home()
DEBUG = env.bool("SPILNO_DEBUG", default=False)
# In development anybody on this machine may load registers from the page; elsewhere only the command line can.
LOADING_FROM_PAGE = env.bool("SPILNO_LOADING_FROM_PAGE", default=DEBUG)


def _secret_key(folder: Path) -> str:
    """One secret per installation, made on first use and readable by its owner only."""
    file = folder / "secret_key"
    if file.is_file():
        return file.read_text(encoding="ascii").strip()
    folder.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(50)
    file.touch(mode=0o600)
    file.write_text(key, encoding="ascii")
    return key


SECRET_KEY = env.str("SPILNO_SECRET_KEY", default="") or _secret_key(HOME)
ALLOWED_HOSTS = env.list("SPILNO_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])

INSTALLED_APPS = [
    # Before the library, so that our templates are found first.
    "spilno.accounts",
    "django.contrib.staticfiles",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "spilno.common",
    "spilno.design",
    "spilno.places",
    "spilno.organisations",
    "spilno.partnerships",
    "spilno.partnersearch",
    "spilno.funding",
    "spilno.exchange",
    "spilno.matching",
    "spilno.newsletter",
    "spilno.web",
]
MIDDLEWARE = [
    "spilno.common.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "spilno.accounts.middleware.SeenMiddleware",
    "spilno.accounts.middleware.KeepTypedMiddleware",
    "spilno.accounts.middleware.SecondFactorMiddleware",
    "spilno.common.middleware.WithdrawnMiddleware",
]
ROOT_URLCONF = "spilno.config.urls"
WSGI_APPLICATION = "spilno.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "spilno.design.forms.KernRenderer"

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{HOME / 'spilno.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;",
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
else:
    raise ImproperlyConfigured("DATABASE_URL: Spilno runs on SQLite and PostgreSQL only")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("de", _("German")), ("uk", _("Ukrainian")), ("en", _("English"))]
LOCALE_PATHS = [paths.locale_folder()]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# Publishers' addresses of the official registers; an operator may name another file.
PLACES_SOURCES = Path(env.str("SPILNO_PLACES_SOURCES", default=str(paths.PACKAGE / "places" / "sources.toml")))
PLACES_CACHE = HOME / "cache"
# Files fetched by hand: a folder for each register, named like its word in `spilno places import`.
PLACES_REGISTERS = HOME / "registers"

# What a handover consists of: functions (organisation, person, words) -> sections.
HANDOVER_SECTIONS = [
    "spilno.organisations.handover.own_sections",
    "spilno.partnerships.handover.sections",
    "spilno.exchange.handover.sections",
]
# Panels of the coordinator's desk, in their order: functions -> list of panels.
DESK_PANELS = [
    "spilno.organisations.desk.panels",
    "spilno.partnerships.desk.panels",
    "spilno.partnersearch.desk.panels",
    "spilno.exchange.desk.panels",
]
# Who may object to the erasure of an account: functions (user) -> names of what would be left without anybody.
ERASURE_GUARDS = ["spilno.organisations.queries.desk.refuse_last_owner"]
# What apps above partnersearch add to a request's page: functions (request, keeping) -> link, or None.
REQUEST_LINKS = ["spilno.matching.request_link.link_to_suggestions"]
# What apps above places add to a place's page: functions (area) -> part with a template, or None.
PLACE_PAGE_PARTS = ["spilno.partnerships.place_page.relations"]

from spilno.config.sign_in import *  # noqa: E402, F403

SECURE_CONTENT_TYPE_NOSNIFF = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = env.bool("SPILNO_HTTPS", default=False)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("SPILNO_BEHIND_PROXY", default=False) else None
)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "common_cache"}}

# Mails go into the outbox with the change that causes them; the worker hands them to the server.
EMAIL_BACKEND = "spilno.common.outbox.OutboxBackend"
_mail = env.email_url("SPILNO_SMTP_URL", default="dummymail://")
# Without a server, as in development, mails stay readable in the outbox and go nowhere.
MAIL_DELIVERY_BACKEND = _mail.pop("EMAIL_BACKEND")
globals().update({name: value for name, value in _mail.items() if name.startswith("EMAIL_")})
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("SPILNO_FROM_EMAIL", default="Spilno <noreply@localhost>")
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
# How the site is reached from outside; stands in every link of a mail.
SITE_URL = env.str("SPILNO_SITE_URL", default="http://127.0.0.1:8000")
# The page that shows outgoing mails, sign-in codes included: for a developer's machine only.
SHOWING_OUTBOX = env.bool("SPILNO_SHOWING_OUTBOX", default=False)

# Apps that offer entries to the newsletter.
NEWSLETTER_BLOCKS = [
    "spilno.organisations.news.offers",
    "spilno.organisations.news.wishes",
    "spilno.exchange.news.reports",
    "spilno.exchange.news.events",
]
# Mails in flight for each worker: so many may be in doubt when one is killed.
NEWSLETTER_WINDOW = env.int("SPILNO_NEWSLETTER_WINDOW", default=1)
# Reports about failed deliveries go to this mailbox, with `+` and a proof in front of the @.
NEWSLETTER_BOUNCE_ADDRESS = env.str("SPILNO_BOUNCE_ADDRESS", default="")
NEWSLETTER_BOUNCE_SECRET = env.str("SPILNO_BOUNCE_SECRET", default="")
NEWSLETTER_BOUNCE_MAILBOX = env.str("SPILNO_BOUNCE_MAILBOX", default="")

CONTACT_EMAIL = env.str("SPILNO_CONTACT_EMAIL", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("SPILNO_LOG_LEVEL", default="WARNING")},
}
