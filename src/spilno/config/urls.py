"""Every address of the site; language is the first part of each, so that no cookie has to remember it."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps import views as sitemap_views
from django.urls import include, path

from spilno.accounts.urls import replaced as accounts_in_front
from spilno.api.v1 import PREFIX, api
from spilno.web.monitoring import health_page, metrics
from spilno.web.sitemaps import SITEMAPS
from spilno.web.views import robots, start

handler400 = "spilno.api.faults.bad_request"
handler403 = "spilno.api.faults.refused"
handler404 = "spilno.api.faults.not_there"
handler500 = "spilno.api.faults.fault"

urlpatterns = [
    path("", start, name="start"),
    path("robots.txt", robots, name="robots"),
    path("health/", health_page, name="health"),
    path("metrics/", metrics, name="metrics"),
    path("sitemap.xml", sitemap_views.index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}, name="sitemaps"),
    path("sitemap-<slug:section>.xml", sitemap_views.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path(PREFIX.removeprefix("/"), api.urls),
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
        path("", include("spilno.library.urls")),
        path("exchange/", include("spilno.exchange.urls")),
        path("funding/", include("spilno.funding.urls")),
        path("match/", include("spilno.matching.urls")),
        path("api/", include("spilno.api.urls")),
        path("components/", include("spilno.design.urls")),
    ),
]
