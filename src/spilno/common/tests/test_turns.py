"""One after the other: what a server's processes need is worked out by one of them."""

import subprocess
import sys
from pathlib import Path

import pytest

from spilno.common.turns import in_turn

fcntl = pytest.importorskip("fcntl")
HOLD = """
import sys
from pathlib import Path
from spilno.common.turns import in_turn
with in_turn(Path(sys.argv[1]), "waiting"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_others_wait_and_a_killed_process_gives_way(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "one.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with file.open() as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        process.kill()
    with in_turn(file, "waiting"):
        pass
