"""Every address of the site; language is the first part of each, so that no cookie has to remember it."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from spilno.accounts.urls import replaced as accounts_in_front
from spilno.web.views import robots, start

urlpatterns = [
    path("", start, name="start"),
    path("robots.txt", robots, name="robots"),
    *i18n_patterns(
        path("", include("spilno.web.urls")),
        path("", include("spilno.places.urls")),
        path("account/", include("spilno.accounts.urls")),
        path("account/", include(accounts_in_front)),
        path("account/", include("allauth.urls")),
        path("organisations/", include("spilno.organisations.urls")),
        path("partnerships/", include("spilno.partnerships.urls")),
        path("requests/", include("spilno.partnersearch.urls")),
        path("newsletter/", include("spilno.newsletter.urls")),
        path("exchange/", include("spilno.exchange.urls")),
        path("funding/", include("spilno.funding.urls")),
        path("match/", include("spilno.matching.urls")),
        path("components/", include("spilno.design.urls")),
    ),
]
