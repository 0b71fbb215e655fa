"""The units of `deploy/systemd` forbid calls of the kernel; what Spilno is made of must live without them."""

import ctypes
import ctypes.util
import os
import re
import shutil
import signal
import subprocess

import pytest

from tests.operation.homes import ROOT, Home

UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
# <seccomp.h>
KILL_PROCESS, ALLOW, ERRNO = 0x80000000, 0x7FFF0000, 0x00050000
ERRORS = {"EPERM": 1}
KILLED_BY_THE_KERNEL = -signal.SIGSYS
# Of a machine that lets no process shut itself in, such as some containers.
NO_FILTER = 99


def members(analyze: str) -> dict[str, list[str]]:
    """What systemd's own names for groups of calls stand for."""
    told = subprocess.run([analyze, "syscall-filter", "--no-pager"], capture_output=True, text=True).stdout
    found: dict[str, list[str]] = {}
    for line in told.splitlines():
        if line.startswith("@"):
            found[line.strip()] = []
        elif found and line.strip() and not line.strip().startswith("#"):
            found[[*found][-1]].append(line.strip())
    return found


def allowed(unit: str, groups: dict[str, list[str]]) -> set[str]:
    """The unit's list, read as systemd reads it: line after line, `~` takes away."""

    def flat(name: str) -> set[str]:
        return {name} if not name.startswith("@") else set().union(*map(flat, groups[name]))

    calls: set[str] = set()
    for less, names in re.findall(r"^SystemCallFilter=(~?)(.+)$", unit, re.M):
        meant = set().union(*map(flat, names.split()))
        calls = calls - meant if less else calls | meant
    return calls | flat("@default")


def shut_in(unit: str, calls: set[str]) -> None:
    """From here on this process, and whatever it becomes, is under the unit's filter."""
    library = ctypes.CDLL(ctypes.util.find_library("seccomp"), use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_rule_add.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    name = re.search(r"^SystemCallErrorNumber=(\w+)$", unit, re.M)
    context = library.seccomp_init(ERRNO | ERRORS[name[1]] if name else KILL_PROCESS)
    for call in calls:
        number = library.seccomp_syscall_resolve_name(call.encode())
        if number >= 0:
            library.seccomp_rule_add(context, ALLOW, number, 0)
    if library.seccomp_load(context):
        os._exit(NO_FILTER)


def filters(unit: str) -> list[str]:
    return re.findall(r"^SystemCall\w+=.*$", unit, re.M)


def test_under_their_units_everything_works(home: Home) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None or ctypes.util.find_library("seccomp") is None:
        pytest.skip("systemd-analyze or libseccomp is not here")
    first, *others = [file.read_text() for file in UNITS]
    assert all(filters(one) == filters(first) for one in others), "so that one look is enough"
    calls = allowed(first, members(analyze))
    assert not {"reboot", "mount", "setuid", "ptrace"} & calls
    done = subprocess.run(
        home.process("doctor"),
        env=home.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        preexec_fn=lambda: shut_in(first, calls),
    )
    if done.returncode == NO_FILTER:
        pytest.skip("no process can be put under a filter here")
    assert done.returncode != KILLED_BY_THE_KERNEL, "the kernel ended it for a call that the unit forbids"
    # Name index and search are looked at: everything is imported.
    assert "no places are loaded" in done.stdout, done.stderr
