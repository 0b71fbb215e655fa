"""The examples of `deploy/` name only commands and settings that exist, and are what their readers can parse."""

import configparser
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from spilno.config.cli import cli
from tests.policy.sources import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("spilno-*"))
SETTING = re.compile(r"\b(SPILNO_[A-Z_]+|DATABASE_URL)\b")
# The name that the proxy answers to belongs to the proxy.
OF_THE_PROXY = {"SPILNO_SITE_NAME"}


def unit(file: Path) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(file.read_text())
    return parser


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return found


def calls() -> Iterator[tuple[str, list[str]]]:
    """Every call of `spilno` in the examples, with the file it stands in."""
    for file in UNITS:
        for words in re.findall(r"^Exec\w+=.*?\.venv/bin/spilno (.*?)'?$", file.read_text(), re.M):
            yield file.name, shlex.split(words.replace("$$(date +%%Y-%%m-%%d-%%H%%M)", "today"))
    for name, service in compose()["services"].items():
        if str(service.get("image", "")).startswith("spilno"):
            yield f"compose {name}", service["command"]
    container = (DEPLOY / "Containerfile").read_text()
    yield "Containerfile", yaml.safe_load(re.search(r"^CMD (.*)$", container, re.M)[1])  # type: ignore[index]


def understood(words: list[str]) -> None:
    """Raises click's own complaint for a command or an option that does not exist."""
    command: click.Command | None = cli.get_command(click.Context(cli), words[0])
    assert command is not None, words[0]
    command.make_context(words[0], list(words[1:]), resilient_parsing=False)


def test_every_call_is_one_that_spilno_understands() -> None:
    found = list(calls())
    assert {words[0] for _file, words in found} == {"serve", "migrate", "worker", "tick", "backup"}
    for _file, words in found:
        understood(words)
    with pytest.raises(click.UsageError):
        understood(["serve", "--prot", "8000"])


def test_every_setting_is_one_that_the_operations_page_explains() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    described = set(re.findall(r"^\| `(\w+)` ", page, re.M)) | OF_THE_PROXY
    for file in (file for file in DEPLOY.rglob("*") if file.is_file()):
        assert set(SETTING.findall(file.read_text())) <= described, file.name


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_a_unit_is_hardened_and_complete(file: Path) -> None:
    found = unit(file)
    if file.suffix == ".timer":
        assert (file.with_suffix(".service")).is_file()
        assert found["Timer"] and found["Install"]["WantedBy"] == "timers.target"
        return
    service = found["Service"]
    for name, value in [("NoNewPrivileges", "yes"), ("ProtectSystem", "strict"), ("CapabilityBoundingSet", "")]:
        assert service[name] == value
    assert service["User"] == "spilno"
    assert service["Environment"] == "SPILNO_HOME=/var/lib/spilno"


def test_systemd_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not here")
    for file in UNITS:
        # It looks whether programs, files and accounts are on this machine.
        text = re.sub(r"/opt/spilno/\S+/spilno", "/bin/true", file.read_text())
        (tmp_path / file.name).write_text(re.sub(r"^(User|Group)=.*\n", "", text, flags=re.M))
    done = subprocess.run(
        [analyze, "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))], capture_output=True, text=True
    )
    ours = [line for line in done.stderr.splitlines() if "spilno" in line]
    assert ours == []


def test_the_composition_has_every_part_and_keeps_the_database_inside() -> None:
    services = compose()["services"]
    assert set(services) == {"database", "migrate", "web", "worker", "proxy"}
    assert services["database"]["networks"] == ["inside"]
    assert "ports" not in services["database"]
    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]
    for name in ("migrate", "web", "worker"):
        assert services[name]["read_only"] and services[name]["cap_drop"] == ["ALL"]


def test_the_proxies_replace_what_visitors_claim_about_themselves() -> None:
    for name, words in [
        ("Caddyfile", ["header_up X-Forwarded-For {remote_host}", "header_up X-Forwarded-Proto {scheme}"]),
        ("nginx.conf", ["X-Forwarded-For $remote_addr;", "X-Forwarded-Proto $scheme;"]),
    ]:
        text = (DEPLOY / name).read_text()
        assert all(word in text for word in words), name
        assert "/metrics/" in text
        assert text.count("{") == text.count("}")
