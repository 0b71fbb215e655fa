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
# This machine may always ask: a container's health check does so by the bare address.
ALLOWED_HOSTS = [*env.list("SPILNO_ALLOWED_HOSTS", default=[]), "127.0.0.1", "localhost", "[::1]"]

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
    "django.contrib.sitemaps",
    "template_partials",
    # For its static files only: the editor of texts.
    "django_prose_editor",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "spilno.common",
    "spilno.design",
    "spilno.places",
    "spilno.search",
    "spilno.organisations",
    "spilno.partnerships",
    "spilno.partnersearch",
    "spilno.funding",
    "spilno.exchange",
    "spilno.library",
    "spilno.matching",
    "spilno.newsletter",
    "spilno.web",
    "spilno.api",
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
FORMAT_MODULE_PATH = "spilno.common.formats"
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
    "spilno.library.handover.sections",
]
# Panels of the coordinator's desk, in their order: functions -> list of panels.
DESK_PANELS = [
    "spilno.organisations.desk.panels",
    "spilno.partnerships.desk.panels",
    "spilno.partnersearch.desk.panels",
    "spilno.exchange.desk.panels",
    "spilno.library.desk.panels",
    "spilno.funding.desk.panels",
]
# Who keeps something derived from areas: functions ({place that is gone: unit it became}), inside the import.
AREAS_MERGED = ["spilno.config.demo.seats.leave_seats", "spilno.partnerships.merged_areas.follow"]
# Who may object to the erasure of an account: functions (user) -> names of what would be left without anybody.
ERASURE_GUARDS = ["spilno.organisations.queries.desk.refuse_last_owner"]
# What the network office adds to the menus of every page: a function () -> {menu: lines}; empty for none.
SITE_MENUS = "spilno.library.queries.menus.site_menus"
# What search looks through, in the order in which its kinds are offered: sources (`search.findable.Source`).
SEARCH_SOURCES = [
    "spilno.partnersearch.searchable.source",
    "spilno.partnerships.searchable.partnerships",
    "spilno.partnerships.searchable.portraits",
    "spilno.organisations.searchable.source",
    "spilno.exchange.searchable.meetings",
    "spilno.exchange.searchable.reports",
    "spilno.exchange.searchable.advice",
    "spilno.funding.searchable.source",
    "spilno.library.searchable.papers",
    "spilno.library.searchable.directory",
    "spilno.library.searchable.pages",
    "spilno.newsletter.searchable.source",
]
# What apps above add to pages of those below: functions (row, keeping) -> list of `design.links.PageLink`.
REQUEST_LINKS = ["spilno.matching.request_link.link_to_suggestions", "spilno.funding.page_links.for_request"]
INTRODUCTION_LINKS = ["spilno.matching.request_link.links_to_letter"]
CASE_LINKS = ["spilno.library.page_links.for_case", "spilno.funding.page_links.for_case"]
RELATION_LINKS = ["spilno.library.page_links.for_relation", "spilno.funding.page_links.for_relation"]
# Help for the steps of a case file: functions (kinds of steps) -> {kind: list of links}.
CASE_STEP_LINKS = ["spilno.library.page_links.for_steps"]
# A guide of the library by its key, for pages below: function (key) -> address, title and language, or None.
GUIDE = "spilno.library.guides.guide_of"
# What happens beside the signature of a case: functions (acting, case, day), in the same transaction.
CASE_SIGNED = ["spilno.library.signing.keep_with_signature"]
# What removes again from a restored backup who left after it: kind of tombstone -> function (marks, acting_user).
TOMBSTONES = {
    "account": "spilno.accounts.actions.erase_again",
    "newsletter": "spilno.newsletter.actions.subscribing.end_again",
    "newsletter_erased": "spilno.newsletter.actions.subscribing.erase_again",
}
# What apps above places add to a place's page: functions (area) -> part with a template, or None.
PLACE_PAGE_PARTS = ["spilno.partnerships.place_page.relations"]

from spilno.config.sign_in import *  # noqa: E402, F403

SECURE_CONTENT_TYPE_NOSNIFF = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
HTTPS = env.bool("SPILNO_HTTPS", default=False)
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"  # noqa: F405
# Browsers that were here once come back by HTTPS only, for a year, to neighbouring names below this one, too.
HSTS = env.str("SPILNO_HSTS", default="max-age=31536000; includeSubDomains") if HTTPS else ""
BEHIND_PROXY = env.bool("SPILNO_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Memory of each server process for public pages, kept while nothing in the database changes.
PAGE_CACHE_BYTES = env.int("SPILNO_PAGE_CACHE_MB", default=64) << 20
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "common_cache"},
    # What each process counts for itself.
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
# Questions to the API in a minute, for each address or token and each server process.
API_PER_MINUTE = env.int("SPILNO_API_PER_MINUTE", default=240)
# How many proxies stand in front: so many addresses at the end of X-Forwarded-For are believed.
NINJA_NUM_PROXIES = 1 if env.bool("SPILNO_BEHIND_PROXY", default=False) else 0

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
# A folder with a static embedding model, read instead of our own lexicon where requests are compared.
TEXT_MODEL = env.str("SPILNO_TEXT_MODEL", default="")
if TEXT_MODEL and not (Path(TEXT_MODEL) / "model.safetensors").is_file():
    raise ImproperlyConfigured(f"SPILNO_TEXT_MODEL: {TEXT_MODEL} holds no model.safetensors")
# The page that shows outgoing mails, sign-in codes included: for a developer's machine only.
SHOWING_OUTBOX = env.bool("SPILNO_SHOWING_OUTBOX", default=False)

# Apps that offer entries to the newsletter.
NEWSLETTER_BLOCKS = [
    "spilno.organisations.news.offers",
    "spilno.organisations.news.wishes",
    "spilno.exchange.news.reports",
    "spilno.exchange.news.events",
    "spilno.funding.news.deadlines",
]
# Mails in flight for each worker: so many may be in doubt when one is killed.
NEWSLETTER_WINDOW = env.int("SPILNO_NEWSLETTER_WINDOW", default=1)
# Reports about failed deliveries go to this mailbox, with `+` and a proof in front of the @.
NEWSLETTER_BOUNCE_ADDRESS = env.str("SPILNO_BOUNCE_ADDRESS", default="")
NEWSLETTER_BOUNCE_SECRET = env.str("SPILNO_BOUNCE_SECRET", default="")
NEWSLETTER_BOUNCE_MAILBOX = env.str("SPILNO_BOUNCE_MAILBOX", default="")

CONTACT_EMAIL = env.str("SPILNO_CONTACT_EMAIL", default="")

# Reads the counts under /metrics/ from another machine, as `Authorization: Bearer …`.
METRICS_TOKEN = env.str("SPILNO_METRICS_TOKEN", default="")

LOG_FORMAT = env.str("SPILNO_LOG_FORMAT", default="text")
if LOG_FORMAT not in ("text", "json"):
    raise ImproperlyConfigured("SPILNO_LOG_FORMAT: text or json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "spilno.common.logs.TextFormatter"},
        "json": {"()": "spilno.common.logs.JsonFormatter"},
    },
    "filters": {"asked_wrongly": {"()": "spilno.common.logs.AskedWrongly"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": env.str("SPILNO_LOG_LEVEL", default="WARNING")},
    # Who signed in and who was refused is worth a line at any level.
    "loggers": {
        "spilno.security": {"level": "INFO"},
        "django.security": {"level": "INFO"},
        "django.security.DisallowedHost": {"filters": ["asked_wrongly"]},
    },
}
