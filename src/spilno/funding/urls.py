from django.urls import path

from spilno.funding.views import editing, public

app_name = "funding"

urlpatterns = [
    path("", public.programmes, name="programmes"),
    path("fits/", public.fits, name="fits"),
    path("calendar/", public.calendar, name="calendar"),
    path("calendar.ics", public.calendar_ics, name="calendar_ics"),
    # Keeping records
    path("to-check/", editing.queue, name="queue"),
    path("new/", editing.new, name="new"),
    path("<slug:key>/", public.detail, name="detail"),
    path("<slug:key>/remind/", public.remind, name="remind"),
    path("<slug:key>/edit/", editing.edit, name="edit"),
    path("<slug:key>/checked/", editing.checked, name="checked"),
    path("<slug:key>/<slug:what>/new/", editing.row, name="add_row"),
    path("<slug:key>/<slug:what>/<int:pk>/", editing.row, name="edit_row"),
    path("<slug:key>/<slug:what>/<int:pk>/remove/", editing.remove, name="remove_row"),
]
