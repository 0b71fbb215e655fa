"""Settings of the tests: the real ones, in a folder that is thrown away, whatever the developer's environment says."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

for _name in [name for name in os.environ if name.startswith("SPILNO_") and not name.startswith("SPILNO_TEST_")]:
    del os.environ[_name]
_folder = tempfile.mkdtemp(prefix="spilno-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["SPILNO_HOME"] = _folder
os.environ["SPILNO_SECRET_KEY"] = "only for tests"
# A database server only when it was meant for tests; the tests' own database on it is made and dropped by Django.
os.environ.pop("DATABASE_URL", None)
if os.environ.get("SPILNO_TEST_DATABASE"):
    os.environ["DATABASE_URL"] = os.environ["SPILNO_TEST_DATABASE"]

from spilno.config.settings import *  # noqa: E402, F403
from spilno.config.settings import DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in real life: two connections to it wait for each other instead of failing.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_folder) / "test.sqlite3")}
else:
    DATABASES["default"]["ENGINE"] = "tests.postgresql"
    # What the tests write need not outlive a power cut.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"

# What a page asks does not depend on which page came before; menus have tests of their own.
SITE_MENUS = ""
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Looks files up when they are asked for, instead of reading every folder for each test client.
WHITENOISE_AUTOREFRESH = True
Path(_folder, "static").mkdir()
API_PER_MINUTE = 100_000
