"""A PostgreSQL cluster of a benchmark's own, with durable commits; nothing of it stays. Uses the standard library only."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def use_own_python() -> None:
    """Start again under .venv, made where it is missing, unless this Python already has what benchmarks need."""
    if all(importlib.util.find_spec(name) for name in ("aiosmtpd", "django", "spilno")):
        return
    python = ROOT / ".venv" / "bin" / "python"
    if Path(sys.prefix) == python.parent.parent:
        sys.exit("this .venv lacks packages: python3 dev.py setup")
    probe = "import aiosmtpd, django, spilno"
    if not python.exists() or subprocess.run([python, "-c", probe], stderr=subprocess.DEVNULL).returncode:
        made = subprocess.run([sys.executable, ROOT / "dev.py", "setup"], stdout=sys.stderr)
        if made.returncode:
            sys.exit(made.returncode)
    os.execv(python, [str(python), *sys.argv])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def _programs() -> Path:
    """Where PostgreSQL's programs lie; installed on Debian as root where they are missing."""

    def found() -> list[Path]:
        on_path = shutil.which("initdb")
        named = [Path(on_path).resolve().parent] if on_path else []
        installed = [one for one in Path("/usr/lib/postgresql").glob("*/bin") if one.parent.name.isdigit()]
        return [*named, *sorted(installed, key=lambda one: int(one.parent.name))]

    if not found() and os.getuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": sys.stderr, "stderr": sys.stderr, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)  # type: ignore[call-overload]
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "postgresql"], **quiet)  # type: ignore[call-overload]
    if not found():
        sys.exit("PostgreSQL's programs are missing: apt-get install postgresql")
    return found()[-1]


class Cluster:
    """As the user postgres where we are root. `stop` is at once, as if the power were cut."""

    def __init__(self, folder: Path, *, connections: int = 50) -> None:
        self.bin, self.data, self.port = _programs(), folder / "data", free_port()
        self.connections = connections
        self.prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.prefix:
            subprocess.run(["chown", "postgres", folder], check=True)
        # The language of a machine decides nothing: without UTF-8 a bare one would keep bytes instead of texts.
        self._call("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale")
        self.start()

    def _call(self, name: str, *arguments: object) -> None:
        command = [*self.prefix, str(self.bin / name), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= "
        options += f"-c max_connections={self.connections}"
        self._call("pg_ctl", "-D", self.data, "-w", "-t", "120", "-l", self.data / "log", "-o", options, "start")

    def stop(self) -> None:
        self._call("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"


def _reachable_folder() -> str | None:
    """A temporary folder that the user postgres may enter too; a private TMPDIR is none."""
    if os.getuid() != 0:
        return None
    for folder in (tempfile.gettempdir(), "/tmp", "/var/tmp"):
        inside = subprocess.run(["runuser", "-u", "nobody", "--", "test", "-x", folder], cwd="/", capture_output=True)
        if inside.returncode == 0:
            return folder
    return None


@contextmanager
def own_cluster(*, connections: int = 50) -> Iterator[tuple[Path, Cluster]]:
    """(a folder for SPILNO_HOME, the running cluster); both are gone afterwards."""
    programs = _programs()
    with tempfile.TemporaryDirectory(prefix="spilno-bench-", dir=_reachable_folder()) as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "postgres").mkdir()
        assert programs.is_dir()
        cluster = Cluster(folder / "postgres", connections=connections)
        try:
            yield folder, cluster
        finally:
            with suppress(subprocess.CalledProcessError):
                cluster.stop()
