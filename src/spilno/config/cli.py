"""The `spilno` command line: what an officer can do on the page, an administrator can script.

Bad input ends with exit code 2 and one line on stderr. Commands are imported only when they are called.
"""

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

COMMANDS = {
    "match": "spilno.matching.commands:match",
    "allocate": "spilno.matching.allocate_command:allocate_command",
    "link": "spilno.places.commands:link",
    "places": "spilno.places.commands:places",
    "funding": "spilno.funding.commands:funding",
    "search": "spilno.search.commands:search",
    "library": "spilno.library.commands:library",
    "partnerships": "spilno.partnerships.commands:partnerships",
    "createadmin": "spilno.accounts.commands:createadmin",
    "openapi": "spilno.api.commands:openapi",
    "doctor": "spilno.web.commands:doctor",
    "worker": "spilno.web.commands:worker",
    "tick": "spilno.web.commands:tick",
    "newsletter": "spilno.newsletter.commands:newsletter",
    "demo": "spilno.config.demo.commands:demo",
    "backup": "spilno.config.backup.commands:backup",
    "restore": "spilno.config.backup.commands:restore",
    "serve": "spilno.config.serving:serve",
    "migrate": "spilno.config.serving:migrate",
    "prepare": "spilno.config.serving:prepare",
}


class LazyGroup(click.Group):
    """Knows its commands by name and imports a command's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="spilno")
def cli() -> None:
    """Spilno: partners for municipalities, found and explained."""


def _complaint(error: click.ClickException) -> str:
    text = " ".join(error.format_message().split())
    command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "spilno"
    return f"{command}: {text}"


def _set_up() -> None:
    """Once in a process: set up again, what is logged later would go to where this command's words went."""
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; every refusal is one line."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, ProgrammingError

    try:
        _set_up()
        from spilno.common.telling import in_terminal, telling

        with telling(in_terminal):
            result: Any = cli.main(args=arguments, prog_name="spilno", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.Abort:
        click.echo("spilno: stopped", err=True)
        return 130
    except click.ClickException as error:
        click.echo(_complaint(error), err=True)
        return 2
    except ImproperlyConfigured as error:
        click.echo(f"spilno: {' '.join(str(error).split())}", err=True)
        return 2
    except (OperationalError, ProgrammingError) as error:
        hint = "; run `spilno migrate` first" if "no such table" in str(error) or "does not exist" in str(error) else ""
        click.echo(f"spilno: database: {str(error).splitlines()[0]}{hint}", err=True)
        return 2
    except BrokenPipeError:
        # The reader of our output went away; say nothing more into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("SPILNO_TRACEBACK"):
            raise
        click.echo(f"spilno: {type(error).__name__}: {' '.join(str(error).split())[:300]}", err=True)
        click.echo("spilno: this is a fault of Spilno; SPILNO_TRACEBACK=1 shows where", err=True)
        return 1


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spilno.config.settings")
    sys.exit(run())
