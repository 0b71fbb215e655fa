from django.urls import path

from spilno.web import desk, outbox_page, search, views
from spilno.web.news import NewsFeed

app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path("news.atom", NewsFeed(), name="feed"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("desk/", desk.coordinators_desk, name="desk"),
    path("outbox/", outbox_page.outbox, name="outbox"),
]
