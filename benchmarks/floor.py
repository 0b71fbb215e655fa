"""The floor of benchmarks/pages.py: one bare Django view listing 50 of 10,000 rows, nothing else around it.

Model instances in a table of six columns, drawn by a template: what a plain Django site does. FLOOR_DATABASE is the address
of its database, of the kind that the pages beside it read.
"""

import os

import django
import environ
from django.conf import settings

TEMPLATE = """<!doctype html><html lang="en"><head><title>Rows</title></head><body><h1>Rows</h1><table>
{% for row in rows %}<tr>
  <td>{{ row.pk }}</td>
  <td><a href="/rows/{{ row.pk }}/">{{ row.name }}</a></td>
  <td>{{ row.place }}</td>
  <td>{{ row.partner }}</td>
  <td>{{ row.form }}</td>
  <td>{{ row.year }}</td>
</tr>{% endfor %}
</table></body></html>"""
settings.configure(
    SECRET_KEY="benchmark",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="floor",
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
    DATABASES={"default": environ.Env.db_url_config(os.environ["FLOOR_DATABASE"])},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"list.html": TEMPLATE})],
                    )
                ]
            },
        }
    ],
)
django.setup()

# Models and URLs of this module can only be named once the settings stand.
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402


class Row(models.Model):
    name = models.CharField(max_length=100)
    place = models.CharField(max_length=100)
    partner = models.CharField(max_length=100)
    form = models.CharField(max_length=40)
    year = models.IntegerField()

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.name


def rows(request: HttpRequest) -> HttpResponse:
    start = int(request.GET.get("start", "0")) % 9_950
    return render(request, "list.html", {"rows": Row.objects.order_by("pk")[start : start + 50]})


def fill() -> None:
    """Make the table and its 10,000 rows."""
    with connection.schema_editor() as editor:
        editor.create_model(Row)
    Row.objects.bulk_create(
        Row(
            name=f"Partnership {n}",
            place=f"Town {n % 997}",
            partner=f"Hromada {n % 1469}",
            form=("partnership", "friendship", "project")[n % 3],
            year=1950 + n % 75,
        )
        for n in range(10_000)
    )


urlpatterns = [path("", rows)]
application = get_wsgi_application()
