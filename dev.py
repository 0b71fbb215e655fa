#!/usr/bin/env python3
"""Set up, run and test Spilno with nothing but Python 3.11 or newer.

python3 dev.py                   set up, then serve with a background worker on http://127.0.0.1:8000;
                                 the first time with a demonstration network, marked as such and removable
python3 dev.py --port 9000       the same elsewhere; --host for another address
python3 dev.py setup             install into .venv without serving
python3 dev.py test              every test that can run here; says what it skipped and why
python3 dev.py sweep             the long way: every combination, more made-up input
python3 dev.py lint [--fix]      style, types, the ladder of imports
python3 dev.py i18n [--check]    collect what is to be translated and check the translations
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import NoReturn

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
SPILNO = PROGRAMS / ("spilno.exe" if os.name == "nt" else "spilno")
STAMP = VENV / "spilno-stamp"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
GRACE_S = 10.0


def say(text: str) -> None:
    print(text, flush=True)


def give_up(text: str, code: int = 1) -> NoReturn:
    print(f"dev.py: {text}", file=sys.stderr, flush=True)
    sys.exit(code)


def find_newer_python() -> None:
    """Start again under a Python that is new enough, or say that there is none."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(20, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            os.execv(found, [found, str(ROOT / "dev.py"), *sys.argv[1:]])
    give_up("Python 3.11 or newer is needed; this is {}.{}".format(*sys.version_info[:2]))


# --- Setting up ------------------------------------------------------------------------------------------------------


def wanted_stamp(requirements: Path) -> str:
    """What must be equal for an installation to be still the right one."""
    parts = [
        requirements.read_bytes(),
        (ROOT / "pyproject.toml").read_bytes(),
        sys.version.encode(),
        str(ROOT).encode(),
    ]
    return f"{requirements.name} {hashlib.sha256(b'|'.join(parts)).hexdigest()}"


def is_installed(requirements: Path) -> bool:
    if not (STAMP.is_file() and SPILNO.exists() and PYTHON.exists()):
        return False
    return wanted_stamp(requirements) in STAMP.read_text(encoding="utf-8").splitlines()


def succeeds(command: list[str]) -> bool:
    # Where an office's network has certificates of its own, uv must look at those of the system, as pip is told to.
    environment = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1", **os.environ}
    nothing = subprocess.DEVNULL
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=nothing, stderr=nothing).returncode == 0


def install_with_uv(requirements: Path) -> bool:
    """uv may be on the path and still not work (no cache, no index): then pip has its turn."""
    uv = shutil.which("uv")
    if uv is None or not succeeds([uv, "--version"]):
        return False
    pip = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
    make = PYTHON.exists() or succeeds([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)])
    return (
        make
        and succeeds([*pip, "--require-hashes", "--no-deps", "-r", str(requirements)])
        and succeeds([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    )


def make_venv() -> None:
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            give_up(f"this Python has no {module}; on Debian and Ubuntu: apt install python3-venv (or install uv)")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        lines = (made.stdout + made.stderr).strip().splitlines() or ["no reason given"]
        give_up(f"cannot make {VENV.name}: {lines[-1]}; on Debian and Ubuntu: apt install python3-venv")


def install_with_pip(requirements: Path) -> None:
    works = PYTHON.exists() and succeeds([str(PYTHON), "-m", "pip", "--version"])
    if not works:
        make_venv()
    # Without compiling: Python compiles what it really imports, which is a tenth of it.
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--no-compile"]
    steps = (
        [*pip, "--require-hashes", "--no-deps", "-r", str(requirements)],
        [*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)],
    )
    for step in steps:
        done = subprocess.run(step, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
            reason = errors[-1] if errors else (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            give_up(f"cannot install the packages (is this machine connected?): {reason}")


def same_python() -> bool:
    """False when .venv was made by another Python version, which no installer repairs."""
    probe = "import sys; print(sys.version)"
    try:
        answer = subprocess.run([str(PYTHON), "-c", probe], capture_output=True, text=True)
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.strip() == sys.version.strip()


def set_up(requirements_name: str) -> None:
    """Make .venv hold what the requirements file names; a stamp makes the second time free."""
    requirements = ROOT / requirements_name
    if not is_installed(requirements):
        began = time.monotonic()
        say(f"installing {requirements_name} into .venv …")
        if VENV.exists() and not same_python():
            shutil.rmtree(VENV)
        if not install_with_uv(requirements):
            install_with_pip(requirements)
        # What serves for tests also serves for running.
        names = {requirements_name, "requirements.txt"}
        STAMP.write_text("\n".join(wanted_stamp(ROOT / name) for name in sorted(names)), encoding="utf-8")
        say(f"installed in {time.monotonic() - began:.0f} s")
    compile_translations()


def compile_translations() -> None:
    """Compile only what changed; the files are few, starting Python for nothing is the cost."""
    for text in (ROOT / "locale").glob("*/LC_MESSAGES/*.po"):
        compiled = text.with_suffix(".mo")
        if not compiled.is_file() or compiled.stat().st_mtime < text.stat().st_mtime:
            subprocess.run([str(PYTHON), str(ROOT / "tools" / "i18n.py"), "compile"], cwd=ROOT, check=True)
            return


def keep_compiled_modules() -> None:
    """Where the environment forbids it, each start would compile some thousand modules anew."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def compile_modules() -> None:
    """Import the whole site once: those who call .venv/bin/spilno may do so where Python keeps nothing."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"SPILNO_HOME": home}
        subprocess.run([str(SPILNO), "openapi"], cwd=ROOT, env=environment, capture_output=True)


# --- Running ---------------------------------------------------------------------------------------------------------


def refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            give_up(f"cannot listen on {host}:{port} ({error.strerror}); choose another with --port", 2)


def running_environment(host: str, address: str) -> dict[str, str]:
    """Development settings; what the environment already says wins."""
    environment = dict(os.environ)
    environment.setdefault("SPILNO_SITE_URL", address.rstrip("/"))  # where links in mails lead
    if host in LOOPBACK:
        environment.setdefault("SPILNO_DEBUG", "1")
        environment.setdefault("SPILNO_SHOWING_OUTBOX", "1")
    else:
        # Others can reach this server: no debug pages for them, but any name it may be called by.
        environment.setdefault("SPILNO_ALLOWED_HOSTS", "*")
    return environment


def prepare_data(address: str, environment: dict[str, str]) -> None:
    """Tables, places, programmes, the first administrator's link: in one process, since starting each costs a second."""
    done = subprocess.run([str(SPILNO), "prepare", "--site", address], cwd=ROOT, env=environment)
    if done.returncode:
        give_up("`spilno prepare` failed", done.returncode)


def demonstration(environment: dict[str, str]) -> str:
    """`loaded`, `removed` by its reader, or nothing yet."""
    home = Path(environment.get("SPILNO_HOME") or ROOT / "var").expanduser()
    try:
        return (home / "demonstration").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def load_demonstration(host: str, environment: dict[str, str]) -> "list[subprocess.Popen[bytes]]":
    """On a developer's machine only, beside the server, so that the first page does not wait for it."""
    if host not in LOOPBACK or demonstration(environment):
        return []
    return [subprocess.Popen([str(SPILNO), "demo", "load", "--if-new"], cwd=ROOT, env=environment)]


def tell_who_can_sign_in(address: str, environment: dict[str, str]) -> None:
    if demonstration(environment) == "loaded":
        say(f"Sign in at {address}en/account/login/ as any of these; codes arrive at {address}en/outbox/")
        subprocess.run([str(SPILNO), "demo", "accounts"], cwd=ROOT, env=environment)
        say("(.venv/bin/spilno demo accounts lists them again, demo remove takes the demonstration away)")


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def stop_children(children: list["subprocess.Popen[bytes]"]) -> None:
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)  # a second Ctrl-C would leave children behind
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE_S
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def watch(children: "list[subprocess.Popen[bytes]]", address: str, environment: dict[str, str]) -> int:
    """Tell when the page answers and who can sign in, then stay until the server ends."""
    server, worker, *loading = children
    announced, worker_missed, told = False, False, False
    while server.poll() is None:
        if not announced and answers(address):
            announced = True
            say(f"\nSpilno is at {address} (Ctrl-C stops it)")
        if announced and not told and all(child.poll() is not None for child in loading):
            told = True
            tell_who_can_sign_in(address, environment)
        if worker.poll() is not None and not worker_missed:
            worker_missed = True
            say("the background worker has stopped; registers cannot be loaded from the page until the next start")
        time.sleep(1.0 if announced else 0.1)
    return server.returncode


def interrupt(number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt(number)


def run(host: str, port: int) -> int:
    refuse_taken_port(host, port)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), interrupt)
    set_up("requirements.txt")
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(host, host)
    address = f"http://{shown}:{port}/"
    environment = running_environment(host, address)
    prepare_data(address, environment)
    children: list[subprocess.Popen[bytes]] = []
    try:
        serve = [str(SPILNO), "serve", "--host", host, "--port", str(port)]
        children.append(subprocess.Popen(serve, cwd=ROOT, env=environment))
        children.append(subprocess.Popen([str(SPILNO), "worker"], cwd=ROOT, env=environment))
        children += load_demonstration(host, environment)
        code = watch(children, address, environment)
        say(f"the server ended with code {code}")
        return code or 1
    except KeyboardInterrupt:
        say("\nstopping …")
        return 0
    finally:
        stop_children(children)


# --- The command line ------------------------------------------------------------------------------------------------


def with_dev_tools(*arguments: str) -> int:
    set_up("requirements-dev.txt")
    return subprocess.run([str(PYTHON), *arguments], cwd=ROOT).returncode


def port_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= 65535):
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is no port; take one from 1 to 65535")
    return int(text)


class Parser(argparse.ArgumentParser):
    """Refuses in one line, without the usage in front."""

    def error(self, message: str) -> NoReturn:
        give_up(message, 2)


def parse() -> argparse.Namespace:
    description, _, commands = (__doc__ or "").partition("\n\n")
    parser = Parser(
        prog="dev.py", description=description, epilog=commands, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=port_number, default=8000, help="port to listen on (default: 8000)")
    commands_parser = parser.add_subparsers(dest="command", metavar="run|setup|test|sweep|lint|i18n")
    for name in ("run", "setup", "test", "sweep", "lint", "i18n"):
        command = commands_parser.add_parser(name)
        if name == "run":
            command.add_argument("--host", default=argparse.SUPPRESS)
            command.add_argument("--port", type=port_number, default=argparse.SUPPRESS)
        elif name == "lint":
            command.add_argument("--fix", action="store_true", help="repair what can be repaired")
        elif name == "i18n":
            command.add_argument("--check", action="store_true", help="change nothing, fail when something is missing")
    return parser.parse_args()


def main() -> int:
    find_newer_python()
    keep_compiled_modules()
    wish = parse()
    if wish.command in (None, "run"):
        return run(wish.host, wish.port)
    if wish.command == "setup":
        set_up("requirements-dev.txt")
        compile_modules()
        say("ready: python3 dev.py starts it, .venv/bin/spilno --help lists the commands")
        return 0
    if wish.command == "i18n":
        return with_dev_tools("tools/i18n.py", "check" if wish.check else "update")
    flags = ["--fix"] if wish.command == "lint" and wish.fix else []
    return with_dev_tools("tools/checks.py", wish.command, *flags)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
