from django.urls import path

from spilno.newsletter.views import public, subscriber

app_name = "newsletter"

urlpatterns = [
    path("", public.subscribe, name="subscribe"),
    path("asked/", public.asked, name="asked"),
    # Behind the links of a mail
    path("confirm/<str:token>/", subscriber.confirm, name="confirm"),
    path("preferences/<str:token>/", subscriber.preferences, name="preferences"),
    path("preferences/<str:token>/data.json", subscriber.data, name="data"),
    path("preferences/<str:token>/erase/", subscriber.erase, name="erase"),
    path("unsubscribe/<str:token>/", subscriber.unsubscribe, name="unsubscribe"),
]
