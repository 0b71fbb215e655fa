"""`kill -9` of a real import process: nothing is left, and the next run takes the list over as if nothing had been."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, connections

from spilno.partnerships.actions.lists import import_list
from spilno.partnerships.importing.lists import source_called
from spilno.partnerships.models import ListImport, ListRow, Mention, Partnership, Party, RegistrySource, StatusChange
from spilno.partnerships.tests.test_lists import ACCOUNT, LIST
from tests.cast import load_places

KILLED = """
import os, signal, sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from pathlib import Path
from spilno.partnerships.actions import lists
# Relations, parties, history and mentions are written, the rows of the list follow, nothing is committed yet.
lists._supersede = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from spilno.partnerships.importing.lists import source_called
file = Path(sys.argv[2])
lists.import_list(file.read_bytes(), file.name, None, source_called("RGRE"), acting_user=None)
"""


def counts() -> list[int]:
    kinds = (Partnership, Party, StatusChange, Mention, ListImport, ListRow, RegistrySource)
    return [kind.objects.count() for kind in kinds]


@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_killed_leaves_nothing(tmp_path: Path) -> None:
    load_places()
    before = counts()
    file = tmp_path / "list.csv"
    file.write_bytes(LIST)
    name = str(connection.settings_dict["NAME"])
    connections.close_all()
    environment = {**os.environ, "SPILNO_HOME": str(tmp_path), "SPILNO_SECRET_KEY": "x"}
    environment["DJANGO_SETTINGS_MODULE"] = "spilno.config.settings"
    command = [sys.executable, "-c", KILLED, name, str(file)]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert found.returncode == -signal.SIGKILL, found.stderr
    assert counts() == before
    assert import_list(LIST, "list.csv", None, source_called("RGRE"), acting_user=None)[1].account == ACCOUNT
