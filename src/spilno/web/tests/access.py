from tests.access.matrix import COORDINATORS, EVERYBODY, NOBODY, Row

ROWS = [
    Row("start", EVERYBODY),
    Row("robots", EVERYBODY),
    Row("health", EVERYBODY, flow=True),
    Row("metrics", EVERYBODY),
    Row("web:home", EVERYBODY),
    Row("web:feed", EVERYBODY),
    Row("web:search", EVERYBODY),
    Row("web:suggest", EVERYBODY),
    Row("sitemaps", EVERYBODY),
    Row("sitemap", EVERYBODY, lambda _network: {"section": "partnerships"}),
    Row("web:outbox", NOBODY),
    Row("web:desk", COORDINATORS),
]
